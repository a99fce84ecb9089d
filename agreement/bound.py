"""By how much may an engine's gradient differ from the exact one?

A running error bound, forward and backward (Higham, Accuracy and Stability of Numerical Algorithms,
ch. 3): every quantity of the computation carries a bound on the difference between what the engine
holds and the exact value. A sum of n products in any order errs by at most gamma_n times the sum of
magnitudes, gamma_n = n u / (1 - n u); a product of two inexact factors by the cross terms; an
activation by its slope times the error of its argument plus what the engine's accuracy table says.
Magnitudes are the exact ones, from balls, plus the bound itself.

Nothing here is a tolerance: the bound follows from the network, the batch, the unit roundoff and
the table. It is evaluated in float64 and inflated by a millionth for its own rounding. Where
something overflows the engine's format the bound is infinite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cases.network import Array, Batch, Layer, Network
from ..oracles.balls import Exact
from .accuracy import Accuracy, Primitive
from .heads import head_error
from .rounding import Format, Step

_INFLATION = 1 + 1e-6


@dataclass(frozen=True, eq=False)
class Bound:
    """For every layer the largest difference that rounding explains, by elements.

    `nets[l]` is `(m, units)`; `weights[l]` and `biases[l]` have the parameters' shapes; `loss` is
    not bounded.
    """

    nets: tuple[Array, ...]
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]


def bound(
    network: Network,
    batch: Batch,
    exact: Exact,
    accuracy: Accuracy,
    enumerates_paths: bool = False,
) -> Bound:
    """The bound for one engine, in the network's dtype.

    `enumerates_paths` is for computations that sum over whole paths: what cancels within a layer
    does not cancel there, so that magnitudes are propagated without signs.
    """
    limits = np.finfo(network.dtype)
    form = Format(float(limits.eps) / 2, accuracy.underflow(network.dtype), float(limits.max))
    with np.errstate(all="ignore"):
        steps = _forward(network, batch, exact, accuracy, form)
        weights, biases = _backward(network, batch, exact, accuracy, form, steps, enumerates_paths)
    return Bound(
        tuple(_finished(step.net_error) for step in steps),
        tuple(_finished(w) for w in weights),
        tuple(_finished(b) for b in biases),
    )


def _forward(
    network: Network, batch: Batch, exact: Exact, accuracy: Accuracy, form: Format
) -> list[Step]:
    seen, error = np.abs(batch.inputs.astype(np.float64)), np.zeros(batch.inputs.shape)
    steps = []
    for number, layer in enumerate(network.layers):
        w, b = (np.abs(a.astype(np.float64)) for a in (layer.weights, layer.biases))
        fan_in = len(w)
        sums = form.held((seen + error) @ w + b)
        net_error = error @ w + form.gamma(fan_in + 1) * sums + (fan_in + 1) * form.tiny
        z, above = exact.nets[number].high, exact.branches[number]
        table = accuracy.of(layer.activation)
        slope, slope_error = slope_and_error(layer, z, net_error, above, table, form)
        out = np.abs(exact.outs[number].high)
        out_error = out_error_of(layer, z, net_error, slope, out, table, form)
        steps.append(Step(seen, error, z, net_error, out_error, slope, slope_error))
        seen, error = out, out_error
    return steps


def _backward(
    network: Network,
    batch: Batch,
    exact: Exact,
    accuracy: Accuracy,
    form: Format,
    steps: list[Step],
    enumerates_paths: bool,
) -> tuple[list[Array], list[Array]]:
    g = np.abs(exact.net_gradients[-1].high)
    e = head_error(network, batch, exact.outs[-1].high, accuracy, steps[-1], form)
    samples = form.gamma(batch.size + 1)
    longest = longest_sum(network) if enumerates_paths else 0
    weights: list[Array] = []
    biases: list[Array] = []
    for number in reversed(range(len(steps))):
        step, held = steps[number], form.held(g + e)
        seen = step.seen + step.seen_error
        count = batch.size + 1 + longest
        weights.append(
            step.seen.T @ e
            + step.seen_error.T @ held
            + (samples + form.gamma(longest)) * (seen.T @ held)
            + count * form.tiny
        )
        biases.append(
            e.sum(axis=0) + (samples + form.gamma(longest)) * held.sum(axis=0) + count * form.tiny
        )
        if number:
            w = np.abs(network.layers[number].weights.astype(np.float64))
            before, units = steps[number - 1], w.shape[1]
            arriving_error = (
                e @ w.T + form.gamma(units + 1) * (held @ w.T) + (units + 1) * form.tiny
            )
            arriving = g @ w.T if enumerates_paths else np.abs(exact.out_gradients[number - 1].high)
            both = form.held(arriving + arriving_error)
            e = (
                both * before.slope_error
                + arriving_error * before.slope
                + form.u * both * (before.slope + before.slope_error)
                + (1 + both) * form.tiny
            )
            if enumerates_paths:
                g = arriving * before.slope
            else:
                g = np.abs(exact.net_gradients[number - 1].high)
    return weights[::-1], biases[::-1]


def longest_sum(network: Network) -> int:
    """How many terms a sum over paths has, and factors a path, at most."""
    count = 1
    for width in network.widths[1:]:
        count *= width
    return count + 2 * len(network.layers)


#: sup |f''/f'|: by how much the logarithm of a slope can change for each unit of its argument.
_LOG_SLOPE = {"sigmoid": 1.0, "tanh": 2.0, "arctan": 1.0, "elu": 1.0, "softplus": 1.0}
#: The length of an activation's range: its value is never further off.
_RANGE = {"sigmoid": 1.0, "tanh": 2.0, "arctan": np.pi}


def slope_and_error(
    layer: Layer, z: Array, e: Array, above: Array, table: Primitive, form: Format
) -> tuple[Array, Array]:
    """|f'(z)| on the branch taken, and the error of what the engine takes for it."""
    alpha, nothing = abs(layer.alpha), np.zeros_like(z)
    match layer.activation:
        case "identity" | "softmax":
            return np.ones_like(z), nothing
        case "step":
            return nothing, nothing
        case "relu":
            return above.astype(float), nothing
        case "prelu":
            return np.where(above, 1.0, alpha), nothing
        case name:
            slope, steepest = _slope_at(name, z, alpha), _steepest(name, z, e, alpha)
    moved = _moved(slope, _slope_at(name, _outward(name, z, e), alpha), steepest, e, name, form)
    weight = {"sigmoid": _sigmoid(z) ** 2, "tanh": np.tanh(z) ** 2, "elu": alpha}.get(name, 1.0)
    own = form.u * (
        table.slope * (slope + moved)
        + table.slope_absolute * weight
        + table.slope_argument * (np.abs(z) + e) * (slope + moved)
    )
    error = moved + own + np.where(z + e > table.linear_from, np.exp(-table.linear_from), 0.0)
    if name == "elu":
        return np.where(above, 1.0, slope), np.where(above, 0.0, error + form.tiny)
    return slope, error + form.tiny


