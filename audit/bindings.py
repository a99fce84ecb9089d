"""Which values and formulas does a document give its names, and from where to where?

A name may be given in words, in a list, in a table, or only by substitution: from
`net = w1*i1 + b1` beside `0.15*0.05 + 0.35` the value of w1 is learned. A name that gets another
value later begins a new scope, so that every number is judged by what holds where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Apply,
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
from .memory import retypes
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
    runs = list(_runs(read))
    found: list[Scope] = []
    carried: dict[str, Expression] = {}
    for title, statements in runs:
        graph, learned = _graph(statements, read, carried)
        found.append(Scope(title, tuple(statements), graph, learned))
        carried = dict(graph.definitions)
    return found


# --- where a scope ends


def _runs(read: Read) -> Iterator[tuple[str, list[Statement]]]:
    """The statements cut where a name is given another value."""
    statements = [_with_update(_with_signs(s)) for s in read.statements]
    title, run = "", list[Statement]()
    values: dict[str, Number] = {}
    derived: set[str] = set()
    for i, statement in enumerate(statements):
        heading = read.headings.get(i)
        given = _given(statement)
        if given is not None and given[0] not in derived:
            name, number = given
            before = values.get(name)
            if before is not None and not _same(before, number):
                if run:
                    yield title, run
                run, values = [], {}
            values[name] = number
        elif given is None:
            derived |= set(_defined(statement))
        if heading:
            title = heading
        run.append(statement)
    if run:
        yield title, run


def _same(one: Number, other: Number) -> bool:
    return retypes(one.printed, other.printed) or retypes(other.printed, one.printed)


def _given(statement: Statement) -> tuple[str, Number] | None:
    """`w = 0.5`, and nothing more."""
    if len(statement.members) != 2:
        return None
    left, right = (m.expression for m in statement.members)
    if isinstance(left, Symbol) and not left.indices and isinstance(right, Number):
        return left.name, right
    return None


def _defined(statement: Statement) -> Iterator[str]:
    left = statement.members[0].expression
    if isinstance(left, Symbol) and not left.indices and len(statement.members) > 1:
        yield left.name


def _with_signs(statement: Statement) -> Statement:
    """Negative results as numbers: −0.019 is one print, not an operation on one."""
    members = tuple(replace(m, expression=_signed(m.expression)) for m in statement.members)
    return replace(statement, members=members)


def _signed(expression: Expression) -> Expression:
    match expression:
        case Apply(function="negate", arguments=(Number(printed=printed),)) if (
            printed.text[0] not in "+-\u2212"
        ):
            return Number(Printed("-" + printed.text), expression.place)
        case Matrix():
            rows = tuple(tuple(_signed(entry) for entry in row) for row in expression.rows)
            return Matrix(rows, expression.place)
        case _:
            return expression


def _with_update(statement: Statement) -> Statement:
    """`w = w - η g` replaces w: no equation can say so."""
    first, *rest = statement.members
    left = first.expression
    if (
        isinstance(left, Symbol)
        and rest
        and rest[0].relation == "="
        and not isinstance(rest[0].expression, Symbol)
        and left.name in symbols(rest[0].expression)
        and not left.name.endswith("_new")
    ):
        return replace(statement, members=(first, Member(rest[0].expression, "<-"), *rest[1:]))
    return statement


# --- what a scope gives


def _graph(
    statements: Sequence[Statement], read: Read, carried: Mapping[str, Expression]
) -> tuple[Graph, dict[str, str]]:
    formulas = {n: f for n, f in carried.items() if not is_numeric(f)}
    values = {n: f for n, f in carried.items() if is_numeric(f)}
    own: dict[str, Expression] = {}
    for statement in statements:
        for name, formula in _formulas(statement):
            if name not in own:
                own[name] = formula
    formulas |= own
    for name in list(formulas):
        if _is_circular(name, formulas):
            del formulas[name]
    given: dict[str, Expression] = {}
    for statement in statements:
        for name, value in _values(statement):
            if name not in formulas:
                given.setdefault(name, value)
    learned = _learned(statements, formulas, {**values, **given})
    values |= {n: v for n, v in learned.items() if n not in values} | given
    definitions = {**values, **formulas}
    families = {base: dict(labels) for base, labels in read.families.items()}
    sets = _sets(statements, definitions, families)
    for name, size in _counts(statements, definitions, families).items():
        definitions.setdefault(name, integer(size))
    graph = Graph(definitions, {}, sets, families)
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
        if member.relation == "<-":
            yield f"{left.name}_new", expression
            return
        if left.name in symbols(expression):
            return
        if member.relation in ("=", "~="):
            yield left.name, expression
            return


def _values(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The numbers that a statement gives names of which it says nothing else."""
    expressions = [m.expression for m in statement.members]
    names = [e.name for e in expressions if isinstance(e, Symbol) and not e.indices]
    others = [e for e in expressions if not isinstance(e, Symbol)]
    if len(others) != 1 or not names or "<-" in [m.relation for m in statement.members]:
        return
    if isinstance(others[0], Number) or (isinstance(others[0], Matrix) and is_numeric(others[0])):
        for name in names:
            yield name, others[0]


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

    for statement in statements:
        formula: Expression | None = None
        for member in statement.members:
            expression = member.expression
            if not is_numeric(expression):
                formula = expression
                continue
            if formula is None or isinstance(expression, Number):
                continue
            way = align(formula, expression, fits)
            for slot in way.slots if way.is_possible else ():
                name = slot.quantity.name if isinstance(slot.quantity, Symbol) else ""
                if not name or name in formulas or name in known or not isinstance(slot.number, Number):
                    continue
                votes.setdefault(name, Counter())[slot.number.printed] += 1
                places.setdefault((name, slot.number.printed), slot.number)
            break
    return {
        name: places[name, counted.most_common(1)[0][0]]
        for name, counted in votes.items()
        if len(counted) == 1 or counted.most_common(2)[0][1] > counted.most_common(2)[1][1]
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
