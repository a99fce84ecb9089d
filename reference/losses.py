"""The losses of the lectures, and what arrives at the last net input: delta = dC/dz, by hand.

Squared error: 000 l. 58, 001 l. 34, 002 l. 140, 003 l. 82, 004 l. 202 (mean). Binary and
categorical cross-entropy: 004 l. 225, 234, 271. Shapes: z, o, t and delta are `(m, n_out)`.

    pairs of 004 (l. 193-271):   linear + squared error    delta = 2 (o - t)     (halved: o - t)
                                 sigmoid + binary          delta = o - t
                                 softmax + categorical     delta = o sum(t) - t
    otherwise                    delta = dC/do * f'(z)
    softmax, full Jacobian       delta_j = sum_i dC/do_i * o_i ([i = j] - o_j)

In `softmax_terms` the factor dC/do_i has already been multiplied into row i of the Jacobian, where
the division by o_i or by 1 - o_i cancels: nothing is divided by an output that may underflow.
"""

import numpy as np

from ..cases.network import Array, Batch, Network
from .activations import log_softmax, slope, softmax, softplus, value


def delta(network: Network, batch: Batch, z: Array) -> Array:
    """dC/dz at the last layer, `(m, n_out)`, with the loss's reductions and log base applied."""
    last, t = network.layers[-1], batch.targets
    match network.loss.kind, last.activation:
        case "binary_cross_entropy", "sigmoid":
            d = value("sigmoid", z) - t
        case "categorical_cross_entropy", "softmax":
            d = softmax(z) * t.sum(axis=1, keepdims=True) - t
        case kind, "softmax":
            d = softmax_terms(kind, z, t).sum(axis=1)
        case _:
            d = (
                2
                * (value(last.activation, z, last.alpha) - t)
                * slope(last.activation, z, last.alpha)
            )
    return d * factor(network, batch)


def softmax_terms(kind: str, z: Array, t: Array) -> Array:
    """dC/do_i * do_i/dz_j for every output i and net input j: `(m, n_out, n_out)`."""
    o = softmax(z)
    same = np.eye(z.shape[1], dtype=z.dtype)
    if kind == "squared_error":
        return (2 * (o - t) * o)[:, :, None] * (same - o[:, None, :])
    chosen = -t[:, :, None] * (same - o[:, None, :])
    if kind == "categorical_cross_entropy":
        return chosen
    # (1 - t_i)/(1 - o_i) * do_i/dz_j: (1 - t_i) o_i on the diagonal, else -(1 - t_i) o_i q_ij,
    # with q_ij = o_j/(1 - o_i), the softmax without output i.
    rest = np.where(same == 1, o[:, :, None], -o[:, :, None] * without_one(z))
    return chosen + (1 - t)[:, :, None] * rest


def without_one(z: Array) -> Array:
    """The softmax over all outputs but i, for every i: `(m, n_out, n_out)`, 0 where j = i."""
    others = np.where(np.eye(z.shape[1], dtype=bool), -np.inf, z[:, None, :])
    return softmax(others)


def factor(network: Network, batch: Batch) -> float:
    """What the reductions and the log base multiply the sum over outputs and samples by."""
    half, per_output, per_sample = network.loss.divisors
    product = 0.5 if half else 1.0
    if per_output:
        product /= network.widths[-1]
    if per_sample:
        product /= batch.size
    if network.loss.kind != "squared_error" and network.loss.log_base != "e":
        product /= float(np.log(float(network.loss.log_base)))
    return product


def loss(network: Network, batch: Batch, z: Array) -> float:
    """C, from the last net inputs `(m, n_out)`."""
    last, t = network.layers[-1], batch.targets
    match network.loss.kind, last.activation:
        case "squared_error", _:
            terms = (t - value(last.activation, z, last.alpha)) ** 2
        case "binary_cross_entropy", "sigmoid":
            terms = t * softplus(-z) + (1 - t) * softplus(z)
        case "binary_cross_entropy", _:
            terms = -t * log_softmax(z) - (1 - t) * log_rest(z)
        case _:
            terms = -t * log_softmax(z)
    return float(terms.sum() * factor(network, batch))


def log_rest(z: Array) -> Array:
    """log(1 - softmax(z)_i): the log of what the other outputs hold, `(m, n_out)`."""
    top = z.max(axis=1, keepdims=True)
    others = np.where(np.eye(z.shape[1], dtype=bool), -np.inf, z[:, None, :])
    peak = others.max(axis=2)
    inner = np.exp(others - peak[:, :, None]).sum(axis=2)
    return peak + np.log(inner) - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
