"""Which values and formulas do statements give their names?

A name may be given in words, in a list, in a table, or only by substitution; what is printed as a
result is no given, and rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from ..expressions.graph import Graph, Label
from ..expressions.statement import Statement
from ..expressions.tree import (
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
from .directives import Told
from .results import is_result
from .substitutions import learned, replaced, same, turning, uses

#: Names that mean a number wherever nothing else is said.
CONSTANTS = {"pi", "e", "infinity"}


#: How a name got the value that is put in for it.
BY_SUBSTITUTION = "by substitution"


@dataclass(frozen=True)
class Carried:
    """The values that names had before; those of `weak` ones were only put in for them.

    What is `derived` was computed, and is printed as a result.
    """

    values: Mapping[str, Expression]
    weak: Set[str] = frozenset()
    derived: Set[str] = frozenset()


def bound(
    statements: Sequence[Statement], read: Read, carried: Carried, told: Told
) -> tuple[Graph, dict[str, str], int | None]:
    """The graph of what statements give, how other names got their values, and where they turn.

    What is `told` beside the statements fills what they do not give. A statement from which on
    another value is put in for a given name belongs to another scope.
    """
    formulas: dict[str, Expression] = {}
    for statement in statements:
        for name, formula in formulas_of(statement):
            if name not in formulas or _descends(name, formula) > _descends(name, formulas[name]):
                formulas[name] = formula
    for name in list(formulas):
        if _is_circular(name, formulas):
            del formulas[name]
    # What a case computes is a result here, too, and no given.
    follow = {n: f for n, f in {**told.before, **told.values}.items() if not is_numeric(f)}
    given, opaque = _given(statements, {**follow, **formulas}, carried.derived)
    derived = formulas.keys() | opaque
    kept = {n: v for n, v in carried.values.items() if n not in derived}
    values = {name: value for name, (_, value) in given.items()}
    known = {n: v for n, v in told.values.items() if n not in values.keys() | formulas.keys()}
    put_in = list(uses(statements, formulas, {**known, **values}))
    settled = derived | values.keys() | known.keys() | carried.derived
    more = learned(put_in, settled)
    guessed = {n: v for n, v in kept.items() if n in carried.weak and n not in settled}
    for name in replaced(statements, formulas, guessed):
        kept.pop(name)
    fill = {n: v for n, v in told.before.items() if n in follow or n not in derived}
    kept = {**fill, **kept}
    definitions = {**kept, **more, **known, **values, **formulas}
    for name in [n for n in told.how if n in definitions and _is_circular(n, definitions)]:
        del definitions[name]
    families = {base: dict(labels) for base, labels in {**told.families, **read.families}.items()}
    folds = folds_of(statements)
    sets = sets_of(folds, definitions, families)
    for name, size in counts_of(folds, definitions, families).items():
        definitions.setdefault(name, integer(size))
    graph = Graph(definitions, {}, sets, families, is_partial=True)
    how = {n: w for n, w in told.how.items() if n in definitions and definitions[n] is told.said(n)}
    # What is told turns where it was used before: what is never used contradicts the text.
    held = ((at, n) for at, n, v in reversed(put_in) if n in known and same(v, known[n]))
    used = {name: (at, known[name]) for at, name in held}
    first = {n: (at, v) for at, n, v in reversed(put_in) if n not in settled}
    turn = turning(put_in, {**first, **used, **given})
    return graph, {**how, **dict.fromkeys(more, BY_SUBSTITUTION)}, turn


def _given(
    statements: Sequence[Statement], formulas: Mapping[str, Expression], derived: Set[str]
) -> tuple[dict[str, tuple[int, Expression]], set[str]]:
    """The values that are given, with their statements; and the names that only have results."""
    computed = computed_names(statements)
    first = next((i for i, s in enumerate(statements) if _has_result(s)), len(statements))
    given: dict[str, tuple[int, Expression]] = {}
    printed: set[str] = set()
    listed = [False, *(_lists(statement, formulas) for statement in statements), False]
    for i, statement in enumerate(statements):
        for name, value in _values(statement):
            # What is printed alone after the first result is a result, too, and rounded.
            among = i < first or (listed[i + 1] and (listed[i] or listed[i + 2]))
            if among and not (name in formulas or name in computed or name in derived):
                given.setdefault(name, (i, value))
            else:
                printed.add(name)
    return given, (computed | printed | _differentiated(statements)) - given.keys()


def _lists(statement: Statement, formulas: Mapping[str, Expression]) -> bool:
    """Whether a statement gives values, and to no name that follows from others."""
    names = [name for name, _ in _values(statement)]
    return bool(names) and not any(name in formulas for name in names)


def formulas_of(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The formulas that a statement gives for the name on its left."""
    first, *rest = statement.members
    left = first.expression
    if not isinstance(left, Symbol) or left.indices or left.name in CONSTANTS:
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


