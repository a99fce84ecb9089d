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
from .hold import Agreement, Side, errors, held, missing_parts, unanswered


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
        except WrongNetError as wrong:
            found += unanswered(case, engine.name, balls.name, network, str(wrong), "disagree")
            continue
        side = side_of(engine.name, answer, limits, own)
        found += held(case, network, side, exact_side(own))
        sides.append((engine, side))
    for engine, side in sides:
        for other, oracle in sides:
            if engine.kind == "derivation" and other.kind == "oracle":
                found += held(case, network, side, oracle)
    return tuple(found)


def side_of(name: str, answer: Gradients, limits: Bound, exact: Exact) -> Side:
    """An engine's answer as one side of a comparison."""

    def exactly(array: Array) -> Pair:
        return Pair(array, np.zeros(array.shape))

    weights, biases = (tuple(map(exactly, part)) for part in (answer.weights, answer.biases))
    return Side(name, weights, biases, limits, _branches(exact))


def exact_side(exact: Exact) -> Side:
    """The exact gradients as one side of a comparison."""
    return Side(balls.name, exact.weights, exact.biases, None, _branches(exact))


def _branches(exact: Exact) -> bytes:
    return b"".join(np.packbits(above).tobytes() for above in exact.branches)


class WrongNetError(ArithmeticError):
    """An answer lacks a layer, or a net input is off by more than rounding explains."""


class WrongBranchError(WrongNetError):
    """An engine's net input lies on a side of a kink to which rounding cannot have carried it."""


def exact_for(
    engine: Engine, network: Network, batch: Batch, answer: Gradients, exact: Exact
) -> tuple[Exact, Bound]:
    """The exact gradients on the branches that the engine took, and its bound there.

    The branches are certified one layer after the other, because a step that goes the other way
    moves everything after it. Raises `WrongNetError`, at a kink `WrongBranchError`.
    """
    if missing := missing_parts(network, answer):
        raise WrongNetError(missing)
    limits = bound(network, batch, exact, engine.accuracy, engine.enumerates_paths)
    taken: list[Array] = []
    for number, layer in enumerate(network.layers):
        net, true, limit = answer.nets[number], exact.nets[number], limits.nets[number]
        if net.shape != true.high.shape:
            raise WrongNetError(f"nets[{number}] has shape {net.shape}, expected {true.high.shape}")
        if net.dtype != network.dtype:
            raise WrongNetError(f"nets[{number}] has dtype {net.dtype}, expected {network.dtype}")
        above = exact.branches[number]
        if layer.activation in KINKED:
            mine = net >= 0 if layer.activation in engine.accuracy.above_at_kink else net > 0
            _require_side(number, net, true, limit, mine != above)
            if (mine != above).any():
                exact = balls.gradients(network, batch, [*taken, mine])
                limits = bound(network, batch, exact, engine.accuracy, engine.enumerates_paths)
            above = mine
        taken.append(above)
        _require_exact(number, net, true, limit)
    return exact, limits


def _require_side(number: int, net: Array, true: Pair, limit: Array, other_side: Array) -> None:
    crossed = other_side & ~(np.abs(true.high) <= limit)
    if crossed.any():
        where = tuple(int(i) for i in np.argwhere(crossed)[0])
        raise WrongBranchError(
            f"{_off(number, net, true, where)}: the other side of the kink, and rounding explains "
            f"a difference of {limit[where]:.1e} at most"
        )


def _require_exact(number: int, net: Array, true: Pair, limit: Array) -> None:
    outside = errors(net, true, limit).outside
    if outside.any():
        where = tuple(int(i) for i in np.argwhere(outside)[0])
        raise WrongNetError(
            f"{_off(number, net, true, where)}: rounding explains a difference of "
            f"{limit[where]:.1e} at most"
        )


def _off(number: int, net: Array, true: Pair, where: tuple[int, ...]) -> str:
    return f"nets[{number}]{list(where)} is {net[where]:.17g}, exactly {true.high[where]:.17g}"
