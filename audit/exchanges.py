r"""Which symbol or sign of a formula is exchanged to make it true, as its author would write it?

A symbol is put in as it is spelled elsewhere in the document, first in the same statement; a sign
is turned where it stands. Whether the formula is true then, an audit must say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..expressions.notation import NotationError, parse_members
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import (
    Expression,
    Number,
    Symbol,
    children,
    is_apply,
    nodes,
    with_children,
)
from ..expressions.written import written
from ..reading.source import Source
from .edits import Edit
from .finding import Finding
from .spelling import Habits, turned_sign

#: So far before a term its sign is looked for.
NEAR = 60
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_SYMBOL = re.compile(
    rf"(?:\\(?:text|mathrm|mathbf|mathit|mathcal|hat|bar|tilde|vec|operatorname)\s*{_GROUP}"
    r"|\\[A-Za-z]+|[^\W\d_]+)"
    rf"(?:\s*\\?[_^]\s*(?:{_GROUP}|\\[A-Za-z]+|\w+)|[₀-₉]+|(?<=[^\W\d_])\d+|'+|′+)*"
)
_BEFORE = re.compile(
    r"(?P<sign>[-+−])(?P<gap>(?:[\s({\[]|\\left\s*\(|\\[dt]?frac|\\partial|∂|\\[,;:!])*)\Z"
)


@dataclass(frozen=True, slots=True)
class _Difference:
    """A node of a side of a formula, what it should be, and how many leaves stand before it."""

    side: str
    leaf: int
    old: Expression
    new: Expression

    @property
    def names(self) -> tuple[str, str] | None:
        """One name for another."""
        if isinstance(self.old, Symbol) and isinstance(self.new, Symbol):
            return self.old.name, self.new.name
        return None

    @property
    def is_sign(self) -> bool:
        """Whether the one is the other with a minus before it."""
        pairs = (self.old, self.new), (self.new, self.old)
        return any(is_apply(a, "negate") and a.arguments[0] == b for a, b in pairs)


@dataclass(frozen=True)
class Text:
    """A document as it is read: its statements as they stand, and with the names of the audit."""

    source: Source
    habits: Habits
    read: Sequence[Statement]
    judged: Sequence[Statement]

    def offset(self, place: Place) -> int:
        """Where a place is."""
        return self.source.lines[place.line - 1] + place.column - 1

    def extent(self, place: Place) -> tuple[int, int] | None:
        """Where a symbol begins and ends, with its indices."""
        found = _SYMBOL.match(self.source.text, self.offset(place))
        return None if found is None else found.span()


def exchanges(finding: Finding, text: Text) -> Iterator[tuple[Edit, ...]]:
    """The edits, each of one symbol or sign, that may make a formula true, as a finding says."""
    meant = _meant(finding, text)
    found = list(_differences(finding, meant))
    names = {difference.names for difference in found}
    if len(names) == 1 and (both := names.pop()) is not None:
        yield from _of_names(finding, both, len(found), text)
    elif found and all(difference.is_sign for difference in found):
        edits = [_of_sign(finding, difference, text) for difference in found]
        if all(edits):
            yield tuple(edit for edit in edits if edit is not None)


def _meant(finding: Finding, text: Text) -> str:
    """The repair that is meant; empty where it may be one or another.

    Nobody means to say what he says elsewhere: of `dz/dw2 = x1`, beside `dz/dw1 = x1`, the right
    side is wrong. Signs are turned in several ways, and all come to the same.
    """
    repairs = finding.expected, *finding.others
    if not any(d.names for repair in repairs for d in _differences(finding, repair)):
        return finding.expected
    said = {
        (written(a.expression), written(b.expression))
        for statement in text.judged
        for a, b in combinations(statement.members, 2)
        if statement.place != finding.place
    }
    fresh = [repair for repair in repairs if tuple(repair.split(" = ")) not in said]
    if len(repairs) == 1:
        # What a left side says is likely to be what was meant.
        right, is_name = finding.expected.split(" = ")[1:], " = " not in finding.expected
        return finding.expected if is_name or right != finding.printed.split(" = ")[1:] else ""
    return fresh[0] if len(fresh) == 1 else ""


def _differences(finding: Finding, meant: str) -> Iterator[_Difference]:
    """Where the formula differs from what is meant."""
    try:
        old, new = (
            [member.expression for member in parse_members(text)]
            for text in (finding.printed, meant)
        )
    except NotationError:
        return
    if len(old) != len(new):
        return
    for side, other in zip(old, new, strict=True):
        leaves = 0
        before: dict[int, int] = {}
        for node in nodes(side):
            before[id(node)] = leaves
            leaves += isinstance(node, Symbol | Number)
        for one, two in _differing(side, other):
            yield _Difference(written(side), before[id(one)], one, two)


def _differing(one: Expression, other: Expression) -> Iterator[tuple[Expression, Expression]]:
    if one == other:
        return
    mine, theirs = children(one), children(other)
    if not mine or len(mine) != len(theirs) or with_children(one, theirs) != other:
        yield one, other
        return
    for a, b in zip(mine, theirs, strict=True):
        yield from _differing(a, b)


def _of_names(
    finding: Finding, both: tuple[str, str], many: int, text: Text
) -> Iterator[tuple[Edit, ...]]:
    """One name for another: wherever it stands, or in one place if `many` is one."""
    old, new = both
    own = [s for s in (*text.read, *text.judged) if s.place == finding.place]
    found = {place for statement in own for place in _places(statement, old)}
    extents = [extent for place in sorted(found) if (extent := text.extent(place)) is not None]
    spelling = _spelling(finding, new, text)
    edits = tuple(Edit(start, start, end, spelling, spelling) for start, end in extents)
    if not (edits and spelling):
        return
    if many >= len(edits):
        yield edits
    elif many == 1:
        yield from ((edit,) for edit in edits)


def _places(statement: Statement, name: str) -> Iterator[Place]:
    for node in statement.nodes():
        if isinstance(node, Symbol) and node.name == name and node.place is not None:
            yield node.place


def _spelling(finding: Finding, name: str, text: Text) -> str:
    """How the document spells a name: as in the same statement, or else as most often."""
    # A misprint is judged as what it should be: where it stands is no example.
    for statements in (text.read, text.judged):
        counts = Counter[tuple[bool, str]]()
        for statement in statements:
            for place in _places(statement, name):
                if (extent := text.extent(place)) is not None:
                    here = statement.place == finding.place
                    counts[here, text.source.text[slice(*extent)]] += 1
        if counts:
            return max(counts, key=lambda key: (key[0], counts[key]))[1]
    return ""


def _of_sign(finding: Finding, difference: _Difference, text: Text) -> Edit | None:
    """The edit that turns the sign before a term; None where no sign stands before it."""
    place = _place_of(finding, difference, text.judged)
    if place is None:
        return None
    at = text.offset(place)
    before = text.source.text[max(at - NEAR, 0) : at]
    found = _BEFORE.search(before)
    if found is None:
        return None
    start = at - len(found.group())
    put = turned_sign(found["sign"], before[: found.start()], text.habits)
    return Edit(start, start, start + len(found["sign"]), put, put)


def _place_of(
    finding: Finding, difference: _Difference, judged: Sequence[Statement]
) -> Place | None:
    """Where the first name or number of a term stands in the document."""
    for statement in judged:
        for member in statement.members if statement.place == finding.place else ():
            if written(member.expression) == difference.side:
                own = [n for n in nodes(member.expression) if isinstance(n, Symbol | Number)]
                return own[difference.leaf].place if difference.leaf < len(own) else None
    return None
