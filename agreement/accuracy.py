"""How accurate is each engine's every primitive?

The errors that an engine may make are declared here, in units of roundoff u (2^-53 for float64,
2^-24 for float32), one table an engine. They were measured against balls (`python -m
backproof.benchmarks primitives`; figures in docs/bounds.md) and stand at about twice the largest
error that was seen.

What a textbook bound gets wrong is said by these entries:

- torch's softplus is z itself above 20, so that it is wrong by e^-20 there, and its slope with it;
- sigma' is taken as s (1 - s) by all engines, which loses relative accuracy where s is near 1;
- tanh' and jax's elu' are accurate absolutely, not relatively; jax's tanh is a rational function;
- jax takes softplus' as exp(z - softplus(z)), whose error grows with |z|;
- jax flushes numbers below the smallest normal one to 0, and so does torch's exponential.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Primitive:
    """Errors of one activation f at a given float z, in units of roundoff.

    |f_engine - f|   <= u (value |f| + value_absolute)
    |f'_engine - f'| <= u (slope |f'| + slope_absolute w + slope_argument |z| |f'|)

    with w = f^2 for sigmoid and tanh, whose slope is computed from f, and 1 for the others.
    Above `linear_from` the engine takes f = z.
    """

    value: float = 4
    slope: float = 6
    value_absolute: float = 0
    slope_absolute: float = 0
    slope_argument: float = 0
    linear_from: float = np.inf


EXACT = Primitive(value=0, slope=0)


@dataclass(frozen=True)
class Accuracy:
    """An engine's primitives by activation, and what it makes of numbers near underflow.

    `loss` bounds the relative error, in u, of the exponentials and logarithms that a loss on
    sigmoid or softmax outputs is made of, beyond what the rounding of their arguments does.
    `above_at_kink` lists the activations that take, at exactly 0, the branch above their kink.
    """

    activations: dict[str, Primitive]
    loss: float = 16
    flushes_subnormals: bool = False
    above_at_kink: frozenset[str] = frozenset({"step"})

    def of(self, activation: str) -> Primitive:
        """The entry of one activation."""
        return self.activations.get(activation, EXACT)

    def underflow(self, dtype: np.dtype[Any]) -> float:
        """The largest absolute error of one operation whose result is too small for the format."""
        limits = np.finfo(dtype)
        return float(limits.tiny if self.flushes_subnormals else limits.smallest_subnormal)


_SIGMOID = Primitive(value=6, slope=8, slope_absolute=4)
_ARCTAN = Primitive(value=6, slope=6)

NUMPY = Accuracy(
    {
        "sigmoid": _SIGMOID,
        "tanh": Primitive(value=6, slope=4, slope_absolute=8),
        "arctan": _ARCTAN,
        "elu": Primitive(value=8, slope=8),
        "softplus": Primitive(value=8, slope=8),
    }
)
TORCH = Accuracy(
    {
        "sigmoid": _SIGMOID,
        "tanh": Primitive(value=4, slope=4, slope_absolute=6),
        "arctan": _ARCTAN,
        "elu": Primitive(value=6, slope=6),
        "softplus": Primitive(value=6, slope=6, linear_from=20),
    },
    flushes_subnormals=True,
)
JAX = Accuracy(
    {
        "sigmoid": _SIGMOID,
        "tanh": Primitive(value=16, slope=8, slope_absolute=32),
        "arctan": _ARCTAN,
        "elu": Primitive(value=10, slope=6, slope_absolute=6),
        "softplus": Primitive(value=8, slope=8, slope_argument=4),
    },
    flushes_subnormals=True,
    above_at_kink=frozenset({"step", "prelu"}),
)
#: An engine without a table of its own gets the widest entry of each.
WIDEST = Accuracy(
    {
        "sigmoid": _SIGMOID,
        "tanh": Primitive(value=16, slope=8, slope_absolute=32),
        "arctan": _ARCTAN,
        "elu": Primitive(value=10, slope=8, slope_absolute=6),
        "softplus": Primitive(value=8, slope=8, slope_argument=4, linear_from=20),
    },
    flushes_subnormals=True,
)
TABLES = {"reference": NUMPY, "torch": TORCH, "jax": JAX}
