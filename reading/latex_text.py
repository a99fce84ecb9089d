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
from .macros import group_ends
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


class LatexText:
    """The text of a document with the formulas and the code that were found in it, in order."""

    def __init__(self, whole: Piece) -> None:
        self.whole = whole
        self.found: list[Span] = []
        #: For every brace, where its group ends.
        self.ends = group_ends(whole.text)

    def parts(self, start: int, end: int) -> tuple[Piece, ...]:
        """The text, mathematics and code of a region, in order."""
        among = inside(self.found, start, end)
        texts = between(start, end, among)
        edits = [edit for first, last in texts for edit in self._edits(first, last)]
        return collected(self.whole, texts, among, edits)

    def after_group(self, at: int, limit: int) -> int | None:
        """The position after the {group} that begins here."""
        end = self.ends.get(at)
        return end if end is not None and end <= limit else None

    def _edits(self, start: int, end: int) -> Iterator[Edit]:
        at = start
        while match := _MARKS.search(self.whole.text, at, end):
            at = match.end()
            if match["name"]:
                at = max(at, self._after_command(match, end))
                yield match.start(), at, _SIGNS.get(match["name"], "")
            elif match["accent"]:
                letter = match["braced"] or match["bare"]
                new = unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"]])
                yield match.start(), at, new
            else:
                yield match.start(), at, _sign(match)

    def _after_command(self, match: re.Match[str], end: int) -> int:
        """The position after a command and what it takes away."""
        name, at = match["name"], match.end()
        if name not in _DROPPED and name not in _HALVED:
            return at
        text, limit = self.whole.text, min(end, at + _FARTHEST)
        while text.startswith("[", at) and (close := text.find("]", at, limit)) >= 0:
            at = close + 1
        for _ in range(2 if name == "setlength" else 1):
            at = self.after_group(at, limit) or at
        return at


def _sign(match: re.Match[str]) -> str:
    if match["row"]:
        return "\n"
    if match["tie"]:
        return " "
    if match["quote"]:
        return '"'
    sign = match["sign"] or ""
    return " " if sign in (",", ";", ":", "!", ">", " ", "\n", "/") else sign
