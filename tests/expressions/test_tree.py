"""Trees: comparing, walking and rewriting them."""

from itertools import islice

import pytest
from backproof.expressions.notation import parse
from backproof.expressions.place import Place
from backproof.expressions.printed import Printed
from backproof.expressions.tree import (
    Apply,
    Expression,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    is_apply,
    is_numeric,
    nodes,
    numbers,
    rewrite,
    symbols,
    with_children,
)

EVERY_NODE = [
    "3",
    "x",
    "W[j, k]",
    "a + b*c",
    "d(E, w5)",
    "[[1, a], [b, 2]]",
    "sum(x[k] for k in outputs)",
    "product(x[k] for k in span(1, n))",
    "piecewise((0, x < 0), (x, x >= 0))",
    "at(y, x, 2)",
    "after(10_000, E)",
]


def test_places_and_spellings_do_not_count() -> None:
    place = Place("a", 1, 2)

    assert Number(Printed("3"), place) == Number(Printed("3"))
    assert Symbol("x", spelling="X", place=place) == Symbol("x")
    assert hash(Symbol("x", spelling="X")) == hash(Symbol("x"))


def test_digits_do_count() -> None:
    assert Number(Printed("0.20")) != Number(Printed("0.2"))


@pytest.mark.parametrize("text", EVERY_NODE)
def test_a_node_is_made_again_from_its_children(text: str) -> None:
    expression = parse(text)

    assert with_children(expression, children(expression)) == expression


@pytest.mark.parametrize("text", EVERY_NODE)
def test_what_changes_nothing_rewrites_to_the_same_tree(text: str) -> None:
    assert rewrite(parse(text), lambda node: node) == parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b*x", "a + b*y"),
        ("d(x, x)", "d(y, y)"),
        ("W[x, 1]", "W[y, 1]"),
        ("[[x, 1]]", "[[y, 1]]"),
        ("sum(x*k for k in span(x, 3))", "sum(y*k for k in span(y, 3))"),
        ("piecewise((x, x < 0), (1, 0 < x))", "piecewise((y, y < 0), (1, 0 < y))"),
        ("at(x, z, x)", "at(y, z, y)"),
        ("after(3, x)", "after(3, y)"),
    ],
)
def test_every_kind_of_node_is_rewritten_inside(text: str, expected: str) -> None:
    def change(node: Expression) -> Expression:
        return Symbol("y") if node == Symbol("x") else node

    assert rewrite(parse(text), change) == parse(expected)


def test_nodes_come_outside_first_and_in_printed_order() -> None:
    found = list(nodes(parse("f(a, b) + c")))

    assert [n.name for n in found if isinstance(n, Symbol)] == ["a", "b", "c"]
    assert [n.function for n in islice(found, 2) if isinstance(n, Apply)] == ["add", "f"]


def test_numbers_and_symbols_come_in_printed_order() -> None:
    expression = parse("w1*0.05 + w2*0.10 + w1")

    assert [n.printed.text for n in numbers(expression)] == ["0.05", "0.10"]
    assert symbols(expression) == ("w1", "w2")


@pytest.mark.parametrize(
    ("text", "numeric"),
    [
        ("1 + 2*exp(3)", True),
        ("[[1, 2]]", True),
        ("x", False),
        ("1 + x", False),
        ("d(1, 2)", False),
    ],
)
def test_an_expression_is_numeric_without_names(text: str, numeric: bool) -> None:
    assert is_numeric(parse(text)) is numeric


def test_a_function_is_recognised_by_its_name_alone() -> None:
    assert is_apply(parse("exp(x)"), "exp")
    assert not is_apply(parse("exp(x)"), "log")
    assert not is_apply(parse("exp"), "exp")


def test_a_matrix_knows_its_shape() -> None:
    matrix = parse("[[1, 2, 3], [4, 5, 6]]")

    assert isinstance(matrix, Matrix)
    assert matrix.shape == (2, 3)


def test_a_whole_number_is_printed_plainly() -> None:
    assert integer(-12) == Number(Printed("-12"))
