"""One training run in five engines, under every convention that a lecture may mean."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from backproof.cases.case import Case
from backproof.cases.generate import make
from backproof.cases.network import Array, Batch, Loss, Network
from backproof.expressions.run import Run
from backproof.oracles import jax_training, torch_training
from backproof.oracles.ball_training import (
    MOST_STEPS,
    WANTED,
    Start,
    TooManyStepsError,
    ball_run,
    float_run,
)
from backproof.oracles.objects import objects
from backproof.reference import training
from flint import arb

MARKS = (0, 1, 20)
CONVENTIONS = [(biases, order) for biases in Run.BIASES for order in Run.ORDERS]
NETWORKS = ["sigmoid-2-2-2", "pair-linear-mse", "pair-sigmoid-bce"]
SameDigits = Callable[[float, float, int], bool]


def start_of(network: Network, batch: Batch) -> Start:
    """The floats of a network and batch as exact numbers."""

    def exactly(array: Array) -> Any:
        return objects((Fraction(float(x)) for x in array.flat), array.shape)

    return Start(
        [exactly(layer.weights) for layer in network.layers],
        [exactly(layer.biases) for layer in network.layers],
        exactly(batch.inputs),
        exactly(batch.targets),
        Fraction(1, 2),
    )


def engines(network: Network, batch: Batch, run: Run) -> dict[str, Mapping[int, Any]]:
    floats = float_run(network, start_of(network, batch), run, MARKS)
    return {
        "reference": training.run(network, batch, run, MARKS),
        "torch": torch_training.run(network, batch, run, MARKS),
        "jax": jax_training.run(network, batch, run, MARKS),
        "floats": {mark: (found.weights, found.biases) for mark, found in floats.items()},
    }


def flat(parameters: Any) -> list[Any]:
    weights, biases = parameters
    return [value for array in (*weights, *biases) for value in np.asarray(array).flat]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("biases", "order"), CONVENTIONS)
@pytest.mark.usefixtures("torch_ready", "jax_ready")
def test_every_engine_trains_alike_to_ten_digits(
    name: str, biases: str, order: str, documented: dict[str, Case], same_digits: SameDigits
) -> None:
    setting = documented[name].settings[0]
    run = Run(20, 0.5, biases, order)
    true = ball_run(setting.network, start_of(setting.network, setting.batch), run, MARKS)
    found = engines(setting.network, setting.batch, run)

    for mark in MARKS:
        balls = flat((true[mark].weights, true[mark].biases))
        for engine in found.values():
            values = flat(engine[mark])
            assert len(values) == len(balls)
            assert all(
                same_digits(float(v), float(b), 10) for v, b in zip(values, balls, strict=True)
            )


@pytest.mark.parametrize("name", ["sigmoid-2-2-2"])
def test_every_convention_leads_elsewhere(name: str, documented: dict[str, Case]) -> None:
    """Otherwise the comparison above could not tell one convention from another."""
    setting = documented[name].settings[0]
    start = start_of(setting.network, setting.batch)
    ends = {
        convention: flat((found.weights, found.biases))
        for convention in CONVENTIONS
        for found in [ball_run(setting.network, start, Run(1, 0.5, *convention), [1])[1]]
    }

    for one in CONVENTIONS:
        for other in CONVENTIONS:
            same = all(a.overlaps(b) for a, b in zip(ends[one], ends[other], strict=True))
            assert same == (one == other)


class TestBalls:
    @pytest.fixture
    def start(self, documented: dict[str, Case]) -> tuple[Network, Start]:
        setting = documented["sigmoid-2-2-2"].settings[0]
        return setting.network, start_of(setting.network, setting.batch)

    def test_balls_stay_narrow_to_the_end(self, start: tuple[Network, Start]) -> None:
        found = ball_run(*start, Run(300, 0.5), [300])[300]

        assert all(float(ball.rad()) <= WANTED for ball in flat((found.weights, found.biases)))

    def test_a_step_is_the_known_one(self) -> None:
        problem = make((1, 1), ("identity",), Loss(half=True), 1, "ties", 1)
        network = problem.network.with_parameters([np.array([[3.0]])], [np.array([1.0])])
        start = start_of(network, Batch([[2.0]], [[5.0]]))
        found = ball_run(network, start, Run(1, 0.5, "each"), [1])[1]

        # The error is 3*2 + 1 - 5 = 2: the weight goes to 3 - 0.5*2*2, the bias to 1 - 0.5*2.
        assert (found.weights[0][0, 0], found.biases[0][0]) == (arb(1), arb(0))

    def test_shared_biases_stay_equal(self, start: tuple[Network, Start]) -> None:
        found = ball_run(*start, Run(5, 0.5, "shared"), [5])[5]

        for biases in found.biases:
            assert biases[0].overlaps(biases[1])
        assert not found.biases[0][0].overlaps(arb("0.35"))

    def test_fixed_biases_stay(self, start: tuple[Network, Start]) -> None:
        found = ball_run(*start, Run(5, 0.5), [5])[5]

        assert [float(b) for b in found.biases[0]] == [0.35, 0.35]

    @pytest.mark.parametrize("runs", [ball_run, float_run])
    @pytest.mark.parametrize("mark", [MOST_STEPS + 1, 10**9])
    def test_a_run_too_long_is_refused(
        self, runs: Callable[..., Any], mark: int, start: tuple[Network, Start]
    ) -> None:
        with pytest.raises(TooManyStepsError, match=f"^{mark} steps, at most {MOST_STEPS}"):
            runs(*start, Run(mark, 0.5), [mark])

    def test_what_never_settles_is_refused(
        self, start: tuple[Network, Start], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("backproof.oracles.ball_training.PRECISIONS", (16, 32))

        with pytest.raises(TooManyStepsError, match="not settled with 32 bits"):
            ball_run(*start, Run(1, 0.5), [1])

    @pytest.mark.parametrize(
        ("activation", "loss", "said"),
        [
            ("relu", Loss(), "a run through relu is not repeated here"),
            (
                "sigmoid",
                Loss("binary_cross_entropy", log_base="2"),
                "a run with binary_cross_entropy is not repeated here",
            ),
        ],
    )
    def test_what_is_not_repeated_is_named(self, activation: str, loss: Loss, said: str) -> None:
        problem = make((1, 1), (activation,), loss, 1, "ordinary", 1)

        with pytest.raises(TooManyStepsError, match=said):
            ball_run(problem.network, start_of(problem.network, problem.batch), Run(1, 0.5), [1])


@pytest.mark.parametrize("engine", [torch_training, jax_training], ids=["torch", "jax"])
@pytest.mark.usefixtures("torch_ready", "jax_ready")
def test_a_run_gives_float64_and_leaves_its_network_alone(
    engine: Any, documented: dict[str, Case]
) -> None:
    setting = documented["sigmoid-2-2-2"].settings[0]
    before = setting.network.layers[0].weights.copy()
    found = engine.run(setting.network, setting.batch, Run(1, 0.5, "each"), [0, 1])

    assert {a.dtype for part in found[1] for a in part} == {np.dtype("float64")}
    assert np.array_equal(setting.network.layers[0].weights, before)
    assert np.array_equal(found[0][0][0], before)
    assert not np.array_equal(found[1][0][0], before)
