"""What does each engine take for the derivative of an activation at its kink?

Measured, not declared: a network of one unit with net input 0 is differentiated, its target chosen
so that the gradient of its bias is f'(0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ..cases.network import KINKED, Batch, Layer, Loss, Network
from .engines import Engine

ALPHA = 0.25


def slopes_at_kinks(engines: Iterable[Engine]) -> Iterator[tuple[str, str, float]]:
    """Engine, activation and f'(0), for every kinked activation (alpha is 1/4)."""
    for engine in engines:
        if engine.missing or (engine.kind != "oracle" and engine.name != "batch_form"):
            continue
        for activation in KINKED:
            at_zero = 1.0 if activation == "step" else 0.0
            alpha = ALPHA if activation in ("prelu", "elu") else 0.0
            layer = Layer(np.array([[1.0]]), np.array([0.0]), activation, alpha)
            network = Network((layer,), Loss(half=True))
            batch = Batch(np.array([[0.0]]), np.array([[at_zero - 1.0]]))
            yield engine.name, activation, float(engine.gradients(network, batch).biases[0][0])
