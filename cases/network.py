"""What is checked: a network, a batch of data for it, and the gradients that an engine returns.

Shapes: weights `(fan_in, fan_out)`, biases `(fan_out,)`, inputs `(m, n_in)`, targets `(m, n_out)`.
A layer computes `net = out_before @ weights + biases` and `out = activation(net)`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

ACTIVATIONS = (
    "identity", "step", "sigmoid", "tanh", "arctan", "relu", "prelu", "elu", "softplus", "softmax",
)  # fmt: skip
#: Activations with a kink or a jump at 0, where the derivative is a set.
KINKED = ("step", "relu", "prelu", "elu")
LOSSES = ("squared_error", "binary_cross_entropy", "categorical_cross_entropy")
LOG_BASES = ("e", "2", "10")
REDUCTIONS = ("sum", "mean")


class ShapeError(ValueError):
    """Something does not fit: the message names the field, what was found and what was expected."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Weights `(fan_in, fan_out)`, biases `(fan_out,)` and what is applied to the net input.

    `alpha` is the slope of prelu below 0, and the scale of elu there; the others do not use it.
    Raises `ShapeError` for shapes that do not fit, for a number that is not finite, and for an
    unknown activation.
    """

    weights: Array
    biases: Array
    activation: str
    alpha: float = 0.0

    def __post_init__(self) -> None:
        _require_known("activation", self.activation, ACTIVATIONS)
        for name, dimensions in (("weights", 2), ("biases", 1)):
            object.__setattr__(self, name, _numbers(name, getattr(self, name), dimensions))
        if self.biases.shape != self.weights.shape[1:]:
            raise ShapeError(
                f"biases: found {self.biases.size}, expected {self.weights.shape[1]}, "
                f"one for each column of weights {self.weights.shape}"
            )
        if self.weights.size == 0:
            raise ShapeError(f"weights: a layer needs a unit, found shape {self.weights.shape}")
        object.__setattr__(self, "alpha", _finite("alpha", self.alpha))


@dataclass(frozen=True)
class Loss:
    """What is minimised: a kind, its reductions and, for the cross-entropies, its log base.

    With o the outputs and t the targets, one sample's loss is the sum (`outputs="sum"`) or the mean
    over outputs of: squared_error (t - o)², halved where `half`; binary_cross_entropy
    -(t log o + (1 - t) log(1 - o)); categorical_cross_entropy -t log o. Samples are summed or
    averaged (`batch`).
    """

    kind: str = "squared_error"
    outputs: str = "sum"
    batch: str = "sum"
    half: bool = False
    log_base: str = "e"

    def __post_init__(self) -> None:
        _require_known("loss.kind", self.kind, LOSSES)
        _require_known("loss.outputs", self.outputs, REDUCTIONS)
        _require_known("loss.batch", self.batch, REDUCTIONS)
        _require_known("loss.log_base", self.log_base, LOG_BASES)
        if self.half and self.kind != "squared_error":
            raise ShapeError(f"loss.half: only squared_error is halved, found {self.kind}")

    @property
    def divisors(self) -> tuple[bool, bool, bool]:
        """Whether the loss is divided by 2, by the number of outputs, by the number of samples."""
        return self.half, self.outputs == "mean", self.batch == "mean"


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, each fitting the one before, and a loss that fits the last activation.

    Raises `ShapeError` where a layer does not fit, softmax stands before the last layer, or the
    loss does not fit the last activation.
    """

    layers: tuple[Layer, ...]
    loss: Loss

    def __post_init__(self) -> None:
        if not self.layers:
            raise ShapeError("layers: a network needs at least one")
        for number, (before, layer) in enumerate(zip(self.layers, self.layers[1:], strict=False)):
            if before.weights.shape[1] != layer.weights.shape[0]:
                raise ShapeError(
                    f"layers[{number + 1}].weights: found {layer.weights.shape[0]} rows, expected "
                    f"{before.weights.shape[1]}, one for each unit of the layer before"
                )
            if before.activation == "softmax":
                raise ShapeError(f"layers[{number}].activation: softmax belongs to the last layer")
        _require_one_dtype(self.layers)
        last = self.layers[-1]
        if last.activation == "softmax" and last.biases.size < 2:
            raise ShapeError("layers[-1].activation: softmax needs two outputs or more, found 1")
        if self.loss.kind not in losses_that_fit(self.layers[-1].activation):
            raise ShapeError(
                f"loss.kind: {self.loss.kind} does not fit outputs of "
                f"{self.layers[-1].activation}; expected one of "
                f"{', '.join(losses_that_fit(self.layers[-1].activation))}"
            )

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of inputs, then of the units of every layer."""
        return (
            self.layers[0].weights.shape[0],
            *(layer.weights.shape[1] for layer in self.layers),
        )

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32; all parameters share it."""
        return self.layers[0].weights.dtype

    def rounded_to(self, dtype: npt.DTypeLike) -> Network:
        """The same network with every parameter rounded to `dtype`."""
        kind = np.dtype(dtype).type
        return replace(
            self,
            layers=tuple(
                replace(
                    layer,
                    weights=_rounded(layer.weights, kind),
                    biases=_rounded(layer.biases, kind),
                    alpha=float(_rounded(np.asarray(layer.alpha), kind)),
                )
                for layer in self.layers
            ),
        )

    def with_parameters(self, weights: list[Array], biases: list[Array]) -> Network:
        """The same layers and loss with other weights and biases."""
        return replace(
            self,
            layers=tuple(
                replace(layer, weights=w, biases=b)
                for layer, w, b in zip(self.layers, weights, biases, strict=True)
            ),
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs `(m, n_in)` and targets `(m, n_out)`, m samples. Raises `ShapeError`."""

    inputs: Array
    targets: Array

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            object.__setattr__(self, name, _numbers(name, getattr(self, name), 2))
        if len(self.inputs) != len(self.targets) or not len(self.inputs):
            raise ShapeError(
                f"targets: found {len(self.targets)} rows, expected {len(self.inputs)} "
                "(one for each row of inputs, and at least one)"
            )

    @property
    def size(self) -> int:
        """The number of samples, m."""
        return len(self.inputs)

    def rounded_to(self, dtype: npt.DTypeLike) -> Batch:
        """The same samples rounded to `dtype`."""
        return Batch(_rounded(self.inputs, dtype), _rounded(self.targets, dtype))


@dataclass(frozen=True, eq=False)
class Gradients:
    """What an engine returns: the loss, the net inputs of each layer, and the loss's gradients.

    `nets[l]` is `(m, units of layer l)`; `weights[l]` and `biases[l]` have the shapes of the
    parameters that they are the gradients of.
    """

    loss: float
    nets: tuple[Array, ...]
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]


def losses_that_fit(activation: str) -> tuple[str, ...]:
    """The losses that are defined on the outputs of an activation."""
    return {
        "sigmoid": ("squared_error", "binary_cross_entropy"),
        "softmax": LOSSES,
    }.get(activation, ("squared_error",))


def require_fit(network: Network, batch: Batch) -> None:
    """Raise `ShapeError` where the batch does not fit the network."""
    expected = network.widths[0], network.widths[-1]
    found = batch.inputs.shape[1], batch.targets.shape[1]
    for field, wanted, had in zip(("inputs", "targets"), expected, found, strict=True):
        if wanted != had:
            raise ShapeError(f"{field}: found {had} columns, expected {wanted}")


def _require_known(field: str, found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        raise ShapeError(f"{field}: found {found!r}, expected one of {', '.join(known)}")


def _require_one_dtype(layers: tuple[Layer, ...]) -> None:
    expected = layers[0].weights.dtype
    for number, layer in enumerate(layers):
        for name, found in (("weights", layer.weights.dtype), ("biases", layer.biases.dtype)):
            if found != expected:
                raise ShapeError(
                    f"layers[{number}].{name}: found {found}, expected {expected}, as in "
                    "layers[0].weights"
                )


def _rounded(array: Array, dtype: npt.DTypeLike) -> Array:
    """The nearest numbers of a dtype; infinite where they are too large, which is refused later."""
    with np.errstate(over="ignore"):
        return array.astype(dtype)


def _finite(field: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ShapeError(f"{field}: found {value!r:.40}, expected a finite number") from None
    if not np.isfinite(number):
        raise ShapeError(f"{field}: found {number}, expected a finite number")
    return number


def _numbers(field: str, values: npt.ArrayLike, dimensions: int) -> Array:
    irregular = f"{field}: expected numbers in rows of equal length"
    try:
        array = np.array(values)
        kind = array.dtype.kind
        if kind in "biufO" and array.dtype != np.float32:  # O: beyond 64 bits, or fractions
            array = _rounded(array, np.float64)
    except OverflowError:
        raise ShapeError(f"{field}: found a number too large for a float") from None
    except (TypeError, ValueError):
        raise ShapeError(irregular) from None
    if kind == "c":
        raise ShapeError(f"{field}: found complex numbers, expected real ones")
    if kind not in "biufO":
        raise ShapeError(irregular)
    if array.ndim != dimensions:
        raise ShapeError(f"{field}: found {array.ndim} dimension(s), expected {dimensions}")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ShapeError(f"{field}{list(where)}: found {array[where]}, expected a finite number")
    array.flags.writeable = False
    return array
