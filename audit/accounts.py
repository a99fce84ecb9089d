"""What became of every displayed formula and of every decimal of notes, each in one row?

A row has the gravest verdict of what stands there, and says what else does. Nothing is left out:
what no claim is about is not checked, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..expressions.tree import Number, nodes
from ..reading.statements import Display, Read
from .finding import NOT_CHECKED, PUT_IN, Account, Finding, Row, gravest
from .verdict import UNREADABLE

#: Begun where no digit stands before, so that a run of digits is gone through once.
_DECIMAL = re.compile(r"(?<!\d)\d+\.\d+|\.\d+|(?<!\d)\d+(?:,|\{,\})\d+")
_IGNORED = "the author wants it ignored"
_STRUCK = "struck out"
_At = Mapping[tuple[int, int], str]


def account(read: Read, findings: Sequence[Finding]) -> Account:
    """Every displayed formula and every decimal in one row each."""
    by_text: dict[str, list[Finding]] = {}
    for finding in findings:
        by_text.setdefault(finding.statement, []).append(finding)
    shown = [_display_row(display, by_text) for display in read.displays]
    return Account((*shown, *_displays_left_out(read)), tuple(_number_rows(read, findings)))


def _display_row(display: Display, by_text: Mapping[str, list[Finding]]) -> Row:
    line, column = display.place.line, display.place.column
    own = [
        f for s in display.statements for f in by_text.get(s.text, ())
        if s.place.line <= f.place.line <= max(s.end, s.place.line)
    ]  # fmt: skip
    if display.unreadable:
        first = display.unreadable[0]
        line_of = f"line {first.place.line}, " if first.place.line != line else ""
        why = f"{line_of}column {first.place.column}: {first.why}"
        return Row(line, column, _shortened(display.text), UNREADABLE, why)
    if display.is_struck:
        return Row(line, column, _shortened(display.text), NOT_CHECKED, _STRUCK)
    counts = Counter(f.verdict for f in own)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    return Row(
        line, column, _shortened(display.text), gravest(counts) or "read",
        told if len(counts) > 1 else "",
    )  # fmt: skip


def _displays_left_out(read: Read) -> Iterator[Row]:
    for block in read.document.blocks:
        for piece in block.pieces() if block.ignored else block.struck:
            if piece.kind == "display":
                place = read.document.source.place(piece.offsets[0])
                why = _IGNORED if block.ignored else _STRUCK
                yield Row(place.line, place.column, _shortened(piece.text), NOT_CHECKED, why)


def _number_rows(read: Read, findings: Sequence[Finding]) -> Iterator[Row]:
    at = _became(read, findings)
    unread = {unreadable.place.line for unreadable in read.unreadable}
    struck = {offset for part in read.struck for offset in part}
    place = read.document.source.place
    for block in read.document.blocks:
        for piece in block.pieces():
            for match in _DECIMAL.finditer(piece.text):
                if not read.decimal_comma and "." not in match.group():
                    continue
                where = place(piece.offsets[match.start()])
                # A sign belongs to the number, and stands before its digits.
                became = at.get((where.line, where.column)) or at.get(
                    (where.line, where.column - 1), NOT_CHECKED
                )
                if piece.kind == "code" and became == NOT_CHECKED:
                    continue
                reason = ""
                if became == NOT_CHECKED:
                    reason = "no quantity is named with it"
                    reason = "stands in what cannot be read" if where.line in unread else reason
                    is_out = piece in block.struck or piece.offsets[match.start()] in struck
                    reason = _STRUCK if is_out else reason
                    reason = _IGNORED if block.ignored else reason
                yield Row(where.line, where.column, match.group(), became, reason)


def _became(read: Read, findings: Sequence[Finding]) -> _At:
    """What became of the numbers of statements: a verdict, or put into a calculation."""
    at: dict[tuple[int, int], str] = {}
    for statement in read.statements:
        for member in statement.members:
            for node in nodes(member.expression):
                if isinstance(node, Number) and node.place:
                    at[node.place.line, node.place.column] = PUT_IN
    said: dict[tuple[int, int], list[str]] = {}
    for finding in findings:
        said.setdefault((finding.place.line, finding.place.column), []).append(finding.verdict)
    return at | {where: gravest(verdicts) for where, verdicts in said.items()}


def _shortened(text: str) -> str:
    return " ".join(text.split())[:200]
