"""Which files are read, and which are refused before they cost any time?"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path

from ..reading.blocks import DocumentError

#: Where a zero stands among the first bytes, a file is no text; git asks the same.
_HEAD = 8_000
_WITH_ZEROS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def each_once(paths: Iterable[Path]) -> list[Path]:
    """The files in order, without those that are named again, in whatever way."""
    first: dict[Path, Path] = {}
    for path in paths:
        first.setdefault(path.resolve(), path)
    return list(first.values())


def require_text(path: Path) -> None:
    """Raise `DocumentError` for a folder and for what is no text; readers name what is missing."""
    if path.is_dir():
        raise DocumentError(f"{path}: is a folder; expected files, such as {path / '*.md'}")
    if not path.is_file():
        return  # a pipe can be read once
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    if head.startswith(b"%PDF-"):
        raise DocumentError(f"{path}: is a PDF; expected the text that it was made from")
    if b"\0" in head and not head.startswith(_WITH_ZEROS):
        raise DocumentError(
            f"{path}: is no text (byte {head.index(0) + 1} is 0); expected Markdown, LaTeX, a "
            "notebook, reStructuredText, HTML or plain text"
        )
