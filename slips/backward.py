"""What does a backward pass give when one of its steps is another one?

The steps are those that every derivation has: what arrives at the last net input, what a layer's
delta is carried back through, the slope it is multiplied by, what a layer sees, and the sums over
the batch. A `Change` replaces some of them. `Maths` says what the numbers are: plain arrays, or
arrays with a bound on their rounding; the steps are written once for both.

    delta[L-1] = dC/dz of the last layer            head
    dW[l] = seen[l]^T delta[l]                      seen, sums
    db[l] = sum over samples of delta[l]            sums
    delta[l-1] = delta[l] back[l]^T * f'(z[l-1])    backs, nets, slopes

Shapes: delta[l] and nets[l] `(m, units of l)`, seen[l] `(m, fan_in of l)`, as in `reference`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from ..cases.network import Batch, Gradients, Network
from ..reference import activations, losses
from ..reference.forward import Trace, forward

#: An array, or whatever `Maths` puts in its place.
Numbers = Any


class Maths(Protocol):
    """What the steps are computed with."""

    def value(self, activation: str, z: Numbers, alpha: float = 0.0) -> Numbers:
        """f(z); softmax along the last axis."""
        ...

    def slope(self, activation: str, z: Numbers, alpha: float = 0.0) -> Numbers:
        """f'(z) by elements."""
        ...

    def delta(self, network: Network, batch: Batch, z: Numbers) -> Numbers:
        """dC/dz at the last layer."""
        ...


class Plain:
    """Plain arrays, by the reference's own activations and losses."""

    value = staticmethod(activations.value)
    slope = staticmethod(activations.slope)
    delta = staticmethod(losses.delta)


Head = Callable[[Maths, Network, Batch, Numbers], Numbers]
Scale = Callable[[Network, Batch], float]
Slope = Callable[[Maths, str, Numbers, float], Numbers]
#: What layer l's delta is carried back through, from the gradient of its weights, if need be.
Back = Callable[[Network, int, Numbers], Numbers]


@dataclass(frozen=True)
class Sums:
    """How one layer's gradients are summed over the batch, and laid out.

    `biases` is `sum`, `mean` or `zero`.
    """

    weight_rows: slice = field(default_factory=lambda: slice(None))
    bias_rows: slice = field(default_factory=lambda: slice(None))
    biases: str = "sum"
    transposed: bool = False


@dataclass(frozen=True)
class Change:
    """The steps that are replaced, by layer. `nets[l] = k`: the slope is taken at layer k's net.

    `seen[l]` names what stands for layer l's input: a part of the trace, and its layer.
    """

    head: Head | None = None
    scale: Scale | None = None
    slopes: Mapping[int, Slope] = field(default_factory=dict[int, Slope])
    nets: Mapping[int, int] = field(default_factory=dict[int, int])
    seen: Mapping[int, tuple[str, int]] = field(default_factory=dict[int, tuple[str, int]])
    backs: Mapping[int, Back] = field(default_factory=dict[int, Back])
    sums: Mapping[int, Sums] = field(default_factory=dict[int, Sums])

    @property
    def top(self) -> int | None:
        """The last layer that this spoils; None for the network's last."""
        if self.head or self.scale:
            return None
        carried = (layer - 1 for layer in self.backs)
        return max(*self.slopes, *self.nets, *self.seen, *self.sums, *carried, -1, -1)


def joined(changes: Sequence[Change]) -> Change | None:
    """All changes together, or None where two replace the same step."""
    heads = [c.head for c in changes if c.head]
    scales = [c.scale for c in changes if c.scale]
    parts: dict[str, dict[int, Any]] = {}
    for name in ("slopes", "nets", "seen", "backs", "sums"):
        parts[name] = {}
        for change in changes:
            new: Mapping[int, Any] = getattr(change, name)
            if parts[name].keys() & new.keys():
                return None
            parts[name].update(new)
    if len(heads) > 1 or parts["slopes"].keys() & parts["nets"].keys():
        return None
    return Change(heads[0] if heads else None, _product(scales), **parts)


def _product(scales: Sequence[Scale]) -> Scale | None:
    if len(scales) < 2:
        return scales[0] if scales else None

    def scale(network: Network, batch: Batch) -> float:
        result = 1.0
        for factor in scales:
            result *= factor(network, batch)
        return result

    return scale


class Setting(NamedTuple):
    """What a backward pass starts from: the problem, its trace, and what numbers are."""

    maths: Maths
    network: Network
    batch: Batch
    trace: Trace


def head(at: Setting, change: Change) -> Numbers:
    """delta of the last layer."""
    step = change.head or right_head
    found = step(at.maths, at.network, at.batch, at.trace.nets[-1])
    return found * change.scale(at.network, at.batch) if change.scale else found


def right_head(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
    """The head as it should be."""
    return maths.delta(network, batch, z)


def right_slope(maths: Maths, activation: str, z: Numbers, alpha: float) -> Numbers:
    """The slope as it should be."""
    return maths.slope(activation, z, alpha)


def carried(at: Setting, change: Change, l: int, above: Numbers, gradient: Numbers) -> Numbers:
    """delta of layer l, from delta of layer l + 1 and the gradient of its weights."""
    back = change.backs.get(l + 1)
    W = back(at.network, l + 1, gradient) if back else at.network.layers[l + 1].weights
    layer, z = at.network.layers[l], at.trace.nets[change.nets.get(l, l)]
    slope = change.slopes.get(l, right_slope)
    return (above @ W.T) * slope(at.maths, layer.activation, z, layer.alpha)


def weights(at: Setting, change: Change, l: int, delta: Numbers) -> Numbers:
    """The gradient of layer l's weights."""
    part, k = change.seen.get(l, ("seen", l))
    sums = change.sums.get(l, Sums())
    seen = getattr(at.trace, part)[k][sums.weight_rows]
    found = seen.T @ delta[sums.weight_rows]
    return found.T if sums.transposed else found


def biases(at: Setting, change: Change, l: int, delta: Numbers) -> Numbers:
    """The gradient of layer l's biases."""
    sums = change.sums.get(l, Sums())
    found = delta[sums.bias_rows].sum(axis=0)
    return found if sums.biases == "sum" else found * bias_factor(sums, at.batch)


def bias_factor(sums: Sums, batch: Batch) -> float:
    """What the sum over samples is multiplied by."""
    return {"sum": 1.0, "mean": 1 / batch.size, "zero": 0.0}[sums.biases]


def gradients(network: Network, batch: Batch, change: Change) -> Gradients:
    """The gradients with some steps replaced, in plain arrays."""
    trace = forward(network, batch)
    at = Setting(Plain(), network, batch, trace)
    dW: list[Any] = []
    db: list[Any] = []
    d = head(at, change)
    for l in reversed(range(len(network.layers))):
        if dW:
            d = carried(at, change, l, d, dW[0])
        dW.insert(0, weights(at, change, l, d))
        db.insert(0, biases(at, change, l, d))
    return Gradients(losses.loss(network, batch, trace.nets[-1]), trace.nets, tuple(dW), tuple(db))
