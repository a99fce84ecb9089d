"""What is said of a document once it is edited?

The edited text is read and audited like any other; what is found is kept by where it stands in the
original.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..reading.documents import document
from ..reading.source import Source
from ..reading.statements import statements_of
from .asked import UNEXPLAINED
from .edits import Edits, applied, origin, present
from .finding import Finding
from .notes import audit_notes
from .spelling import Habits
from .verdict import CONFIRMED, CONSISTENT, GIVEN, LAST_DIGIT, ROUNDING

#: What a corrected number must be said to be, and what is right to begin with.
HOLDING = frozenset({CONFIRMED, CONSISTENT, ROUNDING, GIVEN})
HELD = HOLDING | {LAST_DIGIT}


@dataclass(frozen=True)
class Revision:
    """A document with edits, and what is found in it, by the numbers of the original.

    `roots` has the number of every finding's id, `unread` how many formulas could not be read.
    """

    edits: Edits
    source: Source
    habits: Habits
    unread: int
    findings: Mapping[int, tuple[Finding, ...]]
    roots: Mapping[str, int]

    def offset(self, at: int) -> int:
        """Where a number of the original stands now."""
        return present(at, self.edits)

    def wrong(self) -> Iterator[tuple[int, Finding]]:
        """What is wrong, and where."""
        for at, found in self.findings.items():
            yield from ((at, finding) for finding in found if finding.is_wrong)

    def holds(self, at: int, among: Collection[str] = HOLDING) -> bool:
        """Whether something is said of a number, and all of it is right."""
        found = self.findings.get(at, ())
        return bool(found) and all(finding.verdict in among for finding in found)


def revised(source: Source, edits: Edits) -> Revision:
    """A document with edits, read and audited. Raises `DocumentError`."""
    read = statements_of(document(source.file, encoded(applied(source.text, edits))))
    now = read.document.source
    findings: dict[int, tuple[Finding, ...]] = {}
    roots: dict[str, int] = {}
    for finding in audit_notes(read, UNEXPLAINED).findings:
        place = finding.place
        at = origin(now.lines[place.line - 1] + place.column - 1, edits)
        findings[at] = (*findings.get(at, ()), finding)
        roots[finding.id] = at
    habits = Habits.of(now.text, read.decimal_comma)
    return Revision(edits, now, habits, len(read.unreadable), findings, roots)


def encoded(text: str) -> bytes:
    """A text as a file that is read as this text and no other."""
    return codecs.BOM_UTF8 + text.encode()
