"""What is a derivation, and which are documented?

A derivation is one way, documented in a lecture, to get gradients. Each is one file of this room:
forward, then backward, in the lecture's order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..cases.network import Batch, Gradients, Network

Applies = Callable[[Network, Batch], bool]


@dataclass(frozen=True)
class Derivation:
    """A documented way to get gradients.

    `source` names lecture and lines. `applies` says for which networks it is meant.
    `enumerates_paths` tells the bound that the sum runs over whole paths, not layer by layer.
    `expected` is `agree`, or `disagree` for a form that a lecture prints and that is false.
    """

    name: str
    title: str
    source: str
    applies: Applies
    gradients: Callable[[Network, Batch], Gradients]
    enumerates_paths: bool = False
    expected: str = "agree"


def always(network: Network, batch: Batch) -> bool:
    """Every network, every batch."""
    return True


def small(paths: int, samples: int) -> Applies:
    """Networks with at most so many paths from an input to an output, and so many samples."""

    def applies(network: Network, batch: Batch) -> bool:
        count = 1
        for width in network.widths:
            count *= width
        return count <= paths and batch.size <= samples

    return applies
