"""What is a printed number made of, when it is typed?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..expressions.printed import Printed

_SHAPE = re.compile(r"(-?)(\d*)(?:\.(\d+))?((?:[eE].*|%)?)")


@dataclass(frozen=True, slots=True)
class Form:
    """A printed number taken apart: its sign, the digits on either side of the point, the rest."""

    sign: str
    whole: str
    decimals: str
    tail: str

    @property
    def text(self) -> str:
        """The number put together again."""
        point = "." if self.decimals else ""
        return f"{self.sign}{self.whole}{point}{self.decimals}{self.tail}"

    @property
    def units(self) -> tuple[int, int]:
        """The digits as a whole number with its sign, and the power of ten of the last one."""
        last = -len(self.decimals)
        if self.tail == "%":
            last -= 2
        elif self.tail:
            last += int(self.tail[1:])
        return int(f"{self.sign}{self.whole}{self.decimals}"), last

    @property
    def is_whole_zero(self) -> bool:
        """Whether nothing but a zero stands before the point."""
        return self.whole == "0" and bool(self.decimals)

    @property
    def is_typed(self) -> bool:
        """Whether somebody writes a number so: no zero stands before the first digit."""
        return bool(self.whole) and (self.whole == "0" or self.whole[0] != "0")

    def moved(self, by: int) -> Form:
        """The point moved to the right, or with a negative number to the left."""
        digits = self.whole + self.decimals
        at = len(self.whole) + by
        if at < 1:
            digits, at = "0" * (1 - at) + digits, 1
        digits = digits.ljust(at, "0")
        return replace(self, whole=digits[:at].lstrip("0") or "0", decimals=digits[at:])


def form_of(printed: Printed) -> Form:
    """A print without what does not count: the kind of minus and point, a plus, commas in it."""
    plain = re.sub(r"[,_+]", "", printed.plain).replace("\u2212", "-")
    match = _SHAPE.fullmatch(plain)
    assert match is not None, printed
    return Form(match[1], match[2] or "0", match[3] or "", match[4])
