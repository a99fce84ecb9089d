"""Which one small change makes a false formula true?

Changes are tried in order of their size: a dropped differential sign, a name for another, a sign,
an exponent, a transpose, a factor left out or put in. Each is tried in floating point at two
points, and one that holds there is proved in balls like any other formula. What makes both sides
vanish is no repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TypeGuard

import numpy as np

from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Symbol,
    is_apply,
    nodes,
    rewrite,
    symbols,
)
from ..expressions.walk import MeaninglessError
from .changes import changed, distance, replaced
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
        changes = sorted(
            islice(changed(original, samples.graph, near), MOST_TRIED), key=lambda c: c.size
        )
        for change in changes:
            if found and change.size > found[0].size + 1e-9:
                break
            if not sides.close(change.expression, targets) or _is_idle(change.expression):
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
        sorted(indexed if n in with_index else plain, key=lambda k, n=n: (distance(k, n), k))[
            :NEAREST
        ]
        for n in unknown
    ]
    choices = sorted(
        product(*nearest),
        key=lambda c: sum(distance(a, b) for a, b in zip(c, unknown, strict=True)),
    )
    for chosen in choices:
        pair = left, right
        for old, new in zip(unknown, chosen, strict=True):
            pair = replaced(pair[0], old, new), replaced(pair[1], old, new)
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


def _with_differentials(expression: Expression) -> Expression:
    """A/d(B) and d(A)/B read as the derivative that was meant."""

    def change(node: Expression) -> Expression:
        match node:
            case Apply(
                function="divide",
                arguments=(a, Apply(function="differential", arguments=(b,))),
            ):
                top = a.arguments[0] if is_apply(a, "differential") else a
                return Derivative(top, b)
            case Apply(
                function="divide",
                arguments=(Apply(function="differential", arguments=(a,)), b),
            ):
                return Derivative(a, b)
            case _:
                return node

    return rewrite(expression, change)


def _is_indexed(node: Expression) -> TypeGuard[Symbol]:
    return isinstance(node, Symbol) and bool(node.indices)


def _is_idle(expression: Expression) -> bool:
    """Whether a name is differentiated by itself: true, and never what was meant."""
    return any(isinstance(n, Derivative) and n.of == n.by for n in nodes(expression))
