"""What is there to report? Everything a renderer needs, computed before it is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..agreement.hold import Agreement
from ..audit.accepted import Accepted
from ..audit.finding import Audited, Finding


@dataclass(frozen=True, slots=True)
class EngineUsed:
    """An engine, what it is, and its version; or why it is missing."""

    name: str
    kind: str
    about: str
    version: str = ""
    missing: str = ""
    expected: str = "agree"


@dataclass(frozen=True, slots=True)
class KinkValue:
    """What one engine takes for an activation's derivative at 0."""

    engine: str
    activation: str
    value: float


@dataclass(frozen=True)
class SweepSummary:
    """What came of generated networks, in figures."""

    networks: int
    dtype: str
    undecided: float
    verdicts: tuple[tuple[str, str, int], ...]
    bounds: tuple[tuple[str, float, float], ...]
    shares: tuple[tuple[str, float, float], ...]
    stored: str = ""


@dataclass(frozen=True)
class Report:
    """The lectures with their findings, the agreements, and what they were made with."""

    lectures: tuple[Audited, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    engines: tuple[EngineUsed, ...] = ()
    kinks: tuple[KinkValue, ...] = ()
    sweeps: tuple[SweepSummary, ...] = ()
    stale: tuple[Accepted, ...] = ()
    version: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def findings(self) -> Iterator[Finding]:
        """Every finding of every lecture."""
        for lecture in self.lectures:
            yield from lecture.findings

    @property
    def verdicts(self) -> Counter[str]:
        """How many findings have which verdict."""
        return Counter(finding.verdict for finding in self.findings)

    @property
    def disagreements(self) -> tuple[Agreement, ...]:
        """Where an engine that is expected to agree does not."""
        doubtful = {engine.name for engine in self.engines if engine.expected == "disagree"}
        return tuple(
            a for a in self.agreements if a.verdict == "disagree" and a.engine not in doubtful
        )

    @property
    def unexpected_agreements(self) -> tuple[str, ...]:
        """Engines that are expected to disagree and do so nowhere."""
        doubtful = [engine.name for engine in self.engines if engine.expected == "disagree"]
        disagreeing = {a.engine for a in self.agreements if a.verdict == "disagree"}
        held = {a.engine for a in self.agreements}
        return tuple(name for name in doubtful if name in held and name not in disagreeing)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was checked at all."""
        held = self.agreements or any(sweep.networks for sweep in self.sweeps)
        return not (any(self.findings) or held or self.stale)

    @property
    def fails(self) -> bool:
        """Whether something is wrong that is not on the accepted list."""
        return bool(
            any(finding.fails for finding in self.findings)
            or self.disagreements
            or self.unexpected_agreements
            or self.stale
        )


def known_by(lecture: Audited) -> dict[str, str]:
    """The values that no statement gives by itself, by how they are known."""
    found: dict[str, list[str]] = {}
    for known in lecture.known:
        found.setdefault(known.how, []).append(f"{known.name} = {known.value}")
    return {how: ", ".join(values) for how, values in found.items()}


def short_names(files: Iterable[str]) -> dict[str, str]:
    """Files by their last parts, as many as tell them apart."""
    names = list(dict.fromkeys(files))
    for parts in range(1, 2 + max((name.count("/") for name in names), default=0)):
        shown = {name: "/".join(name.split("/")[-parts:]) for name in names}
        if len(set(shown.values())) == len(names):
            return shown
    return {name: name for name in names}


def outcome(report: Report) -> str:
    """The result in one sentence."""
    parts = [*_of_claims(report), *_of_agreements(report)]
    if report.stale:
        parts.append(f"{counted(len(report.stale), 'accepted mistake')} not found any more")
    return "; ".join(parts) or "nothing was checked"


def _of_claims(report: Report) -> Iterator[str]:
    findings = list(report.findings)
    wrong = [finding for finding in findings if finding.is_wrong]
    new = [finding for finding in wrong if finding.fails]
    if findings:
        known = ""
        if wrong:
            known = f", {len(new)} of them new" if new else ", all of them known"
        yield f"{len(wrong)} of {counted(len(findings), 'claim')} wrong{known}"


def _of_agreements(report: Report) -> Iterator[str]:
    if report.agreements:
        # An engine that is not installed is named elsewhere; here it would count as having agreed.
        engines = len({a.engine for a in report.agreements if a.verdict != "undetermined"})
        cases = len({a.case for a in report.agreements})
        bad = len(report.disagreements)
        result = counted(bad, "unexpected disagreement") if bad else "no unexpected disagreement"
        yield f"{counted(engines, 'engine')} on {counted(cases, 'case')}: {result}"
    elif networks := sum(sweep.networks for sweep in report.sweeps):
        yield f"{counted(networks, 'generated network')}: no unexpected disagreement"
    for name in report.unexpected_agreements:
        yield f"{name} is expected to disagree and agrees"


def counted(count: int, noun: str) -> str:
    """A count with its noun in the right number."""
    return f"{count} {noun}" + ("" if count == 1 else "s")
