"""Computations that share no number with the lectures, in names of their own."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.tree import Expression, Number, Symbol
from backproof.oracles.enclosures import Truth
from backproof.slips.arithmetic import Other
from backproof.slips.search import Wrong

#: Formulas in which every slip of arithmetic can be made.
FORMULAS = {
    "s1": "u1*p1 + u2*p2 + c1",
    "s2": "u3*p1 + u4*p2 + c1",
    "g1": "sigmoid(s1)",
    "g2": "sigmoid(s2)",
    "q1": "exp(s1)/(exp(s1) + exp(s2))",
    "cost": "(1/2)*((r1 - g1)**2 + (r2 - g2)**2)",
    "loss": "-(r1*log(g1) + (1 - r1)*log(1 - g1))",
    "slope": "-(r1 - g1)*g1*(1 - g1)*p2",
    "moved": "u1 - rate*(g1 - r1)*p1/4",
}
_GIVEN = ("u1", "u2", "u3", "u4", "p1", "p2", "c1", "r1", "r2", "rate")


def computation(seed: int) -> tuple[Truth, dict[str, Expression], tuple[Other, ...]]:
    """A graph with random givens, its formulas, and the values that stand in the document."""
    rng = Random(seed)
    given = {n: Number(Printed(f"0.{rng.randint(1001, 9999)}")) for n in _GIVEN}
    formulas = {name: parse(text) for name, text in FORMULAS.items()}
    truth = Truth(Graph({**given, **formulas}))
    return truth, formulas, tuple(Other(Symbol(name)) for name in (*given, *formulas))


def printed(value: Fraction, digits: int) -> Printed:
    """A value with so many significant digits."""
    places = max(digits - 1 - int(f"{float(value):e}".split("e")[1]), 1)
    return Printed(Printed(f"0.{'0' * places}").rounded(value))


@pytest.fixture
def wrong_print() -> Callable[[int, str, str], Wrong]:
    """A wrong print of a named quantity of a generated computation."""

    def make(seed: int, name: str, text: str) -> Wrong:
        truth, formulas, others = computation(seed)
        return Wrong(Printed(text), (Symbol(name), formulas[name]), truth, others)

    return make
