"""Does the page bear out the numbers that are put into a calculation?

Where one is not borne out, and the calculation does not give the number beside it, either may be
the wrong one; also where it is printed elsewhere, for it may be taken from there by mistake.
"""

from __future__ import annotations

from ..expressions.tree import Expression, numbers
from .slots import Alignment


def are_known(calculation: Expression, way: Alignment) -> bool:
    """Whether each number is one of the formula, or a print of the quantity in its slot.

    `way` is how the calculation lies over its formula.
    """
    if not way.is_possible:
        return False
    fits = {id(slot.number): slot.fits for slot in way.slots}
    return all(fits.get(id(number), True) for number in numbers(calculation))
