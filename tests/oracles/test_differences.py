"""Extrapolated differences: how many digits, at what cost, and what they say of themselves."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from backproof.cases.case import Case
from backproof.cases.generate import make
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.oracles import balls, differences
from backproof.oracles.differences import derivative
from backproof.reference.forward import forward
from backproof.reference.losses import loss

Real = Callable[[float], float]
SameDigits = Callable[[float, float, int], bool]
U = 2.0**-53

SMOOTH: dict[str, tuple[Real, Real, tuple[float, ...]]] = {
    "exp": (math.exp, math.exp, (0.0, 1.0, -2.0, 3.0)),
    "sin": (math.sin, math.cos, (0.0, 0.5, 1.0, 2.0)),
    "log": (math.log, lambda x: 1 / x, (1.0, 2.0, 5.0)),
    "arctan": (math.atan, lambda x: 1 / (1 + x * x), (0.0, 0.5, 1.0, 3.0)),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2, (0.0, 0.5, 1.0)),
    "logistic": (
        lambda x: 1 / (1 + math.exp(-x)),
        lambda x: 1 / (2 * math.cosh(x / 2)) ** 2,
        (0.0, 1.0, -2.0),
    ),
    "square": (lambda x: x * x, lambda x: 2 * x, (0.0, 3.0, -7.0)),
    "cube": (lambda x: x**3, lambda x: 3 * x * x, (1.0, 2.0, -0.5)),
}
SAMPLE = [(name, at) for name, (_, _, points) in SMOOTH.items() for at in points]


class Counted:
    """A function that remembers where it was asked."""

    def __init__(self, function: Real) -> None:
        self.function = function
        self.asked: list[float] = []

    def __call__(self, x: float) -> float:
        self.asked.append(x)
        return self.function(x)


def noise(counted: Counted, slope: Real, at: float) -> float:
    """What rounding may do to the answer: the estimate knows of truncation alone.

    In (f(x + h) - f(x - h))/2h each value is off by 4u|f| (a function of the library and three
    operations), their difference by u|f|, and each argument by u|x|, which moves f by u|x f'|.
    Extrapolation adds factors (4^k + 1)/(4^k - 1), in all less than 2, and rounds its results.
    """
    values = max(abs(counted.function(x)) for x in counted.asked)
    moves = max(abs(x * slope(x)) for x in counted.asked)
    smallest = min(abs(x - at) for x in counted.asked)
    return 3 * U * (5 * values + moves) / smallest


@pytest.mark.parametrize(("name", "at"), SAMPLE)
def test_twelve_digits_come_from_twelve_evaluations(
    name: str, at: float, same_digits: SameDigits
) -> None:
    function, slope, _ = SMOOTH[name]
    counted = Counted(function)
    found = derivative(counted, at)

    assert same_digits(found.value, slope(at), 12)
    assert len(counted.asked) <= 12
    assert found.evaluations <= len(counted.asked)


@pytest.mark.parametrize(("name", "at"), SAMPLE)
def test_the_estimate_covers_the_error_but_for_rounding(name: str, at: float) -> None:
    function, slope, _ = SMOOTH[name]
    counted = Counted(function)
    found = derivative(counted, at)

    assert abs(found.value - slope(at)) <= found.error + noise(counted, slope, at)


@pytest.mark.parametrize(("name", "at"), [("square", 3.0), ("exp", 0.0)])
def test_a_value_that_is_off_is_never_estimated_to_be_exact(name: str, at: float) -> None:
    function, slope, _ = SMOOTH[name]
    found = derivative(function, at)

    assert found.value == slope(at) or found.error > 0


def test_every_evaluation_is_counted() -> None:
    counted = Counted(lambda x: x * x)

    assert derivative(counted, -7.0).evaluations == len(counted.asked)


@pytest.mark.parametrize("at", [0.01, -0.02, 0.05])
def test_a_kink_nearby_shows_in_the_estimate(at: float) -> None:
    found = derivative(lambda x: max(x, 0.0), at)
    true = 1.0 if at > 0 else 0.0

    # It is no bound, and may be too small; but then not even two digits are claimed.
    assert abs(found.value - true) <= found.error or found.error > abs(found.value) / 100


def test_a_jump_shows_in_the_estimate() -> None:
    assert derivative(lambda x: float(x >= 0), 0.0).error > 1


def test_a_function_without_a_value_has_no_derivative() -> None:
    found = derivative(lambda x: math.nan, 1.0)

    assert math.isnan(found.value)
    assert found.error == math.inf


@pytest.mark.parametrize("name", ["sigmoid-2-2-2", "pair-sigmoid-bce", "pair-softmax-ce"])
def test_gradients_of_documented_networks_have_nine_digits(
    name: str, documented: dict[str, Case], same_digits: SameDigits
) -> None:
    for setting in documented[name].settings:
        exact = balls.gradients(setting.network, setting.batch)
        found, errors = differences.gradients(setting.network, setting.batch)
        for kind in ("weights", "biases"):
            for part, error, true in zip(
                getattr(found, kind), getattr(errors, kind), getattr(exact, kind), strict=True
            ):
                assert part.shape == error.shape == true.high.shape
                for where in np.ndindex(part.shape):
                    assert same_digits(float(part[where]), float(true.high[where]), 9)


@pytest.mark.parametrize(
    ("activation", "kind"),
    [
        ("identity", Loss(half=True)),
        ("prelu", Loss(outputs="mean")),
        ("elu", Loss(batch="mean")),
        ("sigmoid", Loss("binary_cross_entropy", log_base="2")),
        ("softmax", Loss("binary_cross_entropy")),
        ("softmax", Loss("categorical_cross_entropy", log_base="10")),
        ("step", Loss()),
        ("arctan", Loss()),
        ("softplus", Loss()),
        ("relu", Loss()),
    ],
)
def test_the_loss_is_written_once_more_and_is_the_same(
    activation: str, kind: Loss, same_digits: SameDigits
) -> None:
    problem = make((2, 3, 3), ("tanh", activation), kind, 2, "ordinary", 6)
    found, _ = differences.gradients(problem.network, problem.batch)
    nets = forward(problem.network, problem.batch).nets

    assert same_digits(found.loss, loss(problem.network, problem.batch, nets[-1]), 12)


def test_too_many_parameters_are_refused() -> None:
    most = differences.MOST_PARAMETERS
    network = Network((Layer(np.ones((most, 1)), np.ones(1), "identity"),), Loss())

    with pytest.raises(ValueError, match=f"at most {most} parameters"):
        differences.gradients(network, Batch(np.ones((1, most)), np.ones((1, 1))))
