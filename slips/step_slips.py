"""Which mistakes are made on the way back, from layer to layer, and in the sums over the batch?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from ..cases.network import Array, Batch, Network
from ..reference.losses import factor
from .backward import Change, Head, Maths, Numbers, Slope, Sums
from .head_slips import GENERAL
from .row import Row, last

#: The learning rates that are tried where weights are updated too early.
RATES = (0.5, 1.0, 0.1, 0.01, 0.001)
_LAST, _FIRST = slice(-1, None), slice(0, 1)


def no_slope(maths: Maths, activation: str, z: Numbers, alpha: float) -> Numbers:
    """1 for f'(z)."""
    return maths.slope("identity", z)


def slope_at_output(maths: Maths, activation: str, z: Numbers, alpha: float) -> Numbers:
    """f'(f(z)) for f'(z)."""
    return maths.slope(activation, maths.value(activation, z, alpha), alpha)


def slope_of_sigmoid(maths: Maths, activation: str, z: Numbers, alpha: float) -> Numbers:
    """sigma'(z), whatever the activation."""
    return maths.slope("sigmoid", z)


def slope_of_value(maths: Maths, activation: str, z: Numbers, alpha: float) -> Numbers:
    """f(z) for f'(z)."""
    return maths.value(activation, z, alpha)


