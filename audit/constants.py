"""Which constant does a table use that the document does not say?

Where a figure holds the learning rate, the rows of `x_{k+1} = x_k - η f'(x_k)` show it: each gives
an interval for η, and the shortest decimal that lies in most of them is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Expression, Number
from ..expressions.walk import MeaninglessError, UndefinedError
from ..oracles.enclosures import Box, point
from .ranges import range_of

_LONGEST = 6

#: A formula, its cells by name, and what its result is printed as.
Line = tuple[Expression, Mapping[str, Box], Box]


def missing_name(line: Line, graph: Graph) -> str:
    """The name without which a row's formula has no value; empty where it has one."""
    try:
        range_of(line[0], graph, line[1])
    except UndefinedError as error:
        return error.name
    except (MeaninglessError, RecursionError):
        return ""
    return ""


def learned(name: str, lines: list[Line], graph: Graph) -> Number | None:
    """The value of a name that most rows show, and two at least."""
    boxes = [box for line in lines if (box := _shown(name, line, graph)) is not None]
    best, most = None, 1
    for text in dict.fromkeys(text for box in boxes for text in _shortest(box)):
        value = Printed(text)
        count = sum(box.low <= value.value <= box.high for box in boxes)
        if count > most:
            best, most = value, count
    return Number(best) if best is not None and 2 * most >= len(lines) else None


def _shown(name: str, line: Line, graph: Graph) -> Box | None:
    """What a name must be for a row to be right, where the row's formula is linear in it."""
    expression, cells, result = line
    values: list[Fraction] = []
    for at in range(3):
        try:
            box = range_of(expression, graph, {**cells, name: point(Fraction(at))})
        except (MeaninglessError, RecursionError):
            return None
        values.append(box.middle)
    slope = values[1] - values[0]
    size = max(map(abs, values)) or Fraction(1)
    if abs(values[2] - values[1] - slope) > size / 10**12 or abs(slope) <= size / 10**12:
        return None
    ends = sorted((end - values[0]) / slope for end in (result.low, result.high))
    return Box(*ends)


def _shortest(box: Box) -> Iterator[str]:
    """The decimal with the fewest places in a box."""
    for places in range(1, _LONGEST + 1):
        unit = Fraction(1, 10**places)
        first, last = ceil(box.low / unit), floor(box.high / unit)
        if first <= last:
            value = Decimal(first if first > 0 or last < 0 else last).scaleb(-places)
            if value and last - first < 10:
                yield f"{value:f}"
            return
