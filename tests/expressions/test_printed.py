"""What a printed number stands for, and how it is written back."""

from fractions import Fraction

import pytest
from backproof.expressions.printed import LONGEST, Printed, UnreadableNumberError
from hypothesis import given
from hypothesis import strategies as st

DIGITS = st.text("0123456789", min_size=1, max_size=12)
SIGNS = st.sampled_from(["", "-", "+", "\u2212"])
EXPONENTS = st.sampled_from(["", "e3", "e-5", "E+2", "e\u22127"])


@st.composite
def forms(draw: st.DrawFn) -> Printed:
    """Numbers with decimals, in every form that an author may choose."""
    whole = draw(st.one_of(st.just(""), st.integers(0, 10**7).map(lambda n: f"{n:,}")))
    text = f"{draw(SIGNS)}{whole}.{draw(DIGITS)}{draw(EXPONENTS)}"
    return Printed(text + draw(st.sampled_from(["", "%"])))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.20", Fraction(1, 5)),
        (".05", Fraction(1, 20)),
        ("-3.012", Fraction(-3012, 1000)),
        ("\u22123.5", Fraction(-7, 2)),
        ("+1.5", Fraction(3, 2)),
        ("10,000", Fraction(10_000)),
        ("1_000.5", Fraction(2001, 2)),
        ("28.4%", Fraction(284, 1000)),
        ("5%", Fraction(1, 20)),
        ("3.5e-5", Fraction(35, 10**6)),
        ("3.5e\u22125", Fraction(35, 10**6)),
        ("2E+3", Fraction(2000)),
        ("0", Fraction(0)),
        ("-0.0", Fraction(0)),
    ],
)
def test_the_digits_are_read_exactly(text: str, value: Fraction) -> None:
    assert Printed(text).value == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.20", "0.195", "0.205"),
        ("0.2", "0.15", "0.25"),
        ("-0.20", "-0.205", "-0.195"),
        ("28.4%", "0.2835", "0.2845"),
        ("5%", "0.045", "0.055"),
        ("3.5e-5", "0.0000345", "0.0000355"),
        ("2e3", "1500", "2500"),
        ("1,000.5", "1000.45", "1000.55"),
    ],
)
def test_a_decimal_is_the_closed_set_of_half_a_unit_either_way(
    text: str, low: str, high: str
) -> None:
    assert Printed(text).interval == (Fraction(low), Fraction(high))


@pytest.mark.parametrize("text", ["7", "-3", "10,000", "+12", "0", "\u22124"])
def test_an_integer_stands_for_itself_alone(text: str) -> None:
    printed = Printed(text)

    assert printed.is_integer
    assert printed.unit == 0
    assert printed.interval == (printed.value, printed.value)


@pytest.mark.parametrize("text", ["7.0", "5%", "2e3", "2E3", ".5", "100.00%"])
def test_decimals_percents_and_exponents_are_no_integers(text: str) -> None:
    assert not Printed(text).is_integer
    assert Printed(text).unit > 0


def test_trailing_zeros_are_part_of_the_claim() -> None:
    assert Printed("0.20") != Printed("0.2")
    assert Printed("0.20").value == Printed("0.2").value
    assert Printed("0.20").unit == Printed("0.2").unit / 10


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0.20", 2), ("4.00", 3), ("0.082167041", 8), ("10,000", 5), ("28.4%", 3),
        ("3.5e-5", 2), ("0", 1), ("0.000", 1), ("-1.20E+12", 3),
    ],
)  # fmt: skip
def test_significant_digits_are_counted_from_the_first_that_is_not_zero(
    text: str, count: int
) -> None:
    assert Printed(text).digits == count


@pytest.mark.parametrize(
    ("text", "value", "rounded"),
    [
        ("0.20", "1/3", "0.33"),
        ("0.2", "2/3", "0.7"),
        (".5", "0.74", ".7"),
        (".5", "12.34", "12.3"),
        ("0.5", "0.04", "0.0"),
        ("10,000", "1234567.8", "1,234,568"),
        ("1,000.5", "999.96", "1,000.0"),
        ("28.4%", "0.3", "30.0%"),
        ("3.5e-5", "0.0000421", "4.2e-5"),
        ("3.5e\u22125", "0.0000421", "4.2e\u22125"),
        ("+1.0", "2", "+2.0"),
        ("+1.0", "-2", "-2.0"),
        ("-1.0", "2", "2.0"),
        ("\u22121.0", "-2.25", "\u22122.2"),
        ("0.20", "-0.001", "0.00"),
        ("7", "2.6", "3"),
    ],
)
def test_rounding_keeps_the_form_of_the_author(text: str, value: str, rounded: str) -> None:
    assert Printed(text).rounded(Fraction(value)) == rounded


@given(forms(), st.fractions(min_value=-(10**6), max_value=10**6))
def test_a_value_is_in_the_set_of_its_own_rounding(form: Printed, value: Fraction) -> None:
    low, high = Printed(form.rounded(value)).interval

    assert low <= value <= high


@given(forms())
def test_the_set_reaches_as_far_as_the_rounding_does(form: Printed) -> None:
    low, high = form.interval
    beyond = form.unit / 1000

    for inside in (low + beyond, form.value, high - beyond):
        assert Printed(form.rounded(inside)).value == form.value
    for outside in (low - beyond, high + beyond):
        assert Printed(form.rounded(outside)).value != form.value


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "-", "%", "e5", "abc", "1.", "1.2.3", "--1", "1e", "1e99999", "1 000", " 1",
        "0x10", "nan", "inf", "1/2", "5 %", "5%%", "\u22125\u2212", "1.5.", ",5",
        "1" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableNumberError, match=r"not a printed decimal number|needs a digit"):
        Printed(text)


def test_the_longest_number_is_read_and_its_complaint_is_short() -> None:
    assert Printed("1" * LONGEST).digits == LONGEST
    with pytest.raises(UnreadableNumberError) as refused:
        Printed("1" * 100_000)
    assert len(str(refused.value)) < 100


def test_a_number_shows_as_its_author_printed_it() -> None:
    assert str(Printed("10,000")) == "10,000"
