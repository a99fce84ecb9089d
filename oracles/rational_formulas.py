"""What is a formula worth exactly, where it is rational?

Where a value lies just on the border of what a printed number stands for, no precision decides;
then the arithmetic of fractions does, for formulas that need nothing else.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from ..expressions.printed import Printed
from ..expressions.walk import MeaninglessError
from .objects import objects, position

LARGEST_POWER = 200
LONGEST = 20_000


class Rationals:
    """Fractions, and object arrays of them, for a `Walk`; there are no derivatives here."""

    def number(self, printed: Printed) -> Any:
        """The exact decimal."""
        return printed.value

    def apply(self, function: str, arguments: Sequence[Any]) -> Any:
        """The arithmetic of fractions. Raises `MeaninglessError` for anything else."""
        try:
            result = _applied(function, arguments)
        except (ArithmeticError, TypeError, ValueError, IndexError) as error:
            raise MeaninglessError(f"{function} has no value here ({str(error)[:60]})") from None
        if isinstance(result, Fraction) and result.denominator.bit_length() > LONGEST:
            raise MeaninglessError("a fraction too long to be useful")
        return result

    def matrix(self, rows: Sequence[Sequence[Any]]) -> Any:
        """An array of fractions."""
        if any(np.ndim(entry) for row in rows for entry in row):
            raise MeaninglessError("a matrix inside a matrix")
        return objects((entry for row in rows for entry in row), (len(rows), len(rows[0])))

    def entries(self, value: Any) -> list[list[Any]] | None:
        """The fractions of a matrix, by rows."""
        return [list(row) for row in value] if np.ndim(value) == 2 else None

    def holds(self, left: Any, relation: str, right: Any) -> bool:
        """Exact comparison."""
        return bool(
            {
                "<": left < right, "<=": left <= right, ">": left > right,
                ">=": left >= right, "==": left == right, "!=": left != right,
            }[relation]
        )  # fmt: skip

    def derivatives(self, of: Any, by: Sequence[Any]) -> Sequence[Any]:
        """None: the derivative of a fraction is not looked for."""
        raise MeaninglessError("a derivative is not had in fractions")


def _applied(function: str, arguments: Sequence[Any]) -> Any:
    match function, arguments:
        case "add", terms:
            return reduce(operator.add, terms)
        case "multiply", factors:
            return reduce(operator.mul, factors)
        case "hadamard", factors if len({np.shape(factor) for factor in factors}) == 1:
            return reduce(operator.mul, factors)
        case "negate", [x]:
            return -x
        case "divide", [a, b] if not np.any(b == 0):
            return a / b
        case "power", [base, Fraction(denominator=1) as n] if abs(n) <= LARGEST_POWER:
            if n < 0 and np.any(base == 0):
                raise MeaninglessError("a negative power of 0")
            return base ** int(n)
        case "matmul", [a, b]:
            return a @ b if np.ndim(a) and np.ndim(b) else a * b
        case "transpose", [a]:
            return a.T if np.ndim(a) else a
        case "total", [a]:
            return a.sum() if np.ndim(a) else a
        case "element", [a, i, j]:
            return a[position((i, j))]
        case _:
            raise MeaninglessError(f"{function} is not rational")
