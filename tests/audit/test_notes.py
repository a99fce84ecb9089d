"""Where a finding stands in notes, and what is said of the document."""

import pytest
from backproof.audit import number_steps
from backproof.audit.asked import NUMBERS
from backproof.audit.notes import audit_notes
from backproof.audit.wording import name_at
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

TEXT = """# One

$$a = 0.5 \\cdot 0.5 = 0.25$$

# Two

$$b = 0.5 \\cdot 0.3 = 0.15$$

$$c = 0.5 \\cdot 0.1 = 0.05$$

# Three

$$d = 0.2 \\cdot 0.1 = 0.02$$
"""


def test_a_finding_stands_under_the_heading_above_it() -> None:
    found = audit_notes(statements_of(document("notes.md", TEXT.encode())))

    assert [f.section for f in found.findings] == ["One", "Two", "Two", "Three"]


def test_notes_without_a_statement_have_no_finding() -> None:
    assert audit_notes(statements_of(document("notes.md", b"Nothing."))).findings == ()


def test_where_no_causes_are_asked_for_none_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    def prepared(*_: object) -> None:
        raise AssertionError("a cause was looked for")

    monkeypatch.setattr(number_steps, "puzzle", prepared)
    read = statements_of(document("notes.md", b"$a = 0.5$\n\n$b = 2a = 1.1$\n"))

    assert [f.verdict for f in audit_notes(read, NUMBERS).findings if f.is_wrong] == ["refuted"]
    with pytest.raises(AssertionError, match="a cause was looked for"):
        audit_notes(read)


SAID_TWICE = """
$t_1 = 0.5$, $t_2 = 0.4$, $w = 0.3$, $x = 2$

$o_1 = w x = 0.3 \\cdot 2 = 0.6$

$E_1 = (t_1 - o_1)^2 = (0.5 - 0.6)^2 = 0.01$

$E_2 \\approx 0.0400 \\approx 0.04$

$E = E_1 + E_2 = 0.01 + 0.04 = 0.05$

$\\partial E / \\partial w \\approx 1.2$
"""


def test_a_result_that_is_said_twice_is_no_given_and_may_follow_from_what_is_varied() -> None:
    found = audit_notes(statements_of(document("notes.md", SAID_TWICE.encode()))).findings

    assert not [f.printed for f in found if f.is_wrong]


def wrong(text: str) -> list[tuple[str, str]]:
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings
    return [(f.printed, f.verdict) for f in found if f.is_wrong]


LONG = """
$$p = \\frac{0.3}{0.7} = 0.42857$$

$$q = 0.42857143 \\cdot 0.9 = 0.38571$$

$$r = q \\cdot 0.7 = %s \\cdot 0.7 = 0.27000$$
"""


def test_a_number_with_more_digits_than_a_print_stands_for_what_was_printed() -> None:
    # 0.42857143 * 0.9 is 0.385714287; who computed with 3/7 puts in 0.385714286.
    assert wrong(LONG % "0.385714286") == []
    assert wrong(LONG % "0.385744286") == [("0.385744286", "operand")]


SIGNED = r"""
$$a = 0.31 \cdot (-0.0034072) = -0.0010562$$

$$b = a o = %s \cdot 0.7 = -0.00073936$$

$$c = b o = -0.00073936 \cdot 0.7 = -0.00051755$$
"""


def test_a_result_is_acquitted_where_the_negative_of_a_print_is_misprinted() -> None:
    assert wrong(SIGNED % "-0.0010562") == []
    assert wrong(SIGNED % "-0.0042518") == [("0.0042518", "operand")]


def test_a_derivative_may_be_computed_from_a_print_under_another_name() -> None:
    text = """
With $w = 0.364$, $x = 1.366$, $t = 0.9$:

$$z = w x = 0.364 \\cdot 1.366 = 0.49722$$

$$E = \\frac{1}{2}(z - t)^2 = \\frac{1}{2}(0.49722 - 0.9)^2 = 0.081116$$

$$\\delta = 0.49722 - 0.9 = -0.40278$$

$$\\frac{\\partial E}{\\partial w} = -0.55020$$
"""

    assert wrong(text) == []
    assert wrong(text.replace("-0.55020", "-0.55026")) == [("-0.55026", "refuted")]


