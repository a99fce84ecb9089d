"""Which mistakes are made in a training run, whatever its gradients?

A `Run` says how many steps are made, at which rate, what is trained and in which order; most slips
of runs are another `Run`. One is none: gradients that are accumulated instead of replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..cases.network import Array, Batch, Network
from ..expressions.run import Run
from ..reference import batch_form, training
from ..reference.training import Parameters
from .slip import CALCULUS, Slip

#: The parameters after the given numbers of steps.
Trained = Mapping[int, Parameters]


@dataclass(frozen=True)
class CommitRun:
    """How a slip of runs is made: the run that is done instead, None where there is none."""

    instead: Callable[[Run], Run | None]
    accumulates: bool = False

    def applies(self, run: Run) -> bool:
        """Whether the slip changes what is done."""
        return self.instead(run) is not None

    def __call__(self, network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Trained:
        """What stands in the place of the parameters after so many steps."""
        wrong = self.instead(run)
        assert wrong is not None
        further = wrong.steps - run.steps
        made = [mark + further for mark in marks]
        do = _accumulating if self.accumulates else training.run
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


def _accumulating(network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Trained:
    """Descent in which every gradient is added to all those before it."""
    wanted = set(marks)
    found: dict[int, Parameters] = {}
    sums: list[Array] = [np.zeros_like(layer.weights) for layer in network.layers]
    sums += [np.zeros_like(layer.biases) for layer in network.layers]
    depth = len(network.layers)
    for count in range(max(wanted, default=-1) + 1):
        if count in wanted:
            found[count] = (
                tuple(layer.weights for layer in network.layers),
                tuple(layer.biases for layer in network.layers),
            )
        new = batch_form.gradients(network, batch)
        sums = [s + g for s, g in zip(sums, (*new.weights, *new.biases), strict=True)]
        network = network.with_parameters(
            [
                layer.weights - run.learning_rate * g
                for layer, g in zip(network.layers, sums[:depth], strict=True)
            ],
            [
                layer.biases if run.biases == "fixed" else layer.biases - run.learning_rate * g
                for layer, g in zip(network.layers, _biases(run, sums[depth:]), strict=True)
            ],
        )
    return found


def _biases(run: Run, gradients: list[Array]) -> list[Array]:
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
        CommitRun(lambda run: run, accumulates=True),
    )  # fmt: skip


#: The catalogue.
SLIPS: tuple[Slip[CommitRun], ...] = tuple(_slips())
