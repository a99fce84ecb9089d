"""What is a calculation that a lecture prints, and what may its numbers stand for?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    nodes,
    rewrite,
    with_children,
)
from ..oracles.enclosures import Box, printed_box
from .slots import Slot

_ONE = integer(1)


@dataclass(frozen=True)
class Calculation:
    """A calculation with what its numbers may stand for.

    `expression` has a name `#n` for every number that may stand for more than its digits, with its
    box in `boxes` and the quantities it may be a print of in `prints`; `misfits` are the numbers
    that are no prints of their slots; `claims` those that stand for a calculation of the page, as
    0.57 for -log(0.27); `roots` the findings that accuse what it uses; `is_rounded` whether it uses
    a print of a derived quantity; `is_credible` whether most of its numbers are prints of their
    slots; `is_known` whether the page bears all of them out.
    """

    expression: Expression
    boxes: dict[str, Box]
    misfits: tuple[Slot, ...] = ()
    claims: tuple[Slot, ...] = ()
    roots: tuple[str, ...] = ()
    is_rounded: bool = False
    printed: Expression | None = None
    is_credible: bool = True
    is_known: bool = True
    prints: tuple[tuple[str, Expression], ...] = ()

    @property
    def accused(self) -> tuple[Slot, ...]:
        """The misfits, unless they are so many that the numbers stand for something else."""
        return self.misfits if self.is_credible else ()


def lenient(calculation: Calculation, digits: int = 1) -> Calculation:
    """The same with every decimal of so many digits standing for all that rounds to it."""
    boxes = dict(calculation.boxes)

    def widened(node: Expression) -> Expression:
        if (
            isinstance(node, Number)
            and not node.printed.is_integer
            and node.printed.digits >= digits
        ):
            name = f"#{len(boxes)}"
            boxes[name] = printed_box(node.printed)
            return Symbol(name)
        inner = tuple(widened(part) for part in children(node))
        return with_children(node, inner) if inner else node

    return Calculation(widened(calculation.expression), boxes)


def unsigned(quantity: Expression, number: Number) -> tuple[Expression, Number]:
    """A negated quantity and its number, both with the sign turned round."""
    while isinstance(quantity, Apply) and quantity.function == "negate":
        quantity = quantity.arguments[0]
        number = Number(number.printed.negated, number.place)
    return quantity, number


def expanded(form: Expression, graph: Graph) -> Expression:
    """A formula with every name that stands for a matrix of entries replaced by the entries."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and isinstance(graph.definitions.get(node.name), Matrix):
            return graph.definitions[node.name]
        return node

    return rewrite(form, change)


def unfolded(form: Expression, forms: Mapping[Expression, Sequence[Expression]]) -> Expression:
    """A formula with every derivative replaced by what the page says that it is."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, Derivative):
            return node
        for other in forms.get(node, ()):
            if not any(isinstance(n, Derivative | Number) and n != _ONE for n in nodes(other)):
                return other
        return node

    return rewrite(form, change)


def has_decimals(expression: Expression) -> bool:
    """Whether a number with a decimal point is printed in an expression."""
    return any(isinstance(n, Number) and not n.printed.is_integer for n in nodes(expression))
