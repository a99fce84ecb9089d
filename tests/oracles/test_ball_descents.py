"""Gradient descent on a graph: the same as on the network that the graph describes."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from backproof.audit.case_runs import CaseRuns
from backproof.cases.load import documented_cases
from backproof.expressions.descent import Descent
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.run import Run
from backproof.expressions.tree import Symbol
from backproof.expressions.walk import Walk
from backproof.oracles.ball_descents import ball_points, float_points
from backproof.oracles.ball_formulas import Balls, Floats
from backproof.oracles.ball_training import TooManyStepsError
from backproof.oracles.enclosures import box_of, point
from backproof.oracles.tape import Var
from flint import ctx


def graph_of(definitions: Mapping[str, str]) -> Graph:
    return Graph({name: parse(text) for name, text in definitions.items()})


def value(graph: Graph, point: Mapping[str, Any], name: str) -> Any:
    """What a name is worth with other parameters, in balls."""
    walk = Walk(graph, Balls(), {n: Var(v) for n, v in point.items()})
    return box_of(walk.value(Symbol(name)).value)


@pytest.mark.parametrize(("biases", "order"), list(product(Run.BIASES, Run.ORDERS)))
def test_a_graph_goes_the_way_of_its_network(biases: str, order: str) -> None:
    case = next(c for c in documented_cases() if c.id == "sigmoid-2-2-2")
    names = {
        i: [s.name for s in case.symbols if (s.part, s.layer) == ("weight", i)] for i in (0, 1)
    }
    shared = tuple(dict.fromkeys(s.name for s in case.symbols if s.part == "bias"))
    descent = Descent(
        case.graph, Symbol("E_total"), (tuple(names[1]), tuple(names[0])), shared, Fraction(1, 2)
    )
    own = descent.split() if biases == "each" else descent
    run = Run(7, 0.5, biases, order)

    with ctx.workprec(200):
        mine = ball_points(own, run, [7])[7]
        theirs = CaseRuns(case, case.graph).balls(run, {7})[7]

        for name in names[0] + names[1]:
            assert box_of(mine[name]).near(box_of(theirs[name]))


LINE = {"w": "[[0.5, -0.25]]", "x": "[[1], [2]]", "t": "1", "b": "0.1"}


def test_floats_go_where_balls_go() -> None:
    graph = graph_of({**LINE, "y": "element(w @ x, 1, 1) + b", "L": "(y - t)**2"})
    descent = Descent(graph, Symbol("L"), (("w",),), ("b",), Fraction(1, 20))
    run = Run(30, 0.05, "shared")

    near = Walk(
        graph, Floats(), {n: Var(v) for n, v in float_points(descent, run, [30])[30].items()}
    )
    exact = value(graph, ball_points(descent, run, [30])[30], "L")

    assert abs(near.value(Symbol("L")).value - float(exact.middle)) < 1e-12


def test_a_branch_is_walked_step_by_step() -> None:
    graph = graph_of({"w": "0.5", "y": "relu(w*2)", "L": "(y - 3)**2"})
    descent = Descent(graph, Symbol("L"), (("w",),), (), Fraction(1, 10))

    with ctx.workprec(200):
        found = box_of(ball_points(descent, Run(2, 0.1), [2])[2]["w"])

    assert found.near(point(Fraction("1.46")))


def test_a_long_run_through_branches_is_refused() -> None:
    graph = graph_of({"w": "0.5", "y": "relu(w*2)", "L": "(y - 3)**2"})
    descent = Descent(graph, Symbol("L"), (("w",),), (), Fraction(1, 10))

    with pytest.raises(TooManyStepsError, match="through branches"):
        float_points(descent, Run(5000, 0.1), [5000])
