"""What is a formula worth, nearly, and what would it be worth with something else in one place?

Plain float64, as arrays: the search asks for thousands of small changes of one formula, and each
changes only what stands around it. Nothing is proved here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..expressions.tree import FUNCTIONS, Apply, Expression, Path, children
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth

#: An array of float64, or one number: what numpy takes alike.
Floats = Any


def _sum(*terms: Floats) -> Floats:
    return sum(terms[1:], start=terms[0])


def _product(*factors: Floats) -> Floats:
    found = factors[0]
    for factor in factors[1:]:
        found = found * factor
    return found


_FUNCTIONS: dict[str, Callable[..., Floats]] = {
    "add": _sum,
    "multiply": _product,
    "hadamard": _product,
    "negate": np.negative,
    "divide": np.divide,
    "power": np.power,
    "exp": np.exp,
    "log": np.log,
    "log10": np.log10,
    "log2": np.log2,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "max": lambda *terms: np.maximum.reduce(np.broadcast_arrays(*terms)),
    "min": lambda *terms: np.minimum.reduce(np.broadcast_arrays(*terms)),
    "sin": np.sin,
    "cos": np.cos,
    "arctan": np.arctan,
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
    "step": lambda z: np.heaviside(z, 1),
    "softplus": lambda z: np.log1p(np.exp(z)),
}


def is_open(expression: Expression) -> bool:
    """Whether an expression is a function of numbers, and not a name or something in its own right.

    A derivative, or an entry of a matrix, is taken as a whole, and so is what a page calls by the
    name of a function and gives other arguments.
    """
    if not isinstance(expression, Apply) or expression.function not in _FUNCTIONS:
        return False
    return FUNCTIONS[expression.function] in (None, len(expression.arguments))


def open_places(expression: Expression, path: Path = ()) -> Iterator[tuple[Path, Expression]]:
    """Every node that is computed with, with its path, outside first."""
    yield path, expression
    if is_open(expression):
        for i, part in enumerate(children(expression)):
            yield from open_places(part, (*path, i))


class Nearly:
    """The values of formulas over one graph, each computed once."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.known: dict[int, tuple[Expression, float]] = {}
        self.leaves: dict[Expression, float] = {}

    def value(self, expression: Expression) -> float:
        """The value; not a number where there is none, or where it is a matrix."""
        found = self.known.get(id(expression))
        if found is None:
            # The expression is kept, so that its id stays its own.
            found = self.known[id(expression)] = expression, self._computed(expression)
        return found[1]

    def _computed(self, expression: Expression) -> float:
        if isinstance(expression, Apply) and is_open(expression):
            arguments = [np.float64(self.value(part)) for part in expression.arguments]
            return float(_FUNCTIONS[expression.function](*arguments))
        if expression not in self.leaves:
            try:
                self.leaves[expression] = float(self.truth.value(expression).middle)
            except (MeaninglessError, OverflowError, RecursionError):
                self.leaves[expression] = float("nan")
        return self.leaves[expression]

    def around(self, expression: Expression, path: Path, inner: Sequence[float]) -> Floats:
        """What the formula is worth with each of several values at a path."""
        above: list[Apply] = []
        node = expression
        for step in path:
            assert isinstance(node, Apply)
            above.append(node)
            node = node.arguments[step]
        values: Floats = np.array(inner, dtype=np.float64)
        for node, step in zip(reversed(above), reversed(path), strict=True):
            arguments: list[Floats] = [self.value(part) for part in node.arguments]
            arguments[step] = values
            values = _FUNCTIONS[node.function](*arguments)
        return values
