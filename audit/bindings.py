"""Which values and formulas does a document give its names, and from where to where?

A name may be given in words, in a list, in a table, or only by substitution: from
`net = w1*i1 + b1` beside `0.15*0.05 + 0.35` the value of w1 is learned. A name that gets another
value later begins a new scope, so that every number is judged by what holds where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    integer,
    is_numeric,
    nodes,
    symbols,
)
from ..reading.statements import Read
from .calculations import Calculation, Desk, lenient, unsigned
from .enclosures import Truth, printed_box
from .layout import with_products
from .memory import Memory, retypes
from .slots import align

#: Names that mean a number wherever nothing else is said.
_CONSTANTS = {"pi", "e", "infinity"}
#: So many givens ahead are looked at to see whether another example begins.
_AHEAD = 8


@dataclass(frozen=True, eq=False)
class Scope:
    """Statements between which no name changes its value, with the graph of what they give."""

    title: str
    statements: tuple[Statement, ...]
    graph: Graph
    learned: Mapping[str, str] = field(default_factory=dict[str, str])


def scopes(read: Read) -> list[Scope]:
    """The document's statements in scopes, each with its graph."""
    found: list[Scope] = []
    carried: dict[str, Expression] = {}
    for title, run in _runs(read):
        statements = with_products(run)
        graph, learned = _graph(statements, read, carried)
        found.append(Scope(title, tuple(statements), graph, learned))
        updated = {n.removesuffix("_new") for n in graph.definitions if n.endswith("_new")}
        carried = {
            name: value
            for name, value in graph.definitions.items()
            if is_numeric(value) and name not in updated
        }
    return found


# --- where a scope ends


def _runs(read: Read) -> Iterator[tuple[str, list[Statement]]]:
    """The statements cut where a name is given another value, or is computed once more."""
    statements = [_with_update(_with_signs(s)) for s in read.statements]
    title, run = "", list[Statement]()
    values: dict[str, Number | Matrix] = {}
    results: dict[Expression, Number] = {}
    seen: dict[Expression, tuple[Number, int]] = {}
    updated = titled = -1
    for i, statement in enumerate(statements):
        again = False
        updated = i if _is_update(statement) else updated
        titled = i if i in read.headings else titled
        given = _given(statement)
        if given is not None and Symbol(given[0]) not in results:
            before = values.get(given[0])
            again = before is not None and not _same(before, given[1])
        computed = _computed(statement)
        if computed is not None:
            before = results.get(computed[0])
            again = again or (before is not None and _is_elsewhere(statement, run, computed))
            bare, where = seen.get(computed[0], (computed[1], i))
            again = again or (where < titled and before is None and not _same(bare, computed[1]))
        last = statement.members[-1].expression
        if isinstance(last, Number) and not _is_update(statement):
            bare, where = seen.get(statement.members[0].expression, (last, i))
            again = again or (where < updated and not _same(bare, last))
        if again and run:
            yield title, run
            run, values, results, seen = [], {}, {}, {}
        if isinstance(last, Number):
            seen[statement.members[0].expression] = last, i
        if given is not None:
            values[given[0]] = given[1]
        if computed is not None:
            results[computed[0]] = computed[1]
        title = read.headings.get(i, title)
        run.append(statement)
    if run:
        yield title, run


def _is_update(statement: Statement) -> bool:
    left = statement.members[0].expression
    return isinstance(left, Symbol) and left.name.endswith("_new")


def _is_elsewhere(
    statement: Statement, run: Sequence[Statement], computed: tuple[Expression, Number]
) -> bool:
    """Whether a quantity is computed again from other numbers, and not only said again."""
    mine = _operands(statement)
    for other in reversed(run):
        before = _computed(other)
        if before is not None and before[0] == computed[0]:
            theirs = _operands(other)
            return not _same(before[1], computed[1]) and bool(mine and theirs) and (
                2 * len(mine & theirs) <= max(len(mine), len(theirs))
            )
    return False


def _operands(statement: Statement) -> frozenset[str]:
    """The digits that are put in on the way to a result."""
    return frozenset(
        node.printed.text
        for member in statement.members
        if not isinstance(member.expression, Number)
        for node in nodes(member.expression)
        if isinstance(node, Number) and not node.printed.is_integer
    )


def _computed(statement: Statement) -> tuple[Expression, Number] | None:
    """The quantity on the left of a calculation, and its last result."""
    first, *rest = statement.members
    if isinstance(first.expression, Number | Matrix) or is_numeric(first.expression):
        return None
    worked = any(
        is_numeric(m.expression) and not isinstance(m.expression, Number | Matrix) for m in rest
    )
    results = [m.expression for m in rest if isinstance(m.expression, Number)]
    return (first.expression, results[-1]) if worked and results else None


def _same(one: Number | Matrix, other: Number | Matrix) -> bool:
    if isinstance(one, Matrix) or isinstance(other, Matrix):
        return one == other
    return retypes(one.printed, other.printed) or retypes(other.printed, one.printed)


