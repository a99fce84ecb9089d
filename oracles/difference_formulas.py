"""What is a formula worth in floats, its derivatives being had by differences?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..expressions.graph import Graph, Label
from ..expressions.tree import Expression, Symbol
from ..expressions.walk import MeaninglessError, Walk
from .ball_formulas import Floats
from .differences import derivative
from .tape import Var


class DifferenceWalk(Walk[Var]):
    """A walk in floats that moves a name a little to see what follows."""

    moved: tuple[str, float] | None = None

    def established(self, name: str, value: Var) -> Var:
        """The value, moved while a derivative by this name is taken; nothing is on the tape."""
        if self.moved is not None and self.moved[0] == name:
            return Var(value.value + self.moved[1])
        return Var(value.value)

    def slope(self, of: Expression, by: Expression, bound: Mapping[str, Label]) -> Var:
        """The derivative of a scalar by a scalar name, by extrapolated differences."""
        if not isinstance(by, Symbol):
            raise MeaninglessError("a derivative is taken by a name")
        at = self.symbol(by, bound).value
        if isinstance(at, np.ndarray):
            raise MeaninglessError("differences are taken by numbers only")
        name = self.resolved(by, bound)

        def function(x: float) -> float:
            walk = DifferenceWalk(self.graph, self.arithmetic, {})
            walk.moved = (name, x - at)
            walk.point = self.point
            walk.named = {n: walk.established(n, v) for n, v in self.point.items()}
            return float(walk.value(of, bound).value)

        return Var(derivative(function, float(at)).value)


def values(
    graph: Graph, expressions: Sequence[Expression], point: Mapping[str, float] | None = None
) -> list[list[list[float]] | float | None]:
    """What each expression is worth: a float, rows of floats, or None where it is worth nothing."""
    walk = DifferenceWalk(graph, Floats(), {n: Var(float(v)) for n, v in (point or {}).items()})
    found: list[list[list[float]] | float | None] = []
    for expression in expressions:
        try:
            value = walk.value(expression).value
            found.append(value.tolist() if isinstance(value, np.ndarray) else float(value))
        except (MeaninglessError, ArithmeticError):
            found.append(None)
    return found
