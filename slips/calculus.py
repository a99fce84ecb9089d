"""Which mistakes of calculus are made in a backward pass?

Every slip is an entry: its name, in plain words what was done and what is to be done, what it costs
to name it in bits (a slip that is made often costs few), where it is known from, and the change
that it makes to the steps of `backward`. A slip is made in one layer, or wherever it can be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, log2

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network
from . import head_slips, step_slips
from .backward import Change, gradients, joined
from .row import Row
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


def _slip(row: Row) -> Slip[Commit]:
    commit = Commit(row.places, row.change, row.only_everywhere)
    return Slip(row.name, CALCULUS, row.sentence, row.correction, row.bits, commit, row.known_from)


#: The catalogue, from the head of the network to its sums.
SLIPS: tuple[Slip[Commit], ...] = tuple(map(_slip, (*head_slips.ROWS, *step_slips.ROWS)))


def variants(network: Network, batch: Batch, rates: Sequence[float] = ()) -> tuple[Variant, ...]:
    """Every slip that applies, wherever it can be made at once and in each single layer.

    `rates` are learning rates besides the usual ones. Which one it was takes ten bits to say.
    """
    further = (_slip(step_slips.updated_row(rate, 15)) for rate in rates)
    return tuple(v for slip in (*SLIPS, *further) for v in _variants_of(slip, network, batch))


def rate_of(network: Network, batch: Batch, biases: Sequence[Array]) -> float | None:
    """The learning rate at which weights would have been updated too early, to three digits.

    The gradient of the biases before the last layer is linear in the rate. None where no rate, or
    one of the usual ones, comes near.
    """
    if len(network.layers) < 2:
        return None
    with np.errstate(all="ignore"):
        by_one = step_slips.updated_row(1.0, 0).change(network, len(network.layers) - 1)
        right, moved = (
            gradients(network, batch, change).biases[-2] for change in (Change(), by_one)
        )
        along = moved - right
        rate = float(f"{float((biases[-2] - right) @ along / (along @ along)):.3g}")
    usable = isfinite(rate) and rate > 0 and rate not in step_slips.RATES
    return rate if usable else None


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
