"""Which one small change makes a false formula true?

Changes are tried in order of their size: a dropped differential sign, a name for another, a sign, an
exponent, a transpose, a factor left out or put in. Each is tried in floating point at two points,
and one that holds there is proved in balls like any other formula. What makes both sides vanish is no
repair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Symbol,
    children,
    integer,
    nodes,
    rewrite,
    with_children,
)
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.ball_formulas import Floats
from ..oracles.tape import Var
from .formulas import Identity, compare, labellings
from .points import points

CLOSE = 1e-9
MOST_TRIED = 6000
MOST_SHOWN = 3


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
    graph: Graph,
    each: tuple[tuple[str, str], ...] = (),
    seed: str = "",
) -> tuple[Repair, ...]:
    """The smallest changes that make `left = right` true; none where no single change does."""
    sides = _Sides(graph, each, seed)
    dropped = _with_differentials(left), _with_differentials(right)
    if dropped != (left, right):
        what = "a differential sign is missing"
        if compare(*dropped, graph, each, seed).state == "equal":
            return (Repair(*dropped, what, 0.5),)
    found: list[Repair] = []
    for original, other, on_left in ((right, left, False), (left, right, True)):
        targets = sides.values(other)
        if targets is None:
            continue
        changes = sorted(islice(changed(original, graph), MOST_TRIED), key=lambda c: c.size)
        for change in changes:
            if found and change.size > found[0].size + 1e-9:
                break
            if not sides.close(change.expression, targets):
                continue
            pair = (change.expression, other) if on_left else (other, change.expression)
            if compare(*pair, graph, each, seed).state == "equal":
                what = f"{change.what} ({'left' if on_left else 'right'} side)"
                found.append(Repair(*pair, what, change.size))
                found.sort(key=lambda repair: (repair.size, repair.on_left))
    best = [r for r in found if r.size <= found[0].size + 1e-9] if found else []
    return tuple(best[:MOST_SHOWN])


class _Sides:
    """Float values at two points, for every label of the free indices."""

    def __init__(self, graph: Graph, each: tuple[tuple[str, str], ...], seed: str) -> None:
        self.cases = list(labellings(each, graph))
        self.walks = [
            Walk(graph, Floats(), {name: Var(float(box.low)) for name, box in at.items()})
            for at in islice(points(graph, seed + "repair"), 2, 4)
        ]

    def values(self, expression: Expression) -> list[np.ndarray] | None:
        """The values everywhere; None where there is none."""
        try:
            with np.errstate(all="ignore"):
                found = [
                    np.asarray(walk.value(expression, bound).value, dtype=float)
                    for walk in self.walks
                    for bound in self.cases
                ]
        except (MeaninglessError, OverflowError):
            return None
        return found if all(np.isfinite(value).all() for value in found) else None

    def close(self, expression: Expression, targets: list[np.ndarray]) -> bool:
        """Whether a formula has the given values, and not all of them are 0."""
        found = self.values(expression)
        if found is None or any(a.shape != b.shape for a, b in zip(found, targets, strict=True)):
            return False
        largest = max(float(np.abs(t).max(initial=0)) for t in targets)
        return largest > 0 and all(
            bool((np.abs(a - b) <= CLOSE * (1e-6 + np.abs(b))).all())
            for a, b in zip(found, targets, strict=True)
        )


@dataclass(frozen=True)
class Change:
    """A formula with one change, the change in words, and how small it is."""

    expression: Expression
    what: str
    size: float


def changed(expression: Expression, graph: Graph) -> Iterator[Change]:
    """The formula with every single small change."""
    names = [n for n in (*graph.definitions, *graph.free) if not n.startswith("#")]
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
            yield from _more_factors(node, put, names)
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
        return Symbol(new) if isinstance(node, Symbol) and node.name == old else node

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


__all__ = ["Identity", "Repair", "changed", "repairs"]
