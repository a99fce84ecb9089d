"""From which two factors, never printed, may a derivative have been computed?"""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Apply, Derivative, Symbol
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth, point, printed_box
from .calculations import Calculation


def chained(
    quantity: Derivative, like: Printed, graph: Graph, truth: Truth
) -> Iterator[Calculation]:
    """d(A, X) * d(X, B) for every X through which alone A depends on B, in digits as of `like`."""
    try:
        whole = truth.value(quantity)
    except MeaninglessError:
        return
    for name in graph.definitions:
        factors = Derivative(quantity.of, Symbol(name)), Derivative(Symbol(name), quantity.by)
        if quantity in factors:
            continue
        try:
            values = [truth.value(factor) for factor in factors]
        except MeaninglessError:
            continue
        if not point(values[0].middle * values[1].middle).near(whole):
            continue
        boxes = {
            f"#{i}": printed_box(Printed(like.rounded(v.middle))) for i, v in enumerate(values)
        }
        yield Calculation(Apply("multiply", (Symbol("#0"), Symbol("#1"))), boxes, is_rounded=True)
