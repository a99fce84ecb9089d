"""The forward pass."""

import numpy as np
from backproof.cases.generate import make
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.reference.forward import forward


def test_every_layer_sees_what_the_one_before_puts_out() -> None:
    first = Layer([[1.0, 2.0], [3.0, -4.0]], [0.5, 1.0], "relu")
    second = Layer([[1.0], [10.0]], [-2.0], "identity")
    trace = forward(Network((first, second), Loss()), Batch([[1.0, 2.0]], [[0.0]]))

    assert trace.nets[0].tolist() == [[7.5, -5.0]]
    assert trace.seen[1].tolist() == [[7.5, 0.0]]
    assert trace.nets[1].tolist() == [[5.5]]


def test_samples_do_not_touch_each_other() -> None:
    problem = make((3, 4, 2), ("tanh", "softmax"), Loss(), 5, "ties", 1)
    whole = forward(problem.network, problem.batch)
    for n in range(5):
        one = Batch(problem.batch.inputs[n : n + 1], problem.batch.targets[n : n + 1])
        # The inputs are small whole numbers, so that the first nets are exact in any order.
        assert forward(problem.network, one).nets[0].tolist() == [whole.nets[0][n].tolist()]


def test_the_networks_dtype_is_kept() -> None:
    problem = make((3, 4, 2), ("elu", "sigmoid"), Loss(), 5, "ordinary", 1, "float32")

    assert {net.dtype for net in forward(problem.network, problem.batch).nets} == {
        np.dtype("float32")
    }
