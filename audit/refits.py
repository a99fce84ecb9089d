"""Which other name in a formula of vectors and matrices makes its shapes fit, and is right?

Where shapes do not fit, nothing says how the factors are multiplied; with another name it is clear.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions.arrays import Shape
from ..expressions.tree import Expression, Symbol, places, replaced_at
from .array_products import Fitting, MisfitError, UnsettledError
from .changes import distance
from .formulas import compare
from .points import Samples
from .repairs import Repair


def refits(left: Expression, right: Expression, samples: Samples) -> tuple[Repair, ...]:
    """The nearest names on a right side that does not fit, each with which it is true."""
    arrays = samples.graph.arrays
    fitting = Fitting(arrays.shapes, arrays.turned, arrays.samples)
    wanted = _shape(left, fitting)
    if wanted is None or _shape(right, fitting) is not None:
        return ()
    tried = sorted(_renamed(right, fitting), key=lambda pair: pair[0])
    found = [
        Repair(left, new, f"{what} (right side)", 1 + size / 10)
        for size, what, new in tried
        if fitting.shape(new) == wanted and compare(left, new, samples).state == "equal"
    ]
    return tuple(r for r in found if r.size == found[0].size)


def _shape(formula: Expression, fitting: Fitting) -> Shape | None:
    """The shape of a formula that fits, and is a vector or a matrix."""
    try:
        return fitting.shape(formula)
    except (MisfitError, UnsettledError):
        return None


def _renamed(formula: Expression, fitting: Fitting) -> Iterator[tuple[int, str, Expression]]:
    """The formula with one other name with which it fits, and how far that is away."""
    for path, node in places(formula):
        if not isinstance(node, Symbol) or node.name not in fitting.shapes:
            continue
        for name in fitting.shapes:
            try:
                new, _ = fitting.fitted(replaced_at(formula, path, Symbol(name)))
            except (MisfitError, UnsettledError):
                continue
            yield distance(node.name, name), f"{name} for {node.name}", new
