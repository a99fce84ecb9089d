"""How is a derivative had without knowing any formula for it?

Reverse-mode automatic differentiation over whatever arithmetic the values bring: balls
(`flint.arb`), floats, or NumPy arrays of either. Rules exist for + - * /, powers, exp, log and the
choice of a branch, and for nothing else: every activation and every loss is composed from these.
arctan is composed too, from the complex logarithm, so that no hand-derived derivative enters.

A `Var` remembers the variables it was made from, each with the function that carries a gradient
back to it. Variables are numbered as they are made, so that walking the numbers downwards meets
every variable after all that depend on it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from flint import acb, arb

Value = Any  # an arb, acb, float, or an array of them: the arithmetic is the values' own
Pullback = Callable[[Value], Value]
#: What a variable was made from; None where no gradient is carried back: there is no rule.
Parents = tuple[tuple["Var", Pullback | None], ...]
_numbers = itertools.count()


class Var:
    """A value on the tape: scalars and arrays alike."""

    __slots__ = ("number", "parents", "value")

    def __init__(self, value: Value, parents: Parents = ()) -> None:
        self.value = value
        self.parents = parents
        self.number = next(_numbers)

    def __add__(self, other: Var) -> Var:
        a, b = self.value, other.value
        return Var(a + b, ((self, lambda g: _fit(g, a)), (other, lambda g: _fit(g, b))))

    def __neg__(self) -> Var:
        return Var(-self.value, ((self, lambda g: -g),))

    def __sub__(self, other: Var) -> Var:
        a, b = self.value, other.value
        return Var(a - b, ((self, lambda g: _fit(g, a)), (other, lambda g: _fit(-g, b))))

    def __mul__(self, other: Var) -> Var:
        a, b = self.value, other.value
        return Var(a * b, ((self, lambda g: _fit(g * b, a)), (other, lambda g: _fit(g * a, b))))

    def __truediv__(self, other: Var) -> Var:
        a, b = self.value, other.value
        quotient = a / b
        return Var(
            quotient,
            ((self, lambda g: _fit(g / b, a)), (other, lambda g: _fit(-g * quotient / b, b))),
        )

    def __matmul__(self, other: Var) -> Var:
        a, b = self.value, other.value
        return Var(a @ b, ((self, lambda g: g @ b.T), (other, lambda g: a.T @ g)))

    @property
    def T(self) -> Var:
        """The transpose."""
        return Var(self.value.T, ((self, lambda g: g.T),))


def constant(value: Value) -> Var:
    """A value that nothing is differentiated by."""
    return Var(value)


def exp(x: Var) -> Var:
    """e to the power x, by elements."""
    result = _call("exp", x.value)
    return Var(result, ((x, lambda g: g * result),))


def log(x: Var) -> Var:
    """The natural logarithm, by elements."""
    return Var(_call("log", x.value), ((x, lambda g: g / x.value),))


def power(x: Var, exponent: int) -> Var:
    """x to a whole power, 0 or more, by elements; 1 where the exponent is 0, as for polynomials."""
    if exponent == 0:
        return Var(_like(x.value, 1))
    below = _raised(x.value, exponent - 1)
    return Var(below * x.value, ((x, lambda g: g * below * exponent),))


def by_exponent(raised: Var, x: Var, exponent: Var) -> Var:
    """A power of x, to be differentiated by its exponent, too: NaN where x is not positive."""
    a, b = raised.value, x.value
    carry = (exponent, lambda g: _fit(g * a * _log_or_nan(b), exponent.value))
    return Var(a, (*raised.parents, carry))


def root(x: Var) -> Var:
    """The square root, by elements: the power one half."""
    result = _call("sqrt", x.value)
    return Var(result, ((x, lambda g: g / (result * 2)),))


def choose(right: Value, x: Var, y: Var) -> Var:
    """`x` where `right` holds, else `y`: the branches of max and of piecewise functions."""
    if not isinstance(right, np.ndarray):
        return x if right else y
    chosen = np.where(right, x.value, y.value)
    return Var(
        chosen,
        (
            (x, lambda g: _fit(np.where(right, g, _like(g, 0)), x.value)),
            (y, lambda g: _fit(np.where(right, _like(g, 0), g), y.value)),
        ),
    )


def total(x: Var, axis: int | None = None) -> Var:
    """The sum of all elements, or along one axis (which stays, with length 1)."""
    a = x.value
    if not isinstance(a, np.ndarray):
        return x
    if axis is None:
        return Var(a.sum(), ((x, lambda g: np.broadcast_to(np.array(g, dtype=a.dtype), a.shape)),))
    summed = a.sum(axis=axis, keepdims=True)
    return Var(summed, ((x, lambda g: np.broadcast_to(g, a.shape)),))


def element(x: Var, where: tuple[int, ...]) -> Var:
    """One element of an array."""

    def pullback(g: Value) -> Value:
        spread = _like(x.value, 0)
        spread[where] = g
        return spread

    return Var(x.value[where], ((x, pullback),))


def stacked(rows: list[list[Var]]) -> Var:
    """An array of scalars."""
    first = rows[0][0].value
    kind = np.float64 if isinstance(first, float) else object
    values = np.empty((len(rows), len(rows[0])), dtype=kind)
    parents: list[tuple[Var, Pullback | None]] = []
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            values[i, j] = entry.value
            parents.append((entry, lambda g, i=i, j=j: g[i, j]))
    return Var(values, tuple(parents))


def arctan(x: Var) -> Var:
    """The real part of (log(1 + ix) - log(1 - ix)) / 2i, by elements."""
    a = x.value
    if isinstance(a, np.ndarray):
        if a.ndim != 2:
            raise ValueError("arctan is taken of scalars and of matrices")
        return stacked(
            [[arctan(element(x, (i, j))) for j in range(a.shape[1])] for i in range(a.shape[0])]
        )
    if not isinstance(a, arb):
        ix = _complex(x, 1j)
        one, halves = Var(1 + 0j), Var(-0.5j)
        return _real((log(one + ix) - log(one - ix)) * halves, float)
    ix = _complex(x, acb(0, 1))
    one, halves = Var(acb(1)), Var(acb(0, -1) / 2)
    return _real((log(one + ix) - log(one - ix)) * halves, arb)


def _complex(x: Var, unit: Value) -> Var:
    return Var(x.value * unit, ((x, lambda g: (g * unit).real),))


def _real(x: Var, kind: Callable[[Value], Value]) -> Var:
    lift = (lambda g: acb(g)) if kind is arb else complex
    return Var(x.value.real, ((x, lift),))


def gradients(of: Var, by: Iterable[Var], seed: Value = None) -> list[Value]:
    """The derivative of `of` by each variable: the same shape as the variable, 0 where unrelated.

    `seed` is the gradient that arrives at `of`; left out, 1. A derivative that is not known may be
    any number: a ball around all of them, or NaN.
    """
    by = list(by)
    found = slopes(of, by, seed)
    return [_any(v.value) if g is None else g for v, g in zip(by, found, strict=True)]


def slopes(of: Var, by: Iterable[Var], seed: Value = None) -> list[Value | None]:
    """As `gradients`, but None where a function without a rule lies between."""
    grown: dict[int, Value | None] = {of.number: _like(of.value, 1) if seed is None else seed}
    for node in _downwards(of, {of.number: of}):
        if node.number not in grown:
            continue
        arriving = grown[node.number]
        for parent, pullback in node.parents:
            if arriving is None or pullback is None:
                grown[parent.number] = None
            elif parent.number not in grown:
                grown[parent.number] = pullback(arriving)
            elif (known := grown[parent.number]) is not None:
                grown[parent.number] = known + pullback(arriving)
    return [grown[v.number] if v.number in grown else _like(v.value, 0) for v in by]


def _downwards(of: Var, seen: dict[int, Var]) -> list[Var]:
    pending = [of]
    while pending:
        for parent, _ in pending.pop().parents:
            if parent.number not in seen:
                seen[parent.number] = parent
                pending.append(parent)
    return [seen[number] for number in sorted(seen, reverse=True)]


def _raised(value: Value, exponent: int) -> Value:
    """Multiplied out: a ball's own power gives NaN for a ball around 0."""
    result, square = _like(value, 1), value
    while exponent:
        if exponent & 1:
            result = result * square
        exponent >>= 1
        if exponent:
            square = square * square
    return result


