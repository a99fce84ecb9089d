"""What does JAX's grad say?

Only the forward computation is written here; every derivative is JAX's own. JAX computes in float32
unless told otherwise, so that the dtype is asserted on the way out.

JAX compiles afresh for every shape, which takes a second or so. Small networks are therefore padded
to one shape, so that one compilation serves all of them. Padding changes no value: a padded unit
feeds only zero weights, a padded sample has weight 0 in the loss, and padded layers stand in front
and pass the inputs on. `gradients_unpadded` is the same question without padding, to be asked of a
sample.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..cases.network import ACTIVATIONS, Array, Batch, Gradients, Network

if TYPE_CHECKING:
    from collections.abc import Callable

name = "jax"

_DEPTH, _WIDTH, _SAMPLES = 6, 16, 64
_QUICK: dict[str, str | bool | int | float] = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_use_fusion_emitters": False,
}
_HEADS = (
    ("squared_error", "elementwise"),
    ("squared_error", "softmax"),
    ("binary_cross_entropy", "sigmoid"),
    ("binary_cross_entropy", "softmax"),
    ("categorical_cross_entropy", "softmax"),
)


class _Problem(NamedTuple):
    """A network and its batch as arrays of one shape: L layers, N units, m samples."""

    weights: Any  # (L, N, N)
    biases: Any  # (L, N)
    inputs: Any  # (m, N)
    targets: Any  # (m, N)
    activations: Any  # (L,) positions in ACTIVATIONS
    alphas: Any  # (L,)
    head: Any  # position in _HEADS
    outputs: Any  # (N,) which outputs exist
    samples: Any  # (m,) which samples exist
    divisors: Any  # (3,) of the loss: outputs, samples, log of the base; with half's 2 in front


def gradients(network: Network, batch: Batch) -> Gradients:
    """Loss, net inputs and gradients in the network's dtype, float64 or float32."""
    import jax

    depth, widths = len(network.layers), network.widths
    with jax.enable_x64(True):
        problem = _padded(network, batch)
        (loss, nets), (weights, biases) = jax.tree.map(np.asarray, _compiled()(*problem))
    _require_dtype(network, nets, weights, biases)
    first = len(weights) - depth
    shapes = list(zip(range(first, first + depth), widths, widths[1:], strict=False))
    return Gradients(
        loss=float(loss),
        nets=tuple(nets[i, : batch.size, :units] for i, _, units in shapes),
        weights=tuple(weights[i, :fan_in, :units] for i, fan_in, units in shapes),
        biases=tuple(biases[i, :units] for i, _, units in shapes),
    )


def gradients_unpadded(network: Network, batch: Batch) -> Gradients:
    """The same as `gradients`, layer by layer in the network's own shapes (slow: see above)."""
    import jax
    import jax.numpy as jnp

    tables = activations()

    def loss(weights: list[Any], biases: list[Any]) -> tuple[Any, list[Any]]:
        out, nets = jnp.asarray(batch.inputs), []
        for layer, w, b in zip(network.layers, weights, biases, strict=True):
            nets.append(out @ w + b)
            alpha = jnp.asarray(layer.alpha, dtype=out.dtype)
            out = tables[ACTIVATIONS.index(layer.activation)](nets[-1], alpha)
        exists = jnp.ones(out.shape[1], dtype=bool), jnp.ones(batch.size, dtype=bool)
        head = heads()[head_of(network)]
        losses = head(nets[-1], out, jnp.asarray(batch.targets), exists[0])
        return _reduced(losses, exists[1], jnp.asarray(divisors_of(network, batch))), nets

    with jax.enable_x64(True):
        parameters = (
            [jnp.asarray(layer.weights) for layer in network.layers],
            [jnp.asarray(layer.biases) for layer in network.layers],
        )
        (value, nets), (weights, biases) = jax.value_and_grad(loss, (0, 1), has_aux=True)(
            *parameters
        )
        parts = [tuple(np.asarray(a) for a in part) for part in (nets, weights, biases)]
    _require_dtype(network, *(array for part in parts for array in part))
    return Gradients(float(value), *parts)


@lru_cache(maxsize=1)
def _compiled() -> Callable[..., Any]:
    """The loss, the nets and the gradients of a padded problem, compiled once for each shape."""
    import jax
    from jax import lax

    functions, losses_by_head = activations(), heads()

    def loss(weights: Any, biases: Any, *rest: Any) -> tuple[Any, Any]:
        p = _Problem(weights, biases, *rest)

        def layer(out: Any, parts: Any) -> tuple[Any, Any]:
            w, b, activation, alpha = parts
            z = out @ w + b
            return lax.switch(activation, functions, z, alpha), z

        out, nets = lax.scan(layer, p.inputs, (p.weights, p.biases, p.activations, p.alphas))
        losses = lax.switch(p.head, losses_by_head, nets[-1], out, p.targets, p.outputs)
        return _reduced(losses, p.samples, p.divisors), nets

    return compiled(jax.value_and_grad(loss, (0, 1), has_aux=True))


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function compiled as fast as may be: little is run, and XLA's optimisations take longer.

    A version of XLA that lacks one of the options compiles as it usually does.
    """
    import jax

    quick, usual = jax.jit(function, compiler_options=_QUICK), jax.jit(function)

    def call(*arguments: Any) -> Any:
        try:
            return quick(*arguments)
        except jax.errors.JaxRuntimeError:
            return usual(*arguments)

    return call


def activations() -> list[Callable[[Any, Any], Any]]:
    """JAX's own activations, in the order of ACTIVATIONS (softmax belongs to the losses)."""
    import jax.numpy as jnp
    from jax import nn

    table: dict[str, Callable[[Any, Any], Any]] = {
        "identity": lambda z, alpha: z,
        "step": lambda z, alpha: (z >= 0).astype(z.dtype),
        "sigmoid": lambda z, alpha: nn.sigmoid(z),
        "tanh": lambda z, alpha: jnp.tanh(z),
        "arctan": lambda z, alpha: jnp.arctan(z),
        "relu": lambda z, alpha: nn.relu(z),
        "prelu": nn.leaky_relu,
        "elu": nn.elu,
        "softplus": lambda z, alpha: nn.softplus(z),
        "softmax": lambda z, alpha: z,
    }
    return [table[activation] for activation in ACTIVATIONS]


