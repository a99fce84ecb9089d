"""Which formulas of a document are made true by exchanging a symbol or a sign?

The exchange is made in the text, and the document is audited again: it is kept where the formula
holds then, nothing else has become wrong, and no other exchange does as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..expressions.statement import Statement
from ..expressions.written import written
from ..reading.documents import document
from ..reading.statements import statements_of
from .aliases import with_one_name
from .attempts import Attempts
from .directives import Directives
from .edits import Edit, Edits, composed, origin, with_edits
from .exchanges import Text, exchanges
from .finding import Finding
from .revision import HELD, Revision, encoded
from .scopes import scopes
from .verdict import CONFIRMED, NOTATION

#: For formulas, a document is audited so often at most.
MOST_AUDITS = 24


@dataclass(frozen=True, eq=False)
class _Wrong:
    """A wrong formula: where its finding stands, and the exchanges that may make it true."""

    at: int
    finding: Finding
    ways: Sequence[Sequence[Edit]]


def with_formulas(tried: Attempts, edits: Edits) -> tuple[Edits, Mapping[int, Finding]]:
    """The edits with those of formulas that hold, and the formulas by where they are edited."""
    wrong = list(_wrong(tried, tried.revision(edits)))
    edited: dict[int, Finding] = {}
    # Most formulas have one exchange, and all of these hold: then one audit shows it.
    alone = [one for one in wrong if len(one.ways) == 1]
    together = _with(edits, [edit for one in alone for edit in one.ways[0]], tried)
    if alone and _holds(tried, edits, together, alone):
        edits = together
        edited = {edit.at: one.finding for one in alone for edit in one.ways[0]}
        wrong = [one for one in wrong if one not in alone]
    left = MOST_AUDITS
    for one in wrong:
        left -= len(one.ways)
        if left < 0:
            break
        holding = [w for w in one.ways if _holds(tried, edits, _with(edits, w, tried), [one])]
        if holding and len({edit.at for way in holding for edit in way}) == len(holding[0]):
            edits = _with(edits, holding[0], tried)
            edited |= {edit.at: one.finding for edit in holding[0]}
    return edits, edited


def _wrong(tried: Attempts, revision: Revision) -> Iterator[_Wrong]:
    """The wrong formulas for which there is an exchange."""
    text: Text | None = None
    for at, finding in revision.wrong():
        is_formula = finding.kind == "formula" and finding.verdict == NOTATION
        if is_formula and finding.expected and not tried.stays(finding):
            text = text or _text(revision)
            ways = list(_ways(finding, text, revision))
            if ways:
                yield _Wrong(at, finding, ways)


def _with(edits: Edits, more: Sequence[Edit], tried: Attempts) -> Edits:
    return with_edits(edits, more, tried.source.text)


def _ways(finding: Finding, text: Text, revision: Revision) -> Iterator[tuple[Edit, ...]]:
    """The exchanges of a finding, as edits of the original."""
    for way in exchanges(finding, text):
        found = [
            composed(text.source.text, replace(e, at=origin(e.start, revision.edits)),
                     revision.edits)
            for e in way
        ]  # fmt: skip
        if all(found):
            yield tuple(edit for edit in found if edit is not None)


def _text(revision: Revision) -> Text:
    read = statements_of(document(revision.source.file, encoded(revision.source.text)))
    named, _, _ = with_one_name(read)
    judged: list[Statement] = []
    for scope in scopes(named, Directives(named)):
        judged += scope.statements
    return Text(revision.source, revision.habits, read.statements, judged)


def _holds(tried: Attempts, edits: Edits, more: Edits, fixed: Sequence[_Wrong]) -> bool:
    """Whether wrong formulas are true with more edits, and nothing else has become worse."""
    if more == edits:
        return False
    before, after = tried.revision(edits), tried.revision(more)
    mended = {(one.at, one.finding.printed) for one in fixed}
    was = {(at, finding.printed) for at, finding in before.wrong()}
    now = {(at, finding.printed) for at, finding in after.wrong()}
    held = (at for at in before.findings if before.holds(at, HELD))
    return (
        now <= was - mended
        and after.unread <= before.unread
        and all(after.holds(at, HELD) for at in held)
        and all(_is_true(one.finding, one.at, after) for one in fixed)
    )


def _is_true(finding: Finding, at: int, after: Revision) -> bool:
    """Whether a formula is confirmed as expected, or says what a definition says already.

    A name that was misprinted is only gone.
    """
    if " = " not in finding.expected:
        return True
    found = [f for f in after.findings.get(at, ()) if f.kind == "formula"]
    if found:
        repairs = (finding.expected, *finding.others)
        return any(f.verdict == CONFIRMED and f.printed in repairs for f in found)
    sides = set(finding.expected.split(" = "))
    return any(
        sides <= {written(member.expression) for member in statement.members}
        for statement in _text(after).judged
        if after.source.place(after.offset(at)) == statement.place
    )
