"""How are formulas evaluated at many points without walking their trees at each?

A walk on `Recorded` values writes the computation down; it is replayed in floats or balls. What
takes another course for other values (a branch) cannot be recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError, Walk
from .ball_formulas import Taped
from .recording import Recorded, Recording, recording, replayed
from .tape import Var


def function(
    graph: Graph,
    names: Sequence[str],
    expressions: Sequence[Expression],
    number: Callable[[Fraction], Any],
) -> Callable[[Sequence[Any]], list[Any]]:
    """The values of scalar expressions as a function of what some names are worth.

    Raises `MeaninglessError` where an expression has no value or a course that is not fixed.
    """
    with recording(len(names)) as (made, inputs):
        point = {name: Var(value) for name, value in zip(names, inputs, strict=True)}
        walk = Walk(graph, Recorder(made), point)
        ends = [walk.value(expression).value for expression in expressions]
        if not all(isinstance(end, Recorded) for end in ends):
            raise MeaninglessError("a matrix where a number is needed")
        return replayed(made, ends, lambda n: number(Fraction(n)))


class Recorder(Taped):
    """Writes a computation down."""

    def __init__(self, made: Recording) -> None:
        self.made = made

    def number(self, printed: Printed) -> Var:
        """A constant of the recording."""
        value = printed.value
        return Var(Recorded(int(value) if value.denominator == 1 else value))

    def constant(self, value: int) -> Var:
        """A constant of the recording."""
        return Var(Recorded(value))

    def whole(self, value: Any) -> int | None:
        """A constant that is a whole number."""
        fixed = self.made.fixed(value.at) if isinstance(value, Recorded) else None
        return int(fixed) if fixed is not None and fixed == int(fixed) else None

    def sign(self, value: Any) -> int:
        """Of constants alone. Raises `MeaninglessError`: the other branch may be taken later."""
        fixed = self.made.fixed(value.at) if isinstance(value, Recorded) else None
        if fixed is None:
            raise MeaninglessError("a branch that may be taken otherwise later")
        return (fixed > 0) - (fixed < 0)
