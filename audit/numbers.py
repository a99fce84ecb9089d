"""Is each number of a statement right, and if not, whose mistake is it?

The members of a chain are taken from left to right. A formula is what the numbers after it should
be worth (the `anchor`); numbers put in for its quantities make a calculation; a printed number is a
result. A result is asked two questions: does it follow from the calculation beside it, and is it
the value of the quantity? The answers make the verdict, by the table of design and docs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..expressions.printed import Printed
from ..expressions.tree import Expression, Symbol, is_apply
from ..expressions.walk import MeaninglessError, UndefinedError
from ..oracles.enclosures import Box, point, printed_box
from .calculations import Calculation, lenient
from .desk import Desk
from .endings import others
from .memory import Print, uncut
from .results import Result
from .verdict import (
    CONFIRMED,
    CONSISTENT,
    GIVEN,
    INHERITED,
    LAST_DIGIT,
    REFUTED,
    ROUNDING,
    UNDETERMINED,
)

#: A number with fewer digits than this was not shortened when it was put in.
SHORTENED = 4
CUT_OFF = "cut off instead of rounded"
#: Where so many prints would do, none of them is what should stand there.
MOST_PRINTS = 200


@dataclass(frozen=True)
class Judgement:
    """A verdict on one printed number, with what it rests on."""

    verdict: str
    why: str
    exact: Box | None = None
    follows: str = ""
    held: Box | None = None
    #: What the numbers beside or before it give, where it is not that.
    right: Box | None = None


def judge(result: Result, desk: Desk, formula: Expression | None = None) -> Judgement:
    """The verdict on a printed number. It is the caller's to remember the print.

    Where its quantity has no value, it is judged as a print of a true `formula` of that.
    """
    exact, is_value, missing = _globally(result, desk)
    if result.calculation is not None:
        found = _with_operands(result, desk, exact, is_value, missing)
    else:
        found = _without_operands(result, desk, exact, is_value, missing)
    if found.verdict == UNDETERMINED and formula is not None:
        return judge(replace(result, quantity=formula), desk)
    return replace(found, exact=exact or found.exact)


def _globally(result: Result, desk: Desk) -> tuple[Box | None, bool | None, str]:
    """A box around the exact value, whether the print stands for it, and what is missing."""
    try:
        is_value = desk.truth.is_printed_by(result.box, result.quantity)
        return desk.truth.value(result.quantity), is_value, "" if is_value is not None else "a tie"
    except UndefinedError as error:
        return None, None, f"{error.name} has no value here"
    except MeaninglessError as error:
        return None, None, str(error)


def _with_operands(
    result: Result, desk: Desk, exact: Box | None, is_value: bool | None, missing: str
) -> Judgement:
    calculation = result.calculation
    assert calculation is not None
    given = desk.range(calculation, result.at)
    follows = given is not None and given.meets(result.box)
    held = (given.meet(result.box) if given else None) or result.box
    if is_value:
        held = desk.held(result.quantity, result.box, given, exact)
        return Judgement(CONFIRMED, "is the exact value, rounded", held=held)
    if given is None:
        return _without_operands(result, desk, exact, is_value, missing)
    if follows and is_value is False:
        return _follows_but_is_not(result, desk, calculation, held)
    if follows:
        if calculation.roots:
            root = calculation.roots[0]
            return Judgement(INHERITED, "follows from an operand that is wrong", follows=root)
        return Judgement(CONSISTENT, f"follows from the numbers beside it; {missing}", held=held)
    if _is_finer(result, calculation, desk):
        why = "has more digits than the numbers beside it, and follows if these are rounded"
        return Judgement(CONSISTENT, why, held=result.box)
    if is_value is False and exact is not None:
        if (cut := _cut(result, (exact, given))) is not None:
            return cut
        why = "is not the value, and does not follow from the numbers beside it"
        is_sound = not calculation.roots and not calculation.accused
        return Judgement(REFUTED, why, right=exact.hull(given) if is_sound else exact)
    if (cut := _cut(result, (given,))) is not None:
        return cut
    why = f"does not follow from the numbers beside it ({missing})"
    return Judgement(REFUTED, why, right=given)


def _is_finer(result: Result, calculation: Calculation, desk: Desk) -> bool:
    """Whether a result is printed finer than its operands allow: they were shown shortened.

    Only numbers of some length can have been: 0.5 is a half.
    """
    wide = desk.range(lenient(calculation, SHORTENED), result.at)
    if wide is None or not result.printed.unit or not wide.meets(result.box):
        return False
    return 10 * result.printed.unit <= wide.width


def _follows_but_is_not(
    result: Result, desk: Desk, calculation: Calculation, held: Box
) -> Judgement:
    roots = calculation.roots
    if roots:
        return Judgement(INHERITED, "follows from an operand that is wrong", follows=roots[0])
    if calculation.accused:
        return Judgement(INHERITED, "follows from an operand that is misprinted", follows="here")
    if _is_explained_by_rounding(calculation, desk, result):
        return Judgement(
            ROUNDING,
            f"follows from the rounded numbers beside it; {_distance(result, desk)}",
            held=held,
        )
    return Judgement(REFUTED, "follows from the numbers beside it, but they are not the quantity's")


def _is_explained_by_rounding(calculation: Calculation, desk: Desk, result: Result) -> bool:
    """Whether the numbers beside it, being rounded, may stand for the quantity's."""
    return desk.gives(calculation, desk.truth.value(result.quantity), result.at)