def _given(statement: Statement) -> tuple[str, Number | Matrix] | None:
    """`w = 0.5`, and nothing more."""
    if len(statement.members) != 2 or statement.members[1].relation != "=":
        return None
    left, right = (m.expression for m in statement.members)
    if isinstance(left, Symbol) and not left.indices and is_numeric(right):
        if isinstance(right, Number | Matrix):
            return left.name, right
    return None


def _with_signs(statement: Statement) -> Statement:
    """Negative results as numbers: −0.019 is one print, not an operation on one."""
    members = tuple(replace(m, expression=_signed(m.expression)) for m in statement.members)
    return replace(statement, members=members)


def _signed(expression: Expression) -> Expression:
    match expression:
        case Apply(function="negate", arguments=(Number(printed=printed),)) if (
            printed.text[0] not in "+-\u2212"
        ):
            return Number(printed.negated, expression.place)
        case Matrix():
            rows = tuple(tuple(_signed(entry) for entry in row) for row in expression.rows)
            return Matrix(rows, expression.place)
        case _:
            return expression


def _with_update(statement: Statement) -> Statement:
    """`w <- w - η g`, and `w = w - η g`, say what the new w is."""
    first, *rest = statement.members
    left = first.expression
    if not isinstance(left, Symbol) or left.indices or not rest:
        return statement
    replaces = any(m.relation == "<-" for m in rest)
    itself = not isinstance(rest[0].expression, Symbol) and left.name in symbols(rest[0].expression)
    if not (replaces or itself):
        return statement
    name = left.name if left.name.endswith("_new") else f"{left.name}_new"
    renamed = replace(left, name=name)
    members = (replace(first, expression=renamed), *(
        replace(m, relation="=" if m.relation == "<-" else m.relation) for m in rest
    ))  # fmt: skip
    return replace(statement, members=members)


# --- what a scope gives


def _graph(
    statements: Sequence[Statement], read: Read, carried: Mapping[str, Expression]
) -> tuple[Graph, dict[str, str]]:
    formulas: dict[str, Expression] = {}
    for statement in statements:
        for name, formula in _formulas(statement):
            formulas.setdefault(name, formula)
    for name in list(formulas):
        if _is_circular(name, formulas):
            del formulas[name]
    computed = {c[0].name for s in statements if (c := _computed(s)) and isinstance(c[0], Symbol)}
    first = next((i for i, s in enumerate(statements) if _has_result(s)), len(statements))
    given: dict[str, Expression] = {}
    printed: set[str] = set()
    listed = [any(_values(statement)) for statement in statements]
    for i, statement in enumerate(statements):
        for name, value in _values(statement):
            # What is printed alone after the first result is a result, too, and rounded.
            among = i < first or listed[i - 1] or listed[i + 1 : i + 2] == [True]
            if among and name not in formulas and name not in computed:
                given.setdefault(name, value)
            else:
                printed.add(name)
    opaque = (computed | printed | _differentiated(statements)) - given.keys()
    derived = formulas.keys() | opaque
    kept = {n: v for n, v in carried.items() if n not in derived}
    learned = _learned(statements, formulas, derived, given)
    values = kept | learned | given
    definitions = {**values, **formulas}
    families = {base: dict(labels) for base, labels in read.families.items()}
    sets = _sets(statements, definitions, families)
    for name, size in _counts(statements, definitions, families).items():
        definitions.setdefault(name, integer(size))
    graph = Graph(definitions, {}, sets, families, is_partial=True)
    return graph, {name: "by substitution" for name in learned if name not in given}


