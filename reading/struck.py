r"""What did the author strike out, so that it is no claim any more?

`~~…~~`, `<s>`, `<del>` and `<strike>` in a text, `\sout{…}` and `\cancel{…}` in a formula. What is
cancelled in a fraction is a factor above and below, and stays what it is; a formula, a whole side
of one, and a number beside the one that stands for it now are struck out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .blocks import Block
from .source import Piece
from .spans import Span
from .tokens import Token

_MARK = re.compile(
    r"(?P<tildes>(?<!~)~~(?!~))|<(?P<close>/?)(?P<tag>s|del|strike)(?:\s[^<>]*+)?>"
    r"|(?P<blank>\n[ \t>]*+(?=\n))",
    re.IGNORECASE,
)
#: Commands that strike out whatever they hold; the others may cancel a factor.
_DELETING = frozenset({"sout", "st"})
_RELATIONS = frozenset({"=", "~=", "<-", ":=", "to", "<", ">", "<=", ">=", "!="})
#: What stands before and after a whole side.
_EDGES = _RELATIONS | {"", "row", "quad", "&", ",", ";", "=>", "begin", "end"}


def struck(whole: Piece, found: Sequence[Span]) -> Iterator[range]:
    """The parts of a text that its marks strike out, with the marks, as offsets of the document."""
    text = whole.text
    opened: dict[str, int] = {}
    for match in _marks(text, found):
        start, end = match.span()
        if match["blank"]:
            opened.pop("~~", None)  # tildes reach no further than their paragraph
        elif match["tildes"]:
            if "~~" in opened and not text[start - 1].isspace():
                yield range(whole.offsets[opened.pop("~~")], whole.offsets[end])
            elif text[end : end + 1].strip():
                opened["~~"] = start
        elif not match["close"]:
            opened.setdefault(match["tag"].lower(), start)
        elif (begin := opened.pop(match["tag"].lower(), None)) is not None:
            yield range(whole.offsets[begin], whole.offsets[end])


def _marks(text: str, found: Sequence[Span]) -> Iterator[re.Match[str]]:
    """The marks outside of mathematics, code and comments."""
    at = 0
    for span in found:
        yield from _MARK.finditer(text, at, span.start)
        at = max(at, span.end)
    yield from _MARK.finditer(text, at)


def without_struck(blocks: Iterable[Block], ranges: Iterable[range]) -> Iterator[Block]:
    """Blocks without the texts and the formulas that lie in ranges; `struck` keeps them."""
    outer: list[range] = []
    for one in sorted(ranges, key=lambda r: (r.start, -r.stop)):
        if not outer or one.start >= outer[-1].stop:
            outer.append(one)
    for block in blocks:
        first = bisect_right(outer, block.start, key=lambda r: r.stop)
        among = outer[first : bisect_left(outer, block.end, key=lambda r: r.start)]
        if not among:
            yield block
            continue
        out: list[Piece] = []
        parts, table = _kept(block.parts, among, out), block.table
        if table is not None:
            rows = (tuple(_kept(cell, among, out) for cell in row) for row in table.rows)
            table = replace(table, rows=tuple(rows))
        yield replace(block, parts=parts, table=table, struck=tuple(out))


def _kept(parts: Sequence[Piece], ranges: Sequence[range], out: list[Piece]) -> tuple[Piece, ...]:
    kept: list[Piece] = []
    for part in parts:
        if part.kind != "text":
            is_out = any(r.start <= part.offsets[0] and part.offsets[-1] <= r.stop for r in ranges)
            (out if is_out else kept).append(part)
            continue
        at = 0
        for r in ranges:
            start, end = (
                bisect_left(part.offsets, o, at, len(part.text)) for o in (r.start, r.stop)
            )
            if start < end:
                kept.append(part.part(at, start))
                out.append(part.part(start, end))
                at = end
        kept.append(part.part(at, len(part.text)))
    return tuple(part for part in kept if part.text)


def unstruck(tokens: Sequence[Token]) -> tuple[list[Token], list[range]]:
    """The tokens of a formula without those that are struck out, and where these stand."""
    kept: list[Token] = []
    out: list[range] = []
    at = 0
    while at < len(tokens):
        token, end = tokens[at], _group_end(tokens, at + 1)
        if token.kind == "withdrawn" and _is_struck(tokens, at, end, kept):
            out.append(range(token.start, tokens[end - 1].end))
            at = end
        elif token.kind == "withdrawn" and token.text == "not" and _kind(tokens, at + 1) == "=":
            kept.append(replace(tokens[at + 1], kind="!=", text="!="))
            at += 2
        else:
            kept.append(token)
            at += 1
    return kept, out


def _is_struck(tokens: Sequence[Token], at: int, end: int, kept: Sequence[Token]) -> bool:
    """Whether what a command holds is no factor that is cancelled."""
    if tokens[at].text == "not" or end <= at + 1:
        return False
    inner = [token.kind for token in tokens[at + 2 : end - 1]]
    before, after = kept[-1].kind if kept else "", _kind(tokens, end)
    if tokens[at].text in _DELETING or _RELATIONS & set(inner):
        return True
    is_side = before in _EDGES and after in _EDGES
    is_number = inner in (["number"], ["-", "number"])
    return is_side or (is_number and "number" in (before, after))


def _group_end(tokens: Sequence[Token], at: int) -> int:
    """Where the group that begins here ends; here, where none begins."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].kind == "{") - (tokens[end].kind == "}")
        if depth <= 0:
            return end + 1 if end > at else at
    return at


def _kind(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].kind if at < len(tokens) else ""
