"""Which statements does a document make, and where?

Every formula is cut into parts (`rows`), each side of a part is parsed (`grammar`), and parts that go
on with one another become one statement. In text, equations are found between words; "the error is
0.3" and "w1 | 0.15" in a table are statements, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..expressions.place import Place
from ..expressions.statement import Member, Statement
from ..expressions.tree import Apply, Derivative, Expression, Matrix, Number, Symbol, nodes
from ..expressions.written import written
from .blocks import Block, Document, Problem
from .grammar import UnreadableError, parse
from .lets import Let, lets, look_at, spelled
from .lexicon import CALLED, FUNCTIONS, WORDS
from .names import Evidence, Names
from .rows import Part, parts_of
from .source import Piece
from .tables import TableRead, array_cells, table_read
from .tokens import GREEK_COMMANDS, NUMBERS, Token, TooLongError, tokens

#: Verbs that say what a quantity is, in the languages of lectures.
IS = frozenset(
    [
        "is",
        "are",
        "equals",
        "equal",
        "was",
        "becomes",
        "gives",
        "yields",
        "ist",
        "sind",
        "beträgt",
        "wird",
        "ergibt",
        "est",
        "vaut",
        "sont",
        "es",
        "son",
        "vale",
        "è",
        "sono",
        "é",
        "são",
        "equivale",
        "är",
        "blir",
        "blev",
        "er",
        "равно",
        "равна",
        "равен",
        "составляет",
        "is",
        "gelijk",
    ]
)
_ABOUT = frozenset(
    [
        "about",
        "approximately",
        "roughly",
        "now",
        "then",
        "also",
        "again",
        "only",
        "exactly",
        "just",
        "therefore",
        "thus",
        "to",
        "with",
        "set",
        "jetzt",
        "nun",
        "dann",
        "etwa",
        "ungefähr",
        "rund",
        "also",
        "environ",
        "maintenant",
        "donc",
        "alors",
        "ahora",
        "aproximadamente",
        "entonces",
        "cerca",
        "de",
        "adesso",
        "circa",
        "agora",
        "ongeveer",
        "nu",
        "ca",
        "c",
        "around",
        "nearly",
        "given",
        "by",
        "at",
    ]
)
_SENTENCE = re.compile(r"\n[ \t]*\n")
_RELATION_SIGNS = "=≈←"
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of a formula that could not be read: where it stops, and why."""

    place: Place
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula: how many statements it makes, and where it could not be read."""

    place: Place
    text: str
    statements: tuple[Statement, ...]
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, eq=False)
class Read:
    """A document as its statements, in order; `headings` are the statements before which one stands."""

    document: Document
    statements: tuple[Statement, ...]
    displays: tuple[Display, ...]
    unreadable: tuple[Unreadable, ...]
    families: dict[str, dict[tuple[str | int, ...], str]]
    functions: dict[str, str]
    headings: dict[int, str]
    decimal_comma: bool
    tables: tuple[TableRead, ...] = ()
    lets: tuple[Let, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Raw:
    """A statement whose names are still raw."""

    place: Place
    end: int
    sides: list[tuple[str, Expression]]
    block: int
    inside: str
    repaired: list[str] = field(default_factory=list[str])
    displays: set[int] = field(default_factory=set[int])


@dataclass
class _Gathered:
    raw: list[_Raw] = field(default_factory=list[_Raw])
    unreadable: list[tuple[int, Unreadable]] = field(default_factory=list[tuple[int, Unreadable]])
    open: _Raw | None = None


def statements_of(document: Document) -> Read:
    """Everything that a document states."""
    comma = has_decimal_comma(document)
    reader = _Reader(document, comma)
    for number, block in enumerate(document.blocks):
        if not block.ignored:
            reader.block(number, block)
    return reader.finished()


def has_decimal_comma(document: Document) -> bool:
    """Whether the document writes 0,5 for a half: more of its decimals have a comma than a point."""
    points = commas = 0
    for block in document.blocks:
        for piece in block.pieces():
            if piece.kind != "code":
                points += len(_WITH_POINT.findall(piece.text))
                commas += len(_WITH_COMMA.findall(piece.text))
    return commas > 2 * points


_WITH_POINT = re.compile(r"(?<![\d.,])\d*\.\d+(?![\d.,]*\d)")
_WITH_COMMA = re.compile(r"(?<![\d.,])\d+(?:,|\{,\})\d+(?![\d.,]*\d)")


class _Reader:
    def __init__(self, document: Document, comma: bool) -> None:
        self.document, self.comma = document, comma
        self.evidence = Evidence()
        self.got = _Gathered()
        self.displays: list[tuple[int, Piece]] = []
        self.headings: dict[int, str] = {}
        self.prose: set[int] = set()
        self.tables: list[TableRead] = []

    # --- from blocks to raw statements

    def block(self, number: int, block: Block) -> None:
        if block.kind == "heading":
            self.headings[number] = "".join(piece.text for piece in block.parts)[:120]
        if block.table is not None:
            self.table(number, block)
        elif block.kind == "display":
            for piece in block.parts:
                self.formula(number, piece)
        elif block.kind == "code":
            if block.info in ("", "text", "math", "txt", "plain"):
                self.sentence(number, [replace(p, kind="text") for p in block.parts])
        else:
            self.paragraph(number, block.parts)

    def paragraph(self, number: int, parts: Sequence[Piece]) -> None:
        """Text with formulas in it; displays interrupt the sentence."""
        sentence: list[Piece] = []
        for piece in parts:
            if piece.kind == "display":
                if sentence:
                    self.sentence(number, sentence)
                    sentence = []
                self.formula(number, piece)
            else:
                sentence.append(piece)
        if sentence:
            self.sentence(number, sentence)

    def formula(self, number: int, piece: Piece) -> None:
        """A displayed formula."""
        self.displays.append((number, piece))
        found = self.tokens_of(piece)
        if found and not self.is_table(number, array_cells(found)):
            self.parts(number, found, piece.offsets[-1], "display")

    def tokens_of(self, piece: Piece) -> list[Token]:
        """The tokens of a formula, at offsets of the document."""
        try:
            found = tokens(piece.text, self.comma)
        except TooLongError as error:
            self.fail(len(self.displays) - 1, piece.offsets[0], str(error), "")
            return []
        at = piece.offsets
        return [
            Token(t.kind, t.text, at[t.start], at[min(t.end, len(piece.text))], t.spaced)
            for t in found
        ]

    def parts(self, number: int, found: Sequence[Token], end: int, inside: str) -> None:
        """The statements of a run of tokens."""
        parts = list(_as_lists(parts_of(found)))
        for part, conditional in zip(parts, _conditional(parts), strict=True):
            if conditional:
                self.got.open = None
            else:
                self.part(number, part, end, inside)

    def part(self, number: int, part: Part, end: int, inside: str) -> None:
        if part.compared:
            self.got.open = None
            return
        sides: list[tuple[str, Expression]] = []
        notes: list[str] = []
        for side in part.sides:
            if not side.tokens:
                continue
            try:
                expression, repaired = parse(
                    side.tokens, self.document.source.place, end, self.comma
                )
                _append(sides, side.relation, expression)
                notes += repaired
            except UnreadableError as error:
                if inside != "text":
                    self.fail(number, error.at or side.start, str(error), _spelled(side.tokens))
                if len(sides) > 1:
                    self.put(number, part, sides, notes, inside)
                self.got.open = None
                return
            except RecursionError:
                self.got.open = None
                return
        self.put(number, part, sides, notes, inside)

    def put(
        self,
        number: int,
        part: Part,
        sides: list[tuple[str, Expression]],
        notes: list[str],
        inside: str,
    ) -> None:
        """A statement of its own, or the continuation of the one that is open."""
        if not sides:
            return
        last = (
            self.document.source.place(max(t.end for s in part.sides for t in s.tokens) - 1).line
            if any(s.tokens for s in part.sides)
            else self.document.source.place(part.start).line
        )
        open_ = self.got.open
        if part.goes_on:
            if open_ is not None and number - open_.block <= 2:
                open_.sides += sides
                open_.repaired += notes
                open_.end, open_.block = last, number
                open_.displays.add(len(self.displays) - 1)
            elif inside == "display":
                self.fail(
                    number, part.start, "goes on with a statement that does not stand before it", ""
                )
            return
        raw = _Raw(self.document.source.place(part.start), last, sides, number, inside, notes)
        if inside == "display":
            raw.displays.add(len(self.displays) - 1)
        self.got.open = raw
        self.got.raw.append(raw)

    def fail(self, number: int, offset: int, why: str, text: str) -> None:
        place = self.document.source.place(offset)
        self.got.unreadable.append((number, Unreadable(place, why, text)))

    # --- text

    def sentence(self, number: int, parts: Sequence[Piece]) -> None:
        """Equations between words, and sentences that say what a quantity is."""
        if not any(_may_state(piece) for piece in parts):
            return
        stream: list[Token] = []
        marks: list[bool] = []
        for piece in parts:
            if piece.kind == "inline":
                found = self.tokens_of(piece)
                if stream and found and marks[-1]:
                    stream.append(Token("quad", "", found[0].start, found[0].start))
                    marks.append(True)
                # Set apart as mathematics: its first digit is no index of the word before it.
                stream += [replace(t, spaced=True) if t is found[0] else t for t in found]
                marks += [True] * len(found)
            elif piece.kind == "text" and len(piece.text) <= LONGEST_TEXT:
                found = self.text_tokens(piece)
                stream += found
                marks += [False] * len(found)
        self.got.open = None if not stream or stream[0].kind not in ("=", "~=") else self.got.open
        for run, mathematical in _runs(stream, marks):
            inside = "inline" if mathematical else "text"
            self.parts(number, run, run[-1].end, inside)

    def text_tokens(self, piece: Piece) -> list[Token]:
        """The tokens of a text, with a row where one of its lines ends and an equation stands."""
        found: list[Token] = []
        start = 0
        for line in piece.text.splitlines(keepends=True):
            part = piece.part(start, start + len(line))
            start += len(line)
            try:
                inner = tokens(part.text, self.comma)
            except TooLongError:
                continue
            at = part.offsets
            if found and inner and any(sign in line for sign in _RELATION_SIGNS):
                if inner[0].kind not in ("+", "-", "*", "/", "=", "~="):
                    found.append(Token("row", "", at[0], at[0]))
            found += [
                Token(t.kind, t.text, at[t.start], at[min(t.end, len(part.text))], t.spaced)
                for t in inner
            ]
        return found

    # --- tables

    def table(self, number: int, block: Block) -> None:
        """Rows that give a name its number, and a header over one row of numbers."""
        assert block.table is not None
        rows = [[self.cell(cell) for cell in row] for row in block.table.rows]
        if self.is_table(number, rows):
            return
        if block.table.header and len(rows) == 2 and all(rows[0]) and len(rows[0]) == len(rows[1]):
            for name, value in zip(rows[0], rows[1], strict=True):
                self.given(number, name, value)
            return
        for row in rows[1:] if block.table.header else rows:
            if len(row) >= 2:
                self.given(number, row[0], row[1])

    def is_table(self, number: int, rows: list[list[list[Token]]]) -> bool:
        """Read rows of numbers under headers; the numbers of its quantities are statements, too."""

        def parsed(found: Sequence[Token]) -> Expression:
            return parse(found, self.document.source.place, found[-1].end, self.comma)[0]

        table = table_read(rows, parsed, self.document.source.place)
        if table is None:
            return False
        self.tables.append(table)
        for name, value in table.inputs():
            place = value.place or table.place
            self.got.raw.append(_Raw(place, place.line, [("", name), ("=", value)], number, "cell"))
        self.got.open = None
        return True

    def given(self, number: int, name: list[Token], value: list[Token]) -> None:
        """A name's number in a table."""
        if not name or not value or value[0].kind not in ("number", "-", "−"):
            return
        try:
            left, _ = parse(name, self.document.source.place, name[-1].end, self.comma)
            right, _ = parse(value, self.document.source.place, value[-1].end, self.comma)
        except UnreadableError:
            return
        if isinstance(left, Symbol) and _is_plain_number(right) and not _is_prose(left):
            place = self.document.source.place(name[0].start)
            raw = _Raw(place, place.line, [("", left), ("=", right)], number, "table")
            self.got.raw.append(raw)

    def cell(self, parts: Sequence[Piece]) -> list[Token]:
        found: list[Token] = []
        for piece in parts:
            if piece.kind in ("inline", "text", "display"):
                found += self.tokens_of(piece)
        return found

    # --- from raw names to quantities

    def finished(self) -> Read:
        for raw in self.got.raw:
            for i, (_, expression) in enumerate(raw.sides):
                alone = i == 0 and len(raw.sides) > 1 and raw.inside != "cell"
                self.evidence.look_at(expression, alone)
        for expression in (e for table in self.tables for e in table.expressions()):
            self.evidence.look_at(expression)
        raws = [
            raw
            for raw in self.got.raw
            if raw.inside != "cell" or not self.evidence.defines(raw.sides[0][1])
        ]
        directives = [d for d in self.document.directives if d.kind == "let"]
        said = [one for d in directives for one in spelled(d, self.comma)]
        look_at(said, self.evidence)
        names = Names(self.evidence)
        told = list(lets(said, names))
        named = [[(r, names.named(e)) for r, e in raw.sides] for raw in raws]
        made: list[tuple[int, Statement]] = []
        shown: dict[int, list[Statement]] = {}
        for raw, sides in zip(raws, named, strict=True):
            members = tuple(Member(e, r) for r, e in sides)
            if len(members) < 2:
                continue
            notes = [*raw.repaired, *([names.damage] if _has_damage(raw, members) else [])]
            statement = Statement(
                raw.place,
                members,
                _written(members),
                repaired="; ".join(dict.fromkeys(notes)),
                end=raw.end,
            )
            made.append((raw.block, statement))
            for display in raw.displays:
                shown.setdefault(display, []).append(statement)
        return Read(
            self.document, tuple(s for _, s in made), tuple(self._displays(shown)),
            tuple(u for _, u in self.got.unreadable), names.families, self.evidence.functions,
            self._headings(made), self.comma, tuple(table.named(names.named) for table in self.tables),
            tuple(one for one in told if isinstance(one, Let)),
            tuple(one for one in told if isinstance(one, Problem)),
        )  # fmt: skip

    def _displays(self, shown: Mapping[int, list[Statement]]) -> Iterator[Display]:
        bad: dict[int, list[Unreadable]] = {}
        for _, unreadable in self.got.unreadable:
            bad.setdefault(unreadable.place.line, []).append(unreadable)
        place = self.document.source.place
        for i, (_, piece) in enumerate(self.displays):
            start, end = (
                place(piece.offsets[0]),
                place(max(piece.offsets[-1] - 1, piece.offsets[0])),
            )
            lines = range(start.line, end.line + 1)
            yield Display(
                start, piece.text,
                tuple(shown.get(i, ())),
                tuple(u for line in lines for u in bad.get(line, ()) if _within(u.place, start, end)),
            )  # fmt: skip

    def _headings(self, made: list[tuple[int, Statement]]) -> dict[int, str]:
        found: dict[int, str] = {}
        waiting = sorted(self.headings.items())
        for i, (block, _) in enumerate(made):
            while waiting and waiting[0][0] < block:
                found[i] = waiting.pop(0)[1]
        return found


