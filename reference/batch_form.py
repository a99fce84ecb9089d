"""The batch form: all samples at once, bias gradients summed over the batch.

    in2 = X W2 + b2,   out2 = f(in2),   in3 = out2 W3 + b3,   out3 = f(in3)
    dC/din3 = dC/dout3 * f'(in3)          (with the cost's 1/m, where it has one)
    dW3 = out2^T dC/din3,   db3 = sum over samples of dC/din3
    dC/din2 = dC/din3 W3^T * f'(in2),     dW2 = X^T dC/din2,   db2 = sum over samples

Source: 000 l. 92-134, for any number of layers. X is (m, n_in), dC/din is (m, units).
"""

import numpy as np

from ..cases.network import Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation, always
from .forward import forward
from .losses import delta, loss


def gradients(network: Network, batch: Batch) -> Gradients:
    """The listing's backward pass."""
    out, nets = forward(network, batch)
    dC_din = delta(network, batch, nets[-1])
    dW, db = [], []
    for l in reversed(range(len(network.layers))):
        dW.append(np.dot(out[l].T, dC_din))
        db.append(np.sum(dC_din, axis=0))
        if l:
            before = network.layers[l - 1]
            derivative_out_in = slope(before.activation, nets[l - 1], before.alpha)
            dC_din = np.multiply(np.dot(dC_din, network.layers[l].weights.T), derivative_out_in)
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(reversed(dW)), tuple(reversed(db)))


derivation = Derivation(
    name="batch_form",
    title="batch form with bias sums",
    source="000 l. 92-134",
    applies=always,
    gradients=gradients,
)
