"""Which slips give exactly this wrong gradient?

A slipped backward pass runs from the last layer to the first, and so does the search: at every
layer, slips that can spoil that layer's gradient are added, and what does not give the gradient
found there is dropped at once. First one slip is tried, then two. All that give the same gradient,
as far as rounding lets anyone see, cannot be told apart on this network: they are one class, and
are named together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Protocol

import numpy as np

from ..cases.network import Array, Batch, Network
from ..reference.forward import Trace
from . import backward
from .backward import Change, Maths, Numbers, Setting, joined
from .calculus import Variant, variants
from .slip import Explanation

#: So many layers with slips in them are looked at; a few seconds' worth.
MOST_STEPS = 40_000


class Judge(Maths, Protocol):
    """Numbers that know how far rounding can have carried them."""

    def explains(self, found: Array, predicted: Any) -> bool:
        """Whether rounding alone separates a gradient from a prediction."""
        ...

    def information(self, found: Array, predicted: Any) -> float:
        """How many bits a match says where a prediction fails."""
        ...


@dataclass(frozen=True)
class Diagnosis:
    """How a wrong gradient came about: the best explanation first, others that cost more behind.

    Explanations that give the same gradient are one: `Explanation.alike` names the others.
    `steps` says how many layers were tried, `complete` whether that was all.
    """

    explanations: tuple[Explanation, ...]
    steps: int
    complete: bool

    @property
    def cause(self) -> Explanation | None:
        """The explanation, if there is one that is shorter than what it explains."""
        causes = [e for e in self.explanations if e.is_cause]
        return causes[0] if causes else None


@dataclass(frozen=True, eq=False)
class Answer:
    """The gradient that is to be explained, by layer."""

    weights: Sequence[Array]
    biases: Sequence[Array]


class _Node:
    """One layer of a slipped backward pass; its gradients are computed when they are asked for."""

    def __init__(self, at: Setting, change: Change, l: int, delta: Numbers) -> None:
        self.at, self.change, self.l, self.delta = at, change, l, delta
        self.found: dict[str, Numbers] = {}

    def gives(self, judge: Judge, answer: Answer, l: int) -> bool:
        """Whether this layer's gradients are those found; slips that cannot meet give nothing."""
        return (
            self.delta is not None
            and judge.explains(answer.biases[l], self.biases)
            and judge.explains(answer.weights[l], self.weights)
        )

    @property
    def weights(self) -> Numbers:
        """The gradient of the weights."""
        if "weights" not in self.found:
            found = backward.weights(self.at, self.change, self.l, self.delta)
            self.found["weights"] = found
        return self.found["weights"]

    @property
    def biases(self) -> Numbers:
        """The gradient of the biases."""
        if "biases" not in self.found:
            self.found["biases"] = backward.biases(self.at, self.change, self.l, self.delta)
        return self.found["biases"]


