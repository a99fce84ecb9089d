"""Generated networks: how often everything comes, and that a seed gives one problem."""

import numpy as np
import pytest
from backproof.cases.generate import FLAVOURS, Problem, make, networks, problems
from backproof.cases.network import ACTIVATIONS, LOG_BASES, LOSSES, Loss, Network, require_fit
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def drawn() -> list[Problem]:
    """600 problems, as a sweep would draw them."""
    found: list[Problem] = []

    @seed(20260101)
    @settings(max_examples=600, phases=[Phase.generate], database=None)
    @given(problems())
    def collect(problem: Problem) -> None:
        found.append(problem)

    collect()
    return found


def share(drawn: list[Problem], counts: object) -> float:
    return sum(map(counts, drawn)) / len(drawn)  # type: ignore[call-overload, no-any-return]


class TestDistribution:
    def test_a_quarter_is_deep(self, drawn: list[Problem]) -> None:
        assert len(drawn) >= 600
        assert share(drawn, lambda p: len(p.network.layers) >= 4) >= 0.25

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_every_activation_comes_often(self, drawn: list[Problem], activation: str) -> None:
        def uses(problem: Problem) -> bool:
            return any(layer.activation == activation for layer in problem.network.layers)

        assert share(drawn, uses) >= 0.05

    @pytest.mark.parametrize("flavour", FLAVOURS)
    def test_every_flavour_comes_often(self, drawn: list[Problem], flavour: str) -> None:
        assert share(drawn, lambda p: p.flavour == flavour) >= 0.05

    @pytest.mark.parametrize("kind", LOSSES)
    def test_every_loss_comes(self, drawn: list[Problem], kind: str) -> None:
        assert share(drawn, lambda p: p.network.loss.kind == kind) >= 0.01

    def test_every_depth_and_width_is_reached(self, drawn: list[Problem]) -> None:
        assert {len(p.network.layers) for p in drawn} == set(range(1, 7))
        assert {w for p in drawn for w in p.network.widths} == set(range(1, 17))
        assert {1, 2} < {p.batch.size for p in drawn} <= set(range(1, 33))
        assert {p.network.loss.log_base for p in drawn} == set(LOG_BASES)

    def test_every_problem_fits(self, drawn: list[Problem]) -> None:
        for problem in drawn:
            require_fit(problem.network, problem.batch)


@given(problems(), st.sampled_from(["float64", "float32"]))
def test_the_same_seed_gives_the_same_problem(problem: Problem, dtype: str) -> None:
    network, batch = problem.network, problem.batch
    first, again = (
        make(
            network.widths, tuple(l.activation for l in network.layers), network.loss, batch.size,
            problem.flavour, problem.seed, dtype,
        )
        for _ in range(2)
    )  # fmt: skip

    assert everything(first) == everything(again)
    assert first.network.dtype == first.batch.inputs.dtype == dtype
    if dtype == "float64":
        assert everything(first) == everything(problem)


def everything(problem: Problem) -> list[object]:
    arrays = [problem.batch.inputs, problem.batch.targets]
    for layer in problem.network.layers:
        arrays += [layer.weights, layer.biases]
    alphas = [layer.alpha for layer in problem.network.layers]
    return [alphas, problem.network.loss, *(array.tobytes() for array in arrays)]


def test_another_seed_gives_another_problem() -> None:
    first, other = (make((2, 2), ("relu",), Loss(), 3, "ordinary", seed) for seed in (1, 2))

    assert everything(first) != everything(other)


@given(problems(flavour="ties", depths=(2, 3), samples=5, dtype="float32"))
def test_what_is_chosen_is_not_drawn(problem: Problem) -> None:
    assert problem.flavour == "ties"
    assert len(problem.network.layers) in (2, 3)
    assert problem.batch.size == 5
    assert problem.network.dtype == np.float32


@given(networks(depths=(1, 2)))
def test_networks_come_without_their_batch(network: Network) -> None:
    assert len(network.layers) <= 2


def numbers(flavour: str, dtype: str = "float64") -> np.ndarray:
    """All numbers of a larger network of one flavour."""
    problem = make((16, 16, 16), ("relu", "relu"), Loss(), 32, flavour, 3, dtype)
    layers = problem.network.layers
    return np.concatenate([problem.batch.inputs.ravel(), *(l.weights.ravel() for l in layers)])


def test_zeros_are_many_and_exact() -> None:
    zeros = (numbers("zeros") == 0).mean()

    # Half of 1024 numbers, within 5 standard errors of 1/64 each.
    assert abs(zeros - 0.5) < 5 / 64


def test_ties_are_small_whole_numbers() -> None:
    assert set(numbers("ties")) == {-2.0, -1.0, 0.0, 1.0, 2.0}


def test_saturated_net_inputs_are_some_tens() -> None:
    problem = make((16, 16), ("sigmoid",), Loss(), 32, "saturated", 3)
    nets = problem.batch.inputs @ problem.network.layers[0].weights

    assert np.abs(nets).max() > 40


@pytest.mark.parametrize(
    ("flavour", "dtype", "low", "high"),
    [
        ("tiny", "float64", 1e-156, 1e-140),
        ("tiny", "float32", 1e-24, 1e-16),
        ("huge", "float64", 1e8, 1e12),
        ("huge", "float32", 1e2, 1e5),
    ],
)
def test_numbers_reach_as_far_as_their_flavour(
    flavour: str, dtype: str, low: float, high: float
) -> None:
    found = np.abs(numbers(flavour, dtype))
    furthest = found.min() if flavour == "tiny" else found.max()

    assert low < furthest < high


def test_kinks_put_net_inputs_on_the_kink() -> None:
    problem = make((3, 8, 8), ("relu", "relu"), Loss(), 4, "kinks", 3)
    nets = problem.batch.inputs[0] @ problem.network.layers[0].weights
    on = nets + problem.network.layers[0].biases

    assert 0 < (on == 0).sum() < 8


@given(problems(flavour="saturated"))
def test_targets_of_a_cross_entropy_are_probabilities(problem: Problem) -> None:
    targets = problem.batch.targets

    if problem.network.loss.kind != "squared_error":
        assert ((targets >= 0) & (targets <= 1)).all()
