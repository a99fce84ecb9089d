"""At which points is a formula looked at?

Only names that do not follow from others are drawn at random; the first points have few digits, so
that a counterexample reads well. The points belong to the graph: all its formulas are looked at
there, and what is computed for one of them serves the others.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from fractions import Fraction
from random import Random

from flint import ctx

from ..expressions.graph import Graph
from ..expressions.walk import Walk
from ..oracles.ball_formulas import Balls, Floats
from ..oracles.enclosures import Box, ball, point
from ..oracles.tape import Var

SIMPLE = tuple(Fraction(n, 2) for n in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5))
MOST_POINTS = 40
PRECISION = 128


class Samples:
    """The points of a graph, with the walks that remember what is known there."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.drawn: list[dict[str, Box]] = []
        self.walks: dict[tuple[str, int], Walk[Var]] = {}
        self.random = Random(zlib.crc32(" ".join(graph.definitions).encode()))

    def at(self, number: int) -> Mapping[str, Box]:
        """A point: values for the scalar names that do not follow from others."""
        while len(self.drawn) <= number:
            here = len(self.drawn)
            self.drawn.append(
                {
                    name: point(_drawn(self.random, self.graph.domains.get(name), here))
                    for name, shape in self.graph.roots()
                    if not shape
                }
            )
        return self.drawn[number]

    def balls(self, number: int) -> Walk[Var]:
        """The walk in balls; to be used within `ctx.workprec(PRECISION)`."""
        key = "balls", number
        if key not in self.walks:
            with ctx.workprec(PRECISION):
                start = {name: Var(ball(box)) for name, box in self.at(number).items()}
            self.walks[key] = Walk(self.graph, Balls(), start)
        return self.walks[key]

    def floats(self, number: int) -> Walk[Var]:
        """The walk in floats."""
        key = "floats", number
        if key not in self.walks:
            start = {name: Var(float(box.low)) for name, box in self.at(number).items()}
            self.walks[key] = Walk(self.graph, Floats(), start)
        return self.walks[key]


def _drawn(random: Random, domain: tuple[float, float] | None, number: int) -> Fraction:
    if domain is not None:
        low, high = (Fraction(str(end)) for end in domain)
        return low + (high - low) * Fraction(random.randint(1, 99), 100)
    if number < 2:
        return random.choice(SIMPLE)
    return Fraction(random.choice((-1, 1)) * random.randint(3, 199), 100)
