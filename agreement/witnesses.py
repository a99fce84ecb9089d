"""Who looks on when a slip is planted: who could see it, and how sharp are their eyes?

Every engine but the derivation itself is a witness: balls, which are exact, the other oracles with
their own bounds, and differences where their estimates hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..cases.network import Array, Batch, Network
from ..oracles import balls, differences
from ..oracles.balls import Exact
from .agree import WrongNetError, exact_for, exact_side, side_of
from .engines import Engine
from .hold import Side


@dataclass(frozen=True, eq=False)
class Witness:
    """Somebody's gradients of the right network, and by how much each element may be off.

    `side` is None for who gives an estimate and no bound.
    """

    name: str
    side: Side | None
    values: Sequence[Array]
    errors: Sequence[Array]


def exactly(exact: Exact) -> Witness:
    """Balls, which err in nothing."""
    values = [p.high for p in (*exact.weights, *exact.biases)]
    nothing = [np.zeros_like(v) for v in values]
    return Witness(balls.name, exact_side(exact), values, nothing)


def oracles_on(
    problem: tuple[Network, Batch], engines: Sequence[Engine], exact: Exact
) -> Iterator[Witness]:
    """The engines that are no derivations, with their own bounds."""
    for engine in engines:
        if engine.kind != "oracle" or engine.missing:
            continue
        answer = engine.gradients(*problem)
        try:
            own, limits = exact_for(engine, *problem, answer, exact)
        except WrongNetError:
            continue
        errors = (*limits.weights, *limits.biases)
        values = (*answer.weights, *answer.biases)
        yield Witness(engine.name, side_of(engine.name, answer, limits, own), values, errors)


def differences_on(problem: tuple[Network, Batch], exact: Exact) -> Iterator[Witness]:
    """Differences, where their estimates hold: elsewhere, as at a kink, they see nothing."""
    try:
        found, estimated = differences.gradients(*problem)
    except ValueError:
        return
    values, errors = (*found.weights, *found.biases), (*estimated.weights, *estimated.biases)
    kept = [
        np.where(np.abs(value - true.high) <= error, error, np.inf)
        for value, error, true in zip(values, errors, (*exact.weights, *exact.biases), strict=True)
    ]
    yield Witness(differences.name, None, values, kept)
