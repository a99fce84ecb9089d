"""What was changed between a print and its correction, character by character or word by word?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

#: Text, and whether the other side has something else there.
Piece = tuple[str, bool]
Pieces = tuple[Piece, ...]

_SIGNED = re.compile(r"-\(\+([\d.,]+(?:e[-+]?\d+)?%?)\)")
_DIGITS = re.compile(r"[-+−]?[\d.,]+([eE][-+]?\d+)?")
_WORDS = re.compile(r"\w+|\s+|\*\*|.", re.DOTALL)
#: Longer texts are shown as they are: comparing them word by word takes too long.
_LONGEST = 2_000


def plain_signs(text: str) -> str:
    """The project's notation with `-0.5` for `-(+0.5)`, which it needs only to be read again."""
    return _SIGNED.sub(r"-\1", text)


@lru_cache(maxsize=4096)
def marked(printed: str, expected: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces. Digits are marked from the first to the last that differs."""
    if not expected or max(len(printed), len(expected)) > _LONGEST:
        return ((printed, False),), ((expected, False),)
    if _DIGITS.fullmatch(printed) and _DIGITS.fullmatch(expected):
        return _digits(printed, expected)
    return _words(printed, expected)


def found_once(text: str, part: str) -> tuple[str, str, str]:
    """The text before a part, the part, and the text behind, where the part stands there once."""
    places = list(re.finditer(rf"(?<![\w.]){re.escape(part)}(?![\w.])", text)) if part else []
    if len(places) != 1 or part == text:
        return text, "", ""
    start, end = places[0].span()
    return text[:start], part, text[end:]


def _digits(printed: str, expected: str) -> tuple[Pieces, Pieces]:
    shorter = min(len(printed), len(expected))
    start = next((i for i in range(shorter) if printed[i] != expected[i]), shorter)
    most = shorter - start
    end = next((i for i in range(most) if printed[-1 - i] != expected[-1 - i]), most)
    return _cut(printed, start, len(printed) - end), _cut(expected, start, len(expected) - end)


def _cut(text: str, start: int, end: int) -> Pieces:
    parts = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return tuple(part for part in parts if part[0])


def _words(printed: str, expected: str) -> tuple[Pieces, Pieces]:
    one, other = _WORDS.findall(printed), _WORDS.findall(expected)
    old: list[Piece] = []
    new: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for side, text in ((old, "".join(one[a:b])), (new, "".join(other[c:d]))):
            if text:
                side.append((text, what != "equal"))
    return tuple(old), tuple(new)