def _descends(name: str, formula: Expression) -> bool:
    """Whether a new value is had by a derivative by the old one, as an update has it."""
    old = name.removesuffix("_new")
    return old != name and any(
        isinstance(n, Derivative) and isinstance(n.by, Symbol) and n.by.name == old
        for n in nodes(formula)
    )


def _values(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The numbers that a statement gives names of which it says nothing else."""
    expressions = [m.expression for m in statement.members]
    yield from _entries(expressions)
    names = [e.name for e in expressions if isinstance(e, Symbol) and not e.indices]
    others = [e for e in expressions if not isinstance(e, Symbol)]
    if not others or not names:
        return
    if len(others) > 1 and not all(isinstance(e, Number) for e in others):
        return  # E = 0.241872 = 0.242 says one number twice
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


def computation(statement: Statement) -> tuple[Expression, Number | Matrix] | None:
    """The quantity on the left of a calculation, and its last result."""
    first, *rest = statement.members
    if isinstance(first.expression, Number | Matrix) or is_numeric(first.expression):
        return None
    worked = any(is_numeric(m.expression) and not is_result(m.expression) for m in rest)
    results = [m.expression for m in rest if is_result(m.expression)]
    last = results[-1] if results else None
    return (first.expression, last) if worked and isinstance(last, Number | Matrix) else None


def computed_names(statements: Iterable[Statement]) -> set[str]:
    """The names that calculations give results for."""
    found = (computation(statement) for statement in statements)
    return {c[0].name for c in found if c and isinstance(c[0], Symbol)}


def _differentiated(statements: Sequence[Statement]) -> set[str]:
    """The names that a document takes derivatives of: they follow from others."""
    return {
        node.of.name
        for statement in statements
        for member in statement.members
        for node in nodes(member.expression)
        if isinstance(node, Derivative) and isinstance(node.of, Symbol)
    }


def folds_of(statements: Iterable[Statement]) -> list[Fold]:
    """The sums and products over an index in statements."""
    return [n for statement in statements for n in statement.nodes() if isinstance(n, Fold)]


def _all(folds: Iterable[Fold], definitions: Mapping[str, Expression]) -> Iterator[Fold]:
    yield from folds
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
    named = sorted(label for label in common or () if isinstance(label, str) and label[1:])
    return tuple(numbered) if numbered else tuple(named)


def sets_of(
    folds: Sequence[Fold],
    definitions: Mapping[str, Expression],
    families: Mapping[str, Mapping[tuple[Label, ...], str]],
) -> dict[str, tuple[Label, ...]]:
    """What the indices of sums run over, where the names under them say it."""
    found: dict[str, tuple[Label, ...]] = {}
    for fold in _all(folds, definitions):
        if isinstance(fold.over, str):
            labels = _labels(fold, families)
            if labels:
                found.setdefault(fold.over, labels)
    return found


def counts_of(
    folds: Sequence[Fold],
    definitions: Mapping[str, Expression],
    families: Mapping[str, Mapping[tuple[Label, ...], str]],
) -> dict[str, int]:
    """n of a sum from 1 to n, where nothing else says it."""
    found: dict[str, int] = {}
    for fold in _all(folds, definitions):
        if isinstance(fold.over, tuple) and isinstance(fold.over[1], Symbol):
            labels = [label for label in _labels(fold, families) if isinstance(label, int)]
            if labels:
                found.setdefault(fold.over[1].name, max(labels))
    return found