def _fit(gradient: Value, like: Value) -> Value:
    """`gradient` summed over the axes along which the value was broadcast."""
    if not isinstance(gradient, np.ndarray):
        return gradient
    if not isinstance(like, np.ndarray):
        return gradient.sum()
    while gradient.ndim > like.ndim:
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(like.shape):
        if length == 1 and gradient.shape[axis] != 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def _like(value: Value, filling: int) -> Value:
    """As many of `filling` as there are elements in `value`, and of their kind."""
    if not isinstance(value, np.ndarray):
        return type(value)(filling)
    if value.dtype != object:
        return np.full(value.shape, filling, dtype=value.dtype)
    filled = np.empty(value.shape, dtype=object)
    filled.fill(_kind(value)(filling))
    return filled


def _any(value: Value) -> Value:
    """All real numbers, for each element of a value."""
    return _like(value, 0) + (arb(0, math.inf) if _kind(value) is arb else math.nan)


def _kind(value: Value) -> type:
    """The type of a number, or of the numbers in an array."""
    if isinstance(value, np.ndarray):
        return type(value.flat[0]) if value.size else int
    return type(value)


def _call(name: str, value: Value) -> Value:
    if isinstance(value, arb | acb):
        return getattr(value, name)()
    if isinstance(value, float):
        return getattr(math, name)(value)
    return getattr(np, name)(value)


def _log_or_nan(value: Value) -> Value:
    if isinstance(value, float) and not value > 0:
        return math.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return _call("log", value)