def _slope_at(name: str, z: Array, alpha: float) -> Array:
    fall = np.exp(-np.abs(z))
    match name:
        case "sigmoid":
            return fall / (1 + fall) ** 2
        case "tanh":
            return 4 * fall**2 / (1 + fall**2) ** 2
        case "arctan":
            return 1 / (1 + z**2)
        case "elu":
            return alpha * np.exp(np.minimum(z, 0))
        case _:
            return _sigmoid(z)


def _steepest(name: str, z: Array, e: Array, alpha: float) -> Array:
    """The largest slope within e of z: towards 0 for the bells, upwards for the others."""
    if name in ("elu", "softplus"):
        return _slope_at(name, z + e, alpha)
    return _slope_at(name, np.maximum(np.abs(z) - e, 0), alpha)


def _outward(name: str, z: Array, e: Array) -> Array:
    """The point within e of z where the slope is smallest."""
    return z - e if name in ("elu", "softplus") else np.abs(z) + e


def _moved(
    slope: Array, flattest: Array, steepest: Array, e: Array, name: str, form: Format
) -> Array:
    """How far a slope can be off when its argument is off by e.

    For a small e by its logarithm, which is accurate; for a large one from the ends.
    """
    by_logarithm = slope * np.expm1(_LOG_SLOPE[name] * e)
    ends = np.maximum(steepest - slope, slope - flattest) + 8 * form.u * steepest
    return np.where(e < 0.5, by_logarithm, ends)


def out_error_of(
    layer: Layer, z: Array, e: Array, slope: Array, out: Array, table: Primitive, form: Format
) -> Array:
    """By how much an output may be off."""
    alpha = abs(layer.alpha)
    match layer.activation:
        case "identity" | "softmax" | "relu":
            return e
        case "step":
            return np.zeros_like(z)
        case "prelu":
            return slope * e + form.u * (out + slope * e) + form.tiny
        case name:
            # An elu may cross its kink: there the slope is 1 at most, or alpha.
            steepest = _steepest(name, z, e, alpha) * (1 + 1e-9)
            if name == "elu":
                steepest = np.where(z + e > 0, max(1.0, alpha), steepest)
    moved = np.fmin(steepest * e, _RANGE.get(name, np.inf))
    own = form.u * (table.value * (out + moved) + table.value_absolute)
    tail = np.where(z + e > table.linear_from, np.exp(-table.linear_from), 0.0)
    return moved + own + tail + form.tiny


def _sigmoid(z: Array) -> Array:
    fall = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + fall), fall / (1 + fall))


def _finished(error: Array) -> Array:
    return np.where(np.isnan(error), np.inf, error * _INFLATION)
