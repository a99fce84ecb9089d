"""Arrays of balls, and of whatever else is no machine number; where an element of one stands."""

from collections.abc import Iterable
from typing import Any, SupportsInt

import numpy as np

from ..cases.network import Array
from ..expressions.walk import MeaninglessError


def objects(values: Iterable[Any], shape: tuple[int, ...]) -> Array:
    """An array of Python objects, filled row by row."""
    filled = np.empty(shape, dtype=object)
    for where, value in zip(np.ndindex(*shape), values, strict=True):
        filled[where] = value
    return filled


def position(indices: Iterable[SupportsInt]) -> tuple[int, ...]:
    """Printed indices, counted from 1, as places in an array. Raises `MeaninglessError`."""
    where = list(indices)
    if any(index != int(index) or int(index) < 1 for index in where):
        raise MeaninglessError("an index below 1, or between two")
    return tuple(int(index) - 1 for index in where)
