"""A slip of digits makes wrong prints of right ones, and its inverse finds them all again."""

from fractions import Fraction
from random import Random

import pytest
from backproof.expressions.printed import Printed
from backproof.slips.digits import SLIPS, DigitSlip
from backproof.slips.form import Form, form_of

BY_NAME = {slip.name: slip for slip in SLIPS}


def form(text: str) -> Form:
    return form_of(Printed(text))


def made(name: str, text: str, value: str = "") -> set[str]:
    right = form(text)
    return {f.text for f in BY_NAME[name].made(Fraction(value or text.rstrip("%")), right)}


@pytest.fixture
def numbers() -> list[tuple[Fraction, Form]]:
    """Values of every size and sign, each with its right print."""
    rng = Random(11)
    found: list[tuple[Fraction, Form]] = []
    for _ in range(150):
        size = rng.choice([0.001, 0.01, 0.1, 1, 10, 1000])
        value = Fraction(rng.uniform(-size, size)).limit_denominator(10**12)
        like = Printed(f"{0:.{rng.randint(1, 6)}f}")
        found.append((value, form(like.rounded(value))))
    return found


@pytest.mark.parametrize(
    ("name", "right", "value", "wrong"),
    [
        ("digit", "0.571", "", "0.577"),
        ("swapped", "0.571", "", "0.751"),
        ("truncated", "0.58", "0.5777", "0.57"),
        ("truncated", "-0.58", "-0.5777", "-0.57"),
        ("sign", "0.571", "", "-0.571"),
        ("dropped", "0.571", "", "0.51"),
        ("doubled", "0.571", "", "0.5571"),
        ("zeros dropped", "0.0057", "", "0.57"),
        ("zeros added", "0.57", "", "0.0057"),
        ("rounded twice", "0.57", "0.5748", "0.58"),
        ("point", "0.5713", "", "5713"),
        ("point", "5.713", "", "57.13"),
        ("percent", "0.284", "", "28.4"),
        ("percent", "28.4%", "", "28.4"),
        ("comma", "1.105", "", "1105"),
    ],
)
def test_a_slip_can_be_made(name: str, right: str, value: str, wrong: str) -> None:
    assert wrong in made(name, right, value)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_what_a_slip_makes_is_traced_back(
    slip: DigitSlip, numbers: list[tuple[Fraction, Form]]
) -> None:
    lost = [
        (value, wrong.text)
        for value, right in numbers
        for wrong in slip.made(value, right)
        if not any(r == right and low <= value <= high for r, low, high in slip.origins(wrong))
    ]

    assert not lost


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_what_is_traced_back_can_be_made(
    slip: DigitSlip, numbers: list[tuple[Fraction, Form]]
) -> None:
    idle = [
        (printed.text, right.text)
        for _, printed in numbers
        for right, low, high in slip.origins(printed)
        if printed not in slip.made((low + high) / 2, right)
    ]

    assert not idle


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_no_slip_makes_the_right_print(
    slip: DigitSlip, numbers: list[tuple[Fraction, Form]]
) -> None:
    assert not any(right in slip.made(value, right) for value, right in numbers)


def test_the_bits_are_those_of_a_code() -> None:
    assert sum(2**-slip.bits for slip in SLIPS) <= 1


def test_a_form_does_not_keep_what_does_not_count() -> None:
    assert form("+1,234.50") == form("1234.50") == form_of(Printed("1.234,50", comma=True))
    assert form("\u2212.5") == form("-0.5")
