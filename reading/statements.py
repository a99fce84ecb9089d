"""Which statements does a document make, and where?

What its blocks state in raw names (`raw_statements`) is looked at as a whole, so that names become
quantities (`names`); and every display and every heading is told where it belongs.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..expressions.statement import Member, Statement
from ..expressions.tree import Derivative, Expression, nodes
from ..expressions.written import written
from .blocks import Document, Problem
from .evidence import Evidence
from .lets import Let, lets, look_at, spelled
from .names import Names
from .raw_statements import RawStatement, RawStatements
from .read import Display, Read, Unreadable

_WITH_POINT = re.compile(r"(?<![\d.,])\d*+\.\d++(?![\d.,]*\d)")
_WITH_COMMA = re.compile(r"(?<![\d.,])\d++(?:,|\{,\})\d++(?![\d.,]*\d)")
#: A comma after a sign separates nothing: ,5 is a half.
_LEADING_COMMA = re.compile(
    r"(?:[-−=+(*·×≈/]|\\(?:cdot|times|ast|approx))\s?(?:,|\{,\})\d++(?![\d.,]*\d)"
)


def statements_of(document: Document) -> Read:
    """Everything that a document states."""
    comma = has_decimal_comma(document)
    raw = RawStatements(document, comma)
    evidence = _evidence(raw)
    kept = [r for r in raw.made if r.inside != "cell" or not evidence.defines(r.sides[0][1])]
    said = [one for d in document.directives if d.kind == "let" for one in spelled(d, comma)]
    look_at(said, evidence)
    names = Names(evidence)
    told = list(lets(said, names))
    functions = dict(evidence.functions)
    named = list(_named(kept, names, evidence))
    damaged = evidence.is_damaged
    made = [(one, _statement(one, m, damaged)) for one, m in named if len(m) > 1]
    return Read(
        document,
        tuple(statement for _, statement in made),
        tuple(_displays(raw, made)),
        tuple(raw.unreadable),
        names.families,
        functions,
        _headings(raw, made),
        comma,
        tuple(table.named(names.named) for table in raw.tables),
        tuple(one for one in told if isinstance(one, Let)),
        tuple(one for one in told if isinstance(one, Problem)),
        struck=tuple(raw.struck),
    )


def has_decimal_comma(document: Document) -> bool:
    """Whether a document writes 0,5 for a half: most of its decimals have a comma, not a point."""
    points = commas = 0
    for block in document.blocks:
        for piece in block.pieces():
            if piece.kind != "code":
                points += len(_WITH_POINT.findall(piece.text))
                commas += sum(_is_decimal(match) for match in _WITH_COMMA.finditer(piece.text))
                commas += len(_LEADING_COMMA.findall(piece.text))
    return commas > 2 * points


def _is_decimal(found: re.Match[str]) -> bool:
    """Whether a comma between digits can be no other: 10,000 has thousands, [1,2] a list."""
    whole, _, rest = found.group().replace("{,}", ",").partition(",")
    if whole.startswith("0"):
        return True
    before = found.string[found.start() - 1 : found.start()]
    return len(rest) != 3 and before not in ("[", "(", "{", "_")


def _named(
    raw: Iterable[RawStatement], names: Names, evidence: Evidence
) -> Iterator[tuple[RawStatement, tuple[Member, ...]]]:
    """The statements with their names decided, in their order: a function may be defined again."""
    for one in raw:
        if len(one.sides) > 1:
            evidence.defines_again(one.sides[0][1], one.sides[1][1])
        yield one, tuple(Member(names.named(e), r) for r, e in one.sides)


def _evidence(raw: RawStatements) -> Evidence:
    """What the statements and the headers of tables show of the document's names."""
    evidence = Evidence()
    for one in raw.made:
        for i, (_, expression) in enumerate(one.sides):
            alone = i == 0 and len(one.sides) > 1 and one.inside != "cell"
            evidence.look_at(expression, alone)
        for (_, left), (_, right) in pairwise(one.sides):
            evidence.recurs(left, right)
    for expression in (e for table in raw.tables for e in table.expressions()):
        evidence.look_at(expression)
    return evidence


def _statement(one: RawStatement, members: tuple[Member, ...], damaged: bool) -> Statement:
    printed = _derivatives(e for _, e in one.sides)
    is_damaged = damaged and _derivatives(m.expression for m in members) > printed
    notes = [*one.repaired, Names.damage] if is_damaged else one.repaired
    repaired = "; ".join(dict.fromkeys(notes))
    return Statement(one.place, members, _written(members), repaired=repaired, end=one.end)


def _derivatives(expressions: Iterable[Expression]) -> int:
    return sum(isinstance(node, Derivative) for e in expressions for node in nodes(e))


def _written(members: Iterable[Member]) -> str:
    texts: list[str] = []
    for member in members:
        try:
            text = written(member.expression)
        except (ValueError, KeyError):
            text = "…"
        texts += [member.relation, text] if member.relation else [text]
    return " ".join(texts)


def _displays(
    raw: RawStatements, made: Sequence[tuple[RawStatement, Statement]]
) -> Iterator[Display]:
    """Every display with the statements that stand in it, and with what could not be read."""
    shown: dict[int, list[Statement]] = {}
    for one, statement in made:
        for number in one.displays:
            shown.setdefault(number, []).append(statement)
    by_line: dict[int, list[Unreadable]] = {}
    for unreadable in raw.unreadable:
        by_line.setdefault(unreadable.place.line, []).append(unreadable)
    for number, piece in enumerate(raw.displays):
        start = raw.place(piece.offsets[0])
        end = raw.place(piece.offsets[-1])  # what is missing at the end stands after it
        inside = (u for line in range(start.line, end.line + 1) for u in by_line.get(line, ()))
        bad = tuple(u for u in inside if start <= u.place <= end)
        made_of = tuple(shown.get(number, ()))
        is_struck = not made_of and number in raw.struck_displays
        yield Display(start, piece.text, made_of, bad, is_struck)


def _headings(raw: RawStatements, made: Sequence[tuple[RawStatement, Statement]]) -> dict[int, str]:
    """The last heading before a statement, by the statement's number."""
    found: dict[int, str] = {}
    waiting = deque(raw.headings.items())
    for number, (one, _) in enumerate(made):
        while waiting and waiting[0][0] < one.block:
            found[number] = waiting.popleft()[1]
    return found


__all__ = ["Display", "Read", "has_decimal_comma", "statements_of"]
