"""Which products are there of the same factors, in another order or with other transposes?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from ..expressions.arrays import Arrays
from ..expressions.graph import Graph
from ..expressions.tree import Apply, Expression, is_apply, symbols
from .array_products import Fitting, MisfitError, UnsettledError, flat, ones_of


def transposed(node: Expression) -> Expression:
    """The transpose; of a transpose, what it is of."""
    return node.arguments[0] if is_apply(node, "transpose") else Apply("transpose", (node,))


def orders(a: Expression, b: Expression) -> Iterator[tuple[Expression, Expression]]:
    """Two factors in the other order, or one of them transposed."""
    at, bt = transposed(a), transposed(b)
    yield from ((at, b), (a, bt), (b, a), (bt, a), (b, at))


def products(factors: tuple[Expression, ...], graph: Graph) -> Iterator[Expression]:
    """Factors side by side as a product of matrices, one of them transposed."""
    if graph.arrays.shapes:
        yield from _refitted(factors, graph.arrays)
        return
    for i in range(len(factors) - 1):
        for pair in orders(*factors[i : i + 2]):
            whole = Apply("matmul", pair)
            rest = (*factors[:i], whole, *factors[i + 2 :])
            yield whole if len(rest) == 1 else Apply("multiply", rest)


def summed(expression: Expression, graph: Graph) -> Iterator[tuple[Expression, str]]:
    """The sums of the columns, or of the rows, of what is a matrix, in words: over samples."""
    known = graph.arrays.shapes
    lengths = {length for name in symbols(expression) for length in known.get(name, ())}
    for length in sorted(lengths):
        yield Apply("matmul", (ones_of(1, length), expression)), "summed over the rows"
        yield Apply("matmul", (expression, ones_of(length, 1))), "summed over the columns"


def _refitted(factors: Sequence[Expression], arrays: Arrays) -> Iterator[Expression]:
    """Factors whose shapes do not fit, as they fit in another order or with other transposes."""
    fitting = Fitting(arrays.shapes, arrays.turned)
    parts, _ = flat(Apply("multiply", tuple(factors)))
    for own in dict.fromkeys((tuple(factors), tuple(parts))):
        for way in _ways(own, [fitting.is_array(factor) for factor in own]):
            try:
                yield fitting.fitted(Apply("multiply", way))[0]
            except (MisfitError, UnsettledError):
                continue


def _ways(
    factors: tuple[Expression, ...], arrays: Sequence[bool]
) -> Iterator[tuple[Expression, ...]]:
    """One factor transposed, or two neighbours in the other order, or transposed."""
    turned = [transposed(factor) for factor in factors]
    for i in (i for i, is_array in enumerate(arrays) if is_array):
        yield *factors[:i], turned[i], *factors[i + 1 :]
    for i in (i for i, pair in enumerate(pairwise(arrays)) if all(pair)):
        for a, b in product((factors[i], turned[i]), (factors[i + 1], turned[i + 1])):
            yield *factors[:i], b, a, *factors[i + 2 :]
        yield *factors[:i], turned[i], turned[i + 1], *factors[i + 2 :]
