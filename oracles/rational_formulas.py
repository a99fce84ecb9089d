"""What is a formula worth exactly, where it is rational?

Where a value lies just on the border of what a printed number stands for, no precision decides;
then the arithmetic of fractions does, for formulas that need nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..expressions.printed import Printed
from ..expressions.walk import MeaninglessError

LARGEST_POWER = 200
LONGEST = 20_000


class Rationals:
    """Fractions, and object arrays of them, for a `Walk`; there are no derivatives here."""

    def number(self, printed: Printed) -> Any:
        """The exact decimal."""
        return printed.value

    def apply(self, function: str, arguments: Sequence[Any]) -> Any:
        """The arithmetic of fractions. Raises `MeaninglessError` for anything else."""
        match function, arguments:
            case "add", [first, *rest]:
                result = first
                for term in rest:
                    result = result + term
            case (("multiply" | "hadamard"), [first, *rest]):
                result = first
                for factor in rest:
                    result = result * factor
            case "negate", [x]:
                result = -x
            case "divide", [a, b] if not np.any(b == 0):
                result = a / b
            case "power", [base, Fraction(denominator=1) as n] if abs(n) <= LARGEST_POWER:
                if n < 0 and np.any(base == 0):
                    raise MeaninglessError("a negative power of 0")
                result = base ** int(n)
            case "matmul", [a, b]:
                result = a @ b if np.ndim(a) and np.ndim(b) else a * b
            case "transpose", [a]:
                result = a.T if np.ndim(a) else a
            case "total", [a]:
                result = a.sum() if np.ndim(a) else a
            case "element", [a, i, j]:
                result = a[int(i) - 1, int(j) - 1]
            case _:
                raise MeaninglessError(f"{function} is not rational")
        if isinstance(result, Fraction) and result.denominator.bit_length() > LONGEST:
            raise MeaninglessError("a fraction too long to be useful")
        return result

    def matrix(self, rows: Sequence[Sequence[Any]]) -> Any:
        """An array of fractions."""
        filled = np.empty((len(rows), len(rows[0])), dtype=object)
        for i, row in enumerate(rows):
            for j, entry in enumerate(row):
                filled[i, j] = entry
        return filled

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
