"""A loss of which nothing is said is some function of what is computed last."""

from __future__ import annotations

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def last(text: str) -> Finding:
    return audit_notes(statements_of(document("notes.md", text.encode()))).findings[-1]


NORMALISED = r"""
Forward: $\mu = \frac{1}{m} \sum_i x_i$, $v = \frac{1}{m} \sum_i (x_i - \mu)^2$,
$u_i = \frac{x_i - \mu}{\sqrt{v + \epsilon}}$ and $y_i = \gamma u_i + \beta$.

"""
CHAIN = r"""
Let $z = w x + b$, $h = \tanh(z)$ and $y = v h$.

"""


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (
            NORMALISED,
            r"\frac{\partial L}{\partial \gamma} = \sum_i \frac{\partial L}{\partial y_i} u_i",
            "confirmed",
        ),
        (
            NORMALISED,
            r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial u_i}"
            r" \frac{1}{\sqrt{v + \epsilon}} + \frac{\partial L}{\partial v}"
            r" \frac{2 (x_i - \mu)}{m} + \frac{\partial L}{\partial \mu} \frac{1}{m}",
            "confirmed",
        ),
        (
            NORMALISED,
            r"\frac{\partial L}{\partial \gamma} = \sum_i \frac{\partial L}{\partial y_i} x_i",
            "undetermined",
        ),
        (
            CHAIN,
            r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} v (1 - h^2) x",
            "confirmed",
        ),
        (
            CHAIN,
            r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} v (1 - z^2) x",
            "undetermined",
        ),
    ],
)
def test_what_is_true_of_any_loss_is_confirmed(text: str, formula: str, verdict: str) -> None:
    found = last(text + f"$${formula}$$")

    assert found.verdict == verdict
    if verdict == "undetermined":
        assert found.why == "nothing here says what L is"


def test_what_looks_into_the_loss_is_not_confirmed() -> None:
    assert last(CHAIN + r"$$\frac{\partial L}{\partial y} = y - t$$").verdict == "undetermined"
