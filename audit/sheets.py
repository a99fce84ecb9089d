"""What is each cell of a table worth, computed from its row and from the row before?

A cell stands for what its computation can give and its digits can stand for (its held set); what
follows from it may have been computed with any of that, or with the digits. A cell that follows
from a wrong one is held against the right value first, and only then said to be inherited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..expressions.place import Place
from ..expressions.tree import Number
from ..expressions.walk import MeaninglessError, UndefinedError
from ..oracles.enclosures import Box, point, printed_box
from ..reading.tables import TableRead
from .columns import Columns, Formula
from .memory import cut_off
from .ranges import range_of
from .verdict import (
    CONFIRMED,
    CONSISTENT,
    GIVEN,
    INHERITED,
    LAST_DIGIT,
    REFUTED,
    ROUNDING,
    UNDETERMINED,
)


@dataclass(frozen=True)
class Cell:
    """A number of a table with its verdict.

    `right` has every value that the cell should have been printed from, `used` what its digits
    stand for, `exact` the value computed from the givens alone. `root` is the place of the wrong
    cell that it follows from, or its own.
    """

    number: Number
    verdict: str
    why: str
    right: Box
    used: Box
    exact: Box | None = None
    root: Place | None = None
    wanted: Box | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether the digits are wrong, or follow from wrong ones."""
        return self.root is not None


#: Everything that a formula can have given, and what it gives exactly.
Values = tuple[Box, Box | None]
#: A formula with the cells that it is computed from.
Way = tuple[Formula, dict[str, Cell]]


