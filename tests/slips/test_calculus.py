"""Every slip of calculus can be made in every derivation, and is found again from its gradient."""

from collections.abc import Callable
from dataclasses import replace
from types import FunctionType

import numpy as np
import pytest
from backproof.agreement.accuracy import NUMPY
from backproof.agreement.rounded import rounding
from backproof.cases.generate import Problem, make
from backproof.cases.load import documented_cases
from backproof.cases.network import Gradients, Loss
from backproof.reference import DERIVATIONS, batch_form
from backproof.reference.derivation import Derivation
from backproof.slips.backward import Change, gradients, joined
from backproof.slips.calculus import SLIPS, Variant, rate_of, variants
from backproof.slips.gradients import Answer, Diagnosis, Search, diagnose
from backproof.slips.planting import planted
from backproof.slips.step_slips import updated_row

SOUND = [d for d in DERIVATIONS if d.expected == "agree"]
HALF = Loss("squared_error", outputs="mean", batch="mean", half=True)
PROBLEMS = {
    "square": make((3, 3, 3, 3), ("tanh", "softplus", "sigmoid"), HALF, 3, "ordinary", 11),
    "binary": make(
        (2, 3, 2),
        ("relu", "sigmoid"),
        Loss("binary_cross_entropy", log_base="10"),
        3,
        "ordinary",
        5,
    ),
    "softmax": make(
        (3, 3, 3), ("elu", "softmax"), Loss("binary_cross_entropy", batch="mean"), 3, "ordinary", 6
    ),
    "plain softmax": make((2, 2, 3), ("arctan", "softmax"), Loss(), 2, "ordinary", 7),
}
Asked = Callable[[Problem, Gradients], Diagnosis]


def search_on(problem: Problem, enumerates_paths: bool = False) -> Search:
    judge = rounding(problem.network, NUMPY, enumerates_paths)
    return Search(
        judge, problem.network, problem.batch, judge.trace(problem.network, problem.batch)
    )


def diagnosis(problem: Problem, found: Gradients) -> Diagnosis:
    return diagnose((search_on(problem), Answer(found.weights, found.biases)))


def named(variant: str, problem: Problem) -> Variant:
    return next(v for v in variants(problem.network, problem.batch) if v.name == variant)


class TestCatalogue:
    def test_every_slip_is_described_and_named_once(self) -> None:
        assert len({slip.name for slip in SLIPS}) == len(SLIPS)
        assert all(s.sentence and s.correction and s.known_from and s.bits > 0 for s in SLIPS)

    def test_every_slip_can_be_made_somewhere(self) -> None:
        made = {v.slip.name for p in PROBLEMS.values() for v in variants(p.network, p.batch)} | {
            "1/n twice",
            "factor 2 missing",
        }

        assert made == {slip.name for slip in SLIPS}

    def test_without_a_change_the_backward_pass_is_right(self) -> None:
        square = PROBLEMS["square"]
        right = batch_form.gradients(square.network, square.batch)

        found = gradients(square.network, square.batch, Change())

        assert all(map(np.array_equal, found.weights, right.weights))
        assert all(map(np.array_equal, found.biases, right.biases))

    def test_a_slip_commits_itself_in_every_place(self) -> None:
        square = PROBLEMS["square"]
        slip = next(slip for slip in SLIPS if slip.name == "biases not trained")

        found = slip.commit(square.network, square.batch)

        assert slip.commit.applies(square.network, square.batch)
        assert not any(b.any() for b in found.biases)

    def test_two_slips_in_one_step_are_no_pair(self) -> None:
        square = PROBLEMS["square"]
        changes = [named(n, square).change for n in ("slope missing", "slope at the output")]

        assert joined(changes) is None


class TestPlanting:
    @pytest.mark.parametrize("derivation", SOUND, ids=lambda d: d.name)
    @pytest.mark.parametrize("name", PROBLEMS)
    def test_a_planted_derivation_gives_what_the_slip_gives(
        self, name: str, derivation: Derivation
    ) -> None:
        problem = PROBLEMS[name]
        if not derivation.applies(problem.network, problem.batch):
            return
        search = search_on(problem, derivation.enumerates_paths)

        for variant in search.variants:
            found = planted(derivation, variant.change, problem.network, problem.batch)
            dW, db = search.predicted(variant)
            parts = zip((*found.weights, *found.biases), (*dW, *db), strict=True)
            assert all(search.judge.explains(g, p) for g, p in parts), variant.name

    def test_the_derivations_are_left_as_they_are(self) -> None:
        square = PROBLEMS["square"]
        before = {d.name: d.gradients for d in SOUND}
        names = {d.name: dict(_globals(d)) for d in SOUND}
        sloped = named("slope missing", square)

        for derivation in SOUND:
            if derivation.applies(square.network, square.batch):
                planted(derivation, sloped.change, square.network, square.batch)

        assert {d.name: d.gradients for d in SOUND} == before
        assert {d.name: _globals(d) for d in SOUND} == names


