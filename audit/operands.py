"""Which operand was misprinted, where a calculation does not give the number beside it?

A number whose place in a formula is not known may still be recognised: another number of the page
differs from it in one digit, or a matrix of the page in some entries, and with that one the
calculation gives exactly the printed result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..expressions.tree import (
    Apply,
    Expression,
    Matrix,
    Number,
    Symbol,
    integer,
    nodes,
    numbers,
    places,
    replaced_at,
)
from .desk import Desk
from .results import Result
from .slots import Slot

#: A result with fewer digits would follow from a changed operand by luck.
LEAST_DIGITS = 4
MOST_NUMBERS = 24
MOST_PRINTS = 4000


def misprinted(calculation: Expression, results: Sequence[Result], desk: Desk) -> tuple[Slot, ...]:
    """The operands that were misprinted, with what belongs there; empty where nothing is clear."""
    found = [
        slots
        for changed, slots in (
            *_by_digit(calculation, results, desk),
            *_by_matrix(calculation, desk),
        )
        if all(_gives(changed, result, desk) for result in results)
    ]
    return found[0] if len(found) == 1 else ()


def _gives(calculation: Expression, result: Result, desk: Desk) -> bool:
    wide = desk.range(desk.worked(calculation), result.at)
    return wide is not None and wide.meets(result.box)


def _by_digit(
    calculation: Expression, results: Sequence[Result], desk: Desk
) -> Iterator[tuple[Expression, tuple[Slot, ...]]]:
    """The calculation with one number replaced by a print that differs from it in one digit."""
    if any(result.printed.digits < LEAST_DIGITS for result in results):
        return
    if len(numbers(calculation)) > MOST_NUMBERS:
        return
    for path, node in list(places(calculation)):
        if not isinstance(node, Number) or node.printed.digits < LEAST_DIGITS:
            continue
        tried: set[str] = set()
        for quantity, number in _prints(desk):
            text = number.printed.text
            if text not in tried and _differ_in_one(text, node.printed.text):
                tried.add(text)
                new = Number(number.printed, node.place)
                yield replaced_at(calculation, path, new), (Slot(node, quantity, False),)


def _prints(desk: Desk) -> Iterator[tuple[Expression, Number]]:
    count = 0
    for quantity, prints in reversed(desk.memory.prints.items()):
        for print_ in prints:
            if not print_.root:
                yield quantity, Number(print_.printed)
                count += 1
        if count > MOST_PRINTS:
            return


def _differ_in_one(one: str, other: str) -> bool:
    """Whether two prints differ in one digit alone."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _by_matrix(
    calculation: Expression, desk: Desk
) -> Iterator[tuple[Expression, tuple[Slot, ...]]]:
    """The calculation with a matrix replaced by one of the page that is like it."""
    known = {
        n: numeric
        for n, d in desk.graph.definitions.items()
        if isinstance(d, Matrix) and (numeric := _in_numbers(d, desk)) is not None
    }
    for path, node in list(places(calculation)):
        if not isinstance(node, Matrix) or not all(
            isinstance(n, Number) for n in nodes(node) if n != node
        ):
            continue
        for name, matrix in known.items():
            slots = tuple(_entries(name, node, matrix))
            size = node.shape[0] * node.shape[1]
            if slots and size >= LEAST_DIGITS and 2 * len(slots) <= size:
                yield replaced_at(calculation, path, matrix), slots


def _in_numbers(matrix: Matrix, desk: Desk) -> Matrix | None:
    """A matrix with the given values of the names in it; None where one has none."""
    definitions = desk.graph.definitions
    rows = tuple(
        tuple(definitions.get(e.name, e) if isinstance(e, Symbol) else e for e in row)
        for row in matrix.rows
    )
    return Matrix(rows) if all(isinstance(e, Number) for row in rows for e in row) else None


def _entries(name: str, printed: Matrix, known: Matrix) -> Iterator[Slot]:
    """The entries that differ, as operands in the place of the known ones."""
    if printed.shape != known.shape:
        return
    for i, (row, other) in enumerate(zip(printed.rows, known.rows, strict=True)):
        for j, (entry, right) in enumerate(zip(row, other, strict=True)):
            if not isinstance(entry, Number) or not isinstance(right, Number):
                continue
            if entry.printed.value != right.printed.value:
                quantity = Apply("element", (Symbol(name), integer(i + 1), integer(j + 1)))
                yield Slot(entry, quantity, False)
