"""A ball becomes an interval that holds it, whatever its size."""

from fractions import Fraction

import pytest
from backproof.expressions.walk import MeaninglessError
from backproof.oracles.enclosures import box_of
from flint import arb


@pytest.mark.parametrize("number", [0, 1, -3, 0.1, -1e300, 5e-324])
def test_a_float_is_a_point(number: float) -> None:
    box = box_of(arb(number))

    assert box.low == box.high == Fraction(number)


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_tiny_is_held_by_a_step_that_can_be_written_down(sign: int) -> None:
    box = box_of(sign * arb(-(10**9)).exp())

    assert sorted([abs(box.low), abs(box.high)]) == [0, Fraction(1, 2**20_000)]
    assert (box.high if sign > 0 else box.low) != 0


@pytest.mark.parametrize("value", [arb(10**9).exp(), -arb(10**9).exp(), arb("inf"), arb("nan")])
def test_what_no_format_holds_has_no_box(value: arb) -> None:
    with pytest.raises(MeaninglessError):
        box_of(value)
