"""What does one rounding do, and what is known of a layer once the forward pass is bounded?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cases.network import Array


@dataclass(frozen=True)
class Format:
    """A floating-point format: unit roundoff, largest error of an underflow, largest number."""

    u: float
    tiny: float
    largest: float

    def gamma(self, n: int) -> float:
        """The relative error of n roundings in a row, and of a sum of n terms in any order."""
        return n * self.u / (1 - n * self.u)

    def held(self, magnitude: Array) -> Array:
        """The magnitude, or infinity where the format does not hold it."""
        return np.where(magnitude < self.largest, magnitude, np.inf)


@dataclass(frozen=True, eq=False)
class Step:
    """One layer's exact magnitudes and the errors of what it sees, its nets, outs and slopes."""

    seen: Array
    seen_error: Array
    net: Array
    net_error: Array
    out_error: Array
    slope: Array
    slope_error: Array
