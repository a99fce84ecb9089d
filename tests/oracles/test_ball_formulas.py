"""Formulas worth balls: what is proved, and what is refused."""

from collections.abc import Callable

import pytest
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.walk import MeaninglessError, Walk
from backproof.oracles.ball_formulas import LARGEST_POWER, Balls, Floats
from flint import arb, ctx, fmpq

GRAPH = Graph(
    {"x": parse("0.7"), "y": parse("1.3"), "A": parse("[[1, 2], [3, 4]]"), "n": parse("-3")}
)
BITS = 200
KNOWN: dict[str, Callable[[arb], arb]] = {
    "exp(x)": lambda x: x.exp(),
    "log(x)": lambda x: x.log(),
    "log10(x)": lambda x: x.log() / arb(10).log(),
    "log2(x)": lambda x: x.log() / arb(2).log(),
    "sqrt(x)": lambda x: x.sqrt(),
    "sin(x)": lambda x: x.sin(),
    "cos(x)": lambda x: x.cos(),
    "arctan(x)": lambda x: x.atan(),
    "tanh(x)": lambda x: x.tanh(),
    "sigmoid(x)": lambda x: 1 / (1 + (-x).exp()),
    "softplus(x)": lambda x: (1 + x.exp()).log(),
    "elu(-x, 2)": lambda x: 2 * ((-x).exp() - 1),
    "prelu(-x, 0.25)": lambda x: -x / 4,
    "x**0.5": lambda x: x.sqrt(),
    "x**-2": lambda x: 1 / (x * x),
    "x**x": lambda x: (x * x.log()).exp(),
    "max(x, 1/2, x - 1)": lambda x: x,
    "min(x, 1/2, x - 1)": lambda x: x - 1,
    "abs(-x)": lambda x: x,
    "norm([[3*x, 4*x]])": lambda x: 5 * x,
    "element(softmax([[x, 0]]), 1, 1)": lambda x: 1 / (1 + (-x).exp()),
}
SLOPES: dict[str, Callable[[arb], arb]] = {
    "exp(2*x)": lambda x: 2 * (2 * x).exp(),
    "log10(x)": lambda x: 1 / (x * arb(10).log()),
    "log2(x)": lambda x: 1 / (x * arb(2).log()),
    "sqrt(x)": lambda x: 1 / (2 * x.sqrt()),
    "arctan(x)": lambda x: 1 / (1 + x * x),
    "tanh(x)": lambda x: 1 / x.cosh() ** 2,
    "sigmoid(x)": lambda x: 1 / (2 * (x / 2).cosh()) ** 2,
    "softplus(x)": lambda x: 1 / (1 + (-x).exp()),
    "elu(-x, 2)": lambda x: -2 * (-x).exp(),
    "x**-2": lambda x: -2 / (x * x * x),
    "x**x": lambda x: (x * x.log()).exp() * (x.log() + 1),
    "(-x)**3": lambda x: -3 * x * x,
    "norm([[3*x, 4*x]])": lambda x: arb(5),
    "max(x, x**2)": lambda x: arb(1),
}


def worth(text: str, arithmetic: type = Balls) -> object:
    return Walk(GRAPH, arithmetic()).value(parse(text)).value


@pytest.mark.parametrize("text", KNOWN)
def test_a_function_has_its_known_value_to_many_bits(text: str) -> None:
    with ctx.workprec(BITS):
        found, true = worth(text), KNOWN[text](arb(fmpq(7, 10)))

        assert found.overlaps(true)
        assert min(found.rel_accuracy_bits(), true.rel_accuracy_bits()) > BITS // 2


@pytest.mark.parametrize("text", SLOPES)
def test_a_function_has_its_known_slope_to_many_bits(text: str) -> None:
    with ctx.workprec(BITS):
        found, true = worth(f"d({text}, x)"), SLOPES[text](arb(fmpq(7, 10)))

        assert found.overlaps(true)
        assert min(found.rel_accuracy_bits(), true.rel_accuracy_bits()) > BITS // 2


@pytest.mark.parametrize("text", ["step(x)", "step(0)", "relu(1)"])
def test_what_is_above_its_kink_is_one(text: str) -> None:
    assert worth(text) == 1


