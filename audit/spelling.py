r"""How does another number stand where one stands now, in its author's notation?

The digits are looked up in the file at their place, and only they are exchanged: what says percent,
`\times 10^{-5}` or colour stays, and so does a decimal comma, a missing zero before the point, the
grouping of thousands. A sign belongs to the text before the digits, and is turned where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..expressions.printed import Printed
from .edits import Edit

#: How a minus may be spelled; in a notebook's file also as an escape.
_MINUS = r"-|−|–|\\u2212|&minus;|\\text\{[-−]\}|\{[-−]\}"
_MINUSES = re.compile(rf"({_MINUS})(?=\s?\d)")
_SIGN = re.compile(rf"(?P<sign>{_MINUS}|\+|\\u002[bB])(?P<gap>(?:\s|~|\\+[,;:!])*)\Z")
#: What stands before a sign that belongs to its number, and is no operation.
_UNARY = re.compile(
    r"(?:\A|\n|[-−+=≈≃:(\[{|&,;$←→≡·×*/^\"]|\\(?:approx|simeq|to|gets|left\s*[(\[{|]|cdot|times|quad"
    r"|rightarrow|leftarrow|mapsto|equiv|\\)|\b(?:is|to|of|by|with))[\s~]*\Z"
)
#: After these a negative number is put between parentheses.
_OPERATOR = re.compile(r"(?:[·×*/^]|\\(?:cdot|times|odot|div)|\\u00[bd]7)[\s~]*\Z")
#: A digit before the place, but not that of a minus as a notebook has it.
_GOES_ON = re.compile(r"(?<!\\u221)\d\Z")
_POWER = re.compile(r"\s*(?:\^|[⁰¹²³⁴-⁹])")
_TEN = r"\s*(?:\\+(?:times|cdot)|×|·|\*|\\u00[bd]7)(?:\s|\\+[,;:! ])*10\s*"
_EXPONENT = re.compile(
    rf"(?P<by>[eE]|{_TEN}\^\s*\{{?\s*)(?P<digits>[-−+]?\s?\d{{1,3}})\s*\}}?|{_TEN}(?P<small>[⁻⁰¹²³⁴-⁹]{{1,4}})"
)
_SMALL = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DECIMAL = re.compile(r"(?<![\d.,])(\d*)(?:\.|,|\{,\})(\d+)(?![\d.,]*\d)")
#: A number of fewer digits is a round one, and says nothing of how its author rounds.
_FEWEST = 3
#: So far before the digits their sign is looked for.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Habits:
    """What a document does throughout: its decimal mark, its minus, and how it rounds.

    `digits` is how many its numbers have each, 0 where they have as many places instead.
    """

    comma: bool = False
    mark: str = ","
    minus: str = "-"
    digits: int = 0

    @classmethod
    def of(cls, text: str, comma: bool) -> Habits:
        """The habits of a text."""
        braced = len(re.findall(r"\d\{,\}\d", text))
        marks = {"{,}": braced, ",": len(re.findall(r"\d,\d", text))}
        minuses = Counter(match[1] for match in _MINUSES.finditer(text))
        return cls(comma, _most(marks), _most({"-": 0, **minuses}), _digits_each(text))


def _digits_each(text: str) -> int:
    digits, places = Counter[int](), Counter[int]()
    for match in _DECIMAL.finditer(text):
        many = len(match[2])
        size = len((match[1] + match[2]).lstrip("0"))
        if size >= _FEWEST:
            digits[size] += 1
            places[many] += 1
    if max(digits.values(), default=0) <= max(places.values(), default=0):
        return 0
    return digits.most_common(1)[0][0]


def _most(counts: Mapping[str, int]) -> str:
    return max(counts, key=lambda key: counts[key])


def respelled(
    text: str, at: int, printed: str, wanted: str, exact: str, habits: Habits
) -> Edit | None:
    """The edit that makes the number printed at an offset the wanted one.

    `printed` and `wanted` are digits as findings have them, with a sign that may not stand in the
    text; `exact` are more digits of what is wanted, if they are known. None where the digits do not
    stand there, as where a macro has them, or where nothing would change.
    """
    comma = habits.comma and "," in printed
    bare = printed.lstrip("+-−")
    found = _spelled(bare).match(text, at)
    if found is None or _GOES_ON.search(text[max(at - 6, 0) : at]):
        return None
    try:
        old = Printed(printed.rstrip("…"), comma)
        new = Printed(wanted, habits.comma and "," in wanted)
        value = Fraction(exact) if exact else new.value
        known = bool(exact) or _magnitude(new.value) > _magnitude(old.value)
    except (ValueError, OverflowError):
        return None
    turned = (new.value < 0) != (printed[0] in "-−") and new.value != 0
    many = habits.digits if known and "%" not in old.text else 0
    digits, end = _digits(text, found, old, new, value, replace(habits, digits=many))
    start, before, after = _signed(text, at, end, turned, habits)
    put = before + digits + after
    return None if text[start:end] == put else Edit(at, start, end, put, wanted, len(before))


def _spelled(bare: str) -> re.Pattern[str]:
    """The digits of a number before its exponent, where no other digit goes on with them."""
    mantissa = re.split(r"[eE%…]", bare)[0]
    pattern = re.escape(mantissa).replace(",", r"(?:,|\{,\})")
    return re.compile(rf"{pattern}(?![\d])")


def _digits(
    text: str, found: re.Match[str], old: Printed, new: Printed, value: Fraction, habits: Habits
) -> tuple[str, int]:
    """The wanted digits without a sign, and where the ones end whose place they take."""
    wanted, end = new.text.lstrip("+-−"), found.end()
    power = _EXPONENT.match(text, end)
    if power is not None and "e" in old.text.lower():
        mantissa, exponent = _normal(old, new, value)
        if exponent is not None:
            tail = _exponent(text, end, power, exponent)
            return _marked(mantissa, old, found.group(), habits) + tail, power.end()
        return _marked(mantissa, old, found.group(), habits), end
    shifted = _magnitude(value) != _magnitude(old.value) and "." in old.plain
    if value != new.value and (new.value == 0 or (shifted and habits.digits)):
        wanted = _significant(abs(value), habits.digits or old.digits)
        if old.plain.lstrip("+-−").startswith("."):
            wanted = wanted.removeprefix("0")
    return _marked(re.split(r"[eE%]", wanted)[0], old, found.group(), habits), end


def _normal(old: Printed, new: Printed, value: Fraction) -> tuple[str, int | None]:
    """A mantissa as the author writes it, and the exponent if that has to change, too."""
    before, _, power = old.plain.lower().lstrip("+-−").partition("e")
    after = re.split(r"[eE]", new.plain.lstrip("+-−"))[0]
    one = before.partition(".")[0]
    if not value or not (len(one) == 1 and one != "0") or re.match(r"[1-9](?!\d)", after):
        return after, None
    decimals, exponent = len(before.partition(".")[2]), int(power.replace("−", "-"))
    size = abs(value)
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while size < Fraction(10) ** exponent:
        exponent -= 1
    scaled = round(size / Fraction(10) ** (exponent - decimals))
    if len(str(scaled)) > decimals + 1:
        scaled, exponent = scaled // 10, exponent + 1
    shown = str(scaled)
    return (f"{shown[0]}.{shown[1:]}" if decimals else shown), exponent


def _exponent(text: str, start: int, power: re.Match[str], exponent: int) -> str:
    """What stands between the mantissa and the end of the exponent, with another exponent."""
    if power["small"]:
        return text[start : power.start("small")] + str(exponent).translate(_SMALL)
    sign = "−" if "−" in power["digits"] else "-"
    tail = text[power.end("digits") : power.end()]
    return text[start : power.start("digits")] + str(exponent).replace("-", sign) + tail


def _magnitude(value: Fraction) -> int:
    """The power of ten of the first digit that is not zero."""
    whole = len(str(abs(int(value)))) - 1
    return whole if abs(value) >= 1 or not value else -len(str(int(1 / abs(value))))


def _significant(value: Fraction, digits: int) -> str:
    """A small number with so many significant digits, and no exponent."""
    places = digits - 1
    while value * 10 ** (places - digits + 1) < 1:
        places += 1
    shown = str(round(value * 10**places)).rjust(places + 1, "0")
    return f"{shown[:-places]}.{shown[-places:]}"


def _marked(digits: str, old: Printed, before: str, habits: Habits) -> str:
    """Digits with the author's decimal mark and grouping."""
    if habits.comma and "." in digits and "." not in old.text:
        digits = digits.replace(".", ",")
    mark = "{,}" if "{,}" in before else "," if "," in before else habits.mark
    return digits.replace(",", mark) if "," in digits else digits


def _signed(text: str, at: int, end: int, turned: bool, habits: Habits) -> tuple[int, str, str]:
    """Where to begin, and what to put before and after the digits to turn their sign if needed."""
    if not turned:
        return at, "", ""
    before = text[max(at - _NEAR, 0) : at]
    sign = _SIGN.search(before)
    if _POWER.match(text, end) or (sign is None and _OPERATOR.search(before)):
        return at, f"({habits.minus}", ")"
    if sign is None:
        return at, habits.minus, ""
    put = turned_sign(sign["sign"], before[: sign.start()], habits)
    return at - len(sign.group()), put + sign["gap"] if put else "", ""


def turned_sign(sign: str, before: str, habits: Habits) -> str:
    """What stands for the other sign; nothing where a minus belongs to what comes after it."""
    if sign in ("+", "\\u002b", "\\u002B"):
        return habits.minus
    return "" if _UNARY.search(before) else "+"