def _formulas(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The formulas that a statement gives for the name on its left."""
    first, *rest = statement.members
    left = first.expression
    if not isinstance(left, Symbol) or left.indices or left.name in _CONSTANTS:
        return
    for member in rest:
        expression = member.expression
        if is_numeric(expression):
            return
        if left.name in symbols(expression):
            return
        if member.relation in ("=", "~="):
            yield left.name, expression
            return


def _values(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The numbers that a statement gives names of which it says nothing else."""
    expressions = [m.expression for m in statement.members]
    yield from _entries(expressions)
    names = [e.name for e in expressions if isinstance(e, Symbol) and not e.indices]
    others = [e for e in expressions if not isinstance(e, Symbol)]
    if len(others) != 1 or not names:
        return
    if isinstance(others[0], Number) or (isinstance(others[0], Matrix) and is_numeric(others[0])):
        for name in names:
            yield name, others[0]


def _entries(expressions: Sequence[Expression]) -> Iterator[tuple[str, Expression]]:
    """The names in a matrix that is set equal to a matrix of numbers."""
    matrices = [e for e in expressions if isinstance(e, Matrix)]
    if len(matrices) != 2 or matrices[0].shape != matrices[1].shape:
        return
    for row, other in zip(matrices[0].rows, matrices[1].rows, strict=True):
        for name, value in zip(row, other, strict=True):
            if isinstance(name, Symbol) and not name.indices and isinstance(value, Number):
                yield name.name, value


def _has_result(statement: Statement) -> bool:
    """Whether a number is said to follow from something."""
    members = [m.expression for m in statement.members]
    return any(isinstance(e, Number) for e in members) and any(
        not isinstance(e, Number | Symbol | Matrix) for e in members
    )


def _is_circular(name: str, formulas: Mapping[str, Expression]) -> bool:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for inner in symbols(formulas[waiting.pop()]):
            if inner == name:
                return True
            if inner in formulas and inner not in seen:
                seen.add(inner)
                waiting.append(inner)
    return False


def _learned(
    statements: Sequence[Statement],
    formulas: Mapping[str, Expression],
    derived: Set[str],
    known: Mapping[str, Expression],
) -> dict[str, Expression]:
    """Values that stand only where they are put in: the commonest of each name."""
    votes: dict[str, Counter[Printed]] = {}
    places: dict[tuple[str, Printed], Number] = {}

    def fits(number: Number, quantity: Expression) -> bool | None:
        if isinstance(quantity, Symbol):
            value = known.get(quantity.name)
            if isinstance(value, Number):
                return _same(value, number)
        return None

    said: dict[Expression, Expression] = {}
    for statement in statements:
        left = statement.members[0].expression
        formula = said.get(left)
        if formula is None and isinstance(left, Symbol):
            formula = formulas.get(left.name)
        for i, member in enumerate(statement.members):
            expression = member.expression
            if not is_numeric(expression):
                formula = expression if i or formula is None else formula
                if i:
                    said[left] = expression
                continue
            if formula is None or isinstance(expression, Number):
                continue
            if not _gives_result(expression, statement.members[i + 1 :]):
                break
            way = align(formula, expression, fits)
            for slot in way.slots if way.is_possible else ():
                if not isinstance(slot.number, Number):
                    continue
                quantity, number = unsigned(slot.quantity, slot.number)
                name = quantity.name if isinstance(quantity, Symbol) else ""
                if not name or name in derived or name in known:
                    continue
                votes.setdefault(name, Counter())[number.printed] += 1
                places.setdefault((name, number.printed), number)
            break
    found: dict[str, Expression] = {}
    for name, counted in votes.items():
        (first, most), *others = counted.most_common(2)
        is_clear = not others or most > others[0][1]
        if is_clear:
            found[name] = places[name, first]
    return found


def _gives_result(calculation: Expression, after: Sequence[Member]) -> bool:
    """Whether a calculation gives the number after it: one that does not has a wrong operand."""
    result = next((m.expression for m in after if isinstance(m.expression, Number)), None)
    if result is None:
        return True
    bare = Desk(Graph({}), Truth(Graph({})), Memory())
    wide = bare.range(lenient(Calculation(calculation, {})))
    return wide is None or wide.meets(printed_box(result.printed, approximate=True))


def _differentiated(statements: Sequence[Statement]) -> set[str]:
    """The names that a document takes derivatives of: they follow from others."""
    return {
        node.of.name
        for statement in statements
        for member in statement.members
        for node in nodes(member.expression)
        if isinstance(node, Derivative) and isinstance(node.of, Symbol)
    }


# --- sums over an index


def _folds(statements: Iterable[Statement], definitions: Mapping[str, Expression]) -> Iterator[Fold]:
    for statement in statements:
        for member in statement.members:
            yield from (n for n in nodes(member.expression) if isinstance(n, Fold))
    for definition in definitions.values():
        yield from (n for n in nodes(definition) if isinstance(n, Fold))


def _labels(
    fold: Fold, families: Mapping[str, Mapping[tuple[Label, ...], str]]
) -> tuple[Label, ...]:
    """What the index of a sum runs over: the labels that every name under it has."""
    common: set[Label] | None = None
    for node in nodes(fold.body):
        if isinstance(node, Symbol) and len(node.indices) == 1 and node.name in families:
            inner = node.indices[0]
            if isinstance(inner, Symbol) and inner.name == fold.index:
                own = {labels[0] for labels in families[node.name] if len(labels) == 1}
                common = own if common is None else common & own
    numbered = sorted(label for label in common or () if isinstance(label, int))
    named = sorted(label for label in common or () if isinstance(label, str))
    return tuple(numbered) if numbered else tuple(named)


def _sets(
    statements: Sequence[Statement],
    definitions: Mapping[str, Expression],
    families: Mapping[str, Mapping[tuple[Label, ...], str]],
) -> dict[str, tuple[Label, ...]]:
    found: dict[str, tuple[Label, ...]] = {}
    for fold in _folds(statements, definitions):
        if isinstance(fold.over, str):
            labels = _labels(fold, families)
            if labels:
                found.setdefault(fold.over, labels)
    return found


def _counts(
    statements: Sequence[Statement],
    definitions: Mapping[str, Expression],
    families: Mapping[str, Mapping[tuple[Label, ...], str]],
) -> dict[str, int]:
    """n of a sum from 1 to n, where nothing else says it."""
    found: dict[str, int] = {}
    for fold in _folds(statements, definitions):
        if isinstance(fold.over, tuple) and isinstance(fold.over[1], Symbol):
            labels = [label for label in _labels(fold, families) if isinstance(label, int)]
            if labels:
                found.setdefault(fold.over[1].name, max(labels))
    return found
