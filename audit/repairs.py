"""Which one small change makes a false formula true?

Changes are tried in order of their size: a dropped differential sign, a name for another, a sign, an
exponent, a transpose, a factor left out or put in. Each is tried in floating point at two points,
and one that holds there is proved in balls like any other formula. What makes both sides vanish is no
repair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Number,
    Symbol,
    children,
    integer,
    nodes,
    rewrite,
    symbols,
    with_children,
)
from ..expressions.walk import MeaninglessError
from .formulas import compare, labellings
from .points import Samples

CLOSE = 1e-9
MOST_TRIED = 6000
MOST_SHOWN = 3
NEAREST = 12


@dataclass(frozen=True)
class Repair:
    """A changed left or right side with which the formula is true.

    `size` orders repairs; `what` says the change in words.
    """

    left: Expression
    right: Expression
    what: str
    size: float

    @property
    def on_left(self) -> bool:
        """Whether the left side is the one that changed."""
        return self.what.endswith("(left side)")


def repairs(
    left: Expression,
    right: Expression,
    samples: Samples,
    each: tuple[tuple[str, str], ...] = (),
) -> tuple[Repair, ...]:
    """The smallest changes that make `left = right` true; none where no single change does."""
    sides = _Sides(samples, each)
    dropped = _with_differentials(left), _with_differentials(right)
    if dropped != (left, right):
        what = "a differential sign is missing"
        if compare(*dropped, samples, each).state == "equal":
            return (Repair(*dropped, what, 0.5),)
    renamed = _known_names(left, right, sides)
    if renamed:
        return renamed
    found: list[Repair] = []
    for original, other, on_left in ((right, left, False), (left, right, True)):
        targets = sides.values(other)
        if targets is None:
            continue
        near = symbols(other)
        changes = sorted(islice(changed(original, samples.graph, near), MOST_TRIED), key=lambda c: c.size)
        for change in changes:
            if found and change.size > found[0].size + 1e-9:
                break
            if _is_idle(change.expression) or not sides.close(change.expression, targets):
                continue
            pair = (change.expression, other) if on_left else (other, change.expression)
            if compare(*pair, samples, each).state == "equal":
                what = f"{change.what} ({'left' if on_left else 'right'} side)"
                found.append(Repair(*pair, what, change.size))
                found.sort(key=lambda repair: (repair.size, repair.on_left))
    best = [r for r in found if r.size <= found[0].size + 1e-9] if found else []
    return tuple(best[:MOST_SHOWN])


def _known_names(left: Expression, right: Expression, sides: _Sides) -> tuple[Repair, ...]:
    """Names that stand for nothing, each read as the known name that makes the formula true."""
    graph, each = sides.samples.graph, sides.each
    indexed = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    free = {index for index, _ in each} | {
        n.index for side in (left, right) for n in nodes(side) if isinstance(n, Fold)
    }
    unknown = [
        n
        for n in dict.fromkeys((*symbols(left), *symbols(right)))
        if not graph.knows(n) and n not in indexed and n not in free and n not in graph.sets
    ]
    if not 1 <= len(unknown) <= 3:
        return ()
    plain = [n for n in (*graph.definitions, *graph.free) if "[" not in n]
    with_index = {n.name for side in (left, right) for n in nodes(side) if _is_indexed(n)}
    nearest = [
        sorted(indexed if n in with_index else plain, key=lambda k, n=n: (_distance(k, n), k))[:NEAREST]
        for n in unknown
    ]
    choices = sorted(
        product(*nearest),
        key=lambda c: sum(_distance(a, b) for a, b in zip(c, unknown, strict=True)),
    )
    for chosen in choices:
        pair = left, right
        for old, new in zip(unknown, chosen, strict=True):
            pair = _replaced(pair[0], old, new), _replaced(pair[1], old, new)
        targets = sides.values(pair[0])
        if targets is None or not sides.close(pair[1], targets):
            continue
        if compare(*pair, sides.samples, each).state == "equal":
            what = ", ".join(f"{new} for {old}" for old, new in zip(unknown, chosen, strict=True))
            return (Repair(*pair, what, 1.0),)
    return ()


class _Sides:
    """Float values at two points, for every label of the free indices."""

    def __init__(self, samples: Samples, each: tuple[tuple[str, str], ...]) -> None:
        self.samples, self.each = samples, each
        self.cases = list(labellings(each, samples.graph))
        self.walks = [samples.floats(number) for number in (2, 3)]

    def value(self, expression: Expression, number: int) -> np.ndarray | None:
        """The value at one point for one choice of labels; None where there is none."""
        walk = self.walks[number // len(self.cases)]
        try:
            value = walk.value(expression, self.cases[number % len(self.cases)]).value
        except (MeaninglessError, OverflowError):
            return None
        found = np.asarray(value, dtype=float)
        return found if np.isfinite(found).all() else None

    def values(self, expression: Expression) -> list[np.ndarray] | None:
        """The values everywhere; None where there is none, or nothing but zeros."""
        found = []
        for number in range(len(self.walks) * len(self.cases)):
            value = self.value(expression, number)
            if value is None:
                return None
            found.append(value)
        return found if any(value.any() for value in found) else None

    def close(self, expression: Expression, targets: list[np.ndarray]) -> bool:
        """Whether a formula has the given values, as far as floats can tell."""
        for number, target in enumerate(targets):
            found = self.value(expression, number)
            if found is None or found.shape != target.shape:
                return False
            if not (np.abs(found - target) <= CLOSE * (1e-6 + np.abs(target))).all():
                return False
        return True


@dataclass(frozen=True)
class Change:
    """A formula with one change, the change in words, and how small it is."""

    expression: Expression
    what: str
    size: float


def changed(
    expression: Expression, graph: Graph, near: Iterable[str] = ()
) -> Iterator[Change]:
    """The formula with every single small change; `near` are names that stand beside it."""
    names = [n for n in (*graph.definitions, *graph.free) if not n.startswith("#")]
    used = [n for n in dict.fromkeys((*symbols(expression), *near)) if n in names]
    for node, put in _places(expression):
        match node:
            case Symbol(indices=()):
                for name in names:
                    if name != node.name:
                        what = f"{name} for {node.name}"
                        yield Change(put(Symbol(name)), what, 1 + 0.1 * _distance(name, node.name))
            case Symbol(name=name, indices=indices):
                yield from _indexed(name, indices, put, graph)
            case Apply(function="differential", arguments=(inner,)):
                for name in names:
                    yield Change(put(Derivative(inner, Symbol(name))), f"a derivative by {name}", 0.8)
            case Apply(function="power", arguments=(base, exponent)):
                yield Change(put(base), "the power is dropped", 1.4)
                for n in (-1, 2, 3):
                    if exponent != integer(n):
                        what = f"the power {n}"
                        yield Change(put(Apply("power", (base, integer(n)))), what, 1.4)
            case Apply(function="matmul", arguments=(a, b)):
                for pair in (
                    (_transposed(a), b), (a, _transposed(b)), (b, a),
                    (_transposed(b), a), (b, _transposed(a)),
                ):  # fmt: skip
                    yield Change(put(Apply("matmul", pair)), "a transpose", 1.2)
            case Apply(function="transpose", arguments=(inner,)):
                yield Change(put(inner), "no transpose", 1.2)
            case Apply(function="multiply", arguments=factors) if len(factors) > 1:
                for i in range(len(factors)):
                    rest = factors[:i] + factors[i + 1 :]
                    kept = rest[0] if len(rest) == 1 else Apply("multiply", rest)
                    yield Change(put(kept), "one factor less", 1.8)
            case Apply(function="add", arguments=terms) if len(terms) > 1:
                for i in range(len(terms)):
                    rest = terms[:i] + terms[i + 1 :]
                    yield Change(
                        put(rest[0] if len(rest) == 1 else Apply("add", rest)), "one term less", 1.9
                    )
            case _:
                pass
        if not isinstance(node, Number):
            flipped = node.arguments[0] if _is_negated(node) else Apply("negate", (node,))
            yield Change(put(flipped), "the sign", 1.3)
        if isinstance(node, Symbol | Derivative | Apply) and not _is_negated(node):
            yield from _more_factors(node, put, used)
    yield from _renamed(expression, names)


def _indexed(
    name: str,
    indices: tuple[Expression, ...],
    put: Callable[[Expression], Expression],
    graph: Graph,
) -> Iterator[Change]:
    """Another indexed name, or an index one higher or lower."""
    families = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    for other in sorted(families - {name}):
        what = f"{other}[…] for {name}[…]"
        yield Change(put(Symbol(other, indices)), what, 1 + 0.1 * _distance(other, name))
    for i, index in enumerate(indices):
        for step in (1, -1):
            moved = Apply("add", (index, integer(step)))
            changed_indices = (*indices[:i], moved, *indices[i + 1 :])
            what = f"an index {'higher' if step > 0 else 'lower'} by 1"
            yield Change(put(Symbol(name, changed_indices)), what, 1.1)


def _more_factors(
    node: Expression, put: Callable[[Expression], Expression], names: list[str]
) -> Iterator[Change]:
    for name in names:
        factors = node.arguments if _is_product(node) else (node,)
        more = Apply("multiply", (*factors, Symbol(name)))
        yield Change(put(more), f"times {name}", 1.7)
        if isinstance(node, Symbol):
            what = f"the derivative of {node.name} by {name}"
            yield Change(put(Derivative(node, Symbol(name))), what, 1.6)
    yield Change(put(Apply("multiply", (integer(2), node))), "times 2", 1.7)
    half = Apply("divide", (integer(1), integer(2)))
    yield Change(put(Apply("multiply", (half, node))), "times 1/2", 1.7)


def _renamed(expression: Expression, names: list[str]) -> Iterator[Change]:
    """One name for another wherever it stands, where it stands more than once."""
    used = [n.name for n in nodes(expression) if isinstance(n, Symbol) and not n.indices]
    for old in dict.fromkeys(n for n in used if used.count(n) > 1):
        for new in names:
            if new != old:
                size = 1.05 + 0.1 * _distance(new, old)
                yield Change(_replaced(expression, old, new), f"{new} for {old} everywhere", size)


def _replaced(expression: Expression, old: str, new: str) -> Expression:
    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name == old:
            return Symbol(new, node.indices)
        return node

    return rewrite(expression, change)


def _places(
    expression: Expression,
) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every node with a function that puts another in its place."""
    yield expression, lambda new: new
    inner = children(expression)
    for i, part in enumerate(inner):
        for node, put in _places(part):
            yield node, lambda new, i=i, put=put: with_children(
                expression, (*inner[:i], put(new), *inner[i + 1 :])
            )


