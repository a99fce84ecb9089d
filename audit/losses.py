"""Which loss do notes mean that say of it only how it changes with the last outputs?

`δ^L = ∇_a C ⊙ σ'(z^L)` holds for every loss that follows from a^L, and so does all that is derived
from it. It is checked with one of them: half the squared distance to some target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Symbol,
    integer,
    is_apply,
    is_numeric,
    nodes,
    symbols,
)
from .sayings import derivatives

if TYPE_CHECKING:
    from .stacks import Stack

#: What names of losses begin with.
LOSSES = ("cost", "loss", "err", "total", "obj", "mse", "ce", "bce", "cross", "e", "c", "l", "j")
#: A loss of which nothing is said follows from so many names at most.
_MOST_LAST = 24
#: The target of a loss of which nothing more is said.
TARGET = "#target"


def with_last_layer(statement: Statement, last: Mapping[str, str]) -> Statement:
    """∇_a C is taken by the outputs of the last layer."""

    def change(node: Expression) -> Expression:
        match node:
            case Derivative(of=of, by=Symbol(name=name), spelling="nabla") if name in last:
                return Derivative(of, Symbol(last[name]), node.place, "nabla")
            case _:
                return node

    return statement.rewritten(change)


def losses(
    statements: Sequence[Statement], formulas: Mapping[str, Expression], stack: Stack
) -> dict[str, Expression]:
    """A formula for every loss that has none, of the outputs of the last layer."""
    outputs = list(_outputs(formulas, stack))
    found: dict[str, Expression] = {}
    for statement in statements if outputs else ():
        for node in derivatives(statement):
            match node:
                case Derivative(of=Symbol(name=name, indices=()), by=Symbol(name=by)) if (
                    name not in formulas and stack.level(name) is None and stack.level(by)
                ):
                    found.setdefault(name, _distance(Symbol(outputs[0]), Symbol(TARGET)))
                case _:
                    pass
        first, *rest = (m.expression for m in statement.members)
        match first, rest:
            case Derivative(of=Symbol(name=name)), [slope, *_] if name not in formulas:
                for output in outputs:
                    if (target := _target(slope, output)) is not None:
                        found[name] = _distance(Symbol(output), target)
            case _:
                pass
    return found


def any_loss(names: Iterable[str], definitions: Mapping[str, Expression]) -> dict[str, Expression]:
    """Some function of all that is computed last, for every loss among names without a formula.

    What is true of it, and does not look into it, is true of any loss; what is not may be true of
    another one.
    """
    unsaid = [name for name in names if name.casefold().startswith(LOSSES)]
    used = {n for formula in definitions.values() for n in symbols(formula)}
    last = [
        name
        for name, formula in definitions.items()
        if name not in used and not name.endswith("_new") and not is_numeric(formula)
        and not any(isinstance(n, Derivative) for n in nodes(formula))
    ]  # fmt: skip
    if not last or len(last) > _MOST_LAST:
        return {}
    one, other = (_weighted(last, start) for start in (3, 5))
    return dict.fromkeys(unsaid, Apply("add", (one, Apply("power", (other, integer(2))))))


def _weighted(names: Sequence[str], start: int) -> Expression:
    """A sum of names, each with a factor of its own."""
    terms = (
        Apply("multiply", (Apply("divide", (integer(start + 2 * k), integer(7))), Symbol(name)))
        for k, name in enumerate(names)
    )
    return Apply("add", (*terms, integer(1)))


def _outputs(formulas: Mapping[str, Expression], stack: Stack) -> Iterator[str]:
    """The names of the last layer's outputs: what a function makes of one net input."""
    for name, formula in formulas.items():
        at, inner = stack.level(name), symbols(formula)
        below = stack.level(inner[0]) if len(inner) == 1 else None
        if at is None or below is None or isinstance(formula, Symbol | Derivative):
            continue
        if below.base != at.base and below.layer == at.layer and not at.letters + at.unit:
            yield stack.last(at.base)


def _target(slope: Expression, output: str) -> Expression | None:
    """y of a^L - y."""
    match slope:
        case Apply(function="add", arguments=(Symbol(name=name), negated)) if name == output:
            return negated.arguments[0] if is_apply(negated, "negate") else None
        case _:
            return None


def _distance(output: Expression, target: Expression) -> Expression:
    difference = Apply("add", (output, Apply("negate", (target,))))
    square = Apply("power", (Apply("norm", (difference,)), integer(2)))
    return Apply("multiply", (Apply("divide", (integer(1), integer(2))), square))
