"""A letter that counts layers: formulas for every layer are checked on a network of three."""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

COLUMNS = r"""
$$z^l = W^l a^{l-1} + b^l$$

$$a^l = \sigma(z^l)$$

$$C = \frac12 \| a^L - y \|^2$$

$$\delta^l = \frac{\partial C}{\partial z^l}$$

"""
ROWS = r"""
$$Z^{[l]} = A^{[l-1]} W^{[l]} + b^{[l]}$$

$$A^{[l]} = \tanh(Z^{[l]})$$

$$J = \frac12 \| A^{[L]} - Y \|^2$$

"""
UNITS = r"""
$$z_j^l = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$

$$a_j^l = \sigma(z^l_j)$$

$$C = \frac12 \sum_j (a^L_j - y_j)^2$$

$$\delta_j^l = \frac{\partial C}{\partial z_j^l}$$

"""
CHAIN = r"""
$$z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}$$

$$a^{(l)} = \sigma(z^{(l)})$$

$$C = (a^{(L)} - y)^2$$

"""
TRUE = [
    (COLUMNS, r"\delta^L = (a^L - y) \odot \sigma'(z^L)"),
    (COLUMNS, r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)"),
    (COLUMNS, r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T"),
    (COLUMNS, r"\frac{\partial C}{\partial b^l} = \delta^l"),
    (COLUMNS, r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j"),
    (ROWS, r"\frac{\partial J}{\partial W^{[l]}}"
     r" = (A^{[l-1]})^T \frac{\partial J}{\partial Z^{[l]}}"),
    (ROWS, r"\frac{\partial J}{\partial Z^{[l]}}"
     r" = \frac{\partial J}{\partial Z^{[l+1]}} (W^{[l+1]})^T \odot (1 - (A^{[l]})^2)"),
    (UNITS, r"\delta^L_j = (a^L_j - y_j) \sigma'(z^L_j)"),
    (UNITS, r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)"),
    (UNITS, r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j"),
    (CHAIN, r"\frac{\partial C}{\partial a^{(L-1)}}"
     r" = w^{(L)} \sigma'(z^{(L)}) \cdot 2 (a^{(L)} - y)"),
    (CHAIN, r"\frac{\partial z^{(L)}}{\partial w^{(L)}} = a^{(L-1)}"),
]  # fmt: skip
FALSE = [
    (COLUMNS, r"\delta^L = (y - a^L) \odot \sigma'(z^L)"),
    (COLUMNS, r"\delta^l = (W^{l+1} \delta^{l+1}) \odot \sigma'(z^l)"),
    (COLUMNS, r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^{l+1})"),
    (COLUMNS, r"\frac{\partial C}{\partial W^l} = \delta^l (a^l)^T"),
    (COLUMNS, r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k"),
    (ROWS, r"\frac{\partial J}{\partial W^{[l]}}"
     r" = \frac{\partial J}{\partial Z^{[l]}} (A^{[l-1]})^T"),
    (UNITS, r"\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)"),
    (UNITS, r"\frac{\partial C}{\partial w^l_{jk}} = a^l_k \delta^l_j"),
    (CHAIN, r"\frac{\partial C}{\partial b^{(L)}} = \sigma'(z^{(L)}) (a^{(L)} - y)"),
]  # fmt: skip


def last(text: str) -> Finding:
    """The finding of the last formula."""
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings
    return [f for f in found if f.kind == "formula"][-1]


@pytest.mark.parametrize(("model", "formula"), TRUE)
def test_a_formula_for_every_layer_is_confirmed(model: str, formula: str) -> None:
    assert last(f"{model}$${formula}$$\n").verdict == "confirmed"


@pytest.mark.parametrize(("model", "formula"), FALSE)
def test_a_formula_with_one_mistake_is_repaired(model: str, formula: str) -> None:
    found = last(f"{model}$${formula}$$\n")

    assert (found.verdict, found.expected != "") == ("notation", True)


def test_an_entry_is_named_as_the_notes_name_it() -> None:
    found = last(COLUMNS + r"$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k$$")

    assert found.expected == "d(C, w_kj_Ll) = a_j_Ll_minus_1*delta_k_Ll"


def test_the_recurrence_alone_says_what_errors_are() -> None:
    text = COLUMNS.replace(
        r"$$\delta^l = \frac{\partial C}{\partial z^l}$$",
        r"$$\delta^L = (a^L - y) \odot \sigma'(z^L)$$" "\n\n"
        r"$$\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$",
    )  # fmt: skip

    assert last(text + r"$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T$$").verdict == (
        "confirmed"
    )


def test_the_last_layer_is_no_other_spelling_of_any_layer() -> None:
    found = last(COLUMNS + r"$$\frac{\partial C}{\partial z^l} = (a^l - y) \odot \sigma'(z^l)$$")

    assert found.verdict == "undetermined"


NABLA = r"""
$$a^l = \sigma(z^l), \quad z^l = w^l a^{l-1} + b^l$$

$$\delta^L = \nabla_a C \odot \sigma'(z^L)$$

$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$

"""


def test_what_is_derived_from_any_loss_is_checked_with_one_of_them() -> None:
    right = r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k$$"
    wrong = r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_k a^{l-1}_j$$"

    assert last(NABLA + right).verdict == "confirmed"
    assert last(NABLA + wrong).verdict == "notation"


def test_how_a_loss_changes_says_which_it_is() -> None:
    text = NABLA + "$$\\nabla_a C = a^L - y$$\n\n"

    assert last(text + r"$$\delta^L = (a^L - y) \odot \sigma'(z^L)$$").verdict == "confirmed"
    assert last(text + r"$$\delta^L = (y - a^L) \odot \sigma'(z^L)$$").verdict == "notation"


def test_what_follows_from_itself_is_a_net_input() -> None:
    text = (
        "$$w^L = w^L a^{l-1} + b^L$$\n\n$$a^L = \\sigma(z^L)$$\n\n"
        "$$\\delta^l = \\delta^{l+1} w^{l+1}$$\n"
    )
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [(f.place.line, f.printed, f.expected) for f in found] == [(1, "w_LL", "z_LL")]