def _within(place: Place, start: Place, end: Place) -> bool:
    return (start.line, start.column) <= (place.line, place.column) <= (end.line, end.column)


def _has_damage(raw: _Raw, members: Sequence[Member]) -> bool:
    """Whether a derivative of the statement was not printed as one."""

    def derivatives(expressions: Iterable[Expression]) -> int:
        return sum(isinstance(n, Derivative) for e in expressions for n in nodes(e))

    printed = derivatives(e for _, e in raw.sides)
    return derivatives(m.expression for m in members) > printed


def _append(sides: list[tuple[str, Expression]], relation: str, expression: Expression) -> None:
    """One more side; an arrow with a function over it applies the function to the side before."""
    if relation.startswith("by "):
        function = FUNCTIONS.get(relation[3:], relation[3:] or "mapped")
        sides[-1:] = [("", Apply(function, (sides[-1][1],)))] if sides else []
        relation = "=" if sides else ""
    sides.append((relation, expression))


def _is_plain_number(expression: Expression) -> bool:
    if isinstance(expression, Apply) and expression.function == "negate":
        expression = expression.arguments[0]
    return isinstance(expression, Number | Matrix)


def _is_prose(symbol: Symbol) -> bool:
    return len(symbol.name) > 2 and not symbol.indices and symbol.name not in WORDS


