"""Would a mistake in a training run be seen, and would it be called by its name?

Every slip of runs is planted in short runs of gradient descent, whose parameters are enclosed by
balls, with the slip and without. A slip is visible where some parameter differs by more than
rounding can have carried both runs. Then what a float run with the slip arrives at must not be what
the exact run explains; and the slips that do explain it must be its equivalence class there: those
that nobody can tell from it, and none that differs visibly. The loss is a function of the
parameters, and shows nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..cases.case import Case
from ..cases.generate import Problem
from ..cases.network import Array, Batch, Network, ShapeError
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
    """How often a slip was planted, visible, caught and named; the most slips named with it."""

    planted: int = 0
    visible: int = 0
    caught: int = 0
    named: int = 0
    largest: int = 0


@dataclass
class PlantedRuns:
    """What came of planting slips in runs, slip by slip."""

    runs: int = 0
    undecided: int = 0
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

    def is_apart(self, other: End, rounded: bool = False) -> bool:
        """Whether some parameter is proved to differ; `rounded`, by more than rounding explains."""
        for a, b, e, f in zip(self.exact, other.exact, self.error, other.error, strict=True):
            limits = (e + f).flat if rounded else np.zeros(a.size)
            if any(abs(p - q) > x for p, q, x in zip(a.flat, b.flat, limits, strict=True)):
                return True
        return False

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


def on_networks(
    drawn: tuple[int, int, str], step: Callable[[int], None] = lambda _: None
) -> PlantedRuns:
    """The same on generated networks, `drawn` by their number, a seed and a format.

    Each is trained in one way, drawn: what of its biases, how many steps, at which rate. Where a
    run meets a kink or leaves the range of floats, its network is counted as undecided.
    """
    from .sweep import on_problems

    result = PlantedRuns()
    count, seed, dtype = drawn
    rng = np.random.default_rng(seed)

    def check(problem: Problem) -> None:
        steps, rate = int(rng.integers(1, STEPS + 1)), float(rng.choice(RATES))
        run = Run(steps, rate, str(rng.choice(Run.BIASES)))
        name = f"{problem.flavour}-{problem.seed}, {steps} steps at {rate}"
        try:
            with np.errstate(all="ignore"):
                plant(result, name, (problem.network, problem.batch), [run])
        except balls.UndecidedError:
            result.undecided += 1
        step(result.runs + result.undecided)

    on_problems(count, dtype, seed, check)
    return result


def plant(
    result: PlantedRuns, name: str, problem: tuple[Network, Batch], runs: Sequence[Run]
) -> None:
    """Plant in every run every slip that applies, and count what comes of it.

    Raises `UndecidedError` where balls or floats cannot follow one of the runs.
    """
    commits = [RIGHT, *(slip.commit for slip in SLIPS)]
    asked = [(c, run) for run in runs for c in commits if c.applies(run)]
    ends = _ends(problem, asked)
    found = {(commit, run): _committed(commit, problem, run) for commit, run in asked}
    for run in runs:
        here = {s.name: ends[s.commit, run] for s in SLIPS if s.commit.applies(run)}
        right, where = ends[RIGHT, run], f"{name}, biases {run.biases}"
        result.runs += 1
        if not right.gives(found[RIGHT, run]):
            result.misses.append(Miss(where, "run", "none", "caught"))
        for slip in SLIPS:
            if slip.name not in here:
                continue
            row = result.rows.setdefault(slip.name, Row())
            row.planted += 1
            own = here[slip.name]
            if not own.is_apart(right, rounded=True):
                continue
            alike = {n for n, end in here.items() if not end.is_apart(own)}
            close = {n for n, end in here.items() if not end.is_apart(own, rounded=True)}
            giving = {n for n, end in here.items() if end.gives(found[slip.commit, run])}
            called = {n for n in here if any(not here[n].is_apart(here[m]) for m in giving)}
            caught = not right.gives(found[slip.commit, run])
            named = caught and giving <= close and alike <= called
            row.visible += 1
            row.caught += caught
            row.named += named
            row.largest = max(row.largest, len(called))
            if not named:
                what = "not named" if caught else "not caught by balls"
                result.misses.append(Miss(where, "run", slip.name, what))


def _committed(commit: CommitRun, problem: tuple[Network, Batch], run: Run) -> Sequence[Array]:
    """All weights, then all biases, as a float run leaves them."""
    try:
        weights, biases = commit(*problem, run, [run.steps])[run.steps]
    except ShapeError:  # a parameter that is not finite
        raise balls.UndecidedError("the run leaves the range of floats") from None
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
