"""Which mistakes are known, so that a new one is what fails a run?

An accepted list is a TOML file of entries, each with the lecture, the line, what is printed there
and the reason for accepting it. An entry that matches nothing is reported: the mistake it stood for
is mended, or has moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..cases.fields import read_toml
from .finding import Audited, Finding

DOCUMENTED = Path(__file__).parent / "accepted.toml"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A known mistake: where it stands, what is printed there, and why it is accepted."""

    lecture: str
    line: int
    printed: str
    reason: str

    def matches(self, finding: Finding) -> bool:
        """Whether a finding is this mistake."""
        return (finding.place.file, finding.place.line, finding.printed) == (
            self.lecture,
            self.line,
            self.printed,
        )


def load_accepted(path: Path) -> tuple[Accepted, ...]:
    """The entries of an accepted list. Raises `CaseError`."""
    top = read_toml(path)
    top.only("accepted")
    entries = []
    for entry in top.tables("accepted", []):
        entry.only("lecture", "line", "printed", "reason")
        entries.append(
            Accepted(
                entry.take("lecture", str),
                entry.take("line", int),
                entry.take("printed", str),
                entry.take("reason", str),
            )
        )
    return tuple(entries)


def with_accepted(
    audited: Iterable[Audited], entries: Iterable[Accepted]
) -> tuple[tuple[Audited, ...], tuple[Accepted, ...]]:
    """The lectures with known mistakes marked, and the entries that match none."""
    listed = list(entries)
    used: set[Accepted] = set()

    def marked(finding: Finding) -> Finding:
        for entry in listed:
            if finding.is_wrong and entry.matches(finding):
                used.add(entry)
                return replace(finding, accepted=entry.reason)
        return finding

    results = tuple(replace(a, findings=tuple(map(marked, a.findings))) for a in audited)
    return results, tuple(entry for entry in listed if entry not in used)
