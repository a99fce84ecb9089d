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

from ..expressions.graph import Label
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Path,
    Symbol,
    is_apply,
    nodes,
    places,
    replaced_at,
    rewrite,
    symbols,
)
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.tape import Var
from .changes import Change, changed, distance, replaced
from .formulas import compare, labellings
from .points import Samples

CLOSE = 1e-9
MOST_TRIED = 6000
MOST_SHOWN = 3
#: In a larger formula one change is not looked for: it would be one of very many.
LARGEST = 90
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
    for original, other, side in ((right, left, "right side"), (left, right, "left side")):
        targets = sides.values(other)
        if targets is None or sum(1 for _ in nodes(original)) > LARGEST:
            continue
        near = symbols(other)
        changes = list(islice(changed(original, samples.graph, near), MOST_TRIED))
        parts = _Parts(original, sides)
        for change in sorted(changes, key=lambda change: change.size):
            if found and change.size > found[0].size + 1e-9:
                break
            if not parts.close(change, targets):
                continue
            new = change.applied(original)
            pair = (new, other) if side == "left side" else (other, new)
            if not _is_idle(new) and compare(*pair, samples, each).state == "equal":
                found.append(Repair(*pair, f"{change.what} ({side})", change.size))
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
        walk, bound = self.place(number)
        try:
            value = walk.value(expression, bound).value
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
        return all(
            _is_close(self.value(expression, number), target)
            for number, target in enumerate(targets)
        )

    def place(self, number: int) -> tuple[Walk[Var], dict[str, Label]]:
        """The walk and the labels of one of the places at which formulas are looked at."""
        return self.walks[number // len(self.cases)], self.cases[number % len(self.cases)]


class _Parts:
    """The values of all parts of a formula, so that a change costs what it touches alone."""

    def __init__(self, expression: Expression, sides: _Sides) -> None:
        self.sides = sides
        self.nodes = dict(places(expression))
        self.known: dict[tuple[Path, int], Var] = {}

    def close(self, change: Change, targets: list[np.ndarray]) -> bool:
        """Whether the changed formula has the given values, as far as floats can tell."""
        for number, target in enumerate(targets):
            try:
                value = np.asarray(self.changed(change, number).value, dtype=float)
            except (MeaninglessError, OverflowError):
                return False
            if not _is_close(value, target):
                return False
        return True

    def changed(self, change: Change, number: int) -> Var:
        """The value of the changed formula at one place. Raises `MeaninglessError`."""
        walk, bound = self.sides.place(number)
        value = walk.value(change.node, bound)
        for depth in reversed(range(len(change.path))):
            path, child = change.path[:depth], change.path[depth]
            parent = self.nodes[path]
            if isinstance(parent, Apply):
                arguments = [
                    value if i == child else self.value((*path, i), number)
                    for i in range(len(parent.arguments))
                ]
                value = walk.arithmetic.apply(parent.function, arguments)
            else:
                whole = replaced_at(parent, change.path[depth:], change.node)
                value = walk.value(whole, bound)
        return value

    def value(self, path: Path, number: int) -> Var:
        """The value of an unchanged part, computed once."""
        key = path, number
        if key not in self.known:
            walk, bound = self.sides.place(number)
            self.known[key] = walk.value(self.nodes[path], bound)
        return self.known[key]


def _is_close(found: np.ndarray | None, target: np.ndarray) -> bool:
    if found is None or found.shape != target.shape or not np.isfinite(found).all():
        return False
    return bool((np.abs(found - target) <= CLOSE * (1e-6 + np.abs(target))).all())


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
