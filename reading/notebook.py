r"""Which cells does a notebook have, and where does each of their characters stand in its file?

The file is JSON, and its places are those of the file as an editor shows it: an escape such as `\\`
or `\n` is one character that stands where the escape begins. No reader of notebooks keeps these
places, so that the strings are found here, in one pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .blocks import DocumentError, Gathering
from .markdown import read_markdown
from .source import Piece

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]++|\\.)*+")|(?P<sign>[\[\]{},:])|[^\s\[\]{},:"]++', re.DOTALL
)
_ESCAPE = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\r\\n|\\.", re.DOTALL)
_TEXTS = ("markdown", "raw", "heading", "html")


@dataclass
class _Cell:
    kind: str = ""
    level: str = ""
    language: str = ""
    source: list[Piece] = field(default_factory=list[Piece])


def read_notebook(whole: Piece, into: Gathering) -> None:
    """Add the blocks of a notebook's cells; what they printed is left out.

    Raises `DocumentError` where the file is not JSON or has no cells.
    """
    _require_json(whole, into)
    cells, language = _cells(whole)
    if not cells:
        raise DocumentError(f"{into.source.file}: a notebook without cells")
    for number, cell in enumerate(cells, 1):
        into.cell = number
        if not cell.source:
            continue
        text = Piece.joined(cell.source)
        if cell.kind in _TEXTS:
            read_markdown(text, into)
        elif cell.kind == "code":
            code = Piece("code", text.text, text.offsets)
            into.block("code", (code,), cell.language or language)


def _require_json(whole: Piece, into: Gathering) -> None:
    try:
        json.loads(whole.text)
    except json.JSONDecodeError as error:
        at = min(error.pos, len(whole.text))
        place = into.source.place(whole.offsets[at])
        raise DocumentError(f"{place}: not a notebook: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        raise DocumentError(f"{into.source.file}: not a notebook: {error}") from None


def _cells(whole: Piece) -> tuple[list[_Cell], str]:
    """The cells, and the language of the notebook."""
    cells: dict[tuple[str | int, ...], _Cell] = {}
    language = ""
    for path, string in _strings(whole):
        if path[-2:] == ("language_info", "name"):
            language = string.text
        if "cells" not in path:
            continue
        depth = path.index("cells") + 2
        if len(path) <= depth:
            continue
        cell = cells.setdefault(path[:depth], _Cell())
        name = path[depth]
        if name == "cell_type":
            cell.kind = string.text
        elif name == "language" and len(path) == depth + 1:
            cell.language = string.text
        elif name in ("source", "input"):
            cell.source.append(string)
    return list(cells.values()), language


def _strings(whole: Piece) -> Iterator[tuple[tuple[str | int, ...], Piece]]:
    """Every string that is a value, with the keys and indices that lead to it."""
    path: list[str | int] = []
    keyed = ""
    for match in _TOKEN.finditer(whole.text):
        sign = match["sign"]
        inside = path[-1] if path else None
        if sign == "[":
            path.append(0)
        elif sign == "{":
            path.append("")
            keyed = "awaited"
        elif sign in ("]", "}"):
            path.pop()
            keyed = ""
        elif sign == ",":
            if isinstance(inside, int):
                path[-1] = inside + 1
            keyed = "awaited" if isinstance(inside, str) else ""
        elif sign == ":":
            keyed = ""
        elif match["string"] and keyed and isinstance(inside, str):
            path[-1] = match["string"][1:-1]
        elif match["string"] and len(path) <= 8:
            yield tuple(path), _decoded(whole.part(match.start() + 1, match.end() - 1))


def _decoded(piece: Piece) -> Piece:
    if "\\" not in piece.text:
        return piece
    return piece.edited(
        (match.start(), match.end(), _character(match.group()))
        for match in _ESCAPE.finditer(piece.text)
    )


def _character(escape: str) -> str:
    if escape[1] == "r":
        return "\n"
    character = json.loads(f'"{escape}"')
    return (
        "\ufffd" if character in ("\0", "\ufeff") or "\ud800" <= character < "\ue000" else character
    )
