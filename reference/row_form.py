"""The row-vector matrix form: theta^l = theta^(l+1) (W^(l+1))^T * f'(in^l).

    dC/dW^l = (out^(l-1))^T theta^l,   dC/db^l = theta^l

Source: 000 l. 83-87. One sample is one row: `theta` is (1, units), `out` is (1, fan_in); samples
add.
"""

import numpy as np

from ..cases.network import Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, always
from .forward import forward
from .losses import delta, loss


def gradients(network: Network, batch: Batch) -> Gradients:
    """theta from the last layer to the first, one row at a time."""
    out, nets = forward(network, batch)
    last = delta(network, batch, nets[-1])
    dW = [np.zeros_like(layer.weights) for layer in network.layers]
    db = [np.zeros_like(layer.biases) for layer in network.layers]
    for n in range(batch.size):
        theta = last[n : n + 1]
        for l in reversed(range(len(network.layers))):
            dW[l] += out[l][n : n + 1].T @ theta
            db[l] += theta[0]
            if l:
                W, before = network.layers[l].weights, network.layers[l - 1]
                theta = theta @ W.T * slope(before.activation, nets[l - 1][n : n + 1], before.alpha)
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(dW), tuple(db))


derivation = Derivation(
    name="row_form",
    title="row-vector matrix form",
    source="000 l. 83-87",
    applies=always,
    gradients=gradients,
)
