"""Which decimals stand in running text, and which number of things do grouped digits mean?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..expressions.printed import Printed, UnreadableNumberError

_EXPONENT = r"(?:[eE][-−+]?\d+|\s*(?:\\times|\\cdot|[×·*])\s*10\s*\^\s*\{?\s*[-−]?\d+\}?)?"
_POINT = re.compile(rf"(?<![\w.,])[-−]?\d*\.\d+{_EXPONENT}(?!\w)")
_COMMA = re.compile(rf"(?<![\w.,])[-−]?\d+(?:,|\{{,\}})\d+{_EXPONENT}(?!\w)")


def decimals(
    text: str, comma: bool, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """The decimal numbers in a part of a text, with their powers of ten."""
    return (_COMMA if comma else _POINT).finditer(text, start, len(text) if end is None else end)


def counted(text: str) -> tuple[int, str] | None:
    """A number of rounds, and how it should be grouped where it is not grouped by threes."""
    groups = re.split(r"\{,\}|\\,|[.,'’\u00a0\u202f ]", text)
    if len(groups) == 1 or all(len(group) == 3 for group in groups[1:]):
        return int("".join(groups)), ""
    sign = re.search(r"[^\d]+", text)
    if sign is None or sign.group() == ".":
        return None
    cut = [groups[0], *(group[:3].ljust(3, "0") for group in groups[1:])]
    return int("".join(cut)), sign.group().join(cut)


def printed(text: str, comma: bool) -> Printed | None:
    """A decimal, its power of ten as an exponent; None where it is too long to be one."""
    plain = text.replace("{,}", ",")
    plain = re.sub(r"\s*(?:\\times|\\cdot|[×·*])\s*10\s*\^\s*\{?\s*([-−]?\d+)\}?", r"e\1", plain)
    try:
        return Printed(plain, comma)
    except UnreadableNumberError:
        return None
