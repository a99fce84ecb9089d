"""Would a mistake be seen, and would it be called by its name?

Every slip of calculus is planted in every derivation, and every oracle is asked. A slip is visible
to an oracle on a network if its exact effect on some element is larger than the bound and what
rounding may hide; then the oracle must catch it, and the diagnosis must name it or, with it, the
slips that nobody can tell from it there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..cases.case import Case
from ..cases.generate import Problem
from ..cases.network import Array, Batch, Gradients, Network, ShapeError
from ..oracles import balls
from ..oracles.balls import Exact
from ..reference import DERIVATIONS
from ..slips.calculus import Variant
from ..slips.gradients import Answer, Search, diagnose
from ..slips.planting import planted
from .agree import exact_for, exact_side, side_of
from .bound import Bound
from .documented import setting_id
from .engines import Engine
from .hold import held
from .rounded import Rounded, rounding
from .witnesses import Witness, differences_on, exactly, oracles_on

_BY_NAME = {derivation.name: derivation for derivation in DERIVATIONS}


@dataclass(frozen=True)
class Miss:
    """A slip that was visible and not caught, or caught and not named; or a false catch."""

    network: str
    derivation: str
    slip: str
    what: str


@dataclass(frozen=True)
class Sharpness:
    """Relative errors of one gradient element that would be caught on a network.

    `sharpest` is the smallest of any element, `bluntest` what no element that is not 0 hides.
    """

    network: str
    sharpest: float
    bluntest: float


@dataclass
class Selftest:
    """What came of planting: how many were visible to whom, caught by whom, and named."""

    networks: int = 0
    unmodified: int = 0
    planted: int = 0
    unseen: int = 0
    visible: Counter[str] = field(default_factory=Counter[str])
    caught: Counter[str] = field(default_factory=Counter[str])
    diagnosed: int = 0
    named: int = 0
    classes: Counter[int] = field(default_factory=Counter[int])
    misses: list[Miss] = field(default_factory=list[Miss])
    sharpness: list[Sharpness] = field(default_factory=list[Sharpness])

    @property
    def unseen_share(self) -> float:
        """The share of planted slips whose effect nobody can see."""
        return self.unseen / self.planted if self.planted else 0.0

    @property
    def named_share(self) -> float:
        """The share of the caught slips whose class is named first."""
        return self.named / self.diagnosed if self.diagnosed else 1.0

    @property
    def uncaught(self) -> list[Miss]:
        """What was visible and not caught, and what is right and was caught."""
        return [miss for miss in self.misses if miss.what != "not named"]


def on_cases(
    cases: Sequence[Case],
    engines: Sequence[Engine],
    say: Callable[[str], None] = lambda _: None,
    witnessed: bool = True,
) -> Selftest:
    """Plant every slip, wherever it can be made, in every derivation on every documented case.

    `witnessed`: whether differences are asked, too.
    """
    result = Selftest()
    for case in cases:
        for setting in case.settings:
            name = setting_id(case, setting)
            say(name)
            plant(result, name, (setting.network, setting.batch), engines, witnessed=witnessed)
    return result


def on_networks(
    drawn: tuple[int, int, str],
    engines: Sequence[Engine],
    step: Callable[[int], None] = lambda _: None,
    witnessed: bool = True,
) -> Selftest:
    """The same on generated networks, `drawn` by their number, a seed and a format.

    In the batch form a slip is planted wherever it can be made, in the other derivations in one
    place that is drawn.
    """
    from .sweep import on_problems

    result = Selftest()
    count, seed, dtype = drawn
    rng = np.random.default_rng(seed)

    def check(problem: Problem) -> None:
        name = f"{problem.flavour}-{problem.seed}"
        plant(result, name, (problem.network, problem.batch), engines, rng, witnessed)
        step(result.networks)

    on_problems(count, dtype, seed, check)
    return result


def plant(
    result: Selftest,
    name: str,
    problem: tuple[Network, Batch],
    engines: Sequence[Engine],
    rng: np.random.Generator | None = None,
    witnessed: bool = True,
) -> None:
    """Plant in every derivation that applies, and count what comes of it."""
    network, batch = problem
    with np.errstate(all="ignore"):
        exact = balls.gradients(network, batch)
        witnesses = [*oracles_on(problem, engines, exact)]
        witnesses += differences_on(problem, exact) if witnessed else ()
        result.networks += 1
        searches: dict[tuple[bool, bytes], Search] = {}
        for engine in engines:
            sound = engine.kind == "derivation" and engine.expected == "agree"
            if not (sound and engine.applies(network, batch)):
                continue
            right = engine.gradients(network, batch)
            own, limits = exact_for(engine, network, batch, right, exact)
            bed = _Bed(name, network, batch, engine, own, limits, [exactly(own), *witnesses])
            bed.count_right(result, right)
            if engine.name == "batch_form":
                result.sharpness.append(_sharpness(name, own, limits))
            key = engine.enumerates_paths, b"".join((z > 0).tobytes() for z in right.nets)
            if key not in searches:
                judge = rounding(network, engine.accuracy, engine.enumerates_paths)
                searches[key] = Search(
                    judge, network, batch, judge.trace(network, batch, right.nets)
                )
            for variant in _chosen(searches[key], engine, rng):
                bed.count_planted(result, searches[key], variant)


def _chosen(search: Search, engine: Engine, rng: np.random.Generator | None) -> Iterator[Variant]:
    """Every variant; with a generator, one of each slip, but for the batch form."""
    if rng is None or engine.name == "batch_form":
        yield from search.variants
        return
    by_slip: dict[str, list[Variant]] = {}
    for variant in search.variants:
        by_slip.setdefault(variant.slip.name, []).append(variant)
    for places in by_slip.values():
        yield places[int(rng.integers(len(places)))]


@dataclass(frozen=True, eq=False)
class _Bed:
    """Where slips are planted: a derivation on a network, its bound there, and who looks on."""

    name: str
    network: Network
    batch: Batch
    engine: Engine
    exact: Exact
    limits: Bound
    witnesses: Sequence[Witness]

    def count_right(self, result: Selftest, answer: Gradients) -> None:
        """The derivation as it stands: nobody may catch it."""
        result.unmodified += 1
        for witness in self.witnesses:
            if witness.side is not None and self._catches(witness, answer):
                result.misses.append(Miss(self.name, self.engine.name, "none", "caught"))

    def count_planted(self, result: Selftest, search: Search, variant: Variant) -> None:
        """One slip: who can see it, who does, and whether it is named."""
        try:
            answer = planted(_BY_NAME[self.engine.name], variant.change, self.network, self.batch)
        except ShapeError:  # what is put in the place of a weight overflows: no such network
            return
        result.planted += 1
        dW, db = search.predicted(variant)
        seen = False
        for witness in self.witnesses:
            visible = self._is_visible(witness, (*dW, *db))
            caught = (
                self._catches(witness, answer) if visible or witness.name == balls.name else False
            )
            seen = seen or visible
            result.visible[witness.name] += visible
            result.caught[witness.name] += visible and caught
            if visible and not caught:
                what = f"not caught by {witness.name}"
                result.misses.append(Miss(self.name, self.engine.name, variant.name, what))
            if witness.name == balls.name and caught:
                self._count_named(result, search, variant, answer)
        result.unseen += not seen

    def _count_named(
        self, result: Selftest, search: Search, variant: Variant, answer: Gradients
    ) -> None:
        result.diagnosed += 1
        diagnosis = diagnose((search, Answer(answer.weights, answer.biases)))
        best = diagnosis.explanations[0] if diagnosis.explanations else None
        if best is not None and variant.name in (*best.slips, *best.alike):
            result.named += 1
            result.classes[1 + len(best.alike)] += 1
        else:
            result.misses.append(Miss(self.name, self.engine.name, variant.name, "not named"))

    def _catches(self, witness: Witness, answer: Gradients) -> bool:
        if witness.side is not None:
            mine = side_of(self.engine.name, answer, self.limits, self.exact)
            found = held(self.name, self.network, mine, witness.side)
            return any(agreement.verdict == "disagree" for agreement in found)
        parts = zip(
            (*answer.weights, *answer.biases), witness.values, witness.errors, self._bounds,
            strict=True,
        )  # fmt: skip
        return any((np.abs(a - value) > error + limit).any() for a, value, error, limit in parts)

    def _is_visible(self, witness: Witness, predicted: Sequence[Rounded]) -> bool:
        """Whether the exact effect is larger than the bound and all that rounding may hide."""
        if witness.side is not None and witness.side.branches != exact_side(self.exact).branches:
            return False
        true = (*self.exact.weights, *self.exact.biases)
        # The witness may be off to one side, and is given the benefit of its error on the other.
        parts = zip(predicted, true, self._bounds, witness.errors, strict=True)
        return any(
            (np.abs(p.value - t.high) > limit + 2 * error + 2 * p.error).any()
            for p, t, limit, error in parts
        )

    @property
    def _bounds(self) -> tuple[Array, ...]:
        return (*self.limits.weights, *self.limits.biases)


def _sharpness(name: str, exact: Exact, limits: Bound) -> Sharpness:
    pairs = zip((*exact.weights, *exact.biases), (*limits.weights, *limits.biases), strict=True)
    ratios = np.concatenate(
        [(limit[p.high != 0] / np.abs(p.high[p.high != 0])).ravel() for p, limit in pairs]
    )
    if not ratios.size:
        return Sharpness(name, float("nan"), float("nan"))
    return Sharpness(name, float(ratios.min()), float(ratios.max()))
