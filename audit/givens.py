"""Which values does a text give its names, and which are the results of something?

A name may be given in words, in a list, or in a table; what is printed as a result is no given, and
rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from ..expressions.statement import Statement
from ..expressions.tree import (
    Derivative,
    Expression,
    Matrix,
    Number,
    Symbol,
    is_numeric,
    nodes,
)
from .kin import counted
from .results import is_constant, is_result

#: A number with so many decimal places is likely to be rounded.
_ROUNDED = -3


def given_in(
    statements: Sequence[Statement], formulas: Mapping[str, Expression], derived: Set[str]
) -> tuple[dict[str, tuple[int, Expression]], set[str]]:
    """The values that are given, with their statements; and the names that only have results."""
    computed = {*computed_names(statements), *_gone_on_with(statements)}
    first = next((i for i, s in enumerate(statements) if _has_result(s)), len(statements))
    given: dict[str, tuple[int, Expression]] = {}
    printed: set[str] = set()
    listed = [False, *(_lists(statement, formulas) for statement in statements), False]
    for i, statement in enumerate(statements):
        for name, value in _values(statement):
            # What is printed alone after the first result is a result, too, and rounded.
            among = i < first or (listed[i + 1] and (listed[i] or listed[i + 2]))
            if among and not (name in formulas or name in computed or name in derived):
                given.setdefault(name, (i, value))
            else:
                printed.add(name)
    return given, (computed | printed | _differentiated(statements)) - given.keys()


def _gone_on_with(statements: Sequence[Statement]) -> Iterator[str]:
    """Names whose numbers go on with the results of their fellows, rounded as these are.

    `x_1 = (1 - 3) / 1.8708 = -1.0690`, then `x_2 = -0.5345`: nobody gives such a number.
    """
    before: tuple[str, int] | None = None
    for statement in statements:
        left, last = statement.members[0].expression, statement.members[-1].expression
        found = counted(left.name) if isinstance(left, Symbol) else None
        if found is None or not isinstance(left, Symbol) or not isinstance(last, Number):
            before = None
            continue
        kind = found[0], last.printed.last_place
        if computation(statement) is not None:
            before = kind if last.printed.last_place <= _ROUNDED else None
        elif before == kind:
            yield left.name
        elif before is not None and before[0] != kind[0]:
            before = None


def _lists(statement: Statement, formulas: Mapping[str, Expression]) -> bool:
    """Whether a statement gives values, and to no name that follows from others."""
    names = [name for name, _ in _values(statement)]
    return bool(names) and not any(name in formulas for name in names)


def _values(statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The numbers that a statement gives names of which it says nothing else."""
    expressions = [m.expression for m in statement.members]
    yield from _entries(expressions)
    names = [e.name for e in expressions if isinstance(e, Symbol) and not e.indices]
    others = [e for e in expressions if not isinstance(e, Symbol)]
    if not others or not names:
        return
    if len(others) > 1 and not all(isinstance(e, Number) for e in others):
        return  # E = 0.241872 = 0.242 says one number twice
    value = others[0]
    if is_constant(value) or (isinstance(value, Matrix) and is_numeric(value)):
        for name in names:
            yield name, value


def _entries(expressions: Sequence[Expression]) -> Iterator[tuple[str, Expression]]:
    """The names in a matrix that is set equal to a matrix of numbers."""
    matrices = [e for e in expressions if isinstance(e, Matrix)]
    if len(matrices) != 2 or matrices[0].shape != matrices[1].shape:
        return
    for row, other in zip(matrices[0].rows, matrices[1].rows, strict=True):
        for name, value in zip(row, other, strict=True):
            if isinstance(name, Symbol) and not name.indices and isinstance(value, Number):
                yield name.name, value


def _has_result(statement: Statement) -> bool:
    """Whether a number is said to follow from something."""
    members = [m.expression for m in statement.members]
    return any(isinstance(e, Number) for e in members) and any(
        not isinstance(e, Number | Symbol | Matrix) for e in members
    )


def computation(statement: Statement) -> tuple[Expression, Number | Matrix] | None:
    """The quantity on the left of a calculation, and its last result."""
    first, *rest = statement.members
    if isinstance(first.expression, Number | Matrix) or is_numeric(first.expression):
        return None
    worked = any(is_numeric(m.expression) and not is_result(m.expression) for m in rest)
    results = [m.expression for m in rest if is_result(m.expression)]
    last = results[-1] if results else None
    return (first.expression, last) if worked and isinstance(last, Number | Matrix) else None


def computed_names(statements: Iterable[Statement]) -> set[str]:
    """The names that calculations give results for."""
    found = (computation(statement) for statement in statements)
    return {c[0].name for c in found if c and isinstance(c[0], Symbol)}


def _differentiated(statements: Sequence[Statement]) -> set[str]:
    """The names that a document takes derivatives of: they follow from others."""
    return {
        node.of.name
        for statement in statements
        for member in statement.members
        for node in nodes(member.expression)
        if isinstance(node, Derivative) and isinstance(node.of, Symbol)
    }