class Sheet:
    """The cells of a table, each computed once, after those that it follows from."""

    def __init__(self, table: TableRead, columns: Columns, rounded: bool) -> None:
        self.table, self.columns, self.rounded = table, columns, rounded
        self.found: dict[tuple[int, int], Cell] = {}
        self.pending: set[tuple[int, int]] = set()
        self.whole = [
            all(n is None or n.printed.is_integer for n in column)
            for column in zip(*(row.numbers for row in table.rows), strict=True)
        ]

    def cells(self) -> dict[tuple[int, int], Cell]:
        """Every cell that holds a number and says something."""
        for r, row in enumerate(self.table.rows):
            for c, number in enumerate(row.numbers):
                if number is not None and not self.is_count(c):
                    self.cell(r, c)
        return {at: cell for at, cell in sorted(self.found.items()) if not self.is_count(at[1])}

    def is_count(self, c: int) -> bool:
        """Whether a column only counts the rows."""
        return (
            c == 0
            and self.whole[c]
            and not self.columns.formulas[c]
            and (self.columns.headers[c] is None or self.step(1) is not None)
        )

    def step(self, r: int) -> int | None:
        """The row before, where the first column does not say that rows are left out."""
        rows = self.table.rows
        if r < 1 or r >= len(rows) or rows[r].summary:
            return None
        one, other = rows[r - 1].numbers[0], rows[r].numbers[0]
        if one is None or other is None or not self.whole[0]:
            return r - 1
        return r - 1 if other.printed.value - one.printed.value == 1 else None

    def cell(self, r: int, c: int) -> Cell | None:
        """A cell with its verdict."""
        number = self.table.rows[r].numbers[c]
        if number is None:
            return None
        if (r, c) not in self.found:
            if (r, c) in self.pending:
                return self.given(number, c)
            self.pending.add((r, c))
            self.found[r, c] = self.judged(r, c, number)
            self.pending.discard((r, c))
        return self.found[r, c]

    def given(self, number: Number, c: int) -> Cell:
        """A number that is taken as it stands."""
        alone = point(number.printed.value)
        used = self.box(number, c) if self.rounded else alone
        if self.columns.headers[c] is None:
            return Cell(number, UNDETERMINED, "its header names no quantity", used, used)
        return Cell(
            number, GIVEN, "introduces a value", used, used, None if self.rounded else alone
        )

    def box(self, number: Number, c: int) -> Box:
        """What digits stand for; a whole number among decimals may have lost its zeros."""
        return printed_box(number.printed, approximate=not self.whole[c])

    def judged(self, r: int, c: int, number: Number) -> Cell:
        summed = self.summed(r, c, number)
        if summed is not None:
            return summed
        ways = [way for f in self.columns.formulas[c] if (way := self.needs(f, r)) is not None]
        missing, tried = "", list[Values]()
        for formula, needs in ways:
            try:
                wide = self.range(formula, {n: cell.right for n, cell in needs.items()})
            except UndefinedError as error:
                missing = missing or f"{error.name} has no value here"
                continue
            except (MeaninglessError, RecursionError) as error:
                missing = missing or str(error)
                continue
            tried.append((wide, self.exact(formula, needs)))
        if not tried:
            return self.given(number, c) if not missing else replace(
                self.given(number, c), verdict=UNDETERMINED, why=missing
            )  # fmt: skip
        return (
            self.fitting(number, c, tried)
            or self.inherited(number, c, tried[0], ways)
            or self.shortened(number, c, tried)
            or self.refuted(number, tried[0], ways)
        )

    def needs(self, formula: Formula, r: int) -> Way | None:
        """The cells that a formula is computed from; None where one has no number."""
        before = self.step(r)
        found: dict[str, Cell] = {}
        for name, c, rows in formula.needs:
            at = before if rows else r
            cell = None if at is None else self.cell(at, c)
            if cell is None:
                return None
            found[name] = cell
        return formula, found

    def range(self, formula: Formula, boxes: Mapping[str, Box]) -> Box:
        return range_of(formula.expression, self.columns.graph, boxes)

    def exact(self, formula: Formula, needs: Mapping[str, Cell]) -> Box | None:
        """The value from the givens alone."""
        boxes = {name: cell.exact for name, cell in needs.items() if cell.exact is not None}
        return self.range(formula, boxes) if len(boxes) == len(needs) else None

    def fitting(self, number: Number, c: int, tried: list[Values]) -> Cell | None:
        """The cell, if its digits stand for a right value."""
        box, alone = self.box(number, c), point(number.printed.value)
        exact = next((e for _, e in tried if e is not None), None)
        for _, value in tried:
            if value is not None and box.meets(value):
                held = [part for wide, _ in tried if (part := wide.meet(box)) is not None]
                used = _hull([*held, value.meet(box) or box, alone])
                return Cell(
                    number,
                    CONFIRMED,
                    "is the exact value, rounded",
                    used,
                    used,
                    value,
                    wanted=value,
                )
        for wide, _ in tried:
            held = wide.meet(box)
            if held is not None:
                verdict = CONSISTENT if exact is None else ROUNDING
                why = "follows from the rounded numbers beside it"
                return Cell(
                    number, verdict, why, held.hull(alone), held.hull(alone), exact, wanted=exact
                )
        return None

    def shortened(self, number: Number, c: int, tried: list[Values]) -> Cell | None:
        """The cell, if its digits are those of a right value, cut off."""
        for wide in (b for pair in tried for b in pair[::-1] if b is not None):
            held = _cut(number, wide)
            if held is not None:
                used, exact = held.hull(self.box(number, c)), tried[0][1]
                why = "cut off instead of rounded"
                return Cell(number, LAST_DIGIT, why, used, used, exact, wanted=exact)
        return None

    def inherited(self, number: Number, c: int, first: Values, ways: list[Way]) -> Cell | None:
        """The cell, if its digits follow from a wrong cell."""
        for formula, needs in ways:
            root = next((cell.root for cell in needs.values() if cell.root is not None), None)
            if root is None:
                continue
            try:
                wide = self.range(formula, {n: cell.used for n, cell in needs.items()})
            except (MeaninglessError, RecursionError):
                continue
            held = wide.meet(self.box(number, c))
            if held is not None:
                why, right = "follows from a number that is wrong", _printed_from(number, first)
                wanted = first[1] or first[0]
                return Cell(number, INHERITED, why, right, held, first[1], root, wanted)
        return None

    def refuted(self, number: Number, first: Values, ways: list[Way]) -> Cell:
        """The cell, nothing explaining its digits."""
        back = bool(ways) and ways[0][0].back
        why = f"does not follow from the {'row before' if back else 'numbers beside it'}"
        right, wanted = _printed_from(number, first), first[1] or first[0]
        own = printed_box(number.printed)
        return Cell(number, REFUTED, why, right, own, first[1], number.place, wanted)

    def summed(self, r: int, c: int, number: Number) -> Cell | None:
        """A last row of sums or means."""
        summary = self.table.rows[r].summary
        if not summary:
            return None
        above = [i for i in range(r) if not self.table.rows[i].summary]
        cells = [cell for i in above if (cell := self.cell(i, c)) is not None]
        if len(cells) < 2 or len(cells) < len(above):
            return None
        count = 1 if summary == "sum" else len(cells)

        def total(boxes: list[Box]) -> Box:
            low, high = (
                sum((getattr(b, end) for b in boxes), Fraction(0)) for end in ("low", "high")
            )
            return Box(low / count, high / count)

        exacts = [cell.exact for cell in cells if cell.exact is not None]
        exact = total(exacts) if len(exacts) == len(cells) else None
        tried = [(total([cell.right for cell in cells]), exact)]
        found = self.fitting(number, c, tried)
        if found is not None:
            return found
        root = next((cell.root for cell in cells if cell.root is not None), None)
        wide = total([cell.used for cell in cells])
        if root is not None and wide.meets(self.box(number, c)):
            why = "follows from a number that is wrong"
            return Cell(
                number, INHERITED, why, tried[0][0], self.box(number, c), exact, root, exact
            )
        why = f"is not the {summary} of the numbers above"
        box, wanted = self.box(number, c), exact or tried[0][0]
        return Cell(number, REFUTED, why, tried[0][0], box, exact, number.place, wanted)


def _printed_from(number: Number, first: Values) -> Box:
    """What a cell should have been printed from: what follows may have used it rounded."""
    wide, exact = first
    unit = number.printed.unit
    middle = (exact or wide).middle
    return wide.hull(point(round(middle / unit) * unit)) if unit else wide


def _hull(boxes: list[Box]) -> Box:
    found = boxes[0]
    for box in boxes[1:]:
        found = found.hull(box)
    return found


def _cut(number: Number, wide: Box) -> Box | None:
    """What of a range is cut off to these digits."""
    printed = number.printed
    unit, value = printed.unit, printed.value
    if not unit:
        return None
    # The next printed number itself, enclosed by a hair on either side, is not cut off to this one.
    unit -= unit / 10**12
    away = Box(value, value + unit) if value >= 0 else Box(value - unit, value)
    held = wide.meet(away)
    return held if held is not None and cut_off(held.middle, printed) == value else None
