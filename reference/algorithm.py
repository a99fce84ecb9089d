"""The algorithm: forward, delta at every node, then dW = -eta delta O and dtheta = -eta delta.

Source: 000 l. 199-221. The algorithm gives updates, not gradients; the gradient is what the update
is -eta times, and eta is a power of two here, so that dividing by it loses nothing.
"""

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, always
from .forward import forward
from .losses import delta, loss

ETA = 0.5


def updates(
    network: Network, batch: Batch, eta: float
) -> tuple[tuple[Array, ...], list[Array], list[Array]]:
    """The nets, and DeltaW and Deltatheta for every layer, summed over the batch's samples."""
    O, nets = forward(network, batch)
    DeltaW = [np.zeros_like(layer.weights) for layer in network.layers]
    Deltatheta = [np.zeros_like(layer.biases) for layer in network.layers]
    deltas = delta(network, batch, nets[-1])
    for n in range(batch.size):
        d = deltas[n]
        for l in reversed(range(len(network.layers))):
            DeltaW[l] += -eta * np.outer(O[l][n], d)
            Deltatheta[l] += -eta * d
            if l:
                W, before = network.layers[l].weights, network.layers[l - 1]
                d = slope(before.activation, nets[l - 1][n], before.alpha) * (W @ d)
    return nets, DeltaW, Deltatheta


def gradients(network: Network, batch: Batch) -> Gradients:
    """The updates with eta = 1/2, divided by -eta."""
    nets, DeltaW, Deltatheta = updates(network, batch, ETA)
    return Gradients(
        loss(network, batch, nets[-1]),
        nets,
        tuple(d / -ETA for d in DeltaW),
        tuple(d / -ETA for d in Deltatheta),
    )


derivation = Derivation(
    name="algorithm",
    title="the algorithm with DeltaW = -eta delta O",
    source="000 l. 199-221",
    applies=always,
    gradients=gradients,
)
