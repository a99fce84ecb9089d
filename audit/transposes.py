"""How do factors fit whose shapes do not, in another order or with a transpose more or less?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from ..expressions.arrays import Arrays
from ..expressions.tree import Apply, Expression, is_apply
from .array_products import Fitting, MisfitError, UnsettledError, flat


def refitted(factors: Sequence[Expression], arrays: Arrays) -> Iterator[Expression]:
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
    turned = [f.arguments[0] if is_apply(f, "transpose") else Apply("transpose", (f,)) for f in (
        factors
    )]  # fmt: skip
    for i in (i for i, is_array in enumerate(arrays) if is_array):
        yield *factors[:i], turned[i], *factors[i + 1 :]
    for i in (i for i, pair in enumerate(pairwise(arrays)) if all(pair)):
        for a, b in product((factors[i], turned[i]), (factors[i + 1], turned[i + 1])):
            yield *factors[:i], b, a, *factors[i + 2 :]
        yield *factors[:i], turned[i], turned[i + 1], *factors[i + 2 :]
