"""Is a function defined anew, or is the formula said of it before only written in another form?

`f(x) = x^3`, some pages after `f(x) = x^2`, begins another example, unless numbers printed below
it hold for the first formula alone: then it is a claim, and false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import At, Expression, Number, Symbol, symbols
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth, point, printed_box
from .bindings import CONSTANTS

#: Where two formulas of one parameter are compared.
_POINTS = (Fraction(3, 10), Fraction(17, 10), Fraction(-11, 10), Fraction(23, 7))


def is_anew(
    name: str, parameter: str, before: Expression, now: Expression, after: Iterable[Statement]
) -> bool:
    """Whether two formulas are of two functions, as far as the statements `after` them say."""
    own = {parameter, *CONSTANTS}
    if not {*symbols(before), *symbols(now)} <= own or not _differ(parameter, before, now):
        return False
    first, second = (Truth(Graph({name: f}, {parameter: ()})) for f in (before, now))
    return not any(
        _holds(first, value, number) and not _holds(second, value, number)
        for value, number in _values(name, after)
    )


def _differ(parameter: str, one: Expression, other: Expression) -> bool:
    """Whether two formulas have different values somewhere."""
    for at in _POINTS:
        graph, where = Graph({}, {parameter: ()}), {parameter: point(at)}
        try:
            a, b = (Truth(graph, where).value(formula) for formula in (one, other))
        except MeaninglessError:
            continue
        if not a.meets(b):
            return True
    return False


def _values(name: str, statements: Iterable[Statement]) -> Iterator[tuple[At, Number]]:
    """The numbers printed for the values of a function, until it is defined again."""
    for statement in statements:
        first, *rest = (member.expression for member in statement.members)
        if isinstance(first, Symbol) and first.name == name:
            return
        if isinstance(first, At) and first.body == Symbol(name):
            yield from ((first, number) for number in rest if isinstance(number, Number))


def _holds(truth: Truth, value: At, number: Number) -> bool:
    try:
        return truth.is_printed_by(printed_box(number.printed), value) is not False
    except MeaninglessError:
        return False