def _written(members: Iterable[Member]) -> str:
    texts: list[str] = []
    for member in members:
        try:
            text = written(member.expression)
        except (ValueError, KeyError):
            text = "…"
        texts += [member.relation, text] if member.relation else [text]
    return " ".join(texts)


def _spelled(side: Sequence[Token]) -> str:
    return " ".join(token.text for token in side)[:120]


def _may_state(piece: Piece) -> bool:
    return piece.kind == "inline" or any(c.isdigit() for c in piece.text)


def _conditional(parts: Sequence[Part]) -> list[bool]:
    """Which statements hold under a condition alone: A = 1 if x > 0; otherwise, A = 0."""
    found = [False] * len(parts)
    for i, part in enumerate(parts):
        first = part.sides[0].tokens[0].text.lower() if part.sides[0].tokens else ""
        says_when = first in _WHEN and (part.compared or len(part.sides) == 1)
        if says_when or (part.compared and part.after == "word"):
            found[i] = True
            if says_when and i + 1 < len(parts):
                found[i + 1] = True
            if part.after == "word" and i:
                found[i - 1] = True
    return found


_WHEN = frozenset(
    [
        "if",
        "when",
        "for",
        "otherwise",
        "else",
        "where",
        "falls",
        "wenn",
        "sonst",
        "für",
        "si",
        "sinon",
        "se",
        "senão",
        "caso",
    ]
)


