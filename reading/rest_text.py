"""What does the text of a reStructuredText document say, and where is mathematics in it?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

from .escapes import Edit
from .inline import parts
from .source import Piece
from .spans import Span

_ROLE = re.compile(
    r"\\.|``(?P<code>[^`]++(?:`[^`]++)*+)``"
    r"|:(?P<role>[\w+.-]+):`(?P<said>(?:[^`\n]++|\n(?![ \t]*+\n))++)`"
    r"|`(?P<title>(?:[^`\n]++|\n(?![ \t]*+\n))++)`(?P<after>:[\w+.-]+:|_{0,2})"
    r"|\[[#*\w]{1,20}\]_",
    re.DOTALL,
)
_TARGET = re.compile(r"\s?<[^<>]*+>$")
_SCRIPTS = {"sub": "_{", "subscript": "_{", "sup": "^{", "superscript": "^{"}


class RestText:
    """The text with its roles: mathematics and code as spans, the rest as edits."""

    def __init__(self, whole: Piece) -> None:
        self.whole = whole
        self.default = "math" if ".. default-role:: math" in whole.text else ""
        self.found: list[Span] = []
        self.edits: list[Edit] = []
        for match in _ROLE.finditer(whole.text):
            self.meet(match)

    def meet(self, match: re.Match[str]) -> None:
        start, end = match.span()
        group = "said" if match["role"] else "title"
        role = (match["role"] or (match["after"] or "").strip(":_") or self.default).lower()
        if match["code"]:
            self.found.append(Span("code", start, end, *match.span("code")))
        elif match.group()[0] == "[":
            self.edits.append((start, end, ""))
        elif match.group()[0] == "\\":
            if match.group()[1].isspace():
                self.edits.append((start, end, ""))
        elif role == "math":
            self.found.append(Span("inline", start, end, *match.span(group)))
        else:
            first, last = match.span(group)
            target = _TARGET.search(match[group])
            last = first + target.start() if target and target.start() else last
            self.edits.append((start, first, _SCRIPTS.get(role, "")))
            self.edits.append((last, end, "}" if role in _SCRIPTS else ""))

    def parts(self, segments: list[tuple[int, int]]) -> tuple[Piece, ...]:
        """The text, mathematics and code of some lines."""
        if not segments:
            return ()
        start, end = segments[0][0], segments[-1][1]
        cuts = [edit for edit in self._between(segments) if edit[1] > edit[0]]
        return parts(self.whole, (start, end), self.found, cuts)

    def _between(self, segments: list[tuple[int, int]]) -> Iterator[Edit]:
        start, end = segments[0][0], segments[-1][1]
        for (_, before), (after, _) in pairwise(segments):
            yield before, after, "\n"
        low = bisect_left(self.edits, start, key=itemgetter(0))
        high = bisect_left(self.edits, end, lo=low, key=itemgetter(0))
        yield from self.edits[low:high]
