"""What paragraphs does plain text have?

Nothing in it is a mark: a star is a product, an indented line is no code, and a line that begins
with a minus sign goes on with a sum. Only what lies between blank lines is told apart, and rows
with tabs; of words with a line of dashes below them, and no more, everybody sees a title.
"""

from __future__ import annotations

import re

from .blocks import Gathering
from .escapes import Edit
from .source import Piece

Extent = tuple[int, int]
_BLANK = re.compile(r"\n[ \t]*+\n\s*+")
_ITEM = re.compile(r"^[ \t]*([-*•◦▪–]|\d{1,3}[.)])[ \t]+(?=[^\W\d_]{2})", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{3}")
_UNDERLINE = re.compile(r"[ \t]*+([-=~*])\1{2,}+[ \t]*+")
_ADDRESS = re.compile(r"<?https?://[^\s<>)\]]++>?")


def read_plain(whole: Piece, into: Gathering) -> None:
    """Add the paragraphs, items and tables of plain text."""
    at = 0
    for match in [*_BLANK.finditer(whole.text), None]:
        end = match.start() if match else len(whole.text)
        lines = _lines(whole.text, at, end)
        rows = tab_rows(whole.text, lines)
        if _is_title(whole.text, lines):
            into.block("heading", (_text(whole, *lines[0]),), "1")
        elif rows:
            cells = [tuple((_text(whole, *cell),) for cell in row) for row in rows]
            into.table(cells, names_columns(whole.text, rows[0]))
        else:
            _read_paragraph(whole, at, end, into)
        at = match.end() if match else end


def tab_rows(text: str, lines: list[Extent]) -> list[list[Extent]]:
    """The cells of lines with the same number of tabs, two lines at least; else nothing."""
    if len(lines) < 2 or text.find("\t", *lines[0]) < 0:
        return []
    rows = [_cells(text, *line) for line in lines]
    return rows if len({len(row) for row in rows}) == 1 else []


def names_columns(text: str, row: list[Extent]) -> bool:
    """Whether a row of a table holds names, and no numbers."""
    return not any(character.isdigit() for character in text[row[0][0] : row[-1][1]])


def _cells(text: str, start: int, end: int) -> list[Extent]:
    cells: list[Extent] = []
    for cell in text[start:end].split("\t"):
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _lines(text: str, start: int, end: int) -> list[Extent]:
    found: list[Extent] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        found.append((start, stop))
        start = stop + 1
    return found


def _is_title(text: str, lines: list[Extent]) -> bool:
    """Whether there are words and a line below them, and nothing else: no fraction, no sum."""
    if len(lines) != 2 or text.find("=", *lines[0]) >= 0:
        return False
    under = _UNDERLINE.fullmatch(text, *lines[1]) is not None
    return under and _WORD.search(text, *lines[0]) is not None


def _read_paragraph(whole: Piece, start: int, end: int, into: Gathering) -> None:
    kind, info = "paragraph", ""
    for item in _ITEM.finditer(whole.text, start, end):
        into.block(kind, (_text(whole, start, item.start()),), info)
        start, kind, info = item.end(), "item", item[1]
    into.block(kind, (_text(whole, start, end),), info)


def _text(whole: Piece, start: int, end: int) -> Piece:
    edits: list[Edit] = [
        (match.start() - start, match.end() - start, "")
        for match in _ADDRESS.finditer(whole.text, start, end)
    ]
    return whole.part(start, end, "text").edited(edits)