def _as_lists(parts: Iterable[Part]) -> Iterator[Part]:
    """`a, b = 1, 2` as a = 1 and b = 2; `i = 1, 2, 3` gives i no value."""
    waiting = list(parts)
    at = 0
    while at < len(waiting):
        part = waiting[at]
        if not part.goes_on and len(part.sides) == 2:
            after = at + 1
            while after < len(waiting) and _is_single_number(waiting[after]):
                after += 1
            before = at
            while (
                before > 0
                and part.after == ","
                and _is_single_name(waiting[before - 1])
                and (before == at or waiting[before].after == ",")
            ):
                before -= 1
            if after - at > 1:
                yield from _paired(waiting[before:at], part, waiting[at + 1 : after])
                at = after
                continue
        yield part
        at += 1


def _is_single_number(part: Part) -> bool:
    return (
        len(part.sides) == 1 and not part.goes_on and part.after == ","
        and [t.kind for t in part.sides[0].tokens if t.kind != "-"] == ["number"]
    )  # fmt: skip


def _is_single_name(part: Part) -> bool:
    return (
        len(part.sides) == 1
        and not part.goes_on
        and part.sides[0].tokens[0].kind in ("name", "word")
    )


def _paired(names: list[Part], part: Part, values: list[Part]) -> Iterator[Part]:
    left, right = part.sides
    if len(names) != len(values):
        return
    lefts = [*(p.sides[0] for p in names), left]
    rights = [right, *(p.sides[0] for p in values)]
    for one, other in zip(lefts, rights, strict=True):
        yield Part((replace(one, relation=""), replace(other, relation=right.relation)), False)


