"""What blocks does a reStructuredText document consist of?

Indentation says what belongs to what. Directives that hold mathematics, code or tables are read as
such, those that hold a picture or raw output are left out, and of all others their text is read.
"""

from __future__ import annotations

import re
from itertools import pairwise

from .blocks import Gathering, Parts
from .directives import read_comment
from .inline import without_margin
from .macros import read_macros
from .rest_text import RestText
from .source import Piece

_DIRECTIVE = re.compile(r"\.\.[ ]+(?:\|[^|\n]+\|[ ]+)?(?P<name>[\w:+.-]+?)::(?:[ ]+|$)")
_OPTION = re.compile(r":[\w -]+:(?:[ ]|$)")
_ITEM = re.compile(r"(?:[-*+•‣]|#\.|\(?(?:\d{1,4}|[A-Za-z#])[.)])(?=[ ])[ ]+")
_UNDERLINE = re.compile(r"([=\-`:.'\"~^_*+#<>!$%&,;/?@\\|])\1+$")
_GRID = re.compile(r"\+(?:[-=]+\+)+$")
_SIMPLE = re.compile(r"={2,}(?:[ ]+={2,})+$")
_CODE = ("code-block", "code", "sourcecode", "parsed-literal", "ipython", "plot", "doctest")
_LEFT_OUT = ("image", "raw", "include", "toctree", "bibliography", "highlight", "default-role")
#: Deeper nesting is read as text.
DEEPEST = 40


def read_rest(whole: Piece, into: Gathering) -> None:
    """Add the blocks of a reStructuredText document."""
    read_macros(whole, into)
    reader = _Reader(whole, into)
    reader.body(0, len(reader.starts), "paragraph", 0)


