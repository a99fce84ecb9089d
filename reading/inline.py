"""What does a sentence say, once its marks are taken out?

Emphasis, links, addresses, HTML tags and entities and escapes are taken out of the text or
translated; mathematics and code stand apart, in the order of the sentence. A star between two
operands is a product, whatever CommonMark makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from .escapes import Edit, entity, unescaped
from .source import Piece
from .spans import Span, inside

_MARKS = re.compile(
    r"""(?P<escape>\\(?:[_*\#$`~|<>()\[\]+\-.!=^&%"']|(?=\n)))"""
    r"|(?P<stars>\*{1,3}|_{1,3}|~~)"
    r"|(?P<open>!?\[(?:\^[\w-]++\])?)"
    r"|(?P<close>\](?:\([^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+(?:\s++[\"'][^\"'\n]*+[\"'])?\s*+\))?)"
    r"|(?P<address><?https?://[^\s<>)\]]++>?)"
    r"|</?(?P<tag>[A-Za-z][A-Za-z0-9]*+)(?P<more>(?:\s[^<>]*+)?/?)>|<[!?][^<>]*+>"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<attribute>\{[:#%][^{}\n]*+\}|\{\{[<%][^{}\n]*+\}\})"
)
_TAGS_LIST = """
a abbr acronym address article aside b bdo big blockquote body br button caption center cite
code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font footer
form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main
mark meta nav nobr noscript o object ol optgroup option p param path picture pre q s samp
section select small source span strike strong style sub summary sup svg table tbody td textarea
tfoot th thead title tr tt u ul var video wbr annotation math semantics mrow mi mn mo script
"""
_TAGS = frozenset(_TAGS_LIST.split())
_SCRIPTS = {"sub": "_{", "sup": "^{"}
_ALT = re.compile(r"""\balt\s*=\s*("[^"]*+"|'[^']*+')""", re.IGNORECASE)
_QUOTE = re.compile(r"[ \t>]*+")


def parts(
    whole: Piece, region: tuple[int, int], found: list[Span], cuts: Iterable[Edit] = ()
) -> tuple[Piece, ...]:
    """The text, mathematics and code of a region, in order.

    `found` are the spans of the whole; `cuts` are what stands between the lines of the region and
    does not belong to it, such as quote marks.
    """
    among = inside(found, *region)
    texts = between(*region, among)
    return collected(whole, texts, among, [*cuts, *_Marks(whole.text).edits(texts)])


def between(start: int, end: int, among: list[Span]) -> list[tuple[int, int]]:
    """What stands before, between and after some spans."""
    starts = [start, *(span.end for span in among)]
    ends = [*(span.start for span in among), end]
    return list(zip(starts, ends, strict=True))


def collected(
    whole: Piece, texts: list[tuple[int, int]], among: list[Span], edits: list[Edit]
) -> tuple[Piece, ...]:
    """The texts, edited, and what stands between them, in order."""
    waiting = sorted(edits, reverse=True)
    result: list[Piece] = []
    for (first, last), span in zip_longest(texts, among):
        mine: list[Edit] = []
        while waiting and waiting[-1][0] < last:
            start, end, new = waiting.pop()
            if start >= first:
                mine.append((start - first, min(end, last) - first, new))
        if last > first:
            result.append(whole.part(first, last, "text").edited(mine))
        if span and span.kind in ("inline", "display", "code"):
            result.append(formula(whole, span))
    return tuple(piece for piece in result if piece.text)


def formula(whole: Piece, span: Span) -> Piece:
    """The mathematics or the code of a span, without what stands before each of its lines."""
    piece = whole.part(span.first, span.last, span.kind)
    if "\n" in piece.text:
        line = whole.text.rfind("\n", 0, span.start) + 1
        quote = _QUOTE.match(whole.text, line, span.start)
        piece = without_margin(piece, quote.group().count(">") if quote else 0)
    return piece.stripped() if span.kind == "code" else unescaped(piece.stripped())


def without_margin(piece: Piece, quotes: int) -> Piece:
    """A piece without the indentation and the quote marks before its second and further lines."""
    margin = re.compile(rf"\n(?:[ \t]*+>){{0,{min(quotes, 100)}}}+[ \t]*+")
    found = (match.span() for match in margin.finditer(piece.text))
    return piece.edited((start + 1, end, "") for start, end in found if end > start + 1)


class _Marks:
    """The marks of a sentence; what opens and closes is found across its formulas."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Edit] = []
        self.stars: dict[str, list[int]] = {}
        self.links: list[tuple[int, int]] = []

    def edits(self, texts: list[tuple[int, int]]) -> list[Edit]:
        for start, end in texts:
            for match in _MARKS.finditer(self.text, start, end):
                self.mark(match)
        return self.found

    def mark(self, match: re.Match[str]) -> None:
        start, end = match.span()
        kind = match.lastgroup
        if kind == "escape":
            self.found.append((start, start + 1, ""))
        elif kind == "stars":
            self.emphasis(start, end)
        elif kind == "open":
            if match.group().endswith("]"):  # a footnote's mark
                self.found.append((start, end, ""))
            else:
                self.links.append((start, end))
        elif kind == "close":
            self.link(start, end)
        elif kind == "entity":
            self.found.append((start, end, entity(match.group())))
        elif kind in ("tag", "more"):
            self.tag(match)
        else:
            self.found.append((start, end, ""))

    def emphasis(self, start: int, end: int) -> None:
        """Take out a pair of marks that embrace words; what stands alone is a sign."""
        mark = self.text[start:end]
        before, after = self.text[start - 1 : start] or " ", self.text[end : end + 1] or " "
        waiting = self.stars.setdefault(mark, [])
        if waiting and not before.isspace() and not _is_operand(after):
            opening = waiting.pop()
            self.found += (opening, opening + len(mark), ""), (start, end, "")
        elif not after.isspace() and not (_is_operand(before) or before == ")"):
            waiting.append(start)

    def link(self, start: int, end: int) -> None:
        if not self.links:
            return
        opening = self.links.pop()
        if end > start + 1:
            self.found += (*opening, ""), (start, end, "")

    def tag(self, match: re.Match[str]) -> None:
        name = match["tag"].lower()
        if name not in _TAGS:
            return
        new = ""
        closing = match.group()[1] == "/"
        if name in _SCRIPTS:
            new = "}" if closing else _SCRIPTS[name]
        elif name == "br":
            new = "\n"
        elif name == "img" and (alt := _ALT.search(self.text, *match.span())):
            self.found.append((match.start(), alt.start(1) + 1, ""))
            self.found.append((alt.end(1) - 1, match.end(), " "))
            return
        self.found.append((*match.span(), new))


def _is_operand(character: str) -> bool:
    return character.isascii() and character.isalnum()