def _runs(stream: Sequence[Token], marks: Sequence[bool]) -> Iterator[tuple[list[Token], bool]]:
    """The stretches of mathematics between words, each with whether it was set as mathematics."""
    run: list[Token] = []
    inner: list[bool] = []
    verb = False
    for i, (token, mark) in enumerate(zip(stream, marks, strict=True)):
        word = not mark and token.kind == "name" and _is_word(stream, marks, i)
        if word and token.text.lower() in IS and run and _names_something(run):
            run.append(Token("=", token.text, token.start, token.end))
            inner.append(False)
            verb = True
            continue
        if word and verb and run and run[-1].kind == "=" and token.text.lower() in _ABOUT:
            continue
        if word or (not mark and token.kind in _STOPS and not _is_inside(run)):
            if run:
                yield from _worth(run, inner)
            run, inner, verb = [], [], False
            continue
        if verb:
            # "is 0.3" says a value; "is 0 - 1" says none, and "is the sum" nothing at all.
            if run[-1].kind == "number" and token.kind in _ARITHMETIC:
                run, inner, verb = [], [], False
                continue
            if run[-1].kind == "=" and token.kind not in _VALUES:
                run, inner, verb = [], [], False
        run.append(token)
        inner.append(mark)
    if run:
        yield from _worth(run, inner)


