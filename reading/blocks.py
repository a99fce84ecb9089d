"""Of what does a document consist, before anything in it is understood?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..expressions.place import Place
from .source import Piece, Source

#: The text and the mathematics of a sentence, in their order.
Parts = tuple[Piece, ...]


class DocumentError(ValueError):
    """A document cannot be read at all; the message is one line that says why."""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of cells; `header` says that the first row names the columns."""

    rows: tuple[tuple[Parts, ...], ...]
    header: bool


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph, or whatever else stands between two paragraphs.

    `kind` is `paragraph`, `heading`, `item` (of a list), `table`, `display` (one displayed formula
    on its own) or `code`. `info` is a heading's level, an item's mark or the language of code.
    `cell` is the number of a notebook's cell, from 1 on; 0 elsewhere. `ignored` says that the
    author wants it so; `struck` is what was struck out of it.
    """

    kind: str
    parts: Parts
    table: Table | None = None
    info: str = ""
    cell: int = 0
    ignored: bool = False
    struck: Parts = ()

    def pieces(self) -> Iterator[Piece]:
        """Every piece of the block, also those in the cells of a table."""
        yield from self.parts
        for row in self.table.rows if self.table else ():
            for cell in row:
                yield from cell
        yield from self.struck

    @property
    def start(self) -> int:
        """The offset of the first character."""
        return next((piece.offsets[0] for piece in self.pieces()), 0)

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return max((piece.offsets[-1] for piece in self.pieces()), default=0)


@dataclass(frozen=True)
class Directive:
    """What the author says to this program.

    `kind` is `let` (with an equation), `case` (with a name), `ignore` (the next block), `ignore
    start` or `ignore end`.
    """

    kind: str
    text: str
    place: Place
    offset: int


@dataclass(frozen=True)
class Problem:
    """What could not be read as it was meant, and where."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, eq=False)
class Document:
    """A document as blocks of text and mathematics."""

    source: Source
    blocks: tuple[Block, ...]
    directives: tuple[Directive, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Macro:
    """A command that an author defines, with so many parameters; the first may have a default."""

    name: str
    offset: int
    parameters: int
    default: str | None
    body: str


@dataclass(eq=False)
class Gathering:
    """What has been found so far in a document; readers add to it in the order of the text."""

    source: Source
    cell: int = 0
    blocks: list[Block] = field(default_factory=list[Block])
    directives: list[Directive] = field(default_factory=list[Directive])
    problems: list[Problem] = field(default_factory=list[Problem])
    macros: list[Macro] = field(default_factory=list[Macro])
    #: The parts of the document that its author struck out, as offsets.
    struck: list[range] = field(default_factory=list[range])

    def problem(self, offset: int, text: str) -> None:
        """Note what could not be read as it was meant."""
        self.problems.append(Problem(self.source.place(offset), text))

    def block(self, kind: str, parts: Parts, info: str = "") -> None:
        """Add a block; one that holds nothing but displays is as many blocks of that kind."""
        filled = [part for part in parts if part.text and not part.text.isspace()]
        if filled and all(part.kind == "display" for part in filled):
            for part in filled:
                self.blocks.append(Block("display", (part,), cell=self.cell))
        elif filled:
            self.blocks.append(Block(kind, _trimmed(parts), info=info, cell=self.cell))

    def table(self, rows: list[tuple[Parts, ...]], header: bool) -> None:
        """Add a table."""
        rows = [tuple(_trimmed(cell) for cell in row) for row in rows]
        if any(cell for row in rows for cell in row):
            self.blocks.append(Block("table", (), Table(tuple(rows), header), cell=self.cell))

    def document(self) -> Document:
        """All that was found."""
        return Document(
            self.source,
            tuple(_after_ignoring(self.blocks, self.directives)),
            tuple(sorted(self.directives, key=lambda directive: directive.offset)),
            tuple(
                sorted(
                    self.problems, key=lambda problem: (problem.place.line, problem.place.column)
                )
            ),
        )


def _trimmed(parts: Parts) -> Parts:
    """The parts without empty ones, and without white space at the ends."""
    kept = [part for part in parts if part.text]
    while kept and kept[0].kind == "text":
        first = kept.pop(0)
        first = first.part(len(first.text) - len(first.text.lstrip()), len(first.text))
        if first.text:
            kept.insert(0, first)
            break
    while kept and kept[-1].kind == "text":
        last = kept.pop()
        last = last.part(0, len(last.text.rstrip()))
        if last.text:
            kept.append(last)
            break
    return tuple(kept)


def _cut(blocks: list[Block], offsets: list[int]) -> Iterator[Block]:
    """The blocks, cut where a directive stands between the words or formulas of one."""
    for block in blocks:
        inside = offsets[bisect_left(offsets, block.start) : bisect_left(offsets, block.end)]
        if not inside or block.table is not None:
            yield block
            continue
        runs: list[list[Piece]] = [[]]
        for part, begins in _halves(block.parts, inside):
            if begins and any(not piece.text.isspace() for piece in runs[-1]):
                runs.append([])
            runs[-1].append(part)
        for run in runs:
            yield replace(block, parts=_trimmed(tuple(run)))


def _halves(parts: Parts, offsets: list[int]) -> Iterator[tuple[Piece, bool]]:
    """The parts, texts cut at the offsets; with each, whether it begins after one of them."""
    passed = 0
    for part in parts:
        before = bisect_left(offsets, part.offsets[0])
        after = bisect_left(offsets, part.offsets[-1])
        begins, passed = before > passed, after
        if part.kind != "text":
            yield part, begins
            continue
        cuts = [bisect_left(part.offsets, offset) for offset in offsets[before:after]]
        for start, end in pairwise([0, *cuts, len(part.text)]):
            yield part.part(start, end), begins
            begins = True


def _after_ignoring(blocks: list[Block], directives: list[Directive]) -> Iterator[Block]:
    """The blocks, marked where a directive says that they are to be ignored."""
    waiting = sorted(
        (d for d in directives if d.kind.startswith("ignore")), key=lambda d: -d.offset
    )
    once = throughout = False
    for block in _cut(blocks, [directive.offset for directive in reversed(waiting)]):
        while waiting and waiting[-1].offset < block.start:
            kind = waiting.pop().kind
            once = once or kind == "ignore"
            throughout = kind == "ignore start" or (throughout and kind != "ignore end")
        yield replace(block, ignored=True) if once or throughout else block
        once = False
