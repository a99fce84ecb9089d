"""What is a quantity exactly, and does a printed number stand for it?

A `Box` is an interval with rational ends. The value of a formula is enclosed by balls, with as many
digits as the question needs; where the value lies on the very border of what a printed number
stands for, fractions decide; where these do not apply either, it is a tie and stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError, Walk
from .ball_formulas import Balls
from .rational_formulas import Rationals
from .tape import Var

PRECISIONS = (128, 512, 2048)
#: Binary places of the largest number that is looked at, and of the finest step.
_LARGEST, _FINEST = 1_000, 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """The reals from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Box) -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def meet(self, other: Box) -> Box | None:
        """What the two have in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Box(low, high) if low <= high else None

    def hull(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.low, other.low), max(self.high, other.high))

    def holds(self, other: Box) -> bool:
        """Whether `other` lies inside."""
        return self.low <= other.low and other.high <= self.high

    def near(self, other: Box) -> bool:
        """Whether the two middles agree to thirty digits: equal, for all that is computed here."""
        return abs(self.middle - other.middle) <= abs(other.middle) / 10**30

    @property
    def middle(self) -> Fraction:
        """The point halfway."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> Fraction:
        """From one end to the other."""
        return self.high - self.low


def printed_box(printed: Printed, approximate: bool = False) -> Box:
    """What printed digits stand for; after `≈` an integer, too, stands for what rounds to it."""
    if approximate and printed.is_integer:
        return Box(printed.value - Fraction(1, 2), printed.value + Fraction(1, 2))
    return Box(*printed.interval)


def point(value: Fraction) -> Box:
    """A single number as a box."""
    return Box(value, value)


def ball(box: Box) -> arb:
    """A ball that holds the box."""
    low, high = (arb(fmpq(end.numerator, end.denominator)) for end in (box.low, box.high))
    return low if box.low == box.high else low.union(high)


def box_of(value: arb) -> Box:
    """The ball as an interval with rational ends. Raises `MeaninglessError` if it is not finite."""
    if not value.is_finite():
        raise MeaninglessError("no finite value: outside a domain, or divided by zero")
    return Box(_below(value.lower()), -_below(-value.upper()))


class Truth:
    """The exact values of a graph's formulas, at the printed numbers or at another point."""

    def __init__(self, graph: Graph, at: Mapping[str, Box] | None = None) -> None:
        self.graph = graph
        self.at = dict(at or {})
        self.walks: dict[int, Walk[Var]] = {}
        self.fractions: Walk[Any] | None = None

    def walk(self, precision: int) -> Walk[Var]:
        """The walk of one precision, which remembers what it has computed."""
        if precision not in self.walks:
            start = {name: Var(ball(box)) for name, box in self.at.items()}
            self.walks[precision] = Walk(self.graph, Balls(), start)
        return self.walks[precision]

    def enclosures(
        self, expression: Expression, bound: Mapping[str, Label] | None = None
    ) -> Iterator[Box]:
        """Ever smaller boxes around the exact value, at last the value itself where it is rational.

        Raises `MeaninglessError` where it has no value, or is a matrix.
        """
        yield self.value(expression, bound)
        exact = self.rational(expression, bound)
        if exact is not None:
            yield point(exact)
            return
        for precision in PRECISIONS[1:]:
            yield self.value(expression, bound, precision)

    def value(
        self,
        expression: Expression,
        bound: Mapping[str, Label] | None = None,
        precision: int = PRECISIONS[0],
    ) -> Box:
        """A box around the exact value. Raises `MeaninglessError`."""
        with ctx.workprec(precision):
            value = self.walk(precision).value(expression, bound).value
            if isinstance(value, np.ndarray):
                if value.shape != (1, 1):
                    raise MeaninglessError("a matrix where a number is needed")
                value = value[0, 0]
            return box_of(value)

    def rational(
        self, expression: Expression, bound: Mapping[str, Label] | None = None
    ) -> Fraction | None:
        """The value as a fraction, where the formula is rational."""
        if any(box.width for box in self.at.values()):
            return None
        if self.fractions is None:
            start = {name: box.low for name, box in self.at.items()}
            self.fractions = Walk(self.graph, Rationals(), start)
        try:
            value = self.fractions.value(expression, bound)
        except (MeaninglessError, OverflowError):
            return None
        return value if isinstance(value, Fraction) else None

    def shape(self, expression: Expression) -> tuple[int, int] | None:
        """The shape of a matrix; None for a number. Raises `MeaninglessError`."""
        with ctx.workprec(PRECISIONS[0]):
            value = self.walk(PRECISIONS[0]).value(expression).value
        return value.shape if isinstance(value, np.ndarray) else None

    def is_printed_by(
        self, printed: Box, expression: Expression, bound: Mapping[str, Label] | None = None
    ) -> bool | None:
        """Whether the exact value lies in what digits stand for; None for a tie.

        Raises `MeaninglessError` where there is no value.
        """
        for box in self.enclosures(expression, bound):
            if printed.holds(box):
                return True
            if not printed.meets(box):
                return False
        return None


def _below(end: arb) -> Fraction:
    """The end of a ball as a fraction, or one just below it where that would take too many digits.

    Raises `MeaninglessError` where it is larger than any format holds: `e^(10^9)`.
    """
    mantissa, exponent = (int(part) for part in end.man_exp())
    if mantissa and mantissa.bit_length() + exponent > _LARGEST:
        raise MeaninglessError(f"a number beyond 2^{_LARGEST}")
    if exponent < -_FINEST:
        mantissa, exponent = mantissa >> (-_FINEST - exponent), -_FINEST
    return mantissa * Fraction(2) ** exponent
