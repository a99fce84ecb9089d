"""From a file to blocks of text and mathematics, each character with its place.

The suffix says how a file is written; what no suffix says is read as Markdown, which plain text
nearly always is, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .blocks import Document, DocumentError, Gathering
from .decoding import decoded
from .html import read_page
from .kinds import kind_of
from .latex_document import read_latex
from .macros import expand_macros
from .markdown import read_markdown
from .notebook import read_notebook
from .plain import read_plain
from .rest import read_rest
from .source import Piece, Source
from .struck import without_struck

LARGEST_FILE = 64_000_000
_Reader = Callable[[Piece, Gathering], None]
#: What a document may be.
KINDS: dict[str, _Reader] = {
    "markdown": read_markdown,
    "latex": read_latex,
    "notebook": read_notebook,
    "rest": read_rest,
    "html": read_page,
    "plain": read_plain,
}
_CARRIAGE = re.compile(r"\r\n?|\x00")


def read_document(path: Path) -> Document:
    """The blocks of a file. Raises `DocumentError`, in one line, where there is nothing to read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DocumentError(f"{path}: larger than {LARGEST_FILE} bytes")
        data = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    return document(str(path), data)


def document(name: str, data: bytes, kind: str | None = None) -> Document:
    """The blocks of a document of a kind (a key of `KINDS`; by its name where nothing is said).

    Raises `DocumentError` where it is empty or cannot be read at all.
    """
    if len(data) > LARGEST_FILE:
        raise DocumentError(f"{name}: larger than {LARGEST_FILE} bytes")
    if kind is not None and kind not in KINDS:
        known = ", ".join(KINDS)
        raise DocumentError(f"{name}: unknown kind {kind!r}; expected one of {known}")
    text, problem = decoded(data)
    if not text.strip():
        raise DocumentError(f"{name}: empty")
    source = Source(name, text)
    into = Gathering(source)
    if problem:
        into.problem(max(text.find("\ufffd"), 0), problem)
    whole = Piece.cut("text", source, 0, len(text)).edited(
        (match.start(), match.end(), "\ufffd" if match.group() == "\0" else "\n")
        for match in _CARRIAGE.finditer(text)
    )
    KINDS[kind or kind_of(name, text)](whole, into)
    expand_macros(into)
    found = into.document()
    return replace(found, blocks=tuple(without_struck(found.blocks, into.struck)))
