"""All engines on networks that nobody thought of; what fails is made small, kept and run first."""

import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from backproof.agreement.engines import Engine, engines
from backproof.agreement.hold import Agreement
from backproof.agreement.sweep import Sweep, failures, simplest, sweep
from backproof.cases.generate import FLAVOURS, Problem, make
from backproof.cases.load import load_case
from backproof.cases.network import ACTIVATIONS, Batch, Gradients, Loss, Network
from backproof.reference import batch_form

Function = Callable[[Network, Batch], Gradients]
DTYPES = ("float64", "float32")
#: Median of bound over largest gradient, at most, on networks of ordinary numbers.
NARROW = {"float64": 1e-10, "float32": 1e-2}


def right_engine(name: str) -> Engine:
    return next(e for e in engines() if e.name == name)


@pytest.fixture(scope="module")
def counted() -> Sweep:
    """As many networks as in a default run, for one engine alone."""
    return sweep(150, (right_engine("batch_form"),), seed=1)


def wrong_from_two_layers(network: Network, batch: Batch) -> Gradients:
    right = batch_form.gradients(network, batch)
    if len(network.layers) < 2:
        return right
    return replace(right, biases=(*right.biases[:-1], right.biases[-1] + 1))


def assert_sound(found: Sweep, dtype: str, count: int) -> None:
    assert found.networks == count
    assert found.failures == []
    names = {engine for engine, _ in found.verdicts}
    assert names == {e.name for e in engines()} - {"softmax_diagonal"}
    assert {verdict for _, verdict in found.verdicts} <= {"agree", "undecided"}
    assert np.median(found.widths_of_bounds["ordinary"]) <= NARROW[dtype]
    # What is undecided are networks of huge numbers, whose slopes are almost 0.
    assert found.undecided < 0.1


