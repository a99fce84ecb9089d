"""Which values of names are new ones, though nothing marks them?

`w = 0` and later `w = 0 - 0.1 (-17) = 1.7` is an update; what is said with it of other names that
have a value, `and b = 0.73`, is one, too. `w = b = 0` gives both names a value, and is no formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Number, Symbol, is_apply, is_numeric, symbols
from ..reading.statements import Read
from .bindings import formulas_of


def with_values(read: Read) -> Read:
    """The document with every value of several names said of each, and with new values marked."""
    statements: list[Statement] = []
    headings: dict[int, str] = {}
    followed = {n for s in read.statements for n, _ in formulas_of(s) if not _gives_all(s)}
    known = set(followed)
    for number, statement in enumerate(read.statements):
        if number in read.headings:
            headings[len(statements)] = read.headings[number]
        statements += _apart(statement) if _is_given(statement, known) else [statement]
        left = statement.members[0].expression
        if isinstance(left, Symbol) and _number(statement.members[-1].expression) is not None:
            known.add(left.name)
    return replace(read, statements=tuple(_renewed(statements, followed)), headings=headings)


def _gives_all(statement: Statement) -> bool:
    """Whether a statement is `a = b = 0`."""
    *names, last = (m.expression for m in statement.members)
    plain = all(isinstance(n, Symbol) and not n.indices for n in names)
    return plain and len(names) > 1 and isinstance(last, Number)


def _is_given(statement: Statement, known: set[str]) -> bool:
    """Whether a statement gives a value to names that had none, and follow from nothing."""
    names = {n for m in statement.members for n in symbols(m.expression)}
    equal = all(m.relation == "=" for m in statement.members[1:])
    return equal and _gives_all(statement) and not names & known


def _apart(statement: Statement) -> list[Statement]:
    *names, last = statement.members
    first = names[0]
    return [
        replace(statement, members=(replace(first, expression=name.expression), last))
        for name in names
    ]


def _renewed(statements: Sequence[Statement], followed: set[str]) -> Iterator[Statement]:
    """The statements with the mark of a new value where one takes the place of another."""
    current: dict[str, Printed] = {}
    line = -1
    for statement in statements:
        left, last = statement.members[0].expression, statement.members[-1].expression
        value = _number(last)
        if not isinstance(left, Symbol) or left.indices or value is None or left.name in followed:
            yield statement
            continue
        before = current.get(left.name)
        middle = [m.expression for m in statement.members[1:-1]]
        moves = len(middle) == 1 and before is not None and _begins_with(middle[0], before)
        along = not middle and before is not None and statement.place.line == line
        if before is not None and before.value != value.value and (moves or along):
            line = statement.place.line
            renamed = replace(
                statement.members[0], expression=replace(left, name=f"{left.name}_new")
            )
            yield replace(statement, members=(renamed, *statement.members[1:]))
        else:
            yield statement
        if not middle or moves:
            current[left.name] = value


def _number(expression: Expression) -> Printed | None:
    match expression:
        case Number(printed=printed):
            return printed
        case Apply(function="negate", arguments=(Number(printed=printed),)):
            return printed.negated
        case _:
            return None


def _begins_with(calculation: Expression, value: Printed) -> bool:
    """Whether a calculation moves on from a value: `0.4 - 0.5 * 0.1`."""
    if not is_numeric(calculation) or not is_apply(calculation, "add"):
        return False
    first = _number(calculation.arguments[0])
    return first is not None and first.value == value.value
