"""What one rounding does, against exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from backproof.agreement.rounding import Format

SINGLE = Format(2.0**-24, float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max))
DOUBLE = Format(2.0**-53, 5e-324, float(np.finfo(np.float64).max))


@pytest.mark.parametrize("form", [SINGLE, DOUBLE], ids=["float32", "float64"])
@pytest.mark.parametrize("n", [0, 1, 2, 17, 600])
def test_gamma_is_nu_over_one_minus_nu(form: Format, n: int) -> None:
    exact = n * Fraction(form.u) / (1 - n * Fraction(form.u))

    # Only 1 - n u and the division round.
    assert abs(Fraction(form.gamma(n)) - exact) <= exact * Fraction(2, 2**52)


@pytest.mark.parametrize("n", [1, 5, 60])
def test_gamma_bounds_n_roundings_in_a_row(n: int) -> None:
    u = Fraction(SINGLE.u)

    assert (1 + u) ** n - 1 <= Fraction(SINGLE.gamma(n))
    assert (1 - u) ** -n - 1 <= Fraction(SINGLE.gamma(n)) * (1 + Fraction(1, 2**50))


def test_a_magnitude_that_the_format_does_not_hold_is_infinite() -> None:
    largest = SINGLE.largest

    held = SINGLE.held(np.array([0.0, 1.0, np.nextafter(largest, 0), largest, 1e39, np.nan]))

    assert held.tolist() == [0.0, 1.0, np.nextafter(largest, 0), np.inf, np.inf, np.inf]
