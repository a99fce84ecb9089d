"""Which parts of a formula hold under a condition alone: A = 1 if x > 0; otherwise, A = 0?"""

from __future__ import annotations

from collections.abc import Sequence

from .lexicon import WHEN
from .rows import Part


def conditional(parts: Sequence[Part]) -> list[bool]:
    """For every part, whether it is a condition or holds under one."""
    found = [False] * len(parts)
    for i, part in enumerate(parts):
        tokens = part.sides[0].tokens
        names_condition = bool(tokens) and tokens[0].text.lower() in WHEN
        says_when = names_condition and (part.compared or len(part.sides) == 1)
        is_after_word = part.compared and part.after == "word"
        if says_when or is_after_word:
            found[i] = True
            if says_when and i + 1 < len(parts):
                found[i + 1] = True
            if part.after == "word" and i:
                found[i - 1] = True
    return found
