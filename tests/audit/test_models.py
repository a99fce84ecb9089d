r"""Which computation notes define, and what their formulas are held against.

Every note is a few displays; what is said of the formula on a line is the list of verdicts there.
"""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

UNIT = (r"z = w x + b", r"a = \sigma(z)", r"E = \frac{1}{2} (t - a)^2")
TWO = (
    r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1",
    r"net_{h2} = w_3 i_1 + w_4 i_2 + b_1",
    r"out_{h1} = \frac{1}{1 + e^{-net_{h1}}}",
    r"out_{h2} = \frac{1}{1 + e^{-net_{h2}}}",
)


def said(*formulas: str) -> list[list[Finding]]:
    """What is said of each of some displays, by display."""
    text = "\n\n".join(f"$${formula}$$" for formula in formulas)
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings
    return [[f for f in found if f.place.line == 2 * n + 1] for n in range(len(formulas))]


def verdicts(*formulas: str) -> list[str]:
    """The verdicts on the last of some displays."""
    return [f.verdict for f in said(*formulas)[-1]]


def test_the_first_formula_of_a_name_is_its_definition_and_claims_nothing() -> None:
    assert said(*UNIT) == [[], [], []]


def test_a_derivative_of_what_is_defined_is_held_against_the_definition() -> None:
    assert verdicts(*UNIT, r"\frac{\partial E}{\partial a} = a - t") == ["confirmed"]
    assert verdicts(*UNIT, r"\frac{\partial E}{\partial a} = a + t") == ["notation"]


def test_a_definition_that_is_said_again_in_other_words_is_no_second_one() -> None:
    assert verdicts(*UNIT, r"E = \frac{1}{2} (a - t)^2") in ([], ["confirmed"])


def test_a_definition_that_is_said_again_with_another_index_is_a_misprint() -> None:
    found = said(*TWO, r"net_{h1} = w_1 i_1 + w_3 i_2 + b_1", TWO[0])[-2]

    assert [(f.verdict, f.expected) for f in found] == [("notation", "net_h1 = w1*i1 + w2*i2 + b1")]


def test_a_derivative_says_what_a_loss_is_where_nothing_else_does() -> None:
    hint = r"\frac{\partial E}{\partial a} = \frac{\partial}{\partial a} (t - a)^2 = -2 (t - a)"

    assert verdicts(r"a = \sigma(z)", hint) == ["confirmed"]


def test_a_loss_means_what_it_meant_while_what_it_follows_from_is_spoken_of() -> None:
    later = " + ".join(rf"\frac{{\partial L_{i}}}{{\partial q}}" for i in (1, 2, 3))
    found = said(
        "E = E_1 + E_2", "E_1 = (t - a)^2", "E_2 = (s - b)^2", "a = u x", "b = v x",
        r"\frac{\partial E}{\partial u} = -2 (t - a) x",
        "p = q^2", r"\frac{\partial E}{\partial q} = " + later,
    )  # fmt: skip

    assert [f.verdict for f in found[5]] == ["confirmed"]


def test_the_terms_of_a_sum_are_known_from_the_sum_written_out() -> None:
    notes = (
        r"o_1 = w_1 x", r"o_2 = w_2 x",
        r"E = \frac{1}{2}(t_1 - o_1)^2 + \frac{1}{2}(t_2 - o_2)^2", r"E = E_1 + E_2",
    )  # fmt: skip

    assert verdicts(*notes, r"\frac{\partial E_1}{\partial o_1} = o_1 - t_1") == ["confirmed"]
    assert verdicts(*notes, r"\frac{\partial E_2}{\partial o_2} = o_2 + t_2") == ["notation"]


def test_the_terms_of_a_derivative_are_no_terms_of_what_is_differentiated() -> None:
    notes = (
        r"o_1 = w_1 x", r"o_2 = w_2 x", r"E = \frac{1}{2}((t_1 - o_1)^2 + (t_2 - o_2)^2)",
        r"\frac{\partial E}{\partial o_1} = -(t_1 - o_1) = t_1 + o_1",
    )  # fmt: skip

    assert verdicts(*notes) == ["confirmed", "notation"]


def test_a_cost_that_is_only_differentiated_is_the_loss_that_is_defined() -> None:
    notes = (r"z = w x + b", r"cost = (t - z)^2")

    assert verdicts(*notes, r"\frac{\partial C}{\partial z} = -2 (t - z)") == ["confirmed"]


def test_capitals_and_small_letters_are_one_name_where_only_one_is_defined() -> None:
    notes = (r"O_1 = \sigma(n_1)", r"E = \frac{1}{2} (t_1 - O_1)^2")

    assert verdicts(*notes, r"\frac{\partial E}{\partial t_1} = t_1 - o_1") == ["confirmed"]
    assert verdicts(*notes, r"\frac{\partial E}{\partial O_1} = o_1 - t_1") == ["notation"]


def test_a_derivative_that_lacks_its_sign_is_shown_with_it() -> None:
    found = said(*UNIT, r"\frac{E}{\partial a} = a - t")[-1]

    assert found[0].verdict == "notation"
    assert "∂ above" in found[0].printed


def test_nothing_is_refuted_of_what_is_computed_in_a_way_that_is_not_written() -> None:
    notes = (r"h = 0.5", r"E = \frac{1}{2} (t - y)^2", r"y = f(s)")

    assert "refuted" not in verdicts(*notes, r"\frac{\partial E}{\partial w} = (y - t) h")


