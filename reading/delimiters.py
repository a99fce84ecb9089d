r"""Where does what begins here end, and is it mathematics at all?

Ends are looked up in lists made once for a text, so that a thousand beginnings without an end cost
no more than a thousand with one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

_FAMILIES = """
align alignat flalign equation gather multline eqnarray displaymath math aligned alignedat gathered
split subequations dmath empheq xalignat
"""
#: Environments that are mathematics without any delimiter around them.
FAMILIES = frozenset(name + star for name in _FAMILIES.split() for star in ("", "*"))
_BLANK = re.compile(r"\n[ \t>]*+(?=\n)")
_BRACKET = re.compile(r"(?<!\\)(\\++)([\])])")
_ENVIRONMENT = re.compile(r"\\(begin|end)[ ]?\{([A-Za-z]+\*?)\}")
_DOLLARS = re.compile(r"\\.|(\$++)", re.DOTALL)
_TICKS = re.compile(r"`++")
_FENCE = re.compile(r"^[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+$", re.MULTILINE)
_MARKS = re.compile(r"[\\=_^<>≈≤≥←→+∂∑√×·]|[-*/−]\s*[\w(]")
_NAMED = re.compile(
    r"\\(?:text\w*|mathrm|mbox|operatorname\*?|mathbf|label|tag)\s*+\{[^{}]*+\}|\\[A-Za-z]++"
)
_PROSE = re.compile(r"(?<![\\\w{])[A-Za-z]{2,}+(?:[ \t\n]++[A-Za-z]{2,}+){3}")
#: What has no sign of mathematics by then has none.
_LONGEST = 2_000
_HEADING = re.compile(r"^[ \t>]*+(?:#{1,6}[ \t]|`{3}|~{3})", re.MULTILINE)
_MONEY = re.compile(r"\d[\d.,]*+[ \t]*+(?:[kKmMbB]|[A-Za-z]{2,})?+(?:[ \t,;(]|$)")
_WORD = re.compile(r"[A-Za-z]{2,}")
_WORDS = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}+[ \t\n]++[A-Za-z]{2,}")
_TEX = re.compile(r"[\\_^={}]")


def is_formula(text: str) -> bool:
    """Whether anything in the first lines of a text says that it is mathematics."""
    return _MARKS.search(text, 0, _LONGEST) is not None


def is_prose(text: str) -> bool:
    """Whether a text has a sentence in it, or a heading, or a fence."""
    return _PROSE.search(_NAMED.sub(" ", text)) is not None or _HEADING.search(text) is not None


def is_words(text: str) -> bool:
    """Whether what stands between two dollar signs is an amount of money and words, or words."""
    if _TEX.search(text):
        return False
    amount = _MONEY.match(text) is not None and _WORD.search(text) is not None
    return amount or _WORDS.search(text) is not None


class Limits:
    """Where the things of a text end; every list is made at the first question."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._missing: set[str] = set()

    def line_end(self, at: int) -> int:
        """The end of a line."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def paragraph_end(self, at: int) -> int:
        """The next blank line (one of quote marks is blank, too), or the end."""
        return self._next(self._blanks, at, len(self.text))

    def after(self, what: str, at: int) -> int | None:
        """Where a text stands next; what was missing once is not searched again."""
        if what in self._missing:
            return None
        found = self.text.find(what, at)
        if found < 0:
            self._missing.add(what)
            return None
        return found

    def bracket(self, at: int, opening: str) -> int | None:
        """Where the bracket of a formula closes."""
        key = opening.replace("[", "]").replace("(", ")")
        found = self._next(self._brackets[key], at, -1)
        return None if found < 0 else found

    def environment(self, start: int) -> int | None:
        r"""The position after the \end of an environment that begins here."""
        return self._environments.get(start)

    def dollars(self, at: int) -> int | None:
        """The next `$$`."""
        found = self._next(self._double, at, -1)
        return None if found < 0 else found

    def dollar(self, at: int, limit: int) -> int | None:
        """The next single `$`, where no `$$` stands before it."""
        found = self._next(self._single, at, limit)
        return None if found >= limit or self._next(self._double, at, limit) < found else found

    def any_dollar(self, at: int) -> int | None:
        """The next `$`, single or not."""
        limit = len(self.text)
        found = min(self._next(self._single, at, limit), self._next(self._double, at, limit))
        return None if found == limit else found

    def ticks(self, at: int, length: int) -> int | None:
        """The next run of so many backticks in the same paragraph."""
        limit = self.paragraph_end(at)
        found = self._next(self._runs[length], at, limit)
        return found if found < limit else None

    def fence_end(self, at: int, mark: str) -> int:
        """The end of the line that closes a fence, or of the text."""
        starts, runs = self._fences
        for number in range(bisect_left(starts, at), len(starts)):
            run = runs[number]
            if run[0] == mark[0] and len(run) >= len(mark):
                return self.line_end(starts[number])
        return len(self.text)

    def quote_end(self, at: int, limit: int) -> int:
        """The end of the last line in a row that begins with a quote mark."""
        while at < limit and self.text[at + 1 : at + 5].lstrip(" ").startswith(">"):
            at = self.line_end(at + 1)
        return at

    @staticmethod
    def _next(positions: list[int], at: int, default: int) -> int:
        index = bisect_left(positions, at)
        return positions[index] if index < len(positions) else default

    @cached_property
    def _blanks(self) -> list[int]:
        return [match.start() for match in _BLANK.finditer(self.text)]

    @cached_property
    def _brackets(self) -> dict[str, list[int]]:
        r"""An odd number of backslashes ends in `\]`, an even one in `\\]`."""
        found: dict[str, list[int]] = defaultdict(list)
        for match in _BRACKET.finditer(self.text):
            many = 2 - len(match[1]) % 2
            found["\\" * many + match[2]].append(match.end() - 1 - many)
        return found

    @cached_property
    def _environments(self) -> dict[int, int]:
        found: dict[int, int] = {}
        waiting: dict[str, list[int]] = defaultdict(list)
        for match in _ENVIRONMENT.finditer(self.text):
            if match[1] == "begin":
                waiting[match[2]].append(match.start())
            elif waiting[match[2]]:
                found[waiting[match[2]].pop()] = match.end()
        return found

    @cached_property
    def _double(self) -> list[int]:
        return [
            start
            for match in _DOLLARS.finditer(self.text)
            for start in range(match.start(), match.end() - 1, 2)
            if match[1]
        ]

    @cached_property
    def _single(self) -> list[int]:
        return [m.start(1) for m in _DOLLARS.finditer(self.text) if m[1] and len(m[1]) == 1]

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for match in _TICKS.finditer(self.text):
            found[len(match.group())].append(match.start())
        return found

    @cached_property
    def _fences(self) -> tuple[list[int], list[str]]:
        matches = list(_FENCE.finditer(self.text))
        return [match.start() for match in matches], [match[1] for match in matches]
