"""The chain rule, weight by weight: one product of derivatives along every path.

    dE/dw5 = dE/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5            (an output weight: one path)
    dE/dw1 = sum over paths h1 -> ... -> o of  dE/dnet_o * (w f')...(w f') * f'(net_h1) * i1

Source: 001 l. 44-168, 002 l. 176-265, 003 l. 154-291, 004 l. 376-544. Numbers, not matrices:
`z[l][j]` is the net input of unit j of layer l for one sample, `a[l][i]` what the layer sees,
`delta[k]` what arrives at output k. Meant for the small networks that a lecture draws.
"""

from itertools import product

import numpy as np

from ..cases.network import Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, small
from .forward import forward
from .losses import delta, loss


def gradients(network: Network, batch: Batch) -> Gradients:
    """Sum, over samples and paths, of the product of derivatives along the path."""
    a, nets = forward(network, batch)
    deltas = delta(network, batch, nets[-1])
    slopes = [
        slope(L.activation, z, L.alpha) for L, z in zip(network.layers[:-1], nets, strict=False)
    ]
    dW = [np.zeros_like(layer.weights) for layer in network.layers]
    db = [np.zeros_like(layer.biases) for layer in network.layers]
    for sample in range(batch.size):
        for l, layer in enumerate(network.layers):
            for j in range(layer.biases.size):
                dE_dnet = sum(
                    _along(network, slopes, deltas, sample, l, (j, *onward))
                    for onward in product(*(range(w) for w in network.widths[l + 2 :]))
                )
                db[l][j] += dE_dnet
                for i in range(layer.weights.shape[0]):
                    dW[l][i, j] += dE_dnet * a[l][sample, i]
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(dW), tuple(db))


def _along(network, slopes, deltas, sample, l, path):  # type: ignore[no-untyped-def]
    """The product along one path that starts at unit path[0] of layer l and ends at an output."""
    result = deltas[sample, path[-1]]
    for step in range(len(path) - 1, 0, -1):
        here, before = path[step], path[step - 1]
        weight = network.layers[l + step].weights[before, here]
        result = result * weight * slopes[l + step - 1][sample, before]
    return result


derivation = Derivation(
    name="per_weight",
    title="chain rule, weight by weight",
    source="001 l. 44-168, 002 l. 176-265, 003 l. 154-291, 004 l. 376-544",
    applies=small(paths=300, samples=4),
    gradients=gradients,
    enumerates_paths=True,
)
