"""Which mistakes are made where the loss meets the last activation?

o are the outputs, t the targets, `factor` what the reductions and the log base make of the sum.
"""

from __future__ import annotations

from math import log

from ..cases.network import Batch, Network
from ..reference.losses import factor
from .backward import Change, Head, Maths, Numbers, Scale
from .row import Row, last

GENERAL = "a common slip; no lecture prints it"


def is_binary_sigmoid(network: Network) -> bool:
    """Binary cross-entropy on sigmoid outputs."""
    return (network.loss.kind, network.layers[-1].activation) == (
        "binary_cross_entropy", "sigmoid",
    )  # fmt: skip


def _outputs(maths: Maths, network: Network, z: Numbers) -> Numbers:
    layer = network.layers[-1]
    return maths.value(layer.activation, z, layer.alpha)


def diagonal(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
    """dC/do_j * o_j (1 - o_j), without the terms i != j."""
    o, t = _outputs(maths, network, z), batch.targets
    match network.loss.kind:
        case "squared_error":
            found = 2 * (o - t) * o * (1 - o)
        case "categorical_cross_entropy":
            found = -t * (1 - o)
        case _:
            found = (1 - t) * o - t * (1 - o)
    return found * factor(network, batch)


def no_jacobian(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
    """dC/do itself."""
    return 2 * (_outputs(maths, network, z) - batch.targets) * factor(network, batch)


def other_sign(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
    """-t/o - (1 - t)/(1 - o) instead of -t/o + (1 - t)/(1 - o), then through do/dz."""
    o, t = _outputs(maths, network, z), batch.targets
    if is_binary_sigmoid(network):
        return (-t * (1 - o) - (1 - t) * o) * factor(network, batch)
    chosen = (o * t.sum(axis=1, keepdims=True) - t) * factor(network, batch)
    return 2 * chosen - maths.delta(network, batch, z)


def slope_once_more(maths: Maths, network: Network, batch: Batch, z: Numbers) -> Numbers:
    """The short form of the delta times o (1 - o), which it holds already."""
    o = _outputs(maths, network, z)
    return maths.delta(network, batch, z) * (o * (1 - o))


def _scaled(scale: Scale) -> Change:
    return Change(scale=scale)


def _is_half(network: Network) -> bool:
    return network.loss.half


def _is_softmax(network: Network) -> bool:
    return network.layers[-1].activation == "softmax"


def _row(name: str, bits: float, words: tuple[str, str, str], applies, change) -> Row:  # type: ignore[no-untyped-def]
    return Row(
        name, bits, *words,
        places=lambda n, b: [last(n)] if applies(n) else [],
        change=lambda n, l: change,
    )  # fmt: skip


def _head(step: Head) -> Change:
    return Change(head=step)


ROWS = (
    _row(
        "sign", 3,
        ("the sign of the whole gradient is turned: target - output for output - target, or the "
         "step is taken for the gradient",
         "take output - target; the minus belongs to the update, w - eta dC/dw",
         "003 l. 162-166 writes -(target - out); 000 l. 187 writes out - t"),
        lambda n: True, _scaled(lambda n, b: -1.0),
    ),
    _row(
        "diagonal of the softmax Jacobian", 4,
        ("of the Jacobian of softmax only the diagonal o_j (1 - o_j) is used",
         "sum over all outputs: dC/dz_j = sum_i dC/do_i o_i ([i = j] - o_j)",
         "004 l. 762-811, 866"),
        _is_softmax, _head(diagonal),
    ),
    _row(
        "softmax Jacobian missing", 5,
        ("dC/do is used for dC/dz: the Jacobian of softmax is missing",
         "multiply dC/do by the Jacobian: dC/dz_j = sum_i dC/do_i o_i ([i = j] - o_j)",
         "004 l. 592-596 has its diagonal"),
        lambda n: _is_softmax(n) and n.loss.kind == "squared_error", _head(no_jacobian),
    ),
    _row(
        "sign of the (1 - y)/(1 - o) term", 4,
        ("the term (1 - y)/(1 - o) has the sign of the term y/o",
         "dC/do = -y/o + (1 - y)/(1 - o)",
         "004 l. 749-755, 801"),
        lambda n: n.loss.kind == "binary_cross_entropy", _head(other_sign),
    ),
    _row(
        "slope once more", 4,
        ("output - target is multiplied by o (1 - o), which is in it already",
         "with this loss dC/dz is output - target; leave the slope out",
         GENERAL),
        lambda n: n.loss.kind != "squared_error", _head(slope_once_more),
    ),
    _row(
        "1/m missing", 3,
        ("the loss is a mean over the batch, its gradient a sum",
         "divide by the number of samples",
         "000 l. 115 divides by m"),
        lambda n: n.loss.batch == "mean", _scaled(lambda n, b: float(b.size)),
    ),
    _row(
        "1/m twice", 4,
        ("the gradient is divided twice by the number of samples",
         "divide once: where dC/do is divided by m, leave it out of the sums",
         "000 l. 115 divides once"),
        lambda n: n.loss.batch == "mean", _scaled(lambda n, b: 1 / b.size),
    ),
    _row(
        "mean for sum over the batch", 4,
        ("the loss is a sum over the batch, its gradient a mean",
         "leave out 1/m",
         "004 l. 878: batch descent sums over all examples"),
        lambda n: n.loss.batch == "sum", _scaled(lambda n, b: 1 / b.size),
    ),
    _row(
        "1/n missing", 4,
        ("the loss is a mean over the outputs, its gradient a sum",
         "divide by the number of outputs",
         "004 l. 202, 234 have 1/n"),
        lambda n: n.loss.outputs == "mean", _scaled(lambda n, b: float(n.widths[-1])),
    ),
    _row(
        "1/n twice", 5,
        ("the gradient is divided twice by the number of outputs",
         "divide once",
         GENERAL),
        lambda n: n.loss.outputs == "mean", _scaled(lambda n, b: 1 / n.widths[-1]),
    ),
    _row(
        "mean for sum over the outputs", 4,
        ("the loss is a sum over the outputs, its gradient a mean",
         "leave out 1/n",
         "003 l. 82 sums, 004 l. 202 takes the mean"),
        lambda n: n.loss.outputs == "sum", _scaled(lambda n, b: 1 / n.widths[-1]),
    ),
    _row(
        "factor 1/2 missing", 3,
        ("the loss has a factor 1/2 that the gradient lacks: 2 (o - t) for o - t",
         "leave out the 2: the derivative of (t - o)^2 / 2 is o - t",
         "001 l. 313 halves, 004 l. 202 does not"),
        _is_half, _scaled(lambda n, b: 2.0),
    ),
    _row(
        "factor 1/2 twice", 5,
        ("the gradient is halved once more: the derivative of the square left its 2 behind",
         "the derivative of (t - o)^2 / 2 is o - t",
         "003 l. 164 has 2 * 1/2"),
        _is_half, _scaled(lambda n, b: 0.5),
    ),
    _row(
        "factor 2 missing", 3,
        ("the 2 of the derivative of the square is missing: o - t for 2 (o - t)",
         "the derivative of (t - o)^2 is 2 (o - t)",
         "004 l. 202 has no 1/2"),
        lambda n: n.loss.kind == "squared_error" and not n.loss.half,
        _scaled(lambda n, b: 0.5),
    ),
    _row(
        "natural logarithm for another", 4,
        ("the gradient is that of the natural logarithm, but the loss has another base",
         "divide by ln(base)",
         "004 l. 247 takes log10"),
        lambda n: n.loss.kind != "squared_error" and n.loss.log_base != "e",
        _scaled(lambda n, b: log(float(n.loss.log_base))),
    ),
    _row(
        "gradients accumulated", 4,
        ("the gradient of an earlier call is added to this one: it comes out doubled",
         "set the gradients to zero before every backward pass",
         "torch adds to .grad until zero_grad is called"),
        lambda n: True, _scaled(lambda n, b: 2.0),
    ),
)  # fmt: skip