def _head_with(slope: Slope) -> Head:
    """The head of a squared error with another slope."""

    def head(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
        layer = network.layers[-1]
        o = maths.value(layer.activation, z, layer.alpha)
        distance = 2 * (o - batch.targets)
        return distance * slope(maths, layer.activation, z, layer.alpha) * factor(network, batch)

    return head


def _sloped(network: Network, batch: Batch) -> Iterator[int]:
    """The layers whose slope is a factor of the gradient, and not constant."""
    for l, layer in enumerate(network.layers):
        at_end = l == last(network)
        if at_end and network.loss.kind != "squared_error":
            continue
        if layer.activation not in ("identity", "step", "softmax"):
            yield l


def _curved_otherwise(network: Network, batch: Batch) -> Iterator[int]:
    return (l for l in _sloped(network, batch) if network.layers[l].activation != "sigmoid")


def _with_slope(slope: Slope, network: Network, l: int) -> Change:
    if l == last(network):
        return Change(head=_head_with(slope))
    return Change(slopes={l: slope})


def _nets_alike(step: int, network: Network, batch: Batch) -> Iterator[int]:
    """Hidden layers whose slope can be taken at the net input of the layer `step` further on."""
    for l in _sloped(network, batch):
        inside = l < last(network) and 0 <= l + step <= last(network)
        if inside and network.widths[l + 1] == network.widths[l + step + 1]:
            yield l


def _square(network: Network, batch: Batch, lowest: int = 0) -> Iterator[int]:
    for l, layer in enumerate(network.layers):
        if l >= lowest and layer.weights.shape[0] == layer.weights.shape[1] > 1:
            yield l


def _weights_alike(step: int, network: Network, batch: Batch) -> Iterator[int]:
    for l in range(1, len(network.layers)):
        if 0 <= l + step <= last(network):
            shapes = {network.layers[k].weights.shape for k in (l, l + step)}
            if len(shapes) == 1:
                yield l


def _seen_alike(step: int, network: Network, batch: Batch) -> Iterator[int]:
    for l in range(len(network.layers)):
        if 0 <= l + step <= last(network) and network.widths[l] == network.widths[l + step]:
            yield l


def _carried(network: Network, batch: Batch) -> range:
    return range(1, len(network.layers))


def _branching(network: Network, batch: Batch) -> Iterator[int]:
    return (l for l in _carried(network, batch) if network.widths[l + 1] > 1)


def _squashed(network: Network, batch: Batch) -> Iterator[int]:
    plain = ("identity",)
    return (l for l in _carried(network, batch) if network.layers[l - 1].activation not in plain)


def _every(network: Network, batch: Batch) -> range:
    return range(len(network.layers))


def _transposed(network: Network, l: int, gradient: Numbers) -> Array:
    return network.layers[l].weights.T


def _of_layer(step: int, network: Network, l: int, gradient: Numbers) -> Array:
    return network.layers[l + step].weights


def _first_path(network: Network, l: int, gradient: Numbers) -> Array:
    weights = np.zeros_like(network.layers[l].weights)
    weights[:, 0] = network.layers[l].weights[:, 0]
    return weights


def _updated(rate: float, network: Network, l: int, gradient: Numbers) -> Numbers:
    return network.layers[l].weights - rate * gradient


def updated_row(rate: float, bits: float) -> Row:
    """Weights updated before they are used, at a learning rate."""
    return Row(
        f"output weights already updated (rate {rate:g})", bits,
        "hidden gradients are computed with weights that are already updated "
        f"(learning rate {rate:g})",
        "take every gradient at the old weights, then update all of them",
        "003 l. 212 warns of it", _carried,
        lambda n, l: Change(backs={l: partial(_updated, rate)}),
        only_everywhere=True,
    )  # fmt: skip


def _summed(sums: Sums) -> partial[Change]:
    return partial(_with_sums, sums)


def _with_sums(sums: Sums, network: Network, l: int) -> Change:
    return Change(sums={l: sums})


_SLOPES = (
    Row("slope missing", 3, "the factor f'(z) is missing",
        "multiply by the slope of the activation at the net input",
        "003 l. 170-178 has it", _sloped, partial(_with_slope, no_slope)),
    Row("slope at the output", 4,
        "the slope is taken at the output f(z) instead of the net input z: sigma'(out) for "
        "sigma'(net)",
        "take f'(z); of the output, sigmoid's slope is out (1 - out)",
        "000 l. 116 takes derivative_sigmoid(in3)", _sloped, partial(_with_slope, slope_at_output)),
    Row("slope of the sigmoid", 6,
        "the slope of the sigmoid is used, but the activation is another one",
        "take the slope of the layer's own activation",
        "004 l. 171-180 has each one's", _curved_otherwise, partial(_with_slope, slope_of_sigmoid)),
    Row("value for slope", 6, "the activation itself is used for its slope",
        "multiply by f'(z), not by f(z)", GENERAL, _sloped, partial(_with_slope, slope_of_value)),
    *(
        Row(f"slope at the net input of the layer {where}", 6,
            f"the slope (of ReLU, the mask) is taken at the net input of the layer {where}",
            "take the slope at the layer's own net input", GENERAL,
            partial(_nets_alike, step), lambda n, l, step=step: Change(nets={l: l + step}))
        for step, where in ((1, "after"), (-1, "before"))
    ),
)  # fmt: skip

_CARRIED = (
    Row("weights not transposed", 4, "delta is carried back through W instead of its transpose",
        "carry it through the transpose", "000 l. 83, 003 l. 27-29 transpose",
        lambda n, b: _square(n, b, 1), lambda n, l: Change(backs={l: _transposed})),
    *(
        Row(f"weights of the layer {where}", 5,
            f"delta is carried back through the weights of the layer {where}",
            "carry a layer's delta back through its own weights", "000 l. 83: W^(l+1)",
            partial(_weights_alike, step),
            lambda n, l, step=step: Change(backs={l: partial(_of_layer, step)}))
        for step, where in ((1, "after"), (-1, "before"))
    ),
    Row("one path alone", 5, "of the paths through the next layer only the first is counted",
        "sum over every unit that a hidden unit reaches",
        "001 l. 118-232, 003 l. 231-260 sum over both", _branching,
        lambda n, l: Change(backs={l: _first_path})),
    *(updated_row(rate, 5 + 0.5 * number) for number, rate in enumerate(RATES)),
)  # fmt: skip

_SEEN = (
    Row("net input for output", 5,
        "the gradient of the weights is taken with the net input of the layer before, not with "
        "its output",
        "multiply delta by what the layer sees, f(z) of the layer before",
        "000 l. 119 takes out2", _squashed,
        lambda n, l: Change(seen={l: ("nets", l - 1)})),
    *(
        Row(f"input of the layer {where}", 6,
            f"the gradient of the weights is taken with the input of the layer {where}",
            "multiply delta by what the layer itself sees", "000 l. 83-87: out^(l-1)",
            partial(_seen_alike, step),
            lambda n, l, step=step: Change(seen={l: ("seen", l + step)}))
        for step, where in ((1, "after"), (-1, "before"))
    ),
)  # fmt: skip

_SUMS = (
    Row("gradient transposed", 4, "the gradient of the weights is laid out transposed",
        "seen^T delta has a row for each input; delta^T seen has not",
        "000 l. 83-87 has rows, 003 l. 31-37 columns", _square, _summed(Sums(transposed=True))),
    Row("bias averaged over the batch", 4,
        "the gradient of the biases is a mean over the batch where the loss asks for a sum",
        "sum delta over the samples", "000 l. 120 sums", _every, _summed(Sums(biases="mean"))),
    Row("bias of the last sample", 5, "the gradient of the biases is that of the last sample alone",
        "sum delta over the samples", "000 l. 120 sums", _every, _summed(Sums(bias_rows=_LAST))),
    Row("bias of the first sample", 5,
        "the gradient of the biases is that of the first sample alone",
        "sum delta over the samples", "000 l. 120 sums", _every, _summed(Sums(bias_rows=_FIRST))),
    Row("biases not trained", 4, "the gradient of the biases is left at 0",
        "dC/db is the sum of delta over the samples", "003 l. 39-311 leaves the biases as they are",
        _every, _summed(Sums(biases="zero"))),
    Row("last sample alone", 5,
        "each sample's gradient replaces the one before instead of being added to it",
        "add the gradients of all samples", "004 l. 878 sums over all examples", _every,
        _summed(Sums(weight_rows=_LAST, bias_rows=_LAST))),
)  # fmt: skip

ROWS = (*_SLOPES, *_CARRIED, *_SEEN, *_SUMS)
