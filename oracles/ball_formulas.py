"""What is a formula worth, proved? Values and derivatives of expression graphs as balls.

Every function is composed from + - * /, powers, exp, log and the choice of a branch on a `tape`; the
derivative of any value by any name is then the tape's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import arb, fmpq

from ..expressions.printed import Printed
from ..expressions.walk import MeaninglessError
from . import tape
from .tape import Var

LARGEST_POWER = 10_000


class Balls:
    """Ball arithmetic for a `Walk`; the precision is the caller's (`flint.ctx`)."""

    def number(self, printed: Printed) -> Var:
        """The exact decimal."""
        value = printed.value
        return Var(arb(fmpq(value.numerator, value.denominator)))

    def apply(self, function: str, arguments: Sequence[Var]) -> Var:
        """The function of balls. Raises `MeaninglessError` where it is not defined."""
        if function not in _FUNCTIONS:
            raise MeaninglessError(f"{function} is not a function that is known here")
        try:
            return _FUNCTIONS[function](*arguments)
        except (TypeError, ValueError, IndexError) as error:
            if isinstance(error, MeaninglessError):
                raise
            raise MeaninglessError(f"{function} of shapes that do not fit") from None

    def matrix(self, rows: Sequence[Sequence[Var]]) -> Var:
        """A matrix of balls."""
        if any(isinstance(entry.value, np.ndarray) for row in rows for entry in row):
            raise MeaninglessError("a matrix inside a matrix")
        return tape.stacked([list(row) for row in rows])

    def entries(self, value: Var) -> list[list[Var]] | None:
        """The balls of a matrix, by rows; None for a single ball."""
        if not isinstance(value.value, np.ndarray):
            return None
        rows, columns = value.value.shape
        return [[tape.element(value, (i, j)) for j in range(columns)] for i in range(rows)]

    def holds(self, left: Var, relation: str, right: Var) -> bool:
        """Whether a comparison is true. Raises `MeaninglessError` where the balls overlap."""
        a, b = left.value, right.value
        known = {
            "<": (a < b, a >= b), "<=": (a <= b, a > b), ">": (a > b, a <= b),
            ">=": (a >= b, a < b), "==": (a == b, a != b), "!=": (a != b, a == b),
        }[relation]  # fmt: skip
        if known[0] == known[1]:
            raise MeaninglessError("a branch that is not decided")
        return bool(known[0])

    def derivatives(self, of: Var, by: Sequence[Var]) -> list[Var]:
        """Reverse mode, all at once."""
        if isinstance(of.value, np.ndarray):
            raise MeaninglessError("the derivative of a matrix, entry by entry only")
        return [Var(g) for g in tape.gradients(of, by)]


def _number(value: int) -> Var:
    return Var(arb(value))


def _sum(*terms: Var) -> Var:
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def _product(*factors: Var) -> Var:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _power(base: Var, exponent: Var) -> Var:
    """A whole power multiplied out; any other as exp(exponent log base), for a positive base."""
    whole = exponent.value.unique_fmpz() if isinstance(exponent.value, arb) else None
    if whole is not None and exponent.value.rad() == 0:
        if abs(int(whole)) > LARGEST_POWER:
            raise MeaninglessError(f"a power of {int(whole)}")
        raised = tape.power(base, abs(int(whole)))
        if whole >= 0 and not exponent.parents:
            return raised
        if not exponent.parents:
            return _number(1) / raised
    return tape.exp(exponent * tape.log(base))


def _logarithm(base: int) -> Callable[[Var], Var]:
    return lambda x: tape.log(x) / tape.log(_number(base))


def _sigmoid(z: Var) -> Var:
    return _number(1) / (_number(1) + tape.exp(-z))


def _tanh(z: Var) -> Var:
    up, down = tape.exp(z), tape.exp(-z)
    return (up - down) / (up + down)


def _above(z: Var) -> Any:
    """Where z is above 0, or exactly 0: the branch for x >= 0."""
    values = z.value if isinstance(z.value, np.ndarray) else np.array([z.value], dtype=object)
    if any(v.contains(0) and not v.is_zero() for v in values.flat):
        raise MeaninglessError("a branch that is not decided")
    above = np.array([bool(v >= 0) for v in values.flat]).reshape(values.shape)
    return above if isinstance(z.value, np.ndarray) else bool(above[0])


def _step(z: Var) -> Var:
    return tape.choose(_above(z), _number(0) * z + _number(1), _number(0) * z)


def _relu(z: Var) -> Var:
    return tape.choose(_above(z), z, _number(0) * z)


def _prelu(z: Var, alpha: Var) -> Var:
    return tape.choose(_above(z), z, alpha * z)


def _elu(z: Var, alpha: Var) -> Var:
    above = _above(z)
    below = tape.choose(above, _number(0) * z, z)
    return tape.choose(above, z, alpha * (tape.exp(below) - _number(1)))


def _larger(x: Var, y: Var) -> Var:
    return y + _relu(x - y)


def _max(*terms: Var) -> Var:
    result = terms[0]
    for term in terms[1:]:
        result = _larger(result, term)
    return result


def _min(*terms: Var) -> Var:
    return -_max(*(-term for term in terms))


def _softmax(z: Var) -> Var:
    raised = tape.exp(z)
    return raised / tape.total(raised)


def _norm(z: Var) -> Var:
    return tape.root(tape.total(z * z))


def _matmul(a: Var, b: Var) -> Var:
    if not isinstance(a.value, np.ndarray) or not isinstance(b.value, np.ndarray):
        return a * b
    return a @ b


def _hadamard(*factors: Var) -> Var:
    shapes = {f.value.shape if isinstance(f.value, np.ndarray) else () for f in factors}
    if len(shapes) != 1:
        raise MeaninglessError("a product by elements of unequal shapes")
    return _product(*factors)


def _transpose(a: Var) -> Var:
    return a.T if isinstance(a.value, np.ndarray) else a


def _element(a: Var, *indices: Var) -> Var:
    where = tuple(int(i.value.unique_fmpz()) - 1 for i in indices)
    if min(where) < 0:
        raise MeaninglessError("an index below 1")
    return tape.element(a, where)


def _of_circle(part: str) -> Callable[[Var], Var]:
    def value(x: Var) -> Var:
        # No rule of differentiation is given for it: e^(ix) is not needed anywhere else.
        if x.parents:
            raise MeaninglessError(f"the derivative of {part}")
        return Var(getattr(x.value, part)())

    return value


_FUNCTIONS: dict[str, Callable[..., Var]] = {
    "add": _sum,
    "multiply": _product,
    "negate": lambda x: -x,
    "divide": lambda a, b: a / b,
    "power": _power,
    "exp": tape.exp,
    "log": tape.log,
    "log10": _logarithm(10),
    "log2": _logarithm(2),
    "sqrt": tape.root,
    "abs": lambda x: _larger(x, -x),
    "max": _max,
    "min": _min,
    "sin": _of_circle("sin"),
    "cos": _of_circle("cos"),
    "arctan": tape.arctan,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "relu": _relu,
    "step": _step,
    "prelu": _prelu,
    "elu": _elu,
    "softplus": lambda z: tape.log(_number(1) + tape.exp(z)),
    "softmax": _softmax,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "transpose": _transpose,
    "total": tape.total,
    "norm": _norm,
    "element": _element,
}
