"""Where does another example begin, and what still holds in it?"""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def audited(text: str) -> list[Finding]:
    return list(audit_notes(statements_of(document("notes.md", text.encode()))).findings)


def wrong(text: str) -> list[tuple[str, str]]:
    return [(f.printed, f.verdict) for f in audited(text) if f.is_wrong]


FIGURES = """
# First example

$$net = w_1 x_1 + w_2 x_2 + b = 0.2 \\cdot 0.6 + 0.5 \\cdot 0.3 + 0.1 = 0.37$$

$$a = 0.5 \\cdot net = 0.5 \\cdot 0.37 = 0.185$$

# Second example

$$h = w_1 x_1 + w_2 x_2 + b$$

$$h = 0.7 \\cdot 0.9 + 0.4 \\cdot 0.8 + 0.3 = {h}$$

$$k = x_1 x_2 b = 0.9 \\cdot 0.8 \\cdot 0.3 = {k}$$
"""


def test_another_example_is_seen_by_the_values_that_are_put_in() -> None:
    assert wrong(FIGURES.format(h="1.25", k="0.216")) == []
    assert wrong(FIGURES.format(h="1.25", k="0.261")) == [("0.261", "refuted")]


CARRIED = """
$$net = w x + b = 0.2 \\cdot 0.6 + 0.1 = 0.22$$

$$E = \\frac{{1}}{{2}}(t - net)^2 = \\frac{{1}}{{2}}(0.9 - 0.22)^2 = 0.2312$$

# The next sample

$$net = w x + b = {again} = {net}$$

$$E = \\frac{{1}}{{2}}(t - net)^2 = \\frac{{1}}{{2}}({t} - {net})^2 = {E}$$
"""


def test_a_value_that_was_only_put_in_gives_way_to_another_one() -> None:
    text = CARRIED.format(again="0.2 \\cdot 0.8 + 0.1", net="0.26", t="0.4", E="0.0198")

    assert wrong(text) == [("0.0198", "refuted")]  # and not 0.4, where 0.9 was put in before


def test_a_value_that_was_put_in_is_kept_where_it_gives_the_result() -> None:
    text = CARRIED.format(again="0.2 \\cdot 0.8 + 0.1", net="0.26", t="0.8", E="0.2048")

    assert wrong(text) == [("0.8", "operand")]


UPDATED = """
With $w = 0.24$, $x = 0.6$, $b = 0.82$ and $\\eta = 0.01$:

$$net = w x + b = 0.24 \\cdot 0.6 + 0.82 = 0.964$$

$$E = \\frac{1}{2} net^2 = \\frac{1}{2} 0.964^2 = 0.464648$$

$$\\frac{\\partial E}{\\partial w} = net \\cdot x = 0.964 \\cdot 0.6 = 0.5784$$

$$%s = w - \\eta \\frac{\\partial E}{\\partial w} = 0.24 - 0.01 \\cdot 0.5784 = 0.234216$$

$$net = %s = %s$$
"""


@pytest.mark.parametrize("new", ["w^+", "\\hat{w}", "w'"])
@pytest.mark.parametrize("worked", ["0.234216 \\cdot 0.6 + 0.82", "%s x + b"])
def test_a_round_with_new_values_is_another_example(new: str, worked: str) -> None:
    again = worked % new if "%" in worked else worked

    assert wrong(UPDATED % (new, again, "0.96053")) == []


def test_a_list_that_gives_values_once_more_begins_where_it_begins() -> None:
    text = """
- $x = 0.6$
- $w = 0.5$

$$z = w x = 0.5 \\cdot 0.6 = 0.3$$

- $x = 0.636$
- $w = 0.7$

$$z = w x = 0.7 \\cdot 0.636 = 0.4452$$
"""

    assert [f.verdict for f in audited(text) if f.printed == "0.636"] == ["given"]
    assert wrong(text) == []


def test_functions_of_another_letter_are_one_example_together() -> None:
    text = """
$f(x) = x^2 - 3x$ and $f'(x) = 2x - 3$, with $x_0 = 2$.

$$f'(x_0) = 2 \\cdot 2 - 3 = 1$$

# Another function

$f(w) = w^2 - 4w$ and $f'(w) = 2w - 4$, with $w_0 = 0.5$.

$$f'(w_0) = {slope}$$

$$f(w_0) = -1.75$$
"""

    assert wrong(text.replace("{slope}", "-3.0")) == []
    assert wrong(text.replace("{slope}", "-3.5")) == [("-3.5", "refuted")]


def test_formulas_said_once_more_under_a_title_begin_an_example() -> None:
    text = """
f(x) = x² - 4x + 1

f'(x) = 2x - 4

Let x₀ = 3.2 and η = 0.05.

x₁ = x₀ - η * f'(x₀) = 3.0800

A second example
----------------

f(x) = x² - 4x + 1

f'(x) = 2x - 4

Let x₀ = -3.8 and η = 0.05.

x₁ = x₀ - η * f'(x₀) = {}
""".format
    for value, expected in (("-3.2200", []), ("-3.4200", [("-3.4200", "refuted")])):
        read = statements_of(document("notes.txt", text(value).encode()))
        found = audit_notes(read).findings

        assert [(f.printed, f.verdict) for f in found if f.is_wrong] == expected


@pytest.mark.parametrize("said", ["$w = 0.512$", "$w = -0.3$", "the weight is $w = 2.5$"])
def test_the_value_after_some_steps_is_not_held_against_the_one_given(said: str) -> None:
    """Where no training run is described, nothing is known of it."""
    found = audited(f"Let $w = 0.5$ and $x = 2$.\n\nAfter 3 steps {said}. $y = w x = 1.5$")

    assert [(f.kind, f.verdict) for f in found[2:]] == [
        ("run", "undetermined"),
        ("number", "refuted"),
    ]


def test_a_function_that_is_defined_anew_is_another_one() -> None:
    text = "Let $f(x) = x^2$. Then $f(3) = 9$.\n\nNow let $f(x) = x^3$. Then $f(2) = {}$.\n"

    assert wrong(text.format("8")) == []
    assert wrong(text.format("9")) == [("9", "refuted")]


def test_a_false_expansion_of_a_function_defines_no_other_one() -> None:
    text = "$$f(x) = (x - 1)^2$$\n\n$$f(x) = x^2 - 2x - 1$$\n\n$$f(3) = {}$$\n"

    assert wrong(text.format("4")) == [("f = x**2 - 2*x - 1", "notation")]
