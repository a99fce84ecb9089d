"""What may a number have been computed from that no calculation beside it says?

From its formula with the prints of the page put in; or, where it is a derivative, from two factors
that were never printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Symbol,
    children,
    rewrite,
    symbols,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth, point, printed_box
from .calculations import Calculation
from .kin import unit_of
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


def by_fellow(
    quantity: Derivative, forms: Mapping[Expression, Sequence[Expression]]
) -> Iterator[Expression]:
    """What is said of the same derivative of another unit, with this one's number."""
    parts = quantity.of, quantity.by
    mine = [unit_of(part.name) for part in parts if isinstance(part, Symbol)]
    for other, said in forms.items():
        if not isinstance(other, Derivative) or other == quantity:
            continue
        names = [p.name for p in (other.of, other.by) if isinstance(p, Symbol)]
        its = [unit_of(name) for name in names]
        if len(its) != len(mine) or len(mine) != len(parts):
            continue
        pairs = list(zip(mine, its, strict=True))
        if not all(a and b and a.kind == b.kind and a.number != b.number for a, b in pairs):
            continue
        numbers = {(b.number, a.number) for a, b in pairs if a and b}
        if len(numbers) == 1:
            old, new = numbers.pop()
            yield from (form for f in said if (form := _of_unit(f, old, new)) is not None)


def _of_unit(form: Expression, old: int, new: int) -> Expression | None:
    """A formula of one unit for another one; None where it speaks of others, too."""
    units = {name: unit_of(name) for name in symbols(form)}
    if not all(unit and unit.number == old for unit in units.values()):
        return None

    def change(node: Expression) -> Expression:
        unit = units[node.name] if isinstance(node, Symbol) else None
        return Symbol(unit.at(new)) if unit else node

    return rewrite(form, change) if units else None


def _as_printed(value: Box, like: Printed, memory: Memory) -> Box:
    found = printed_box(like.at(value.middle))
    for print_ in memory.near(value.middle):
        found = found.hull(print_.usable)
    return found
