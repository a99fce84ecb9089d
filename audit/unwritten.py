"""What may a number have been computed from that no calculation beside it says?

From its formula with the prints of the page put in; or, where it is a derivative, from two factors
that were never printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Symbol,
    children,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth, point, printed_box
from .calculations import Calculation
from .memory import Memory, Print


def with_prints(
    form: Expression,
    boxes: dict[str, Box],
    roots: list[str],
    print_of: Callable[[Symbol | Derivative], Print | None],
) -> Expression:
    """A formula with the prints of its quantities put in.

    Their boxes, and the findings that accuse them, are added to `boxes` and `roots`.
    """
    if isinstance(form, Symbol | Derivative):
        print_ = print_of(form)
        if print_ is None:
            return form
        name = f"#{len(boxes)}"
        boxes[name] = print_.usable
        roots.extend([print_.root] if print_.root else [])
        return Symbol(name)
    inner = tuple(with_prints(part, boxes, roots, print_of) for part in children(form))
    return with_children(form, inner) if inner else form


def chained(
    quantity: Derivative, like: Printed, graph: Graph, truth: Truth, memory: Memory
) -> Iterator[Calculation]:
    """d(A, X) * d(X, B) for every X through which alone A depends on B, in digits as of `like`.

    A factor may be printed under another name, `delta` for one: it is looked for by its value.
    """
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
        boxes = {f"#{i}": _as_printed(v, like, memory) for i, v in enumerate(values)}
        yield Calculation(Apply("multiply", (Symbol("#0"), Symbol("#1"))), boxes, is_rounded=True)


def _as_printed(value: Box, like: Printed, memory: Memory) -> Box:
    found = printed_box(like.at(value.middle))
    for print_ in memory.near(value.middle):
        found = found.hull(print_.usable)
    return found
