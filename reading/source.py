"""Where in the original does every character stand?

What is read is often not what stands in the file: quote markers, emphasis and escapes are taken
out. A piece keeps, for every character that is left, the offset of the character that it stands
for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..expressions.place import Place


@dataclass(frozen=True, eq=False)
class Source:
    """A document's text with the places of its characters.

    `lines` has the offset at which every line begins; a line ends at a line feed alone.
    """

    file: str
    text: str
    lines: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "lines", tuple(starts))

    def place(self, offset: int) -> Place:
        """The place of a character."""
        line = bisect_right(self.lines, offset)
        return Place(self.file, line, offset - self.lines[line - 1] + 1)


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a document, perhaps with characters taken out of it or put in their place.

    `kind` is `text`, `inline` (mathematics in a sentence), `display` (mathematics on its own) or
    `code`. `offsets` has, for every character and for the end, its offset in the document.
    """

    kind: str
    text: str
    offsets: Sequence[int]

    @classmethod
    def cut(cls, kind: str, source: Source, start: int, end: int) -> Piece:
        """A part of a document as it stands."""
        return cls(kind, source.text[start:end], range(start, end + 1))

    @classmethod
    def joined(cls, pieces: Sequence[Piece]) -> Piece:
        """Pieces, at least one, one after another."""
        if len(pieces) == 1:
            return pieces[0]
        offsets = array("q")
        for piece in pieces:
            offsets.extend(piece.offsets[: len(piece.text)])
        offsets.append(pieces[-1].offsets[-1])
        return cls(pieces[0].kind, "".join(piece.text for piece in pieces), offsets)

    def part(self, start: int, end: int, kind: str = "") -> Piece:
        """A part of the piece."""
        return Piece(kind or self.kind, self.text[start:end], self.offsets[start : end + 1])

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> Piece:
        """The piece with parts replaced: (start, end, what stands there now), in rising order.

        What is put in keeps the offset of what it replaces. Of two that overlap, the first counts.
        """
        texts: list[str] = []
        offsets = array("q")
        at = 0
        for start, end, new in edits:
            if start < at:
                continue
            texts += self.text[at:start], new
            offsets.extend(self.offsets[at:start])
            offsets.extend([self.offsets[start]] * len(new))
            at = end
        if not texts:
            return self
        offsets.extend(self.offsets[at:])
        return Piece(self.kind, "".join([*texts, self.text[at:]]), offsets)

    def without(self, removed: Sequence[int]) -> Piece:
        """The piece without the characters at some positions (in rising order)."""
        return self.edited((at, at + 1, "") for at in removed)

    def stripped(self) -> Piece:
        """The piece without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.part(start, max(start, len(self.text.rstrip())))
