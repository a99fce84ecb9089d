"""What does the computation that notes describe arrive at, trained as a convention says?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from ..expressions.descent import Descent
from ..expressions.run import Run
from ..expressions.tree import Number
from ..oracles.ball_descents import ball_points, float_points
from .runs import CONVENTIONS, DEFAULT, Convention, Figure, Point, Runs, Settled
from .witnesses import Descending, Question


class GraphRuns(Runs):
    """The training runs of a graph of definitions; `usual` is what its own updates say."""

    def __init__(self, descent: Descent, moves_biases: bool = False) -> None:
        self.descent = descent
        self.usual = replace(DEFAULT, biases="shared") if moves_biases else DEFAULT
        self.conventions = tuple(c for c in CONVENTIONS if self.differs(c))
        super().__init__(self.split.graph, descent.rate)

    @cached_property
    def split(self) -> Descent:
        """With a bias of its own for every unit."""
        return self.descent.split()

    def differs(self, convention: Convention) -> bool:
        """Whether a convention means another run than those before it."""
        if convention.biases != "fixed" and not self.descent.biases:
            return False
        if convention.biases == "each" and not self.descent.is_shared:
            return False
        return convention.order == "together" or len(self.descent.layers) > 1

    def choose_usual(self, figures: Sequence[Figure]) -> None:
        """What the number of a round means that does not say whether its update is made."""
        early = replace(self.usual, late=False)
        self.prepare_one(early, figures)
        hits = [sum(self.is_near(f, c) for f in figures) for c in (self.usual, early)]
        if hits[1] > hits[0]:
            self.usual = early

    def meant(self, run: Run) -> Descent:
        """The run's own graph."""
        return self.split if run.biases == "each" else self.descent

    def floats(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """Weights and biases by their names."""
        return self.named(run, float_points(self.meant(run), run, marks))

    def balls(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """The same, proved."""
        return self.named(run, ball_points(self.meant(run), run, marks))

    def named(self, run: Run, found: Mapping[int, Point]) -> Mapping[int, Point]:
        """What a run leaves the names of every unit's own bias worth."""
        if run.biases == "each":
            return found
        own = {n: n.split("@")[0] for n in self.split.biases if "@" in n}
        return {
            mark: {**point, **{n: point[shared] for n, shared in own.items()}}
            for mark, point in found.items()
        }

    def training(self, run: Run) -> Descending | None:
        """The graph itself; the other engines update all numbers at once."""
        descent = self.meant(run)
        plain = all(isinstance(value, Number) for value in descent.start().values())
        return Descending(descent, run) if plain and run.order == "together" else None

    def question(self, finding: str, settled: Settled) -> Question | None:
        """What is asked is asked of the run's own graph."""
        asked = super().question(finding, settled)
        if asked is None or not isinstance(asked.training, Descending):
            return None
        return replace(asked, graph=asked.training.descent.graph)
