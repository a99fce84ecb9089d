"""PyTorch's gradients: within the bound, in the network's dtype, by torch's own conventions."""

from dataclasses import replace

import numpy as np
import pytest
from backproof.agreement.agree import agreements
from backproof.agreement.engines import Engine, engines
from backproof.cases.generate import Problem, make, problems
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.oracles import torch_autograd
from hypothesis import given, settings

pytestmark = pytest.mark.usefixtures("torch_ready")
(TORCH,) = (engine for engine in engines() if engine.name == "torch")
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
def test_gradients_are_within_the_bound(head: str, dtype: str) -> None:
    assert verdicts(TORCH, make(*HEADS[head], 3, "ordinary", 4, dtype)) == {"agree"}


@settings(max_examples=20)
@given(problems(depths=(1, 3), samples=2))
def test_no_generated_network_is_outside_the_bound(problem: Problem) -> None:
    assert "disagree" not in verdicts(TORCH, problem)


def test_a_planted_error_is_outside_the_bound() -> None:
    def doubled(network: Network, batch: Batch) -> object:
        found = torch_autograd.gradients(network, batch)
        return replace(found, weights=tuple(2 * w for w in found.weights))

    wrong = replace(TORCH, gradients=doubled)  # type: ignore[arg-type]

    assert "disagree" in verdicts(wrong, make(*HEADS["binary"], 3, "ordinary", 4))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("head", HEADS)
def test_the_answer_is_in_the_networks_dtype_and_shapes(head: str, dtype: str) -> None:
    problem = make(*HEADS[head], 3, "ordinary", 4, dtype)
    found = torch_autograd.gradients(problem.network, problem.batch)

    assert {a.dtype for a in (*found.nets, *found.weights, *found.biases)} == {np.dtype(dtype)}
    assert [w.shape for w in found.weights] == [l.weights.shape for l in problem.network.layers]
    assert [b.shape for b in found.biases] == [l.biases.shape for l in problem.network.layers]
    assert [n.shape for n in found.nets] == [(3, width) for width in problem.network.widths[1:]]


def test_an_answer_in_another_dtype_is_refused(torch_ready: object) -> None:
    problem = make(*HEADS["squares"], 3, "ordinary", 4, "float32")
    double = problem.network.layers[0].weights.astype("float64")

    with pytest.raises(TypeError, match="torch answered in float64, expected float32"):
        torch_autograd._array(torch_autograd._tensor(double), problem.network)


@pytest.mark.parametrize(
    ("activation", "slope"), [("step", 0.0), ("relu", 0.0), ("prelu", 0.25), ("elu", 0.25)]
)
def test_at_a_kink_the_slope_is_torchs(activation: str, slope: float) -> None:
    layer = Layer([[1.0]], [0.0], activation, 0.25)
    out = 1.0 if activation == "step" else 0.0
    batch = Batch([[0.0]], [[out - 1.0]])
    found = torch_autograd.gradients(Network((layer,), Loss(half=True)), batch)

    assert found.biases[0].tolist() == [slope]


def test_nothing_of_the_network_is_changed() -> None:
    problem = make(*HEADS["squares"], 3, "ordinary", 4)
    before = problem.network.layers[0].weights.copy()
    found = torch_autograd.gradients(problem.network, problem.batch)
    for array in (*found.weights, *found.nets):
        array += 1

    assert np.array_equal(problem.network.layers[0].weights, before)
