"""Does an engine's gradient agree with the exact one, and where is it furthest off?

The only place where numbers are compared. Shape, dtype, finiteness and error are looked at in that
order, and an error must be shown to be within its bound: NaN agrees with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cases.network import Array, Gradients, Network
from ..oracles.balls import Exact, Pair
from .bound import Bound

#: A bound larger than this share of the largest gradient decides nothing.
UNDECIDED_ABOVE = 0.1


@dataclass(frozen=True)
class Agreement:
    """What came of holding one engine's gradient of one parameter against the exact one.

    `verdict` is `agree`, `disagree`, `undecided` (the bound is too wide to say) or `undetermined`
    (there was nothing to compare, and `why` says the reason). The worst element
    is the one furthest outside, or closest to, its bound; `share` is its error over its bound, and
    `bound_over_largest` the widest bound over the network's largest gradient.
    """

    case: str
    engine: str
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


def held(
    case: str, engine: str, network: Network, answer: Gradients, exact: Exact, limits: Bound
) -> tuple[Agreement, ...]:
    """One agreement for every parameter of the network.

    `exact` and `limits` are for the branches that the engine took.
    """
    every = [*exact.weights, *exact.biases]
    largest = max(float(np.abs(p.high).max(initial=0.0)) for p in every)
    agreements = []
    for kind in ("weights", "biases"):
        parts = zip(
            getattr(answer, kind), getattr(exact, kind), getattr(limits, kind), strict=True
        )
        for number, (found, true, limit) in enumerate(parts):
            compared = _Compared(
                case, engine, f"{kind}[{number}]", found, true, limit, largest, network.dtype
            )
            agreements.append(_judged(compared))
    return tuple(agreements)


def unanswered(
    case: str, engine: str, network: Network, why: str, verdict: str = "undetermined"
) -> tuple[Agreement, ...]:
    """Agreements that say why nothing could be compared."""
    blank = dict.fromkeys(
        ("found", "exact", "difference", "bound", "share", "bound_over_largest"), float("nan")
    )
    return tuple(
        Agreement(case, engine, f"{kind}[{number}]", verdict, (), why=why, **blank)
        for kind in ("weights", "biases")
        for number in range(len(network.layers))
    )


@dataclass(frozen=True, eq=False)
class _Compared:
    case: str
    engine: str
    parameter: str
    found: Array
    true: Pair
    limit: Array
    largest: float
    dtype: np.dtype[Any]


def _judged(c: _Compared) -> Agreement:
    widest = float(c.limit.max(initial=0.0))
    # All gradients 0: what underflow may add is measured against the first number it leaves whole.
    ratio = widest / (c.largest or float(np.finfo(c.dtype).tiny / np.finfo(c.dtype).eps))
    blank = dict.fromkeys(("found", "exact", "difference", "bound", "share"), float("nan"))

    def result(verdict: str, where: tuple[int, ...], why: str = "", **found: float) -> Agreement:
        return Agreement(
            c.case, c.engine, c.parameter, verdict, where, why=why, bound_over_largest=ratio,
            **(blank | found),
        )  # fmt: skip

    if c.found.shape != c.true.high.shape:
        return result("disagree", (), f"shape {c.found.shape}, expected {c.true.high.shape}")
    if c.found.dtype != c.dtype:
        return result("disagree", (), f"dtype {c.found.dtype}, expected {c.dtype}")
    with np.errstate(all="ignore"):
        difference = np.abs((c.found.astype(np.float64) - c.true.high) - c.true.low)
        share = np.where(difference == 0, 0.0, difference / c.limit)
    # inf and NaN are right where the exact value, or something on the way to it, overflows.
    overflows = (np.abs(c.true.high) > np.finfo(c.dtype).max) | np.isinf(c.limit)
    excused = ~np.isfinite(c.found) & overflows
    outside = ~(difference <= c.limit) & ~excused
    rank = np.where(excused, 0.0, np.where(np.isnan(share), np.inf, share))
    where = tuple(int(i) for i in np.unravel_index(int(np.argmax(rank)), rank.shape))
    numbers = {
        "found": float(c.found[where]),
        "exact": float(c.true.high[where]),
        "difference": float(difference[where]),
        "bound": float(c.limit[where]),
        "share": float(rank[where]),
    }
    if outside.any():
        return result("disagree", where, "outside the bound", **numbers)
    return result("agree" if ratio <= UNDECIDED_ABOVE else "undecided", where, **numbers)
