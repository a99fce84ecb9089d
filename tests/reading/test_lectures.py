"""The five lectures: every display and every inline formula is one piece, at its place."""

import re
from pathlib import Path

import pytest
from backproof.reading.blocks import Document
from backproof.reading.documents import read_document
from backproof.reading.source import Piece

_DISPLAY = re.compile(
    r"\$\$(.+?)\$\$|^(\\begin\{aligned\}.+?\\end\{aligned\})$", re.DOTALL | re.MULTILINE
)
_INLINE = re.compile(r"(?<!\$)\$(?!\$)([^$\n]+)\$(?!\$)")


@pytest.fixture(scope="module")
def documents(lectures: Path) -> list[Document]:
    return [read_document(path) for path in sorted(lectures.glob("*.txt"))]


def pieces(document: Document, kind: str) -> dict[int, Piece]:
    return {
        piece.offsets[0]: piece
        for block in document.blocks
        for piece in block.pieces()
        if piece.kind == kind
    }


def spelling(text: str) -> str:
    """Without white space, and without the escapes that slide decks need."""
    return re.sub(r"\\(?=[\\_])|\s", "", text).replace("\\\\", "\\")


def test_every_display_is_one_piece(documents: list[Document]) -> None:
    for document in documents:
        found = pieces(document, "display")
        displays = list(_DISPLAY.finditer(document.source.text))
        assert len(found) == len(displays) > 20
        for match in displays:
            body = match[1] or match[2]
            start = match.end() - len(match.group()) + (2 if match[1] else 0)
            piece = found[start + len(body) - len(body.lstrip())]
            assert spelling(piece.text) == spelling(body)


def test_every_inline_formula_is_one_piece(documents: list[Document]) -> None:
    for document in documents:
        without = _DISPLAY.sub(lambda match: " " * len(match.group()), document.source.text)
        expected = {match.start(1): match[1] for match in _INLINE.finditer(without)}
        found = {start: piece.text for start, piece in pieces(document, "inline").items()}
        assert found == expected


def test_what_was_not_translated_stands_in_the_source(documents: list[Document]) -> None:
    for document in documents:
        for block in document.blocks:
            for piece in block.pieces():
                assert len(piece.offsets) == len(piece.text) + 1
                for character, offset in zip(piece.text, piece.offsets, strict=False):
                    translated = character in "_{}\n×"
                    assert translated or document.source.text[offset] == character


def test_nothing_in_them_is_a_problem(documents: list[Document]) -> None:
    assert [str(problem) for document in documents for problem in document.problems] == []


def test_a_deck_is_read_as_tex_whether_it_escapes_or_not(documents: list[Document]) -> None:
    deck = pieces(documents[2], "display").values()
    assert not any("\\_" in piece.text or "\\\\hline" in piece.text for piece in deck)
    assert sum("\\\\\n\\hline" in piece.text for piece in deck) >= 8
