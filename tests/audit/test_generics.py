"""A formula for any unit, step or layer is said of those that have numbers."""

from __future__ import annotations

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def findings(text: str) -> tuple[Finding, ...]:
    return audit_notes(statements_of(document("notes.md", text.encode()))).findings


def verdicts(text: str, kind: str = "number") -> dict[str, str]:
    """By what is printed; what is given is left out."""
    found = [f for f in findings(text) if f.kind == kind]
    return {f.printed: f.verdict for f in found if f.verdict != "given"}


UNITS = r"""
For each hidden unit $j$ we compute $z_j = \sum_i w_{ij} x_i + b_j$ and $h_j = \sigma(z_j)$.

Inputs $x_1 = 1$, $x_2 = 0.5$, weights $w_{11} = 0.1$, $w_{21} = 0.2$, $w_{12} = 0.3$,
$w_{22} = 0.4$, biases $b_1 = 0.1$, $b_2 = 0.15$.

So $z_1 = 0.3$ and $z_2 = 0.65$, and $h_1 = 0.5744$, $h_2 = 0.6570$.
"""

STEPS = r"""
The network: $h_t = \tanh(w x_t + u h_{t-1})$, $y = v h_2$, $L = \frac12 (y - s)^2$, with
$w = 0.5$, $u = 0.8$, $v = 1.2$, $x_1 = 1$, $x_2 = 0.5$, $h_0 = 0$ and $s = 1$.

$$h_1 = \tanh(0.5) = 0.4621, \qquad h_2 = \tanh(0.25 + 0.8 \cdot 0.4621) = 0.5509$$

$$\delta_2 = \frac{\partial L}{\partial h_2} (1 - h_2^2), \qquad \delta_1 = \delta_2 u (1 - h_1^2)$$

"""

LAYERS = r"""
For every layer $z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$ and $a^{(l)} = \sigma(z^{(l)})$. Here

$$a^{(0)} = \begin{bmatrix} 1 \\ 0.5 \end{bmatrix}, \quad
W^{(1)} = \begin{bmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \end{bmatrix}, \quad
b^{(1)} = \begin{bmatrix} 0.1 \\ 0.15 \end{bmatrix}$$

$$z^{(1)} = \begin{bmatrix} 0.3 \\ 0.65 \end{bmatrix}, \quad
a^{(1)} = \begin{bmatrix} 0.5744 \\ 0.6570 \end{bmatrix}$$
"""


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (UNITS, ["0.3", "0.65", "0.5744", "0.6570"]),
        (STEPS, ["0.4621", "0.5509"]),
        (LAYERS, ["0.3", "0.65", "0.5744", "0.6570"]),
    ],
)
def test_each_number_follows_and_a_wrong_one_is_found(text: str, numbers: list[str]) -> None:
    right = verdicts(text)
    assert {number: right[number] for number in numbers} == dict.fromkeys(numbers, "confirmed")

    head, _, tail = text.rpartition(numbers[-1])
    assert verdicts(head + "0.5809" + tail)["0.5809"] == "refuted"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial L}{\partial u} = \delta_2 h_1 + \delta_1 h_0", "confirmed"),
        (r"\frac{\partial L}{\partial w} = \delta_2 x_2 + \delta_1 x_1", "confirmed"),
        (r"\frac{\partial L}{\partial w} = \delta_2 x_2", "notation"),
        (r"\frac{\partial L}{\partial u} = \delta_2 h_2 + \delta_1 h_0", "notation"),
    ],
)
def test_derivatives_go_through_the_steps(formula: str, verdict: str) -> None:
    assert findings(STEPS + f"$${formula}$$")[-1].verdict == verdict


def test_a_formula_that_no_number_bears_out_is_of_something_else() -> None:
    text = r"""
In general $a_j = \sigma(z_j)$. Let $a_1 = 0.05$, $a_2 = 0.1$, $z_1 = 2$ and $z_2 = 3$.

$$s = a_1 + a_2 = 0.15$$
"""
    assert verdicts(text) == {"0.15": "confirmed"}


def test_a_number_between_two_steps_is_taken_from_the_one_before() -> None:
    text = r"""
With $x_0 = 2$ and $c = 0.5$, $x_n = c \, x_{n-1} + 1$.

$$x_1 = 2, \qquad x_2 = 2, \qquad x_3 = 2.5$$
"""
    assert verdicts(text) == {"2": "confirmed", "2.5": "refuted"}


