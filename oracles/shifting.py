"""What follows when names are moved a little? A walk for engines that differentiate functions.

Such an engine has no derivative of a value: it computes the value again as a function of what is
added to each name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self, TypeVar

from ..expressions.walk import Walk

T = TypeVar("T")


class ShiftingWalk(Walk[T]):
    """A walk that may be taken again with something added to each name."""

    shifts: tuple[Mapping[str, T], ...] = ()

    def established(self, name: str, value: T) -> T:
        """The value, and all that is added to it: a derivative may stand inside another."""
        for shift in self.shifts:
            if name in shift:
                value = self.arithmetic.apply("add", [value, shift[name]])
        return value

    def shifted(self, shift: Mapping[str, T]) -> Self:
        """The same walk from its beginning, with so much added to each name."""
        walk = self.again()
        walk.shifts = (*self.shifts, shift)
        walk.outer = None if self.outer is None else self.outer.shifted(shift)
        return walk

    def elsewhere(self, name: str, value: T) -> Self:
        """What follows from the moved name is not what was shifted here."""
        walk = super().elsewhere(name, value)
        walk.shifts = ()
        return walk