def test_softmax_and_cross_entropy_are_right_where_the_targets_sum_to_1() -> None:
    notes = (
        r"p_1 = \frac{e^{s_1}}{e^{s_1} + e^{s_2}}", r"p_2 = \frac{e^{s_2}}{e^{s_1} + e^{s_2}}",
        r"L = -(y_1 \ln(p_1) + y_2 \ln(p_2))",
    )  # fmt: skip
    right = said(*notes, r"\frac{\partial L}{\partial s_1} = p_1 - y_1")[-1]

    assert [f.verdict for f in right] == ["confirmed"]
    assert "targets sum to 1" in right[0].why
    assert verdicts(*notes, r"\frac{\partial L}{\partial s_1} = p_1 + y_1") != ["confirmed"]


def test_what_holds_at_the_given_values_alone_is_neither_confirmed_nor_refuted() -> None:
    notes = (r"y = 1", r"p = \sigma(z)", r"z = 0.3", r"L = -y \ln(p) - (1 - y) \ln(1 - p)")

    assert verdicts(*notes, r"L = -\ln(p)") in ([], ["undetermined"])


def test_a_sum_runs_over_names_that_no_other_formula_has() -> None:
    notes = (r"p_1 = \sigma(s_1)", r"p_2 = \sigma(s_2)",
             r"L = \frac{1}{2} \sum_{k=1}^{2} (y_k - p_k)^2")  # fmt: skip

    assert verdicts(*notes, r"\frac{\partial L}{\partial p_1} = p_1 - y_1") == ["confirmed"]


def test_a_derivative_by_a_matrix_that_is_computed_has_its_layout() -> None:
    notes = (
        r"X = \begin{bmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \\ x_{31} & x_{32} \end{bmatrix}",
        r"W = \begin{bmatrix} w_{11} \\ w_{21} \end{bmatrix}",
        r"Z = X W", r"L = \frac{1}{2} \| Z \|^2",
    )  # fmt: skip

    assert verdicts(*notes, r"\frac{\partial L}{\partial Z} = Z") == ["confirmed"]
    assert verdicts(*notes, r"\frac{\partial L}{\partial W} = X^T Z") == ["confirmed"]
    assert verdicts(*notes, r"\frac{\partial L}{\partial W} = X Z") == ["notation"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{d}{dx} \tanh(x) = 1 - \tanh(x)^2", "confirmed"),
        (r"\frac{d}{dx} \tanh(x) = 1 + \tanh(x)^2", "notation"),
        (r"\frac{d}{dx} (x^3) = 3 x^3", "notation"),
        (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "confirmed"),
        (r"\sigma(x) = \frac{1}{1 - e^{-x}}", "notation"),
    ],
)
def test_a_function_of_a_variable_is_held_to_for_every_value(formula: str, verdict: str) -> None:
    assert verdicts(formula) == [verdict]


# --- What keeps true identities safe (design.md)


def test_an_equation_between_names_that_stand_for_nothing_is_not_refuted() -> None:
    assert "refuted" not in verdicts(r"p = q + r")


def test_a_condition_is_no_identity() -> None:
    assert verdicts(*UNIT, r"\frac{\partial E}{\partial w} = 0") in ([], ["undetermined"])


def test_an_update_is_no_identity() -> None:
    step = r"w \leftarrow w - \eta \frac{\partial E}{\partial w}"

    assert set(verdicts(*UNIT, step)) <= {"confirmed"}


def test_a_derivative_cuts_the_graph_at_what_it_is_taken_by() -> None:
    notes = (*UNIT, r"\frac{\partial E}{\partial z} = (a - t) a (1 - a)")

    assert verdicts(*notes) == ["confirmed"]
    assert verdicts(*notes, r"\frac{\partial E}{\partial a} = (a - t) a (1 - a)") == ["notation"]


def test_a_point_outside_a_domain_decides_nothing() -> None:
    assert verdicts(r"L = \ln(u)", r"\frac{\partial L}{\partial u} = \frac{1}{u}") == ["confirmed"]


def test_each_branch_is_looked_at_and_the_kink_apart() -> None:
    relu = r"f(x) = \begin{cases} 0 & x < 0 \\ x & x \geq 0 \end{cases}"
    slope = r"f'(x) = \begin{cases} 0 & x < 0 \\ 1 & x \geq 0 \end{cases}"

    assert "refuted" not in verdicts(relu, slope)


def test_a_symbol_means_what_it_meant_last() -> None:
    text = "# A line\n\n$$y = m x + c$$\n\n$$\\frac{\\partial y}{\\partial x} = m$$\n\n"
    text += "# A parabola\n\n$$y = r x^2$$\n\n$$\\frac{\\partial y}{\\partial x} = 2 r x$$\n"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [f.verdict for f in found] == ["confirmed", "confirmed"]


ROWS = (
    r"\begin{bmatrix} x_1 & x_2 \end{bmatrix}"
    r" \begin{bmatrix} w_{11} & w_{12} & w_{13} \\ w_{21} & w_{22} & w_{23} \end{bmatrix}"
    r" = \begin{bmatrix} z_1 & z_2 & z_3 \end{bmatrix}",
    r"W = \begin{bmatrix} w_{11} & w_{12} & w_{13} \\ w_{21} & w_{22} & w_{23} \end{bmatrix}",
    r"z = \begin{bmatrix} z_1 & z_2 & z_3 \end{bmatrix}",
    r"C = \frac{1}{2} (z_1^2 + z_2^2 + z_3^2)",
)


def test_a_product_with_a_derivative_by_a_matrix_is_told_by_its_shape() -> None:
    assert verdicts(
        *ROWS, r"\frac{\partial C}{\partial W} = x^T \frac{\partial C}{\partial z}"
    ) == ["confirmed"]
    assert verdicts(
        *ROWS, r"\frac{\partial C}{\partial W} = -x^T \frac{\partial C}{\partial z}"
    ) == ["notation"]
