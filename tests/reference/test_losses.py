"""The losses and what arrives at the last net input."""

from typing import Any

import numpy as np
import pytest
from backproof.cases.generate import make
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.expressions.printed import Printed
from backproof.oracles import balls
from backproof.reference.activations import softmax
from backproof.reference.forward import forward
from backproof.reference.losses import delta, factor, log_rest, loss, softmax_terms, without_one

BINARY, CATEGORICAL = "binary_cross_entropy", "categorical_cross_entropy"
HEADS = [
    ("identity", Loss()),
    ("tanh", Loss(half=True, outputs="mean")),
    ("sigmoid", Loss(batch="mean")),
    ("softmax", Loss()),
    ("sigmoid", Loss(BINARY, outputs="mean", log_base="2")),
    ("softmax", Loss(BINARY, batch="mean")),
    ("softmax", Loss(CATEGORICAL, log_base="10")),
]


@pytest.mark.parametrize(("activation", "kind"), HEADS)
@pytest.mark.parametrize("flavour", ["ordinary", "saturated"])
def test_the_loss_is_right_to_ten_digits(activation: str, kind: Loss, flavour: str) -> None:
    problem = make((3, 4), (activation,), kind, 3, flavour, 2)
    network, batch = problem.network, problem.batch
    found = loss(network, batch, forward(network, batch).nets[-1])
    true = float(balls.gradients(network, batch).loss.high)

    assert abs(found - true) <= float(Printed(f"{true:.9e}").unit / 2)


def last(activation: str, kind: Loss, z: Any, t: Any) -> Any:
    """delta for net inputs and targets of one layer that passes its inputs on."""
    width = np.shape(z)[1]
    network = Network((Layer(np.eye(width), np.zeros(width), activation),), kind)
    return delta(network, Batch(z, t), np.array(z))


@pytest.mark.parametrize(
    ("activation", "kind", "expected"),
    [
        ("identity", Loss(), [[2.0, -1.0]]),
        ("identity", Loss(half=True), [[1.0, -0.5]]),
        ("identity", Loss(outputs="mean"), [[1.0, -0.5]]),
        ("relu", Loss(half=True), [[1.0, 0.0]]),
        ("step", Loss(), [[0.0, 0.0]]),
        ("sigmoid", Loss(BINARY), [[0.5, -0.25]]),
        ("softmax", Loss(CATEGORICAL), [[0.375, -0.375]]),
    ],
)
def test_what_arrives_at_the_last_layer_is_known_by_hand(
    activation: str, kind: Loss, expected: list[list[float]]
) -> None:
    z = [[0.0, 0.0]] if activation in ("sigmoid", "softmax") else [[2.0, -1.0]]
    t = {"sigmoid": [[0.0, 0.75]], "softmax": [[0.0, 0.75]]}.get(activation, [[1.0, -0.5]])

    assert last(activation, kind, z, t).tolist() == expected


@pytest.mark.parametrize(
    ("kind", "divisor"),
    [
        (Loss(), 1.0),
        (Loss(half=True), 2.0),
        (Loss(outputs="mean"), 4.0),
        (Loss(batch="mean"), 8.0),
        (Loss(half=True, outputs="mean", batch="mean"), 64.0),
        (Loss(BINARY, log_base="e"), 1.0),
    ],
)
def test_reductions_divide(kind: Loss, divisor: float) -> None:
    problem = make((2, 4), ("sigmoid",), kind, 8, "ordinary", 1)

    assert factor(problem.network, problem.batch) == 1 / divisor


@pytest.mark.parametrize("base", [2, 10])
def test_the_base_of_the_logarithm_divides(base: int) -> None:
    problem = make((2, 4), ("sigmoid",), Loss(BINARY, log_base=str(base)), 8, "ordinary", 1)

    assert factor(problem.network, problem.batch) == 1 / np.log(base)


@pytest.mark.parametrize("kind", ["squared_error", BINARY, CATEGORICAL])
def test_the_terms_of_the_jacobian_sum_to_no_change_of_the_whole(
    kind: str, rng: np.random.Generator
) -> None:
    z, t = rng.normal(size=(2, 4)), rng.random((2, 4))
    terms = softmax_terms(kind, z, t)

    # Adding one number to every net input changes no output: every row sums to 0, but for four
    # products and three additions that are rounded.
    assert (np.abs(terms.sum(axis=2)) <= 8 * np.finfo(float).eps * np.abs(terms).sum(axis=2)).all()


def test_the_softmax_without_one_output_leaves_it_out() -> None:
    z = np.array([[1.0, 2.0, 3.0]])
    without = without_one(z)

    assert np.diagonal(without[0]).tolist() == [0.0, 0.0, 0.0]
    assert without[0, 0, 1:].tolist() == softmax(z[:, 1:])[0].tolist()


def test_what_the_other_outputs_hold_does_not_cancel() -> None:
    # 1 - softmax([50, 0])_0 is e^-50/(1 + e^-50), where 1 - o rounds to 0; its log is -50.
    assert log_rest(np.array([[50.0, 0.0]])).tolist() == [[-50.0, 0.0]]


@pytest.mark.parametrize(("activation", "kind"), HEADS)
def test_saturated_outputs_give_finite_losses_and_gradients(activation: str, kind: Loss) -> None:
    z, t = np.array([[1e4, -1e4, 0.0]]), np.array([[0.0, 1.0, 1.0]])
    network = Network((Layer(np.eye(3), np.zeros(3), activation),), kind)

    assert np.isfinite(delta(network, Batch(z, t), z)).all()
    assert np.isfinite(loss(network, Batch(z, t), z))
