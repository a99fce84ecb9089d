"""What is a formula worth, proved? Values and derivatives of expression graphs as balls.

Every function is composed from + - * /, powers, exp, log and the choice of a branch on a `tape`;
the derivative of any value by any name is then the tape's. `Floats` does the same in ordinary
floating point: it proves nothing, and is there to search quickly for what is worth proving.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb, fmpq

from ..expressions.printed import Printed
from ..expressions.walk import MeaninglessError
from . import tape
from .objects import position
from .tape import Var

LARGEST_POWER = 10_000


class Taped:
    """Arithmetic on a tape for a `Walk`, whatever the numbers on the tape are."""

    def number(self, printed: Printed) -> Var:
        """The value of a printed number."""
        raise NotImplementedError

    def constant(self, value: int) -> Var:
        """A whole number."""
        raise NotImplementedError

    def whole(self, value: Any) -> int | None:
        """The whole number that a scalar is, or None."""
        raise NotImplementedError

    def sign(self, value: Any) -> int:
        """1, 0 or -1. Raises `MeaninglessError` where a ball lies around 0."""
        raise NotImplementedError

    def apply(self, function: str, arguments: Sequence[Var]) -> Var:
        """The function of values. Raises `MeaninglessError` where it is not defined."""
        method = getattr(self, f"do_{function}", None)
        if method is None:
            raise MeaninglessError(f"{function} is not a function that is known here")
        try:
            return method(*arguments)
        except MeaninglessError:
            raise
        except (ArithmeticError, TypeError, ValueError, IndexError) as error:
            raise MeaninglessError(f"{function} has no value here ({str(error)[:60]})") from None

    def matrix(self, rows: Sequence[Sequence[Var]]) -> Var:
        """A matrix of scalars."""
        if any(isinstance(entry.value, np.ndarray) for row in rows for entry in row):
            raise MeaninglessError("a matrix inside a matrix")
        return tape.stacked([list(row) for row in rows])

    def entries(self, value: Var) -> list[list[Var]] | None:
        """The scalars of a matrix, by rows; None for a scalar."""
        if not isinstance(value.value, np.ndarray):
            return None
        rows, columns = value.value.shape
        return [[tape.element(value, (i, j)) for j in range(columns)] for i in range(rows)]

    def holds(self, left: Var, relation: str, right: Var) -> bool:
        """Whether a comparison is true. Raises `MeaninglessError` where that is not known."""
        sign = self.sign(left.value - right.value)
        return {
            "<": sign < 0, "<=": sign <= 0, ">": sign > 0,
            ">=": sign >= 0, "==": sign == 0, "!=": sign != 0,
        }[relation]  # fmt: skip

    def derivatives(self, of: Var, by: Sequence[Var]) -> list[Var | None]:
        """Reverse mode, all at once; what comes out has no rule of its own."""
        if isinstance(of.value, np.ndarray):
            raise MeaninglessError("the derivative of a matrix, entry by entry only")
        unruled = ((of, None),)
        return [None if g is None else Var(g, unruled) for g in tape.slopes(of, by)]

    def above(self, z: Var) -> Any:
        """Where z is 0 or more."""
        if not isinstance(z.value, np.ndarray):
            return self.sign(z.value) >= 0
        return np.array([self.sign(v) >= 0 for v in z.value.flat]).reshape(z.value.shape)

    def do_add(self, *terms: Var) -> Var:
        result = terms[0]
        for term in terms[1:]:
            _require_likeness("sum", result, term)
            result = result + term
        return result

    def do_multiply(self, *factors: Var) -> Var:
        result = factors[0]
        for factor in factors[1:]:
            _require_likeness("product", result, factor)
            result = result * factor
        return result

    def do_negate(self, x: Var) -> Var:
        return -x

    def do_divide(self, a: Var, b: Var) -> Var:
        return a / b

    def do_power(self, base: Var, exponent: Var) -> Var:
        """A whole power multiplied out; any other as exp(exponent log base)."""
        whole = self.whole(exponent.value)
        if whole is None:
            return tape.exp(exponent * tape.log(base))
        if abs(whole) > LARGEST_POWER:
            raise MeaninglessError(f"a power of {whole}")
        raised = tape.power(base, abs(whole))
        if whole < 0:
            raised = self.constant(1) / raised
        return tape.by_exponent(raised, base, exponent)

    def do_exp(self, x: Var) -> Var:
        return tape.exp(x)

    def do_log(self, x: Var) -> Var:
        return tape.log(x)

    def do_log10(self, x: Var) -> Var:
        return tape.log(x) / tape.log(self.constant(10))

    def do_log2(self, x: Var) -> Var:
        return tape.log(x) / tape.log(self.constant(2))

    def do_sqrt(self, x: Var) -> Var:
        return tape.root(x)

    def do_sin(self, x: Var) -> Var:
        return self.of_circle("sin", x)

    def do_cos(self, x: Var) -> Var:
        return self.of_circle("cos", x)

    def of_circle(self, part: str, x: Var) -> Var:
        """sin and cos have values here and no rule of differentiation: no derivation needs one."""
        function = getattr(arb if isinstance(x.value, arb) else math, part)
        return Var(function(x.value), ((x, None),))

    def do_arctan(self, x: Var) -> Var:
        return tape.arctan(x)

    def do_sigmoid(self, z: Var) -> Var:
        one = self.constant(1)
        return one / (one + tape.exp(-z))

    def do_tanh(self, z: Var) -> Var:
        up, down = tape.exp(z), tape.exp(-z)
        return (up - down) / (up + down)

    def do_softplus(self, z: Var) -> Var:
        return tape.log(self.constant(1) + tape.exp(z))

    def do_step(self, z: Var) -> Var:
        nothing = self.constant(0) * z
        return tape.choose(self.above(z), nothing + self.constant(1), nothing)

    def do_relu(self, z: Var) -> Var:
        return tape.choose(self.above(z), z, self.constant(0) * z)

    def do_prelu(self, z: Var, alpha: Var) -> Var:
        return tape.choose(self.above(z), z, alpha * z)

    def do_elu(self, z: Var, alpha: Var) -> Var:
        above = self.above(z)
        below = tape.choose(above, self.constant(0) * z, z)
        return tape.choose(above, z, alpha * (tape.exp(below) - self.constant(1)))

    def do_abs(self, x: Var) -> Var:
        return tape.choose(self.above(x), x, -x)

    def do_max(self, *terms: Var) -> Var:
        result = terms[0]
        for term in terms[1:]:
            result = result + self.do_relu(term - result)
        return result

    def do_min(self, *terms: Var) -> Var:
        return -self.do_max(*(-term for term in terms))

    def do_softmax(self, z: Var) -> Var:
        raised = tape.exp(z)
        return raised / tape.total(raised)

    def do_matmul(self, a: Var, b: Var) -> Var:
        if not isinstance(a.value, np.ndarray) or not isinstance(b.value, np.ndarray):
            return a * b
        return a @ b

    def do_hadamard(self, *factors: Var) -> Var:
        if len({np.shape(f.value) for f in factors}) != 1:
            raise MeaninglessError("a product by elements of unequal shapes")
        return self.do_multiply(*factors)

    def do_transpose(self, a: Var) -> Var:
        return a.T if isinstance(a.value, np.ndarray) else a

    def do_total(self, a: Var) -> Var:
        return tape.total(a)

    def do_norm(self, a: Var) -> Var:
        return tape.root(tape.total(a * a))

    def do_diagonal(self, a: Var) -> Var:
        """The matrix with a vector on its diagonal."""
        if not isinstance(a.value, np.ndarray):
            return a
        size, nothing = max(a.value.shape), self.constant(0)
        own = [tape.element(a, (i, 0) if a.value.shape[1] == 1 else (0, i)) for i in range(size)]
        rows = range(size)
        return tape.stacked([[own[i] if i == j else nothing for j in rows] for i in rows])

    def do_element(self, a: Var, *indices: Var) -> Var:
        return tape.element(a, position(self.whole(i.value) or 0 for i in indices))


def _require_likeness(what: str, a: Var, b: Var) -> None:
    """Refuse what NumPy would take for all pairs: a column and a row of other lengths."""
    if not (isinstance(a.value, np.ndarray) and isinstance(b.value, np.ndarray)):
        return
    one, other = a.value.shape, b.value.shape
    if one[0] != other[0] and one[1] != other[1] and (1, 1) not in (one, other):
        raise MeaninglessError(f"a {what} by elements of unequal shapes {one} and {other}")


class Balls(Taped):
    """Ball arithmetic; the precision is the caller's (`flint.ctx`)."""

    def number(self, printed: Printed) -> Var:
        """The exact decimal."""
        value = printed.value
        return Var(arb(fmpq(value.numerator, value.denominator)))

    def constant(self, value: int) -> Var:
        """An exact ball."""
        return Var(arb(value))

    def whole(self, value: Any) -> int | None:
        """Only an exact ball is a whole number."""
        found = value.unique_fmpz() if isinstance(value, arb) and value.is_exact() else None
        return None if found is None else int(found)

    def sign(self, value: arb) -> int:
        """The sign that is proved."""
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
        if value.is_zero():
            return 0
        raise MeaninglessError("a branch that is not decided")


class Floats(Taped):
    """float64."""

    def number(self, printed: Printed) -> Var:
        """The nearest float."""
        return Var(float(printed.value))

    def constant(self, value: int) -> Var:
        """A float."""
        return Var(float(value))

    def whole(self, value: Any) -> int | None:
        """The integer that a float equals."""
        return int(value) if isinstance(value, float) and value.is_integer() else None

    def sign(self, value: float) -> int:
        """The sign of the rounded value."""
        return int(value > 0) - int(value < 0)

    def do_softmax(self, z: Var) -> Var:
        """Taken from the largest net input: the same, and nothing overflows."""
        return super().do_softmax(z - Var(float(np.max(z.value))))
