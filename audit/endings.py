"""What is to be said of a calculation that no number follows?

It gives what its quantity is worth, or what the calculation after it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..expressions.tree import Expression, Symbol, is_numeric
from ..expressions.written import written
from ..oracles.enclosures import Box
from .calculations import Calculation
from .desk import Desk
from .verdict import CONFIRMED, CONSISTENT, GIVEN, INHERITED, REFUTED, UNDETERMINED


class Ending(NamedTuple):
    """A verdict on a calculation, why, and the finding from which a wrong one follows."""

    verdict: str
    why: str
    follows: str = ""


def others(quantity: Expression, but: Expression | None, desk: Desk) -> list[Box]:
    """What the other calculations of a quantity on the page give."""
    forms = (f for f in desk.memory.forms.get(quantity, ()) if is_numeric(f) and f != but)
    found = (desk.range(desk.worked(form)) for form in forms)
    return [box for box in found if box is not None]


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
    if found is None:
        return Ending(UNDETERMINED, "the calculation has no value here")
    if exact is None:
        following = desk.range(after) if after is not None else None
        if following is not None and following.meets(found):
            return Ending(CONSISTENT, "is worth what the calculation after it is")
        earlier = others(quantity, calculation.printed, desk)
        if any(other.meets(found) for other in earlier):
            return Ending(CONSISTENT, "is worth what another calculation of it is")
        if after is None and not earlier:
            return Ending(GIVEN, "introduces a value")
        return Ending(UNDETERMINED, f"nothing here says what {written(quantity)} is worth")
    if found.meets(exact):
        return Ending(CONFIRMED, "gives the quantity's value")
    if roots := (*accused, *calculation.roots):
        return Ending(INHERITED, "a number that is put in is wrong", roots[0])
    if desk.gives(calculation, exact):
        return Ending(CONFIRMED, "gives the quantity's value, its numbers being rounded")
    return Ending(REFUTED, "does not give the quantity's value")
