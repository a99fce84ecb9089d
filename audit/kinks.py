"""Which derivative does a lecture take at a kink, and does it contradict itself?

At a kink the derivative is a set, and a lecture may take any value of it; but not two. What its
branches say at 0 is collected for the table of conventions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..cases.case import Section
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import At, Derivative, Number, Piecewise, Symbol
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from ..oracles.enclosures import Truth

_ZERO = Number(Printed("0"))


@dataclass(frozen=True)
class Kink:
    """What a lecture says that a derivative is at 0."""

    function: str
    value: str
    place: Place
    statement: Statement


def kinks(sections: Iterable[Section]) -> list[Kink]:
    """Every derivative that a lecture defines by branches, with its value at 0."""
    found = []
    for section in sections:
        truth = Truth(section.graph)
        for statement in section.statements:
            left = statement.members[0].expression
            if not isinstance(left, Derivative) or not isinstance(left.by, Symbol):
                continue
            for member in statement.members[1:]:
                if isinstance(member.expression, Piecewise):
                    at_zero = At(member.expression, left.by.name, _ZERO)
                    try:
                        value = written_value(truth, at_zero)
                    except MeaninglessError:
                        continue
                    name = _name(left.of, section)
                    found.append(Kink(name, value, statement.place, statement))
    return found


def written_value(truth: Truth, at_zero: At) -> str:
    """The value at 0: a number, or the name that it is. Raises `MeaninglessError`."""
    exact = truth.rational(at_zero)
    if exact is not None:
        return str(exact)
    value = at_zero.body
    assert isinstance(value, Piecewise)
    for branch, when in value.branches:
        if when.relation in ("<=", ">=", "=="):
            return written(branch)
    raise MeaninglessError("no branch holds at 0")


def contradictions(found: Iterable[Kink]) -> list[tuple[Kink, Kink]]:
    """The kinks of one function at which a lecture takes two values."""
    first: dict[str, Kink] = {}
    torn = []
    for kink in found:
        known = first.setdefault(kink.function, kink)
        if known.value != kink.value:
            torn.append((known, kink))
    return torn


def _name(of: object, section: Section) -> str:
    """The function that is differentiated: the one applied, or the one that a name stands for."""
    if isinstance(of, Symbol):
        of = section.graph.definitions.get(of.name, of)
    return getattr(of, "function", None) or getattr(of, "name", "?")
