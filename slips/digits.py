"""How does a right number get wrong digits, when it is written down or typed again?

Every slip maps a true value, and the right print of it, to the prints that the slip can make of it;
its inverse maps a print back to all right prints that it may have come from, with the values that
these stand for. That the two agree is what the tests hold them to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, log2

from ..expressions.printed import Printed, UnreadableNumberError
from .form import Form, form_of
from .slip import DIGITS, Slip

#: So many zeros after the point are dropped or added at most.
MOST_ZEROS = 3

#: All prints that a slip makes of a value whose right print is given.
Commit = Callable[[Fraction, Form], Iterator[Form]]
#: A right print, and the values between which the slip makes of it what is printed.
Origin = tuple[Form, Fraction, Fraction]


@dataclass(frozen=True)
class DigitSlip(Slip[Commit]):
    """A slip of digits, and where a print may have come from by it."""

    undo: Callable[[Form], Iterator[Origin]] = lambda _: iter(())

    def made(self, value: Fraction, right: Form) -> tuple[Form, ...]:
        """Every wrong print that the slip can make of a value, each once."""
        found = dict.fromkeys(self.commit(value, right))
        return tuple(form for form in found if form != right and form.is_typed)

    def origins(self, form: Form) -> Iterator[Origin]:
        """Every right print that the slip can have made a print from, with its values."""
        known: set[Form] = set()
        for right, low, high in self.undo(form):
            if right not in known and right != form and right.is_typed:
                known.add(right)
                yield right, low, high

    def price(self, right: Form) -> float:
        """The bits that it takes to say what the slip made of a right print."""
        printed = Printed(right.text)
        return self.bits + log2(max(len(self.made(printed.value, right)), 1))


def _typed(change: Callable[[Form], Iterable[Form]]) -> Commit:
    """A slip that looks at the digits alone."""
    return lambda _, right: iter(change(right))


def _from(change: Callable[[Form], Iterable[Form]]) -> Callable[[Form], Iterator[Origin]]:
    """The inverse of such a slip: each origin stands for all that rounds to it."""

    def undo(form: Form) -> Iterator[Origin]:
        for right in change(form):
            try:
                yield right, *Printed(right.text).interval
            except UnreadableNumberError:
                continue

    return undo


def _sides(form: Form) -> Iterator[tuple[str, Callable[[str], Form]]]:
    """The digits before and after the point, each with how to put others there."""
    yield form.whole, lambda digits: replace(form, whole=digits)
    if form.decimals:
        yield form.decimals, lambda digits: replace(form, decimals=digits)


def _swapped(form: Form) -> Iterator[Form]:
    for digits, put in _sides(form):
        for i in range(len(digits) - 1):
            yield put(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])


def _replaced(form: Form) -> Iterator[tuple[Form, bool, bool]]:
    """Another digit at every place; whether it stands, or stood, for the zero before the point."""
    for side, (digits, put) in enumerate(_sides(form)):
        alone = side == 0 and len(digits) == 1 and bool(form.decimals)
        for i, old in enumerate(digits):
            for new in "0123456789".replace(old, ""):
                changed = put(digits[:i] + new + digits[i + 1 :])
                yield changed, alone and new == "0", alone and old == "0"


def _mistyped(form: Form) -> Iterator[Form]:
    """Nobody mistypes the zero before the point."""
    return (new for new, _, was_zero in _replaced(form) if not was_zero)


def _before_mistyped(form: Form) -> Iterator[Form]:
    return (old for old, was_zero, _ in _replaced(form) if not was_zero)


def _dropped(form: Form) -> Iterator[Form]:
    for digits, put in _sides(form):
        if len(digits) > 1:
            yield from (put(digits[:i] + digits[i + 1 :]) for i in range(len(digits)))


def _before_dropped(form: Form) -> Iterator[Form]:
    for digits, put in _sides(form):
        for i in range(len(digits) + 1):
            yield from (put(digits[:i] + new + digits[i:]) for new in "0123456789")


def _doubled(form: Form) -> Iterator[Form]:
    for digits, put in _sides(form):
        if digits != "0" or put("").decimals != form.decimals:
            yield from (put(digits[: i + 1] + digits[i:]) for i in range(len(digits)))


def _before_doubled(form: Form) -> Iterator[Form]:
    for digits, put in _sides(form):
        twice = (i for i in range(len(digits) - 1) if digits[i] == digits[i + 1])
        yield from (
            new for i in twice if form in set(_doubled(new := put(digits[:i] + digits[i + 1 :])))
        )


def _fewer_zeros(form: Form) -> Iterator[Form]:
    if form.is_whole_zero:
        zeros = len(form.decimals) - len(form.decimals.lstrip("0"))
        for dropped in range(1, min(zeros, MOST_ZEROS) + 1):
            if form.decimals[dropped:]:
                yield replace(form, decimals=form.decimals[dropped:])


def _more_zeros(form: Form) -> Iterator[Form]:
    if form.is_whole_zero:
        for added in range(1, MOST_ZEROS + 1):
            yield replace(form, decimals="0" * added + form.decimals)


def _other_sign(form: Form) -> Iterator[Form]:
    if form.whole.strip("0") or form.decimals.strip("0"):
        yield replace(form, sign="" if form.sign else "-")


def _as_percent(form: Form) -> Iterator[Form]:
    if form.tail == "%":
        yield replace(form, tail="")
        yield form.moved(-2)
    elif not form.tail:
        if len(form.decimals) >= 2:
            yield form.moved(2)
        yield replace(form, tail="%")


def _before_percent(form: Form) -> Iterator[Form]:
    found = [form.moved(-2), replace(form, tail="%")]
    if form.tail == "%":
        found = [form.moved(2), replace(form, tail="")]
    if form.tail in ("", "%"):
        yield from (right for right in found if form in set(_as_percent(right)))


def _by_comma(form: Form) -> Iterator[Form]:
    """1.105 taken for 1,105, or the other way round."""
    if form.whole != "0" and len(form.decimals) == 3:
        yield replace(form, whole=form.whole + form.decimals, decimals="")
    elif not form.decimals and 4 <= len(form.whole) <= 6:
        yield replace(form, whole=form.whole[:-3], decimals=form.whole[-3:])


def _misplaced(form: Form) -> Iterator[Form]:
    """The point left out, or moved by one place."""
    if form.decimals:
        yield replace(form, whole=(form.whole + form.decimals).lstrip("0") or "0", decimals="")
        yield from (form.moved(by) for by in (-1, 1))


def _before_misplaced(form: Form) -> Iterator[Form]:
    found = [form.moved(by) for by in (-1, 1)]
    if not form.decimals:
        digits = form.whole
        found += [replace(form, whole=digits[:i], decimals=digits[i:]) for i in range(len(digits))]
        found += [replace(form, whole="0", decimals="0" * n + digits) for n in range(8)]
    yield from (right for right in found if form in set(_misplaced(right)))


def _truncated(value: Fraction, right: Form) -> Iterator[Form]:
    unit = Printed(right.text).unit
    if unit:
        yield _printed(floor(abs(value) / unit) * unit, value, right)


def _printed(size: Fraction, value: Fraction, like: Form) -> Form:
    return form_of(Printed(Printed(like.text).rounded(size if value >= 0 else -size)))


def _before_truncated(form: Form) -> Iterator[Origin]:
    """What lies in the upper half of the step that begins with the print."""
    return _step(form, Fraction(1), Fraction(1, 2), Fraction(1))


def _half_up(size: Fraction, unit: Fraction) -> Fraction:
    return floor(size / unit + Fraction(1, 2)) * unit


def _rounded_twice(value: Fraction, right: Form) -> Iterator[Form]:
    unit = Printed(right.text).unit
    if unit:
        yield _printed(_half_up(_half_up(abs(value), unit / 10), unit), value, right)


def _before_rounded_twice(form: Form) -> Iterator[Origin]:
    """What lies below half a step, but so near to it that it rounds to half a step first."""
    return _step(form, Fraction(-1), Fraction(-11, 20), Fraction(-1, 2))


def _step(form: Form, to: Fraction, start: Fraction, end: Fraction) -> Iterator[Origin]:
    """The right print so many units from a print in size, and its values, seen from the print."""
    printed = Printed(form.text)
    size, unit = abs(printed.value), printed.unit
    if not unit or size + to * unit < 0:
        return
    low, high = size + start * unit, size + end * unit
    for sign in (-1, 1) if not size else (-1,) if form.sign else (1,):
        right = _printed(size + to * unit, Fraction(sign), form)
        yield (right, low, high) if sign > 0 else (right, -high, -low)


def _slip(
    name: str, bits: float, sentence: str, correction: str,
    ways: tuple[Commit, Callable[[Form], Iterator[Origin]]],
) -> DigitSlip:  # fmt: skip
    return DigitSlip(name, DIGITS, sentence, correction, bits, ways[0], undo=ways[1])


def _both(
    change: Callable[[Form], Iterable[Form]], back: Callable[[Form], Iterable[Form]]
) -> tuple[Commit, Callable[[Form], Iterator[Origin]]]:
    return _typed(change), _from(back)


#: The catalogue. The bits say how rare each is among slips of digits.
SLIPS: tuple[DigitSlip, ...] = (
    _slip("digit", 2.0, "one digit is wrong", "put the right digit",
          _both(_mistyped, _before_mistyped)),
    _slip("swapped", 3.0, "two neighbouring digits are swapped", "swap them back",
          _both(_swapped, _swapped)),
    _slip("truncated", 3.0, "cut off instead of rounded", "round",
          (_truncated, _before_truncated)),
    _slip("sign", 3.0, "the sign is lost, or one too many", "turn the sign round",
          _both(_other_sign, _other_sign)),
    _slip("dropped", 4.0, "a digit is left out", "put it in",
          _both(_dropped, _before_dropped)),
    _slip("doubled", 4.5, "a digit is typed twice", "take one out",
          _both(_doubled, _before_doubled)),
    _slip("zeros dropped", 4.0, "zeros after the point are left out", "put them in",
          _both(_fewer_zeros, _more_zeros)),
    _slip("zeros added", 4.5, "zeros too many after the point", "take them out",
          _both(_more_zeros, _fewer_zeros)),
    _slip("rounded twice", 4.5, "rounded twice, first to one digit more", "round once",
          (_rounded_twice, _before_rounded_twice)),
    _slip("point", 4.5, "the decimal point is lost or misplaced", "put the point right",
          _both(_misplaced, _before_misplaced)),
    _slip("percent", 5.0, "percent taken for a number, or a number for percent",
          "divide or multiply by 100", _both(_as_percent, _before_percent)),
    _slip("comma", 6.0, "a decimal comma taken for a comma between thousands, or the reverse",
          "put the point right", _both(_by_comma, _by_comma)),
)  # fmt: skip