@pytest.mark.parametrize("text", ["step(-x)", "relu(-x)", "relu(0)", "x - 0.7", "sin(0)"])
def test_what_is_nothing_is_a_zero(text: str) -> None:
    assert worth(text).contains(0)


@pytest.mark.parametrize("text", ["relu(3*(1/3) - 1)", "abs(3*(1/3) - 1)", "max(1, 3*(1/3))"])
def test_a_branch_that_a_ball_does_not_decide_is_refused(text: str) -> None:
    with pytest.raises(MeaninglessError, match="a branch that is not decided"):
        worth(text)


@pytest.mark.parametrize("arithmetic", [Balls, Floats])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mystery(x)", "mystery is not a function that is known here"),
        ("differential(x)", "differential is not a function that is known here"),
        ("A + [[1, 2, 3]]", "a sum by elements of unequal shapes"),
        ("A @ [[1, 2, 3]]", "matmul has no value here"),
        ("hadamard(A, [[1, 2]])", "a product by elements of unequal shapes"),
        ("[[A, 1]]", "a matrix inside a matrix"),
        ("element(A, 0, 1)", "an index below 1"),
        ("element(A, 1.5, 1)", "an index below 1"),
        ("element(A, 3, 1)", "element has no value here"),
        ("element(x, 1, 1)", "element has no value here"),
        (f"x**{LARGEST_POWER + 1}", f"a power of {LARGEST_POWER + 1}"),
        ("d(sin(2*x), x)", "the derivative of sin"),
        ("d(cos(2*x), x)", "the derivative of cos"),
    ],
)
def test_what_has_no_value_says_why(arithmetic: type, text: str, said: str) -> None:
    with pytest.raises(MeaninglessError, match=said):
        worth(text, arithmetic)


@pytest.mark.parametrize("text", ["1/0", "log(0)", "log(-1)", "sqrt(-1)", "0**-1", "x/(x - 0.7)"])
def test_outside_its_domain_a_ball_is_not_finite(text: str) -> None:
    assert not worth(text).is_finite()


@pytest.mark.parametrize("text", ["1/0", "log(0)", "log(-1)", "sqrt(-1)", "exp(1000)", "0**-1"])
def test_outside_its_domain_a_float_is_refused(text: str) -> None:
    with pytest.raises(MeaninglessError, match="has no value here"):
        worth(text, Floats)


@pytest.mark.parametrize(
    ("text", "value"),
    [("n**3", -27), ("n**-1*n", 1), ("0**0", 1), ("n**0", 1), ("x**0", 1), ("2**10", 1024)],
)
def test_a_whole_power_is_multiplied_out(text: str, value: int) -> None:
    assert worth(text).contains(value)
    assert worth(text, Floats) == value


def test_a_negative_base_has_no_broken_power() -> None:
    assert not worth("n**0.5").is_finite()


def test_a_softmax_of_large_numbers_has_a_value_or_none_in_floats() -> None:
    assert worth("element(softmax([[1000, 0]]), 1, 1)", Floats) == 1.0


@pytest.mark.parametrize("arithmetic", [Balls, Floats])
@pytest.mark.parametrize("text", ["d(sin(x), x)", "d(cos(x), x)"])
def test_a_function_without_a_rule_is_not_taken_for_a_constant(arithmetic: type, text: str) -> None:
    with pytest.raises(MeaninglessError, match="the derivative of"):
        worth(text, arithmetic)


def test_a_whole_exponent_is_differentiated_by_its_name() -> None:
    graph = GRAPH.with_definitions({"k": parse("3")})
    found = Walk(graph, Balls()).value(parse("d(x**k, k)")).value

    assert found.overlaps(arb("0.7") ** 3 * arb("0.7").log())


@pytest.mark.parametrize("function", ["relu(A)", "step(A)", "abs(A)", "elu(A, 1)", "prelu(A, 2)"])
def test_a_kinked_function_of_a_matrix_has_a_value_in_floats(function: str) -> None:
    assert worth(f"element({function}, 1, 1)", Floats) == 1.0
