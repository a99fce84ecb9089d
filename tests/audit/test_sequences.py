"""Sequences that descend a gradient: what each term should be, and what is no sequence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

Gradient = Callable[[float], float]


def audited(page: str) -> list[Finding]:
    return list(audit_notes(statements_of(document("notes.md", page.encode()))).findings)


def terms(start: float, rate: float, gradient: Gradient, count: int) -> list[float]:
    found = [start]
    for _ in range(count):
        found.append(found[-1] - rate * gradient(found[-1]))
    return found


def text(value: float) -> str:
    return f"{value:.6g}"


def listed(values: list[str], letter: str) -> str:
    return "\n\n".join(f"$${letter}_{k} = {value}$$" for k, value in enumerate(values))


FUNCTIONS: list[tuple[str, str, Gradient]] = [
    ("f(x) = x^2", "f", lambda x: 2 * x),
    ("f(x) = x^2 - 3x + 1", "f", lambda x: 2 * x - 3),
    ("g(x) = (x - 1)^4", "g", lambda x: 4 * (x - 1) ** 3),
    ("J(x) = e^{x} - 2x", "J", lambda x: 2.718281828459045**x - 2),
]


def page(formula: str, name: str, rate: float, values: list[str]) -> str:
    rule = f"$$x_{{k+1}} = x_k - \\eta {name}'(x_k)$$"
    return "\n\n".join([f"$${formula}$$", rule, f"$$\\eta = {rate}$$", listed(values, "x")])


@pytest.mark.parametrize(("formula", "name", "gradient"), FUNCTIONS, ids=[f[0] for f in FUNCTIONS])
def test_the_terms_of_a_stated_rule_are_confirmed(
    formula: str, name: str, gradient: Gradient
) -> None:
    values = [text(v) for v in terms(1.5, 0.1, gradient, 4)]

    found = [f for f in audited(page(formula, name, 0.1, values)) if f.quantity.startswith("x")]

    assert [f.verdict for f in found] == ["given"] + ["confirmed"] * 4


@pytest.mark.parametrize(("formula", "name", "gradient"), FUNCTIONS, ids=[f[0] for f in FUNCTIONS])
@pytest.mark.parametrize("at", [1, 2, 4])
def test_one_wrong_term_is_refuted_alone(
    formula: str, name: str, gradient: Gradient, at: int
) -> None:
    right = [text(v) for v in terms(1.5, 0.1, gradient, 4)]
    values = [text(float(v) + 0.01) if k == at else v for k, v in enumerate(right)]

    found = [f for f in audited(page(formula, name, 0.1, values)) if f.is_wrong]

    assert [(f.quantity, float(f.expected)) for f in found] == [(f"x{at}", float(right[at]))]


def test_what_follows_from_a_wrong_term_is_inherited() -> None:
    values = ["4", "3.2", "2.65", "2.12", "1.696", "1.3568"]

    found = {f.quantity: f for f in audited(page("f(x) = x^2", "f", 0.1, values))}

    assert found["x2"].verdict == "refuted"
    assert [found[f"x{k}"].verdict for k in (3, 4, 5)] == ["inherited"] * 3


def steps(values: list[str], slopes: list[str], letter: str = "\\theta") -> str:
    lines = [f"$${letter}_0 = {values[0]}, \\alpha = 0.1$$"]
    for k, slope in enumerate(slopes):
        step = f"{letter}_{k} - 0.1 \\cdot {slope}"
        lines.append(f"$${letter}_{k + 1} \\leftarrow {step} = {values[k + 1]}$$")
    return "\n\n".join(lines)


RULE = "$$\\theta_j \\leftarrow \\theta_j - \\alpha \\frac{\\partial J}{\\partial \\theta_j}$$"


def test_gradients_on_a_line_are_held_against_it() -> None:
    """Nothing says what J is; three gradients of four do."""
    right = steps(["-4", "-3.2", "-2.56", "-2.048", "-1.6384"], ["-8", "-6.4", "-5.12", "-4.096"])
    wrong = right.replace("-4.096 = -1.6384", "-4.69 = -1.579")

    assert not [f for f in audited(f"{RULE}\n\n{right}") if f.is_wrong]
    found = [f for f in audited(f"{RULE}\n\n{wrong}") if f.is_wrong]

    assert [(f.kind, f.verdict) for f in found] == [("operand", "operand"), ("number", "inherited")]
    assert float(found[1].expected) == -1.638


def test_a_wrong_result_of_a_step_does_not_need_the_gradient() -> None:
    wrong = steps(["-4", "-3.2", "-2.65"], ["-8", "-6.4"])

    found = [f for f in audited(f"{RULE}\n\n{wrong}") if f.is_wrong]

    assert [(f.quantity, f.printed, f.expected) for f in found] == [("theta_2", "-2.65", "-2.56")]


def test_a_wrong_gradient_of_a_known_function_is_the_operand() -> None:
    worked = [
        "$$g(x) = x^2 - 3x, \\quad x_0 = 4, \\quad \\eta = 0.2$$",
        "$$x_1 = x_0 - \\eta g'(x_0) = 4 - 0.2 \\cdot 5 = 3$$",
        "$$x_2 = x_1 - \\eta g'(x_1) = 3 - 0.2 \\cdot 3.1 = 2.38$$",
    ]

    found = [f for f in audited("\n\n".join(worked)) if f.is_wrong]

    assert [(f.verdict, f.printed) for f in found] == [("operand", "3.1"), ("inherited", "2.38")]


@pytest.mark.parametrize(
    "values", [["0.5", "0.7", "0.1", "0.9"], ["1", "2", "3"], ["0.05", "0.10"]], ids=str
)
def test_data_with_numbers_are_no_sequence(values: list[str]) -> None:
    found = audited(page("f(x) = x^2", "f", 0.1, values))

    assert not [f for f in found if f.is_wrong]


_ONE = """
# One

$f(w) = w^2 - 4w + 1$

$f'(w) = 2w - 4$

$w_0 = 3$, $\\alpha = 0.1$

$f'(w_0) = 2w_0 - 4 = 2$
"""
_TWO = """
# Two

$f(LETTER) = 0.5LETTER^2 - 3LETTER + 1$

$f'(LETTER) = LETTER - 3$

GIVENS

$f'(LETTER_0) = LETTER_0 - 3 = 1.3 - 3 = -1.7$

$LETTER_1 = LETTER_0 - \\alpha f'(LETTER_0) = 1.3 - 0.2(-1.7) = 1.64$
"""
_GIVENS = "$LETTER_0 = 1.3$, $\\alpha = 0.2$"


@pytest.mark.parametrize(("letter", "givens"), [("x", _GIVENS), ("w", _GIVENS), ("x", "")])
def test_another_function_of_the_same_name_begins_another_example(letter: str, givens: str) -> None:
    page = _ONE + _TWO.replace("GIVENS", givens).replace("LETTER", letter)

    assert not [f.printed for f in audited(page) if f.is_wrong]


@pytest.mark.parametrize("letter", ["x", "w"])
def test_another_function_of_the_same_name_is_held_to_by_itself(letter: str) -> None:
    page = _ONE + _TWO.replace("GIVENS", _GIVENS).replace("LETTER", letter)

    for right, wrong in ("= 1.64", "= 1.46"), ("= -1.7$", "= -1.8$"):
        assert wrong[2:].strip("$") in [f.printed for f in audited(page.replace(right, wrong))
                                        if f.is_wrong]  # fmt: skip
