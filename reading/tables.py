"""What do the rows of a table say, where its headers name quantities?

A table is columns of numbers under headers. A header is a quantity (`θ`), a formula of others
(`(y - ŷ)²`), both (`z = wx + b`), or a word that says nothing. Where a column counts the rows, a
row's number is the index of its quantities: `y_i` in the row of 2 is `y_2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..expressions.place import Place
from ..expressions.tree import Apply, Expression, Number, Symbol, integer, nodes, rewrite
from .grammar import UnreadableError
from .layout import scientific
from .lexicon import FUNCTIONS, MEANS, SUMS, WORDS
from .tokens import Token

Cells = Sequence[Sequence[list[Token]]]
Parse = Callable[[Sequence[Token]], Expression]

#: Letters that count the rows of a table. The rounds of a run (k, t) give no names to its rows.
_COUNTING = frozenset("ijnmp")
_INDICES = frozenset("ijklmnprst")
_RULES = frozenset({"hline", "toprule", "midrule", "bottomrule"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its header reads, the quantity, and the formula beside it, if any."""

    text: str
    quantity: Expression | None
    formula: Expression | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what its first cell says in words, its numbers, and the quantity of each."""

    place: Place
    label: str
    numbers: tuple[Number | None, ...]
    quantities: tuple[Expression | None, ...]

    @property
    def summary(self) -> str:
        """Whether its numbers are to be the `sum` or the `mean` of those above."""
        words = {word.strip(":.").lower() for word in self.label.split()}
        return "sum" if words & SUMS else "mean" if words & MEANS else ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table with its columns and rows; `end` is its last line."""

    place: Place
    end: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def expressions(self) -> Iterator[Expression]:
        """All that its headers say."""
        for column in self.columns:
            yield from (e for e in (column.quantity, column.formula) if e is not None)

    def named(self, name: Callable[[Expression], Expression]) -> TableRead:
        """The same with quantities for raw names."""

        def changed(expression: Expression | None) -> Expression | None:
            return None if expression is None else name(expression)

        columns = tuple(
            Column(c.text, changed(c.quantity), changed(c.formula)) for c in self.columns
        )
        rows = tuple(replace(r, quantities=tuple(map(changed, r.quantities))) for r in self.rows)
        return replace(self, columns=columns, rows=rows)

    def inputs(self) -> Iterator[tuple[Symbol, Number]]:
        """The numbers under headers that are names, with the name that each has in its row."""
        for row in self.rows:
            for number, quantity in zip(row.numbers, row.quantities, strict=True):
                if number is not None and isinstance(quantity, Symbol):
                    yield quantity, number


