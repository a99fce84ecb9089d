"""Which training run produces a printed figure?

"After 10,000 rounds the error is …" may mean several runs: biases trained, shared or fixed; the
figure taken after the update of the round or before it; hidden gradients taken through output
weights already updated. All are run in floats; a run counts as what the lecture means only if two
figures or more need it and it makes no other figure false. What is said of a figure is then proved
in balls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from flint import ctx

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.run import Run
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.ball_formulas import Balls, Floats
from ..oracles.ball_training import TooManyStepsError
from ..oracles.enclosures import Box, box_of, printed_box
from ..oracles.tape import Var
from .witnesses import Descending, Question, Training

_NEAR = 1e-9
#: What names are worth, in the arithmetic of a run.
Point = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Convention:
    """What a lecture may mean by a figure of its training run.

    `late` says that the figure of round n is taken after n updates; otherwise it is the error that
    round n computes before its own update, after n - 1 of them.
    """

    biases: str = "fixed"
    order: str = "together"
    late: bool = True

    def updates(self, rounds: int) -> int:
        """How many updates have been made."""
        return rounds if self.late else max(rounds - 1, 0)

    def __str__(self) -> str:
        parts = [
            {
                "fixed": "biases fixed",
                "each": "every bias trained",
                "shared": "the shared biases trained",
            }[self.biases],
            "all weights updated at once"
            if self.order == "together"
            else "hidden gradients through the output weights already updated",
            "after the update of the round" if self.late else "in the round, before its update",
        ]
        return ", ".join(parts)


DEFAULT = Convention()
CONVENTIONS = tuple(
    Convention(biases, order, late)
    for biases, order, late in product(Run.BIASES, Run.ORDERS, (True, False))
)


@dataclass(frozen=True)
class Figure:
    """A printed figure: so many rounds, a quantity, and the digits."""

    rounds: int
    quantity: Expression
    printed: Printed

    @property
    def box(self) -> Box:
        """What the digits stand for."""
        return printed_box(self.printed)


@dataclass(frozen=True)
class Settled:
    """A figure with its exact value under the convention taken, and the runs that produce it."""

    figure: Figure
    convention: Convention
    exact: Box | None
    holds: bool | None
    produced_by: tuple[Convention, ...] = ()
    why: str = ""


class Runs:
    """The training runs of one computation: floats to search, balls to prove.

    `usual` is what is meant where nothing speaks for another convention. What a run leaves its
    names worth is the subclass's to say, in floats and proved.
    """

    usual = DEFAULT
    conventions = CONVENTIONS

    def __init__(self, graph: Graph, rate: Fraction) -> None:
        self.graph, self.rate = graph, rate
        self.proved: dict[tuple[str, str, int], Point] = {}
        self.searched: dict[tuple[str, str], dict[int, Point]] = {}
        self.trainings: dict[tuple[str, str, int], Training | Descending | None] = {}

    def floats(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """The names that a run moves, after so many updates. Raises `TooManyStepsError`."""
        raise NotImplementedError

    def balls(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """The same, proved."""
        raise NotImplementedError

    def training(self, run: Run) -> Training | Descending | None:
        """The run as the other engines make it; None where they do not."""
        raise NotImplementedError

    def run(self, convention: Convention, steps: int) -> Run:
        """The run that a convention means."""
        return Run(steps, float(self.rate), convention.biases, convention.order)

    def question(self, finding: str, settled: Settled) -> Question | None:
        """What the other engines are asked: the figure of the run that the lecture means."""
        convention = settled.convention
        updates = convention.updates(settled.figure.rounds)
        key = convention.biases, convention.order, updates
        if key not in self.trainings:
            self.trainings[key] = self.training(self.run(convention, updates))
        training = self.trainings[key]
        if training is None:
            return None
        return Question(finding, self.graph, (settled.figure.quantity,), training=training)

    def search(
        self, figures: Sequence[Figure], others: Sequence[Figure] = ()
    ) -> dict[Convention, list[bool]]:
        """For every convention, which figures it produces, in floats.

        Where the usual treatment of biases accounts for every figure, no other is tried.
        """
        found: dict[Convention, list[bool]] = {}
        mine = [c for c in self.conventions if c.biases == self.usual.biases]
        for conventions in (mine, [c for c in self.conventions if c not in mine]):
            if found and all(any(hits) for hits in zip(*found.values(), strict=True)):
                break
            for convention in conventions:
                self.prepare_one(convention, [*figures, *others])
                found[convention] = [self.is_near(f, convention) for f in figures]
        return found

    def prepare_one(self, convention: Convention, figures: Sequence[Figure]) -> None:
        """Run one pair of biases and order in floats, for all figures, late or not."""
        both = (convention, replace(convention, late=not convention.late))
        marks = {c.updates(f.rounds) for f in figures for c in both}
        known = self.searched.setdefault((convention.biases, convention.order), {})
        if more := marks - known.keys():
            known |= self.floats(self.run(convention, max(more)), more)

    def near_value(self, figure: Figure, convention: Convention) -> float:
        """A figure's value under a convention, in floats. Raises `MeaninglessError`."""
        mark = convention.updates(figure.rounds)
        moved = self.searched[convention.biases, convention.order][mark]
        point = {name: Var(value) for name, value in moved.items()}
        return float(Walk(self.graph, Floats(), point).value(figure.quantity).value)

    def is_near(self, figure: Figure, convention: Convention) -> bool:
        """Whether a convention produces a figure, as far as floats can tell."""
        try:
            value = self.near_value(figure, convention)
        except MeaninglessError:
            return False
        slack = _NEAR * abs(value)
        return float(figure.box.low) - slack <= value <= float(figure.box.high) + slack

    def exact(self, figure: Figure, convention: Convention) -> Box:
        """The proved value of a figure's quantity. Raises `MeaninglessError`."""
        mark = convention.updates(figure.rounds)
        key = convention.biases, convention.order, mark
        if key not in self.proved:
            try:
                run = self.run(convention, mark)
                found = self.balls(run, {mark})
            except TooManyStepsError as error:
                raise MeaninglessError(str(error)) from None
            self.proved[key] = found[mark]
        with ctx.workprec(128):
            point = {name: Var(value) for name, value in self.proved[key].items()}
            return box_of(Walk(self.graph, Balls(), point).value(figure.quantity).value)

    def prove_together(self, wanted: Mapping[Convention, Sequence[Figure]]) -> None:
        """Run each pair of biases and order once in balls, with all the marks that are needed."""
        marks: dict[tuple[str, str], set[int]] = {}
        for convention, figures in wanted.items():
            key = convention.biases, convention.order
            marks.setdefault(key, set()).update(convention.updates(f.rounds) for f in figures)
        for (biases, order), steps in marks.items():
            steps = {mark for mark in steps if (biases, order, mark) not in self.proved}
            if not steps:
                continue
            run = Run(max(steps), float(self.rate), biases, order)
            for mark, moved in self.balls(run, steps).items():
                self.proved[biases, order, mark] = moved
