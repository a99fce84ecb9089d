"""How did each wrong number come about?

While a page is judged, every number that is wrong by itself is remembered with what its author may
have computed it from (`Puzzle`). When all are known, the slips are searched; a slip that one number
gives away is likelier in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from ..expressions.printed import Printed
from ..expressions.tree import (
    Apply,
    Expression,
    Matrix,
    Number,
    Symbol,
    integer,
    is_numeric,
    nodes,
    rewrite,
)
from ..oracles.enclosures import Box
from ..slips.arithmetic import Other
from ..slips.nearly import Nearly
from ..slips.scalars import Scalars
from ..slips.search import Outcome, Wrong, search
from .calculations import Calculation
from .desk import Desk
from .finding import Finding

#: So many ways to compute the wrong numbers of a document are tried.
MOST_TRIED = 1_000_000
#: So many values from elsewhere are held in mind; the last printed come first.
MOST_PRINTS, MOST_NAMES = 100, 100
#: A formula of more nodes than this is not taken apart.
LARGEST = 120
MOST_SHOWN = 3
#: How far float64 may be from the exact value.
CLOSE = 1e-9
NOTHING = "no slip explains it"
TOO_MANY = f"not looked for: {MOST_TRIED:,} ways to compute other numbers were tried before"


@dataclass(frozen=True, eq=False)
class Puzzle:
    """A finding whose number is wrong by itself, and what it may have been computed from."""

    finding: str
    wrong: Wrong


def puzzle(
    finding: str, printed: Printed, exact: Box | None, desk: Desk, forms: Sequence[Expression]
) -> Puzzle:
    """What the author of a wrong number had before him.

    `forms` are formulas of its quantity; those that do not give its exact value are left out.
    """
    scalars, nearly = Scalars(desk.truth), Nearly(desk.truth)
    kept = frozenset(q.name for q in desk.memory.prints if isinstance(q, Symbol))
    right = float(exact.middle) if exact is not None else None
    found: dict[Expression, None] = {}
    for form in forms:
        for written_out in (scalars.flat(form), scalars.unfolded(form, kept)):
            if sum(1 for _ in nodes(written_out)) > LARGEST:
                continue
            value = nearly.value(written_out)
            off = right is not None and not abs(value - right) <= CLOSE * abs(right)
            if is_numeric(written_out) or not off:
                found[written_out] = None
    if exact is not None and not any(isfinite(nearly.value(c)) for c in found):
        found[Number(printed.at(exact.middle))] = None
    known = tuple(others(desk))
    return Puzzle(finding, Wrong(printed, tuple(found), desk.truth, known))


def put_in(calculation: Calculation | None, desk: Desk) -> list[Expression]:
    """A calculation beside a number, as it stands and with the prints of the names left in it.

    Whoever put numbers in for some names had his own numbers for the others, right or wrong.
    """

    def put(node: Expression) -> Expression:
        last = desk.memory.last(node) if isinstance(node, Symbol) else None
        return node if last is None else Number(last.printed)

    beside = calculation.printed if calculation is not None else None
    return [] if beside is None else [beside, rewrite(beside, put)]


def entries(forms: Iterable[Expression], at: tuple[int, int] | None) -> Iterator[Expression]:
    """One entry of formulas in matrices; the formulas themselves, if they are not."""
    for form in forms:
        yield form if at is None else Apply("element", (form, *(integer(i + 1) for i in at)))


def others(desk: Desk) -> Iterator[Other]:
    """What stands elsewhere: the last prints, and the names of the graph."""
    prints = [(q, p) for q, all_ in desk.memory.prints.items() for p in all_ if not p.root]
    for quantity, print_ in prints[: -MOST_PRINTS - 1 : -1]:
        yield Other(Number(print_.printed), quantity)
    for name in list(desk.graph.definitions)[:MOST_NAMES]:
        defined = desk.graph.definitions[name]
        if isinstance(defined, Matrix):
            yield from (Other(entry) for row in defined.rows for entry in row)
        elif not name.startswith("#"):
            yield Other(Symbol(name))


def with_causes(findings: Sequence[Finding], puzzles: Sequence[Puzzle]) -> list[Finding]:
    """The findings, those with a puzzle with its solution or with the word that there is none."""
    tried = 0
    found: dict[str, Outcome] = {}
    for one in puzzles:
        if tried < MOST_TRIED:
            found[one.finding] = search(one.wrong)
            tried += found[one.finding].tried
    known = {key for o in found.values() if o.cause is not None for key in o.cause.keys}
    if known:
        again = (p for p in puzzles if p.finding in found and found[p.finding].cause is None)
        found |= {p.finding: search(p.wrong, known) for p in again}
    asked = {p.finding for p in puzzles}
    return [
        replace(f, cause=told(found[f.id]) if f.id in found else TOO_MANY)
        if f.id in asked and not f.cause
        else f
        for f in findings
    ]


def told(outcome: Outcome) -> str:
    """A cause in a sentence, with its bits and with what explains the number as well."""
    cause = outcome.cause
    if cause is None:
        return f"{NOTHING} ({outcome.tried} ways to compute it were tried)"
    alike = "".join(f"; or as well: {sentence}" for sentence in cause.alike[:MOST_SHOWN])
    bits = f"{cause.bits:.1f} bits for {cause.explained:.1f}"
    return f"{cause.sentence}: {cause.correction} [{bits}]{alike}"
