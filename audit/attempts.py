"""Which edits of a document hold together?

Every wrong number whose right digits are known is written anew and the document is audited again:
what followed from a mistake shows then what it should be, and is corrected with it. Edits hold if
all that they touch is right afterwards and nothing that held before has become wrong. Where they do
not, those that are to blame are tried by themselves, and left out if they still do not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ..expressions.printed import Printed, UnreadableNumberError
from ..reading.source import Source
from .edits import Edit, Edits, composed, with_edits
from .finding import Finding
from .revision import HELD, HOLDING, Revision, revised
from .spelling import respelled
from .verdict import INHERITED, LAST_DIGIT, NOTATION, OPERAND

#: A document is audited so often at most, and so often for one group of edits with its followers.
MOST_AUDITS, MOST_ROUNDS = 48, 12
#: A statement has so many lines at most, where two of the same text are told apart.
_NEAR, _BESIDE = 12, 2
_ONCE_GONE = frozenset({OPERAND, NOTATION})
_TOO_MANY = f"not settled in {MOST_AUDITS} audits"
NOTHING = "nothing says which digits should stand here"


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why edits do not hold; `blamed` are the roots that it comes from, if they are known."""

    why: str
    blamed: frozenset[int] = frozenset()


class Attempts:
    """The edits of a document that have been tried; `dropped` says which do not hold, and why."""

    def __init__(self, source: Source, stays: Callable[[Finding], bool]) -> None:
        self.source, self.stays = source, stays
        self.known: dict[frozenset[Edit], Revision] = {}
        self.dropped: dict[int, str] = {}
        self.before = self.revision({})
        self.twins = dict(_twins(self.before))

    def revision(self, edits: Edits) -> Revision:
        """The document with edits, audited once."""
        key = frozenset(edits.values())
        if key not in self.known:
            self.known[key] = revised(self.source, edits)
        return self.known[key]

    @property
    def is_spent(self) -> bool:
        return len(self.known) >= MOST_AUDITS

    # --- which edits hold

    def found(self) -> Edits:
        """All edits that hold: of wrong numbers, then of last digits."""
        edits: Edits = {}
        while roots := self.roots(edits, lambda f: f.is_wrong and f.verdict != INHERITED):
            edits = self.attempt(edits, roots)
        return self.attempt(edits, self.roots(edits, lambda f: f.verdict == LAST_DIGIT))

    def roots(self, edits: Edits, wanted: Callable[[Finding], bool]) -> list[int]:
        """The numbers not tried yet that could be corrected."""
        revision = self.revision(edits)
        return [
            at
            for at, found in revision.findings.items()
            if at not in edits
            and at not in self.dropped
            and any(wanted(f) and self.edit(f, at, revision) for f in found)
        ]

    def attempt(self, kept: Edits, roots: Sequence[int]) -> Edits:
        """The edits kept so far, and those of the roots that hold together with them."""
        if not roots:
            return kept
        edits, problems = self.settled(kept, frozenset(roots))
        if not problems:
            # A root that needed no edit, its mistake gone with another one, is done with, too.
            self.dropped |= {at: NOTHING for at in roots if at not in edits}
            return edits
        if self.is_spent or len(roots) == 1:
            why = problems[0].why if len(roots) == 1 else _TOO_MANY
            self.dropped |= dict.fromkeys(roots, why)
            return kept
        blamed = {at for problem in problems for at in problem.blamed}
        first = [at for at in roots if at not in blamed]
        second = [at for at in roots if at in blamed]
        if not first or not second:
            first, second = list(roots[: len(roots) // 2]), list(roots[len(roots) // 2 :])
        return self.attempt(self.attempt(kept, first), second)

    def settled(self, kept: Edits, roots: frozenset[int]) -> tuple[Edits, list[_Problem]]:
        """The edits with those of the roots and of all that follows; what does not hold then."""
        edits, blocked = kept, set[int]()
        while True:
            for _ in range(MOST_ROUNDS):
                revision = self.revision(edits)
                proposed = list(self.proposals(revision, roots, blocked))
                new = with_edits(edits, proposed, self.source.text)
                if new == edits or self.is_spent:
                    break
                edits = new
            revision = self.revision(edits)
            failing = {
                at
                for at in edits
                if at not in roots and self.is_follower(at) and not self.is_good(at, revision)
            }
            if not failing or self.is_spent:
                return edits, list(self.problems(revision, roots, set(kept)))
            # A follower that cannot be corrected stays what it was.
            blocked |= failing
            edits = {at: edit for at, edit in edits.items() if at not in failing}

    def is_follower(self, at: int) -> bool:
        """Whether a number was wrong from the beginning, by another's mistake alone."""
        found = [f for f in self.before.findings.get(at, ()) if f.is_wrong]
        return bool(found) and all(f.verdict == INHERITED for f in found)

    def proposals(
        self, revision: Revision, roots: frozenset[int], blocked: Collection[int]
    ) -> Iterator[Edit]:
        """The edits of the roots, and of what is wrong because of them."""
        done = {**revision.edits}
        for at, found in revision.findings.items():
            is_mine = at in roots or at in revision.edits
            if at in blocked or not (is_mine or self.may_follow(at, revision, roots)):
                continue
            edits = (self.edit(f, at, revision) for f in found if f.is_wrong or at in roots)
            edit = next((e for e in edits if e is not None), None)
            if edit is not None:
                done[at] = edit
                yield edit
        for at, root in self.twins.items():
            if root in done and at not in blocked:
                digits = done[root].digits
                edit = self.spelled(at, self.printed(at, revision), digits, "", revision)
                if edit is not None and done.get(at) != edit:
                    yield edit

    def printed(self, at: int, revision: Revision) -> str:
        """What a number is, in the notation of findings."""
        edit = revision.edits.get(at)
        return edit.digits if edit is not None else self.before.findings[at][0].printed

    def may_follow(self, at: int, revision: Revision, roots: frozenset[int]) -> bool:
        """Whether a number that is wrong now may be so because others have been corrected."""
        found = self.before.findings.get(at, ())
        if any(self.stays(f) for f in found) or at in self.dropped:
            return False
        if any(f.is_wrong for f in found):
            # What nothing could be said of before may be known now.
            if self.is_follower(at):
                followed = {self.before.roots.get(f.follows) for f in found}
                return not followed.isdisjoint({*roots, *revision.edits})
            return not any(self.edit(f, at, self.before) for f in found)
        # What held may have done so because it was computed from the wrong number beside it.
        line = self.source.place(at).line
        return not any(f.verdict in HELD for f in found) or any(
            other not in roots
            and not self.is_root(other)
            and abs(self.source.place(other).line - line) <= _BESIDE
            for other in revision.edits
        )

    def is_root(self, at: int) -> bool:
        """Whether a number was wrong from the beginning, and not by another's mistake."""
        return self.is_wrong(at) and not self.is_follower(at)

    def edit(self, finding: Finding, at: int, revision: Revision) -> Edit | None:
        """The edit of the original that makes the number of a finding what it should be."""
        if not finding.expected or finding.kind == "formula" or self.stays(finding):
            return None
        return self.spelled(at, finding.printed, finding.expected, finding.enclosure, revision)

    def spelled(
        self, at: int, printed: str, digits: str, exact: str, revision: Revision
    ) -> Edit | None:
        text = revision.source.text
        edit = respelled(text, revision.offset(at), printed, digits, exact, revision.habits)
        return edit and composed(text, replace(edit, at=at), revision.edits)

    # --- what does not hold

    def is_good(self, at: int, revision: Revision) -> bool:
        """Whether a corrected number holds, or was an operand that nothing is said of any more."""
        said = self.said(at, revision)
        if any(f.is_wrong for f in revision.findings.get(at, ())):
            return False
        if said:
            return all(f.verdict in HOLDING for f in said)
        return all(f.verdict in _ONCE_GONE for f in self.said(at, self.before))

    def said(self, at: int, revision: Revision) -> tuple[Finding, ...]:
        """What is said of a number, and not of the calculation that begins with it."""
        found = revision.findings.get(at, ())
        return tuple(f for f in found if f.kind != "calculation")

    def problems(
        self, revision: Revision, roots: frozenset[int], kept: Collection[int]
    ) -> Iterator[_Problem]:
        """Why the edits are not certain, taken together."""
        for at in revision.edits:
            if not self.is_good(at, revision):
                found = self.said(at, revision) or revision.findings.get(at, ())
                said = f"{found[0].verdict}: {found[0].why}" if found else "no number that is read"
                why = f"with {revision.edits[at].digits} in its place it is {said}"
                yield _Problem(why, self.blamed(at, found, revision, roots))
        for at, finding in revision.wrong():
            is_new = at not in revision.edits and not self.stays(finding)
            beside = self.beside(finding, at, revision) if is_new else None
            if beside is not None:
                why = f"{finding.printed} beside it would be {finding.verdict} then"
                yield _Problem(why, roots & {beside})
            if at not in revision.edits and not self.is_wrong(at):
                line = finding.place.line
                why = f"with it, {finding.printed} in line {line} is {finding.verdict}"
                yield _Problem(why, self.blamed(at, (finding,), revision, roots))
        for at, found in self.before.findings.items():
            if at not in revision.edits and self.before.holds(at, HELD):
                now = revision.findings.get(at, ())
                if not any(f.verdict in HELD or f.is_wrong for f in now):
                    yield _Problem(f"with it, nothing is known of {found[0].printed} in line "
                                   f"{found[0].place.line}")  # fmt: skip
        if revision.unread > self.before.unread:
            yield _Problem("with it, a formula cannot be read")

    def blamed(
        self, at: int, found: Sequence[Finding], revision: Revision, roots: frozenset[int]
    ) -> frozenset[int]:
        """The roots that a number is wrong by, as far as its findings say."""
        named = {at, *(revision.roots.get(f.follows, at) for f in found)}
        return roots & named

    def beside(self, finding: Finding, at: int, revision: Revision) -> int | None:
        """The corrected number of the statement in which another one is still wrong."""
        line = self.source.place(at).line
        for other in revision.edits if finding.kind != "formula" else ():
            said = revision.findings.get(other) or self.before.findings.get(other, ())
            near = abs(self.source.place(other).line - line) <= _NEAR
            if near and any(f.statement == finding.statement for f in said):
                return other
        return None

    def is_wrong(self, at: int) -> bool:
        return any(f.is_wrong for f in self.before.findings.get(at, ()))


def _twins(revision: Revision) -> Iterator[tuple[int, int]]:
    """Followers that are their root printed once more, with the root."""
    for at, finding in revision.wrong():
        root = revision.roots.get(finding.follows)
        if root is None or finding.expected or finding.verdict != INHERITED:
            continue
        try:
            values = [Printed(f.printed).value for f in (finding, revision.findings[root][0])]
        except UnreadableNumberError:
            continue
        if values[0] == values[1]:
            yield at, root
