"""Would a mistake in a training run be seen, and would it be called by its name?

Every slip of runs is planted in short runs of gradient descent, whose parameters are enclosed by
balls, with the slip and without. A slip is visible where some enclosed parameter differs. Then what
a float run with the slip arrives at must lie further from the exact run than rounding can have
carried it; and the slips that it does agree with must be its equivalence class there: the slip and
those whose enclosures nobody can tell from it. The loss is a function of the parameters, and shows
nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..cases.case import Case
from ..cases.network import Array, Batch, Network
from ..expressions.run import Run
from ..oracles import ball_runs, balls
from ..slips.runs import SLIPS, CommitRun
from ..slips.step_slips import RATES
from .documented import setting_id
from .hold import errors
from .rounded_runs import rounded_run
from .selftest import Miss

STEPS = 3
#: No slip: what is done is the run itself.
RIGHT = CommitRun(lambda run: run)


@dataclass
class Row:
    """How often a slip was planted, visible, caught and named; its largest class."""

    planted: int = 0
    visible: int = 0
    caught: int = 0
    named: int = 0
    largest: int = 0


@dataclass
class PlantedRuns:
    """What came of planting slips in runs, slip by slip."""

    runs: int = 0
    rows: dict[str, Row] = field(default_factory=dict[str, Row])
    misses: list[Miss] = field(default_factory=list[Miss])

    @property
    def planted(self) -> int:
        """How many slips were planted."""
        return sum(row.planted for row in self.rows.values())


@dataclass(frozen=True, eq=False)
class End:
    """Where a run ends: every parameter as balls, and how far rounding can carry a float run."""

    exact: Sequence[Array]
    error: Sequence[Array]

    def is_apart(self, other: End) -> bool:
        """Whether some parameter is proved to differ."""
        pairs = zip(self.exact, other.exact, strict=True)
        return any(not p.overlaps(q) for a, b in pairs for p, q in zip(a.flat, b.flat, strict=True))

    def gives(self, found: Sequence[Array]) -> bool:
        """Whether rounding alone separates what was found from this end."""
        return not any(
            errors(f, balls.pair(ball), limit).outside.any()
            for f, ball, limit in zip(found, self.exact, self.error, strict=True)
        )


def on_cases(cases: Sequence[Case], say: Callable[[str], None] = lambda _: None) -> PlantedRuns:
    """Plant every slip of runs on every documented network, whatever is trained of its biases.

    A case that names no learning rate is trained with the first of the usual ones.
    """
    result = PlantedRuns()
    for case in cases:
        rate = float(case.learning_rate.value) if case.learning_rate else RATES[0]
        for setting in case.settings:
            name = f"{setting_id(case, setting)}, {STEPS} steps"
            say(name)
            runs = [Run(STEPS, rate, biases) for biases in Run.BIASES]
            plant(result, name, (setting.network, setting.batch), runs)
    return result


def plant(
    result: PlantedRuns, name: str, problem: tuple[Network, Batch], runs: Sequence[Run]
) -> None:
    """Plant in every run every slip that applies, and count what comes of it."""
    commits = [RIGHT, *(slip.commit for slip in SLIPS)]
    ends = _ends(problem, [(c, run) for run in runs for c in commits if c.applies(run)])
    for run in runs:
        here = {s.name: ends[s.commit, run] for s in SLIPS if s.commit.applies(run)}
        right, where = ends[RIGHT, run], f"{name}, biases {run.biases}"
        result.runs += 1
        if not right.gives(_committed(RIGHT, problem, run)):
            result.misses.append(Miss(where, "run", "none", "caught"))
        for slip in SLIPS:
            if slip.name not in here:
                continue
            row = result.rows.setdefault(slip.name, Row())
            row.planted += 1
            if not here[slip.name].is_apart(right):
                continue
            found = _committed(slip.commit, problem, run)
            alike = {n for n, end in here.items() if not end.is_apart(here[slip.name])}
            caught = not right.gives(found)
            named = caught and {n for n, end in here.items() if end.gives(found)} == alike
            row.visible += 1
            row.caught += caught
            row.named += named
            row.largest = max(row.largest, len(alike))
            if not named:
                what = "not named" if caught else "not caught by balls"
                result.misses.append(Miss(where, "run", slip.name, what))


def _committed(commit: CommitRun, problem: tuple[Network, Batch], run: Run) -> Sequence[Array]:
    """All weights, then all biases, as a float run leaves them."""
    weights, biases = commit(*problem, run, [run.steps])[run.steps]
    return [*weights, *biases]


def _ends(
    problem: tuple[Network, Batch], asked: Sequence[tuple[CommitRun, Run]]
) -> Mapping[tuple[CommitRun, Run], End]:
    """Where the runs end that are done instead; what differs in its steps alone is one run."""
    keys = {}
    marks: dict[tuple[object, ...], set[int]] = {}
    for commit, run in asked:
        done = commit.instead(run)
        assert done is not None
        key = done.learning_rate, done.biases, done.order, commit.begun
        keys[commit, run] = key, done
        marks.setdefault(key, set()).add(done.steps)
    exact, rounded = {}, {}
    for (commit, _), (key, done) in keys.items():
        if key not in exact:
            exact[key] = ball_runs.enclosed_run(*problem, done, marks[key], commit.begun)
            rounded[key] = rounded_run(*problem, done, marks[key], commit.begun)
    found: dict[tuple[CommitRun, Run], End] = {}
    for asking, (key, done) in keys.items():
        end = exact[key][done.steps]
        enclosed = [*end.weights, *end.biases]
        # Twice, as where `Rounded` explains: the bound was rounded, and goes by rounded values.
        limits = [2 * r.error for r in rounded[key][done.steps]]
        found[asking] = End(
            enclosed, [e + _radii(b) for e, b in zip(limits, enclosed, strict=True)]
        )
    return found


def _radii(enclosed: Array) -> Array:
    return np.array([float(b.rad()) for b in enclosed.flat]).reshape(enclosed.shape)
