"""What does each engine take for the derivative of an activation at its kink?

Measured, not declared: a network of one unit with net input 0 is differentiated, its target chosen
so that the gradient of its bias is f'(0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ..cases.network import KINKED, Batch, Layer, Loss, Network
from .engines import Engine

ALPHA = 0.25


@dataclass(frozen=True, eq=False)
class Kink:
    """A network of one unit whose bias has the gradient f'(0)."""

    activation: str
    network: Network
    batch: Batch


def kinks() -> tuple[Kink, ...]:
    """One for every kinked activation; alpha is 1/4."""
    found = []
    for activation in KINKED:
        at_zero = 1.0 if activation == "step" else 0.0
        alpha = ALPHA if activation in ("prelu", "elu") else 0.0
        layer = Layer(np.array([[1.0]]), np.array([0.0]), activation, alpha)
        network = Network((layer,), Loss(half=True))
        found.append(
            Kink(activation, network, Batch(np.array([[0.0]]), np.array([[at_zero - 1.0]])))
        )
    return tuple(found)


def slopes_at_kinks(
    engines: Iterable[Engine], asked: Iterable[Kink]
) -> Iterator[tuple[str, str, float]]:
    """Engine, activation and f'(0); the derivations share one set of activations."""
    networks = tuple(asked)
    for engine in engines:
        if engine.missing or (engine.kind == "derivation" and engine.name != "batch_form"):
            continue
        name = engine.name if engine.kind == "oracle" else "reference"
        for kink in networks:
            slope = engine.gradients(kink.network, kink.batch).biases[0][0]
            yield name, kink.activation, float(slope)
