"""How is a slip planted in a derivation that knows nothing of slips?

A derivation is run as it stands, from a copy of its functions in which the steps that all
derivations share (`forward`, `delta`, `slope`, `factor`, `softmax_terms`) are the slip's. Its own
arithmetic is what computes: its loops, its sums, its order. The weights that delta is carried back
through are those of another network, which the copy is given after its forward pass; sums over
part of the batch are sums over a smaller batch. Why so: docs/decisions/0007-planting.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any, cast

import numpy as np

from ..cases.network import Array, Batch, Gradients, Layer, Network
from ..reference import activations
from ..reference.derivation import Derivation
from ..reference.forward import Trace
from ..reference.forward import forward as right_forward
from ..reference.losses import loss
from .backward import Change, Plain, Setting, Sums, bias_factor, head

#: Makes a shared step's replacement from the step itself.
Replacement = Callable[[Callable[..., Any]], Callable[..., Any]]
Run = Callable[[slice], Gradients]

_ROOM = activations.__name__.rpartition(".")[0]


class _Numbered(str):
    """An activation's name that knows its layer, so that a slope can be another one there."""

    __slots__ = ("layer",)
    layer: int


def planted(derivation: Derivation, change: Change, network: Network, batch: Batch) -> Gradients:
    """The derivation's gradients with some steps replaced; its nets are the right ones."""
    seen_as = _numbered(network)
    for l in sorted(change.backs, reverse=True):
        # The gradient that a weight is updated with is the derivation's own, one layer further on.
        ran = _run(derivation, change, seen_as, network, batch)(slice(None))
        seen_as = _with_weights(seen_as, l, change.backs[l](network, l, ran.weights[l]))
    run = _run(derivation, change, seen_as, network, batch)
    found = _summed(run, change.sums, batch)
    trace = right_forward(network, batch)
    nets = trace.nets if change.nets else found.nets
    return replace(found, loss=loss(network, batch, trace.nets[-1]), nets=nets)


def _run(
    derivation: Derivation, change: Change, seen_as: Network, network: Network, batch: Batch
) -> Run:
    """The derivation on some rows of the batch."""

    def run(rows: slice) -> Gradients:
        part = Batch(batch.inputs[rows], batch.targets[rows])
        # A mean over the batch stays one over the whole batch.
        share = part.size / batch.size if network.loss.batch == "mean" else 1.0

        def delta(n: Network, b: Batch, z: Array) -> Array:
            at = Setting(Plain(), network, part, Trace((), (z,)))
            found = head(at, change)
            return found if share == 1 else found * share

        steps: dict[str, Replacement] = {
            "forward": lambda own: lambda n, b: _traced(own(network, batch), change, batch, rows),
            "delta": lambda own: delta,
            "slope": lambda own: _sloped(change),
            "softmax_terms": lambda own: (
                lambda kind, z, t: _on_the_diagonal(delta(network, part, z))
            ),
            "factor": lambda own: lambda n, b: 1.0,
        }
        return copied(derivation.gradients, steps)(seen_as, part)

    return run


def copied(function: Callable[..., Any], steps: Mapping[str, Replacement]) -> Callable[..., Any]:
    """A copy of a function of the reference, and of all that it calls there, with steps replaced.

    The original is left as it is.
    """
    made: dict[int, FunctionType] = {}

    def copy(original: FunctionType) -> FunctionType:
        if id(original) in made:
            return made[id(original)]
        names = dict(original.__globals__)
        new = FunctionType(
            original.__code__, names, original.__name__, original.__defaults__,
            original.__closure__,
        )  # fmt: skip
        made[id(original)] = new
        for name, value in original.__globals__.items():
            if isinstance(value, FunctionType) and value.__module__.startswith(_ROOM):
                names[name] = steps[name](value) if name in steps else copy(value)
        return new

    return copy(cast(FunctionType, function))


def _on_the_diagonal(delta: Array) -> Array:
    """Terms dC/do_i do_i/dz_j whose sum over i is delta."""
    return delta[:, :, None] * np.eye(delta.shape[1], dtype=delta.dtype)


def _traced(trace: Trace, change: Change, batch: Batch, rows: slice) -> Trace:
    """What the backward pass is told of the forward pass: of these samples, and with the change.

    It is a part of one forward pass, so that rounding takes no unit to the other side of a kink. A
    derivation has its samples in rows, as the batch, or in columns.
    """
    part = (rows,) if trace.seen[0] is batch.inputs else (slice(None), rows)
    nets = [trace.nets[change.nets.get(l, l)][part] for l in range(len(trace.nets))]
    seen = [
        getattr(trace, change.seen[l][0])[change.seen[l][1]] if l in change.seen else a
        for l, a in enumerate(trace.seen)
    ]
    return Trace(tuple(a[part] for a in seen), tuple(nets))


def _sloped(change: Change) -> Callable[..., Array]:
    def slope(activation: str, z: Array, alpha: float = 0.0) -> Array:
        step = change.slopes.get(activation.layer) if isinstance(activation, _Numbered) else None
        if step is None:
            return activations.slope(activation, z, alpha)
        return step(Plain(), str(activation), z, alpha)

    return slope


def _numbered(network: Network) -> Network:
    layers: list[Layer] = []
    for l, layer in enumerate(network.layers):
        name = _Numbered(layer.activation)
        name.layer = l
        layers.append(replace(layer, activation=name))
    return replace(network, layers=tuple(layers))


def _with_weights(network: Network, l: int, weights: Array) -> Network:
    layers = list(network.layers)
    layers[l] = replace(layers[l], weights=weights)
    return replace(network, layers=tuple(layers))


def _summed(run: Run, sums: Mapping[int, Sums], batch: Batch) -> Gradients:
    """The gradients of every layer over the rows that it sums over."""
    parts: dict[tuple[int | None, int | None], Gradients] = {}

    def over(rows: slice) -> Gradients:
        key = rows.start, rows.stop
        if key not in parts:
            parts[key] = run(rows)
        return parts[key]

    whole = over(slice(None))
    weights, biases = list(whole.weights), list(whole.biases)
    for l, s in sums.items():
        g = over(s.weight_rows).weights[l]
        weights[l] = g.T if s.transposed else g
        b = over(s.bias_rows).biases[l]
        biases[l] = b if s.biases == "sum" else b * bias_factor(s, batch)
    return replace(whole, weights=tuple(weights), biases=tuple(biases))
