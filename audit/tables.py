"""Is every number of a table the one that its row, or the row before, gives?

The cells are judged (`sheets`) by the formulas of their columns (`columns`). A formula that makes
nearly all numbers of its column wrong is not what the author meant by the header, and is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Symbol, integer, rewrite
from ..expressions.written import written
from ..oracles.enclosures import Box, Truth, point, printed_box
from ..reading.statements import Read
from ..reading.tables import TableRead
from ..slips.arithmetic import Other
from ..slips.search import Wrong
from .causes import Puzzle
from .columns import Columns, Formula, Sayings
from .constants import Line, learned, missing_name
from .memory import Print
from .numbers import expected
from .page import Page
from .sheets import Cell, Sheet
from .verdict import (
    CONFIRMED,
    CONSISTENT,
    INHERITED,
    LAST_DIGIT,
    REFUTED,
    ROUNDING,
)

#: So many rows show what a constant is.
_SHOWING = 40
_HOLDING = frozenset({CONFIRMED, CONSISTENT, ROUNDING, LAST_DIGIT, INHERITED})


def judge_table(table: TableRead, sayings: Sayings, page: Page) -> None:
    """Judge every cell; the findings, and the prints of its quantities, go to the page."""
    columns = Columns(table, sayings.at(table.place))
    cells = settled(table, columns)
    sheet = Sheet(table, columns, rounded=False)
    sheet.found |= cells
    ids: dict[Place, str] = {}
    # What is inherited names its root, which may stand further right.
    for (r, c), cell in sorted(cells.items(), key=lambda item: item[1].verdict == INHERITED):
        row, quantity = table.rows[r], table.rows[r].quantities[c]
        place = cell.number.place or row.place
        finding = page.add(
            Statement(row.place, (), _text(table, r), end=row.place.line), place, kind="number",
            quantity=_quantity(table, r, c), printed=cell.number.printed.text,
            verdict=cell.verdict, why=cell.why,
            expected=expected(cell.number.printed, cell.wanted),
            follows=ids.get(cell.root, "") if cell.verdict == INHERITED and cell.root else "",
            enclosure=f"{float(cell.exact.middle):.15g}" if cell.exact is not None else "",
        )  # fmt: skip
        ids[place] = finding.id
        if page.causes and cell.verdict in (REFUTED, LAST_DIGIT):
            page.puzzles.append(_puzzle(finding.id, sheet, r, c))
        if quantity is not None and not isinstance(quantity, Symbol):
            root = ids.get(cell.root, finding.id) if cell.root else ""
            page.memory.add(quantity, Print(cell.number.printed, cell.used, root))


def _puzzle(finding: str, sheet: Sheet, r: int, c: int) -> Puzzle:
    """A wrong cell with the formulas of its column, and with the cells around it."""
    table, at = sheet.table, dict[str, Box]()
    found: list[Expression] = []
    others: list[Other] = []
    for formula in sheet.columns.formulas[c]:
        way = sheet.needs(formula, r)
        names: dict[str, str] = {}
        for name, column, rows in formula.needs if way is not None else ():
            assert way is not None
            cell = way[1][name]
            names[name] = _quantity(table, r, column) + " of the row before" * bool(rows)
            at[names[name]] = cell.exact or point(cell.number.printed.value)
            others.append(Other(cell.number, Symbol(names[name])))
        if way is not None:
            found.append(_renamed(formula.expression, names))
    above = [n for row in table.rows[:r] if not row.summary and (n := row.numbers[c])]
    if table.rows[r].summary and above:
        total: Expression = Apply("add", tuple(above))
        found.append(total)
        found.append(Apply("divide", (total, integer(len(above)))))
    around = [n for n in (*table.rows[r].numbers, *reversed(above)) if n is not None]
    others += [Other(n) for n in around if n is not table.rows[r].numbers[c]]
    number = table.rows[r].numbers[c]
    assert number is not None
    truth = Truth(sheet.columns.graph, at)
    return Puzzle(finding, Wrong(number.printed, tuple(found), truth, tuple(others)))


def _renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The formula with the columns' own names."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name in names:
            return Symbol(names[node.name])
        return node

    return rewrite(expression, change)


def cell_places(read: Read) -> set[Place]:
    """Where the cells stand that are judged with their tables."""
    return {
        number.place
        for table in read.tables
        for row in table.rows
        for number in row.numbers
        if number is not None and number.place
    }


def settled(table: TableRead, columns: Columns) -> dict[tuple[int, int], Cell]:
    """The cells, judged by those formulas alone that most of their columns keep."""
    _learn_constants(table, columns)
    while True:
        exact = Sheet(table, columns, rounded=False).cells()
        cells = exact
        if _wrong(exact) >= 2 and _wrong(exact) > 2 * _holding(exact):
            # Hardly any cell is right: then the numbers without a formula are rounded results.
            rounded = Sheet(table, columns, rounded=True).cells()
            if 4 * _wrong(rounded) <= _wrong(exact):
                cells = rounded
        doubtful = list(_doubtful(columns, cells))
        if not doubtful:
            return cells
        for c in doubtful:
            columns.formulas[c] = []


def _learn_constants(table: TableRead, columns: Columns) -> None:
    """What the rows themselves show of a constant that the document does not say."""
    sheet = Sheet(table, columns, rounded=False)
    lines: dict[str, list[Line]] = {}
    for c, formulas in enumerate(columns.formulas):
        for formula in (f for f in formulas if f.back):
            for r, row in enumerate(table.rows[:_SHOWING]):
                number, cells = row.numbers[c], _prints(sheet, formula, r)
                if number is None or cells is None:
                    continue
                line = formula.expression, cells, printed_box(number.printed)
                name = missing_name(line, columns.graph)
                if name:
                    lines.setdefault(name, []).append(line)
    if len(lines) == 1:
        ((name, found),) = lines.items()
        value = learned(name, found, columns.graph)
        if value is not None:
            columns.said.definitions[name] = value


def _prints(sheet: Sheet, formula: Formula, r: int) -> dict[str, Box] | None:
    """The digits that a formula is computed from; None where one is missing."""
    before = sheet.step(r)
    found: dict[str, Box] = {}
    for name, c, rows in formula.needs:
        at = before if rows else r
        number = None if at is None else sheet.table.rows[at].numbers[c]
        if number is None:
            return None
        found[name] = point(number.printed.value)
    return found


def _wrong(cells: Mapping[tuple[int, int], Cell]) -> int:
    return sum(cell.verdict == REFUTED for cell in cells.values())


def _holding(cells: Mapping[tuple[int, int], Cell]) -> int:
    return sum(cell.verdict in _HOLDING for cell in cells.values())


def _doubtful(columns: Columns, cells: Mapping[tuple[int, int], Cell]) -> Iterator[int]:
    """The columns whose numbers say that they do not mean the formula."""
    counts: dict[int, tuple[int, int]] = {}
    for c, formulas in enumerate(columns.formulas):
        if formulas:
            own = [cell.verdict for (_, column), cell in cells.items() if column == c]
            counts[c] = sum(v in _HOLDING for v in own), own.count(REFUTED)
    holding = sum(held for held, _ in counts.values())
    failing = sum(wrong for _, wrong in counts.values())
    for c, (held, wrong) in counts.items():
        # A formula that is not the column's makes nearly every number wrong. Where none is right,
        # other columns speak for a header that says itself how it is computed, and for one number.
        if held:
            kept = 3 * held >= wrong
        elif all(f.is_closed for f in columns.formulas[c]):
            kept = holding >= failing
        else:
            kept = wrong == 1 and holding >= 2
        if wrong and not kept:
            yield c


def _quantity(table: TableRead, r: int, c: int) -> str:
    own = table.rows[r].quantities[c] or table.columns[c].quantity
    try:
        return table.columns[c].text if own is None else written(own)
    except (ValueError, KeyError):
        return table.columns[c].text


def _text(table: TableRead, r: int) -> str:
    """A row as it is named in findings."""
    texts = (n.printed.text if n is not None else "" for n in table.rows[r].numbers)
    return "row " + " | ".join(text for text in texts if text)
