"""How is one slip of calculus written down?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..cases.network import Batch, Network
from .backward import Change


@dataclass(frozen=True)
class Row:
    """A line of the catalogue: words, bits, the layers it can be made in, what it changes."""

    name: str
    bits: float
    sentence: str
    correction: str
    known_from: str
    places: Callable[[Network, Batch], Iterable[int]]
    change: Callable[[Network, int], Change]
    only_everywhere: bool = False


def last(network: Network) -> int:
    """The number of the last layer."""
    return len(network.layers) - 1
