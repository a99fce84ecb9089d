"""What does a documented network arrive at, trained as a convention says?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb

from ..cases.case import Case
from ..expressions.graph import Graph
from ..expressions.run import Run
from ..expressions.tree import Number
from ..expressions.walk import MeaninglessError
from ..oracles.ball_training import Parameters, Start, ball_run, float_run
from .runs import Point, Runs
from .witnesses import Training


class CaseRuns(Runs):
    """The training runs of one case."""

    def __init__(self, case: Case, graph: Graph) -> None:
        rate = case.learning_rate
        super().__init__(graph, rate.value if rate else Fraction(1))
        self.case = case
        self.network = case.settings[0].network
        self.places = {s.name: s for s in case.symbols if s.part in ("weight", "bias")}

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
        return Start(
            [values("weight", i, self.network.layers[i].weights.shape) for i in layers],
            [values("bias", i, self.network.layers[i].biases.shape) for i in layers],
            values("input", 0, (inputs,)).reshape(1, -1),
            values("target", len(self.network.layers) - 1, (outputs,)).reshape(1, -1),
            self.rate,
        )

    def given(self, name: str) -> Fraction:
        """The printed value of a name. Raises `MeaninglessError`."""
        definition = self.graph.definitions.get(name)
        if not isinstance(definition, Number):
            raise MeaninglessError(f"{name} has no printed value to start from")
        return definition.printed.value

    def floats(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """Weights and biases by their names."""
        found = float_run(self.network, self.start, run, marks)
        return {mark: self.point(parameters, float) for mark, parameters in found.items()}

    def balls(self, run: Run, marks: set[int]) -> Mapping[int, Point]:
        """The same, proved."""
        found = ball_run(self.network, self.start, run, marks)
        return {mark: self.point(parameters, arb) for mark, parameters in found.items()}

    def point(self, parameters: Parameters, kind: type) -> Point:
        """The parameters by their names."""
        arrays = {"weight": parameters.weights, "bias": parameters.biases}
        return {
            name: kind(arrays[symbol.part][symbol.layer][symbol.index])
            for name, symbol in self.places.items()
        }

    def training(self, run: Run) -> Training:
        """The network of the case, with its data."""
        setting = self.case.settings[0]
        places = {n: (s.part, s.layer, s.index) for n, s in self.places.items()}
        return Training(setting.network, setting.batch, run, places)
