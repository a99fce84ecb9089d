"""Which printed numbers does a member of a statement hold, and of what is each the value?"""

from __future__ import annotations

from dataclasses import dataclass

from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.tree import Apply, Expression, Matrix, Number, numbers
from ..oracles.enclosures import Box, printed_box
from .calculations import Calculation
from .slots import entry


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
        Result(number, entry(quantity, i, j), calculation, (i, j), approximate)
        for i, row in enumerate(member.rows)
        for j, number in enumerate(row)
        if isinstance(number, Number)
    ]


def is_constant(expression: Expression) -> bool:
    """Whether an expression is a number as one may give it: 1/3, 10^{-8}, the root of 2."""
    match expression:
        case Number():
            return True
        case Apply(function="negate" | "sqrt" | "divide" | "power", arguments=arguments):
            return all(map(is_constant, arguments))
        case _:
            return False


def is_result(member: Expression) -> bool:
    """Whether a member is nothing but a printed number, or a matrix of such."""
    if isinstance(member, Matrix):
        return all(isinstance(entry, Number) for row in member.rows for entry in row)
    return isinstance(member, Number)


def first_place(expression: Expression) -> Place | None:
    """Where the first printed number of an expression stands."""
    return next((n.place for n in numbers(expression) if n.place), None)


def shown(exact: Box | None) -> str:
    """An enclosure in decimals: as many digits as both ends share, and the width."""
    if exact is None:
        return ""
    return f"{float(exact.middle):.15g}"
