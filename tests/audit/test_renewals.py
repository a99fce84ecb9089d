"""New values that nothing marks, and values of several names."""

from __future__ import annotations

from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def findings(text: str) -> tuple[Finding, ...]:
    return audit_notes(statements_of(document("notes.md", text.encode()))).findings


def wrong(text: str) -> list[str]:
    return [f.printed for f in findings(text) if f.is_wrong]


STEP = r"""
Take $f = (x + y) z$ at $x = -2$, $y = 5$, $z = -4$. Then $f = -12$ and

$$\frac{\partial f}{\partial x} = z = -4$$

A step of $h = 0.01$: $x = -2 + 0.01 \cdot (-4) = -2.04$.
"""


def test_a_name_that_is_moved_on_from_its_value_has_that_value_before() -> None:
    assert {f.printed: f.verdict for f in findings(STEP)}["-12"] == "confirmed"
    assert wrong(STEP) == []
    assert wrong(STEP.replace("-2.04", "-2.4")) == ["-2.4"]
    assert wrong(STEP.replace("f = -12", "f = -13")) == ["-13"]


ROUNDS = r"""
The model is $u = w x + b$ with loss $J = (u - y)^2$; $x = 2$, $y = 3$, $w = 0.5$, $b = 0$.

Round 1. $J = 4$, $\frac{\partial J}{\partial w} = -8$, $\frac{\partial J}{\partial b} = -4$,
so $w = 0.5 - 0.1 \cdot (-8) = 1.3$ and $b = 0.4$.

Round 2. $J = 0$, $\frac{\partial J}{\partial w} = 0$, so $w = 1.3$.
"""


def test_what_is_said_beside_an_update_is_one_too() -> None:
    assert wrong(ROUNDS) == []
    assert wrong(ROUNDS.replace("J = 4$", "J = 5$")) == ["5"]


def test_equal_names_are_given_and_no_formula() -> None:
    text = (
        "The net input is $z = w_1 + 2 w_2 + b$.\n\nLet $w_1 = w_2 = b = 0.5$."
        "\n\n$$z = w_1 + 2 w_2 + b = 2$$"
    )

    assert {f.printed: f.verdict for f in findings(text)} == {"0.5": "given", "2": "confirmed"}
    assert wrong(text.replace("= 2$$", "= 3$$")) == ["3"]


def test_names_that_follow_from_others_stay_equal_to_them() -> None:
    text = "Let $x = 2$ and $u = 3 x$.\n\n$$y = u = 7$$"

    assert wrong(text) == ["7"]


def test_the_number_of_a_formula_that_is_said_anew_follows_from_it() -> None:
    text = r"""
Hinge: $L = \max(0, 1 - y s)$. With $y = 1$ and $s = 0.3$, $L = 0.7$.

Huber, with $d = 1$ and $r = 2.5$: $L = d (r - \frac{1}{2} d) = 2$.
"""
    assert wrong(text) == []
    assert wrong(text.replace("= 2$", "= 3$")) == ["3"]
