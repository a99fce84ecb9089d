"""The column-vector form with Hadamard products.

    z = w a + b,   delta^L = grad_a C o sigma'(z^L)
    delta^l = (w^(l+1))^T delta^(l+1) o sigma'(z^l)
    dC/dw_jk = a_k delta_j,   dC/db_j = delta_j

Source: 003 l. 7-37, and 002 l. 53-55 (net = W^T X + b). Here `w` is (units, fan_in), the transpose
of a layer's weights; `a`, `z` and `delta` are columns, one for each sample.
"""

from ..cases.network import Batch, Gradients, Network
from .activations import slope, value
from .derivation import Derivation, always
from .forward import Trace
from .losses import delta, loss


def forward(network: Network, batch: Batch) -> Trace:
    """z = w a + b, a = sigma(z) with a sample in every column."""
    a, z = [batch.inputs.T], []
    for layer in network.layers:
        z.append(layer.weights.T @ a[-1] + layer.biases[:, None])
        a.append(value(layer.activation, z[-1].T, layer.alpha).T)
    return Trace(tuple(a[:-1]), tuple(z))


def gradients(network: Network, batch: Batch) -> Gradients:
    """Forward, then backward, with a sample in every column."""
    a, z = forward(network, batch)
    w = [layer.weights.T for layer in network.layers]
    d = delta(network, batch, z[-1].T).T
    dw, db = [], []
    for l in reversed(range(len(w))):
        dw.append(d @ a[l].T)
        db.append(d.sum(axis=1))
        if l:
            before = network.layers[l - 1]
            d = (w[l].T @ d) * slope(before.activation, z[l - 1], before.alpha)
    return Gradients(
        loss(network, batch, z[-1].T),
        tuple(net.T for net in z),
        tuple(g.T for g in reversed(dw)),
        tuple(reversed(db)),
    )


derivation = Derivation(
    name="column_form",
    title="column-vector form with Hadamard products",
    source="003 l. 7-37, 002 l. 53-55",
    applies=always,
    gradients=gradients,
)
