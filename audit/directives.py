"""What does the author say in directives, and where does it hold?

`let` gives a name a value, `case` binds the names of the text to those of a documented case. The
first of its kind and name holds for the whole document, a later one from where it stands on.
Neither beats what the text itself gives; where the two differ, a problem says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from ..cases.load import DOCUMENTED, load_case
from ..expressions.graph import Graph, Label
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import Expression, Symbol, is_numeric, nodes, symbols
from ..expressions.written import written
from ..reading.blocks import Problem
from ..reading.lets import Let
from ..reading.statements import Read
from .substitutions import same

_Values = Mapping[str, Expression]


@dataclass(frozen=True)
class Told:
    """What directives say about a scope.

    `values` are said for this scope, and beat what calculations show. `before` is what a case said
    for an earlier one, and only fills. `how` says where each name has its value from, and `case`
    says so of the names of the case.
    """

    values: _Values = field(default_factory=dict[str, Expression])
    before: _Values = field(default_factory=dict[str, Expression])
    how: Mapping[str, str] = field(default_factory=dict[str, str])
    case: str = ""
    families: Mapping[str, Mapping[tuple[Label, ...], str]] = field(
        default_factory=dict[str, Mapping[tuple[Label, ...], str]]
    )

    def said(self, name: str) -> Expression | None:
        """The value that a name was told to have."""
        return self.values.get(name, self.before.get(name))

    @property
    def is_renewed(self) -> bool:
        """Whether a case begins with the scope."""
        return bool(self.case) and not self.before


@dataclass(frozen=True, eq=False)
class _Bound:
    """A documented case, with the place of the directive that names it."""

    place: Place
    name: str
    graph: Graph


class Directives:
    """The lets and cases of a document, and the problems that they make."""

    def __init__(self, read: Read) -> None:
        self.lets, self.problems = read.lets, [*read.problems]
        self.cases = list(self._bound(read))
        self.first: dict[str, Let] = {}
        for let in self.lets:
            self.first.setdefault(let.name, let)
        self._held: dict[str, Let] = {}
        self._spoken_of = set(_names(read)) if self.lets else set[str]()

    def _bound(self, read: Read) -> Iterator[_Bound]:
        named = [d for d in read.document.directives if d.kind == "case"]
        known = {path.stem: path for path in sorted(DOCUMENTED.glob("*.toml"))} if named else {}
        for directive in named:
            if directive.text in known:
                graph = load_case(known[directive.text]).graph
                yield _Bound(directive.place, directive.text, graph)
            else:
                why = f"no case {directive.text:.60}; there are {', '.join(known)}"
                self.problems.append(Problem(directive.place, why))

    def value(self, name: str, place: Place) -> Expression | None:
        """The value that a name was told to have at a place."""
        for let in reversed(self.lets):
            if let.name == name and let.place < place:
                return let.value
        if name in self.first:
            return self.first[name].value
        case = self._case(place)
        return None if case is None else case.graph.definitions.get(name)

    def values(self) -> dict[str, Expression]:
        """What is said for the whole document."""
        case = self.cases[0].graph.definitions if self.cases else {}
        return {**case, **{name: let.value for name, let in self.first.items()}}

    def turn(self, before: Place, after: Place) -> bool:
        """Whether something else is said between two statements than was said above."""
        new = [let for let in self.lets if before < let.place < after]
        old = [self.value(let.name, before) for let in new]
        return any(
            was is not None and not same(was, let.value) for was, let in zip(old, new, strict=True)
        ) or any(before < case.place < after for case in self.cases[1:])

    def told(self, after: Place | None, statements: Sequence[Statement], changed: Set[str]) -> Told:
        """What is said for a scope, which begins after a place (None: the first).

        Of names that were `changed` by updates, a case speaks no more.
        """
        end = statements[-1].place
        values: dict[str, Expression] = {}
        before: _Values = {}
        how: dict[str, str] = {}
        case = self._case(end)
        by = f"by the case {case.name}" if case else ""
        if case is not None:
            source = case.graph.definitions
            if after is None or after < case.place:
                values |= source
            else:
                before = {n: value for n, value in source.items() if n not in changed}
            how |= dict.fromkeys(source, by)
        lets = dict(self.first) if after is None else {}
        lets |= {x.name: x for x in self.lets if x.place < end and (not after or after < x.place)}
        values |= {name: let.value for name, let in lets.items()}
        how |= dict.fromkeys(lets, "by directive")
        return Told(values, before, how, by, case.graph.families if case is not None else {})

    def hold(self, told: Told, statements: Sequence[Statement], definitions: _Values) -> None:
        """Remember which lets hold in a scope, and say where the text has another value."""
        end = statements[-1].place
        for name in told.values:
            if told.how[name] == "by directive":
                earlier = [x for x in self.lets if x.name == name and x.place < end]
                self._held[name] = earlier[-1] if earlier else self.first[name]
        for name, let in list(self._held.items()):
            found = definitions.get(name)
            if found is None or not same(found, let.value):
                del self._held[name]
                if found is not None:
                    self._differ(let, found, statements)

    def all_problems(self) -> list[Problem]:
        """What is to be said of the directives, after every scope."""
        unspoken = (let for name, let in self.first.items() if name not in self._spoken_of)
        more = [
            Problem(x.place, f"let {_said(x)}: the text does not speak of it") for x in unspoken
        ]
        return self.problems + more

    def _differ(self, let: Let, found: Expression, statements: Sequence[Statement]) -> None:
        lines = [s.place.line for s in statements if let.name in symbols(s.members[0].expression)]
        where = f" from line {lines[0]} on" if lines else ""
        value = written(found)[:80]
        if is_numeric(found):
            why = f"the text has {let.name} = {value}{where}, which holds there"
        else:
            why = f"the text says how {let.name} follows ({value}){where}, which holds there"
        self.problems.append(Problem(let.place, f"let {_said(let)}: {why}"))

    def _case(self, place: Place) -> _Bound | None:
        """The case that was named last before a place, or else first."""
        above = [case for case in self.cases if case.place < place]
        return (above or self.cases)[-1 if above else 0] if self.cases else None


def _said(let: Let) -> str:
    return f"{let.name} = {written(let.value)[:80]}"


def _names(read: Read) -> Iterator[str]:
    """Every name that statements and tables speak of, also by an index."""
    said = [m.expression for statement in read.statements for m in statement.members]
    for expression in (*said, *(e for table in read.tables for e in table.expressions())):
        for node in nodes(expression):
            if isinstance(node, Symbol):
                yield node.name
                if node.indices:
                    yield from read.families.get(node.name, {}).values()
