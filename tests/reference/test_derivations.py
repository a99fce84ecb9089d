"""Every documented derivation, held against the exact gradients within the derived bound."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from backproof.agreement.agree import agreements
from backproof.agreement.engines import Engine, engines
from backproof.cases.generate import Problem, make, problems
from backproof.cases.load import documented_cases
from backproof.cases.network import Batch, Gradients, Loss, Network
from backproof.oracles import balls
from backproof.reference import DERIVATIONS
from backproof.reference.derivation import Derivation, small
from hypothesis import given, settings
from hypothesis import strategies as st

ENGINES = {engine.name: engine for engine in engines() if engine.kind == "derivation"}
SOUND = [d for d in DERIVATIONS if d.expected == "agree"]
BINARY, CATEGORICAL = "binary_cross_entropy", "categorical_cross_entropy"
SETTINGS = [
    case_setting
    for case in documented_cases()
    for case_setting in ((f"{case.id}/{s.name}", s.network, s.batch) for s in case.settings)
]

#: Shapes and heads: one to three layers, every kind of head, kinks, means and bases.
SHAPES = {
    "one layer": ((3, 2), ("tanh",), Loss(batch="mean")),
    "two sigmoids": ((2, 3, 2), ("sigmoid", "sigmoid"), Loss(half=True)),
    "kinks": ((2, 3, 3, 2), ("relu", "elu", "prelu"), Loss(outputs="mean")),
    "one output": ((2, 2, 1), ("softplus", "sigmoid"), Loss(BINARY, log_base="10")),
    "softmax, squares": ((2, 3, 3), ("arctan", "softmax"), Loss()),
    "softmax, binary": ((2, 2, 3), ("sigmoid", "softmax"), Loss(BINARY, batch="mean")),
    "softmax, categories": ((2, 2, 3), ("step", "softmax"), Loss(CATEGORICAL, log_base="2")),
}


def problem_of(shape: str, dtype: str = "float64", flavour: str = "ordinary") -> Problem:
    return make(*SHAPES[shape], 3, flavour, 4, dtype)


def verdicts(engine: Engine, problem: Problem) -> list[str]:
    return [a.verdict for a in agreements("x", problem.network, problem.batch, [engine])]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("derivation", SOUND, ids=lambda d: d.name)
def test_a_derivation_is_right_where_it_applies(
    derivation: Derivation, shape: str, dtype: str
) -> None:
    problem = problem_of(shape, dtype)
    found = verdicts(ENGINES[derivation.name], problem)

    applies = derivation.applies(problem.network, problem.batch)
    assert found == ["agree"] * (2 * len(problem.network.layers) if applies else 0)


@pytest.mark.parametrize("derivation", SOUND, ids=lambda d: d.name)
def test_every_derivation_applies_to_some_of_these(derivation: Derivation) -> None:
    problems_here = [problem_of(shape) for shape in SHAPES]

    assert sum(derivation.applies(p.network, p.batch) for p in problems_here) >= 2


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting[0])
def test_every_derivation_is_right_on_every_documented_network(
    setting: tuple[str, Network, Batch],
) -> None:
    sound = [ENGINES[d.name] for d in SOUND]
    found = agreements(*setting, sound)

    assert found
    assert {a.verdict for a in found} == {"agree"}


@settings(max_examples=30)
@given(problems(depths=(1, 3), samples=2), st.sampled_from(SOUND))
def test_no_derivation_is_wrong_on_a_generated_network(
    problem: Problem, derivation: Derivation
) -> None:
    assert "disagree" not in verdicts(ENGINES[derivation.name], problem)


@pytest.mark.parametrize("shape", ["softmax, binary", "softmax, categories"])
def test_the_diagonal_alone_disagrees(shape: str) -> None:
    found = verdicts(ENGINES["softmax_diagonal"], problem_of(shape))

    assert "disagree" in found
    # The output layer's own gradients are wrong, and a layer behind a step has none.
    assert found.count("disagree") >= 2


def test_the_diagonal_alone_is_expected_to_disagree() -> None:
    assert [d.name for d in DERIVATIONS if d.expected == "disagree"] == ["softmax_diagonal"]


@pytest.mark.parametrize("kind", [BINARY, CATEGORICAL])
def test_the_diagonal_alone_is_right_about_nothing_but_the_loss(kind: str) -> None:
    problem = make((2, 3, 3), ("tanh", "softmax"), Loss(kind), 2, "ordinary", 4)
    (diagonal,) = (d for d in DERIVATIONS if d.name == "softmax_diagonal")
    (jacobian,) = (d for d in DERIVATIONS if d.name == "softmax_jacobian")
    false, true = (d.gradients(problem.network, problem.batch) for d in (diagonal, jacobian))

    assert false.loss == true.loss
    assert [n.tolist() for n in false.nets] == [n.tolist() for n in true.nets]
    assert not any(np.array_equal(a, b) for a, b in zip(false.weights, true.weights, strict=True))


Break = Callable[[Gradients], Gradients]
BROKEN: dict[str, Break] = {
    "sign": lambda g: replace(g, weights=(-g.weights[0], *g.weights[1:])),
    "factor 2": lambda g: replace(g, biases=(*g.biases[:-1], 2 * g.biases[-1])),
    "transposed": lambda g: replace(g, weights=(g.weights[0].T, *g.weights[1:])),
    "NaN": lambda g: replace(g, biases=(g.biases[0] * np.nan, *g.biases[1:])),
    "one digit": lambda g: replace(g, weights=(g.weights[0] * (1 + 1e-9), *g.weights[1:])),
    "shape": lambda g: replace(g, biases=(g.biases[0][:, None], *g.biases[1:])),
    "dtype": lambda g: replace(g, biases=(g.biases[0].astype("f4"), *g.biases[1:])),
    "mean": lambda g: replace(g, weights=tuple(w / 3 for w in g.weights)),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("derivation", ["batch_form", "per_weight"])
def test_a_planted_error_is_seen(derivation: str, broken: str) -> None:
    problem = make((2, 2, 2), ("sigmoid", "tanh"), Loss(), 3, "ordinary", 4)
    sound = ENGINES[derivation]
    false = replace(sound, gradients=lambda n, b: BROKEN[broken](sound.gradients(n, b)))

    assert set(verdicts(sound, problem)) == {"agree"}
    assert "disagree" in verdicts(false, problem)


def test_a_planted_error_in_a_net_input_is_seen() -> None:
    problem = make((2, 3, 2), ("relu", "identity"), Loss(), 3, "ordinary", 4)
    sound = ENGINES["batch_form"]

    def wrong_side(network: Network, batch: Batch) -> Gradients:
        found = sound.gradients(network, batch)
        return replace(found, nets=(-found.nets[0], found.nets[1]))

    assert "disagree" in verdicts(replace(sound, gradients=wrong_side), problem)


@pytest.mark.parametrize("derivation", DERIVATIONS, ids=lambda d: d.name)
class TestRegister:
    def test_names_are_those_of_the_files(self, derivation: Derivation) -> None:
        assert derivation.gradients.__module__ == f"backproof.reference.{derivation.name}"
        assert derivation.title

    def test_sources_name_lecture_and_lines(self, derivation: Derivation) -> None:
        assert re.fullmatch(
            r"00[0-4] l\. \d+(-\d+)?(, (00[0-4] l\. )?\d+(-\d+)?)*", derivation.source
        )

    def test_the_lines_are_there(self, derivation: Derivation, lectures: Path) -> None:
        for lecture, listed in re.findall(r"(00\d) l\. ([\d, -]+?)(?=, 00|$)", derivation.source):
            (file,) = lectures.glob(f"{lecture}_*")
            last = len(file.read_text("utf-8").split("\n"))
            lines = [int(number) for number in re.findall(r"\d+", listed)]
            assert lines == sorted(lines)
            assert 1 <= lines[0] <= lines[-1] <= last

    def test_users_arrays_stay_as_they_are(self, derivation: Derivation) -> None:
        problem = problem_of("softmax, binary")
        before = problem.batch.inputs.copy(), problem.network.layers[0].weights.copy()
        if derivation.applies(problem.network, problem.batch):
            found = derivation.gradients(problem.network, problem.batch)
            for part in (*found.weights, *found.biases):
                part += 1

        assert np.array_equal(before[0], problem.batch.inputs)
        assert np.array_equal(before[1], problem.network.layers[0].weights)


def test_every_derivation_is_registered_once_in_a_file_of_its_own() -> None:
    names = [d.name for d in DERIVATIONS]

    assert len(set(names)) == len(names) == 9
    assert [d.name for d in DERIVATIONS if d.enumerates_paths] == ["per_weight"]


def test_a_small_network_is_counted_by_its_paths() -> None:
    def applies(widths: tuple[int, ...], samples: int) -> bool:
        problem = make(widths, ("relu",) * (len(widths) - 1), Loss(), samples, "ordinary", 1)
        return small(paths=12, samples=2)(problem.network, problem.batch)

    assert applies((2, 3, 2), 2)
    assert not applies((2, 3, 3), 2)
    assert not applies((2, 3, 2), 3)


def test_the_loss_of_every_derivation_is_that_of_the_network() -> None:
    problem = problem_of("softmax, categories")
    true = float(balls.gradients(problem.network, problem.batch).loss.high)
    found = {
        d.gradients(problem.network, problem.batch).loss
        for d in DERIVATIONS
        if d.applies(problem.network, problem.batch)
    }

    # Some three samples' logarithms, products and sums, each rounded once.
    assert all(abs(loss - true) <= 32 * np.spacing(true) for loss in found)
