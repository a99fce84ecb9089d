r"""What does the text of a LaTeX document say between its formulas?

Commands that only set the text go, and the braces with them; what is a reference, a picture or an
address goes with its arguments; escapes and accents are the characters that they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .escapes import Edit
from .inline import between, collected
from .macros import after_group
from .source import Piece
from .spans import Span, inside

_LIST = """
label ref eqref cref Cref autoref pageref cite citep citet citealp nocite includegraphics url vspace
hspace index input include bibliography bibliographystyle pagestyle thispagestyle usepackage
documentclass setlength addtolength setcounter addtocounter newtheorem hypersetup graphicspath
bibitem usetheme usecolortheme institute pgfplotsset tikzset lstset captionsetup geometry
"""
#: Commands whose arguments say nothing that is read.
_DROPPED = frozenset(_LIST.split())
#: Commands whose first argument says nothing, and the second does.
_HALVED = frozenset(
    ("href", "textcolor", "colorbox", "parbox", "raisebox", "scalebox", "resizebox", "rotatebox")
)
_SIGNS = {
    "ldots": "…", "dots": "…", "textbackslash": "\\", "textasciitilde": "~", "S": "§", "ss": "ß",
    "ae": "æ", "AE": "Æ", "oe": "œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "i": "i", "j": "j", "textminus": "−", "texttimes": "×", "textdegree": "°", "textmu": "µ",
    "quad": " ", "qquad": " ", "newline": "\n", "linebreak": "\n", "times": "×", "cdot": "·",
    "textrightarrow": "→", "textleftarrow": "←", "textgreater": ">", "textless": "<",
    "textasciicircum": "^", "textunderscore": "_", "textbar": "|",
}  # fmt: skip
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a",
    "k": "\u0328", "d": "\u0323",
}  # fmt: skip
_MARKS = re.compile(
    r"\\(?P<accent>['`^\"~=.]|[cvuHrkd](?=[\s{]))[ ]*"
    r"(?:\{\\?(?P<braced>[A-Za-z])\}|\\?(?P<bare>[A-Za-z]))"
    r"|\\(?P<name>[A-Za-z@]+)\*?(?P<blank>[ \t]*)"
    r"|\\(?P<row>\\)\*?(?:\[[^\[\]\n]{0,20}\])?"
    r"|\\(?P<sign>.)|(?P<brace>[{}])|(?P<tie>~)|(?P<quote>``|'')",
    re.DOTALL,
)
#: The arguments of one command are not looked for further away.
_FARTHEST = 2_000


def latex_parts(whole: Piece, region: tuple[int, int], found: list[Span]) -> tuple[Piece, ...]:
    """The text, mathematics and code of a region, in order."""
    among = inside(found, *region)
    texts = list(between(*region, among))
    edits = [edit for start, end in texts for edit in _edits(whole.text, start, end)]
    return collected(whole, texts, among, edits)


def _edits(text: str, start: int, end: int) -> Iterator[Edit]:
    at = start
    while match := _MARKS.search(text, at, end):
        at = match.end()
        if match["name"]:
            stop, new = _command(text, match, end)
            at = max(at, stop)
            yield match.start(), stop, new
        elif match["accent"]:
            letter = match["braced"] or match["bare"]
            new = unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"]])
            yield match.start(), at, new
        else:
            yield match.start(), at, _sign(match)


def _sign(match: re.Match[str]) -> str:
    if match["row"]:
        return "\n"
    if match["tie"]:
        return " "
    if match["quote"]:
        return '"'
    sign = match["sign"] or ""
    return " " if sign in (",", ";", ":", "!", ">", " ", "\n", "/") else sign


def _command(text: str, match: re.Match[str], end: int) -> tuple[int, str]:
    """Where what a command takes away ends, and what stands there instead."""
    name = match["name"]
    if name in _SIGNS:
        return match.end(), _SIGNS[name]
    if name in _DROPPED:
        return _after_arguments(text, match.end(), end, 2 if name == "setlength" else 1), ""
    if name in _HALVED:
        return _after_arguments(text, match.end(), end, 1), ""
    return match.end(), ""


def _after_arguments(text: str, at: int, end: int, many: int) -> int:
    """The position after options in brackets and so many groups in braces."""
    limit = min(end, at + _FARTHEST)
    while text.startswith("[", at) and (close := text.find("]", at, limit)) >= 0:
        at = close + 1
    for _ in range(many):
        after = after_group(text, at, limit) if text.startswith("{", at) else None
        at = after or at
    return at
