"""The data that lectures describe but do not print: drawn from a seed.

000 l. 93-94 draws inputs and targets uniformly; 004 l. 918-922 names the Gaussian and the circle
data of binary classification.
"""

from collections.abc import Callable

import numpy as np

from .network import Batch

MOST_SAMPLES = 10_000


def uniform(samples: int, seed: int) -> Batch:
    """Two inputs and two targets a sample, uniform in [0, 1): `(samples, 2)` each."""
    rng = np.random.default_rng(seed)
    return Batch(rng.random((samples, 2)), rng.random((samples, 2)))


def gaussian(samples: int, seed: int) -> Batch:
    """Two clouds around (-2, -2) and (2, 2), target 0 or 1: `(samples, 2)`, `(samples, 1)`."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    centres = np.where(label[:, None] == 1, 2.0, -2.0)
    return Batch(centres + rng.normal(size=(samples, 2)), label[:, None].astype(float))


def circle(samples: int, seed: int) -> Batch:
    """A disc (target 1) inside a ring (target 0), of radii up to 2 and 3 to 5."""
    rng = np.random.default_rng(seed)
    label = np.arange(samples) % 2
    radius = np.where(label == 1, rng.uniform(0, 2, samples), rng.uniform(3, 5, samples))
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Batch(points, label[:, None].astype(float))


SOURCES: dict[str, Callable[[int, int], Batch]] = {
    "uniform": uniform,
    "gaussian": gaussian,
    "circle": circle,
}
