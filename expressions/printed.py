"""What does a printed number stand for?

A printed decimal is a set: every real that rounds to it, half a unit of its last place either way,
both ends included, so that a tie is right whichever way its author rounded it. A printed integer
stands for itself. The digits stay text until they are compared: `0.20` is not `0.2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

_SHAPE = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<whole>\d[\d,_]*)?(?:\.(?P<decimals>\d+))?"
    r"(?:[eE](?P<exponent>[+\-\u2212]?\d{1,4}))?(?P<percent>%?)"
)
LONGEST = 400


class UnreadableNumberError(ValueError):
    """A text that should be a printed number is none, or is too long to be one."""


@dataclass(frozen=True)
class Printed:
    """The digits of a number as printed: `0.20`, `-3.012`, `10,000`, `28.4%`, `3.5e-5`.

    `text` is what the author wrote, commas between thousands included; with `comma`, it is the
    decimals that a comma sets apart; with `more`, dots say that more digits would follow, so that
    the number may be cut off instead of rounded. Raises `UnreadableNumberError` where `text` is not
    a decimal number.
    """

    text: str
    comma: bool = False
    more: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST or not (match := _SHAPE.fullmatch(self.plain)):
            raise UnreadableNumberError(f"not a printed decimal number: {self.text[:40]!r}")
        if match["whole"] is None and match["decimals"] is None:
            raise UnreadableNumberError(f"a number needs a digit: {self.text!r}")

    @property
    def plain(self) -> str:
        """The number with a decimal point."""
        return self.text.replace(".", "").replace(",", ".") if self.comma else self.text

    @property
    def negated(self) -> Printed:
        """The same digits with the other sign."""
        turned = self.text[1:] if self.text[0] in "-\u2212" else f"-{self.text}"
        return Printed(turned, self.comma, self.more)

    @cached_property
    def _parts(self) -> tuple[int, int]:
        """The digits as an integer, and the power of ten of the last one."""
        match = _SHAPE.fullmatch(self.plain)
        assert match is not None
        whole = re.sub(r"[,_]", "", match["whole"] or "")
        decimals = match["decimals"] or ""
        digits = int(whole + decimals)
        last = int((match["exponent"] or "0").replace("\u2212", "-")) - len(decimals)
        if match["percent"]:
            last -= 2
        return (-digits if match["sign"] in ("-", "\u2212") else digits), last

    @cached_property
    def value(self) -> Fraction:
        """The number whose digits are printed."""
        digits, last = self._parts
        return digits * Fraction(10) ** last

    @property
    def last_place(self) -> int:
        """The power of ten of the last printed digit: -2 for `0.20`."""
        return self._parts[1]

    @property
    def is_integer(self) -> bool:
        """Whether the number is printed without decimals, and so stands for itself alone."""
        return self.last_place >= 0 and "e" not in self.text.lower()

    @cached_property
    def unit(self) -> Fraction:
        """One unit of the last printed place; 0 for an integer."""
        return Fraction(0) if self.is_integer else Fraction(10) ** self.last_place

    @cached_property
    def interval(self) -> tuple[Fraction, Fraction]:
        """The closed set of reals that the digits stand for."""
        low, high = self.value - self.unit / 2, self.value + self.unit / 2
        if self.more and self.value >= 0:
            high = self.value + self.unit
        if self.more and self.value <= 0:
            low = self.value - self.unit
        return low, high

    @property
    def digits(self) -> int:
        """How many significant digits are printed: 2 for `0.20`, 3 for `4.00`."""
        mantissa = re.split(r"[eE%]", self.plain)[0]
        return len(re.sub(r"\D", "", mantissa).lstrip("0")) or 1

    def rounded(self, value: Fraction) -> str:
        """`value` in the author's form: as many places, and the same kind of sign and exponent."""
        digits = round(value / Fraction(10) ** self.last_place)
        found = _in_the_form_of(self.plain, digits)
        return found.replace(",", "").replace(".", ",") if self.comma else found

    def at(self, value: Fraction) -> Printed:
        """Another value, printed in the author's form."""
        return Printed(self.rounded(value), self.comma)

    def __str__(self) -> str:
        return self.text


def _in_the_form_of(text: str, digits: int) -> str:
    match = _SHAPE.fullmatch(text)
    assert match is not None
    decimals = len(match["decimals"] or "")
    body = str(abs(digits)).rjust(decimals + 1, "0")
    whole, fraction = (body[:-decimals], body[-decimals:]) if decimals else (body, "")
    if match["whole"] and "," in match["whole"]:
        whole = f"{int(whole):,}"
    if match["whole"] is None and whole == "0":
        whole = ""
    minus = "\u2212" if match["sign"] == "\u2212" else "-"
    sign = minus if digits < 0 else ("+" if match["sign"] == "+" else "")
    exponent = f"e{match['exponent']}" if match["exponent"] else ""
    return f"{sign}{whole}{'.' + fraction if decimals else ''}{exponent}{match['percent']}"
