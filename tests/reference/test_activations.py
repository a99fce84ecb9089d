"""The activations by hand: as accurate as declared, safe at any size, from below at a kink."""

from typing import Any

import numpy as np
import pytest
from backproof.agreement.accuracy import NUMPY
from backproof.cases.network import ACTIVATIONS, KINKED, Layer
from backproof.oracles import balls, tape
from backproof.oracles.tape import Var
from backproof.reference.activations import log_softmax, sigmoid, slope, softmax, softplus, value
from flint import arb, ctx

ELEMENTWISE = ACTIVATIONS[:-1]
ALPHA = 0.25


def exact(activation: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Value and slope as balls, from the tape, which knows no formula for either."""
    layer = Layer([[1.0]], [0.0], activation, ALPHA)
    at = Var(balls.balls(z))
    above = z >= 0 if activation == "step" else z > 0
    f = balls.activation(layer, at, above)
    (slopes,) = tape.gradients(tape.total(f), [at])
    return f.value, slopes


def within(found: Any, true: arb, limit: float) -> bool:
    return bool(abs(arb(float(found)) - true) <= arb(limit))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_values_and_slopes_are_as_accurate_as_declared(
    activation: str, dtype: type, rng: np.random.Generator
) -> None:
    z = (rng.normal(size=(1, 40)) * np.geomspace(0.01, 30, 40)).astype(dtype)
    entry, u = NUMPY.of(activation), float(np.finfo(dtype).eps) / 2
    found, slopes = value(activation, z, ALPHA), slope(activation, z, ALPHA)
    with ctx.workprec(200):
        true, true_slopes = exact(activation, z)
        for i in np.ndindex(z.shape):
            f, g = (abs(float(array[i])) for array in (true, true_slopes))
            weight = f**2 if activation in ("sigmoid", "tanh") else 1.0
            limit = u * (entry.value * f + entry.value_absolute)
            steep = u * (entry.slope * g + entry.slope_absolute * weight)
            # prelu has one rounding, the product with alpha, and the table counts it elsewhere.
            limit += u * f if activation == "prelu" else 0.0
            assert within(found[i], true[i], limit)
            assert within(slopes[i], true_slopes[i], steep)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_keep_the_dtype(activation: str, dtype: type) -> None:
    assert value(activation, np.ones((2, 3), dtype), ALPHA).dtype == dtype


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_slopes_keep_the_dtype(activation: str, dtype: type) -> None:
    assert slope(activation, np.ones((2, 3), dtype), ALPHA).dtype == dtype


@pytest.mark.parametrize(
    ("activation", "below"), [("step", 0.0), ("relu", 0.0), ("prelu", ALPHA), ("elu", ALPHA)]
)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_at_a_kink_the_slope_is_the_one_from_below(
    activation: str, below: float, zero: float
) -> None:
    assert activation in KINKED
    assert slope(activation, np.array([[zero]]), ALPHA).tolist() == [[below]]


@pytest.mark.parametrize(("activation", "at_0"), [("step", 1.0), ("relu", 0.0), ("prelu", 0.0)])
def test_the_value_at_a_kink_is_that_of_the_table(activation: str, at_0: float) -> None:
    assert value(activation, np.array([[0.0]]), ALPHA).tolist() == [[at_0]]


#: What a value and a slope are far out, where both are known exactly.
FAR = [
    ("identity", 1.0, None, 1.0), ("step", 1.0, 1.0, 0.0), ("step", -1.0, 0.0, 0.0),
    ("sigmoid", 1.0, 1.0, 0.0), ("sigmoid", -1.0, 0.0, 0.0), ("tanh", 1.0, 1.0, 0.0),
    ("tanh", -1.0, -1.0, 0.0), ("relu", 1.0, None, 1.0), ("relu", -1.0, 0.0, 0.0),
    ("prelu", 1.0, None, 1.0), ("elu", 1.0, None, 1.0), ("elu", -1.0, -ALPHA, 0.0),
    ("softplus", 1.0, None, 1.0), ("softplus", -1.0, 0.0, 0.0),
]  # fmt: skip


@pytest.mark.parametrize("size", [1e4, 1e30, 1e150, 1e308])
@pytest.mark.parametrize(("activation", "sign", "out", "steep"), FAR)
def test_huge_inputs_neither_overflow_nor_warn(
    activation: str, sign: float, out: float | None, steep: float, size: float
) -> None:
    z = np.array([[sign * size]])

    assert value(activation, z, ALPHA).tolist() == [[z[0, 0] if out is None else out]]
    assert slope(activation, z, ALPHA).tolist() == [[steep]]


@pytest.mark.parametrize("z", [1e150, -1e150])
def test_arctan_is_flat_far_out(z: float) -> None:
    assert value("arctan", np.array([[z]])).tolist() == [[np.copysign(np.pi / 2, z)]]
    assert slope("arctan", np.array([[z]])).tolist() == [[1 / (z * z)]]


@pytest.mark.parametrize(("z", "dtype"), [(1e200, np.float64), (1e25, np.float32)])
def test_arctan_is_flat_as_far_as_floats_go(z: float, dtype: type) -> None:
    assert slope("arctan", np.array([[z]], dtype)).tolist() == [[0.0]]


def test_a_branch_that_is_not_taken_does_not_overflow() -> None:
    assert value("prelu", np.array([[1e308]]), 2.0).tolist() == [[1e308]]


def test_softmax_reaches_as_far_as_floats_go() -> None:
    assert softmax(np.array([[1.5e308, -1.5e308]])).tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("size", [0.0, 1.0, 700.0, 1e5, 1e300])
def test_softmax_is_a_distribution_at_any_size(size: float) -> None:
    z = np.array([[size, -size, 0.0]])
    o, logs = softmax(z), log_softmax(z)

    assert np.isfinite(o).all()
    assert np.isfinite(logs).all()
    # Three quotients and two additions, each rounded once.
    assert abs(o.sum() - 1) <= 5 * np.finfo(float).eps


def test_softmax_runs_along_the_last_axis() -> None:
    z = np.array([[0.0, 0.0], [5.0, 5.0]])

    assert softmax(z).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_sigmoid_and_softplus_keep_their_tails() -> None:
    # e^-40, from a table of exponentials; one rounding of exp and one of what follows.
    tail = float(arb(-40).exp())

    for found in (sigmoid(np.array(-40.0)), softplus(np.array(-40.0))):
        assert abs(float(found) - tail) <= 4 * np.spacing(tail)


@pytest.mark.parametrize("function", [value, slope])
def test_an_activation_outside_the_table_is_refused(function: Any) -> None:
    with pytest.raises(ValueError, match=r"'swish'"):
        function("swish", np.ones((1, 1)))


def test_softmax_has_no_slope_by_elements() -> None:
    with pytest.raises(ValueError, match="no derivative by elements for 'softmax'"):
        slope("softmax", np.ones((1, 2)))
