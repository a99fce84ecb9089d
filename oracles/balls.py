"""What is the exact gradient, to as many digits as are asked for?

Reverse-mode automatic differentiation in ball arithmetic (`tape`): every number is a ball, midpoint
and radius, that is proved to contain the exact value for the given floats. Precision is doubled
until every ball is small, up to a cap.

Where an activation has a kink, the branch that a net input takes decides. It is read off the sign
of the ball, or prescribed: an engine that rounds may take the other branch where the net input is
within its rounding error of the kink, and its gradient is then compared with the exact gradient on
that branch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx

from ..cases.network import KINKED, Array, Batch, Layer, Network
from . import tape
from .objects import objects
from .tape import Var

name = "balls"

FIRST_PRECISION = 128
HIGHEST_PRECISION = 4096
#: Every ball is at most this fraction of its own magnitude wide,
WANTED = 2.0**-70
#: or as narrow as this, far below the smallest float: what is exactly 0 stays a ball around 0.
NEGLIGIBLE = 2.0**-1060


class UndecidedError(ArithmeticError):
    """The balls are still too wide at the highest precision, or a net input sits on a kink."""


@dataclass(frozen=True, eq=False)
class Exact:
    """Enclosures for the floats of one network and batch, as midpoint pairs `high + low`.

    `high` holds the float64 nearest to each midpoint and `low` the float64 nearest to what is left,
    so that a difference to `high + low` is known to about twice float64's digits. `nets`, `outs`
    (`(m, units)` a layer), their gradients `net_gradients` and `out_gradients`, and the gradients
    of the parameters. `branches[l]` says where layer l took the branch above its kink.
    """

    loss: Pair
    nets: tuple[Pair, ...]
    outs: tuple[Pair, ...]
    net_gradients: tuple[Pair, ...]
    out_gradients: tuple[Pair, ...]
    weights: tuple[Pair, ...]
    biases: tuple[Pair, ...]
    branches: tuple[Array, ...]
    precision: int


@dataclass(frozen=True, eq=False)
class Pair:
    """An array of exact values as `high + low`, both float64."""

    high: Array
    low: Array


def gradients(network: Network, batch: Batch, branches: Sequence[Array] = ()) -> Exact:
    """Exact loss, trace and gradients; the first layers on the prescribed branches, if any.

    A net input that the highest precision cannot tell from 0 counts as 0. Raises `UndecidedError`
    where the highest precision leaves a ball too wide.
    """
    precision = FIRST_PRECISION
    while precision <= HIGHEST_PRECISION:
        with ctx.workprec(precision):
            found = _attempt(network, batch, branches, precision)
        if found is not None:
            return found
        precision *= 2
    raise UndecidedError(f"not settled with {HIGHEST_PRECISION} bits")


def _attempt(
    network: Network, batch: Batch, branches: Sequence[Array], precision: int
) -> Exact | None:
    weights = [Var(balls(layer.weights)) for layer in network.layers]
    biases = [Var(balls(layer.biases)) for layer in network.layers]
    if (passed := forward(network, Var(balls(batch.inputs)), weights, biases, branches)) is None:
        return None
    nets, outs, taken = passed
    loss = network_loss(network, batch, nets[-1], outs[-1])
    hidden = outs[:-1]
    wanted = [*nets, *hidden, *weights, *biases]
    grown = tape.gradients(loss, wanted)
    depth = len(nets)
    parts = [grown[:depth], grown[depth : 2 * depth - 1], grown[2 * depth - 1 :]]
    every = [*(v.value for v in nets), *(v.value for v in outs), *grown]
    if not all(_is_narrow(value) for value in every):
        return None
    return Exact(
        loss=pair(np.array(loss.value, dtype=object)),
        nets=tuple(pair(v.value) for v in nets),
        outs=tuple(pair(v.value) for v in outs),
        net_gradients=tuple(pair(g) for g in parts[0]),
        out_gradients=tuple(pair(g) for g in parts[1]),
        weights=tuple(pair(g) for g in parts[2][:depth]),
        biases=tuple(pair(g) for g in parts[2][depth:]),
        branches=tuple(taken),
        precision=precision,
    )


def forward(
    network: Network, out: Var, w: Sequence[Var], b: Sequence[Var], branches: Sequence[Array] = ()
) -> tuple[list[Var], list[Var], list[Array]] | None:
    """Nets, outputs and branches of every layer, from the inputs; the first branches prescribed.

    None where it takes more precision to say on which side of a kink a net input lies.
    """
    nets, outs, taken = [], [], []
    for number, layer in enumerate(network.layers):
        net = out @ w[number] + b[number]
        if number < len(branches):
            above = branches[number]
        elif ctx.prec < HIGHEST_PRECISION and not _is_signed(layer, net.value):
            return None
        else:
            above = _above(layer, net.value)
        out = activation(layer, net, above)
        nets.append(net)
        outs.append(out)
        taken.append(above)
    return nets, outs, taken


def activation(layer: Layer, z: Var, above: Array) -> Var:
    """f(z) by elements, composed from exp, log and branches; `above` chooses the branch."""
    one = _number(1)
    match layer.activation:
        case "identity" | "softmax":
            return z
        case "step":
            return Var(objects((arb(int(a)) for a in above.flat), above.shape))
        case "sigmoid":
            return sigmoid(z)
        case "tanh":
            return _number(2) * sigmoid(_number(2) * z) - one
        case "arctan":
            return tape.arctan(z)
        case "relu":
            return tape.choose(above, z, _number(0) * z)
        case "prelu":
            return tape.choose(above, z, Var(arb(layer.alpha)) * z)
        case "elu":
            below = tape.choose(above, _number(0) * z, z)
            return tape.choose(above, z, Var(arb(layer.alpha)) * (tape.exp(below) - one))
        case "softplus":
            return softplus(z)
        case name:
            raise ValueError(f"no activation {name!r} here")


def sigmoid(z: Var) -> Var:
    """1/(1 + e^-z), or e^z/(1 + e^z) where z is negative: the same, and nothing overflows."""
    one = _number(1)
    sign = _signs(z.value)
    e = tape.exp(-(Var(sign) * z))
    return tape.choose(_mask(sign), one / (one + e), e / (one + e))


def softplus(z: Var) -> Var:
    """log(1 + e^z), or z + log(1 + e^-z) where z is positive."""
    one = _number(1)
    sign = _signs(z.value)
    rest = tape.log(one + tape.exp(-(Var(sign) * z)))
    return tape.choose(_mask(sign), z + rest, rest)


def log_sum_exp(z: Var) -> Var:
    """log of the sum of e^z along every row, `(m, 1)`, taken from the largest term."""
    top = Var(_largest(z.value))
    return top + tape.log(tape.total(tape.exp(z - top), 1))


def network_loss(network: Network, batch: Batch, z: Var, out: Var) -> Var:
    """The loss as a scalar, from the last net inputs and outputs."""
    t = Var(balls(batch.targets))
    one = Var(arb(1))
    match network.loss.kind, network.layers[-1].activation:
        case "squared_error", "softmax":
            terms = tape.power(t - tape.exp(z - log_sum_exp(z)), 2)
        case "squared_error", _:
            terms = tape.power(t - out, 2)
        case "binary_cross_entropy", "sigmoid":
            terms = t * softplus(-z) + (one - t) * softplus(z)
        case "binary_cross_entropy", _:
            rest = _log_without_each(z) - log_sum_exp(z)
            terms = -(t * (z - log_sum_exp(z))) - (one - t) * rest
        case _:
            terms = -(t * (z - log_sum_exp(z)))
    return tape.total(terms) * Var(_factor(network, batch))


def _log_without_each(z: Var) -> Var:
    """For every output the log of the sum of e^z over the other outputs: `(m, n_out)`."""
    samples, width = z.value.shape
    rows = []
    for n in range(samples):
        row = [tape.element(z, (n, j)) for j in range(width)]
        rows.append(
            [
                tape.element(log_sum_exp(tape.stacked([row[:i] + row[i + 1 :]])), (0, 0))
                for i in range(width)
            ]
        )
    return tape.stacked(rows)


def _factor(network: Network, batch: Batch) -> arb:
    half, per_output, per_sample = network.loss.divisors
    factor = arb(1)
    if half:
        factor /= 2
    if per_output:
        factor /= network.widths[-1]
    if per_sample:
        factor /= batch.size
    if network.loss.kind != "squared_error" and network.loss.log_base != "e":
        factor /= arb(int(network.loss.log_base)).log()
    return factor


def balls(array: Array) -> Array:
    """The floats of an array as exact balls."""
    return objects((arb(float(x)) for x in array.flat), array.shape)


def pair(array: Array) -> Pair:
    """The midpoints of an array of balls as two float64 each."""
    high = np.array([float(b.mid()) for b in array.flat]).reshape(array.shape)
    low = np.array(
        [
            float((b - arb(h)).mid()) if np.isfinite(h) else 0.0
            for b, h in zip(array.flat, high.flat, strict=True)
        ]
    ).reshape(array.shape)
    return Pair(high, low)


def _is_signed(layer: Layer, nets: Array) -> bool:
    """Whether it is known on which side of the kink every net input lies."""
    return layer.activation not in KINKED or all(
        net.is_zero() or not net.contains(0) for net in nets.flat
    )


def _above(layer: Layer, nets: Array) -> Array:
    """Where a net input is above the kink; at 0 only step is, which has the value 1 there."""
    if layer.activation not in KINKED:
        return np.zeros(nets.shape, dtype=bool)
    at_zero = layer.activation == "step"
    return np.array([net > 0 or (at_zero and net.contains(0)) for net in nets.flat]).reshape(
        nets.shape
    )


def _is_narrow(value: Any) -> bool:
    every = value.flat if isinstance(value, np.ndarray) else [value]
    return all(
        b.is_finite() and float(b.rad()) <= max(WANTED * float(abs(b.mid())), NEGLIGIBLE)
        for b in every
    )


def _number(value: int) -> Var:
    return Var(arb(value))


def _signs(value: Any) -> Any:
    """1 where the midpoint is positive, else -1: which of two equal forms is used."""
    if not isinstance(value, np.ndarray):
        return arb(1) if value.mid() > 0 else arb(-1)
    return objects((arb(1) if b.mid() > 0 else arb(-1) for b in value.flat), value.shape)


def _mask(signs: Any) -> Any:
    if not isinstance(signs, np.ndarray):
        return bool(signs > 0)
    return np.array([bool(s > 0) for s in signs.flat]).reshape(signs.shape)


def _largest(value: Array) -> Array:
    """The largest midpoint of every row, as exact numbers: any shift is right, this one is safe."""
    top = np.empty((value.shape[0], 1), dtype=object)
    for n, row in enumerate(value):
        top[n, 0] = max((b.mid() for b in row), key=lambda m: m)
    return top
