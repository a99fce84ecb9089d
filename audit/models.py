"""Which computation does a document define, as its formulas are to be checked against?

A lecture states its own model: `net = …`, `out = σ(net)`, `E = ½Σ(…)²`. The first formula that it
gives a name is the name's definition, the others are claims. Where several formulas differ, the one
that the document's own numbers bear out counts, then the one said most often. Names without a
formula are free, if anything follows from them; else they stand for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..expressions.graph import Graph
from ..expressions.tree import (
    Expression,
    Symbol,
    integer,
    is_apply,
    is_numeric,
    symbols,
)
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from ..oracles.enclosures import Truth
from ..reading.statements import Read
from .aliases import likeness, tops
from .bindings import CONSTANTS, computation, counts_of, sets_of
from .described import described
from .fellows import apart, by_symmetry, has_fellow
from .indices import labels_of
from .points import Samples
from .roots import free_names, in_logs, is_circular, members, plain_names
from .sayings import Said, derivatives, follows_rule, may_be_terms, primes, sayings, terms
from .scopes import Scope
from .simplex import on_simplex

_NEW = "_new"
_NUMBER = re.compile(r"(\d+)")
#: What a learning rate is called.
RATES = frozenset({"eta", "alpha", "lr", "learning_rate", "epsilon", "mu", "gamma", "rate"})
#: Where names are drawn that stand in a logarithm.
_BETWEEN = (0.05, 0.95)
#: Two formulas for one name are one with a mistake if they share so much; else another begins.
_SHARED = 0.6


@dataclass(eq=False)
class Meaning:
    """What a name stands for from a statement on: one formula, said once or more often."""

    start: int
    said: list[Said] = field(default_factory=list[Said])

    @property
    def chosen(self) -> Said:
        """The formula that is the definition."""
        return self.said[0]

    def defines(self, said: Said) -> bool:
        """Whether a formula is the definition, said for the first time or again."""
        return said.formula == self.chosen.formula and said.is_hint == self.chosen.is_hint


@dataclass(frozen=True, eq=False)
class Model:
    """The graph that a statement's formulas are held against, with its points.

    `defined` has the members of the statement that are definitions, and claim nothing. `loose` has
    the points at which the names that stand for nothing have some value, too; `simplex` those at
    which the targets of a cross-entropy sum to 1.
    """

    samples: Samples
    loose: Samples
    simplex: Samples | None
    defined: frozenset[int]


class Models:
    """The model of every statement of a document."""

    def __init__(self, read: Read, scopes: Sequence[Scope]) -> None:
        self.statements = [s for scope in scopes for s in scope.statements]
        self.graphs = [scope.graph for scope in scopes for _ in scope.statements]
        self.examples = [i for i, scope in enumerate(scopes) for _ in scope.statements]
        self.headings = _headings(read, len(self.statements))
        self.families = read.families
        self.scopes = scopes
        self.closed: dict[int, dict[str, Expression]] = {}
        self.valued = {n for graph in dict.fromkeys(self.graphs) for n in graph.definitions}
        self.meanings = self._meanings()
        self.used = {n for s in self.statements for m in s.members for n in symbols(m.expression)}
        self.results: dict[str, list[int]] = {}
        for number, s in enumerate(self.statements):
            if (found := computation(s)) and isinstance(found[0], Symbol):
                self.results.setdefault(found[0].name, []).append(number)
        self.printed = self.results.keys() | {
            s.members[0].expression.name
            for s in self.statements
            if isinstance(s.members[0].expression, Symbol) and len(s.members) > 1
            and is_numeric(s.members[-1].expression)
        }  # fmt: skip
        self.given = {
            n
            for graph in dict.fromkeys(self.graphs) for n in graph.definitions
            if graph.is_given(n)
        }  # fmt: skip
        self.taken: dict[str, str] = {}
        self.held: dict[tuple[str, int, int], bool] = {}
        self.made: dict[tuple[str | int, ...], tuple[Samples, Samples, Samples | None]] = {}
        self.differentiated = {
            n.of.name
            for s in self.statements for n in derivatives(s) if isinstance(n.of, Symbol)
        }  # fmt: skip

    def at(self, number: int) -> Model:
        """The model that holds where a statement stands."""
        example = self.examples[number]
        current = {
            name: meaning
            for name, found in self.meanings.items()
            if (meaning := _current(found, number)) and self._still(name, meaning, example)
        }
        key = (*current, *(meaning.start for meaning in current.values()))
        if key not in self.made:
            graph = self._graph(current, example)
            loose = replace(graph, free={**graph.free, **self._others(graph)})
            simplex = on_simplex(graph)
            self.made[key] = (
                Samples(graph), Samples(loose), Samples(simplex) if simplex else None,
            )  # fmt: skip
        defined = frozenset(
            said.member
            for meaning in current.values()
            for said in meaning.said
            if said.number == number and meaning.defines(said)
        )
        return Model(*self.made[key], defined)

    def _still(self, name: str, meaning: Meaning, example: int) -> bool:
        """Whether a formula of an earlier example is that of another one, too.

        Where the name is computed once more, with numbers alone, they must bear it out.
        """
        if any(self.examples[said.number] == example for said in meaning.said):
            return True
        key = name, meaning.start, example
        if key not in self.held:
            numbers = [i for i in self.results.get(name, ()) if self.examples[i] == example]
            formula = meaning.chosen.formula
            self.held[key] = all(self._gives(formula, i) is not False for i in numbers) and any(
                self._gives(formula, i) for i in numbers
            ) == bool(numbers)
        return self.held[key]

    def _gives(self, formula: Expression, number: int) -> bool | None:
        """Whether a formula gives the number of a statement; None where it has no value there."""
        members = self.statements[number].members
        values = [m.expression for m in members if is_numeric(m.expression)]
        graph = self.graphs[number]
        if not values or any(n not in graph.definitions for n in symbols(formula)):
            return None
        try:
            value, printed = (Truth(graph).value(e) for e in (formula, values[-1]))
        except MeaninglessError:
            return None
        return 100 * abs(value.middle - printed.middle) <= abs(printed.middle)

    def begin(self, name: str, number: int) -> None:
        """Let a name mean from a statement on what is said of it there."""
        found = self.meanings[name]
        old = _current(found, number) or found[0]
        later = [said for said in old.said if said.number >= number]
        if later and len(later) < len(old.said):
            old.said = [said for said in old.said if said.number < number]
            here = [said for said in later if said.number == number]
            found.insert(found.index(old) + 1, Meaning(number, [*here, *later[len(here) :]]))

    def _meanings(self) -> dict[str, list[Meaning]]:
        found: dict[str, list[Meaning]] = {}
        for number, statement in enumerate(self.statements):
            for said in sayings(number, statement):
                meanings = found.setdefault(said.name, [])
                if not meanings or self._is_another(meanings[-1], said):
                    meanings.append(Meaning(number))
                if not said.is_hint or all(s.is_hint for s in meanings[-1].said):
                    meanings[-1].said.append(said)
        for meanings in found.values():
            for before, meaning in pairwise([None, *meanings]):
                assert meaning is not None
                meaning.said.sort(key=self._rank(meaning.said))
                if before is not None and meaning.chosen.is_hint:
                    meaning.start = self._beginning(before, meaning)
        return found

    def _beginning(self, before: Meaning, meaning: Meaning) -> int:
        """Where a name ceases to mean what it meant: where that was last used."""
        names = {n for s in before.said for n in symbols(s.formula)}
        first = meaning.start
        while first > before.said[-1].number + 1:
            statement = self.statements[first - 1]
            if any(names & set(symbols(m.expression)) for m in statement.members):
                break
            first -= 1
        return first

    def _is_another(self, meaning: Meaning, said: Said) -> bool:
        """Whether a formula gives a name a new meaning, in a part of its own."""
        if said.is_hint:
            parts = said.formula.arguments if is_apply(said.formula, "add") else ()
            if not all(isinstance(part, Symbol) for part in parts) or not parts:
                return False
            return not any(
                may_be_terms(s.formula, said.formula, self.families) for s in meaning.said
            )
        if self.examples[meaning.said[-1].number] != self.examples[said.number]:
            return all(s.formula != said.formula for s in meaning.said)
        if self.headings[meaning.said[-1].number] == self.headings[said.number]:
            return False
        return all(likeness(s.formula, said.formula) < _SHARED for s in meaning.said)

    def _rank(self, said: Sequence[Said]) -> Callable[[Said], tuple[object, ...]]:
        """By what the definition is chosen among the formulas of a name."""
        counts: dict[Expression, int] = {}
        for one in said:
            counts[one.formula] = counts.get(one.formula, 0) + 1

        def rank(one: Said) -> tuple[object, ...]:
            by_itself = follows_rule(one)
            return (
                not by_itself, self._gives(one.formula, one.number) is False,
                len(self._unknown(one.formula)), one.is_hint, -counts[one.formula], one.number,
            )  # fmt: skip

        return rank

    def _unknown(self, formula: Expression) -> set[str]:
        names = plain_names(formula) | set(members(formula, self.families))
        return {n for n in names if n not in self.valued}

    def _graph(self, meanings: Mapping[str, Meaning], example: int) -> Graph:
        definitions = {n: m.chosen.formula for n, m in meanings.items()}
        for name in [n for n in definitions if is_circular(n, definitions)]:
            del definitions[name]
        for whole, name, term in terms(definitions, self.statements):
            if name not in definitions or self._is_older(meanings, name, whole):
                definitions[name] = term
        unsaid = self.differentiated - definitions.keys() - self.printed
        closed: dict[str, Expression] = {}
        hidden = (self.differentiated | self.printed) - definitions.keys() - self.given
        if any(has_fellow(name, definitions) for name in hidden):
            closed = self._closed(example, definitions)
            definitions |= closed
        for name, (other, formula) in by_symmetry(unsaid, definitions, self.used).items():
            definitions[name] = formula
            self.taken[name] = f"what {other} is, with another number"
        for name, top in tops(self.statements, Graph(definitions, {}, {}, self.families)).items():
            definitions[name] = Symbol(top)
            self.taken[name] = top
        definitions |= dict(primes(definitions, self.statements))
        families = {base: dict(labels) for base, labels in self.families.items()}
        sets = sets_of(self.statements, definitions, families)
        for statement in self.statements:
            for _, over in statement.each:
                sets.setdefault(over, tuple(labels_of(over, families)))
        for name, size in counts_of(self.statements, definitions, families).items():
            definitions.setdefault(name, integer(size))
        matrices, free = free_names(definitions, self.graphs, families)
        unsaid = self.results.keys() | self.differentiated
        unsaid |= {name for name in self.printed if has_fellow(name, definitions)}
        unsaid -= definitions.keys() | self.given
        opaque = {name: frozenset(apart(name, definitions)) for name in unsaid}
        inside = dict.fromkeys(in_logs(self.statements), _BETWEEN)
        return Graph(
            {**matrices, **definitions},
            free,
            sets,
            families,
            inside,
            is_partial=True,
            opaque=opaque,
            supposed=frozenset(closed),
        )

    def _closed(self, example: int, said: Container[str]) -> dict[str, Expression]:
        """Formulas that are said of a fellow alone, where the printed numbers bear them out."""
        if example not in self.closed:
            found = described(self.scopes[: example + 1])
            self.closed[example] = {} if found is None else {
                name: formula for name, formula in found.graph.definitions.items()
                if name not in self.given and not is_numeric(formula)
            }  # fmt: skip
        more = {n: f for n, f in self.closed[example].items() if n not in said}
        self.taken |= {name: f"what its fellows are: {written(f)}" for name, f in more.items()}
        return more

    def _is_older(self, meanings: Mapping[str, Meaning], name: str, whole: str) -> bool:
        """Whether a name got its meaning in an earlier part than a sum of which it is a term."""
        if name not in meanings or whole not in meanings:
            return False
        before, now = meanings[name].start, meanings[whole].start
        return before < now and self.headings[before] != self.headings[now]

    def _others(self, graph: Graph) -> dict[str, tuple[int, ...]]:
        """The names that stand for nothing."""
        names = {n for s in self.statements for m in s.members for n in plain_names(m.expression)}
        return {n: () for n in sorted(names - CONSTANTS) if not graph.knows(n)}


def _current(meanings: list[Meaning], number: int) -> Meaning | None:
    """The last meaning that began before a statement; the first where none did, if it is said."""
    first = None if meanings[0].chosen.is_hint else meanings[0]
    return next((m for m in reversed(meanings) if m.start <= number), first)


def _headings(read: Read, count: int) -> list[str]:
    found: list[str] = []
    for number in range(count):
        found.append(read.headings.get(number, found[-1] if found else ""))
    return found
