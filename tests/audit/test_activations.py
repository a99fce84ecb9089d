"""An activation that a document never says is checked with some smooth function."""

from __future__ import annotations

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def last(text: str) -> Finding:
    return audit_notes(statements_of(document("notes.md", text.encode()))).findings[-1]


NEURON = r"""
Let $z = w x + b$, $h = f(z)$, $y = v h$ and $E = \frac12 (y - t)^2$.

"""
VECTORS = r"""
Column vectors: $z_1 = W_1 x + b_1$, $h = g(z_1)$, $y = W_2 h + b_2$ and
$E = \frac12 \|y - t\|^2$.

"""
UNITS = r"""
Units: $n_j = \sum_i w_{ij} x_i$, $o_j = f(n_j)$, $E = \frac12 \sum_j (o_j - t_j)^2$.

"""
OF_W, OF_Z = r"\frac{\partial E}{\partial w} = ", r"\frac{\partial E}{\partial z_1} = "
OF_W_1, OF_W_IJ = r"\frac{\partial E}{\partial W_1} = ", r"\frac{\partial E}{\partial w_{ij}} = "


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (NEURON, OF_W + "(y - t) v f'(z) x"),
        (VECTORS, OF_Z + r"W_2^T (y - t) \odot g'(z_1)"),
        (VECTORS, OF_W_1 + r"(W_2^T (y - t) \odot g'(z_1)) x^T"),
        (UNITS, OF_W_IJ + "(o_j - t_j) f'(n_j) x_i"),
    ],
)
def test_what_is_true_of_any_function_is_confirmed(text: str, formula: str) -> None:
    assert last(text + f"$${formula}$$").verdict == "confirmed"


TRUE = {
    NEURON: OF_W + "(y - t) v f'(z) x",
    VECTORS: OF_Z + r"W_2^T (y - t) \odot g'(z_1)",
    UNITS: OF_W_IJ + "(o_j - t_j) f'(n_j) x_i",
}


@pytest.mark.parametrize(
    ("text", "formula", "right"),
    [
        (NEURON, OF_W + "(y - t) v f'(h) x", "f_prime_z"),
        (NEURON, OF_W + "(y - t) f'(z) x", "f_prime_z*x*v"),
        (NEURON, OF_W + "(t - y) v f'(z) x", "-"),
        (VECTORS, OF_Z + r"W_2 (y - t) \odot g'(z_1)", "T(W2)"),
        (UNITS, OF_W_IJ + "(o_j - t_j) f'(n_i) x_i", "f_prime_n[j]"),
    ],
)
def test_what_is_true_of_none_is_mended(text: str, formula: str, right: str) -> None:
    found = last(text + f"$${TRUE[text]}$$" + f"\n\n$${formula}$$")

    assert found.verdict == "notation"
    assert right in found.expected


def test_a_slope_that_is_left_out_is_missed() -> None:
    found = last(NEURON + f"$${TRUE[NEURON]}$$" + f"\n\n$${OF_W}(y - t) v x$$")

    assert found.verdict == "refuted"


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("(y - t) v h (1 - h) x", "it holds for the sigmoid"),
        ("(y - t) v (1 - h^2) x", "it holds for tanh"),
    ],
)
def test_what_is_true_of_a_usual_one_is_not_called_wrong(formula: str, why: str) -> None:
    found = last(NEURON + f"$${TRUE[NEURON]}$$" + f"\n\n$${OF_W}{formula}$$")

    assert found.verdict == "undetermined"
    assert why in found.why


def test_a_function_that_is_said_is_that_one() -> None:
    text = r"Let $f(x) = x^2$, $h = f(z)$, $z = w + 1$ and $E = 3 h$."

    assert last(text + r"$$\frac{\partial E}{\partial w} = 6 z$$").verdict == "confirmed"
