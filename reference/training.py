"""The update rules of the lectures, and a training run made of them.

    W <- W - eta dE/dW                        001 l. 70-236, 002 l. 216, 003 l. 198, 004 l. 432
    W + DeltaW -> W, theta + Deltatheta -> theta   000 l. 213-221
    theta_j <- theta_j - alpha d/dtheta_j J        004 l. 36
    batch, mini-batch and stochastic descent       004 l. 880-888

A run may update the hidden weights with gradients taken through output weights already updated
(`order="output first"`): a slip that 003 l. 212 warns of. Then what arrives at a layer is carried
on through the new weights of the layer after it.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from ..cases.network import Array, Batch, Network
from ..expressions.run import Run
from .activations import slope
from .forward import forward
from .losses import delta

Parameters = tuple[tuple[Array, ...], tuple[Array, ...]]


def descend(network: Network, batch: Batch, rate: float) -> Network:
    """One update of all weights and biases with the whole batch: batch gradient descent."""
    dW, db = _gradients(network, batch, rate, "together")
    weights = [layer.weights - rate * g for layer, g in zip(network.layers, dW, strict=True)]
    biases = [layer.biases - rate * g for layer, g in zip(network.layers, db, strict=True)]
    return network.with_parameters(weights, biases)


def epoch(network: Network, batch: Batch, rate: float, size: int) -> Network:
    """One epoch in mini-batches of `size` samples, in their order; size 1 is stochastic descent."""
    for start in range(0, batch.size, size):
        part = Batch(batch.inputs[start : start + size], batch.targets[start : start + size])
        network = descend(network, part, rate)
    return network


def iterations(samples: int, size: int) -> int:
    """The number of updates in an epoch: batches of `size` samples, the last perhaps smaller."""
    return -(-samples // size)


def run(network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Mapping[int, Parameters]:
    """Weights and biases after the given numbers of updates."""
    wanted = set(marks)
    found: dict[int, Parameters] = {}
    for count in range(max(wanted) + 1):
        if count in wanted:
            found[count] = (
                tuple(layer.weights for layer in network.layers),
                tuple(layer.biases for layer in network.layers),
            )
        dW, db = _gradients(network, batch, run.learning_rate, run.order)
        if run.biases == "shared":
            db = [np.full_like(g, g.sum()) for g in db]
        weights = [
            layer.weights - run.learning_rate * g
            for layer, g in zip(network.layers, dW, strict=True)
        ]
        biases = [
            layer.biases if run.biases == "fixed" else layer.biases - run.learning_rate * g
            for layer, g in zip(network.layers, db, strict=True)
        ]
        network = network.with_parameters(weights, biases)
    return found


def _gradients(
    network: Network, batch: Batch, rate: float, order: str
) -> tuple[list[Array], list[Array]]:
    """dW and db of every layer; in the order `output first` through the new weights behind."""
    a, nets = forward(network, batch)
    d = delta(network, batch, nets[-1])
    dW: list[Array] = []
    db: list[Array] = []
    for l in reversed(range(len(network.layers))):
        dW.insert(0, a[l].T @ d)
        db.insert(0, d.sum(axis=0))
        if l:
            before, old = network.layers[l - 1], network.layers[l].weights
            W = old - rate * dW[0] if order == "output first" else old
            d = d @ W.T * slope(before.activation, nets[l - 1], before.alpha)
    return dW, db