def _without_operands(
    result: Result, desk: Desk, exact: Box | None, is_value: bool | None, missing: str
) -> Judgement:
    before = desk.memory.latest(result.quantity)
    if is_value:
        if before is None and _is_given(result.quantity, desk):
            return Judgement(GIVEN, "is the given value", held=point(result.printed.value))
        held = desk.held(result.quantity, result.box, None, exact)
        return Judgement(CONFIRMED, "is the exact value, rounded", held=held)
    said = desk.memory.last(result.quantity)
    again = said is not None and said.printed.value == result.printed.value
    if said is not None and again and said.root and not said.is_doubtful:
        return Judgement(INHERITED, "is printed once more", follows=said.root)
    one_off = exact is not None and _units(result.printed, exact) <= 1
    agrees = said is not None and again and said.is_borne_out
    if said is not None and agrees and not one_off:
        return Judgement(CONSISTENT, "agrees with the value printed before", held=said.held)
    missed: list[Box] = []
    for calculation in desk.hidden(result.quantity, result.printed if one_off else None):
        given_range = desk.range(calculation, result.at)
        if given_range is None:
            continue
        if not given_range.meets(result.box):
            missed += [] if calculation.roots else [given_range]
            continue
        if calculation.roots and not agrees:
            root = calculation.roots[0]
            return Judgement(INHERITED, "follows from a number that is wrong", follows=root)
        held = given_range.meet(result.box)
        if is_value is None:
            return Judgement(CONSISTENT, "follows from the numbers printed before", held=held)
        if one_off:
            return Judgement(
                LAST_DIGIT, "computed from the rounded numbers printed before", held=held
            )
        return Judgement(
            ROUNDING,
            f"follows from the rounded numbers printed before; {_distance(result, desk)}",
            held=held,
        )
    if exact is not None and (cut := _cut(result, (exact,))) is not None:
        return cut
    if is_value is None and before is None and missed:
        if (cut := _cut(result, tuple(missed))) is not None:
            return cut
        why = "does not follow from the numbers printed before"
        return Judgement(REFUTED, why, right=missed[0])
    if is_value is None and before is None and exact is None:
        return _unknown(result, missing)
    if is_value is None:
        return _repeated(result, before, missing)
    if said is not None and agrees:
        return Judgement(CONSISTENT, "agrees with the value printed before", held=said.held)
    right = exact.hull(missed[0]) if exact is not None and missed else exact
    return Judgement(REFUTED, "is not the exact value, rounded", right=right)


def _unknown(result: Result, missing: str) -> Judgement:
    if isinstance(result.quantity, Symbol) and not result.quantity.indices:
        return Judgement(GIVEN, "introduces a value", held=result.box)
    return Judgement(UNDETERMINED, missing)


