"""Formulas worth fractions, exactly; and what is refused there."""

from fractions import Fraction
from typing import Any

import pytest
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.walk import MeaninglessError, Walk
from backproof.oracles.rational_formulas import LARGEST_POWER, Rationals

GRAPH = Graph({"x": parse("0.7"), "A": parse("[[1, 2], [3, 4]]"), "v": parse("[[5], [6]]")})


def worth(text: str) -> Any:
    found = Walk(GRAPH, Rationals()).value(parse(text))
    return found if isinstance(found, Fraction) else found.tolist()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x", Fraction(7, 10)),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("x - 0.7", 0),
        ("-x*3", Fraction(-21, 10)),
        ("x**3", Fraction(343, 1000)),
        ("x**-2", Fraction(100, 49)),
        ("0**0", 1),
        ("A @ v", [[17], [39]]),
        ("A @ 2", [[2, 4], [6, 8]]),
        ("T(v)", [[5, 6]]),
        ("T(x)", Fraction(7, 10)),
        ("total(A)", 10),
        ("total(x)", Fraction(7, 10)),
        ("hadamard(A, A)", [[1, 4], [9, 16]]),
        ("A*A", [[1, 4], [9, 16]]),
        ("A + v", [[6, 7], [9, 10]]),
        ("A/2", [[Fraction(1, 2), 1], [Fraction(3, 2), 2]]),
        ("A**2", [[1, 4], [9, 16]]),
        ("element(A, 2, 1)", 3),
        ("28.5/100 - 0.285", 0),
    ],
)
def test_a_rational_formula_is_exact(text: str, value: object) -> None:
    assert worth(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exp(x)", "exp is not rational"),
        ("sigmoid(x)", "sigmoid is not rational"),
        ("sqrt(4)", "sqrt is not rational"),
        ("1/0", "divide is not rational"),
        ("x/(x - 0.7)", "divide is not rational"),
        ("x**0.5", "power is not rational"),
        (f"x**{LARGEST_POWER + 1}", "power is not rational"),
        ("0**-1", "a negative power of 0"),
        ("((x**200)**200)**200", "a fraction too long to be useful"),
        ("d(x, x)", "a derivative is not had in fractions"),
    ],
)
def test_what_is_not_rational_is_refused(text: str, said: str) -> None:
    with pytest.raises(MeaninglessError, match=said):
        worth(text)


@pytest.mark.parametrize(
    "text",
    [
        "A + [[1, 2, 3]]", "A @ [[1, 2, 3]]", "element(A, 3, 1)", "element(A, 0, 1)",
        "element(A, 1.5, 1)", "element(x, 1, 1)", "hadamard([[1, 2]], [[1], [2]])", "[[A, 1]]",
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(MeaninglessError):
        worth(text)