@dataclass(eq=False)
class Search:
    """What slips make of one network: asked again, it remembers what it computed.

    `memory` is off for large networks, whose gradients would not fit. `rates` are learning rates
    besides the usual ones, for weights that are updated too early.
    """

    judge: Judge
    network: Network
    batch: Batch
    trace: Trace
    memory: bool = True
    rates: tuple[float, ...] = ()
    steps: int = 0
    _known: dict[tuple[int, tuple[int, ...]], _Node] = field(
        default_factory=dict[tuple[int, tuple[int, ...]], _Node]
    )

    def __post_init__(self) -> None:
        self.variants = variants(self.network, self.batch, self.rates)
        self.at = Setting(self.judge, self.network, self.batch, self.trace)
        self.last = len(self.network.layers) - 1

    def predicted(self, variant: Variant) -> tuple[list[Numbers], list[Numbers]]:
        """The gradients of weights and biases with one slip."""
        return self._predicted((self.variants.index(variant),))

    def right(self) -> tuple[list[Numbers], list[Numbers]]:
        """The gradients without a slip."""
        return self._predicted(())

    def _predicted(self, chosen: tuple[int, ...]) -> tuple[list[Numbers], list[Numbers]]:
        node: _Node | None = None
        dW: list[Numbers] = []
        db: list[Numbers] = []
        for l in range(self.last, -1, -1):
            # What is made further on is none of this layer's: its nodes are those of fewer slips.
            active = tuple(c for c in chosen if self.variants[c].first >= l)
            with np.errstate(all="ignore"):
                node = self._node(l, active, node)
                dW.insert(0, node.weights)
                db.insert(0, node.biases)
        return dW, db

    def sets(self, answer: Answer, most: int) -> Iterator[tuple[Variant, ...]]:
        """Up to `most` slips that together give the answer."""
        with np.errstate(all="ignore"):
            for chosen in self._below(self.last, (), None, answer, most):
                if chosen:
                    yield tuple(self.variants[c] for c in chosen)

    def gives(self, chosen: Sequence[Variant], answer: Answer) -> bool:
        """Whether slips, found on another batch, give the answer on this one."""
        names = {(v.slip.name, v.layers) for v in chosen}
        mine = tuple(c for c, v in enumerate(self.variants) if (v.slip.name, v.layers) in names)
        found = self._predicted(mine)
        pairs = zip((*answer.weights, *answer.biases), (*found[0], *found[1]), strict=True)
        return len(mine) == len(chosen) and all(self.judge.explains(a, p) for a, p in pairs)

    def _below(
        self, l: int, chosen: tuple[int, ...], above: _Node | None, answer: Answer, most: int
    ) -> Iterator[tuple[int, ...]]:
        if l < 0:
            yield chosen
            return
        here = [c for c, v in enumerate(self.variants) if v.first == l]
        for count in range(most - len(chosen) + 1):
            for more in combinations(here, count):
                self.steps += 1
                if self.steps > MOST_STEPS:
                    return
                now = (*chosen, *more)
                node = self._node(l, now, above)
                if node.gives(self.judge, answer, l):
                    yield from self._below(l - 1, now, node, answer, most)

    def _node(self, l: int, chosen: tuple[int, ...], above: _Node | None) -> _Node:
        key = l, chosen
        if key not in self._known:
            node = self._computed(l, chosen, above)
            if not self.memory:
                return node
            self._known[key] = node
        return self._known[key]

    def _computed(self, l: int, chosen: tuple[int, ...], above: _Node | None) -> _Node:
        change = joined([self.variants[c].change for c in chosen])
        if change is None:
            return _Node(self.at, Change(), l, None)
        if above is None:
            return _Node(self.at, change, l, backward.head(self.at, change))
        # Only a back that updates the weights asks for their gradient.
        gradient = above.weights if change.backs.get(l + 1) else None
        delta = backward.carried(self.at, change, l, above.delta, gradient)
        return _Node(self.at, change, l, delta)


def diagnose(*asked: tuple[Search, Answer]) -> Diagnosis:
    """The slips, or pairs of slips, that give wrong gradients exactly, the shortest first.

    One search and answer for every batch; what is no explanation of one of them is none.
    """
    explained = sum(_explained(search, answer) for search, answer in asked)
    first, answer = asked[0]
    first.steps = 0
    sets: list[tuple[Variant, ...]] = []
    for most in (1, 2):
        sets = [
            chosen
            for chosen in first.sets(answer, most)
            if len(chosen) == most and all(s.gives(chosen, a) for s, a in asked[1:])
        ]
        if sets:
            break
    found = (_explanation(sets, explained),) if sets else ()
    return Diagnosis(found, first.steps, first.steps <= MOST_STEPS)


def _explained(search: Search, answer: Answer) -> float:
    """How many bits of digits are wrong, in the elements that rounding does not excuse."""
    right = search.right()
    parts = ((answer.weights, right[0]), (answer.biases, right[1]))
    return sum(
        search.judge.information(found, true)
        for given, truth in parts
        for found, true in zip(given, truth, strict=True)
    )


def _explanation(sets: list[tuple[Variant, ...]], explained: float) -> Explanation:
    """One class: the cheapest in words, the others by name."""
    ranked = sorted(sets, key=lambda s: (sum(v.bits for v in s), [v.name for v in s]))
    best = ranked[0]
    return Explanation(
        slips=tuple(v.name for v in best),
        sentence="; and ".join(_sentence(v) for v in best),
        bits=sum(v.bits for v in best),
        explained=explained,
        alike=tuple(" + ".join(v.name for v in s) for s in ranked[1:]),
        keys=tuple(v.slip.name for v in best),
        correction="; ".join(dict.fromkeys(v.slip.correction for v in best)),
    )


def _sentence(variant: Variant) -> str:
    if variant.everywhere:
        return variant.slip.sentence
    return f"in layer {variant.layers[0] + 1}, {variant.slip.sentence}"
