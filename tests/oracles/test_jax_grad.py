"""JAX's gradients: padded and unpadded, within the bound and in the network's dtype."""

from dataclasses import replace

import numpy as np
import pytest
from backproof.agreement.agree import agreements
from backproof.agreement.engines import Engine, engines
from backproof.cases.generate import Problem, make, problems
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.oracles import jax_grad
from hypothesis import given, settings

pytestmark = pytest.mark.usefixtures("jax_ready")
(JAX,) = (engine for engine in engines() if engine.name == "jax")
UNPADDED = replace(JAX, name="jax unpadded", gradients=jax_grad.gradients_unpadded)
HEADS = {
    "squares": ((2, 3, 2), ("tanh", "identity"), Loss(half=True)),
    "squares of softmax": ((2, 3, 3), ("elu", "softmax"), Loss(outputs="mean")),
    "binary": ((2, 2, 1), ("softplus", "sigmoid"), Loss("binary_cross_entropy", log_base="2")),
    "binary of softmax": ((2, 2, 3), ("relu", "softmax"), Loss("binary_cross_entropy")),
    "categorical": ((2, 2, 3), ("arctan", "softmax"), Loss("categorical_cross_entropy")),
    "nothing to learn": ((2, 2, 2), ("sigmoid", "step"), Loss(batch="mean")),
}


def verdicts(engine: Engine, problem: Problem) -> set[str]:
    return {a.verdict for a in agreements("x", problem.network, problem.batch, [engine])}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("head", HEADS)
def test_padded_gradients_are_within_the_bound(head: str, dtype: str) -> None:
    assert verdicts(JAX, make(*HEADS[head], 3, "ordinary", 4, dtype)) == {"agree"}


@pytest.mark.parametrize(
    ("head", "dtype"),
    [
        ("squares", "float64"),
        ("categorical", "float64"),
        pytest.param("squares", "float32", marks=pytest.mark.long),
        pytest.param("binary of softmax", "float64", marks=pytest.mark.long),
    ],
)
def test_unpadded_gradients_are_within_the_same_bound(head: str, dtype: str) -> None:
    problem = make(*HEADS[head], 3, "ordinary", 4, dtype)

    assert verdicts(UNPADDED, problem) == verdicts(JAX, problem) == {"agree"}


@settings(max_examples=20)
@given(problems())
def test_no_generated_network_is_outside_the_bound(problem: Problem) -> None:
    assert "disagree" not in verdicts(JAX, problem)


@pytest.mark.long
def test_a_network_larger_than_the_padding_gets_a_larger_one() -> None:
    shape = (17, *(2,) * 6, 2), ("sigmoid",) * 7, Loss()

    assert verdicts(JAX, make(*shape, 33, "ordinary", 4)) == {"agree"}


def test_a_planted_error_is_outside_the_bound() -> None:
    def doubled(network: Network, batch: Batch) -> object:
        found = jax_grad.gradients(network, batch)
        return replace(found, weights=tuple(2 * w for w in found.weights))

    wrong = replace(JAX, gradients=doubled)  # type: ignore[arg-type]

    assert "disagree" in verdicts(wrong, make(*HEADS["binary"], 3, "ordinary", 4))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("head", HEADS)
def test_the_answer_is_in_the_networks_dtype_and_shapes(head: str, dtype: str) -> None:
    problem = make(*HEADS[head], 3, "ordinary", 4, dtype)
    found = jax_grad.gradients(problem.network, problem.batch)

    assert {a.dtype for a in (*found.nets, *found.weights, *found.biases)} == {np.dtype(dtype)}
    assert [w.shape for w in found.weights] == [l.weights.shape for l in problem.network.layers]
    assert [b.shape for b in found.biases] == [l.biases.shape for l in problem.network.layers]
    assert [n.shape for n in found.nets] == [(3, width) for width in problem.network.widths[1:]]


def test_an_answer_in_another_dtype_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make(*HEADS["squares"], 3, "ordinary", 4, "float32")
    right = jax_grad._compiled()

    def wider(*parts: object) -> object:
        (loss, nets), gradients = right(*parts)
        return (loss, np.asarray(nets, "float64")), gradients

    monkeypatch.setattr(jax_grad, "_compiled", lambda: wider)

    with pytest.raises(TypeError, match="jax answered in float64, expected float32"):
        jax_grad.gradients(problem.network, problem.batch)


@pytest.mark.parametrize(
    ("activation", "slope"), [("step", 0.0), ("relu", 0.0), ("prelu", 1.0), ("elu", 0.25)]
)
def test_at_a_kink_the_slope_is_jaxs(activation: str, slope: float) -> None:
    layer = Layer([[1.0]], [0.0], activation, 0.25)
    out = 1.0 if activation == "step" else 0.0
    batch = Batch([[0.0]], [[out - 1.0]])
    found = jax_grad.gradients(Network((layer,), Loss(half=True)), batch)

    assert found.biases[0].tolist() == [slope]


def test_padding_feeds_nothing_into_the_network() -> None:
    problem = make(*HEADS["binary of softmax"], 3, "ordinary", 4)
    padded = jax_grad._padded(problem.network, problem.batch)

    assert padded.weights.shape == (6, 16, 16)
    assert (padded.weights[:4] == np.eye(16)).all()
    assert not padded.weights[4, 2:].any()
    assert not padded.weights[5, :, 3:].any()
    assert padded.outputs.tolist() == [True] * 3 + [False] * 13
    assert padded.samples.tolist() == [True] * 3 + [False] * 61


@pytest.mark.parametrize(
    ("needed", "size"), [(1, 6), (6, 6), (7, 8), (8, 8), (9, 16), (16, 16), (17, 32)]
)
def test_padding_goes_to_the_next_power_of_two(needed: int, size: int) -> None:
    assert jax_grad._bucket(needed, 6) == size
