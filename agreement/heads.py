"""By how much may what arrives at the last net input differ from the exact value?

The loss and the last activation are one step here, because every engine takes the cross-entropies
from the net inputs (the logit forms). Each form is a sum of products whose magnitudes do not
cancel; their errors come from the error of the net inputs, from exponentials whose arguments are
rounded, and from a few roundings.
"""

from __future__ import annotations

import numpy as np

from ..cases.network import Array, Batch, Network
from .accuracy import Accuracy
from .rounding import Format, Step

#: Roundings that a loss, its reductions and its log base add, at most.
_ROUNDINGS = 12


def head_error(
    network: Network, batch: Batch, out: Array, accuracy: Accuracy, last: Step, form: Format
) -> Array:
    """The largest error of dC/dz at the last layer, `(m, n_out)`; `out` are the outputs."""
    t = np.abs(batch.targets.astype(np.float64))
    opposite = np.abs(1 - batch.targets.astype(np.float64))
    z, e = last.net, last.net_error
    scale = _factor(network, batch)
    match network.loss.kind, network.layers[-1].activation:
        case "squared_error", "softmax":
            error = _squared_softmax(z, e, batch.targets.astype(np.float64), accuracy, form)
        case "squared_error", _:
            error = _squared(out, batch.targets.astype(np.float64), last, form)
        case "binary_cross_entropy", "sigmoid":
            error = _binary(z, e, t, opposite, accuracy, form)
        case "binary_cross_entropy", _:
            others = (opposite[:, :, None] * _without_one(z)).sum(axis=1)
            total = t.sum(axis=1, keepdims=True) + opposite.sum(axis=1, keepdims=True)
            error = relative_error(z, e, accuracy, form) * (t + others + _softmax(z) * total)
        case _:
            o = _softmax(z)
            sums = t.sum(axis=1, keepdims=True)
            error = relative_error(z, e, accuracy, form) * o * sums + form.u * _ROUNDINGS * (
                o * sums + t
            )
    return scale * error + (1 + scale) * form.tiny


def _squared(o: Array, t: Array, last: Step, form: Format) -> Array:
    """2 (o - t) f'(z): a difference and a slope, each with its error, and their product."""
    distance = np.abs(o - t)
    off = last.out_error + form.u * (distance + last.out_error)
    slope, slope_error = last.slope, last.slope_error
    product = (distance + off) * (slope + slope_error)
    return (
        2 * ((distance + off) * slope_error + off * slope + form.u * _ROUNDINGS * product)
        + (1 + distance) * form.tiny
    )


def _binary(
    z: Array, e: Array, t: Array, opposite: Array, accuracy: Accuracy, form: Format
) -> Array:
    """sigmoid(z) - t, or t and 1 - t times sigmoid of -z and z: the magnitudes of both forms."""
    fall = np.exp(-np.abs(z))
    high, low = 1 / (1 + fall), fall / (1 + fall)
    up, down = np.where(z >= 0, high, low), np.where(z >= 0, low, high)
    magnitude = up + t + opposite * up + t * down
    argument = accuracy.of("softplus").slope_argument * (np.abs(z) + e)
    moved = np.fmin(high * low * np.expm1(e), 1.0) * (1 + t + opposite)
    return moved + form.u * (accuracy.loss + _ROUNDINGS + argument) * (magnitude + moved)


def _squared_softmax(z: Array, e: Array, t: Array, accuracy: Accuracy, form: Format) -> Array:
    """o_j (v_j - sum v_i o_i) with v = 2 (o - t)."""
    o = _softmax(z)
    relative = relative_error(z, e, accuracy, form)
    v = 2 * np.abs(o - t)
    v_error = 2 * o * relative + form.u * 4 * v
    inner = (v * o).sum(axis=1, keepdims=True)
    inner_error = (v_error * o + v * o * relative).sum(axis=1, keepdims=True)
    size = o.shape[1]
    magnitude = o * (v + inner)
    return o * (v_error + inner_error) + magnitude * (relative + form.gamma(size + _ROUNDINGS))


def relative_error(z: Array, e: Array, accuracy: Accuracy, form: Format) -> Array:
    """By what fraction a softmax entry may be wrong: `(m, 1)`, the largest of its row.

    The net inputs' errors enter twice (numerator and sum); the arguments of the exponentials are
    differences of net inputs, rounded, and in the logarithmic form the logarithm of a sum.
    """
    size = z.shape[1]
    spread = np.abs(z - z.max(axis=1, keepdims=True)).max(axis=1, keepdims=True)
    top = e.max(axis=1, keepdims=True)
    moved = np.expm1(2 * top)
    own = accuracy.loss + _ROUNDINGS + 2 * size + 4 * (spread + top + np.log(size))
    return moved + form.u * own * (1 + moved)


def _softmax(z: Array) -> Array:
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _without_one(z: Array) -> Array:
    """The softmax over all outputs but i: `(m, i, n_out)`."""
    return _softmax(np.where(np.eye(z.shape[1], dtype=bool), -np.inf, z[:, None, :]))


def _factor(network: Network, batch: Batch) -> float:
    half, per_output, per_sample = network.loss.divisors
    factor = 0.5 if half else 1.0
    factor /= network.widths[-1] if per_output else 1
    factor /= batch.size if per_sample else 1
    if network.loss.kind != "squared_error":
        factor /= 1.0 if network.loss.log_base == "e" else np.log(float(network.loss.log_base))
    return float(factor)
