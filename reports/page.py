"""How does a report look as one page that needs nothing else: no network, no file, no script?

Every text is escaped by the templates. What is marked as safe is MathML alone, which `mathml`
writes element by element.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..audit.verdict import MEANINGS, WRONG
from . import plots
from .galley import fragment, galleys
from .marks import plain_signs
from .mathml import Typesetter
from .matrix import kink_table, matrix
from .report import Report, outcome

#: How many bytes a page may have, and how many characters of MathML in it to begin with. Where that
#: makes too large a page, the formulas further down stand in the plain notation.
LARGEST = 9_500_000
MATHEMATICS = 4_000_000
#: Characters that HTML or UTF-8 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page(report: Report) -> str:
    """The report as one self-contained HTML page; the same report gives the same text."""
    template = _environment().get_template("page.html.j2")
    room = MATHEMATICS
    while True:
        text = _UNWRITABLE.sub("\ufffd", template.render(_context(report, Typesetter(room))))
        excess = len(text.encode()) - LARGEST
        if excess <= 0 or room <= 0:
            return text
        # Twice, because the plain notation that takes a formula's place needs room as well.
        room -= 2 * excess


def _context(report: Report, typesetter: Typesetter) -> dict[str, Any]:
    lectures = galleys(report.lectures, typesetter)
    series = ((lecture, drawn) for lecture in report.lectures for drawn in lecture.series)
    curves = [(lecture.lecture, plots.curve(drawn)) for lecture, drawn in series]
    curves = [(name, curve) for name, curve in curves if curve]
    strips = plots.strips(report.agreements, report.engines)
    filled = {
        "Plots": bool(curves or strips),
        "Agreement": bool(report.agreements),
        "Conventions": bool(report.kinks)
        or any(lecture.kinks or lecture.conventions for lecture in report.lectures),
        "Sweeps and notes": bool(report.sweeps or report.stale or report.notes),
    }
    return {
        # A page of notes has none of most of these; one of nothing says so of each.
        "parts": [part for part, has_some in filled.items() if has_some or not report.lectures],
        "empty": [part for part, has_some in filled.items() if not has_some and report.lectures],
        "meanings": MEANINGS,
        "wrong_verdicts": WRONG,
        "plots": plots,
        "report": report,
        "outcome": outcome(report),
        "galleys": lectures,
        "totals": report.verdicts,
        "wrong": sum(len(galley.wrong) for galley in lectures),
        "claims": sum(report.verdicts.values()),
        "curves": curves,
        "strips": strips,
        "matrix": matrix(report),
        "kinks": kink_table(report.kinks),
        "plain_formulas": typesetter.refused,
    }


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = cast(dict[str, Any], environment.filters)
    filters.update(fragment=fragment, brief=_brief, whole=_whole, spaced=_spaced, counted=_counted)
    filters.update(signs=plain_signs)
    return environment


def _brief(value: float) -> str:
    """A number in three digits; nothing where there is none."""
    if math.isnan(value):
        return "–"
    return "∞" if math.isinf(value) else f"{value:.3g}"


def _whole(value: float) -> str:
    """A number with all its digits; nothing where there is none."""
    return _brief(value) if not math.isfinite(value) else repr(value)


def _spaced(number: int) -> str:
    """A count with its thousands set apart."""
    return f"{number:,}".replace(",", "\u202f")


def _counted(number: int, noun: str) -> str:
    """A count with its noun in the right number."""
    return f"{_spaced(number)} {noun}{'' if number == 1 else 's'}"
