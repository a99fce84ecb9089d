"""A hidden unit reaches the error along two paths, one through each output: their sum.

    dE_total/dout_h = dE_o1/dout_h + dE_o2/dout_h,   dE_o/dout_h = dE_o/dnet_o * dnet_o/dout_h
    dE_total/dw     = dE_total/dout_h * dout_h/dnet_h * dnet_h/dw

Source: 001 l. 118-232 and 389-421, 002 l. 229-260, 003 l. 231-291, 004 l. 446-544. One hidden
layer, as there. `delta[k]` is dE/dnet of output k, `d_out[h]` is dE_total/dout of hidden unit h,
for one sample.
"""

import numpy as np

from ..cases.network import Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, small
from .forward import forward
from .losses import delta, loss


def gradients(network: Network, batch: Batch) -> Gradients:
    """The sums, unit by unit and sample by sample."""
    hidden, output = network.layers
    a, nets = forward(network, batch)
    deltas = delta(network, batch, nets[-1])
    slopes = slope(hidden.activation, nets[0], hidden.alpha)
    dW = [np.zeros_like(layer.weights) for layer in network.layers]
    db = [np.zeros_like(layer.biases) for layer in network.layers]
    for sample in range(batch.size):
        for k, dE_dnet in enumerate(deltas[sample]):
            db[1][k] += dE_dnet
            for h in range(hidden.biases.size):
                dW[1][h, k] += dE_dnet * a[1][sample, h]
        for h in range(hidden.biases.size):
            d_out = sum(dE_dnet * output.weights[h, k] for k, dE_dnet in enumerate(deltas[sample]))
            d_net = d_out * slopes[sample, h]
            db[0][h] += d_net
            for i, x in enumerate(a[0][sample]):
                dW[0][i, h] += d_net * x
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(dW), tuple(db))


def _applies(network: Network, batch: Batch) -> bool:
    return len(network.layers) == 2 and small(paths=300, samples=4)(network, batch)


derivation = Derivation(
    name="two_path_sums",
    title="sums over the paths of a hidden unit",
    source="001 l. 118-232, 002 l. 229-260, 003 l. 231-291, 004 l. 446-544",
    applies=_applies,
    gradients=gradients,
)
