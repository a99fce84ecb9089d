"""What the tests of the oracles share: comparing in digits, and the documented cases."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from backproof.cases.case import Case
from backproof.cases.load import documented_cases
from backproof.expressions.printed import Printed

SameDigits = Callable[[float, float, int], bool]


@pytest.fixture(scope="session")
def same_digits() -> SameDigits:
    """Whether a value is the other one to so many significant digits: half a unit of the last."""

    def same(found: float, true: float, digits: int) -> bool:
        unit = Printed(f"{true:.{digits - 1}e}").unit if true else Fraction(0)
        return abs(Fraction(found) - Fraction(true)) <= unit / 2

    return same


@pytest.fixture(scope="session")
def documented() -> dict[str, Case]:
    """The documented cases by their ids."""
    return {case.id: case for case in documented_cases()}
