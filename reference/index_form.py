"""The index form: delta_k at the outputs, delta_j at the hidden units, gradients delta times input.

    delta_k = f'(in_k) dC/dO_k            (sigmoid, half squared error: O_k (1 - O_k)(O_k - t_k))
    delta_j = f'(in_j) sum_k delta_k W_jk
    dC/dW_ij = O_i delta_j

Source: 000 l. 185-193 and 204-208; there with sigmoid and half squared error, here for any f.
`O[l][i]` is what layer l sees of one sample.
"""

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, small
from .forward import forward
from .losses import delta, loss


def gradients(network: Network, batch: Batch) -> Gradients:
    """delta of every unit from the last layer to the first, sample by sample."""
    O, nets = forward(network, batch)
    deltas = delta(network, batch, nets[-1])
    dW = [np.zeros_like(layer.weights) for layer in network.layers]
    db = [np.zeros_like(layer.biases) for layer in network.layers]
    for sample in range(batch.size):
        delta_k = list(deltas[sample])
        for l in reversed(range(len(network.layers))):
            for j, d in enumerate(delta_k):
                db[l][j] += d
                for i, o in enumerate(O[l][sample]):
                    dW[l][i, j] += o * d
            if l:
                delta_k = _hidden(network, nets, sample, l, delta_k)
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(dW), tuple(db))


def _hidden(
    network: Network, nets: tuple[Array, ...], sample: int, l: int, delta_k: list[Array]
) -> list[Array]:
    """delta_j of the layer before l from delta_k of layer l."""
    before, W = network.layers[l - 1], network.layers[l].weights
    f = slope(before.activation, nets[l - 1][sample], before.alpha)
    return [
        f[j] * sum(d * W[j, k] for k, d in enumerate(delta_k)) for j in range(before.biases.size)
    ]


derivation = Derivation(
    name="index_form",
    title="index form, delta_k and delta_j",
    source="000 l. 185-193, 204-208",
    applies=small(paths=5000, samples=8),
    gradients=gradients,
)
