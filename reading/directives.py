"""What does an author say to this program, in a comment?

`backproof: let w1 = 0.15`, `backproof: case NAME`, `backproof: ignore` (the next block),
`backproof: ignore start` and `backproof: ignore end`: in an HTML comment, in a TeX comment, in a
comment of reStructuredText, or under the key `backproof` of the front matter.
"""

from __future__ import annotations

import re

from .blocks import Directive, Gathering
from .source import Piece

_MARK = "backproof:"
_KNOWN = "let NAME = VALUE, case NAME, ignore, ignore start, ignore end"
_FRONT = re.compile(r"---[ \t]*\n(?=[ \t]*[\w.-]+[ \t]*:)")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FRONT_KEY = re.compile(r"^backproof[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_FRONT_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
#: Front matter is short; what is longer is text between two lines.
_FRONT_LIMIT = 20_000


def read_comment(comment: Piece, into: Gathering) -> None:
    """Add the directive that a comment holds, if it holds one."""
    start = len(comment.text) - len(comment.text.lstrip())
    if comment.text.startswith(_MARK, start):
        read_directive(comment.part(start + len(_MARK), len(comment.text)), into)


def read_directive(said: Piece, into: Gathering) -> None:
    """Add a directive: what stands after `backproof:`."""
    said = said.stripped()
    place = into.source.place(said.offsets[0])
    kind, _, rest = (" ".join(said.text.split())).partition(" ")
    kind = kind.lower()
    if kind == "ignore" and rest.lower() in ("start", "end"):
        kind, rest = f"ignore {rest.lower()}", ""
    complete = bool(rest) == (kind in ("let", "case"))
    if kind in ("let", "case", "ignore", "ignore start", "ignore end") and complete:
        into.directives.append(Directive(kind, rest, place, said.offsets[0]))
    else:
        found = f"{said.text:.60}"
        into.problem(said.offsets[0], f"unknown directive {found!r}; expected {_KNOWN}")


def after_front_matter(whole: Piece, into: Gathering) -> int:
    """Where the text begins; what front matter says to this program is added."""
    opening = _FRONT.match(whole.text)
    end = opening and _FRONT_END.search(whole.text, opening.end(), _FRONT_LIMIT)
    if not opening or not end:
        return 0
    key = _FRONT_KEY.search(whole.text, opening.end(), end.start())
    if key:
        _read_list(whole, (key.start(1), end.start()), into)
    return end.end()


def _read_list(whole: Piece, span: tuple[int, int], into: Gathering) -> None:
    """Read `[a, b]` or one text behind the key, or the lines with `-` below it."""
    start, end = span
    line_end = whole.text.find("\n", start, end)
    behind = whole.part(start, line_end).stripped()
    if behind.text.startswith("["):
        at = 1
        for item in behind.text[1:].rstrip("]").split(","):
            _read_item(behind.part(at, at + len(item)), into)
            at += len(item) + 1
    elif behind.text:
        _read_item(behind, into)
    at = line_end + 1
    while at < end and (item := _FRONT_ITEM.match(whole.text, at, end)):
        _read_item(whole.part(item.start(1), item.end(1)), into)
        at = item.end() + 1


def _read_item(item: Piece, into: Gathering) -> None:
    item = item.stripped()
    if len(item.text) > 1 and item.text[0] in "\"'" and item.text[-1] == item.text[0]:
        item = item.part(1, len(item.text) - 1)
    if item.text:
        read_directive(item, into)
