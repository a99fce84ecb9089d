"""torch and jax descend a graph to where balls prove that it leads."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from backproof.expressions.descent import Descent
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.run import Run
from backproof.expressions.tree import Symbol
from backproof.oracles.ball_descents import ball_points

DEFINITIONS = {
    "x": "0.9", "t": "0.05", "w": "0.3", "u": "-0.2", "v": "0.7", "b": "0.1",
    "h": "tanh(w*x + b)", "g": "1/(1 + exp(-(u*x + b)))", "y": "v*h + g", "E": "1/2*(t - y)**2",
}  # fmt: skip
Points = Callable[[Descent, Run, list[int]], Mapping[int, Mapping[str, float]]]


@pytest.fixture
def descent() -> Descent:
    graph = Graph({name: parse(text) for name, text in DEFINITIONS.items()})
    return Descent(graph, Symbol("E"), (("v",), ("w", "u")), ("b",), Fraction(1, 4))


@pytest.fixture(params=["torch", "jax"])
def points(request: pytest.FixtureRequest) -> Points:
    pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    found: Any = import_module(f"backproof.oracles.{request.param}_descents").points
    return found


@pytest.mark.parametrize("biases", Run.BIASES)
def test_every_parameter_arrives_where_balls_say(
    descent: Descent, points: Points, biases: str
) -> None:
    own, run = descent.split() if biases == "each" else descent, Run(60, 0.25, biases)

    proved = ball_points(own, run, [60])[60]
    near = points(own, run, [0, 60])

    assert near[0] == {"v": 0.7, "w": 0.3, "u": -0.2, **dict.fromkeys(own.biases, 0.1)}
    for name, value in near[60].items():
        assert abs(value - float(proved[name])) < 1e-13, name


def test_torch_leaves_long_runs_out(descent: Descent) -> None:
    torch_descents = pytest.importorskip("backproof.oracles.torch_descents")
    pytest.importorskip("torch", reason="torch is not installed")

    assert list(torch_descents.points(descent, Run(10, 0.25), [1, 10**6])) == [1]