def _is_given(quantity: Expression, desk: Desk) -> bool:
    """Whether a number, or the matrix of which it is an entry, is given by the text."""
    whole = quantity.arguments[0] if is_apply(quantity, "element") else quantity
    return isinstance(whole, Symbol) and desk.graph.is_given(whole.name)


def _repeated(result: Result, before: Print | None, missing: str) -> Judgement:
    if before is None:
        return Judgement(UNDETERMINED, missing)
    if isinstance(result.quantity, Symbol) and result.quantity.name.endswith("_new"):
        return Judgement(UNDETERMINED, f"{missing}; updates are made again and again")
    if before.root:
        return Judgement(UNDETERMINED, f"{missing}; {before.printed}, printed before, is wrong")
    if printed_box(before.printed).meets(result.box):
        return Judgement(CONSISTENT, "agrees with the value printed before", held=result.box)
    return Judgement(REFUTED, f"contradicts {before.printed}, printed before for the same quantity")


def _cut(result: Result, candidates: tuple[Box, ...]) -> Judgement | None:
    """A number whose digits were cut off: its author held what they were cut off from."""
    printed = result.printed
    for box in candidates:
        if not printed.unit or _units(printed, box) > 1:
            continue
        if uncut(printed).meets(box):
            return Judgement(LAST_DIGIT, CUT_OFF, held=result.box.hull(box))
    return None


def _units(printed: Printed, exact: Box) -> Fraction:
    """How many units of the last place a print lies from the rounded exact value."""
    unit = printed.unit or Fraction(1)
    return abs(round(exact.middle / unit) - printed.value / unit)


def _distance(result: Result, desk: Desk) -> str:
    exact = desk.truth.value(result.quantity)
    units = _units(result.printed, exact)
    return f"the exact value is {int(units)} unit{'s' if units != 1 else ''} of the last digit away"


def expected(printed: Printed, exact: Box | None) -> str:
    """The right digits, in as many places as are printed."""
    if exact is None:
        return ""
    if printed.is_integer and not exact.low <= round(exact.middle) <= exact.high:
        # Not a whole number at all: as many significant digits as were printed.
        return f"{float(exact.middle):.{max(printed.digits, 3)}g}"
    return printed.rounded(exact.middle)


def following(result: Result, judgement: Judgement, desk: Desk) -> str:
    """The digits that follow from what stands beside a result: of several, one slip away from it.

    Where that may be wrong itself, what another calculation of the page gives. Empty where that is
    missing, too, or would do for too many digits.
    """
    printed, right, beside = result.printed, judgement.right, result.calculation
    if beside is not None and (beside.roots or beside.accused or not beside.is_known):
        found = others(result.quantity, beside.printed, desk)
        if found and all(found[0].meets(box) for box in found):
            right, beside = found[0], None
        elif beside.roots or beside.accused:
            return ""
    if right is None:
        return ""
    unit, is_sure = printed.unit, beside is None or beside.is_known
    if not unit:
        return expected(printed, right) if right.width < 1 and is_sure else ""
    low, high = right.low - unit / 2, right.high + unit / 2
    is_narrow = high - low < MOST_PRINTS * unit
    slips = [p for p in _slips(printed) if low <= p.value <= high]
    if slips and (is_narrow or len(slips) == 1):
        return min(slips, key=lambda p: abs(p.value - right.middle)).text
    return printed.rounded(right.middle) if is_narrow and is_sure else ""


def _slips(printed: Printed) -> Iterator[Printed]:
    """What may have been meant: the other sign, another digit, or two neighbours swapped."""
    text = printed.text
    yield printed.negated
    for i, digit in enumerate(text):
        if not digit.isdigit():
            continue
        for other in "0123456789".replace(digit, ""):
            yield replace(printed, text=f"{text[:i]}{other}{text[i + 1 :]}")
        if text[i + 1 : i + 2].isdigit():
            yield replace(printed, text=f"{text[:i]}{text[i + 1]}{digit}{text[i + 2 :]}")
