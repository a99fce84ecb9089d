"""How is a report made: which lectures are audited, which engines are asked, in which order?

This is what the command line and the Python functions share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from ..agreement import engines
from ..agreement.documented import upheld
from ..agreement.hold import Agreement
from ..agreement.kinks import kinks
from ..audit.accepted import DOCUMENTED as ACCEPTED
from ..audit.accepted import load_accepted, with_accepted
from ..audit.asked import EVERYTHING, Asked
from ..audit.finding import Audited
from ..audit.witnesses import ENGINES as WITNESSES
from ..audit.witnesses import Problem
from ..cases.case import Case
from ..cases.lectures import TRANSCRIBED, load_lecture
from ..cases.load import documented_cases
from ..cases.network import Batch, Gradients, Network
from ..reference import DERIVATIONS
from ..reports.report import EngineUsed, KinkValue, Report, SweepSummary
from .beside import Answers, Beside, gathered
from .inputs import each_once, require_text
from .processes import Job, abreast

Progress = Callable[[str], None]
KINKS = kinks()
_ABOUT = {
    "balls": "ball arithmetic, reverse mode; proves",
    **{engine.name: engine.source for engine in engines.engines() if engine.kind == "oracle"},
    "differences": "extrapolated central differences; a witness",
}
ORACLES = tuple(_ABOUT)
#: Where the package is not named as the oracle is.
_PACKAGES = {"balls": "python-flint", "differences": "numpy"}


#: So many problems are named where nothing was checked.
_MOST = 3


class CannotRunError(ValueError):
    """What is asked for cannot be done, or came to nothing; the message says why."""


def known_oracles(names: Sequence[str]) -> tuple[str, ...]:
    """The same names, if all of them are engines. Raises `CannotRunError`."""
    for name in names:
        if name not in ORACLES:
            raise CannotRunError(f"no engine {name!r}; there are {', '.join(ORACLES)}")
    return tuple(names)


def require_hypothesis() -> None:
    """Raise `CannotRunError` where networks cannot be generated."""
    if find_spec("hypothesis") is None:
        raise CannotRunError(
            "generated networks need hypothesis, which is not installed: "
            "pip install 'backproof[sweep]'"
        )


def require_checked(report: Report, files: Sequence[Path], lack: str) -> None:
    """Raise `CannotRunError` where nothing was checked: a run without a check is no pass."""
    if report.is_empty:
        problems = [problem for lecture in report.lectures for problem in lecture.problems]
        raise CannotRunError(
            "; ".join(
                [f"{', '.join(map(str, files))}: nothing was checked, {lack}", *problems[:_MOST]]
            )
        )


def is_transcription(path: Path) -> bool:
    """Whether a file holds a transcription; all others are read as their authors wrote them."""
    return path.suffix.lower() == ".toml"


def usual_oracles(files: Sequence[Path]) -> tuple[str, ...]:
    """The engines asked where none are named: of notes, numbers alone, which balls decide."""
    return ORACLES if not files or any(map(is_transcription, files)) else ORACLES[:1]


def audit_files(
    files: Sequence[Path] = (),
    oracles: Sequence[str] = (),
    accepted: Path | None = None,
    agreements: bool = True,
    progress: Progress = lambda _: None,
    processes: bool = False,
    asked: Asked = EVERYTHING,
) -> Report:
    """Audit notes and transcribed lectures (the documented ones if none are named).

    With `agreements` the derivations are held against the oracles, too. `oracles` names the engines
    to ask besides balls; with `processes` each is asked in a process of its own. Of notes, what is
    `asked` is judged. Raises `CaseError` and `DocumentError` for files that cannot be read,
    `CannotRunError` for unknown engines.
    """
    oracles = known_oracles(oracles) or usual_oracles(files)
    paths = each_once(files) or sorted(TRANSCRIBED.glob("*.toml"))
    for path in paths:
        require_text(path)
    entries = load_accepted(accepted or ACCEPTED) if accepted or not files else ()
    progress("reading")
    cases: dict[str, Case] = {}
    if agreements or any(map(is_transcription, paths)):
        cases = {case.id: case for case in documented_cases()}
    paths = sorted(paths, key=is_transcription, reverse=True)
    jobs = [_audit_of(path, cases, asked) for path in paths]
    chosen = [engine for engine in WITNESSES if engine.name in oracles]
    asking: list[Future[Answers]] = []
    found: dict[int, Audited] = {}
    with abreast(jobs, processes) as audits, Beside(installed(oracles), processes) as beside:
        base = Report()
        if agreements:
            problems = _problems(list(cases.values()))
            started = beside.gradients(problems)
            base = agreed(list(cases.values()), oracles, progress, problems, started)
        for number, audited in audits:
            found[number] = audited
            asking += beside.ask(chosen, audited.questions)
            progress(f"{len(found)} of {len(paths)} audited")
        progress("asking the other engines")
        told = gathered(asking)
    kept = upheld(base.agreements, DERIVATIONS)
    lectures = [found[number] for number in range(len(paths))]
    answered = [lecture.with_answers(told).with_upheld(kept) for lecture in lectures]
    marked, stale = with_accepted(answered, entries)
    return replace(
        base, lectures=marked, stale=stale, engines=engines_used(oracles), version=own_version()
    )


def _audit_of(path: Path, cases: Mapping[str, Case], asked: Asked) -> Job[Audited]:
    """The audit of a file, to be done later. What cannot be read stops the run at once."""
    if is_transcription(path):
        from ..audit.lectures import audit_lecture  # it takes a fifth of a second to load

        lecture = load_lecture(path, cases)
        own = {section.case: cases[section.case] for section in lecture.sections}
        claims = sum(len(section.statements) for section in lecture.sections)
        return Job(partial(audit_lecture, lecture, own), claims)
    from ..audit.notes import audit_document
    from ..reading.documents import read_document

    document = read_document(path)
    return Job(partial(audit_document, document, asked), len(document.source.text))


def agreed(
    cases: Sequence[Case],
    oracles: Sequence[str],
    progress: Progress,
    problems: Sequence[Problem] = (),
    started: Mapping[str, Future[list[Gradients]]] | None = None,
) -> Report:
    """Hold every derivation and oracle against the exact gradients, on every case.

    `started` has the gradients of engines that are being asked elsewhere about `problems`. Raises
    `CannotRunError` for unknown engines.
    """
    known_oracles(oracles)
    started = started or {}
    from ..agreement.documented import documented_agreements
    from ..agreement.kinks import slopes_at_kinks

    elsewhere = {name: _known(problems, future) for name, future in started.items()}
    held = tuple(
        replace(e, gradients=elsewhere.get(e.name, e.gradients))
        for e in engines.engines()
        if e.kind == "derivation" or e.name in oracles
    )
    found: list[Agreement] = []
    for case in cases:
        progress(f"agreement: {case.id}")
        found += documented_agreements([case], held)
    if "differences" not in oracles:
        found = [a for a in found if a.engine != "differences"]
    return Report(
        agreements=tuple(found),
        kinks=tuple(KinkValue(*row) for row in slopes_at_kinks(held, KINKS)),
        engines=engines_used(oracles),
        version=own_version(),
    )


def _problems(cases: Sequence[Case]) -> list[Problem]:
    """Every network that the engines are asked about, with its batch."""
    settings = [(s.network, s.batch) for case in cases for s in case.settings]
    return settings + [(kink.network, kink.batch) for kink in KINKS]


def _known(
    problems: Sequence[Problem], future: Future[list[Gradients]]
) -> Callable[[Network, Batch], Gradients]:
    """A gradient function that has the answers, computed elsewhere, to known problems."""
    places = {id(network): number for number, (network, _) in enumerate(problems)}

    def gradients(network: Network, batch: Batch) -> Gradients:
        del batch  # every network here has one batch
        return future.result()[places[id(network)]]

    return gradients


def installed(oracles: Sequence[str]) -> tuple[str, ...]:
    """Those of the named oracles whose package can be imported."""
    return tuple(e.name for e in WITNESSES if e.name in oracles and e.is_installed)


def swept(
    count: int, dtype: str, seed: int, oracles: Sequence[str], folder: Path | None,
    progress: Callable[[int], None],
) -> tuple[SweepSummary, Report]:  # fmt: skip
    """Hold all engines against each other on generated networks."""
    import numpy as np

    from ..agreement.sweep import sweep

    chosen = tuple(e for e in engines.engines() if e.kind == "derivation" or e.name in oracles)
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


def engines_used(oracles: Sequence[str]) -> tuple[EngineUsed, ...]:
    """The derivations and the oracles with their versions, or why they are missing."""
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
            used.append(
                EngineUsed(name, "oracle", _ABOUT[name], version(_PACKAGES.get(name, name)))
            )
        except PackageNotFoundError:
            used.append(EngineUsed(name, "oracle", _ABOUT[name], missing="not installed"))
    return (*derivations, *used)


def own_version() -> str:
    """The version of backproof, where it is installed."""
    try:
        return version("backproof")
    except PackageNotFoundError:
        return ""