_ARITHMETIC = frozenset({"+", "-", "*", "/", "^", "odot"})
_VALUES = frozenset({"number", "-", "+", "~=", "~", "{", "begin", "["})
_STOPS = frozenset({".", ";", ":", "!", "?", "row", ",", '"', "“", "”", "„", "«", "»", "|", "#"})


def _is_inside(run: Sequence[Token]) -> bool:
    """Whether a bracket is open."""
    return sum(t.kind in ("(", "[", "{") for t in run) > sum(t.kind in (")", "]", "}") for t in run)


def _worth(run: list[Token], inner: list[bool]) -> Iterator[tuple[list[Token], bool]]:
    if any(t.kind in ("=", "~=", "<-", ":=") for t in run):
        yield run, all(inner)


def _names_something(run: Sequence[Token]) -> bool:
    return run[-1].kind in ("name", "number", "}", ")", "word", "'") and not any(
        t.kind in ("=", "~=") for t in run
    )


def _is_word(stream: Sequence[Token], marks: Sequence[bool], at: int) -> bool:
    """Whether letters in a text are a word of a sentence, and no name of a quantity."""
    text = stream[at].text
    if text in CALLED or text in GREEK_COMMANDS:
        return False
    following = stream[at + 1] if at + 1 < len(stream) else None
    if (
        following is not None
        and not following.spaced
        and following.kind in ("_", "^", "(", "[", "'")
    ):
        return following.kind == "(" and len(text) > 1 and text not in FUNCTIONS
    before = stream[at - 1] if at else None
    if len(text) <= _LONGEST_NAME and (
        (following is not None and following.kind in _JOINS and not following.spaced)
        or (before is not None and before.kind in _JOINS and not stream[at].spaced)
    ):
        return False  # dL/dw: joined to a sign, letters are a name
    if len(text) == 1:
        if text not in _ONE_LETTER_WORDS or following is None:
            return False
        return marks[at + 1] or (
            following.kind == "name" and following.spaced and len(following.text) > 1
        )
    if text in FUNCTIONS and text not in ("log", "sum", "max", "min", "abs"):
        return False
    if following is not None and following.kind == "number" and not following.spaced:
        return False
    if following is not None and following.kind in ("=", "~=", ":=", "<-"):
        return False
    lowered = text.lower()
    if lowered in IS or lowered in _ABOUT:
        return True
    return not (text in _SYMBOLIC or (text in WORDS and _is_near_relation(stream, at)))


_LONGEST_NAME = 4
_JOINS = frozenset({"/", "*", "^"})
_ONE_LETTER_WORDS = frozenset("aAIyoeèéàивсa")
_SYMBOLIC = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "eta",
        "theta",
        "lambda",
        "mu",
        "sigma",
        "tau",
        "phi",
        "psi",
        "omega",
        "Delta",
        "Theta",
        "net",
        "lr",
        "MSE",
        "BCE",
        "CE",
    ]
)


def _is_near_relation(stream: Sequence[Token], at: int) -> bool:
    following = stream[at + 1] if at + 1 < len(stream) else None
    return following is not None and (
        following.kind in ("=", "~=", ":=", "<-", "*", "+", "/") or following.text.lower() in IS
    )


__all__ = ["NUMBERS", "Display", "Read", "Unreadable", "has_decimal_comma", "statements_of"]
