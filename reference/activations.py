"""The activations of lecture 004's table (lines 171-180) and their derivatives, by hand.

    f     out = f(z)                      f'(z)
    identity   z                          1
    step       0 below 0, else 1          0 (at 0 the lecture prints a question mark)
    sigmoid    1 / (1 + e^-z)             f (1 - f)
    tanh       (e^z - e^-z)/(e^z + e^-z)  1 - f^2
    arctan     arctan z                   1 / (z^2 + 1)
    relu       max(0, z)                  0 or 1
    prelu      alpha z below 0, else z    alpha or 1
    elu        alpha (e^z - 1) below 0    alpha e^z or 1
    softplus   log(1 + e^z)               1 / (1 + e^-z)

At the kink lecture 004 contradicts itself: its table (line 177) gives relu'(0) = 1, its section on
derivatives (lines 585-587) gives 0. Here every kinked derivative takes the value from below, which
is what lines 585-587 say. The forms used are those that do not overflow.
"""

import numpy as np

from ..cases.network import Array


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z), by elements, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def softplus(z: Array) -> Array:
    """log(1 + e^z), by elements, without overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softmax(z: Array) -> Array:
    """e^z_i / sum_j e^z_j along the last axis, without overflow."""
    e = np.exp(_below_largest(z))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(z: Array) -> Array:
    """log softmax(z) along the last axis, without taking the log of an underflow."""
    shifted = _below_largest(z)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _below_largest(z: Array) -> Array:
    """z less its maximum along the last axis; what is infinitely far below it is -inf."""
    with np.errstate(over="ignore"):
        return z - z.max(axis=-1, keepdims=True)


def value(activation: str, z: Array, alpha: float = 0.0) -> Array:
    """f(z), by elements (softmax: along the last axis), in z's dtype."""
    match activation:
        case "identity":
            return z
        case "step":
            return (z >= 0).astype(z.dtype)
        case "sigmoid":
            return sigmoid(z)
        case "tanh":
            return np.tanh(z)
        case "arctan":
            return np.arctan(z)
        case "relu":
            return np.maximum(z, 0)
        case "prelu":
            return np.where(z > 0, z, z.dtype.type(alpha) * np.minimum(z, 0))
        case "elu":
            return np.where(z > 0, z, z.dtype.type(alpha) * np.expm1(np.minimum(z, 0)))
        case "softplus":
            return softplus(z)
        case "softmax":
            return softmax(z)
        case _:
            raise ValueError(f"no activation {activation!r} in the table")


def slope(activation: str, z: Array, alpha: float = 0.0) -> Array:
    """f'(z), by elements, in z's dtype; at a kink, the derivative from below."""
    match activation:
        case "identity":
            return np.ones_like(z)
        case "step":
            return np.zeros_like(z)
        case "sigmoid":
            f = sigmoid(z)
            return f * (1 - f)
        case "tanh":
            return 1 - np.tanh(z) ** 2
        case "arctan":
            with np.errstate(over="ignore"):  # far out the square is inf, and the slope 0
                return 1 / (z**2 + 1)
        case "relu":
            return (z > 0).astype(z.dtype)
        case "prelu":
            return np.where(z > 0, z.dtype.type(1), z.dtype.type(alpha))
        case "elu":
            return np.where(z > 0, z.dtype.type(1), z.dtype.type(alpha) * np.exp(np.minimum(z, 0)))
        case "softplus":
            return sigmoid(z)
        case _:
            raise ValueError(f"no derivative by elements for {activation!r}")
