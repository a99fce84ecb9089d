"""How does a report look as one page that needs nothing else: no network, no file, no script?

Every text is escaped by the templates. What is marked as safe is MathML alone, which `mathml`
writes element by element.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..audit.verdict import MEANINGS, WRONG
from . import plots
from .galley import NOT_CHECKED, fragment, galleys
from .mathml import Typesetter
from .matrix import kink_table, matrix
from .report import Report
from .terminal import outcome

#: How many characters of MathML a page carries; what comes after stands in the plain notation.
MATHEMATICS = 3_500_000
#: Characters that HTML or UTF-8 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page(report: Report) -> str:
    """The report as one self-contained HTML page; the same report gives the same text."""
    template = _environment().get_template("page.html.j2")
    return _UNWRITABLE.sub("\ufffd", template.render(_context(report)))


def _context(report: Report) -> dict[str, Any]:
    typesetter = Typesetter(MATHEMATICS)
    lectures = galleys(report.lectures, typesetter)
    series = ((lecture, drawn) for lecture in report.lectures for drawn in lecture.series)
    curves = [(lecture.lecture, plots.curve(drawn)) for lecture, drawn in series]
    return {
        "report": report,
        "outcome": outcome(report),
        "galleys": lectures,
        "totals": report.verdicts,
        "wrong": sum(len(galley.wrong) for galley in lectures),
        "claims": sum(report.verdicts.values()),
        "curves": [(name, curve) for name, curve in curves if curve],
        "strips": plots.strips(report.agreements, report.engines),
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
    environment.filters.update(
        fragment=fragment, brief=_brief, whole=_whole, spaced=_spaced, counted=_counted
    )
    environment.globals.update(
        meanings=MEANINGS, wrong_verdicts=WRONG, not_checked=NOT_CHECKED, plots=plots
    )
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