def _globals(derivation: Derivation) -> dict[str, object]:
    assert isinstance(derivation.gradients, FunctionType)
    return derivation.gradients.__globals__


class TestDiagnosis:
    @pytest.mark.parametrize("name", PROBLEMS)
    def test_every_slip_is_named(self, name: str) -> None:
        problem = PROBLEMS[name]
        right = batch_form.gradients(problem.network, problem.batch)

        for variant in variants(problem.network, problem.batch):
            found = gradients(problem.network, problem.batch, variant.change)
            if all(map(np.array_equal, found.weights + found.biases, right.weights + right.biases)):
                continue  # as relu's slope at its output
            best = diagnosis(problem, found).explanations[0]
            assert variant.name in (*best.slips, *best.alike)
            assert best.is_cause

    def test_a_pair_of_slips_is_named(self) -> None:
        square = PROBLEMS["square"]
        pair = [named(n, square) for n in ("1/m missing", "slope missing (layer 2)")]
        change = joined([v.change for v in pair])
        assert change is not None

        best = diagnosis(square, gradients(square.network, square.batch, change)).cause

        assert best is not None
        assert set(best.slips) == {v.name for v in pair}
        assert best.bits == sum(v.bits for v in pair)

    def test_slips_that_give_the_same_gradient_are_one_class(self) -> None:
        problem = make((2, 2, 2), ("tanh", "sigmoid"), HALF, 2, "ordinary", 4)
        twice = gradients(problem.network, problem.batch, named("1/m missing", problem).change)

        best = diagnosis(problem, twice).explanations[0]

        # With two samples and two outputs, four mistakes double the gradient.
        assert best.slips == ("1/m missing",)
        assert set(best.alike) == {"1/n missing", "factor 1/2 missing", "gradients accumulated"}

    def test_another_batch_tells_them_apart(self) -> None:
        two, three = (
            make((2, 2, 2), ("tanh", "sigmoid"), HALF, size, "ordinary", 4) for size in (2, 3)
        )
        asked = [
            (search_on(p), gradients(p.network, p.batch, named("1/m missing", p).change))
            for p in (two, three)
        ]

        best = diagnose(*[(s, Answer(g.weights, g.biases)) for s, g in asked]).explanations[0]

        assert (best.slips, best.alike) == (("1/m missing",), ())

    @pytest.mark.parametrize("rate", [0.5, 0.3, 0.0125])
    def test_a_learning_rate_is_found_unless_it_is_a_usual_one(self, rate: float) -> None:
        square = PROBLEMS["square"]
        change = joined([updated_row(rate, 0).change(square.network, l) for l in (1, 2)])
        assert change is not None
        found = gradients(square.network, square.batch, change)

        asked = rate_of(square.network, square.batch, found.biases)
        rates = () if asked is None else (asked,)
        search = replace(search_on(square), rates=rates)
        best = diagnose((search, Answer(found.weights, found.biases))).explanations[0]

        assert rates == (() if rate == 0.5 else (rate,))
        assert best.slips == (f"output weights already updated (rate {rate:g})",)

    def test_one_wrong_element_is_no_slip(self) -> None:
        square = PROBLEMS["square"]
        right = batch_form.gradients(square.network, square.batch)
        spoilt = np.array(right.weights[1])
        spoilt[1, 2] *= 1.001

        found = diagnosis(
            square, replace(right, weights=(right.weights[0], spoilt, right.weights[2]))
        )

        assert found.explanations == ()
        assert found.cause is None
        assert found.complete

    @pytest.mark.parametrize("seed", range(10))
    def test_a_random_gradient_is_no_slip(self, seed: int) -> None:
        square = PROBLEMS["square"]
        rng = np.random.default_rng(seed)
        right = batch_form.gradients(square.network, square.batch)

        noisy = [
            tuple(g * rng.normal(size=g.shape) for g in part)
            for part in (right.weights, right.biases)
        ]

        assert diagnosis(square, replace(right, weights=noisy[0], biases=noisy[1])).cause is None


def test_every_slip_is_named_on_the_documented_cases() -> None:
    for case in documented_cases():
        for setting in case.settings:
            problem = Problem(setting.network, setting.batch, "", 0)
            search = search_on(problem)
            right = search.right()
            for variant in search.variants:
                found = gradients(setting.network, setting.batch, variant.change)
                parts = zip((*found.weights, *found.biases), (*right[0], *right[1]), strict=True)
                if all(search.judge.explains(g, p) for g, p in parts):
                    continue
                best = diagnose((search, Answer(found.weights, found.biases))).explanations[0]
                assert variant.name in (*best.slips, *best.alike), (case.id, variant.name)
