"""At which points is a formula looked at?

Only names that do not follow from others are drawn at random; the first points have few digits, so that
a counterexample reads well. Drawing is seeded by the formula: the same text, the same points.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from ..expressions.graph import Graph
from .enclosures import Box, point

SIMPLE = tuple(Fraction(n, 2) for n in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5))
MOST_POINTS = 40


def points(graph: Graph, seed: str) -> Iterator[dict[str, Box]]:
    """Values for the scalar names that do not follow from others, few digits first."""
    random = Random(zlib.crc32(seed.encode()))
    for number in range(MOST_POINTS):
        yield {
            name: point(_drawn(random, graph.domains.get(name), number))
            for name, shape in graph.roots()
            if not shape
        }


def _drawn(random: Random, domain: tuple[float, float] | None, number: int) -> Fraction:
    if domain is not None:
        low, high = (Fraction(str(end)) for end in domain)
        return low + (high - low) * Fraction(random.randint(1, 99), 100)
    if number < 2:
        return random.choice(SIMPLE)
    return Fraction(random.choice((-1, 1)) * random.randint(3, 199), 100)
