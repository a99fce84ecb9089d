"""What blocks does a Markdown text consist of?

markdown-it finds the blocks: lists, quotes, tables, fences. Mathematics, code spans and comments
are found first and blanked out for it, one character for one, so that a line of a display is never
taken for a list or a heading. What it returns are lines; the places of their characters are found
again in the text.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .blocks import Gathering, Parts
from .directives import after_front_matter
from .escapes import Edit, unescaped
from .html import read_html, read_notes, read_text
from .inline import parts
from .macros import read_macros
from .plain import names_columns, tab_rows
from .source import Piece, Source
from .spans import Span, inside, spans

#: Deeper nesting is skipped, and said so.
DEEPEST = 60
_BLANK = "\ue000"
_MATHEMATICS = re.compile(r"\{?math\}?$|\{math\}")
#: What MyST writes above a formula.
_OPTIONS = re.compile(r"(?::[\w-]+:[^\n]*+\n)*+")
_FRAME = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?")
_PIPE = re.compile(r"(?<!\\)\|")
_REFERENCE = re.compile(r"\[[^\[\]\n]++\]:[ \t]*+(?:<|https?:|/|#|\.)\S*+[^\n]*+$")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    return parser.disable(["reference", "inline", "text_join", "normalize"])


def read_markdown(whole: Piece, into: Gathering) -> None:
    """Add the blocks of a Markdown text."""
    read_macros(whole, into)
    start = after_front_matter(whole, into)
    _Reader(whole.part(start, len(whole.text)) if start else whole, into).read()


class _Reader:
    def __init__(self, whole: Piece, into: Gathering) -> None:
        self.whole, self.into = whole, into
        self.found = spans(whole.text)
        self.masked = _masked(whole.text, self.found)
        self.lines = (*Source("", self.masked).lines, len(self.masked) + 1)
        self.marks: list[str] = []

    def read(self) -> None:
        read_notes(self.whole, self.found, self.into)
        closing, skipped = "", False
        for token in _parser().parse(self.masked):
            if closing:
                closing = "" if token.type == closing else closing
                continue
            if token.type == "table_open":
                self.table(token)
                closing = "table_close"
                continue
            if token.nesting == 1 and token.level >= DEEPEST - 1 and not skipped:
                skipped = True
                at = self.whole.offsets[self.lines[token.map[0] if token.map else 0]]
                self.into.problem(
                    at, f"nested deeper than {DEEPEST} times; what is inside is not read"
                )
            self.token(token)

    def token(self, token: Token) -> None:
        """Add the block that a token holds, or remember in which block we are."""
        if token.type in ("heading_open", "list_item_open"):
            mark = token.info + token.markup if token.type[0] == "l" else token.tag[1:]
            self.marks.append(f"{token.type} {mark}")
        elif token.type in ("heading_close", "list_item_close"):
            self.marks.pop()
        elif token.type == "inline":
            self.sentence(token)
        elif token.type == "fence":
            self.fence(token)
        elif token.type == "code_block":
            self.code(token)
        elif token.type == "html_block":
            segments = self.segments(token, 0)
            if segments:
                read_html(self.whole, (segments[0][0], segments[-1][1]), self.found, self.into)

    def sentence(self, token: Token) -> None:
        segments = [
            (start, end)
            for start, end in self.segments(token, 0)
            if not _REFERENCE.match(self.masked, start, end)
        ]
        if not segments:
            return
        kind, _, mark = self.marks[-1].partition(" ") if self.marks else ("", "", "")
        kind = {"heading_open": "heading", "list_item_open": "item"}.get(kind, "paragraph")
        if kind == "heading" and len(segments) > 1:  # a rule below a paragraph, in a slide deck
            kind, mark = "paragraph", ""
        rows = tab_rows(self.masked, segments)
        if rows:
            cells = [tuple(parts(self.whole, cell, self.found) for cell in row) for row in rows]
            self.into.table(cells, names_columns(self.masked, rows[0]))
            return
        region = (segments[0][0], segments[-1][1])
        read_text(
            self.whole, region, self.found, self.into, kind=kind, info=mark, cuts=_cuts(segments)
        )

    def fence(self, token: Token) -> None:
        segments = self.segments(token, 1)
        if not segments:
            return
        language = token.info.strip()
        start, end = segments[0][0], segments[-1][1]
        edits = [(a - start, b - start, new) for a, b, new in _cuts(segments)]
        piece = self.whole.part(start, end, "code").edited(edits)
        if _MATHEMATICS.match(language):
            options = _OPTIONS.match(piece.text)
            piece = piece.part(options.end() if options else 0, len(piece.text), "display")
            self.into.block("display", (unescaped(piece.stripped()),))
        else:
            self.into.block("code", (piece,), language)

    def code(self, token: Token) -> None:
        """Indented text is code, except where it is a display that stands in from the margin."""
        segments = self.segments(token, 0)
        if not segments:
            return
        start, end = segments[0][0], segments[-1][1]
        among = inside(self.found, start, end)
        if any(span.kind in ("display", "table") for span in among):
            read_text(self.whole, (start, end), self.found, self.into, cuts=_cuts(segments))
            return
        edits = [(a - start, b - start, new) for a, b, new in _cuts(segments)]
        self.into.block("code", (self.whole.part(start, end, "code").edited(edits),))

    def segments(self, token: Token, skipped: int) -> list[tuple[int, int]]:
        """Where the lines of a token's content stand in the text."""
        first = (token.map or [0])[0] + skipped
        found: list[tuple[int, int]] = []
        if not token.content.strip():
            return found
        for number, line in enumerate(token.content.rstrip("\n").split("\n"), first):
            start, end = self.lines[number], self.lines[number + 1] - 1
            text = line.rstrip()
            behind = start + len(self.masked[start:end].rstrip())
            at = behind - len(text)
            if at < start or not self.masked.startswith(text, at):
                at = max(self.masked.rfind(text.strip(), start, end), start)
                behind = at + len(text.strip())
            found.append((at, behind))
        return found

    def table(self, token: Token) -> None:
        first, last = token.map or [0, 0]
        rows: list[tuple[Parts, ...]] = []
        for number in range(first, last):
            if number == first + 1:
                continue
            start, end = self.lines[number], self.lines[number + 1] - 1
            frame = _FRAME.match(self.masked, start, end)
            start = frame.end() if frame else start
            rows.append(
                tuple(parts(self.whole, cell, self.found) for cell in self.cells(start, end))
            )
        self.into.table(rows, header=True)

    def cells(self, start: int, end: int) -> list[tuple[int, int]]:
        """The cells of a line of a table."""
        bars = [match.start() for match in _PIPE.finditer(self.masked, start, end)]
        edges = [start - 1, *bars, end]
        found = [(a + 1, b) for a, b in pairwise(edges)]
        if found and not self.masked[slice(*found[0])].strip():
            found.pop(0)
        if found and not self.masked[slice(*found[-1])].strip():
            found.pop()
        return [self.trimmed(*cell) for cell in found]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        text = self.whole.text[start:end]
        start += len(text) - len(text.lstrip())
        return start, max(start, start + len(text.strip()))


def _cuts(segments: list[tuple[int, int]]) -> list[Edit]:
    """What stands between the lines of a block; a line feed is left of it."""
    return [(end, start, "\n") for (_, end), (start, _) in pairwise(segments) if start - end > 1]


def _masked(text: str, found: list[Span]) -> str:
    """The text with everything blanked out that has no structure for Markdown."""
    masked: list[str] = []
    at = 0
    for span in found:
        if span.kind == "fence":
            continue
        masked.append(text[at : span.start])
        if span.kind == "comment" and _is_alone(text, span):
            masked.append(re.sub(r"[^\n]", " ", text[span.start : span.end]))
        else:
            masked.append(_BLANK * (span.end - span.start))
        at = span.end
    return "".join([*masked, text[at:]])


def _is_alone(text: str, span: Span) -> bool:
    """Whether nothing else stands on the lines of a comment."""
    line = text.rfind("\n", max(0, span.start - 200), span.start) + 1
    end = text.find("\n", span.end, span.end + 200)
    after = text[span.end : end if end >= 0 else span.end + 200]
    return not text[max(line, span.start - 200) : span.start].strip() and not after.strip()