def table_read(cells: Cells, parse: Parse, place: Callable[[int], Place]) -> TableRead | None:
    """The table that rows of cells make, as it stands or turned on its side; None where none."""
    rows = [list(row) for row in cells if any(row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    rows = [row for row in rows if len(row) == len(rows[0])]
    found = _upright(rows, parse, place)
    if len(rows[0]) > 2 and not _has_formula(found):
        # Names over several values each, as before and after an update, are no samples.
        turned = _upright([list(row) for row in zip(*rows, strict=True)], parse, place)
        return turned if _has_formula(turned) else found
    return found


def _has_formula(table: TableRead | None) -> bool:
    return table is not None and any(not isinstance(e, Symbol) for e in table.expressions())


def array_cells(tokens: Sequence[Token]) -> list[list[list[Token]]]:
    """The cells of a display that is one array and states nothing else; else none."""
    if len(tokens) < 4 or tokens[0].kind != "begin" or tokens[-1].kind != "end":
        return []
    inside = [t for t in tokens[1:-1] if t.text not in _RULES]
    if tokens[0].text not in ("array", "tabular") or any(
        t.kind in ("begin", "end") for t in inside
    ):
        return []
    rows: list[list[list[Token]]] = [[[]]]
    for token in inside:
        if token.kind == "row":
            rows.append([[]])
        elif token.kind == "&":
            rows[-1].append([])
        elif token.kind != "|":
            rows[-1][-1].append(token)
    return [row for row in rows if any(row)]


def _upright(
    rows: list[list[list[Token]]], parse: Parse, place: Callable[[int], Place]
) -> TableRead | None:
    head, *body = rows
    numbers = [[number_of(cell, parse) for cell in row] for row in body]
    counts = [sum(row[c] is not None for row in numbers) for c in range(len(head))]
    filled = [c for c, count in enumerate(counts) if 2 * count >= len(body) and count]
    if any(number_of(cell, parse) is not None for cell in head) or len(filled) < 2:
        return None
    columns = tuple(_column(cell, parse) for cell in head)
    named = [c for c in filled if columns[c].quantity is not None]
    is_sample = 2 * counts[0] >= len(body) or len(named) > 1
    if not is_sample or not named:
        return None
    if len(body) == 1 and all(isinstance(c.quantity, Symbol) and not c.formula for c in columns):
        return None  # names over their values
    index = _index(columns, numbers)
    made = tuple(
        Row(_place(row, place), "" if found[0] is not None else _spelled(row[0]), tuple(found),
            _quantities(columns, index, found))
        for row, found in zip(body, numbers, strict=True)
    )  # fmt: skip
    start = _place(head, place)
    return TableRead(start, max(start.line, *(row.place.line for row in made)), columns, made)


def number_of(cell: Sequence[Token], parse: Parse) -> Number | None:
    """The number that a cell holds: alone, or after what it is the result of."""
    tokens = scientific(cell)
    after = max((i for i, t in enumerate(tokens) if t.kind in ("=", "~=")), default=-1)
    tokens = [t for t in tokens[after + 1 :] if t.kind != "quad"]
    if not tokens or len(tokens) > 6:
        return None
    try:
        match parse(tokens):
            case Number() as number:
                return number
            case Apply(function="negate", arguments=(Number(printed=printed, place=place),)):
                return Number(printed.negated, place)
            case _:
                return None
    except (UnreadableError, RecursionError):
        return None


def _column(cell: list[Token], parse: Parse) -> Column:
    text = _spelled(cell)
    at = next((i for i, t in enumerate(cell) if t.kind in ("=", "~=", ":=")), len(cell))
    quantity, formula = _header(cell[:at], parse), _header(cell[at + 1 :], parse)
    return Column(text, quantity or formula, formula if quantity else None)


def _header(tokens: Sequence[Token], parse: Parse) -> Expression | None:
    """A header as an expression; None where it is words."""
    if not tokens:
        return None
    try:
        found = parse(tokens)
    except (UnreadableError, RecursionError):
        return None
    return (
        None
        if any(_is_prose(node) for node in nodes(found)) or isinstance(found, Number)
        else found
    )


def _is_prose(node: Expression) -> bool:
    return (
        isinstance(node, Symbol)
        and len(node.name) > 2
        and not node.indices
        and node.name not in WORDS
        and node.name not in FUNCTIONS
        and not node.name.endswith(("'", "_hat", "_tilde"))
    )


def _index(
    columns: Sequence[Column], numbers: Sequence[Sequence[Number | None]]
) -> tuple[int, str] | None:
    """The column that counts the rows, and its letter."""
    for c, column in enumerate(columns):
        letter = column.quantity
        if isinstance(letter, Symbol) and letter.name in _INDICES and not letter.indices:
            cells = [row[c] for row in numbers if row[c] is not None]
            if all(cell is not None and cell.printed.is_integer for cell in cells):
                return c, letter.name
    return None


def _quantities(
    columns: Sequence[Column], index: tuple[int, str] | None, numbers: Sequence[Number | None]
) -> tuple[Expression | None, ...]:
    """The quantity of each cell of a row, its names with the row's index."""
    number = numbers[index[0]] if index else None
    if index is None or number is None:
        return (None,) * len(columns)
    label, letter = integer(int(number.printed.value)), index[1]
    indexed = any(_has_index(c.quantity, letter) for c in columns)
    if not indexed and letter not in _COUNTING:
        return (None,) * len(columns)

    def change(node: Expression) -> Expression:
        if not isinstance(node, Symbol) or node.name in FUNCTIONS:
            return node
        if indexed:
            inner = tuple(label if _is(i, letter) else i for i in node.indices)
            return replace(node, indices=inner)
        return node if node.indices else replace(node, indices=(label,))

    return tuple(
        None if c == index[0] or column.quantity is None else rewrite(column.quantity, change)
        for c, column in enumerate(columns)
    )


def _has_index(quantity: Expression | None, letter: str) -> bool:
    return quantity is not None and any(
        isinstance(n, Symbol) and any(_is(i, letter) for i in n.indices) for n in nodes(quantity)
    )


def _is(index: Expression, letter: str) -> bool:
    return isinstance(index, Symbol) and index.name == letter


def _place(row: Sequence[Sequence[Token]], place: Callable[[int], Place]) -> Place:
    return place(next(cell[0].start for cell in row if cell))


def _spelled(cell: Sequence[Token]) -> str:
    return "".join(f"{' ' * token.spaced}{token.text}" for token in cell).strip()[:80]