class TestGeneratedNetworks:
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_no_engine_is_outside_its_bound_and_the_bounds_are_narrow(
        self, dtype: str, torch_ready: object, jax_ready: object
    ) -> None:
        assert_sound(sweep(150, engines(), dtype, seed=1), dtype, 150)

    @pytest.mark.long
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_twenty_thousand_networks(
        self, dtype: str, torch_ready: object, jax_ready: object
    ) -> None:
        assert_sound(sweep(10_000, engines(), dtype, seed=2), dtype, 10_000)

    def test_as_many_networks_as_asked_for_are_held(self, counted: Sweep) -> None:
        assert counted.networks == 150
        assert sum(counted.flavours.values()) == sum(counted.depths.values()) == 150

    def test_every_flavour_depth_and_activation_occurs(self, counted: Sweep) -> None:
        assert set(counted.flavours) == set(FLAVOURS)
        assert min(counted.flavours.values()) == 2 * (150 // (2 * len(FLAVOURS)))
        assert set(counted.depths) == {1, 2, 3, 4, 5, 6}
        assert set(counted.activations) == set(ACTIVATIONS)

    def test_the_share_that_is_undecided_is_counted(self, counted: Sweep) -> None:
        undecided = counted.verdicts["batch_form", "undecided"]

        assert 0 < undecided < counted.verdicts["batch_form", "agree"]
        assert counted.undecided == undecided / sum(counted.verdicts.values())

    def test_the_same_seed_gives_the_same_networks(self) -> None:
        chosen = (right_engine("batch_form"),)

        first, again, other = (sweep(28, chosen, seed=s).shares for s in (5, 5, 6))

        assert first == again
        assert first != other

    def test_a_sweep_gives_no_warning(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            sweep(14, (right_engine("batch_form"),))

    @pytest.mark.parametrize("count", [0, 1, 13])
    def test_a_few_networks_can_be_asked_for(self, count: int) -> None:
        assert sweep(count, (right_engine("batch_form"),)).networks == count


class TestAPlantedEngine:
    @pytest.fixture
    def planted(self, engine: Callable[..., Engine]) -> Engine:
        return engine(wrong_from_two_layers)

    def test_it_is_found_and_made_small(self, planted: Engine) -> None:
        found = sweep(150, (planted,), seed=3)

        network_shape = {a.parameter for a in found.failures}
        assert network_shape == {"biases[1]"}
        assert {a.engine for a in found.failures} == {"planted"}
        assert found.stored is None

    def test_it_is_stored_as_a_case_of_a_few_units(self, planted: Engine, tmp_path: Path) -> None:
        found = sweep(150, (planted,), seed=3, folder=tmp_path)

        assert [found.stored] == list(tmp_path.iterdir())
        setting = load_case(found.stored).settings[0]
        assert setting.network.widths == (1, 1, 1)
        assert setting.batch.size == 1
        numbers = [a for layer in setting.network.layers for a in (layer.weights, layer.biases)]
        assert all(np.array_equal(a, np.round(a)) for a in numbers)

    def test_a_stored_case_still_fails_when_it_is_loaded(
        self, planted: Engine, tmp_path: Path
    ) -> None:
        stored = sweep(150, (planted,), seed=3, folder=tmp_path).stored
        setting = load_case(stored).settings[0]

        network, batch = setting.network, setting.batch
        biases = planted.gradients(network, batch).biases[1]
        assert np.array_equal(biases, batch_form.gradients(network, batch).biases[1] + 1)

    def test_it_runs_first_next_time(self, planted: Engine, tmp_path: Path) -> None:
        stored = sweep(150, (planted,), seed=3, folder=tmp_path).stored

        again = sweep(14, (planted,), seed=4, folder=tmp_path)

        assert [a.case for a in again.failures] == [stored.stem, "generated"]

    def test_it_is_no_longer_a_failure_once_it_is_mended(
        self, planted: Engine, tmp_path: Path
    ) -> None:
        sweep(150, (planted,), seed=3, folder=tmp_path)

        mended = replace(planted, gradients=batch_form.gradients)
        assert sweep(14, (mended,), folder=tmp_path).failures == []

    def test_it_is_found_in_float32_and_stored_in_float32(
        self, planted: Engine, tmp_path: Path
    ) -> None:
        found = sweep(150, (planted,), "float32", seed=3, folder=tmp_path)

        assert load_case(found.stored).settings[0].network.dtype == np.float32

    @pytest.mark.parametrize("name", ["torch", "jax"])
    def test_an_oracle_is_no_more_trusted_than_a_derivation(
        self, name: str, planted: Engine, torch_ready: object, jax_ready: object
    ) -> None:
        oracle = replace(right_engine(name), gradients=wrong_from_two_layers)

        assert sweep(60, (oracle,), seed=3).failures

    def test_an_error_in_one_activation_alone_is_found(self, engine: Callable[..., Engine]) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            if network.layers[0].activation != "arctan":
                return right
            first = right.weights[0] * right.weights[0].dtype.type(1.001)
            return replace(right, weights=(first, *right.weights[1:]))

        assert sweep(150, (engine(gradients),), seed=3).failures

    def test_an_engine_expected_to_disagree_is_left_out(self, planted: Engine) -> None:
        doubtful = replace(planted, expected="disagree")

        found = sweep(30, (doubtful, right_engine("batch_form")), seed=3)

        assert found.failures == []
        assert {engine for engine, _ in found.verdicts} == {"batch_form"}


class TestSimplest:
    def test_numbers_are_rounded_as_far_as_it_still_fails(self) -> None:
        problem = make((2, 2), ("tanh",), Loss(), 3, "ordinary", 1)

        network, batch = simplest(problem, lambda n, b: True)

        assert np.array_equal(
            network.layers[0].weights, np.round(problem.network.layers[0].weights)
        )
        assert batch.size == 1

    def test_samples_that_matter_are_kept(self) -> None:
        problem = make((2, 2), ("tanh",), Loss(), 4, "ordinary", 1)
        target = np.round(problem.batch.targets[2, 0])

        _, batch = simplest(problem, lambda n, b: bool((np.round(b.targets[:, 0]) == target).any()))

        assert batch.size == 1
        assert np.round(batch.targets[0, 0]) == target

    def test_nothing_changes_where_only_the_very_numbers_fail(self) -> None:
        problem = make((2, 2), ("tanh",), Loss(), 1, "ordinary", 1)
        weights = problem.network.layers[0].weights

        network, batch = simplest(
            problem, lambda n, b: np.array_equal(n.layers[0].weights, weights)
        )

        assert network is problem.network
        assert batch is problem.batch

    def test_the_format_is_kept(self) -> None:
        problem = make((2, 2), ("tanh",), Loss(), 1, "ordinary", 1, "float32")

        network, batch = simplest(problem, lambda n, b: True)

        assert (network.dtype, batch.inputs.dtype) == (np.float32, np.float32)


class TestCounting:
    def agreement(self, verdict: str, **more: object) -> Agreement:
        numbers = {"share": 0.5, "bound_over_largest": 0.01, "oracle": "balls"} | more
        return Agreement(
            "c", "e", numbers["oracle"], "w", verdict, (), 0.0, 0.0, 0.0, 0.0,
            numbers["share"], numbers["bound_over_largest"],
        )  # fmt: skip

    def problem(self) -> Problem:
        return make((1, 1), ("tanh",), Loss(), 1, "ties", 1)

    def test_agreements_with_balls_alone_are_counted(self) -> None:
        found = Sweep()

        found.add(
            self.problem(),
            [self.agreement("agree"), self.agreement("agree", oracle="torch", share=9.0)],
        )

        assert found.verdicts == {("e", "agree"): 1}
        assert found.shares == {"e": [0.5]}

    def test_the_widest_bound_of_a_network_is_kept(self) -> None:
        found = Sweep()

        found.add(
            self.problem(),
            [self.agreement("agree"), self.agreement("undecided", bound_over_largest=3.0)],
        )

        assert found.widths_of_bounds == {"ties": [3.0]}
        assert found.undecided == 0.5

    def test_an_empty_sweep_has_nothing_undecided(self) -> None:
        assert Sweep().undecided == 0.0

    def test_failures_are_disagreements_of_engines_expected_to_agree(self) -> None:
        found = [self.agreement("disagree"), self.agreement("undecided"), self.agreement("agree")]
        sound = replace(right_engine("batch_form"), name="e")

        assert failures(found, [sound]) == found[:1]
        assert failures(found, [replace(sound, expected="disagree")]) == []


def test_hypothesis_is_needed_for_a_sweep_alone() -> None:
    """Importing the room does not import it; the import is inside the function."""
    source = Path(sys.modules[sweep.__module__].__file__).read_text("utf-8")

    assert "\nfrom hypothesis" not in source
    assert "\nimport hypothesis" not in source
