"""Which printed numbers does a member of a statement hold, and of what is each the value?"""

from __future__ import annotations

from dataclasses import dataclass

from ..expressions.printed import Printed
from ..expressions.tree import Apply, Expression, Matrix, Number, integer
from ..oracles.enclosures import Box, printed_box
from .calculations import Calculation


@dataclass(frozen=True)
class Result:
    """A printed number, the quantity it is the value of, and the calculation beside it."""

    number: Number
    quantity: Expression
    calculation: Calculation | None
    at: tuple[int, int] | None = None
    approximate: bool = False

    @property
    def printed(self) -> Printed:
        """The digits."""
        return self.number.printed

    @property
    def box(self) -> Box:
        """What the digits stand for."""
        return printed_box(self.number.printed, self.approximate)


def results(
    member: Expression, quantity: Expression, calculation: Calculation | None, approximate: bool
) -> list[Result]:
    """The results of a printed member: one for a number, one for each entry of a matrix."""
    if isinstance(member, Number):
        return [Result(member, quantity, calculation, None, approximate)]
    assert isinstance(member, Matrix)
    return [
        Result(entry, _entry(quantity, i, j), calculation, (i, j), approximate)
        for i, row in enumerate(member.rows)
        for j, entry in enumerate(row)
        if isinstance(entry, Number)
    ]


def _entry(quantity: Expression, i: int, j: int) -> Expression:
    """One entry of a matrix, as the quantity that it is."""
    if isinstance(quantity, Matrix):
        return quantity.rows[i][j]
    return Apply("element", (quantity, integer(i + 1), integer(j + 1)))


def is_result(member: Expression) -> bool:
    """Whether a member is nothing but a printed number, or a matrix of such."""
    if isinstance(member, Matrix):
        return all(isinstance(entry, Number) for row in member.rows for entry in row)
    return isinstance(member, Number)
