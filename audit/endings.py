"""What is to be said of a calculation that no number follows?

It gives what its quantity is worth, or what the calculation after it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..expressions.tree import Expression, Symbol
from ..oracles.enclosures import Box
from .calculations import Calculation
from .desk import Desk
from .verdict import CONFIRMED, CONSISTENT, GIVEN, INHERITED, REFUTED, UNDETERMINED


class Ending(NamedTuple):
    """A verdict on a calculation, why, and the finding from which a wrong one follows."""

    verdict: str
    why: str
    follows: str = ""


def judge_calculation(
    calculation: Calculation, quantity: Expression, exact: Box | None, desk: Desk,
    accused: Sequence[str], after: Calculation | None,
) -> Ending:  # fmt: skip
    """The verdict on a calculation of a quantity worth `exact`, with the calculation `after` it.

    `accused` has the findings on numbers that are put in and are wrong.
    """
    found = desk.range(calculation)
    if isinstance(quantity, Symbol):
        given = desk.graph.definitions.get(quantity.name)
        if given is not None and given == calculation.printed:
            return Ending(GIVEN, "is the given value")
    if found is not None and exact is None and after is not None:
        beside = desk.range(after)
        if beside is not None and beside.meets(found):
            return Ending(CONSISTENT, "is worth what the calculation after it is")
    if found is None or exact is None:
        return Ending(UNDETERMINED, "the calculation, or the quantity, has no value here")
    if found.meets(exact):
        return Ending(CONFIRMED, "gives the quantity's value")
    if roots := (*accused, *calculation.roots):
        return Ending(INHERITED, "a number that is put in is wrong", roots[0])
    if desk.gives(calculation, exact):
        return Ending(CONFIRMED, "gives the quantity's value, its numbers being rounded")
    return Ending(REFUTED, "does not give the quantity's value")
