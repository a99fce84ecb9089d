"""How do the derivatives of many entries by many others stand in a matrix?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from .arithmetic import MeaninglessError
from .arrays import is_tensor, kind_of
from .graph import Label
from .tree import Apply, Derivative, Expression, Matrix, Symbol, integer
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
        return laid_out(walk, _by_all(walk, of, by, bottoms, bound), by)
    if is_tensor(Derivative(of, by), walk.graph.arrays.shapes):
        _require_matrix(walk, of, by)
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
    jacobian = walk.arithmetic.matrix(
        [[entry for line in grid for entry in line] for row in grids for grid in row]
    )
    turns = "jacobian" in walk.graph.arrays.turned
    return walk.arithmetic.apply("transpose", [jacobian]) if turns else jacobian


def _require_matrix(walk: Walk[T], of: Expression, by: Expression) -> None:
    """Raise `MeaninglessError` where the derivatives of several by several make no matrix."""
    above, below = (walk.graph.arrays.shapes[_name(side)] for side in (of, by))
    if above != below and not (1 in above and 1 in below):
        what = f"the derivatives of {above[0]}x{above[1]} by {below[0]}x{below[1]} entries"
        raise MeaninglessError(f"{what} stand in no matrix")


def chain(walk: Walk[T], factors: Sequence[Expression], bound: Mapping[str, Label]) -> T:
    """A product of derivatives of several values by several, summed over what they share.

    The links stand from the top down, or from the bottom up; numbers may stand between them. Raises
    `MeaninglessError` where they are no chain.
    """
    shapes = walk.graph.arrays.shapes
    numbers, links = list[T](), list[Expression]()
    for factor in factors:
        value = None if is_tensor(factor, shapes) else walk.value(factor, bound)
        if value is not None and walk.arithmetic.entries(value) is None:
            numbers.append(value)
        else:
            links.append(factor)
    for ordered in (links, links[::-1]):
        if all(is_tensor(link, shapes) for link in ordered[1:]) and _is_chain(ordered):
            break
    else:
        raise MeaninglessError("derivatives of vectors whose shapes make no chain")
    first, *rest = (link for link in ordered)
    if not is_tensor(first, shapes):
        value = _carried(walk, _grid(walk, walk.value(first, bound)), rest, bound)
    else:
        assert isinstance(first, Derivative)
        last = rest[-1] if rest else first
        assert isinstance(last, Derivative)
        tops = _parts(walk, first.of, bound)
        if tops is None:
            raise MeaninglessError("a chain of derivatives of vectors begins with a number")
        rows = [
            _carried(walk, _grid(walk, _one(walk, top, first.by, bound)), rest, bound, plain=True)
            for line in tops
            for top in line
        ]
        flat = [[e for line in _grid(walk, row) for e in line] for row in rows]
        if shapes[_name(first.of)] == shapes[_name(last.by)]:
            width = shapes[_name(last.by)][1]
            own = [line[i] for i, line in enumerate(flat)]
            flat = [own[i : i + width] for i in range(0, len(own), width)]
        value = walk.arithmetic.matrix(flat)
    return walk.arithmetic.apply("multiply", [*numbers, value]) if numbers else value


def _is_chain(links: Sequence[Expression]) -> bool:
    """Whether each link is of what the one before is by."""
    return all(
        isinstance(b, Derivative) and (not isinstance(a, Derivative) or a.by == b.of)
        for a, b in pairwise(links)
    )


def _carried(
    walk: Walk[T],
    slopes: Sequence[Sequence[T]],
    links: Sequence[Expression],
    bound: Mapping[str, Label],
    plain: bool = False,
) -> T:
    """The derivatives of a number by what the first link is of, carried to what the last is by."""
    apply = walk.arithmetic.apply
    by: Expression | None = None
    for link in links:
        assert isinstance(link, Derivative)
        rows, columns = walk.graph.arrays.shapes[_name(link.of)]
        own = [value for line in slopes for value in line]
        if len(own) != rows * columns or (len(slopes) != rows and 1 not in (rows, columns)):
            raise MeaninglessError(f"no derivatives by {written(link.of)} to carry on")
        tops = [top for line in _parts(walk, link.of, bound) or [] for top in line]
        terms = [
            apply("multiply", [value, _one(walk, top, link.by, bound)])
            for value, top in zip(own, tops, strict=True)
        ]
        slopes, by = _grid(walk, apply("add", terms)), link.by
    value = walk.arithmetic.matrix(slopes)
    return value if plain or by is None else laid_out(walk, value, by)


def _one(walk: Walk[T], top: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
    """The derivative of one entry by a vector or a matrix, in its shape."""
    bottoms = _parts(walk, by, bound)
    return _by_all(walk, top, by, None if _is_whole(walk, by, bound) else bottoms, bound)


def laid_out(walk: Walk[T], value: T, by: Expression) -> T:
    """The derivative of a number by a vector or a matrix, as the layout of the graph has it."""
    shape = walk.graph.arrays.shapes.get(_name(by))
    turns = shape is not None and kind_of(shape) in walk.graph.arrays.turned
    return walk.arithmetic.apply("transpose", [value]) if turns else value


def _name(symbol: Expression) -> str:
    return symbol.name if isinstance(symbol, Symbol) else ""


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
