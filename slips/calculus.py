"""Which mistakes of calculus are made in a backward pass?

Every slip is an entry: its name, in plain words what was done and what is to be done, what it costs
to name it in bits (a slip that is made often costs few), where it is known from, and the change
that it makes to the steps of `backward`. A slip is made in one layer, or wherever it can be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import log2

from ..cases.network import Batch, Gradients, Network
from . import head_slips, step_slips
from .backward import Change, gradients, joined
from .slip import CALCULUS, Slip

#: The layers in which a slip can be made; none where it does not apply.
Places = Callable[[Network, Batch], Iterable[int]]
#: The change that a slip makes in one layer.
Made = Callable[[Network, int], Change]


@dataclass(frozen=True)
class Commit:
    """How a slip of calculus is made: where, what it changes, and whether in all places at once."""

    places: Places
    change: Made
    only_everywhere: bool = False

    def applies(self, network: Network, batch: Batch) -> bool:
        """Whether the slip can be made here."""
        return bool(list(self.places(network, batch)))

    def __call__(self, network: Network, batch: Batch) -> Gradients:
        """The gradients with the slip in every place, in plain arrays."""
        whole = joined([self.change(network, l) for l in self.places(network, batch)])
        assert whole is not None
        return gradients(network, batch, whole)


@dataclass(frozen=True)
class Variant:
    """A slip in certain layers of one network, and what it costs to say so in bits.

    `first` is the last layer, in the order of the network, whose gradient it can spoil.
    """

    slip: Slip[Commit]
    layers: tuple[int, ...]
    change: Change
    bits: float
    first: int
    everywhere: bool

    @property
    def name(self) -> str:
        """The slip's name, and where it was made if it could have been made elsewhere."""
        if self.everywhere:
            return self.slip.name
        return f"{self.slip.name} (layer {self.layers[0] + 1})"


def _slips() -> Iterator[Slip[Commit]]:
    for row in (*head_slips.ROWS, *step_slips.ROWS):
        commit = Commit(row.places, row.change, row.only_everywhere)
        yield Slip(
            row.name, CALCULUS, row.sentence, row.correction, row.bits, commit, row.known_from
        )


#: The catalogue, from the head of the network to its sums.
SLIPS: tuple[Slip[Commit], ...] = tuple(_slips())


def variants(network: Network, batch: Batch) -> tuple[Variant, ...]:
    """Every slip that applies, wherever it can be made at once and in each single layer."""
    return tuple(v for slip in SLIPS for v in _variants_of(slip, network, batch))


def _variants_of(slip: Slip[Commit], network: Network, batch: Batch) -> Iterator[Variant]:
    places = tuple(sorted(slip.commit.places(network, batch)))
    if not places:
        return
    changes = [slip.commit.change(network, l) for l in places]
    alone = len(places) == 1 or slip.commit.only_everywhere
    whole = joined(changes)
    if whole is not None:
        bits = slip.bits + (0 if alone else 1)
        yield Variant(slip, places, whole, bits, _first(whole, network), everywhere=True)
    if not alone:
        for l, change in zip(places, changes, strict=True):
            bits = slip.bits + 1 + log2(len(places))
            yield Variant(slip, (l,), change, bits, _first(change, network), everywhere=False)


def _first(change: Change, network: Network) -> int:
    return len(network.layers) - 1 if change.top is None else change.top
