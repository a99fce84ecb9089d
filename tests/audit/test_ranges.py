"""The range of a calculation over boxes holds every value and little else."""

from fractions import Fraction

import pytest
from backproof.audit.ranges import range_of
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.walk import MeaninglessError
from backproof.oracles.enclosures import Box, Truth, point, printed_box
from hypothesis import given
from hypothesis import strategies as st

from .conftest import graph_of

EMPTY = Graph({})
FORMULAS = ("a*(1 - a)", "a*b - a", "1/2*(a - b)**2", "exp(a)/(exp(a) + exp(b))", "a*b*(1 - b)")


@given(
    st.sampled_from(FORMULAS),
    st.tuples(st.integers(-300, 300), st.integers(0, 20), st.integers(0, 20)),
    st.tuples(st.integers(-300, 300), st.integers(0, 20), st.integers(0, 20)),
)
def test_every_value_inside_the_boxes_is_inside_the_range(
    formula: str, a: tuple[int, int, int], b: tuple[int, int, int]
) -> None:
    boxes, inside = {}, {}
    for name, (start, width, step) in (("a", a), ("b", b)):
        low = Fraction(start, 100)
        boxes[name] = Box(low, low + Fraction(width, 1000))
        inside[name] = point(low + Fraction(width * min(step, 20), 20_000))

    found = range_of(parse(formula), EMPTY, boxes)

    assert found.holds(range_of(parse(formula), EMPTY, inside)) or found.near(
        range_of(parse(formula), EMPTY, inside)
    )


def test_a_formula_that_rises_runs_between_its_corners() -> None:
    # a(1 - a) rises below 1/2: no overestimate although a occurs twice.
    found = range_of(parse("a*(1 - a)"), EMPTY, {"a": Box(Fraction(1, 10), Fraction(2, 10))})

    assert found.holds(Box(Fraction(9, 100), Fraction(16, 100)))
    assert found.width - Fraction(7, 100) < Fraction(1, 10**30)


def test_a_value_outside_a_domain_is_none() -> None:
    with pytest.raises(MeaninglessError):
        range_of(parse("log(a)"), EMPTY, {"a": point(Fraction(-1))})


@pytest.mark.parametrize(
    ("digits", "definition", "stands"),
    [
        ("0.33", "1/3", True),
        ("0.34", "1/3", False),
        ("0.125", "1/8", True),
        ("0.12", "1/8", True),
        ("0.13", "1/8", True),
        ("2.718281828459045", "exp(1)", True),
        ("2.718281828459046", "exp(1)", False),
    ],
)
def test_a_print_stands_for_what_rounds_to_it(digits: str, definition: str, stands: bool) -> None:
    truth = Truth(graph_of({"q": definition}))

    assert truth.is_printed_by(printed_box(Printed(digits)), parse("q")) is stands


def test_a_value_that_no_precision_tells_from_the_border_is_a_tie() -> None:
    # exp(log 2.5)/10 is 0.25 exactly, on the border of 0.2 and 0.3, and is not rational here.
    truth = Truth(graph_of({"q": "exp(log(2.5))/10"}))

    assert truth.is_printed_by(printed_box(Printed("0.3")), parse("q")) is None
