"""How is a report made: which lectures are audited, which engines are asked, in which order?

This is what the command line and the Python functions share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..audit.accepted import DOCUMENTED as ACCEPTED
from ..audit.accepted import load_accepted, with_accepted
from ..audit.finding import Audited
from ..audit.lectures import audit_lectures
from ..audit.witnesses import ENGINES as WITNESSES
from ..audit.witnesses import answers
from ..cases.case import Case
from ..cases.lectures import TRANSCRIBED, load_lecture
from ..cases.load import documented_cases
from ..reports.report import EngineUsed, KinkValue, Report, SweepSummary

Progress = Callable[[str], None]
ORACLES = ("balls", "torch", "jax", "differences")
_ABOUT = {
    "balls": "ball arithmetic, reverse mode; proves",
    "torch": "PyTorch autograd",
    "jax": "JAX grad, float64",
    "differences": "extrapolated central differences; a witness",
}
_PACKAGES = {"balls": "python-flint", "torch": "torch", "jax": "jax", "differences": "numpy"}


def audit_documented(
    lectures: Sequence[Path] = (),
    oracles: Sequence[str] = ORACLES,
    accepted: Path | None = None,
    agreements: bool = True,
    progress: Progress = lambda _: None,
) -> Report:
    """Audit transcribed lectures (the documented ones if none are named) and hold derivations.

    `oracles` names the engines to ask besides balls. Raises `CaseError` for files that cannot be
    read.
    """
    progress("reading the cases")
    cases = {case.id: case for case in documented_cases()}
    paths = list(lectures) or sorted(TRANSCRIBED.glob("*.toml"))
    entries = load_accepted(accepted or ACCEPTED) if accepted or not lectures else ()
    transcribed = [load_lecture(path, cases) for path in paths]
    audited = []
    for number, found in enumerate(audit_lectures(transcribed, cases), start=1):
        audited.append(found)
        progress(f"lectures: {number} of {len(paths)} audited")
    base = agreed(tuple(cases.values()), oracles, progress) if agreements else Report()
    progress("asking the other engines")
    told = with_oracles(audited, oracles)
    marked, stale = with_accepted(told, entries)
    return replace(
        base, lectures=marked, stale=stale, engines=engines_used(oracles), version=own_version()
    )


def agreed(cases: Iterable[Case], oracles: Sequence[str], progress: Progress) -> Report:
    """Hold every derivation and oracle against the exact gradients, on every case."""
    from ..agreement.documented import documented_agreements
    from ..agreement.engines import engines
    from ..agreement.kinks import slopes_at_kinks

    chosen = tuple(e for e in engines() if e.kind == "derivation" or e.name in oracles)
    found = []
    for case in cases:
        progress(f"agreement: {case.id}")
        found += documented_agreements([case], chosen)
    if "differences" not in oracles:
        found = [a for a in found if a.engine != "differences"]
    kinks = tuple(KinkValue(*row) for row in slopes_at_kinks(chosen))
    return Report(
        agreements=tuple(found), kinks=kinks, engines=engines_used(oracles), version=own_version()
    )


def swept(
    count: int, dtype: str, seed: int, oracles: Sequence[str], folder: Path | None,
    progress: Callable[[int], None],
) -> tuple[SweepSummary, Report]:  # fmt: skip
    """Hold all engines against each other on generated networks."""
    import numpy as np

    from ..agreement.engines import engines
    from ..agreement.sweep import sweep

    chosen = tuple(e for e in engines() if e.kind == "derivation" or e.name in oracles)
    found = sweep(count, chosen, dtype, seed, folder, progress)
    summary = SweepSummary(
        found.networks, dtype, found.undecided,
        tuple((engine, verdict, n) for (engine, verdict), n in sorted(found.verdicts.items())),
        tuple(
            (flavour, float(np.median(v)), float(np.mean([not x <= 0.1 for x in v])))
            for flavour, v in sorted(found.widths_of_bounds.items())
        ),
        tuple((e, float(max(v)), float(np.median(v))) for e, v in sorted(found.shares.items())),
        str(found.stored or ""),
    )  # fmt: skip
    return summary, Report(agreements=tuple(found.failures))


def with_oracles(audited: Iterable[Audited], oracles: Sequence[str]) -> list[Audited]:
    """The lectures with the other engines' answers beside each finding."""
    lectures = list(audited)
    asked = [w for w in WITNESSES if w.name in oracles]
    questions = [question for lecture in lectures for question in lecture.questions]
    found = answers(questions, asked)
    return [lecture.with_answers(found) for lecture in lectures]


def engines_used(oracles: Sequence[str]) -> tuple[EngineUsed, ...]:
    """The derivations and the oracles with their versions, or why they are missing."""
    from ..reference import DERIVATIONS

    derivations = tuple(
        EngineUsed(d.name, "derivation", f"{d.title} ({d.source})", expected=d.expected)
        for d in DERIVATIONS
    )
    used = []
    for name in ORACLES:
        if name != "balls" and name not in oracles:
            used.append(EngineUsed(name, "oracle", _ABOUT[name], missing="not asked for"))
            continue
        try:
            used.append(EngineUsed(name, "oracle", _ABOUT[name], version(_PACKAGES[name])))
        except PackageNotFoundError:
            used.append(EngineUsed(name, "oracle", _ABOUT[name], missing="not installed"))
    return (*derivations, *used)


def own_version() -> str:
    """The version of backproof, where it is installed."""
    try:
        return version("backproof")
    except PackageNotFoundError:
        return ""
