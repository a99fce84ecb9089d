"""A short way to read a document and to show what it consists of."""

from collections.abc import Callable

import pytest
from backproof.reading.blocks import Block, Document
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

_SIGNS = {"text": "", "inline": "$", "display": "$$", "code": "`"}
Reader = Callable[[str], Document]
Shower = Callable[[str], list[str]]


def show_parts(parts: tuple[object, ...]) -> str:
    """The parts of a sentence in one line, with the signs of their kinds around them."""
    return "".join(f"{_SIGNS[p.kind]}{p.text}{_SIGNS[p.kind]}" for p in parts)  # type: ignore[attr-defined]


def show(block: Block) -> str:
    """A block in one line: its kind, and its parts or its rows."""
    kind = f"{block.kind}{' ' + block.info if block.info else ''}"
    if block.table is None:
        return f"{kind}: {show_parts(block.parts)}"
    rows = " / ".join(" | ".join(show_parts(cell) for cell in row) for row in block.table.rows)
    return f"{kind}{' with header' if block.table.header else ''}: {rows}"


@pytest.fixture
def read(request: pytest.FixtureRequest) -> Reader:
    """Reads a text in the format that the test's module names as KIND."""
    kind: str = request.module.KIND
    return lambda text: document("notes", text.encode(), kind)


@pytest.fixture
def shown(read: Reader) -> Shower:
    """Reads a text, and shows its blocks."""
    return lambda text: [show(block) for block in read(text).blocks]


@pytest.fixture
def stated() -> Shower:
    """Reads notes in Markdown, and writes every statement in the project's notation."""
    return lambda text: [
        statement.text
        for statement in statements_of(document("notes.md", text.encode())).statements
    ]


@pytest.fixture
def repaired() -> Shower:
    """Reads notes in Markdown, and says of every statement what was repaired in it."""
    return lambda text: [
        statement.repaired
        for statement in statements_of(document("notes.md", text.encode())).statements
    ]