def test_factors_are_rounded_with_the_decimal_comma_of_the_document() -> None:
    text = """
Mit $w = 0{,}14$, $x = 2{,}8$ und $b = 0{,}08$:

$$z = w x + b = 0{,}14 \\cdot 2{,}8 + 0{,}08 = 0{,}472$$

$$y = \\sigma(z) = 0{,}6158570$$

$$L = -\\ln(1 - y) = -\\ln(1 - 0{,}6158570) = 0{,}9567405$$

$$\\frac{\\partial L}{\\partial w} = %s$$
"""

    assert wrong(text % "1{,}7243996") == []
    assert wrong(text % "1{,}7243990") == [("1,7243990", "refuted")]


def test_what_follows_from_a_doubtful_print_is_not_accused() -> None:
    """Either 0.00630 or the result is wrong: nobody says what is multiplied."""
    text = """
$$a = \\frac{0.3}{7} \\cdot 8.5666 = 0.36714$$

$$p = 0.00189 \\cdot 0.00630 = 0.000694$$

$$q = 0.000694 \\cdot 0.61 = 0.000424$$
"""

    assert wrong(text) == [("0.000694", "refuted")]


def test_whoever_goes_on_without_a_wrong_sign_is_right() -> None:
    text = """
With $w = -0.3243$:

$$h = \\tanh(w) = \\tanh(-0.3243) = 0.3134$$

$$z = -0.484 \\cdot (-0.3134) + 0.5 = 0.1517 + 0.5 = 0.6517$$
"""

    assert wrong(text) == [("0.3134", "refuted")]


def test_an_author_who_cuts_digits_off_is_right_throughout() -> None:
    text = """
With $u = 0.5175$ and $v = 0.2296$:

$$a = \\tanh(u) = \\tanh(0.5175) = 0.47576$$

$$b = \\tanh(v) = \\tanh(0.2296) = 0.22564$$

$$c = 0.47576 \\cdot 0.22564 = 0.10735$$

$$d = 0.47576 \\cdot 83.17 = 39.568$$
"""

    assert wrong(text) == []
    assert wrong(text.replace("39.568", "39.567")) == [("39.567", "refuted")]


def test_a_formula_is_right_at_the_values_that_are_put_in() -> None:
    text = """
$$z = w x = 0.3 \\cdot 1.2 = 0.36$$

$$\\hat{y} = \\sigma(z) = \\sigma(0.36) = 0.589040$$

$$L = -\\ln(1 - \\hat{y}) = 0.889260$$

$$\\frac{\\partial L}{\\partial z} = \\hat{y} - y = 0.589040 - 0 = 0.598040$$
"""

    assert wrong(text) == [("0.598040", "refuted")]


def test_a_formula_in_a_gradient_that_only_numbers_give_is_not_accused() -> None:
    text = """
$$k_1 = \\tanh(w_1 h), \\quad k_2 = \\tanh(w_2 h)$$

$$o = w_3 k_1 + w_4 k_2, \\quad h = \\tanh(v i)$$

$$E = \\frac{1}{2}(t - o)^2, \\quad \\delta_o = -(t - o)$$

$$\\delta_{k1} = \\delta_o w_3 (1 - k_1^2)$$

$$\\delta_{k2} = (-0.188)(-0.64)(1 - 0.0696^2) = 0.11974$$

$$\\delta_h = (\\delta_{k1} w_1 + \\delta_{k2} w_2)(1 - h^2)$$

$$\\frac{\\partial E}{\\partial v} = \\delta_h i$$
"""

    assert wrong(text) == []


@pytest.mark.parametrize("spelled", ["c^{(2)}", "c^{[2]}"])
def test_a_message_spells_names_as_the_document_does(spelled: str) -> None:
    text = f"Let $w^{{(1)}} = 0.5$.\n\n$${spelled} = 0.5 \\cdot 3 = 1.7$$\n"
    (*_, found) = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert found.quantity == "c_L2"
    assert f"({spelled} has no value here)" in found.why


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("z^{l-1} + 1", "z^{l-1}"),
        ("w^La^{l-1}", "w^L"),
        ("w_{11}^{(2)} x", "w_{11}^{(2)}"),
        ("W^{[1]}x", "W^{[1]}"),
        ("out_h1 + 2", "out_h1"),
        ("\\delta^{(l+1)} \\odot", "\\delta^{(l+1)}"),
        ("a^{l", ""),
    ],
)
def test_where_a_name_ends(text: str, name: str) -> None:
    assert name_at(text) == name
