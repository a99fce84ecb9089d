"""How far can rounding have carried the parameters of a training run?

The run in `Rounded` numbers: what a float engine that takes the reference's steps holds after each
of them, and a bound on its distance from the exact value, in any order of its sums. Nothing is
known (an infinite error) of what overflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..cases.network import Batch, Network
from ..expressions.run import Run, Taken, as_found
from .accuracy import NUMPY
from .rounded import Rounded, Rounding, rounding


def rounded_run(
    network: Network,
    batch: Batch,
    run: Run,
    marks: Iterable[int],
    begun: Callable[[], Taken] = lambda: as_found,
) -> Mapping[int, Sequence[Rounded]]:
    """All weights, then all biases, after the given numbers of steps.

    `begun` is called when the run begins, for what is made of its gradients.
    """
    wanted, taken, depth = set(marks), begun(), len(network.layers)
    maths = replace(rounding(network, NUMPY, False), branches_known=False)
    now = [maths.lifted(layer.weights) for layer in network.layers]
    now += [maths.lifted(layer.biases) for layer in network.layers]
    found: dict[int, Sequence[Rounded]] = {}
    with np.errstate(all="ignore"):
        for count in range(max(wanted) + 1):
            if count in wanted:
                found[count] = now
            dW, db = _gradients(maths, network, batch, run, now)
            along = taken([*dW, *db])
            moving = [*along[:depth], *(_moving(run, g) for g in along[depth:])]
            now = [
                a if g is None else a - run.learning_rate * g
                for a, g in zip(now, moving, strict=True)
            ]
    return found


def _gradients(
    maths: Rounding, network: Network, batch: Batch, run: Run, now: Sequence[Rounded]
) -> tuple[list[Rounded], list[Rounded]]:
    """dW and db of every layer, in the order of the run."""
    depth = len(network.layers)
    seen, nets = _forward(maths, network, batch, now)
    d = maths.delta(network, batch, nets[-1])
    dW: list[Rounded] = []
    db: list[Rounded] = []
    for l in reversed(range(depth)):
        dW.insert(0, seen[l].T @ d)
        db.insert(0, d.sum(axis=0))
        if l:
            before, old = network.layers[l - 1], now[l]
            W = old - run.learning_rate * dW[0] if run.order == "output first" else old
            d = (d @ W.T) * maths.slope(before.activation, nets[l - 1], before.alpha)
    return dW, db


def _forward(
    maths: Rounding, network: Network, batch: Batch, now: Sequence[Rounded]
) -> tuple[list[Rounded], list[Rounded]]:
    depth = len(network.layers)
    a = maths.lifted(batch.inputs)
    seen: list[Rounded] = []
    nets: list[Rounded] = []
    for layer, W, b in zip(network.layers, now[:depth], now[depth:], strict=True):
        seen.append(a)
        nets.append(a @ W + b)
        a = maths.value(layer.activation, nets[-1], layer.alpha)
    return seen, nets


def _moving(run: Run, g: Rounded) -> Rounded | None:
    """What the biases move along; None where they stay."""
    if run.biases == "shared":
        return g.sum(axis=0, keepdims=True) * np.ones(len(g))
    return g if run.biases == "each" else None
