"""Which training run produces a printed figure?

"After 10,000 rounds the error is …" may mean several runs: biases trained, shared or fixed; the
figure taken after the update of the round or before it; hidden gradients taken through output
weights already updated. All are run in floats; a run counts as what the lecture means only if two
figures or more need it and it makes no other figure false. What is said of a figure is then proved
in balls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from flint import arb, ctx

from ..cases.case import Case
from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.run import Run
from ..expressions.tree import Expression, Number
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.ball_formulas import Balls, Floats
from ..oracles.ball_training import Parameters, Start, TooManyStepsError, ball_run, float_run
from ..oracles.enclosures import Box, box_of, printed_box
from ..oracles.tape import Var
from .witnesses import Question, Training

_NEAR = 1e-9
POINTS_OF_CURVE = 120


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
    """The training runs of one case: floats to search, balls to prove."""

    def __init__(self, case: Case, graph: Graph) -> None:
        self.case, self.graph = case, graph
        self.network = case.settings[0].network
        self.places = {s.name: s for s in case.symbols if s.part in ("weight", "bias")}
        self.proved: dict[tuple[str, str, int], Parameters] = {}
        self.searched: dict[tuple[str, str], dict[int, Parameters]] = {}
        self.trainings: dict[tuple[str, str, int], Training] = {}

    @cached_property
    def start(self) -> Start:
        """The printed decimals of parameters and data, as fractions."""

        def values(part: str, layer: int, shape: tuple[int, ...]) -> Any:
            filled = np.empty(shape, dtype=object)
            for symbol in self.case.symbols:
                if symbol.part == part and symbol.layer == layer:
                    filled[symbol.index] = self.given(symbol.name)
            return filled

        layers = range(len(self.network.layers))
        inputs, outputs = self.network.widths[0], self.network.widths[-1]
        rate = self.case.learning_rate
        return Start(
            [values("weight", i, self.network.layers[i].weights.shape) for i in layers],
            [values("bias", i, self.network.layers[i].biases.shape) for i in layers],
            values("input", 0, (inputs,)).reshape(1, -1),
            values("target", len(self.network.layers) - 1, (outputs,)).reshape(1, -1),
            rate.value if rate else Fraction(1),
        )

    def given(self, name: str) -> Fraction:
        """The printed value of a name. Raises `MeaninglessError`."""
        definition = self.graph.definitions.get(name)
        if not isinstance(definition, Number):
            raise MeaninglessError(f"{name} has no printed value to start from")
        return definition.printed.value

    def run(self, convention: Convention, steps: int) -> Run:
        """The run that a convention means."""
        return Run(steps, float(self.start.rate), convention.biases, convention.order)

    def question(self, finding: str, settled: Settled) -> Question:
        """What the other engines are asked: the figure of the run that the lecture means."""
        convention = settled.convention
        updates = convention.updates(settled.figure.rounds)
        key = convention.biases, convention.order, updates
        if key not in self.trainings:
            setting = self.case.settings[0]
            self.trainings[key] = Training(
                setting.network, setting.batch, self.run(convention, updates), updates,
                {n: (s.part, s.layer, s.index) for n, s in self.places.items()},
            )  # fmt: skip
        return Question(
            finding, self.graph, (settled.figure.quantity,), training=self.trainings[key]
        )

    def search(self, figures: Sequence[Figure]) -> dict[Convention, list[bool]]:
        """For every convention, which figures it produces, in floats."""
        return {c: [self.is_near(f, c) for f in figures] for c in CONVENTIONS}

    def prepare(self, figures: Sequence[Figure]) -> None:
        """Run every pair of biases and order in floats, for all figures; none twice."""
        marks = {c.updates(f.rounds) for f in figures for c in CONVENTIONS}
        for biases, order in product(Run.BIASES, Run.ORDERS):
            known = self.searched.setdefault((biases, order), {})
            if more := marks - known.keys():
                run = Run(max(more), float(self.start.rate), biases, order)
                known |= float_run(self.network, self.start, run, more)

    def prepare_one(self, convention: Convention, figures: Sequence[Figure]) -> None:
        """Run one pair of biases and order in floats, for all figures."""
        marks = {convention.updates(f.rounds) for f in figures}
        known = self.searched.setdefault((convention.biases, convention.order), {})
        if more := marks - known.keys():
            known |= float_run(self.network, self.start, self.run(convention, max(more)), more)

    def near_value(self, figure: Figure, convention: Convention) -> float:
        """A figure's value under a convention, in floats. Raises `MeaninglessError`."""
        mark = convention.updates(figure.rounds)
        parameters = self.searched[convention.biases, convention.order][mark]
        point = {n: Var(float(v)) for n, v in self.point(parameters).items()}
        return float(Walk(self.graph, Floats(), point).value(figure.quantity).value)

    def is_near(self, figure: Figure, convention: Convention) -> bool:
        """Whether a convention produces a figure, as far as floats can tell."""
        try:
            value = self.near_value(figure, convention)
        except MeaninglessError:
            return False
        slack = _NEAR * abs(value)
        return float(figure.box.low) - slack <= value <= float(figure.box.high) + slack

    def point(self, parameters: Parameters) -> dict[str, Any]:
        """The parameters by their names."""
        arrays = {"weight": parameters.weights, "bias": parameters.biases}
        return {
            name: arrays[symbol.part][symbol.layer][symbol.index]
            for name, symbol in self.places.items()
        }

    def exact(self, figure: Figure, convention: Convention) -> Box:
        """The proved value of a figure's quantity. Raises `MeaninglessError`."""
        mark = convention.updates(figure.rounds)
        key = convention.biases, convention.order, mark
        if key not in self.proved:
            try:
                run = self.run(convention, mark)
                found = ball_run(self.network, self.start, run, [mark])
            except TooManyStepsError as error:
                raise MeaninglessError(str(error)) from None
            self.proved[key] = found[mark]
        with ctx.workprec(128):
            point = {n: Var(arb(v)) for n, v in self.point(self.proved[key]).items()}
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
            run = Run(max(steps), float(self.start.rate), biases, order)
            for mark, parameters in ball_run(self.network, self.start, run, steps).items():
                self.proved[biases, order, mark] = parameters
