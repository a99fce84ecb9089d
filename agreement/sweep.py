"""Do all engines agree on networks that nobody thought of?

Networks are drawn by Hypothesis. One that fails is shrunk, by Hypothesis in its structure and then
number by number, and stored as a case file; stored cases run first next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..cases.generate import Problem
from ..cases.load import load_case
from ..cases.network import Array, Batch, Network
from ..cases.store import store
from .agree import agreements
from .engines import Engine
from .hold import Agreement


@dataclass
class Sweep:
    """What came of many networks: verdicts by engine, how wide the bounds were, what failed."""

    networks: int = 0
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    flavours: Counter[str] = field(default_factory=Counter)
    depths: Counter[int] = field(default_factory=Counter)
    activations: Counter[str] = field(default_factory=Counter)
    widths_of_bounds: dict[str, list[float]] = field(default_factory=dict)
    shares: dict[str, list[float]] = field(default_factory=dict)
    failures: list[Agreement] = field(default_factory=list)
    stored: Path | None = None

    def add(self, problem: Problem, found: Iterable[Agreement]) -> None:
        """Count one network."""
        self.networks += 1
        self.flavours[problem.flavour] += 1
        self.depths[len(problem.network.layers)] += 1
        self.activations.update({layer.activation for layer in problem.network.layers})
        widest: dict[str, float] = {}
        for agreement in found:
            if agreement.oracle != "balls":
                continue
            self.verdicts[agreement.engine, agreement.verdict] += 1
            if agreement.verdict in ("agree", "undecided"):
                self.shares.setdefault(agreement.engine, []).append(agreement.share)
                ratio = agreement.bound_over_largest
                widest[agreement.engine] = max(widest.get(agreement.engine, 0.0), ratio)
        if widest:
            self.widths_of_bounds.setdefault(problem.flavour, []).append(max(widest.values()))

    @property
    def undecided(self) -> float:
        """The share of agreements whose bound was too wide to decide."""
        total = sum(self.verdicts.values())
        undecided = sum(n for (_, verdict), n in self.verdicts.items() if verdict == "undecided")
        return undecided / total if total else 0.0


def failures(found: Iterable[Agreement], engines: Iterable[Engine]) -> list[Agreement]:
    """The disagreements of engines that are expected to agree."""
    doubtful = {engine.name for engine in engines if engine.expected == "disagree"}
    return [a for a in found if a.verdict == "disagree" and a.engine not in doubtful]


def sweep(
    count: int,
    engines: tuple[Engine, ...],
    dtype: str = "float64",
    seed: int = 0,
    folder: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Sweep:
    """Hold all engines against each other on `count` generated networks, stored failures first."""
    result = Sweep()
    sound = tuple(e for e in engines if e.expected == "agree")
    for path in sorted(folder.glob("found-*.toml")) if folder and folder.is_dir() else ():
        case = load_case(path)
        for setting in case.settings:
            found = agreements(case.id, setting.network, setting.batch, sound)
            result.failures += failures(found, sound)
    failing: list[Problem] = []

    def check(problem: Problem) -> None:
        found = agreements("generated", problem.network, problem.batch, sound)
        if not failing:
            result.add(problem, found)
            progress(result.networks)
        if failures(found, sound):
            failing.append(problem)
            raise AssertionError("an engine is outside its bound")

    with suppress(AssertionError):
        on_problems(count, dtype, seed, check)
    if failing:
        smallest = simplest(
            failing[-1], lambda n, b: bool(failures(agreements("", n, b, sound), sound))
        )
        result.failures += failures(agreements("generated", *smallest, sound), sound)
        if folder is not None:
            result.stored = store(folder, f"found by a sweep, {failing[-1].flavour}", *smallest)
    return result


def on_problems(count: int, dtype: str, seed: int, check: Callable[[Problem], None]) -> None:
    """Call `check` on `count` generated networks of every flavour, flat and deep.

    What it raises as `AssertionError` is a failure: the network is drawn again, smaller.
    """
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from ..cases.generate import FLAVOURS, MOST_LAYERS, problems

    # A network may be large, and balls take their time: neither is a mistake in the strategy.
    unasked = (
        HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
    )  # fmt: skip
    # Hypothesis likes to stay near what it has seen: each flavour and depth gets its own share.
    strata = [(flavour, depths) for flavour in FLAVOURS for depths in ((1, 3), (4, MOST_LAYERS))]
    for number, (flavour, depths) in enumerate(strata):
        share = count // len(strata) + (number < count % len(strata))
        if not share:
            break
        drawn = problems(dtype=dtype, flavour=flavour, depths=depths)
        seeded(seed + number)(
            settings(
                max_examples=share, deadline=None, database=None, report_multiple_bugs=False,
                suppress_health_check=unasked, print_blob=False,
                phases=(Phase.generate, Phase.shrink),
            )(given(drawn)(check))
        )()  # fmt: skip


def simplest(problem: Problem, fails: Callable[[Network, Batch], bool]) -> tuple[Network, Batch]:
    """The same shape with as many numbers as possible at 0, 1 or few decimals, still failing."""
    network, batch = problem.network, problem.batch

    def rounded(digits: int) -> tuple[Network, Batch]:
        def change(array: Array) -> Array:
            return np.round(array, digits).astype(array.dtype)

        return (
            network.with_parameters(
                [change(layer.weights) for layer in network.layers],
                [change(layer.biases) for layer in network.layers],
            ),
            Batch(change(batch.inputs), change(batch.targets)),
        )

    for digits in (0, 1, 2, 4):
        candidate = rounded(digits)
        if fails(*candidate):
            network, batch = candidate
            break
    for sample in range(batch.size - 1, -1, -1):
        kept = [i for i in range(batch.size) if i != sample]
        fewer = Batch(batch.inputs[kept], batch.targets[kept]) if kept else batch
        if kept and fails(network, fewer):
            batch = fewer
    return network, batch
