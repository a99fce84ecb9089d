"""Where do networks come from that nobody thought of?

`networks()` and `problems()` are Hypothesis strategies: 1-6 layers, widths 1-16, every activation
of lecture 004's table, every loss that fits the last one, batches of 1-32 samples. A `Flavour` says
what is special about the numbers. Structure is drawn by Hypothesis and shrinks; the numbers come
from a drawn seed, so that a large network costs no more to draw than a small one.

Hypothesis is imported when a strategy is asked for, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .network import (
    ACTIVATIONS,
    LOG_BASES,
    REDUCTIONS,
    Array,
    Batch,
    Layer,
    Loss,
    Network,
    losses_that_fit,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

#: What is special about the numbers of a generated network.
FLAVOURS = {
    "ordinary": "weights of a size that training starts from",
    "zeros": "many weights, biases, inputs and targets are exactly 0",
    "ties": "small whole numbers, so that units tie and net inputs hit kinks exactly",
    "kinks": "biases set so that some net inputs are 0, exactly or but for rounding",
    "saturated": "net inputs of some tens, where sigmoids round to 0 and 1",
    "tiny": "numbers down to 1e-150 (1e-18 for float32)",
    "huge": "numbers up to 1e10 (1e3 for float32)",
}
MOST_LAYERS, WIDEST, MOST_SAMPLES = 6, 16, 32


@dataclass(frozen=True, eq=False)
class Problem:
    """A network with a batch that fits it, and how its numbers were made."""

    network: Network
    batch: Batch
    flavour: str
    seed: int


def make(
    widths: tuple[int, ...], activations: tuple[str, ...], loss: Loss, samples: int,
    flavour: str, seed: int, dtype: str = "float64",
) -> Problem:  # fmt: skip
    """The network and batch of this shape, flavour and seed: always the same."""
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    inputs = _numbers(rng, flavour, (samples, widths[0]), dtype, 1.0)
    for fan_in, units, activation in zip(widths, widths[1:], activations, strict=False):
        weights = _numbers(rng, flavour, (fan_in, units), dtype, 1 / np.sqrt(fan_in))
        biases = _numbers(rng, flavour, (units,), dtype, 0.5)
        alpha = float(rng.integers(1, 9)) / 8 if activation in ("prelu", "elu") else 0.0
        if flavour == "kinks":
            biases = _onto_the_kink(rng, inputs, layers, weights, biases)
        layers.append(Layer(weights.astype(dtype), biases.astype(dtype), activation, alpha))
    targets = _targets(rng, flavour, (samples, widths[-1]), activations[-1], loss)
    return Problem(
        Network(tuple(layers), loss),
        Batch(inputs.astype(dtype), targets.astype(dtype)),
        flavour,
        seed,
    )


def networks(**chosen: Any) -> SearchStrategy[Network]:
    """A Hypothesis strategy for networks; `chosen` as for `problems`."""
    return problems(**chosen).map(lambda problem: problem.network)


def problems(**chosen: Any) -> SearchStrategy[Problem]:
    """A Hypothesis strategy for networks with batches.

    `chosen` fixes what is drawn otherwise: `flavour`, `depths` (first and last), `dtype`,
    `samples`.
    """
    from hypothesis import strategies as st

    @st.composite
    def draw_problem(draw: st.DrawFn) -> Problem:
        def pick(name: str, strategy: SearchStrategy[Any]) -> Any:
            return chosen[name] if name in chosen else draw(strategy, label=name)

        depth = draw(st.integers(*chosen.get("depths", (1, MOST_LAYERS))), label="depth")
        hidden = tuple(
            draw(st.sampled_from(ACTIVATIONS[:-1]), label="activation") for _ in range(depth - 1)
        )
        # softmax is a last activation only: drawn more often there, to come as often as the others.
        last = draw(st.sampled_from((*ACTIVATIONS, "softmax", "softmax")), label="last activation")
        activations = (*hidden, last)
        widths = [draw(st.integers(1, WIDEST), label="width") for _ in range(depth + 1)]
        if activations[-1] == "softmax":
            widths[-1] = max(widths[-1], 2)
        return make(
            tuple(widths), activations, draw(_losses(activations[-1]), label="loss"),
            pick("samples", st.integers(1, MOST_SAMPLES)),
            pick("flavour", st.sampled_from(list(FLAVOURS))),
            draw(st.integers(0, 2**32 - 1), label="seed"),
            chosen.get("dtype", "float64"),
        )  # fmt: skip

    return draw_problem()


def _losses(activation: str) -> SearchStrategy[Loss]:
    from hypothesis import strategies as st

    reductions = st.sampled_from(REDUCTIONS)
    return st.sampled_from(losses_that_fit(activation)).flatmap(
        lambda kind: st.builds(
            Loss,
            kind=st.just(kind),
            outputs=reductions,
            batch=reductions,
            half=st.booleans() if kind == "squared_error" else st.just(False),
            log_base=st.just("e") if kind == "squared_error" else st.sampled_from(LOG_BASES),
        )
    )


def _numbers(
    rng: np.random.Generator, flavour: str, shape: tuple[int, ...], dtype: str, scale: float
) -> Array:
    ordinary = rng.normal(size=shape) * scale
    down, up = (150, 10) if dtype == "float64" else (18, 3)
    match flavour:
        case "zeros":
            return np.where(rng.random(shape) < 0.5, 0.0, ordinary)
        case "ties":
            return rng.integers(-2, 3, size=shape).astype(float)
        case "saturated":
            return ordinary * 12
        case "tiny":
            return ordinary * 10.0 ** rng.uniform(-down, 0, size=shape)
        case "huge":
            return ordinary * 10.0 ** rng.uniform(0, up, size=shape)
        case _:
            return ordinary


def _targets(
    rng: np.random.Generator, flavour: str, shape: tuple[int, int], last: str, loss: Loss
) -> Array:
    samples, outputs = shape
    if loss.kind == "squared_error":
        return _numbers(rng, flavour if flavour in ("zeros", "ties") else "ordinary", shape, "", 1)
    if last == "softmax" and rng.random() < 0.7:
        return np.eye(outputs)[rng.integers(0, outputs, size=samples)]
    if last == "softmax":
        shares = rng.random(shape) + 0.01
        return shares / shares.sum(axis=1, keepdims=True)
    return rng.integers(0, 2, size=shape).astype(float) if rng.random() < 0.7 else rng.random(shape)


def _onto_the_kink(
    rng: np.random.Generator, inputs: Array, layers: list[Layer], weights: Array, biases: Array
) -> Array:
    """Biases that put a unit's net input for the first sample at 0, or as near as floats come."""
    seen = inputs[0]
    for layer in layers:
        z = seen @ layer.weights + layer.biases
        # Any bounded function will do: the aim is a net input near 0, not the network's value.
        seen = np.maximum(z, 0) if layer.activation == "relu" else np.tanh(z)
    onto = rng.random(biases.shape) < 0.5
    return np.where(onto, -(seen @ weights), biases)
