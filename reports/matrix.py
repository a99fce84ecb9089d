"""Which engine agrees with the exact gradients on which case, as rows and columns?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..agreement.hold import Agreement
from .report import EngineUsed, KinkValue, Report

#: From the worst to the best: a cell shows the worst of its parameters.
_WORST_FIRST = ("disagree", "undecided", "undetermined", "witness", "agree")
_WORDS = {
    "agree": "agrees",
    "disagree": "disagrees",
    "undecided": "undecided",
    "undetermined": "undetermined",
    "witness": "witness",
}


@dataclass(frozen=True)
class Cell:
    """One engine on one case: its verdict in words, its largest share of the bound, the rest.

    `look` is the verdict, or `expected` where the engine disagrees and should.
    """

    id: str
    engine: str
    case: str
    look: str
    words: str
    share: float
    rows: tuple[Agreement, ...]


@dataclass(frozen=True)
class Line:
    """One engine with its cells, None where it was not held on a case."""

    engine: EngineUsed
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Matrix:
    """Engines by cases."""

    cases: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def cells(self) -> list[Cell]:
        """Every cell that has something to show."""
        return [cell for line in self.lines for cell in line.cells if cell]


@dataclass(frozen=True)
class KinkTable:
    """What every engine takes at a kink: activations across, engines down."""

    activations: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


def matrix(report: Report) -> Matrix:
    """The agreements of a report: derivations first, then oracles, in the report's order."""
    cases = tuple(dict.fromkeys(a.case for a in report.agreements))
    held: dict[tuple[str, str], list[Agreement]] = {}
    for agreement in report.agreements:
        held.setdefault((agreement.engine, agreement.case), []).append(agreement)
    lines: list[Line] = []
    for engine in _rows(report):
        found = (held.get((engine.name, case)) for case in cases)
        cells = tuple(
            _cell(f"cell-{len(lines)}-{column}", engine, rows) if rows else None
            for column, rows in enumerate(found)
        )
        if engine.missing or any(cells):
            lines.append(Line(engine, cells))
    return Matrix(cases, tuple(lines))


def _rows(report: Report) -> list[EngineUsed]:
    listed = {engine.name for engine in report.engines}
    others = dict.fromkeys(a.engine for a in report.agreements if a.engine not in listed)
    engines = [EngineUsed(name, "", "") for name in others]
    return engines + sorted(report.engines, key=lambda engine: engine.kind == "oracle")


def _cell(name: str, engine: EngineUsed, rows: Sequence[Agreement]) -> Cell:
    exact = [a for a in rows if a.oracle == "balls"]
    verdict = _worst(exact or rows)
    # Right by the exact gradient and outside another oracle's bound: that must not stay unseen.
    if any(a.verdict == "disagree" for a in rows):
        verdict = "disagree"
    expected = verdict == "disagree" and engine.expected == "disagree"
    shares = [a.share for a in exact if not math.isnan(a.share)]
    return Cell(
        name, engine.name, rows[0].case,
        "expected" if expected else verdict,
        "disagrees, as expected" if expected else _WORDS.get(verdict, verdict),
        max(shares, default=math.nan),
        tuple(rows),
    )  # fmt: skip


def _worst(rows: Iterable[Agreement]) -> str:
    verdicts = {a.verdict for a in rows}
    return next((v for v in _WORST_FIRST if v in verdicts), min(verdicts))


def kink_table(kinks: Iterable[KinkValue]) -> KinkTable:
    """The values at kinks as a table."""
    found = {(kink.engine, kink.activation): kink.value for kink in kinks}
    activations = tuple(dict.fromkeys(activation for _, activation in found))
    engines = dict.fromkeys(engine for engine, _ in found)
    return KinkTable(
        activations,
        tuple((name, tuple(found.get((name, a)) for a in activations)) for name in engines),
    )
