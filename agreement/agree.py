"""Do the derivations and the oracles get the same gradients?

For one case the exact gradient is computed once, and every engine is held against it: its net
inputs must be the exact ones but for rounding, the branches it took at kinks are certified from
them, and its gradients must lie within the bound of the exact gradients on these branches.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..cases.network import KINKED, Array, Batch, Gradients, Network, require_fit
from ..oracles import balls
from ..oracles.balls import Exact, Pair
from .bound import Bound, bound
from .engines import Engine
from .hold import Agreement, Side, held, unanswered


def agreements(
    case: str, network: Network, batch: Batch, engines: Iterable[Engine]
) -> tuple[Agreement, ...]:
    """Every engine that applies, on one case, against balls and against every oracle.

    One agreement for every parameter. Raises `ShapeError` where the batch does not fit.
    """
    require_fit(network, batch)
    exact = balls.gradients(network, batch)
    found: list[Agreement] = []
    sides: list[tuple[Engine, Side]] = []
    for engine in engines:
        if not engine.applies(network, batch):
            continue
        if engine.missing:
            why = f"{engine.missing} is not installed"
            found += unanswered(case, engine.name, balls.name, network, why)
            continue
        with np.errstate(all="ignore"):  # overflow is judged by its result, not by a warning
            answer = engine.gradients(network, batch)
        try:
            own, limits = exact_for(engine, network, batch, answer, exact)
        except WrongBranchError as wrong:
            found += unanswered(case, engine.name, balls.name, network, str(wrong), "disagree")
            continue
        side = _side(engine.name, answer, limits, own)
        found += held(case, network, side, _exact_side(own))
        sides.append((engine, side))
    for engine, side in sides:
        for other, oracle in sides:
            if engine.kind == "derivation" and other.kind == "oracle":
                found += held(case, network, side, oracle)
    return tuple(found)


def _side(name: str, answer: Gradients, limits: Bound, exact: Exact) -> Side:
    def exactly(array: Array) -> Pair:
        return Pair(array, np.zeros(array.shape))

    weights, biases = (tuple(map(exactly, part)) for part in (answer.weights, answer.biases))
    return Side(name, weights, biases, limits, _branches(exact))


def _exact_side(exact: Exact) -> Side:
    return Side(balls.name, exact.weights, exact.biases, None, _branches(exact))


def _branches(exact: Exact) -> bytes:
    return b"".join(np.packbits(above).tobytes() for above in exact.branches)


class WrongBranchError(ArithmeticError):
    """An engine's net input lies on a side of a kink to which rounding cannot have carried it."""


def exact_for(
    engine: Engine, network: Network, batch: Batch, answer: Gradients, exact: Exact
) -> tuple[Exact, Bound]:
    """The exact gradients on the branches that the engine took, and its bound there.

    The branches are certified one layer after the other, because a step that goes the other way
    moves everything after it. Raises `WrongBranchError`.
    """
    limits = bound(network, batch, exact, engine.accuracy, engine.enumerates_paths)
    taken: list[Array] = []
    for number, layer in enumerate(network.layers):
        above = exact.branches[number]
        if layer.activation in KINKED:
            mine = _above(engine, layer.activation, answer.nets[number], above.shape, number)
            true, limit = exact.nets[number].high, limits.nets[number]
            crossed = (mine != above) & ~(np.abs(true) <= limit)
            if crossed.any():
                where = tuple(int(i) for i in np.argwhere(crossed)[0])
                raise WrongBranchError(
                    f"nets[{number}]{list(where)} is {answer.nets[number][where]:.17g}, exactly "
                    f"{true[where]:.17g}: the other side of the kink, and rounding explains a "
                    f"difference of {limit[where]:.1e} at most"
                )
            taken.append(mine)
            if (mine != above).any():
                exact = balls.gradients(network, batch, taken)
                limits = bound(network, batch, exact, engine.accuracy, engine.enumerates_paths)
        else:
            taken.append(above)
    return exact, limits


def _above(
    engine: Engine, activation: str, net: Array, shape: tuple[int, ...], number: int
) -> Array:
    if net.shape != shape:
        raise WrongBranchError(f"nets[{number}] has shape {net.shape}, expected {shape}")
    return net >= 0 if activation in engine.accuracy.above_at_kink else net > 0
