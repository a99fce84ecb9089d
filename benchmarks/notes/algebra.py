"""What is a formula's value, exactly to 50 digits, or over intervals of its operands?

Decimals of the standard library only: the writer shares no arithmetic with any auditor.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999)
ZERO, ONE = Decimal(0), Decimal(1)
Range = tuple[Decimal, Decimal]


class Decimals:
    """Operations on decimals."""

    def const(self, text: str) -> Decimal:
        return Decimal(text)

    def add(self, a: Decimal, b: Decimal) -> Decimal:
        return EXACT.add(a, b)

    def neg(self, a: Decimal) -> Decimal:
        return a.copy_negate() if a else a

    def mul(self, a: Decimal, b: Decimal) -> Decimal:
        return EXACT.multiply(a, b)

    def div(self, a: Decimal, b: Decimal) -> Decimal:
        return EXACT.divide(a, b)

    def call(self, name: str, a: Decimal) -> Decimal:
        return function(name, a)


class Ranges:
    """Operations on closed intervals; wider than the truth, never narrower but for 1e-45."""

    def const(self, text: str) -> Range:
        return Decimal(text), Decimal(text)

    def add(self, a: Range, b: Range) -> Range:
        return EXACT.add(a[0], b[0]), EXACT.add(a[1], b[1])

    def neg(self, a: Range) -> Range:
        return a[1].copy_negate(), a[0].copy_negate()

    def mul(self, a: Range, b: Range) -> Range:
        ends = [EXACT.multiply(x, y) for x in a for y in b]
        return min(ends), max(ends)

    def div(self, a: Range, b: Range) -> Range:
        if b[0] <= 0 <= b[1]:
            return Decimal("-Infinity"), Decimal("Infinity")
        ends = [EXACT.divide(x, y) for x in a for y in b]
        return min(ends), max(ends)

    def call(self, name: str, a: Range) -> Range:
        low = max(a[0], Decimal("1e-40")) if name == "ln" else a[0]
        return function(name, low), function(name, max(a[1], low))


def function(name: str, x: Decimal) -> Decimal:
    """A function of one number; all of them are monotone."""
    if name in ("ln", "log10") and x <= 0:
        raise ArithmeticError(f"the logarithm of {x}")
    if name == "exp":
        return EXACT.exp(x)
    if name == "ln":
        return EXACT.ln(x)
    if name == "log10":
        return EXACT.log10(x)
    if name == "sigmoid":
        return EXACT.divide(ONE, EXACT.add(ONE, EXACT.exp(x.copy_negate())))
    if name == "tanh":
        square = EXACT.exp(EXACT.multiply(Decimal(2), x))
        return EXACT.divide(EXACT.subtract(square, ONE), EXACT.add(square, ONE))
    if name == "relu":
        return max(x, ZERO)
    if name == "step":
        return ONE if x > 0 else ZERO
    raise ValueError(f"{name} is not a function of these notes")
