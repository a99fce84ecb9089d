"""Slips of training runs do what they are called."""

from dataclasses import replace

import numpy as np
import pytest
from backproof.cases.generate import Problem, make
from backproof.cases.network import Loss
from backproof.expressions.run import Run
from backproof.reference import training
from backproof.slips.runs import SLIPS, CommitRun, Trained
from backproof.slips.slip import Slip

RUN = Run(3, 0.5, biases="each")
BY_NAME = {slip.name: slip for slip in SLIPS}


@pytest.fixture
def problem() -> Problem:
    return make((2, 3, 2), ("tanh", "sigmoid"), Loss(half=True), 2, "ordinary", 1)


def same(one: Trained, other: Trained, mark: int) -> bool:
    parts = zip((*one[mark][0], *one[mark][1]), (*other[mark][0], *other[mark][1]), strict=True)
    return all(np.array_equal(a, b) for a, b in parts)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: s.name)
def test_every_slip_is_described_and_changes_the_run(
    slip: Slip[CommitRun], problem: Problem
) -> None:
    right = training.run(problem.network, problem.batch, RUN, [3])
    if not slip.commit.applies(RUN):
        assert slip.name in ("biases each", "shared bias by the mean")
        return

    wrong = slip.commit(problem.network, problem.batch, RUN, [3])

    assert slip.sentence
    assert slip.correction
    assert slip.known_from
    assert not same(wrong, right, 3)


@pytest.mark.parametrize(("name", "further"), [("one step too many", 1), ("one step too few", -1)])
def test_a_step_more_or_less_is_the_run_s_own_value_elsewhere(
    name: str, further: int, problem: Problem
) -> None:
    right = training.run(problem.network, problem.batch, RUN, [3 + further])

    wrong = BY_NAME[name].commit(problem.network, problem.batch, RUN, [3])

    assert same({3: wrong[3]}, {3: right[3 + further]}, 3)


def test_there_is_no_step_fewer_than_none() -> None:
    assert not BY_NAME["one step too few"].commit.applies(Run(0, 0.5))


def test_accumulated_gradients_are_right_for_one_step_and_no_further(problem: Problem) -> None:
    right = training.run(problem.network, problem.batch, RUN, [0, 1, 2])

    wrong = BY_NAME["gradients accumulated"].commit(problem.network, problem.batch, RUN, [0, 1, 2])

    assert [same(wrong, right, mark) for mark in (0, 1, 2)] == [True, True, False]


def test_a_shared_bias_by_the_mean_moves_by_the_sum_over_its_units(problem: Problem) -> None:
    shared = replace(RUN, steps=1, biases="shared")
    right = training.run(problem.network, problem.batch, shared, [0, 1])

    wrong = BY_NAME["shared bias by the mean"].commit(problem.network, problem.batch, shared, [1])

    for start, sum_of, mean_of in zip(right[0][1], right[1][1], wrong[1][1], strict=True):
        units = len(start)
        assert np.abs((sum_of - start) - units * (mean_of - start)).max() < 1e-15
    assert all(map(np.array_equal, wrong[1][0], right[1][0]))


def test_biases_that_stay_stay(problem: Problem) -> None:
    wrong = BY_NAME["biases fixed"].commit(problem.network, problem.batch, RUN, [3])

    kept = [layer.biases for layer in problem.network.layers]
    assert all(map(np.array_equal, wrong[3][1], kept))
