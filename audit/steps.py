"""Which statements print a step from one term of a sequence to the next?"""

from __future__ import annotations

from dataclasses import dataclass

from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Symbol, is_apply
from .kin import counted


@dataclass(frozen=True)
class Step:
    """A term, the term before it, and the rate and the gradient that are printed between."""

    term: str
    before: str
    rate: Expression
    gradient: Expression


def step_of(statement: Statement) -> Step | None:
    """The step that a statement prints: a term as the one before it, less rate by gradient."""
    left = statement.members[0].expression
    term = counted(left.name) if isinstance(left, Symbol) else None
    if term is None or len(statement.members) < 2:
        return None
    for member in statement.members[1:]:
        match member.expression:
            case Apply(function="add", arguments=(Symbol(name=before), change)) if counted(
                before
            ) == (term[0], term[1] - 1):
                factors = _factors(change)
                if factors is not None:
                    return Step(f"{term[0]}{term[1]}", before, *factors)
            case _:
                pass
    return None


def _factors(change: Expression) -> tuple[Expression, Expression] | None:
    """The rate and the gradient of a change."""
    if is_apply(change, "negate"):
        inner = change.arguments[0]
        if is_apply(inner, "multiply") and len(inner.arguments) == 2:
            return inner.arguments[0], inner.arguments[1]
    return None
