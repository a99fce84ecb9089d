"""Which parts of a formula are the names or the values of one list?

`a, b = 1, 2` states a = 1 and b = 2; `i = 1, 2, 3` gives i no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .rows import Part


def unlisted(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with an equation of every name of a list and its value in the list's place."""
    at = 0
    while at < len(parts):
        part = parts[at]
        after = at + 1
        if not part.goes_on and len(part.sides) == 2:
            while after < len(parts) and _is_value(parts[after]):
                after += 1
        if after > at + 1:
            yield from _paired(parts[_first_name(parts, at) : at], part, parts[at + 1 : after])
        else:
            yield part
        at = after


def _first_name(parts: Sequence[Part], at: int) -> int:
    """Where the names begin that stand, between commas, before an equation."""
    first = at
    while first > 0 and parts[first].after == "," and _is_name(parts[first - 1]):
        first -= 1
    return first


def _is_value(part: Part) -> bool:
    """Whether a part is a number after a comma, and nothing else."""
    if len(part.sides) != 1 or part.goes_on or part.after != ",":
        return False
    return [t.kind for t in part.sides[0].tokens if t.kind != "-"] == ["number"]


def _is_name(part: Part) -> bool:
    """Whether a part begins with a name, and states nothing."""
    side = part.sides[0]
    return len(part.sides) == 1 and not part.goes_on and side.tokens[0].kind in ("name", "word")


def _paired(names: Sequence[Part], part: Part, values: Sequence[Part]) -> Iterator[Part]:
    if len(names) != len(values):
        return
    left, right = part.sides
    lefts = [*(p.sides[0] for p in names), left]
    rights = [right, *(p.sides[0] for p in values)]
    for one, other in zip(lefts, rights, strict=True):
        yield Part((replace(one, relation=""), replace(other, relation=right.relation)), False)
