"""Slips of training runs are caught and named; what is right, and what changes nothing, is not."""

from collections.abc import Sequence
from dataclasses import replace

import backproof.agreement.run_selftest as room
import numpy as np
import pytest
from backproof.agreement.run_selftest import End, PlantedRuns, plant
from backproof.cases.generate import Problem, make
from backproof.cases.load import documented_cases
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.expressions.run import Run
from backproof.reference import training
from backproof.slips.runs import SLIPS


def planted(problem: Problem, *runs: Run) -> PlantedRuns:
    result = PlantedRuns()
    plant(result, "here", (problem.network, problem.batch), runs)
    return result


@pytest.fixture
def deep() -> Problem:
    return make((2, 3, 2), ("relu", "softmax"), Loss("categorical_cross_entropy"), 3, "ordinary", 1)


@pytest.fixture
def unit() -> Problem:
    """One unit, where a layer's one bias is every unit's own."""
    return make((2, 1), ("sigmoid",), Loss(half=True), 2, "ordinary", 1)


OUT = Layer(np.ones((1, 1)), np.zeros(1), "identity")
EACH, SHARED = Run(3, 0.5, "each"), Run(3, 0.5, "shared")


def test_every_slip_is_planted_caught_and_named_alone(deep: Problem) -> None:
    found = planted(deep, *(replace(EACH, biases=biases) for biases in Run.BIASES))

    assert found.misses == []
    assert found.rows.keys() == {slip.name for slip in SLIPS}
    assert all(r.planted == r.visible == r.caught == r.named > 0 for r in found.rows.values())
    assert {row.largest for row in found.rows.values()} == {1}


def test_every_documented_network_is_trained_whatever_its_activations_and_loss() -> None:
    (case,) = (c for c in documented_cases() if c.id == "softmax-3-3-3")

    found = room.on_cases([case])

    assert found.runs == len(case.settings) * len(Run.BIASES)
    assert found.misses == []


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("output weights already updated", EACH),
        ("biases shared", EACH),
        ("biases each", SHARED),
        ("shared bias by the mean", SHARED),
    ],
)
def test_a_slip_whose_effect_is_nothing_is_invisible(name: str, run: Run, unit: Problem) -> None:
    found = planted(unit, run)

    assert found.misses == []
    assert (found.rows[name].planted, found.rows[name].visible) == (1, 0)


def test_gradients_accumulated_over_one_step_are_invisible(deep: Problem) -> None:
    found = planted(deep, replace(EACH, steps=1))

    assert found.misses == []
    assert found.rows["gradients accumulated"].visible == 0


def test_nothing_is_visible_at_a_rate_of_nothing(deep: Problem) -> None:
    found = planted(deep, Run(3, 0.0, "each"))

    assert found.misses == []
    assert {row.visible for row in found.rows.values()} == {0}


def test_slips_that_coincide_are_named_together(unit: Problem) -> None:
    found = planted(unit, Run(3, 0.5, "fixed"))

    assert found.misses == []
    rows = found.rows
    assert rows["biases each"].named == rows["biases shared"].named == 1
    assert rows["biases each"].largest == rows["biases shared"].largest == 2


def test_a_right_run_that_is_off_by_one_part_in_a_billion_is_caught(
    deep: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(network, batch, run, marks):  # type: ignore[no-untyped-def]
        found = right(network, batch, run, marks)
        return {n: ([w * (1 + 1e-9) for w in ws], bs) for n, (ws, bs) in found.items()}

    right = training.run
    monkeypatch.setattr(training, "run", run)

    found = planted(deep, EACH)

    assert ("none", "caught") in {(miss.slip, miss.what) for miss in found.misses}


def test_a_bound_that_is_too_wide_overlooks_slips(
    deep: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gives(end: End, found: Sequence[object]) -> bool:
        return True

    monkeypatch.setattr(End, "gives", gives)

    found = planted(deep, EACH)

    assert {miss.what for miss in found.misses} == {"not caught by balls"}
    assert len(found.misses) == found.planted


def test_a_bound_of_nothing_catches_the_right_run(
    deep: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounded = room.rounded_run

    def exact(*asked):  # type: ignore[no-untyped-def]
        ends = rounded(*asked)
        return {n: [replace(r, error=np.zeros_like(r.error)) for r in e] for n, e in ends.items()}

    monkeypatch.setattr(room, "rounded_run", exact)

    found = planted(deep, EACH)

    assert ("none", "caught") in {(miss.slip, miss.what) for miss in found.misses}


def test_a_slip_that_is_committed_as_another_is_misnamed(
    deep: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = {slip.name: slip for slip in SLIPS}
    many, few = by_name["one step too many"], by_name["one step too few"]
    committed = room._committed  # pyright: ignore[reportPrivateUsage]

    def mixed(commit, *rest):  # type: ignore[no-untyped-def]
        return committed(few.commit if commit is many.commit else commit, *rest)

    monkeypatch.setattr(room, "_committed", mixed)

    found = planted(deep, EACH)

    assert [(miss.slip, miss.what) for miss in found.misses] == [(many.name, "not named")]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_runs_of_generated_networks_are_caught_and_named(dtype: str) -> None:
    found = room.on_networks((28, 5, dtype))

    assert found.misses == []
    assert found.runs + found.undecided == 28
    assert found.undecided <= 7
    assert sum(row.visible for row in found.rows.values()) > 40


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_runs_of_many_generated_networks(dtype: str) -> None:
    assert room.on_networks((560, 0, dtype)).misses == []


@pytest.mark.parametrize("sign", [1, -1])
def test_which_side_of_a_jump_a_float_takes_is_rounding(sign: int) -> None:
    tiny = sign * 2.0**-54  # lost beside 1: the float stands on the jump, the exact value does not
    layers = (Layer(np.array([[1.0], [tiny]]), np.array([-1.0]), "step"), OUT)
    problem = Network(layers, Loss(half=True)), Batch(np.ones((1, 2)), np.zeros((1, 1)))
    result = PlantedRuns()

    plant(result, "here", problem, [EACH])

    assert result.misses == []
