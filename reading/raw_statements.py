"""What do the blocks of a document state, in its own raw names?

Every formula is cut into parts (`rows`), each side of a part is parsed (`grammar`), and a part that
begins with a relation goes on with the statement before it. Equations between words (`prose`) and
numbers beside names in tables (`givens`, `tables`) are statements, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..expressions.place import Place
from ..expressions.tree import Apply, Expression, Symbol, nodes
from .blocks import Block, Document
from .conditions import conditional, under_conditions
from .givens import givens
from .grammar import UnreadableError, parse
from .lexicon import FUNCTIONS
from .lists import unlisted
from .prose import equations, may_state, sentence
from .read import Unreadable
from .rows import Part, parts_of
from .source import Piece
from .struck import unstruck
from .tables import Cells, TableRead, array_cells, table_read
from .tokens import Token, TooLongError, tokens_of

#: A statement goes on at most so many blocks further down.
_FARTHEST = 2
#: What lines of a program have, and formulas have not.
_PROGRAM = re.compile(
    r"^ *(?:def|import|class) \w|^ *from \w+ import |\bprint ?\(|[a-z_]\w*\.[a-z_]\w*\(",
    re.MULTILINE,
)
#: Languages of code blocks that hold no program.
_WRITTEN_AS_TEXT = frozenset({"", "text", "math", "txt", "plain"})
#: Each side of a statement, with the relation before it.
Sides = list[tuple[str, Expression]]


@dataclass(slots=True)
class RawStatement:
    """A statement whose names are still raw.

    `end` is its last line, `block` the number of the block where it ends. `inside` says where it
    was found: in a `display`, `inline`, in `text`, in a `table` of names, or in a `cell` under a
    header. `displays` are the numbers of those that it stands in.
    """

    place: Place
    end: int
    sides: Sides
    block: int
    inside: str
    repaired: list[str] = field(default_factory=list[str])
    displays: set[int] = field(default_factory=set[int])


class RawStatements:
    """The statements of a document, gathered block by block."""

    def __init__(self, document: Document, comma: bool) -> None:
        self.place, self.comma = document.source.place, comma
        self.made: list[RawStatement] = []
        self.unreadable: list[Unreadable] = []
        self.displays: list[Piece] = []
        self.tables: list[TableRead] = []
        #: What is struck out in formulas, as offsets of the document.
        self.struck: list[range] = []
        self.struck_displays: set[int] = set()
        #: The headings, by the numbers of their blocks.
        self.headings: dict[int, str] = {}
        #: The statement that a part may go on with.
        self.open: RawStatement | None = None
        for number, block in enumerate(document.blocks):
            if not block.ignored:
                self.block(number, block)

    def block(self, number: int, block: Block) -> None:
        """What a block states."""
        if block.kind == "heading":
            self.headings[number] = "".join(piece.text for piece in block.parts)[:120]
        if block.table is not None:
            rows = [[self.cell(cell) for cell in row] for row in block.table.rows]
            self.table(number, rows, block.table.header)
        elif block.kind == "display":
            for piece in block.parts:
                self.formula(number, piece)
        elif block.kind == "code":
            if block.info in _WRITTEN_AS_TEXT and not any(map(_is_program, block.parts)):
                self.sentence(number, [replace(p, kind="text") for p in block.parts])
        else:
            self.paragraph(number, block.parts)

    def paragraph(self, number: int, pieces: Sequence[Piece]) -> None:
        """Text with formulas in it; displays interrupt the sentence."""
        said: list[Piece] = []
        for piece in pieces:
            if piece.kind == "display":
                self.sentence(number, said)
                said = []
                self.formula(number, piece)
            else:
                said.append(piece)
        self.sentence(number, said)

    def sentence(self, number: int, pieces: Sequence[Piece]) -> None:
        """Equations between words, and sentences that say what a quantity is."""
        if not may_state(pieces):
            return
        said = sentence(pieces, self.tokens, self.comma)
        if not said.tokens or said.tokens[0].kind not in ("=", "~="):
            self.open = None
        held = list(under_conditions(said.tokens))
        for run, is_set in equations(said):
            if any(run[0].start in stretch for stretch in held):
                self.open = None
                continue
            self.parts(number, run, run[-1].end, "inline" if is_set else "text")

    def formula(self, number: int, piece: Piece) -> None:
        """A displayed formula."""
        before = len(self.struck)
        found = self.tokens(piece)
        if len(self.struck) > before:
            self.struck_displays.add(len(self.displays))
        self.displays.append(piece)
        if found and not self.is_sample(number, array_cells(found)):
            self.parts(number, found, piece.offsets[-1], "display")

    def tokens(self, piece: Piece) -> list[Token]:
        """The tokens of a formula, without those that are struck out."""
        try:
            found, struck = unstruck(tokens_of(piece, self.comma))
        except TooLongError as error:
            self.fail(piece.offsets[0], str(error))
            return []
        self.struck += struck
        return found

    # --- parts of formulas

    def parts(self, number: int, found: Sequence[Token], end: int, inside: str) -> None:
        """The statements of a run of tokens."""
        parts = list(unlisted(list(parts_of(found))))
        for part, is_conditional in zip(parts, conditional(parts), strict=True):
            if is_conditional or part.compared:
                self.open = None
            else:
                self.part(number, part, end, inside)

    def part(self, number: int, part: Part, end: int, inside: str) -> None:
        """A statement, up to the first side that cannot be read."""
        sides: Sides = []
        notes: list[str] = []
        before = self.open.sides if part.goes_on and self.open is not None else []
        for side in part.sides:
            if not side.tokens:
                continue
            try:
                letters = _letters([*before, *sides][:1])
                expression, repaired = parse(side.tokens, self.place, end, self.comma, letters)
            except UnreadableError as error:
                if inside != "text":
                    text = " ".join(token.text for token in side.tokens)[:120]
                    self.fail(error.at or side.start, str(error), text)
                if len(sides) > 1:
                    self.put(number, part, sides, notes, inside)
                self.open = None
                return
            except RecursionError:
                self.open = None
                return
            _append(sides, side.relation, expression)
            notes += repaired
        if sides:
            self.put(number, part, sides, notes, inside)

    def put(self, number: int, part: Part, sides: Sides, notes: list[str], inside: str) -> None:
        """A statement of its own, or the continuation of the one that is open."""
        last = self.place(max(t.end for side in part.sides for t in side.tokens) - 1).line
        if not part.goes_on:
            self.open = RawStatement(self.place(part.start), last, sides, number, inside, notes)
            if inside == "display":
                self.open.displays.add(len(self.displays) - 1)
            self.made.append(self.open)
        elif self.open is not None and number - self.open.block <= _FARTHEST:
            self.open.sides += sides
            self.open.repaired += notes
            self.open.end, self.open.block = last, number
            self.open.displays.add(len(self.displays) - 1)
        elif inside == "display":
            self.fail(part.start, "goes on with a statement that does not stand before it")

    def fail(self, offset: int, why: str, text: str = "") -> None:
        """Something that cannot be read."""
        self.unreadable.append(Unreadable(self.place(offset), why, text))

    # --- tables

    def table(self, number: int, rows: Cells, headed: bool) -> None:
        """A table of samples, or of names with their numbers."""
        if not self.is_sample(number, rows):
            for offset, name, value in givens(rows, headed, self.parsed):
                self.add(number, self.place(offset), name, value, "table")

    def is_sample(self, number: int, rows: Cells) -> bool:
        """Read rows of numbers under headers; the numbers of its quantities are statements, too."""
        table = table_read(rows, self.parsed, self.place)
        if table is None:
            return False
        self.tables.append(table)
        for name, value in table.inputs():
            self.add(number, value.place or table.place, name, value, "cell")
        self.open = None
        return True

    def add(
        self, number: int, place: Place, name: Expression, value: Expression, inside: str
    ) -> None:
        """A name with its number, that nothing goes on with."""
        sides: Sides = [("", name), ("=", value)]
        self.made.append(RawStatement(place, place.line, sides, number, inside))

    def cell(self, pieces: Sequence[Piece]) -> list[Token]:
        """The tokens of a cell."""
        kinds = ("inline", "text", "display")
        return [token for p in pieces if p.kind in kinds for token in self.tokens(p)]

    def parsed(self, found: Sequence[Token]) -> Expression:
        """What tokens say. Raises `UnreadableError`."""
        return parse(found, self.place, found[-1].end, self.comma)[0]


def _append(sides: Sides, relation: str, expression: Expression) -> None:
    """One more side; an arrow with a function over it applies the function to the side before."""
    if relation.startswith("by "):
        function = FUNCTIONS.get(relation[3:], relation[3:] or "mapped")
        sides[-1:] = [("", Apply(function, (sides[-1][1],)))] if sides else []
        relation = "=" if sides else ""
    sides.append((relation, expression))


def _letters(sides: Sides) -> frozenset[str]:
    """What stands below and above the names of formulas."""
    return frozenset(
        inner.name
        for _, expression in sides
        for node in nodes(expression)
        if isinstance(node, Symbol)
        for index in node.indices
        for inner in nodes(index)
        if isinstance(inner, Symbol)
    )


def _is_program(piece: Piece) -> bool:
    """Whether code without a language is a program: it imports, defines, prints, calls methods."""
    return _PROGRAM.search(piece.text) is not None