def _with_differentials(expression: Expression) -> Expression:
    """A/d(B) and d(A)/B read as the derivative that was meant."""

    def change(node: Expression) -> Expression:
        match node:
            case Apply(
                function="divide",
                arguments=(a, Apply(function="differential", arguments=(b,))),
            ):
                top = a.arguments[0] if _is_differential(a) else a
                return Derivative(top, b)
            case Apply(
                function="divide",
                arguments=(Apply(function="differential", arguments=(a,)), b),
            ):
                return Derivative(a, b)
            case _:
                return node

    return rewrite(expression, change)


def _is_indexed(node: Expression) -> bool:
    return isinstance(node, Symbol) and bool(node.indices)


def _is_idle(expression: Expression) -> bool:
    """Whether a name is differentiated by itself: true, and never what was meant."""
    return any(isinstance(n, Derivative) and n.of == n.by for n in nodes(expression))


def _transposed(node: Expression) -> Expression:
    return Apply("transpose", (node,))


def _is_negated(node: Expression) -> bool:
    return isinstance(node, Apply) and node.function == "negate"


def _is_product(node: Expression) -> bool:
    return isinstance(node, Apply) and node.function == "multiply"


def _is_differential(node: Expression) -> bool:
    return isinstance(node, Apply) and node.function == "differential"


def _distance(a: str, b: str) -> int:
    """How many letters change, go or come (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]

