"""How many planted errors does the audit find, and how many right numbers does it accuse?"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .notes import Notes
from .score import Score, score
from .style import FORMS, style_of
from .writer import COMPUTATIONS, write

Audit = Callable[[Notes], Sequence[Mapping[str, Any]]]


def audited(notes: Notes) -> Sequence[Mapping[str, Any]]:
    """The findings of `backproof.audit` on notes, as dicts."""
    import backproof

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"notes{notes.suffix}"
        path.write_text(notes.text, "utf-8", newline="\n")
        report = backproof.audit([path], oracles=["balls"])
    return [
        {
            "line": f.place.line,
            "column": f.place.column,
            "printed": f.printed,
            "verdict": f.verdict,
            "follows": f.follows,
            "expected": f.expected,
            "why": f.why,
        }
        for f in report.findings
    ]


def samples(
    count: int, seed: int = 0, errors: int = 3, form: str = ""
) -> Iterator[tuple[int, str, Notes]]:
    """`count` notes of every form, over all computations: every fourth without an error."""
    names = list(COMPUTATIONS)
    for shape in (form,) if form else FORMS:
        for i in range(seed, seed + count):
            # Networks are what most public notes are about.
            computation = names[i % len(names)] if i % 2 else "network"
            planted = 0 if i % 4 == 3 else errors
            yield i, shape, write(i, style_of(i, shape), computation, planted, propagate=i % 3 == 0)


def table(count: int, seed: int = 0, audit: Audit = audited) -> Iterator[str]:
    """Lines with recall and false alarms, by form, by computation and by kind of error."""
    forms: dict[str, list[Score]] = {}
    computations: dict[str, list[Score]] = {}
    planted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for _, form, notes in samples(count, seed):
        try:
            result = score(notes, audit(notes))
        except Exception as error:  # noqa: BLE001 - a crash on one page is a figure, too
            failed[f"{form}: {type(error).__name__}"] += 1
            continue
        forms.setdefault(form, []).append(result)
        computations.setdefault(notes.computation, []).append(result)
        planted.update(p.kind for p in notes.planted)
        missed.update(p.kind for p in result.missed)
    for name, scores in (*forms.items(), *computations.items()):
        yield line(name, scores)
    yield line("all", [s for scores in forms.values() for s in scores])
    for kind, many in sorted(planted.items()):
        yield f"{kind:16} found {many - missed[kind]:4} of {many:4}"
    for what, many in failed.items():
        yield f"could not run   {what}, {many} times"


def line(name: str, scores: Sequence[Score]) -> str:
    """Recall and false alarms of several notes."""
    found, planted = sum(s.found for s in scores), sum(s.planted for s in scores)
    false, checked = sum(s.false_alarms for s in scores), sum(s.checked for s in scores)
    numbers = sum(s.numbers for s in scores)
    recall = f"{found / planted:6.1%}" if planted else "     -"
    return (
        f"{name:12} found {found:4} of {planted:4} ({recall})   false alarms {false:4} "
        f"among {checked:5} checked of {numbers:5} right numbers"
    )
