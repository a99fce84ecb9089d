"""Which values and formulas do statements give their names?

A name may be given in words (`givens`), or only by substitution; a formula for any one is said of
each that has a number (`generics`).
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
    Symbol,
    integer,
    is_numeric,
    nodes,
    symbols,
)
from ..reading.statements import Read
from .directives import Told
from .generics import generics, said_of_each
from .givens import given_in
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
    given, _ = given_in(statements, {**follow, **formulas}, carried.derived)
    values = {**carried.values, **{n: v for n, (_, v) in given.items()}}
    folds = folds_of(statements)
    families = {base: dict(labels) for base, labels in {**told.families, **read.families}.items()}
    known = {**values, **formulas}
    graph = Graph(known, {}, sets_of(folds, known, families), families, is_partial=True)
    each = said_of_each(generics(formulas.items()), statements, graph)
    formulas = {**each, **formulas}
    given, opaque = given_in(statements, {**follow, **formulas}, carried.derived)
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
    entries = dict(entries_of({**kept, **known, **values}, families))
    entries = {n: v for n, v in entries.items() if n not in settled}
    definitions = {**kept, **entries, **more, **known, **values, **formulas}
    for name in [n for n in told.how if n in definitions and _is_circular(n, definitions)]:
        del definitions[name]
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


def formulas_of(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The formulas that a statement gives for the name on its left."""
    first, *rest = statement.members
    left = first.expression
    if statement.is_claim or not isinstance(left, Symbol):
        return
    if left.indices or left.name in CONSTANTS:
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


def entries_of(
    values: Mapping[str, Expression], families: Mapping[str, Mapping[tuple[Label, ...], str]]
) -> Iterator[tuple[str, Expression]]:
    """The names of the entries of vectors that are given: x_1 and x_2, or x_0 and x_1."""
    for name, value in values.items():
        if not isinstance(value, Matrix) or 1 not in value.shape:
            continue
        entries = [entry for row in value.rows for entry in row]
        labels = {ls[0]: own for ls, own in families.get(name, {}).items() if len(ls) == 1}
        numbered = {label: own for label, own in labels.items() if isinstance(label, int)}
        first = 0 if 0 in numbered else 1
        if numbered and max(numbered) - first < len(entries):
            yield from ((own, entries[label - first]) for label, own in numbered.items())


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