class _Reader:
    def __init__(self, whole: Piece, into: Gathering) -> None:
        self.whole, self.into = whole, into
        self.text = RestText(whole)
        #: Of each line: where its text begins and ends, and how far it is indented.
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.indents: list[int] = []
        self.levels: list[str] = []
        at = 0
        for line in whole.text.split("\n"):
            body = line.lstrip(" \t")
            margin = len(line) - len(body)
            self.starts.append(at + margin)
            self.ends.append(at + len(line.rstrip()) if body.strip() else at + margin)
            self.indents.append(len(line[:margin].expandtabs(8)))
            at += len(line) + 1

    def line(self, number: int) -> str:
        return self.whole.text[self.starts[number] : self.ends[number]]

    def blank(self, number: int) -> bool:
        return self.starts[number] >= self.ends[number]

    def body(self, first: int, last: int, kind: str, depth: int) -> None:
        """Read some lines; the first paragraph among them is of a kind."""
        at = first
        while at < last:
            if self.blank(at):
                at += 1
                continue
            after = self.block(at, last, kind, depth)
            kind = "paragraph"
            at = max(after, at + 1)

    def block(self, at: int, last: int, kind: str, depth: int) -> int:
        """Read the block that begins at a line; the line after it."""
        line = self.line(at)
        if line.startswith(".. ") or line == "..":
            return self.marked(at, last, depth)
        item = _ITEM.match(line)
        if item and depth < DEEPEST and self.is_item(at, last):
            return self.item(at, last, item, depth)
        if _GRID.match(line):
            return self.grid(at, last)
        if _SIMPLE.match(line):
            return self.simple(at, last)
        if line.startswith(">>>"):
            after = self.while_filled(at, last)
            self.into.block("code", (self.literal(at, after),), "python")
            return after
        after = self.heading(at, last)
        return after or self.paragraph(at, last, kind)

    def is_item(self, at: int, last: int) -> bool:
        """A line that goes on at the margin below is no item but text."""
        below = at + 1
        return (
            below >= last
            or self.blank(below)
            or (self.indents[below] > self.indents[at] or _ITEM.match(self.line(below)) is not None)
        )

    def indented(self, at: int, last: int) -> int:
        """The line after all that stands further in than a line."""
        end = at + 1
        while end < last and (self.blank(end) or self.indents[end] > self.indents[at]):
            end += 1
        return end

    def while_filled(self, at: int, last: int) -> int:
        while at < last and not self.blank(at):
            at += 1
        return at

    def segments(self, first: int, last: int) -> list[tuple[int, int]]:
        return [(self.starts[n], self.ends[n]) for n in range(first, last) if not self.blank(n)]

    def marked(self, at: int, last: int, depth: int) -> int:
        """Read a directive, or pass over a comment."""
        after = self.indented(at, last)
        match = _DIRECTIVE.match(self.line(at))
        if match is None:
            start = min(self.starts[at] + 3, self.ends[at])
            read_comment(self.whole.part(start, self.ends[at]), self.into)
            return after
        name = match["name"]
        argument = (self.starts[at] + match.end(), self.ends[at])
        body = at + 1
        language = self.whole.text[slice(*argument)].strip()
        while body < after and not self.blank(body) and _OPTION.match(self.line(body)):
            body += 1
        if name == "math":
            self.mathematics(argument, body, after)
        elif name in _CODE:
            self.into.block("code", (self.literal(body, after),), language)
        elif name == "list-table":
            self.list_table(body, after)
        elif name not in _LEFT_OUT and depth < DEEPEST:
            if name not in ("figure", "csv-table", "contents"):
                self.into.block("paragraph", self.text.parts([argument]))
            self.body(body, after, "paragraph", depth + 1)
        return after

    def mathematics(self, argument: tuple[int, int], first: int, last: int) -> None:
        """Add the formulas of a math directive; a blank line separates two."""
        found = [argument] if argument[0] < argument[1] else []
        for number in range(first, last + 1):
            if number < last and not self.blank(number):
                found.append((self.starts[number], self.ends[number]))
            elif found:
                piece = self.whole.part(found[0][0], found[-1][1], "display")
                self.into.block("display", (without_margin(piece, 0),))
                found = []

    def literal(self, first: int, last: int) -> Piece:
        """Some lines as they stand, without the indentation that all have."""
        while last > first and self.blank(last - 1):
            last -= 1
        while first < last and self.blank(first):
            first += 1
        if first >= last:
            return self.whole.part(self.starts[first - 1], self.starts[first - 1], "code")
        margin = min(self.indents[n] for n in range(first, last) if not self.blank(n))
        start = self.starts[first] - (self.indents[first] - margin)
        piece = self.whole.part(max(start, 0), self.ends[last - 1], "code")
        cuts = re.compile(rf"\n[ \t]{{1,{margin}}}") if margin else None
        spans = [m.span() for m in cuts.finditer(piece.text)] if cuts else []
        return piece.edited((a + 1, b, "") for a, b in spans)

    def item(self, at: int, last: int, mark: re.Match[str], depth: int) -> int:
        """Read an item of a list, whose text goes on below, further in."""
        after = self.indented(at, last)
        self.starts[at] += mark.end()
        self.indents[at] += mark.end()
        self.body(at, after, f"item {mark.group().strip()}", depth + 1)
        return after

    def heading(self, at: int, last: int) -> int | None:
        """Read a title with a line of signs below it, and perhaps above; the line after it."""
        over = _UNDERLINE.match(self.line(at)) is not None
        title = at + 1 if over else at
        under = title + 1
        if under >= last or self.blank(title) or self.blank(under):
            return at + 1 if over and len(self.line(at)) > 3 else None
        sign = _UNDERLINE.match(self.line(under))
        enough = min(len(self.line(title)), 4)
        if sign is None or len(self.line(under)) < enough or (over and self.line(at)[0] != sign[1]):
            return None
        style = sign[1] * (1 + over)
        if style not in self.levels:
            self.levels.append(style)
        level = str(self.levels.index(style) + 1)
        self.into.block("heading", self.text.parts(self.segments(title, under)), level)
        return under + 1

    def paragraph(self, at: int, last: int, kind: str) -> int:
        """Read a paragraph, and the literal block that it may announce."""
        after = at + 1
        while after < last and not self.blank(after) and not self.line(after).startswith(".. "):
            after += 1
        segments = self.segments(at, after)
        literal = self.line(after - 1).endswith("::")
        if literal:
            segments[-1] = (segments[-1][0], segments[-1][1] - 1)
        kind, _, info = kind.partition(" ")
        self.into.block(kind, self.text.parts(segments), info)
        if not literal or after >= last:
            return after
        begin = after
        while begin < last and self.blank(begin):
            begin += 1
        if begin >= last or self.indents[begin] <= self.indents[at]:
            return after
        end = begin
        while end < last and (self.blank(end) or self.indents[end] > self.indents[at]):
            end += 1
        self.into.block("code", (self.literal(begin, end),))
        return end

    def column_cells(self, number: int, edges: list[tuple[int, int]]) -> list[Parts]:
        """What stands in the columns of a line."""
        margin = self.starts[number]
        found: list[Parts] = []
        for first, last in edges:
            start = min(margin + first, self.ends[number])
            stop = self.ends[number] if last < 0 else min(margin + last, self.ends[number])
            found.append(self.text.parts([(start, stop)]) if stop > start else ())
        return found

    def grid(self, at: int, last: int) -> int:
        """Read a table drawn with signs."""
        after = self.while_filled(at, last)
        bars = [m.start() for m in re.finditer(r"\+", self.line(at))]
        edges = [(a + 1, b) for a, b in pairwise(bars)]
        rows: list[tuple[Parts, ...]] = []
        row: list[Parts] = [() for _ in edges]
        header = False
        for number in range(at + 1, after):
            if self.line(number).startswith("+"):
                rows.append(tuple(row))
                row = [() for _ in edges]
                header = header or "=" in self.line(number)
            else:
                cells = self.column_cells(number, edges)
                row = [(*before, *more) for before, more in zip(row, cells, strict=True)]
        self.into.table(rows, header)
        return after

    def simple(self, at: int, last: int) -> int:
        """Read a table whose columns are underlined."""
        rules = [at]
        after = at + 1
        while after < last and len(rules) < 3:
            if _SIMPLE.match(self.line(after)):
                rules.append(after)
                if after + 1 >= last or self.blank(after + 1):
                    break
            after += 1
        starts = [m.start() for m in re.finditer(r"=+", self.line(at))]
        edges = list(zip(starts, [*starts[1:], -1], strict=True))
        rows = [
            tuple(self.column_cells(number, edges))
            for number in range(at + 1, rules[-1])
            if number not in rules and not self.blank(number)
        ]
        self.into.table(rows, header=len(rules) > 2)
        return rules[-1] + 1

    def list_table(self, first: int, last: int) -> None:
        """Read a table written as a list of lists."""
        rows: list[list[Parts]] = []
        for number in range(first, last):
            line = self.line(number)
            start = self.starts[number]
            if line.startswith("* -"):
                rows.append([])
                start += 3
            elif line.startswith("- ") or line == "-":
                start += 1
            if rows and not self.blank(number):
                rows[-1].append(
                    self.text.parts([(min(start, self.ends[number]), self.ends[number])])
                )
        self.into.table([tuple(row) for row in rows], header=True)
