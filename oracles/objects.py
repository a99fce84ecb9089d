"""Arrays of balls, and of whatever else is no machine number."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..cases.network import Array


def objects(values: Iterable[Any], shape: tuple[int, ...]) -> Array:
    """An array of Python objects, filled row by row."""
    filled = np.empty(shape, dtype=object)
    for where, value in zip(np.ndindex(*shape), values, strict=True):
        filled[where] = value
    return filled
