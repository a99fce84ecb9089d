"""Which names does a plain table give their numbers?

A name and its number beside one another in a row, or one header over one row of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions.tree import Apply, Expression, Matrix, Number, Symbol
from .grammar import UnreadableError
from .lexicon import WORDS
from .tables import Cells, Parse
from .tokens import Token

_Pair = tuple[list[Token], list[Token]]


def givens(rows: Cells, headed: bool, parse: Parse) -> Iterator[tuple[int, Symbol, Expression]]:
    """Every name with its value, and the offset where the name stands."""
    for name, value in _pairs(rows, headed):
        if not name or not value or value[0].kind not in ("number", "-"):
            continue
        try:
            left, right = parse(name), parse(value)
        except UnreadableError:
            continue
        if isinstance(left, Symbol) and _is_value(right) and not _is_prose(left):
            yield name[0].start, left, right


def _pairs(rows: Cells, headed: bool) -> Iterator[_Pair]:
    is_row = headed and len(rows) == 2 and all(rows[0]) and len(rows[0]) == len(rows[1])
    if is_row and all(cell and cell[0].kind in ("number", "-") for cell in rows[1]):
        yield from zip(rows[0], rows[1], strict=True)
    else:
        below = rows[1:] if headed else rows
        yield from ((row[0], row[1]) for row in below if len(row) >= 2)


def _is_value(expression: Expression) -> bool:
    if isinstance(expression, Apply) and expression.function == "negate":
        expression = expression.arguments[0]
    return isinstance(expression, Number | Matrix)


def _is_prose(symbol: Symbol) -> bool:
    return len(symbol.name) > 2 and not symbol.indices and symbol.name not in WORDS
