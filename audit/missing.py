"""Which givens does a page leave out, as far as its results show them?

A figure may hold the weights, and the page only what they give. Each result is a condition on what
is left out; where there are more conditions than unknowns, least squares find the values, and the
shortest decimals that lie within what the printed digits leave open are taken. They are put to the
test by the results themselves, exactly: most must be right, and more of them than there are
unknowns. Nothing is proved so; what is said with such values names where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Expression, Number
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth, printed_box
from ..oracles.recorded_formulas import function

#: Where the search begins: weights of notes are about this large.
STARTS = (0.5, 0.1, -0.5, 1.0)
MOST_UNKNOWNS = 12
_ROUNDS = 40
_PLACES = 6
#: A result within so many half units is met, one that was computed from rounded numbers too.
_CLOSE = 8
Condition = tuple[Expression, Printed]
_Floats = npt.NDArray[np.float64]


def found(
    missing: Sequence[str], conditions: Sequence[Condition], graph: Graph
) -> dict[str, Number] | None:
    """Short values for the names that `conditions` determine; None where they do not."""
    if not 0 < len(missing) < min(len(conditions), MOST_UNKNOWNS):
        return None
    for start in STARTS:
        try:
            fit = _Fit(missing, conditions, graph)
        except MeaninglessError:
            return None
        at = fit.solved(np.full(len(missing), start))
        values = None if at is None else fit.shortest(at)
        if values is not None and holds(values, conditions, graph):
            return values
    return None


def holds(values: Mapping[str, Number], conditions: Sequence[Condition], graph: Graph) -> bool:
    """Whether the results are right with these values: most, and more than values."""
    truth = Truth(graph.with_definitions(values))
    right = wrong = 0
    for expression, printed in conditions:
        try:
            if truth.is_printed_by(printed_box(printed), expression) is False:
                wrong += 1
            else:
                right += 1
        except MeaninglessError:
            continue
    return right > len(values) and right >= 2 * wrong


class _Fit:
    """Least squares, each result by half a unit of its last place; misprints are left out."""

    def __init__(
        self, missing: Sequence[str], conditions: Sequence[Condition], graph: Graph
    ) -> None:
        self.missing = missing
        self.count = len(conditions)
        self.values = function(graph, missing, [e for e, _ in conditions], float)
        self.kept = list(range(self.count))
        self.halves = np.array([float(p.unit or 1) / 2 for _, p in conditions])
        self.wanted = np.array([float(p.value) for _, p in conditions])

    def residuals(self, at: _Floats) -> _Floats:
        """How far each result that is kept is from what is printed, in half units."""
        return self.all_residuals(at)[self.kept]

    def all_residuals(self, at: _Floats) -> _Floats:
        """How far each result is from what is printed, in half units."""
        return (np.array(self.values(list(map(float, at)))) - self.wanted) / self.halves

    def slopes(self, at: _Floats) -> _Floats:
        """The residuals' derivatives, by differences."""
        step = 1e-5
        columns = [
            (self.residuals(at + step * unit) - self.residuals(at - step * unit)) / (2 * step)
            for unit in np.eye(len(at))
        ]
        return np.stack(columns, axis=1)

    def solved(self, at: _Floats) -> _Floats | None:
        """Where the results are met; the worst is dropped while another is needed."""
        while len(self.kept) > len(self.missing):
            try:
                at, off = self.descended(at)
            except (ArithmeticError, ValueError, np.linalg.LinAlgError):
                return None
            worst = int(np.argmax(np.abs(off)))
            if abs(off[worst]) <= _CLOSE:
                return at
            del self.kept[worst]
        return None

    def descended(self, at: _Floats) -> tuple[_Floats, _Floats]:
        """Levenberg's and Marquardt's method."""
        off, damping = self.residuals(at), 1e-3
        for _ in range(_ROUNDS):
            slopes = self.slopes(at)
            square = slopes.T @ slopes
            for _ in range(12):
                step = np.linalg.solve(
                    square + damping * np.diag(np.diag(square) + 1e-30), slopes.T @ off
                )
                after = self.residuals(at - step)
                if after @ after < off @ off:
                    break
                damping *= 8
            else:
                return at, off
            settled = np.abs(step).max() < 1e-13
            at, off, damping = at - step, after, damping / 8
            if settled:
                break
        return at, off

    def shortest(self, at: _Floats) -> dict[str, Number] | None:
        """Short decimals that give the results again: digits spent against digits missed."""
        at = at.copy()
        values: dict[str, Number] = {}
        for i, name in enumerate(self.missing):
            tries = [f"{x:.{places}f}" for places in range(1, _PLACES + 1) for x in [float(at[i])]]
            costs = [places + self.missed(at, i, float(t)) for places, t in enumerate(tries, 1)]
            text = tries[int(np.argmin(costs))]
            at[i] = float(text)
            values[name] = Number(Printed(text))
        return values

    def missed(self, at: _Floats, i: int, value: float) -> float:
        """How many digits of the results are missed with another value of one unknown."""
        changed = at.copy()
        changed[i] = value
        over = np.maximum(np.abs(self.all_residuals(changed)) - 1, 0)
        return float(np.log10(1 + over).sum())
