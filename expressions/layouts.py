"""How do the derivatives of many entries by many others stand in a matrix?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from .arithmetic import MeaninglessError
from .graph import Label
from .tree import Apply, Expression, Matrix, Symbol, integer
from .written import written

if TYPE_CHECKING:
    from .walk import Walk

T = TypeVar("T")


def derivative(walk: Walk[T], of: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
    """The derivative of one value by a name; of and by matrices, entry by entry.

    A scalar by a matrix has the matrix's shape, and so has a matrix by a scalar. Two matrices
    of one shape: by elements, each entry by the entry at its place. Otherwise the Jacobian, a
    row for each entry of `of`, in printed order.
    """
    if walk.graph.is_partial and isinstance(by, Symbol):
        name = walk.resolved(by, bound)
        if not walk.graph.connects(of, name):
            between = walk.graph.hidden(of, name) or written(of)
            raise MeaninglessError(f"nothing here says how {between} follows from {name}")
    tops, bottoms = _parts(walk, of, bound), _parts(walk, by, bound)
    if bottoms is not None and _is_whole(walk, by, bound):
        bottoms = None
    if tops is None:
        return _by_all(walk, of, by, bottoms, bound)
    if bottoms is None and walk.arithmetic.entries(walk.value(by, bound)) is None:
        return walk.arithmetic.matrix([[walk.slope(t, by, bound) for t in row] for row in tops])
    if bottoms is None:
        grids = [[_grid(walk, walk.slope(t, by, bound)) for t in row] for row in tops]
    else:
        grids = [
            [[[walk.slope(t, b, bound) for b in r] for r in bottoms] for t in row] for row in tops
        ]
    if len(grids) == len(grids[0][0]) and len(grids[0]) == len(grids[0][0][0]):
        return walk.arithmetic.matrix(
            [[grid[i][j] for j, grid in enumerate(row)] for i, row in enumerate(grids)]
        )
    return walk.arithmetic.matrix(
        [[entry for line in grid for entry in line] for row in grids for grid in row]
    )


def _by_all(
    walk: Walk[T],
    of: Expression,
    by: Expression,
    bottoms: Sequence[Sequence[Expression]] | None,
    bound: Mapping[str, Label],
) -> T:
    """The derivative of a scalar by a name, or by every entry of a matrix."""
    if bottoms is None:
        return walk.slope(of, by, bound)
    return walk.arithmetic.matrix([[walk.slope(of, b, bound) for b in row] for row in bottoms])


def _grid(walk: Walk[T], value: T) -> Sequence[Sequence[T]]:
    """The entries of a value that is known to be a matrix."""
    entries = walk.arithmetic.entries(value)
    if entries is None:
        raise MeaninglessError("a number where a matrix is needed")
    return entries


def _is_whole(walk: Walk[T], by: Expression, bound: Mapping[str, Label]) -> bool:
    """Whether a matrix is given in numbers, or computed: its entries have no names of their own."""
    if not isinstance(by, Symbol):
        return False
    name = walk.resolved(by, bound)
    return walk.graph.is_given(name) or not isinstance(walk.graph.definitions.get(name), Matrix)


def _parts(
    walk: Walk[T], expression: Expression, bound: Mapping[str, Label]
) -> Sequence[Sequence[Expression]] | None:
    """The entries of a matrix as expressions; None for a scalar."""
    if isinstance(expression, Matrix):
        return expression.rows
    if isinstance(expression, Symbol):
        definition = walk.graph.definitions.get(walk.resolved(expression, bound))
        if isinstance(definition, Matrix):
            return definition.rows
        if definition is None:
            return None
    entries = walk.arithmetic.entries(walk.value(expression, bound))
    if entries is None:
        return None
    return [
        [Apply("element", (expression, integer(i + 1), integer(j + 1))) for j in range(len(row))]
        for i, row in enumerate(entries)
    ]
