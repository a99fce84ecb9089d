"""Which parts of a formula hold under a condition alone: A = 1 if x > 0; otherwise, A = 0?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lexicon import OTHERWISE, WHEN
from .rows import Part
from .tokens import Token

#: Of the words for a condition, those that give no value: "for x = 2" does.
_IF = WHEN - {"for", "where", "für"}
_COMPARED = frozenset({"<", ">", "<=", ">=", "!="})


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


def under_conditions(tokens: Sequence[Token]) -> Iterator[range]:
    """The stretches of a text, by offsets, that hold under a condition alone.

    A sentence that compares after "if", and one that begins with "otherwise".
    """
    start = 0
    for end in [*(i for i, t in enumerate(tokens) if t.kind in (".", "!", "?")), len(tokens)]:
        inner, start = tokens[start:end], end + 1
        words = [t.text.lower() for t in inner if t.kind == "name"]
        compares = any(t.kind in _COMPARED for t in inner)
        if words and (words[0] in OTHERWISE or (compares and not _IF.isdisjoint(words))):
            yield range(inner[0].start, inner[-1].end)
