"""Which right prints may a printed number have come from, and how much does it say?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log2

from ..expressions.printed import Printed
from .digits import SLIPS, DigitSlip
from .form import Form, form_of

#: How far float64 may be from the exact value.
_NEAR = 1e-12
#: Prints are looked up by so many digits, which float64 surely has.
_SURE = 12
#: What float64 does not hold, or nobody types, is not looked into.
_LARGEST, _LONGEST = 250, 40


@dataclass(frozen=True, slots=True)
class Source:
    """A right print that becomes the printed one: by a slip of digits, or as it is."""

    right: Form
    low: Fraction
    high: Fraction
    slip: DigitSlip | None = None

    @property
    def bits(self) -> float:
        """What it costs to say so."""
        return 1.0 + (self.slip.price(self.right) if self.slip else 0.0)

    @property
    def is_long(self) -> bool:
        """Whether float64 cannot tell it from prints that are as long."""
        return len(self.right.whole + self.right.decimals) > _SURE

    def is_near(self, value: float) -> bool:
        """Whether a value in float64 may be one that becomes the printed number."""
        slack = _NEAR * abs(value)
        return float(self.low) - slack <= value <= float(self.high) + slack


#: The sources by a place, and by the right print in units of that place.
Sources = dict[int, dict[int, list[Source]]]


def sources(printed: Printed) -> Sources:
    """The right prints that become the printed one."""
    form = form_of(printed)
    found = [Source(form, *printed.interval)]
    if not -_LARGEST < printed.last_place < _LARGEST or len(form.text) > _LONGEST:
        return {}
    for slip in SLIPS:
        found += [Source(right, low, high, slip) for right, low, high in slip.origins(form)]
    by_place: Sources = {}
    for source in found:
        units, last = source.right.units
        spare = max(len(str(abs(units))) - _SURE, 0)
        prints = by_place.setdefault(last + spare, {})
        # Rounded, a value may fall on either side of what is left of a longer print.
        for key in {units // 10**spare + step for step in ((0, 1) if spare else (0,))}:
            prints.setdefault(key, []).append(source)
    return by_place


def worth(printed: Printed) -> float:
    """The bits of a printed number: one of all of its length, and its sign."""
    form = form_of(printed)
    shown = (form.whole + form.decimals).lstrip("0")
    if not form.decimals:
        shown = shown.rstrip("0")
    return 1 + log2(9) + (max(len(shown), 1) - 1) * log2(10)
