"""Runs in balls: what the recorded steps give, for every activation and loss."""

from fractions import Fraction

import numpy as np
import pytest
from backproof.cases.generate import make
from backproof.cases.network import Array, Batch, Layer, Loss, Network
from backproof.expressions.run import Run
from backproof.oracles.ball_runs import enclosed_run
from backproof.oracles.ball_training import Start, ball_run
from backproof.oracles.balls import UndecidedError, gradients
from backproof.oracles.objects import objects
from flint import arb, ctx

RUN = Run(2, 0.5, "each")


def fractions(array: Array) -> Array:
    return objects((Fraction(float(x)) for x in array.flat), array.shape)


@pytest.mark.parametrize("order", Run.ORDERS)
@pytest.mark.parametrize("biases", Run.BIASES)
def test_the_recorded_steps_give_the_same(biases: str, order: str) -> None:
    problem = make((2, 3, 2), ("tanh", "sigmoid"), Loss(half=True), 2, "ordinary", 1)
    network, batch, run = problem.network, problem.batch, Run(3, 0.5, biases, order)
    start = Start(
        [fractions(layer.weights) for layer in network.layers],
        [fractions(layer.biases) for layer in network.layers],
        fractions(batch.inputs), fractions(batch.targets), Fraction(1, 2),
    )  # fmt: skip

    found = enclosed_run(network, batch, run, [0, 3])
    recorded = ball_run(network, start, run, [0, 3])

    for mark in (0, 3):
        mine = [*found[mark].weights, *found[mark].biases]
        others = [*recorded[mark].weights, *recorded[mark].biases]
        pairs = [
            p for a, b in zip(mine, others, strict=True) for p in zip(a.flat, b.flat, strict=True)
        ]
        assert pairs
        assert all(p.overlaps(q) for p, q in pairs)


def test_a_step_goes_down_along_the_exact_gradient() -> None:
    problem = make(
        (2, 3, 3), ("relu", "softmax"), Loss("categorical_cross_entropy"), 2, "ordinary", 1
    )

    found = enclosed_run(problem.network, problem.batch, RUN, [0, 1])

    exact = gradients(problem.network, problem.batch).weights[0]
    with ctx.workprec(200):
        moved = (found[0].weights[0] - found[1].weights[0]) * 2
        off = [m - arb(float(h)) for m, h in zip(moved.flat, exact.high.flat, strict=True)]
    assert [float(ball.mid()) for ball in off] == list(exact.low.flat)


def test_a_net_input_that_is_0_but_for_what_no_precision_tells_is_not_decided() -> None:
    alike = Layer(np.ones((1, 2)), np.zeros(2), "tanh")
    opposed = Layer(np.array([[1.0], [-1.0]]), np.zeros(1), "relu")
    batch = Batch(np.ones((1, 1)), np.ones((1, 1)))

    with pytest.raises(UndecidedError):
        enclosed_run(Network((alike, opposed), Loss()), batch, RUN, [1])