def heads() -> list[Callable[[Any, Any, Any, Any], Any]]:
    """The losses `(m, N)` of every output, in the order of _HEADS; 0 where there is padding."""
    import jax.numpy as jnp
    from jax import nn

    def masked(z: Any, exists: Any) -> Any:
        return jnp.where(exists, z, -jnp.inf)

    def squared(z: Any, out: Any, t: Any, exists: Any) -> Any:
        return jnp.where(exists, (t - out) ** 2, 0)

    def squared_softmax(z: Any, out: Any, t: Any, exists: Any) -> Any:
        return jnp.where(exists, (t - nn.softmax(masked(z, exists))) ** 2, 0)

    def binary(z: Any, out: Any, t: Any, exists: Any) -> Any:
        losses = -t * nn.log_sigmoid(z) - (1 - t) * nn.log_sigmoid(-z)
        return jnp.where(exists, losses, 0)

    def binary_softmax(z: Any, out: Any, t: Any, exists: Any) -> Any:
        # 1 - o_i is the softmax mass of the other outputs: no difference of nearly equal numbers.
        logs = masked(z, exists)
        others = jnp.where(jnp.eye(z.shape[1], dtype=bool), -jnp.inf, logs[:, None, :])
        # With one output there are no others, and log 0 stands alone.
        rest = nn.logsumexp(others, axis=2) - nn.logsumexp(logs, axis=1, keepdims=True)
        losses = -t * nn.log_softmax(logs) - (1 - t) * rest
        return jnp.where(exists, losses, 0)

    def categorical(z: Any, out: Any, t: Any, exists: Any) -> Any:
        logs = nn.log_softmax(masked(z, exists))
        return jnp.where(exists, -t * jnp.where(exists, logs, 0), 0)

    return [squared, squared_softmax, binary, binary_softmax, categorical]


def _reduced(losses: Any, samples: Any, divisors: Any) -> Any:
    import jax.numpy as jnp

    total = jnp.sum(jnp.where(samples[:, None], losses, 0))
    for divisor in divisors:
        total = total / divisor
    return total


def _padded(network: Network, batch: Batch) -> _Problem:
    depth, widths = len(network.layers), network.widths
    kind = network.dtype
    levels = _bucket(depth, _DEPTH)
    width, samples = _bucket(max(widths), _WIDTH), _bucket(batch.size, _SAMPLES)
    weights = np.zeros((levels, width, width), dtype=kind)
    weights[: levels - depth] = np.eye(width, dtype=kind)
    biases = np.zeros((levels, width), dtype=kind)
    chosen = np.full(levels, ACTIVATIONS.index("identity"), dtype=np.int32)
    alphas = np.zeros(levels, dtype=kind)
    for i, layer in enumerate(network.layers, start=levels - depth):
        fan_in, units = layer.weights.shape
        weights[i, :fan_in, :units] = layer.weights
        biases[i, :units] = layer.biases
        chosen[i] = ACTIVATIONS.index(layer.activation)
        alphas[i] = layer.alpha
    return _Problem(
        weights, biases,
        _padded_rows(batch.inputs, samples, width),
        _padded_rows(batch.targets, samples, width),
        chosen, alphas,
        np.int32(head_of(network)),
        np.arange(width) < widths[-1],
        np.arange(samples) < batch.size,
        divisors_of(network, batch),
    )  # fmt: skip


def _padded_rows(array: Array, rows: int, columns: int) -> Array:
    padded = np.zeros((rows, columns), dtype=array.dtype)
    padded[: array.shape[0], : array.shape[1]] = array
    return padded


def head_of(network: Network) -> int:
    """The position of a network's loss in _HEADS."""
    last = network.layers[-1].activation
    if network.loss.kind == "squared_error" and last != "softmax":
        last = "elementwise"
    return _HEADS.index((network.loss.kind, last))


def divisors_of(network: Network, batch: Batch) -> Array:
    """What the sum of all losses is divided by: 2, outputs, samples, the log of the base."""
    half, per_output, per_sample = network.loss.divisors
    base = 1.0 if network.loss.log_base == "e" else math.log(float(network.loss.log_base))
    return np.array(
        [
            2.0 if half else 1.0,
            network.widths[-1] if per_output else 1.0,
            batch.size if per_sample else 1.0,
            base if network.loss.kind != "squared_error" else 1.0,
        ],
        dtype=network.dtype,
    )


def _bucket(needed: int, at_least: int) -> int:
    """`at_least`, or the next power of two that holds what is needed."""
    return at_least if needed <= at_least else 1 << (needed - 1).bit_length()


def _require_dtype(network: Network, *arrays: Array) -> None:
    for array in arrays:
        if array.dtype != network.dtype:
            raise TypeError(f"jax answered in {array.dtype}, expected {network.dtype}")
