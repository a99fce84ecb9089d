"""What has the page printed so far, and what may a later number have been computed with?

Every printed value of a quantity is remembered with its held set: what its digits stand for, cut
down to what its own operands can have given. Whoever uses the print later may have computed with
any value in the held set, or with the print itself. A print that is accused stands for itself
alone, and what follows from it follows from the finding that accused it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from ..expressions.printed import Printed
from ..expressions.tree import Apply, Expression, Symbol, is_apply
from ..oracles.enclosures import Box, point, printed_box

#: What a quantity of an earlier scope is, to a later one: nothing but the digits it had.
EARLIER = "earlier"
#: A print of fewer digits is like too many numbers.
LEAST_DIGITS = 3
#: What may have been meant by a wrong print is known if it is within so many units.
NARROW = 10
#: As much of a unit may have been cut off: 0.6 is not what 0.7 is cut to.
_NEARLY = 1 - Fraction(1, 10**6)
#: So many scopes back is remembered.
MOST_SCOPES = 4


@dataclass(frozen=True, slots=True)
class Print:
    """One printed value of a quantity: its held set, and the finding that accuses it, if any.

    `is_borne_out` says that its own numbers, or the exact value, give it. `is_root` says that the
    print itself is the mistake: nobody can have computed with anything near it, while what only
    follows from a mistake is rounded like any other print. A print is doubtful where what stands
    beside it may be the mistake instead: nothing is inherited from it. A print that is meant stands
    nowhere, and should stand where a wrong one does.
    """

    printed: Printed
    held: Box
    root: str = ""
    is_root: bool = False
    is_borne_out: bool = False
    is_doubtful: bool = False
    is_meant: bool = False

    @property
    def usable(self) -> Box:
        """What a later calculation may have used: the held set, or the print."""
        print_alone = point(self.printed.value)
        return print_alone if self.is_root else self.held.hull(print_alone)

    def usable_as(self, number: Printed) -> Box:
        """What it was where a number is put in for it: one with more digits says more."""
        if number.last_place >= self.printed.last_place:
            return self.usable
        return self.usable.meet(printed_box(number)) or self.usable


@dataclass
class Memory:
    """The prints of every quantity, and the formulas that the page gives for it, in page order."""

    prints: dict[Expression, list[Print]] = field(default_factory=dict)
    forms: dict[Expression, list[Expression]] = field(default_factory=dict)
    digits: dict[Fraction, list[Expression]] = field(
        default_factory=dict[Fraction, list[Expression]]
    )
    #: The quantities by a print, whole, and the place of its last digit.
    whole: dict[tuple[Fraction, int], list[Expression]] = field(
        default_factory=dict[tuple[Fraction, int], list[Expression]]
    )

    #: The quantities of which a print is wrong, with what is meant, the sign apart.
    mended: dict[tuple[Expression, Printed], tuple[float, float]] = field(
        default_factory=dict[tuple[Expression, Printed], tuple[float, float]]
    )
    #: How many numbers were cut off instead of rounded.
    cuts: int = 0
    #: The memory of the scope before.
    before: Memory | None = None

    def add(self, quantity: Expression, print_: Print) -> None:
        """Remember a print."""
        self.prints.setdefault(quantity, []).append(print_)
        if print_.is_meant and print_.held.width <= NARROW * print_.printed.unit:
            known = abs(float(print_.printed.value)), 2 * NARROW * float(print_.printed.unit)
            self.mended[quantity, print_.printed] = known
        for digits in _shorter(print_.printed):
            same = self.digits.setdefault(digits, [])
            if quantity not in same:
                same.append(quantity)
        if print_.printed.digits >= LEAST_DIGITS and print_.printed.unit:
            key = abs(print_.printed.value), print_.printed.last_place
            same = self.whole.setdefault(key, [])
            if quantity not in same:
                same.append(quantity)

    def carried(self) -> Memory:
        """What a later scope still knows: digits that were printed, but of which name then."""
        older, depth = self, 1
        while older.before is not None:
            older, depth = older.before, depth + 1
            if depth == MOST_SCOPES:
                older.before = None
        return Memory(cuts=self.cuts, before=self)

    def prints_of(self, quantity: Expression) -> list[Print]:
        """The prints of a quantity: of this scope, or of an earlier one that it names."""
        own = self.prints.get(quantity)
        if own or self.before is None:
            return own or []
        if is_apply(quantity, EARLIER):
            return self.before.prints_of(quantity.arguments[0])
        return self.before.prints_of(quantity) if _is_new(quantity) else []

    def relate(self, one: Expression, other: Expression) -> None:
        """Remember that the page sets two formulas equal."""
        for a, b in ((one, other), (other, one)):
            known = self.forms.setdefault(a, [])
            if b not in known and a != b:
                known.append(b)

    def part(self, one: Expression, other: Expression) -> None:
        """Forget that the page sets two formulas equal: they are not."""
        for a, b in ((one, other), (other, one)):
            if b in self.forms.get(a, ()):
                self.forms[a].remove(b)

    def latest(self, quantity: Expression) -> Print | None:
        """The last print of a quantity that nothing accuses; if all are accused, the last."""
        prints = self.prints_of(quantity)
        return next((p for p in reversed(prints) if not p.root), prints[-1] if prints else None)

    def last(self, quantity: Expression) -> Print | None:
        """The last print of a quantity, accused or not."""
        prints = self.prints_of(quantity)
        return prints[-1] if prints else None

    def near(self, value: Fraction) -> Iterator[Print]:
        """The prints of any quantity that are one unit of their last digit from a value at most."""
        for prints in self.prints.values():
            for print_ in prints:
                printed = print_.printed
                if print_.root or printed.digits < LEAST_DIGITS:
                    continue
                if abs(printed.value - value) <= printed.unit:
                    yield print_

    def used(self, quantity: Expression, number: Printed) -> Print | None:
        """The print that a number was taken from: the last that it retypes or may stand for."""
        for print_ in reversed(self.prints_of(quantity)):
            if retypes(number, print_.printed):
                return print_
        for print_ in reversed(self.prints_of(quantity)):
            if not print_.root and printed_box(number).meets(print_.held):
                return print_
        return None

    def _is_of(self, quantity: Expression, number: Printed) -> bool:
        """Whether a number may be a print of a quantity, the sign apart."""
        return any(self.used(quantity, signed) for signed in (number, number.negated))

    def same_digits(self, number: Printed) -> list[Expression]:
        """The quantities that were printed with these digits, or with more or fewer of them.

        They say what a number may have been computed with, where its place in the calculation does
        not; they never make a number right. Of fewer than three digits nothing is known.
        """
        if number.digits < LEAST_DIGITS or number.is_integer:
            return []
        return self._with_digits(number)

    def _with_digits(self, number: Printed) -> list[Expression]:
        found = list(self.digits.get(abs(number.value), ()))
        keyed = [q for key in _rounded(number) for q in self.whole.get(key, ())]
        value, unit = abs(float(number.value)), 2 * float(number.unit)
        near = (q for (q, _), (v, width) in self.mended.items() if abs(v - value) <= width + unit)
        for quantity in (*keyed, *near):
            if quantity not in found and self._is_of(quantity, number):
                found.append(quantity)
        if self.before is not None:
            for quantity in self.before._with_digits(number):
                known = quantity if _is_new(quantity) else Apply(EARLIER, (quantity,))
                if known not in found:
                    found.append(known)
        return found


def _is_new(quantity: Expression) -> bool:
    """Whether it is an updated value, which a later scope speaks of by the same name."""
    return isinstance(quantity, Symbol) and quantity.name.endswith("_new")


def _shorter(printed: Printed) -> set[Fraction]:
    """A print as it may be typed again: whole, or with fewer digits, but three at least."""
    value = abs(printed.value)
    found = {value}
    for dropped in range(1, min(printed.digits - 2, 12)):
        unit = Fraction(10) ** (printed.last_place + dropped)
        if printed.last_place + dropped >= 0:
            break
        found |= {*shortened(value, unit), floor(value / unit) * unit}
    return found


def _rounded(number: Printed) -> Iterator[tuple[Fraction, int]]:
    """The prints that show a number with fewer digits: their values and last places."""
    value = abs(number.value)
    for place in range(number.last_place + 1, number.last_place + number.digits - LEAST_DIGITS + 1):
        unit = Fraction(10) ** place
        for shown in {*shortened(value, unit), floor(value / unit) * unit}:
            yield shown, place


def retypes(number: Printed, print_: Printed) -> bool:
    """Whether a number is a print typed again, perhaps with fewer digits, rounded or cut off."""
    if number.value == print_.value:
        return True
    if number.last_place <= print_.last_place:
        return False
    unit = Fraction(10) ** number.last_place
    return number.value in (*shortened(print_.value, unit), cut_off(print_.value, number))


def shortened(value: Fraction, unit: Fraction) -> tuple[Fraction, ...]:
    """The value rounded to a unit: either way from a tie, as its own digits are rounded."""
    near = value / unit
    if near.denominator == 2:
        return floor(near) * unit, (floor(near) + 1) * unit
    return (round(near) * unit,)


def uncut(printed: Printed) -> Box:
    """What a number may have been cut off from."""
    more = printed.unit * _NEARLY if printed.value >= 0 else -printed.unit * _NEARLY
    return point(printed.value).hull(point(printed.value + more))


def cut_off(value: Fraction, like: Printed) -> Fraction:
    """The value truncated to as many places as another number."""
    unit = Fraction(10) ** like.last_place
    return (floor(abs(value) / unit) * unit) * (1 if value >= 0 else -1)
