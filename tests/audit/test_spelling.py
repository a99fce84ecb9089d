"""Another number in place of one, in its author's notation, and nothing else."""

import pytest
from backproof.audit.edits import applied
from backproof.audit.spelling import Habits, respelled


def edited(text: str, printed: str, wanted: str, exact: str = "", comma: bool = False) -> str:
    """A text with the number between « and » made the wanted one, without these marks."""
    at = text.index("«")
    plain = text.replace("«", "")
    edit = respelled(plain, at, printed, wanted, exact, Habits.of(plain, comma))
    assert edit is not None
    return applied(plain, {at: edit})


@pytest.mark.parametrize(
    ("text", "printed", "wanted", "new"),
    [
        ("x = «0.35$", "0.35", "0.53", "x = 0.53$"),
        (r"\color{red}{«0.35}", "0.35", "0.53", r"\color{red}{0.53}"),
        ("x = «.05", ".05", ".06", "x = .06"),
        ("«10,000 steps", "10,000", "12,000", "12,000 steps"),
        (r"«10{,}000 steps", "10,000", "12,000", r"12{,}000 steps"),
        (r"«28.4\%", "28.4%", "28.5%", r"28.5\%"),
        (r"«3.5 \times 10^{-5}", "3.5e-5", "3.6e-5", r"3.6 \times 10^{-5}"),
        ("«3.5·10⁻⁵", "3.5e-5", "3.6e-5", "3.6·10⁻⁵"),
        ("«3.5e-5", "3.5e-5", "3.6e-5", "3.6e-5"),
        ("«0.333…", "0.333", "0.666", "0.666…"),
        ("**«0.35**", "0.35", "0.53", "**0.53**"),
        (r"\mathbf{«0.35}", "0.35", "0.53", r"\mathbf{0.53}"),
    ],
)
def test_only_the_digits_are_exchanged(text: str, printed: str, wanted: str, new: str) -> None:
    assert edited(text, printed, wanted) == new


@pytest.mark.parametrize(
    ("text", "printed", "wanted", "exact", "new"),
    [
        (r"«3.5 \times 10^{-5}", "3.5e-5", "35.2e-5", "3.52e-4", r"3.5 \times 10^{-4}"),
        (r"«3.5 \\times 10^{-5}", "3.5e-5", "0.4e-5", "3.52e-6", r"3.5 \\times 10^{-6}"),
        ("«3.5·10⁻⁵", "3.5e-5", "35.2e-5", "3.52e-4", "3.5·10⁻⁴"),
        ("«3.5e−5", "3.5e-5", "0.4e-5", "3.52e-6", "3.5e−6"),
        ("«9.5e-5", "9.5e-5", "99.6e-5", "9.96e-4", "1.0e-3"),
    ],
)
def test_a_mantissa_keeps_one_digit_before_the_point(
    text: str, printed: str, wanted: str, exact: str, new: str
) -> None:
    assert edited(text, printed, wanted, exact) == new


@pytest.mark.parametrize(
    ("text", "printed", "wanted", "new"),
    [
        ("x = «0,35", "0,35", "0,53", "x = 0,53"),
        ("x = «0{,}35", "0,35", "0,53", "x = 0{,}53"),
        ("x = 0{,}1, y = «593", "593", "0.593", "x = 0{,}1, y = 0{,}593"),
        ("x = 0,1, y = «593", "593", "0.593", "x = 0,1, y = 0,593"),
        ("x = «,05", ",05", ",06", "x = ,06"),
    ],
)
def test_a_decimal_comma_stays(text: str, printed: str, wanted: str, new: str) -> None:
    assert edited(text, printed, wanted, comma=True) == new


@pytest.mark.parametrize(
    ("text", "printed", "wanted", "new"),
    [
        ("x = -«0.35", "-0.35", "-0.53", "x = -0.53"),
        ("x = -«0.35", "-0.35", "0.53", "x = 0.53"),
        ("x = − «0.35", "-0.35", "0.53", "x = 0.53"),
        ("x = «0.35", "0.35", "-0.53", "x = -0.53"),
        ("x = «0.35, y = −0.1", "0.35", "-0.53", "x = −0.53, y = −0.1"),
        ("x = a - «0.35", "0.35", "-0.53", "x = a + 0.53"),
        ("x = a + «0.35", "0.35", "-0.53", "x = a - 0.53"),
        ("x = a + -«0.35", "-0.35", "0.53", "x = a + 0.53"),
        (r"x = a \cdot «0.35", "0.35", "-0.53", r"x = a \cdot (-0.53)"),
        ("x = a - «0.35^2", "0.35", "-0.53", "x = a - (-0.53)^2"),
        ("x = (a - b)(«0.35)", "0.35", "-0.53", "x = (a - b)(-0.53)"),
        (r"x = \u2212«0.35", "-0.35", "0.53", "x = 0.53"),
    ],
)
def test_a_sign_is_turned_where_it_stands(text: str, printed: str, wanted: str, new: str) -> None:
    assert edited(text, printed, wanted) == new


def test_a_number_that_becomes_smaller_keeps_its_digits_where_the_author_counts_digits() -> None:
    counted = "0.0123 0.123 1.23 0.00456"

    assert edited(f"{counted} «0.138", "0.138", "0.016", "0.01588") == f"{counted} 0.0159"


def test_a_number_that_becomes_smaller_keeps_its_places_where_the_author_counts_places() -> None:
    counted = "0.123 1.234 12.345 0.001"

    assert edited(f"{counted} «0.138", "0.138", "0.016", "0.01588") == f"{counted} 0.016"


def test_no_number_but_0_becomes_0() -> None:
    assert edited("0.123 1.234 «0.35", "0.35", "0.00", "0.00123") == "0.123 1.234 0.0012"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("x = «0.357", "0.35", id="more digits"),
        pytest.param(r"x = «\loss", "0.35", id="a macro"),
        pytest.param(r"\frac«12", "1", id="two numbers written as one"),
        pytest.param("x = «0.35", "0.36", id="other digits"),
    ],
)
def test_what_does_not_stand_there_is_not_exchanged(text: str, printed: str) -> None:
    at = text.index("«")

    assert respelled(text.replace("«", ""), at, printed, "0.53", "", Habits()) is None


def test_what_is_right_is_no_edit() -> None:
    assert respelled("x = 0.35", 4, "0.35", "0.35", "", Habits()) is None
