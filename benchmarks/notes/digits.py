"""How is a value printed: how many digits, which zeros, which comma?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from .algebra import EXACT


@dataclass(frozen=True)
class Digits:
    """`places` decimals, or as many significant digits; `trim` drops zeros of exact values.

    `small` says what happens to a value that would keep fewer than three digits: "more" prints
    more places, "power" prints a power of ten.
    """

    places: int = 6
    significant: bool = False
    trim: bool = True
    small: str = "more"


@dataclass(frozen=True)
class Print:
    """The digits with a point, what they stand for, and one unit of the last of them.

    `power` is the exponent printed apart, if one is.
    """

    digits: str
    power: int = 0

    @property
    def value(self) -> Decimal:
        return Decimal(self.digits).scaleb(self.power)

    @property
    def unit(self) -> Decimal:
        return Decimal(1).scaleb(int(Decimal(self.digits).as_tuple().exponent) + self.power)

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """Every real that rounds to these digits, both ends included."""
        half = self.unit / 2
        return self.value - half, self.value + half


def printed(value: Decimal, how: Digits, exact: bool) -> Print:
    """The digits of a value; `exact` says that the value is exact, so that zeros may go."""
    if not value:
        return Print("0")
    size = value.adjusted()
    if how.small == "power" and size < -3:
        digits = max(2, min(how.places, 5) - 1)
        mantissa = rounded(value.scaleb(-size, EXACT), digits)
        return Print(str(mantissa), size)
    places = how.places - 1 - size if how.significant else max(how.places, 2 - size)
    shown = rounded(value, max(places, 1))
    if how.trim and exact and shown == value:
        text = f"{shown.normalize():f}"
        return Print(text)
    return Print(f"{shown:f}")


def rounded(value: Decimal, places: int) -> Decimal:
    """The value at so many decimals, ties to even."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, EXACT)