class TestGivens:
    @pytest.mark.parametrize("value", [r"\frac{1}{4}", "1/4", "2^{-2}", r"\sqrt{\frac{1}{16}}"])
    def test_a_number_may_be_given_as_a_fraction_a_power_or_a_root(self, value: str) -> None:
        text = rf"Let $w = {value}$ and $x = 3$." + "\n\n$$y = w x = 0.75$$"

        assert verdicts(text) == {"0.75": "confirmed"}
        assert [f.verdict for f in findings(text) if f.kind == "calculation"] == ["given"]
        assert verdicts(text.replace("0.75", "0.85")) == {"0.85": "refuted"}

    def test_the_entries_of_a_given_matrix_are_given(self) -> None:
        text = r"Let $W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$ and $y = 2 W$."

        assert {f.verdict for f in findings(text) if f.kind == "number"} == {"given"}

    def test_what_goes_on_with_results_is_rounded_as_they_are(self) -> None:
        text = r"""
Let $y_i = 2 u_i + 0.5$.

$$u_1 = \frac{1 - 3}{1.8708} = -1.0690, \quad u_2 = -0.5345, \quad u_4 = 1.6036$$

So $y_1 = -1.6381$ and $y_4 = 3.7071$.
"""
        assert not [f for f in findings(text) if f.is_wrong]
        assert verdicts(text.replace("3.7071", "3.8071"))["3.8071"] == "refuted"


class TestPowers:
    def test_squares_beside_an_update_are_no_layers(self) -> None:
        text = r"""
Let $w_1 = 0.2$, $w_2 = 0.3$ and $a = 0.4$.

$$L = -\ln a + \frac{1}{2}(w_1^2 + w_2^2) = 0.9813, \qquad w_1^{neu} = 0.5$$
"""
        assert verdicts(text) == {"0.9813": "confirmed"}

    def test_a_row_of_powers_begins_with_the_first(self) -> None:
        text = r"""
Let $\beta_1 = 0.9$ and $m_1 = 0.5$, $m_2 = 0.3$.

$$u_1 = \frac{m_1}{1 - \beta_1^1} = 5.00, \qquad u_2 = \frac{m_2}{1 - \beta_1^2} = 1.58$$
"""
        assert verdicts(text) == {"5.00": "confirmed", "1.58": "confirmed"}


class TestCalculations:
    def test_a_calculation_is_worth_what_the_one_after_it_is(self) -> None:
        text = r"$$r = \tanh(0.5 + 0.1) = \tanh(0.6) = 0.5370$$"

        assert verdicts(text, "calculation") == {"tanh(0.5 + 0.1)": "consistent"}
        assert not [f for f in findings(text) if f.is_wrong]

    def test_nothing_is_cut_off_from_the_next_number(self) -> None:
        text = r"$$r = \tanh(0.5 + 0.2) = \tanh(0.6) = 0.5370$$"

        assert verdicts(text)["0.6"] == "refuted"

    def test_one_that_nothing_is_beside_introduces_a_value(self) -> None:
        text = "$$q = 0.5 + 0.1$$\n\n$$q = 0.2 + 0.4$$"

        found = [(f.printed, f.verdict) for f in findings(text) if f.kind == "calculation"]
        assert found == [("0.5 + 0.1", "given"), ("0.2 + 0.4", "consistent")]

    def test_what_should_stand_there_is_what_another_calculation_gives(self) -> None:
        text = (
            r"$$E = -\log(0.2698) - \log(0.6777)$$" + "\n\n" + r"$$E = 0.569858 + 0.16886 = 0.745$$"
        )
        expected = {f.printed: f.expected for f in findings(text) if f.is_wrong}

        assert expected == {"0.569858": "1.310074", "0.16886": "0.38905", "0.745": "1.699"}

    def test_the_number_of_a_true_formula_is_its_value(self) -> None:
        text = r"""
Let $n = w_5 h_1 + w_6 h_2$ with $w_5 = 0.4$, and $h_1 = \sigma(z_1)$.

$$\frac{\partial n}{\partial h_1} = w_5 = 0.4$$
"""
        assert not [f for f in findings(text) if f.verdict in ("undetermined", "refuted")]
        assert verdicts(text.replace("= 0.4$$", "= 0.45$$"))["0.45"] == "refuted"
