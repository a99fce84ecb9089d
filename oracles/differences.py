"""What do differences say, and how far do they trust themselves?

Central differences with ever smaller steps, extrapolated to step 0 (Ridders, 1982): every entry of
the tableau cancels one more power of the step, and the entry that changed least is the answer, its
change the estimate of its error. It is an estimate and no bound: differences are a witness and
judge nothing. The function is computed in float64 here, from the forward pass alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network

name = "differences"

_SHRINK = 2.0
_MOST_STEPS = 6
_HALF_UNIT = float(np.finfo(np.float64).eps) / 2
#: So many elements at most: every one costs a dozen forward passes.
MOST_PARAMETERS = 400


@dataclass(frozen=True)
class Estimate:
    """A derivative with the estimate of its own error, and the number of evaluations."""

    value: float
    error: float
    evaluations: int


def derivative(function: Callable[[float], float], at: float) -> Estimate:
    """The derivative of a function at a point, by extrapolated central differences."""
    step = 0.1 * max(abs(at), 1.0)
    best = Estimate(float("nan"), inf, 0)
    row: list[float] = []
    evaluations = 0
    for _ in range(_MOST_STEPS):
        above, below = function(at + step), function(at - step)
        evaluations += 2
        # Each value is off by half a unit or more: two changes of 0 are no certainty.
        noise = _HALF_UNIT * (abs(above) + abs(below)) / (2 * step)
        new = [(above - below) / (2 * step)]
        power = _SHRINK**2
        for known in row:
            new.append((power * new[-1] - known) / (power - 1))
            power *= _SHRINK**2
        for i, value in enumerate(new[1:], start=1):
            error = max(abs(value - new[i - 1]), abs(value - row[i - 1]), noise)
            if isfinite(value) and error <= best.error:
                best = Estimate(value, error, 0)
        if row and abs(new[-1] - row[-1]) >= 2 * best.error:
            break
        row, step = new, step / _SHRINK
    return replace(best, evaluations=evaluations)


def gradients(network: Network, batch: Batch) -> tuple[Gradients, Gradients]:
    """Gradients by differences, and the estimates of their errors in the same shape.

    Raises `ValueError` for more than `MOST_PARAMETERS` parameters.
    """
    arrays = [
        a.astype(np.float64) for layer in network.layers for a in (layer.weights, layer.biases)
    ]
    if sum(a.size for a in arrays) > MOST_PARAMETERS:
        raise ValueError(f"differences are taken of at most {MOST_PARAMETERS} parameters")
    values, errors = [np.zeros_like(a) for a in arrays], [np.zeros_like(a) for a in arrays]
    for number, array in enumerate(arrays):
        for where in np.ndindex(array.shape):

            def moved(x: float, number: int = number, where: tuple[int, ...] = where) -> float:
                changed = [a.copy() if i == number else a for i, a in enumerate(arrays)]
                changed[number][where] = x
                return _loss(network, batch, changed)[0]

            found = derivative(moved, float(array[where]))
            values[number][where], errors[number][where] = found.value, found.error
    loss, nets = _loss(network, batch, arrays)
    return (
        Gradients(loss, nets, tuple(values[0::2]), tuple(values[1::2])),
        Gradients(0.0, nets, tuple(errors[0::2]), tuple(errors[1::2])),
    )


def _loss(network: Network, batch: Batch, arrays: list[Array]) -> tuple[float, tuple[Array, ...]]:
    """The loss in float64, written here once more: nothing is shared with what is checked."""
    out, nets = batch.inputs.astype(np.float64), []
    for layer, w, b in zip(network.layers, arrays[0::2], arrays[1::2], strict=True):
        nets.append(out @ w + b)
        out = _activated(layer.activation, nets[-1], layer.alpha)
    t = batch.targets
    match network.loss.kind:
        case "squared_error":
            terms = (t - out) ** 2
        case "binary_cross_entropy":
            terms = -(t * np.log(out) + (1 - t) * np.log1p(-out))
        case _:
            terms = -t * np.log(out)
    half, per_output, per_sample = network.loss.divisors
    total = float(terms.sum())
    total /= (2 if half else 1) * (t.shape[1] if per_output else 1) * (len(t) if per_sample else 1)
    if network.loss.kind != "squared_error" and network.loss.log_base != "e":
        total /= float(np.log(float(network.loss.log_base)))
    return total, tuple(nets)


def _activated(activation: str, z: Array, alpha: float) -> Array:
    match activation:
        case "identity":
            return z
        case "step":
            return (z >= 0).astype(float)
        case "sigmoid":
            return 1 / (1 + np.exp(-z))
        case "tanh":
            return np.tanh(z)
        case "arctan":
            return np.arctan(z)
        case "relu":
            return np.maximum(z, 0)
        case "prelu":
            return np.where(z > 0, z, alpha * z)
        case "elu":
            return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))
        case "softplus":
            return np.logaddexp(z, 0)
        case _:
            raised = np.exp(z - z.max(axis=1, keepdims=True))
            return raised / raised.sum(axis=1, keepdims=True)
