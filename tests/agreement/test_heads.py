"""What the loss adds: each of its factors, forgotten, is seen; none, kept, is accused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from backproof.agreement.hold import Agreement
from backproof.cases.generate import Problem, make
from backproof.cases.network import Batch, Gradients, Layer, Loss, Network
from backproof.reference import activations, batch_form

Judge = Callable[[Problem, Callable[[Network, Batch], Gradients]], dict[str, Agreement]]
KINDS = [
    ("squared_error", "sigmoid"),
    ("squared_error", "softmax"),
    ("squared_error", "identity"),
    ("binary_cross_entropy", "sigmoid"),
    ("binary_cross_entropy", "softmax"),
    ("categorical_cross_entropy", "softmax"),
]
#: The factors of a loss, as they are where they are forgotten.
WITHOUT = {"half": False, "outputs": "sum", "batch": "sum", "log_base": "e"}
FACTORS = [
    (kind, last, factor)
    for kind, last in KINDS
    for factor in WITHOUT
    if factor != ("log_base" if kind == "squared_error" else "half")
]


class TestHeads:
    @pytest.mark.parametrize(("kind", "last", "forgotten"), FACTORS)
    def test_a_forgotten_factor_of_the_loss_is_seen(
        self, kind: str, last: str, forgotten: str, judged: Judge
    ) -> None:
        squared = kind == "squared_error"
        loss = Loss(kind, "mean", "mean", half=squared, log_base="e" if squared else "10")
        problem = make((2, 3, 4), ("tanh", last), loss, 3, "ordinary", 6)
        wrong = replace(problem.network, loss=replace(loss, **{forgotten: WITHOUT[forgotten]}))

        right, found = (
            judged(problem, lambda n, b, w=w: batch_form.gradients(w, b))
            for w in (problem.network, wrong)
        )

        assert {a.verdict for a in right.values()} == {"agree"}
        assert {a.verdict for a in found.values()} == {"disagree"}

    @pytest.mark.parametrize(("kind", "last"), KINDS)
    def test_the_targets_of_another_sample_are_seen(
        self, kind: str, last: str, judged: Judge
    ) -> None:
        problem = make((2, 3, 4), ("tanh", last), Loss(kind), 3, "ordinary", 7)
        rolled = Batch(problem.batch.inputs, np.roll(problem.batch.targets, 1, axis=0))

        found = judged(problem, lambda n, b: batch_form.gradients(n, rolled))

        # The output biases sum over the samples: their order is no matter there.
        assert {found[f"weights[{l}]"].verdict for l in range(2)} == {"disagree"}


def test_a_loss_on_saturated_outputs_is_told_from_its_logit_form(
    judged: Judge,
) -> None:
    """From o = sigmoid(z), (o - t)/(o (1 - o)) * o (1 - o) loses at z = 40 what o - t keeps."""
    layer = Layer(np.array([[40.0]]), np.zeros(1), "sigmoid")
    network = Network((layer,), Loss("binary_cross_entropy"))
    problem = Problem(network, Batch(np.ones((1, 1)), np.zeros((1, 1))), "saturated", 0)

    def from_outputs(network: Network, batch: Batch) -> Gradients:
        z = batch.inputs @ network.layers[0].weights + network.layers[0].biases
        o = activations.sigmoid(z)
        with np.errstate(all="ignore"):
            d = (1 - batch.targets) / (1 - o) * (o * (1 - o))
        return Gradients(0.0, (z,), (batch.inputs.T @ d,), (d.sum(axis=0),))

    assert {a.verdict for a in judged(problem, batch_form.gradients).values()} == {"agree"}
    assert {a.verdict for a in judged(problem, from_outputs).values()} == {"disagree"}
