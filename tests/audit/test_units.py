"""Letters below names: what is said of every unit of a layer is checked on a small network."""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

HIDDEN = r"""
$$r_j = \sum_i u_{ij} x_i + b_j, \qquad h_j = \sigma(r_j)$$

$$s_k = \sum_j v_{jk} h_j + c_k, \qquad y_k = \sigma(s_k)$$

$$L = \frac12 \sum_k (y_k - t_k)^2$$

"""
SOFTMAX = r"""
$$z_i = \sum_j w_{ij} x_j + b_i$$

$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

$$L = -\sum_i y_i \log p_i$$

"""
ANY_UNIT = r"""
The input of a neuron is $net_j = \sum_i w_{ij} o_i$ and its output $o_j = \sigma(net_j)$.

$$E = \frac12 \sum_j (t_j - o_j)^2$$

"""
TWO_LAYERS = r"""
$$a_j = \sum_{i=1}^{n} w_{ji} x_i, \quad z_j = \tanh(a_j)$$

$$a_k = \sum_{j=1}^{m} w_{kj} z_j, \quad y_k = a_k$$

$$E = \frac12 \sum_{k=1}^{K} (y_k - t_k)^2$$

$$\delta_k = y_k - t_k$$

$$\delta_j = (1 - z_j^2) \sum_{k=1}^K w_{kj} \delta_k$$

"""
SAMPLES = r"""
$$h^{(i)} = \theta_0 + \theta_1 x^{(i)}$$

$$J = \frac{1}{2m} \sum_{i=1}^m (h^{(i)} - y^{(i)})^2$$

"""

TRUE = [
    (HIDDEN, r"\frac{\partial L}{\partial v_{jk}} = (y_k - t_k) y_k (1 - y_k) h_j"),
    (HIDDEN, r"\frac{\partial L}{\partial u_{ij}}"
     r" = x_i h_j (1 - h_j) \sum_k (y_k - t_k) y_k (1 - y_k) v_{jk}"),
    (HIDDEN, r"\frac{\partial L}{\partial r_j}"
     r" = \sum_k \frac{\partial L}{\partial s_k} \frac{\partial s_k}{\partial h_j} h_j (1 - h_j)"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"),
    (SOFTMAX, r"\frac{\partial L}{\partial z_i} = p_i - y_i"),
    (SOFTMAX, r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j"),
    (ANY_UNIT, r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial o_j}"
     r" \frac{\partial o_j}{\partial net_j} \frac{\partial net_j}{\partial w_{ij}}"),
    (ANY_UNIT, r"\frac{\partial E}{\partial w_{ij}} = (o_j - t_j) o_j (1 - o_j) o_i"),
    (TWO_LAYERS, r"\frac{\partial E}{\partial w_{ji}} = \delta_j x_i"),
    (TWO_LAYERS, r"\frac{\partial E}{\partial w_{kj}} = \delta_k z_j"),
    (SAMPLES, r"\frac{\partial J}{\partial \theta_1}"
     r" = \frac1m \sum_{i=1}^m (h^{(i)} - y^{(i)}) x^{(i)}"),
]  # fmt: skip

FALSE = [
    (HIDDEN, r"\frac{\partial L}{\partial v_{jk}} = (y_k - t_k) y_k (1 - y_k) h_k",
     "d(L, v[j, k]) = (y[k] - t[k])*y[k]*(1 - y[k])*h[j]"),
    (HIDDEN, r"\frac{\partial L}{\partial r_j}"
     r" = h_j (1 - h_j) \sum_k (y_k - t_k) y_k (1 - y_k) v_{kj}",
     "d(L, r[j]) = h[j]*(1 - h[j])*sum((y[k] - t[k])*y[k]*(1 - y[k])*v[j, k] for k in ks)"),
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} + p_j)",
     "d(p[i], z[j]) = p[i]*(delta[i, j] - p[j])"),
    (SOFTMAX, r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_i",
     "d(L, w[i, j]) = (p[i] - y[i])*x[j]"),
    (ANY_UNIT, r"\frac{\partial E}{\partial w_{ij}} = (t_j - o_j) o_j (1 - o_j) o_i",
     "d(E, w[i, j]) = -((t[j] - o[j])*o[j]*(1 - o[j])*o[i])"),
    (TWO_LAYERS, r"\frac{\partial E}{\partial w_{kj}} = \delta_k z_k",
     "d(E, w[k, j]) = delta[k]*z[j]"),
]  # fmt: skip


def last(text: str) -> Finding:
    """The finding of the last formula."""
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings
    return [f for f in found if f.kind == "formula"][-1]


@pytest.mark.parametrize(("model", "formula"), TRUE)
def test_a_formula_for_every_unit_is_confirmed(model: str, formula: str) -> None:
    assert last(f"{model}$${formula}$$\n").verdict == "confirmed"


