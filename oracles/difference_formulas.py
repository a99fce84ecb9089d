"""What is a formula worth in floats, its derivatives being had by differences?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..expressions.graph import Graph, Label
from ..expressions.tree import Expression, Symbol
from ..expressions.walk import MeaninglessError
from .ball_formulas import Floats
from .differences import derivative
from .shifting import ShiftingWalk
from .tape import Var


class DifferenceWalk(ShiftingWalk[Var]):
    """A walk in floats that moves a name a little to see what follows."""

    def slopes(self, of: Expression, by: str, bound: Mapping[str, Label]) -> Mapping[str, Var]:
        """The derivative of a scalar by a scalar name, by extrapolated differences."""
        at = self.symbol(Symbol(by), {}).value
        if isinstance(at, np.ndarray):
            raise MeaninglessError("differences are taken by numbers only")

        def function(x: float) -> float:
            return float(self.shifted({by: Var(x - at)}).value(of, bound).value)

        return {by: Var(derivative(function, float(at)).value)}


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
