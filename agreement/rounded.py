"""How far can a number have come by rounding, whatever it was computed by?

The running error bound of `bound`, for a computation that is not known in advance: a `Rounded`
carries an array of values with a bound on the difference between what an engine holds, in any order
of its sums, and the exact value; sums and products carry the bound on. A slipped backward pass is
run in these numbers, so that a gradient is compared with what a slip gives and nobody picks a
tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..cases.network import KINKED, Array, Batch, Layer, Network
from ..oracles.balls import Pair
from ..reference import activations, losses
from ..reference.forward import Trace
from .accuracy import Accuracy
from .bound import longest_sum, out_error_of, slope_and_error
from .heads import head_error, relative_error
from .hold import errors
from .rounding import Format, Step

#: No element says more about a slip than all of its digits.
_MOST_BITS = 64.0


@dataclass(frozen=True, eq=False)
class Rounded:
    """Values, the largest errors of what an engine holds for them, and the sizes of their terms.

    `size` is what cancelled terms add up to where whole paths are summed; else the value's own.
    """

    value: Array
    error: Array
    size: Array
    maths: Rounding
    __array_ufunc__ = None

    @property
    def T(self) -> Rounded:
        """The transpose."""
        return Rounded(self.value.T, self.error.T, self.size.T, self.maths)

    def __getitem__(self, rows: slice) -> Rounded:
        return Rounded(self.value[rows], self.error[rows], self.size[rows], self.maths)

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.error, self.size, self.maths)

    def __add__(self, other: Any) -> Rounded:
        b, form = self.maths.lifted(other), self.maths.form
        size = self.size + b.size
        error = self.error + b.error + form.u * size + form.tiny
        return self.maths.held(self.value + b.value, error, size)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Rounded:
        return self + -self.maths.lifted(other)

    def __rsub__(self, other: Any) -> Rounded:
        return -self + other

    def __mul__(self, other: Any) -> Rounded:
        b, form = self.maths.lifted(other), self.maths.form
        size = self.size * b.size
        error = self.error * (np.abs(b.value) + b.error) + np.abs(self.value) * b.error
        error = error + form.u * size + (1 + self.size + b.size) * form.tiny
        return self.maths.held(self.value * b.value, error, size)

    __rmul__ = __mul__

    def __truediv__(self, count: int) -> Rounded:
        form = self.maths.form
        error = self.error / count + form.u * self.size / count + form.tiny
        return self.maths.held(self.value / count, error, self.size / count)

    def __len__(self) -> int:
        return len(self.value)

    def __matmul__(self, other: Any) -> Rounded:
        b, form = self.maths.lifted(other), self.maths.form
        terms = max(len(b.value), self.maths.terms) + 1
        size = self.size @ b.size
        error = self.error @ (np.abs(b.value) + b.error) + np.abs(self.value) @ b.error
        error = error + form.gamma(terms) * size + terms * form.tiny
        return self.maths.held(self.value @ b.value, error, size)

    def __rmatmul__(self, other: Any) -> Rounded:
        return self.maths.lifted(other) @ self

    def sum(self, axis: int, keepdims: bool = False) -> Rounded:
        """The sum along an axis, in any order."""
        form = self.maths.form
        value, error, size = (
            a.sum(axis=axis, keepdims=keepdims) for a in (self.value, self.error, self.size)
        )
        terms = max(self.value.shape[axis], self.maths.terms) + 1
        return self.maths.held(value, error + form.gamma(terms) * size + terms * form.tiny, size)


@dataclass(frozen=True)
class Rounding:
    """What rounds: the format, the accuracy of an engine's primitives, and the length of its sums.

    `terms` is the length of the longest sum over paths, and 0 where layers follow one another.
    Where the branches taken at kinks are not known, both are allowed within rounding of the kink.
    """

    form: Format
    accuracy: Accuracy
    terms: int = 0
    branches_known: bool = True

    def held(self, value: Array, error: Array, size: Array) -> Rounded:
        """The result of an operation; nothing is known of what overflows."""
        known = np.isfinite(value) & (np.abs(value) + error < self.form.largest)
        value, error = np.where(known, value, 0.0), np.where(known, error, np.inf)
        own = np.abs(value) + error
        return Rounded(value, error, np.maximum(size, own) if self.terms else own, self)

    def lifted(self, number: Any) -> Rounded:
        """Arrays are exact; a number that stands in the code is rounded once."""
        if isinstance(number, Rounded):
            return number
        value = np.asarray(number, dtype=np.float64)
        error = np.zeros(value.shape)
        if isinstance(number, float) and not number.is_integer():
            error = error + self.form.u * abs(number)
        return Rounded(value, error, np.abs(value) + error, self)

    def value(self, activation: str, z: Rounded, alpha: float = 0.0) -> Rounded:
        """f(z)."""
        if activation == "identity":
            return z
        value = activations.value(activation, z.value, alpha)
        if activation == "softmax":
            relative = relative_error(z.value, z.error, self.accuracy, self.form)
            return self.held(value, relative * value + self.form.tiny, value)
        layer, table = _layer(activation, alpha), self.accuracy.of(activation)
        slope, _ = self._slope(layer, z)
        error = out_error_of(layer, z.value, z.error, slope, np.abs(value), table, self.form)
        if activation == "relu":  # a unit that is off holds 0, and its slope there is no riddle
            error = np.where(z.value + z.error < 0, 0.0, error)
        if activation == "step":
            error = np.where(self._is_open(z), 1.0, error)
        elif activation in KINKED:  # on either side it is at most so steep
            steepest = max(1.0, abs(alpha)) * z.error
            error = np.where(self._is_open(z), np.maximum(error, steepest), error)
        return self.held(value, error, np.abs(value))

    def slope(self, activation: str, z: Rounded, alpha: float = 0.0) -> Rounded:
        """f'(z)."""
        layer = _layer(activation, alpha)
        value = activations.slope(activation, z.value, alpha)
        _, error = self._slope(layer, z)
        if activation in KINKED:
            jump = {"relu": 1.0, "step": 0.0}.get(activation, abs(1 - alpha))
            error = np.where(self._is_open(z), error + jump, error)
        return self.held(value, error, np.abs(value))

    def _is_open(self, z: Rounded) -> Array:
        """Where it is not known which branch was taken at a kink: within rounding of it."""
        near = (np.abs(z.value) <= z.error) & (z.error > 0)
        return near & (not self.branches_known)

    def _slope(self, layer: Layer, z: Rounded) -> tuple[Array, Array]:
        table = self.accuracy.of(layer.activation)
        return slope_and_error(layer, z.value, z.error, z.value > 0, table, self.form)

    def delta(self, network: Network, batch: Batch, z: Rounded) -> Rounded:
        """dC/dz at the last layer."""
        o = self.value(network.layers[-1].activation, z, network.layers[-1].alpha)
        if network.loss.kind == "squared_error" and network.layers[-1].activation != "softmax":
            slope = self.slope(network.layers[-1].activation, z, network.layers[-1].alpha)
            return 2.0 * (o - batch.targets) * slope * losses.factor(network, batch)
        value = losses.delta(network, batch, z.value)
        nothing = np.zeros_like(z.value)
        last = Step(nothing, nothing, z.value, z.error, o.error, nothing, nothing)
        error = head_error(network, batch, o.value, self.accuracy, last, self.form)
        return self.held(value, error, np.abs(value))

    def trace(self, network: Network, batch: Batch, nets: Sequence[Array] = ()) -> Trace:
        """The forward pass; at an engine's own net inputs, if they are known."""
        a, seen, found = self.lifted(batch.inputs), [], []
        with np.errstate(all="ignore"):
            for l, layer in enumerate(network.layers):
                z = a @ layer.weights + layer.biases
                if nets:
                    z = self.held(nets[l].astype(np.float64), z.error, z.size)
                seen.append(a)
                found.append(z)
                a = self.value(layer.activation, z, layer.alpha)
        return Trace(tuple(seen), tuple(found))

    def explains(self, found: Array, predicted: Rounded) -> bool:
        """Whether rounding alone separates what was found from what is predicted.

        Both were rounded: what was found, and the prediction.
        """
        return not _off(found, predicted).outside.any()

    def information(self, found: Array, predicted: Rounded) -> float:
        """How many bits a match says where a prediction fails: the digits that are to explain."""
        off = _off(found, predicted)
        with np.errstate(all="ignore"):
            bits = np.log2(off.difference / (2 * predicted.error))
        bits = np.where(np.isfinite(bits), bits, _MOST_BITS)
        return float(np.where(off.outside, np.clip(bits, 0.0, _MOST_BITS), 0.0).sum())


def rounding(network: Network, accuracy: Accuracy, enumerates_paths: bool) -> Rounding:
    """The rounding of an engine on a network, in the network's format."""
    limits = np.finfo(network.dtype)
    form = Format(float(limits.eps) / 2, accuracy.underflow(network.dtype), float(limits.max))
    return Rounding(form, accuracy, longest_sum(network) if enumerates_paths else 0)


def _off(found: Array, predicted: Rounded):  # type: ignore[no-untyped-def]
    return errors(found, Pair(predicted.value, np.zeros_like(predicted.value)), 2 * predicted.error)


@lru_cache(maxsize=256)
def _layer(activation: str, alpha: float) -> Layer:
    return Layer(np.ones((1, 1)), np.zeros(1), activation, alpha)
