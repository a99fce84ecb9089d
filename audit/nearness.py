"""Do two formulas agree, as far as floats at two points can tell?

What agrees there is worth a proof. A change of a formula costs what it touches alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from math import prod

import numpy as np

from ..expressions.graph import Label
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Matrix,
    Path,
    Symbol,
    children,
    places,
    replaced_at,
)
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.tape import Var
from .changes import Change
from .formulas import labellings
from .points import Samples

CLOSE = 1e-9
#: A function of what stands in one part, and this before and after the place that is looked at.
_Around = tuple[Callable[[list[Var]], Var], list[Var], list[Var]]


class _Same:
    """A node as the key of its value: kept, so that no other one has its id."""

    __slots__ = ("node",)

    def __init__(self, node: Expression) -> None:
        self.node = node

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.node is self.node


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
        self.own = {id(node) for node in self.nodes.values()}
        #: By what stands there, and by place; None where it is worth nothing.
        self.known: dict[tuple[Hashable, int], Var | None] = {}
        #: Those in which what stands at a path stands in sums and products alone, by a and b.
        self.lines: dict[tuple[Path, int], tuple[float, float] | None] = {}
        #: What is made with the value at a path on the way out, and what stands beside it.
        self.around: dict[tuple[Path, int], list[_Around] | None] = {}

    def close(self, change: Change, targets: list[np.ndarray]) -> bool:
        """Whether the changed formula has the given values, as far as floats can tell."""
        with np.errstate(all="ignore"):  # what a change divides by may be 0
            for number, target in enumerate(targets):
                try:
                    value = self.changed(change, number)
                except (MeaninglessError, ArithmeticError):
                    return False
                if not _is_close(value, target):
                    return False
        return True

    def changed(self, change: Change, number: int) -> float | np.ndarray:
        """The value of the changed formula at one place. Raises `MeaninglessError`."""
        line = self.line(change.path, number)
        if line is not None:
            new = self.part(change.node, number).value
            if isinstance(new, float):
                return line[0] + line[1] * new
        whole, new = self.whole(change.path), change.node
        if whole != change.path:
            new = replaced_at(self.nodes[whole], change.path[len(whole) :], new)
        value = self.part(new, number)
        for made, before, after in self.beside(whole, number):
            value = made([*before, value, *after])
        return value.value

    def line(self, path: Path, number: int) -> tuple[float, float] | None:
        """The formula as `a + b v` in the value v at a path; None where it is no such line."""
        key = path, number
        if key not in self.lines:
            try:
                self.lines[key] = self._line(path, number)
            except (MeaninglessError, ArithmeticError):
                self.lines[key] = None
        return self.lines[key]

    def _line(self, path: Path, number: int) -> tuple[float, float] | None:
        a, b = 0.0, 1.0
        for depth in reversed(range(len(path))):
            parent, child = self.nodes[path[:depth]], path[depth]
            if not isinstance(parent, Apply):
                return None
            parts = [n for i, n in enumerate(parent.arguments) if i != child]
            beside = [self.part(node, number).value for node in parts]
            if not all(isinstance(value, float) for value in beside):
                return None
            match parent.function:
                case "add":
                    a += sum(beside)
                case "multiply":
                    a, b = a * prod(beside), b * prod(beside)
                case "divide" if not child:
                    a, b = a / beside[0], b / beside[0]
                case _:
                    return None
        return a, b

    def whole(self, path: Path) -> Path:
        """The path of the smallest part around a path that has a value by itself.

        What stands in a sum or in a derivative has none.
        """
        inside = (path[:depth] for depth in range(len(path)))
        return next((p for p in inside if not self.is_made(self.nodes[p])), path)

    def is_made(self, node: Expression) -> bool:
        """Whether a node has its value from those of its parts."""
        if isinstance(node, Apply):
            return not self.sides.samples.graph.arrays.has_chain(node.arguments)
        return isinstance(node, Matrix)

    def beside(self, path: Path, number: int) -> list[_Around]:
        """What is made of a path's value, from the inside out. Raises `MeaninglessError`."""
        key = path, number
        if key not in self.around:
            try:
                self.around[key] = [
                    self._outside(path[:depth], path[depth], number)
                    for depth in reversed(range(len(path)))
                ]
            except (MeaninglessError, ArithmeticError):
                self.around[key] = None
        found = self.around[key]
        if found is None:
            raise MeaninglessError("what stands beside it is worth nothing")
        return found

    def _outside(self, path: Path, child: int, number: int) -> _Around:
        parent, arithmetic = self.nodes[path], self.sides.place(number)[0].arithmetic
        parts = children(parent)
        before = [self.part(node, number) for node in parts[:child]]
        after = [self.part(node, number) for node in parts[child + 1 :]]
        if isinstance(parent, Apply):
            return partial(arithmetic.apply, parent.function), before, after
        assert isinstance(parent, Matrix)
        starts, width = range(0, len(parts), parent.shape[1]), parent.shape[1]
        return lambda e: arithmetic.matrix([e[i : i + width] for i in starts]), before, after

    def part(self, node: Expression, number: int) -> Var:
        """The value of a part: what many changes are made of is computed once."""
        match node:
            case Apply() if id(node) not in self.own:
                return self._computed(node, number)
            case Symbol(name=name, indices=()):
                key = name
            case Derivative(of=Symbol(name=of, indices=()), by=Symbol(name=by, indices=())):
                key = of, by
            case _:
                key = _Same(node)
        asked: tuple[Hashable, int] = key, number
        if asked not in self.known:
            try:
                self.known[asked] = self._computed(node, number)
            except (MeaninglessError, ArithmeticError):
                self.known[asked] = None
        found = self.known[asked]
        if found is None:
            raise MeaninglessError("a part is worth nothing")
        return found

    def _computed(self, node: Expression, number: int) -> Var:
        walk, bound = self.sides.place(number)
        if not isinstance(node, Apply) or walk.graph.arrays.has_chain(node.arguments):
            return walk.value(node, bound)
        parts = [self.part(inner, number) for inner in node.arguments]
        return walk.arithmetic.apply(node.function, parts)


def _is_close(found: float | np.ndarray | None, target: np.ndarray) -> bool:
    if isinstance(found, float) and not target.ndim:
        wanted = target.item()
        return abs(found - wanted) <= CLOSE * (1e-6 + abs(wanted))
    found = None if found is None else np.asarray(found, dtype=float)
    if found is None or found.shape != target.shape or not np.isfinite(found).all():
        return False
    return bool((np.abs(found - target) <= CLOSE * (1e-6 + np.abs(target))).all())