@pytest.mark.parametrize(("model", "formula", "repair"), FALSE)
def test_another_index_is_found_with_the_right_one(model: str, formula: str, repair: str) -> None:
    found = last(f"{model}$${formula}$$\n")

    assert (found.verdict, found.expected) == ("notation", repair)


def test_what_no_formula_leads_to_is_not_judged() -> None:
    text = (
        r"$$E = \frac12 \sum_k (y_k - t_k)^2$$"
        "\n\n"
        r"$$\frac{\partial E}{\partial w_{jk}} = y_j$$"
    )

    assert last(text).verdict == "undetermined"


def test_steps_are_no_units() -> None:
    text = (
        r"$$h_t = \tanh(w h_{t-1} + u x_t)$$" "\n\n" r"$$L = \sum_t (h_t - y_t)^2$$" "\n\n"
        r"$$\frac{\partial L}{\partial u} = 2 \sum_t (h_t - y_t) (1 - h_t^2) x_t$$"
    )  # fmt: skip

    assert last(text).verdict == "undetermined"


def test_other_layers_are_computed_as_those_of_which_it_is_said() -> None:
    text = ANY_UNIT.replace("_j (t_j - o_j)", "_k (t_k - o_k)") + (
        r"$$\frac{\partial E}{\partial w_{jk}} = (o_k - t_k) o_k (1 - o_k) o_j$$"
    )

    assert last(text).verdict == "confirmed"
    assert last(text.replace(") o_j$$", ") o_k$$")).verdict == "notation"


NUMBERED = r"""
With $h_1 = 0.5$, $w_1 = 0.1$, $h_2 = 0.2$, $w_2 = 0.3$:

$$o = \sum_{j=1}^{2} w_j h_j = 0.11$$

"""


def test_a_letter_for_units_that_have_numbers_accuses_nobody() -> None:
    found = last(NUMBERED + r"$$\frac{\partial o}{\partial w_j} = 2 h_j$$")

    assert found.verdict == "undetermined"


def test_any_of_several_outputs_is_none_of_them() -> None:
    text = r"""
With $z_1 = 2$, $z_2 = 1$, $y_1 = 1$, $y_2 = 0$:

$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \qquad p_1 = 0.731, \quad p_2 = 0.269$$

$$L = -\sum_i y_i \log p_i$$

$$\frac{\partial L}{\partial z_1} = 0.731 - 1 = -0.269$$
"""
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert not [f for f in found if f.is_wrong]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (
            r"\frac{\partial L}{\partial p_i} = -\frac{y_i}{p_i} + \frac{1 - y_i}{1 - p_i}",
            "confirmed",
        ),
        (
            r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k} + \frac{1 - y_k}{1 - p_k}",
            "confirmed",
        ),
        (
            r"\frac{\partial L}{\partial p_i} = \frac{y_i}{p_i} + \frac{1 - y_i}{1 - p_i}",
            "undetermined",
        ),
    ],
)
def test_what_holds_of_each_unit_with_a_number_holds_of_any(formula: str, verdict: str) -> None:
    losses = r"""
With $y_1 = 1$, $y_2 = 0$, $y_3 = 1$ and $p_1 = 0.9$, $p_2 = 0.2$, $p_3 = 0.7$:

$$L = -\sum_{i=1}^{3} y_i \log p_i + (1 - y_i) \log(1 - p_i) = 0.685$$

"""
    found = last(losses + f"$${formula}$$")

    assert found.verdict == verdict


SOFTMAX = r"""
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$

"""


@pytest.mark.parametrize(
    ("said", "formula", "verdict"),
    [
        (r"For $i \neq j$:", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", "confirmed"),
        (r"For $i ≠ j$:", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", "confirmed"),
        (r"For others:", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", "undetermined"),
        (r"For $i = j$:", r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j)", "confirmed"),
        (r"For $i \neq j$:", r"\frac{\partial p_i}{\partial z_j} = p_i p_j", "refuted"),
    ],
)
def test_a_formula_for_two_units_may_be_of_others_alone(
    said: str, formula: str, verdict: str
) -> None:
    assert last(SOFTMAX + said + f"\n\n$${formula}$$").verdict == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"-y_j (1 - p_j) + \sum_{i \neq j} y_i p_j = p_j \sum_i y_i - y_j", "confirmed"),
        (r"-y_j (1 - p_j) + \sum_{i} y_i p_j = p_j \sum_i y_i - y_j", "notation"),
    ],
)
def test_a_sum_may_leave_a_unit_out(formula: str, verdict: str) -> None:
    text = SOFTMAX + r"$$L = -\sum_i y_i \log p_i$$" + "\n\n"

    assert last(text + f"$${formula}$$").verdict == verdict
