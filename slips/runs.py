"""Which mistakes are made in a training run, whatever its gradients?

A `Run` says how many steps are made, at which rate, what is trained and in which order; most slips
of runs are another `Run`. Two are none: they follow what they make of the gradients, as the sum of
all so far, instead of the gradients themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from ..cases.network import Array, Batch, Network
from ..expressions.run import Run, Taken, as_found
from ..reference import batch_form, training
from ..reference.training import Parameters
from .slip import CALCULUS, Slip

#: The parameters after the given numbers of steps.
Trained = Mapping[int, Parameters]


class Accumulated:
    """Every gradient is added to all those before it."""

    def __init__(self) -> None:
        self.sums: Sequence[Any] = ()

    def __call__(self, gradients: Sequence[Any]) -> Sequence[Any]:
        before = self.sums or [None] * len(gradients)
        pairs = zip(before, gradients, strict=True)
        self.sums = [g if s is None else s + g for s, g in pairs]
        return self.sums


def mean_for_sum(gradients: Sequence[Any]) -> Sequence[Any]:
    """The one bias of a layer moves by the mean of its units' gradients: their sum is the mean."""
    depth = len(gradients) // 2
    return [*gradients[:depth], *(g / len(g) for g in gradients[depth:])]


@dataclass(frozen=True)
class CommitRun:
    """How a slip of runs is made: the run that is done instead, None where there is none.

    `begun` is called when that run begins, for what is made of its gradients before they are
    followed.
    """

    instead: Callable[[Run], Run | None]
    begun: Callable[[], Taken] = lambda: as_found

    def applies(self, run: Run) -> bool:
        """Whether the slip changes what is done."""
        return self.instead(run) is not None

    def __call__(self, network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Trained:
        """What stands in the place of the parameters after so many steps."""
        wrong = self.instead(run)
        assert wrong is not None
        further = wrong.steps - run.steps
        made = [mark + further for mark in marks]
        taken = self.begun()
        do = training.run if taken is as_found else partial(_followed, taken)
        found = do(network, batch, wrong, [mark for mark in made if mark >= 0])
        return {mark - further: found[mark] for mark in made if mark >= 0}


def _more(by: int) -> Callable[[Run], Run | None]:
    return lambda run: replace(run, steps=run.steps + by) if run.steps + by >= 0 else None


def _other(field: str, value: str) -> Callable[[Run], Run | None]:
    def instead(run: Run) -> Run | None:
        if getattr(run, field) == value:
            return None
        return replace(run, biases=value) if field == "biases" else replace(run, order=value)

    return instead


def _followed(
    taken: Taken, network: Network, batch: Batch, run: Run, marks: Iterable[int]
) -> Trained:
    """Descent along what is made of the gradients."""
    wanted = set(marks)
    found: dict[int, Parameters] = {}
    depth = len(network.layers)
    for count in range(max(wanted, default=-1) + 1):
        if count in wanted:
            found[count] = (
                tuple(layer.weights for layer in network.layers),
                tuple(layer.biases for layer in network.layers),
            )
        new = batch_form.gradients(network, batch)
        along = taken([*new.weights, *new.biases])
        network = network.with_parameters(
            [
                layer.weights - run.learning_rate * g
                for layer, g in zip(network.layers, along[:depth], strict=True)
            ],
            [
                layer.biases if run.biases == "fixed" else layer.biases - run.learning_rate * g
                for layer, g in zip(network.layers, _biases(run, along[depth:]), strict=True)
            ],
        )
    return found


def _biases(run: Run, gradients: Sequence[Array]) -> Sequence[Array]:
    if run.biases == "shared":
        return [np.full_like(g, g.sum()) for g in gradients]
    return gradients


def _slips() -> Iterator[Slip[CommitRun]]:
    def slip(name: str, bits: float, words: tuple[str, str, str], commit: CommitRun):  # type: ignore[no-untyped-def]
        sentence, correction, known_from = words
        return Slip(name, CALCULUS, sentence, correction, bits, commit, known_from)

    yield slip(
        "one step too many", 3,
        ("one update too many was made", "count the updates, not the values before and after",
         "002 l. 301-316 calls the error before any update that of round 1"),
        CommitRun(_more(1)),
    )  # fmt: skip
    yield slip(
        "one step too few", 3,
        ("one update too few was made", "count the updates, not the values before and after",
         "002 l. 301-316 calls the error before any update that of round 1"),
        CommitRun(_more(-1)),
    )  # fmt: skip
    trained = {
        "fixed": ("the biases are left as they are", "003 l. 39-311, 002 l. 273-297"),
        "each": ("every unit's own bias is trained", "000 l. 127-130"),
        "shared": ("one bias for a layer is trained", "001 l. 251-433 has one bias a layer"),
    }
    for kind, (sentence, known_from) in trained.items():
        yield slip(
            f"biases {kind}", 4,
            (sentence, "train the biases as the page says, or say which are trained", known_from),
            CommitRun(_other("biases", kind)),
        )  # fmt: skip
    yield slip(
        "output weights already updated", 5,
        ("hidden gradients are computed with output weights that are already updated",
         "take every gradient at the old weights, then update all of them", "003 l. 212"),
        CommitRun(_other("order", "output first")),
    )  # fmt: skip
    yield slip(
        "gradients accumulated", 5,
        ("every gradient is added to those of the steps before",
         "set the gradients to zero before every step",
         "torch adds to .grad until zero_grad is called"),
        CommitRun(lambda run: run, Accumulated),
    )  # fmt: skip
    yield slip(
        "shared bias by the mean", 5,
        ("a layer's one bias moves by the mean of its units' gradients",
         "move it by their sum: each unit's net input has it as a term",
         "001 l. 251-433 has one bias a layer"),
        CommitRun(lambda run: run if run.biases == "shared" else None, lambda: mean_for_sum),
    )  # fmt: skip


#: The catalogue.
SLIPS: tuple[Slip[CommitRun], ...] = tuple(_slips())
