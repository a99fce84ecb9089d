"""Does an engine's gradient agree with the exact one, and where is it furthest off?

The only place where numbers are compared. Shape, dtype, finiteness and error are looked at in that
order, and an error must be shown to be within its bound: NaN agrees with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cases.network import Array, Gradients, Network
from ..oracles.balls import Pair
from .bound import Bound

#: A bound larger than this share of the largest gradient decides nothing.
UNDECIDED_ABOVE = 0.1


@dataclass(frozen=True)
class Agreement:
    """What came of holding one engine's gradient of one parameter against an oracle's.

    `verdict` is `agree`, `disagree`, `undecided` (the bound is too wide to say) or `undetermined`
    (there was nothing to compare, and `why` says the reason). The worst element is the one furthest
    outside, or closest to, its bound, which is that of both sides together; `share` is its error
    over its bound, and `bound_over_largest` the widest bound over the network's largest gradient.
    """

    case: str
    engine: str
    oracle: str
    parameter: str
    verdict: str
    element: tuple[int, ...]
    found: float
    exact: float
    difference: float
    bound: float
    share: float
    bound_over_largest: float
    why: str = ""


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a comparison: who says it, the gradients as pairs, and the bound of its errors.

    `branches` tells apart sides that took different branches at a kink: their gradients are not of
    the same function.
    """

    name: str
    weights: tuple[Pair, ...]
    biases: tuple[Pair, ...]
    limits: Bound | None
    branches: bytes


def held(case: str, network: Network, one: Side, other: Side) -> tuple[Agreement, ...]:
    """One agreement for every parameter of the network."""
    if one.branches != other.branches:
        why = "they take different branches at a kink; each is right on its own"
        return unanswered(case, one.name, other.name, network, why, "undecided")
    largest = max(float(np.abs(p.high).max(initial=0.0)) for p in (*other.weights, *other.biases))
    agreements = []
    for kind in ("weights", "biases"):
        for number, (found, true) in enumerate(
            zip(getattr(one, kind), getattr(other, kind), strict=True)
        ):
            limits = [getattr(s.limits, kind)[number] for s in (one, other) if s.limits]
            agreements.append(
                _judged(
                    _Compared(
                        (case, one.name, other.name, f"{kind}[{number}]"),
                        found.high,
                        true,
                        limits,
                        largest,
                        network.dtype,
                    )
                )
            )
    return tuple(agreements)


def unanswered(
    case: str, engine: str, oracle: str, network: Network, why: str, verdict: str = "undetermined"
) -> tuple[Agreement, ...]:
    """Agreements that say why nothing could be compared."""
    blank = dict.fromkeys(
        ("found", "exact", "difference", "bound", "share", "bound_over_largest"), float("nan")
    )
    return tuple(
        Agreement(case, engine, oracle, f"{kind}[{number}]", verdict, (), why=why, **blank)
        for kind in ("weights", "biases")
        for number in range(len(network.layers))
    )


@dataclass(frozen=True, eq=False)
class Errors:
    """By how much each element is off, where it is outside its bound, and where it is excused."""

    difference: Array
    outside: Array
    excused: Array


def errors(found: Array, true: Pair, limit: Array) -> Errors:
    """How numbers of one format differ from exact ones of the same shape, element by element."""
    with np.errstate(all="ignore"):
        difference = np.abs((found.astype(np.float64) - true.high) - true.low)
    # inf and NaN are right where the exact value, or something on the way to it, overflows.
    overflows = (np.abs(true.high) > np.finfo(found.dtype).max) | np.isinf(limit)
    excused = ~np.isfinite(found) & overflows
    return Errors(difference, ~(difference <= limit) & ~excused, excused)


def missing_parts(network: Network, answer: Gradients) -> str:
    """What an answer lacks, or has too much of, to have a part for every layer; "" if nothing."""
    expected = len(network.layers)
    for name in ("nets", "weights", "biases"):
        found = len(getattr(answer, name))
        if found != expected:
            return f"{name} of {found} layers, expected {expected}"
    return ""


@dataclass(frozen=True, eq=False)
class _Compared:
    names: tuple[str, str, str, str]
    found: Array
    true: Pair
    limits: list[Array]
    largest: float
    dtype: np.dtype[Any]


def _judged(c: _Compared) -> Agreement:
    blank = dict.fromkeys(("found", "exact", "difference", "bound", "share"), float("nan"))
    ratio = float("nan")

    def result(
        verdict: str, where: tuple[int, ...], why: str = "", found: dict[str, float] | None = None
    ) -> Agreement:
        numbers = blank | (found or {})
        return Agreement(*c.names, verdict, where, why=why, bound_over_largest=ratio, **numbers)

    if c.found.shape != c.true.high.shape:
        return result("disagree", (), f"shape {c.found.shape}, expected {c.true.high.shape}")
    if c.found.dtype != c.dtype:
        return result("disagree", (), f"dtype {c.found.dtype}, expected {c.dtype}")
    limit = np.sum(c.limits, axis=0)
    off = errors(c.found, c.true, limit)
    with np.errstate(all="ignore"):
        share = np.where(off.difference == 0, 0.0, off.difference / limit)
    # All gradients 0: what underflow may add is measured against the first number it leaves whole.
    whole = float(np.finfo(c.dtype).tiny / np.finfo(c.dtype).eps)
    ratio = float(limit.max(initial=0.0)) / (c.largest or whole)
    rank = np.where(off.excused, 0.0, np.where(np.isnan(share), np.inf, share))
    where = tuple(int(i) for i in np.unravel_index(int(np.argmax(rank)), rank.shape))
    numbers = {
        "found": float(c.found[where]),
        "exact": float(c.true.high[where]),
        "difference": float(off.difference[where]),
        "bound": float(limit[where]),
        "share": float(rank[where]),
    }
    if off.outside.any():
        return result("disagree", where, "outside the bound", numbers)
    decides = ratio <= UNDECIDED_ABOVE  # NaN and infinity decide nothing
    return result("agree" if decides else "undecided", where, "", numbers)
