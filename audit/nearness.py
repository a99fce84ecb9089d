"""Do two formulas agree, as far as floats at two points can tell?

What agrees there is worth a proof. A change of a formula costs what it touches alone.
"""

from __future__ import annotations

import numpy as np

from ..expressions.graph import Label
from ..expressions.tree import Apply, Expression, Path, Symbol, places, replaced_at
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.tape import Var
from .changes import Change
from .formulas import labellings
from .points import Samples

CLOSE = 1e-9


class Sides:
    """Float values at two points, for every label of the free indices."""

    def __init__(self, samples: Samples, each: tuple[tuple[str, str], ...]) -> None:
        self.samples, self.each = samples, each
        self.cases = list(labellings(each, samples.graph))
        self.walks = [samples.floats(number) for number in (2, 3)]

    def value(self, expression: Expression, number: int) -> np.ndarray | None:
        """The value at one point for one choice of labels; None where there is none."""
        walk, bound = self.place(number)
        try:
            with np.errstate(all="ignore"):
                value = walk.value(expression, bound).value
        except (MeaninglessError, ArithmeticError):
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


class Parts:
    """The values of all parts of a formula, so that a change costs what it touches alone."""

    def __init__(self, expression: Expression, sides: Sides) -> None:
        self.sides = sides
        self.nodes = dict(places(expression))
        self.known: dict[tuple[Path, int], Var] = {}
        self.parts: dict[tuple[str | int, int], tuple[Var, Expression]] = {}

    def close(self, change: Change, targets: list[np.ndarray]) -> bool:
        """Whether the changed formula has the given values, as far as floats can tell."""
        for number, target in enumerate(targets):
            try:
                with np.errstate(all="ignore"):  # what a change divides by may be 0
                    value = np.asarray(self.changed(change, number).value, dtype=float)
            except (MeaninglessError, ArithmeticError):
                return False
            if not _is_close(value, target):
                return False
        return True

    def changed(self, change: Change, number: int) -> Var:
        """The value of the changed formula at one place. Raises `MeaninglessError`."""
        walk, _ = self.sides.place(number)
        paths = [change.path[:depth] for depth in range(len(change.path))]
        # What stands in a sum or in a derivative has no value by itself.
        whole = next((p for p in paths if not isinstance(self.nodes[p], Apply)), change.path)
        new = change.node
        if whole != change.path:
            new = replaced_at(self.nodes[whole], change.path[len(whole) :], new)
        value = self.part(new, number)
        for depth in reversed(range(len(whole))):
            path, child = whole[:depth], whole[depth]
            parent = self.nodes[path]
            assert isinstance(parent, Apply)
            arguments = [
                value if i == child else self.value((*path, i), number)
                for i in range(len(parent.arguments))
            ]
            value = walk.arithmetic.apply(parent.function, arguments)
        return value

    def value(self, path: Path, number: int) -> Var:
        """The value of an unchanged part, computed once."""
        key = path, number
        if key not in self.known:
            self.known[key] = self.part(self.nodes[path], number)
        return self.known[key]

    def part(self, node: Expression, number: int) -> Var:
        """The value of a part of a change: what many changes are made of is computed once."""
        walk, bound = self.sides.place(number)
        if isinstance(node, Apply):
            parts = [self.part(inner, number) for inner in node.arguments]
            return walk.arithmetic.apply(node.function, parts)
        key: tuple[str | int, int] = id(node), number
        if isinstance(node, Symbol) and not node.indices:
            key = node.name, number
        if key not in self.parts:
            # The node is kept, so that no other one has its id.
            self.parts[key] = walk.value(node, bound), node
        return self.parts[key][0]


def _is_close(found: np.ndarray | None, target: np.ndarray) -> bool:
    if found is None or found.shape != target.shape or not np.isfinite(found).all():
        return False
    return bool((np.abs(found - target) <= CLOSE * (1e-6 + np.abs(target))).all())
