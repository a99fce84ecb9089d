"""What text and which tables does a stretch of HTML hold?

Only what says where a block or a cell begins is looked at; the tags of a sentence are taken out
where sentences are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .blocks import Gathering, Parts
from .directives import read_comment
from .escapes import ENTITY, Edit, entity
from .inline import parts
from .macros import read_macros
from .source import Piece
from .spans import Span, inside, spans
from .struck import struck

_BLOCK = re.compile(
    r"<(?P<close>/?)(?P<name>address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|"
    r"fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|li|main|nav|ol|p|section|summary|"
    r"tbody|td|textarea|tfoot|th|thead|title|tr|ul|table)\b[^<>]*+>",
    re.IGNORECASE,
)
_TAG = re.compile(rf"<[^<>]*+>|{ENTITY.pattern}")
_KINDS = {"li": "item", "dd": "item"} | {f"h{level}": "heading" for level in range(1, 7)}
_CELLS = ("td", "th")


def read_page(whole: Piece, into: Gathering) -> None:
    """Add what a file of HTML holds."""
    read_macros(whole, into)
    found = spans(whole.text)
    read_notes(whole, found, into)
    read_html(whole, (0, len(whole.text)), found, into)


def read_notes(whole: Piece, found: list[Span], into: Gathering) -> None:
    """Add what comments say to this program, what has no end, and what is struck out."""
    for span in found:
        if span.kind == "comment":
            read_comment(whole.part(span.first, span.last), into)
        if span.problem:
            into.problem(whole.offsets[span.start], span.problem)
    into.struck += struck(whole, found)


def read_html(whole: Piece, region: tuple[int, int], found: list[Span], into: Gathering) -> None:
    """Add the blocks of a region of HTML."""
    start, end = region
    kind, info = "paragraph", ""
    for tag in _block_tags(whole, region, found):
        read_text(whole, (start, tag.start()), found, into, kind=kind, info=info)
        start, name = tag.end(), tag["name"].lower()
        kind = "paragraph" if tag["close"] else _KINDS.get(name, "paragraph")
        info = name[1:] if kind == "heading" else ""
    read_text(whole, (start, end), found, into, kind=kind, info=info)


def read_text(
    whole: Piece,
    region: tuple[int, int],
    found: list[Span],
    into: Gathering,
    *,
    kind: str = "paragraph",
    info: str = "",
    cuts: Sequence[Edit] = (),
) -> None:
    """Add the text of a region as a block; tables and code in it are blocks of their own."""
    start, end = region
    for span in inside(found, start, end):
        stands = whole.text.startswith(("<pre", "<PRE", "{%"), span.start)
        if span.kind not in ("table", "fence") and not stands:
            continue
        into.block(kind, parts(whole, (start, span.start), found, cuts), info)
        start = span.end
        if span.kind == "table":
            read_table(whole.part(span.first, span.last), into)
        else:
            into.block("code", (_code(whole.part(span.first, span.last, "code")),))
    into.block(kind, parts(whole, (start, end), found, cuts), info)


def read_table(whole: Piece, into: Gathering) -> None:
    """Add what stands between the tags of a table."""
    found = spans(whole.text)
    read_notes(whole, found, into)
    rows: list[list[Parts]] = []
    names: list[str] = []
    cell = row = head = ""
    start = 0
    for tag in [*_block_tags(whole, (0, len(whole.text)), found), None]:
        name = tag["name"].lower() if tag else "table"
        if cell and name in (*_CELLS, "tr", "thead", "tbody", "tfoot", "table"):
            rows[-1].append(parts(whole, (start, tag.start() if tag else len(whole.text)), found))
            names += [head or cell] if len(rows) == 1 else []
            cell = ""
        if tag and name == "thead":
            head = "" if tag["close"] else "th"
        if tag is None or tag["close"]:
            row = "" if name == "tr" else row
        elif name == "tr" or (name in _CELLS and not row):
            rows.append([])
            row = "tr"
        if tag and not tag["close"] and name in _CELLS:
            cell, start = name, tag.end()
    into.table([tuple(cells) for cells in rows if cells], header=set(names) == {"th"})


def _block_tags(
    whole: Piece, region: tuple[int, int], found: list[Span]
) -> Iterator[re.Match[str]]:
    """The tags that begin or end blocks, outside of mathematics and code."""
    at = region[0]
    for span in inside(found, *region):
        yield from _BLOCK.finditer(whole.text, at, span.start)
        at = span.end
    yield from _BLOCK.finditer(whole.text, at, region[1])


def _code(piece: Piece) -> Piece:
    return piece.edited(
        (match.start(), match.end(), "" if match.group()[0] == "<" else entity(match.group()))
        for match in _TAG.finditer(piece.text)
    )
