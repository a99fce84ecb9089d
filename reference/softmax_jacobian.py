"""Softmax with its full Jacobian under a cross-entropy.

    do_i/dz_j = o_i ([i = j] - o_j)
    delta_j   = sum_i dC/do_i do_i/dz_j
    categorical         dC/do_i = -t_i/o_i
    sum of binary terms dC/do_i = -t_i/o_i + (1 - t_i)/(1 - o_i)

Source: 004 l. 592-596 (the diagonal entry), l. 742-811 and 852-874 (the chain through the outputs),
with the off-diagonal entries that the lecture leaves out. The rest of the network is as in 004:
from dE/dh2_out back through W, sample by sample, with every sum written out.
"""

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network
from .activations import slope
from .derivation import Derivation
from .forward import forward
from .losses import factor, loss, softmax_terms


def gradients(network: Network, batch: Batch) -> Gradients:
    """delta by the full Jacobian, then dE/dh_out = W delta, layer by layer."""
    return backward(network, batch, np.ones((network.widths[-1],) * 2, dtype=network.dtype))


def backward(network: Network, batch: Batch, used: Array) -> Gradients:
    """The chain, with the entries of the Jacobian that `used` `(n_out, n_out)` lets through."""
    h, nets = forward(network, batch)
    dE_dO_in = (softmax_terms(network.loss.kind, nets[-1], batch.targets) * used).sum(axis=1)
    d = dE_dO_in * factor(network, batch)
    dW, db = [], []
    for l in reversed(range(len(network.layers))):
        dW.append(np.einsum("ni,nj->ij", h[l], d))
        db.append(d.sum(axis=0))
        if l:
            before = network.layers[l - 1]
            dE_dh_out = np.einsum("ij,nj->ni", network.layers[l].weights, d)
            d = dE_dh_out * slope(before.activation, nets[l - 1], before.alpha)
    return Gradients(loss(network, batch, nets[-1]), nets, tuple(reversed(dW)), tuple(reversed(db)))


def ends_in_softmax_cross_entropy(network: Network, batch: Batch) -> bool:
    """Softmax at the end, under either cross-entropy."""
    return network.layers[-1].activation == "softmax" and network.loss.kind != "squared_error"


derivation = Derivation(
    name="softmax_jacobian",
    title="softmax with its full Jacobian",
    source="004 l. 592-596, 742-811, 852-874",
    applies=ends_in_softmax_cross_entropy,
    gradients=gradients,
)
