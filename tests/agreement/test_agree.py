"""Every mistake that is planted in a gradient is found, and what is right is not accused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from backproof.agreement.accuracy import JAX
from backproof.agreement.agree import WrongBranchError, agreements, exact_for
from backproof.agreement.bound import Bound
from backproof.agreement.engines import Engine
from backproof.agreement.hold import Agreement
from backproof.cases.generate import Problem, make
from backproof.cases.network import Batch, Gradients, Layer, Loss, Network, ShapeError
from backproof.oracles import balls
from backproof.reference import activations, batch_form, softmax_diagonal
from backproof.reference.forward import forward
from backproof.reference.losses import delta

Judge = Callable[[Problem, Callable[[Network, Batch], Gradients]], dict[str, Agreement]]
EVERYWHERE = {f"{part}[{l}]" for part in ("weights", "biases") for l in range(3)}
HIDDEN = {f"{part}[{l}]" for part in ("weights", "biases") for l in range(2)}
WEIGHTS = {f"weights[{l}]" for l in range(3)}
BIASES = {f"biases[{l}]" for l in range(3)}


def wrong(found: dict[str, Agreement]) -> set[str]:
    return {parameter for parameter, a in found.items() if a.verdict == "disagree"}


def without_mean(network: Network, batch: Batch, z: np.ndarray) -> np.ndarray:
    return delta(network, batch, z) * batch.size


#: A mistake, the step of the backward pass that it replaces, and the parameters that it spoils.
STEPS = {
    "sign": ({"delta": lambda n, b, z: -delta(n, b, z)}, EVERYWHERE),
    "factor 2": ({"delta": lambda n, b, z: 2 * delta(n, b, z)}, EVERYWHERE),
    "factor 1/2": ({"delta": lambda n, b, z: 0.5 * delta(n, b, z)}, EVERYWHERE),
    "1/m is missing": ({"delta": without_mean}, EVERYWHERE),
    "target minus output": (
        {
            "delta": lambda n, b, z: (
                (b.targets - activations.sigmoid(z)) * activations.slope("sigmoid", z) / 9
            )
        },
        EVERYWHERE,
    ),
    "f' is dropped at the output": (
        {"delta": lambda n, b, z: (activations.sigmoid(z) - b.targets) / 9},
        EVERYWHERE,
    ),
    "f' is dropped": ({"slope": lambda name, z: np.ones_like(z)}, HIDDEN),
    "f' is taken of the output": (
        {"slope": lambda name, z: activations.slope(name, activations.value(name, z))},
        HIDDEN,
    ),
    "weights not transposed": ({"back": lambda n, l: n.layers[l].weights}, HIDDEN),
    "the wrong layer's weights": ({"back": lambda n, l: n.layers[l - 1].weights.T}, HIDDEN),
    "gradient transposed": ({"weight": lambda seen, d: (seen.T @ d).T}, WEIGHTS),
    "output for input": ({"weight": lambda seen, d: d.T @ d}, WEIGHTS),
    "bias over the wrong axis": ({"bias": lambda d: d.sum(axis=1)}, BIASES),
    "bias averaged": ({"bias": lambda d: d.mean(axis=0)}, BIASES),
    "bias of one sample": ({"bias": lambda d: d[0]}, BIASES),
}


class TestPlantedSteps:
    def test_a_backward_pass_without_a_mistake_agrees(
        self, square: Problem, backward: type, judged: Judge
    ) -> None:
        found = judged(square, backward())

        assert set(found) == EVERYWHERE
        assert {a.verdict for a in found.values()} == {"agree"}

    @pytest.mark.parametrize("mistake", STEPS)
    def test_a_wrong_step_is_found_where_it_matters_and_nowhere_else(
        self, mistake: str, square: Problem, backward: type, judged: Judge
    ) -> None:
        step, spoilt = STEPS[mistake]

        found = judged(square, backward(**step))

        assert wrong(found) == spoilt
        assert {a.verdict for p, a in found.items() if p not in spoilt} <= {"agree"}
        assert {found[p].why for p in spoilt} == {"outside the bound"}

    @pytest.mark.parametrize("mistake", STEPS)
    def test_a_wrong_step_is_found_in_float32(
        self, mistake: str, square: Problem, backward: type, judged: Judge
    ) -> None:
        step, spoilt = STEPS[mistake]
        single = replace(
            square,
            network=square.network.rounded_to(np.float32),
            batch=square.batch.rounded_to(np.float32),
        )

        def gradients(network: Network, batch: Batch) -> Gradients:
            found = backward(**step)(network, batch)
            kept = [tuple(np.float32(a) for a in p) for p in (found.weights, found.biases)]
            return replace(found, weights=kept[0], biases=kept[1])

        assert wrong(judged(single, gradients)) == spoilt

    @pytest.mark.parametrize("kind", ["categorical_cross_entropy", "squared_error"])
    def test_the_diagonal_of_the_softmax_jacobian_alone_is_found(
        self, kind: str, judged: Judge
    ) -> None:
        problem = make((3, 3, 3), ("tanh", "softmax"), Loss(kind), 2, "ordinary", 5)
        diagonal = np.eye(3)

        def gradients(network: Network, batch: Batch) -> Gradients:
            if kind == "categorical_cross_entropy":
                return softmax_diagonal.gradients(network, batch)
            seen, nets = forward(network, batch)
            o = activations.softmax(nets[1])
            d = (2 * (o - batch.targets) * o)[:, :, None] * (diagonal - o[:, None, :]) * diagonal
            d1 = d.sum(axis=1)
            d0 = d1 @ network.layers[1].weights.T * activations.slope("tanh", nets[0])
            weights = (seen[0].T @ d0, seen[1].T @ d1)
            return Gradients(0.0, nets, weights, (d0.sum(axis=0), d1.sum(axis=0)))

        assert wrong(judged(problem, gradients)) == HIDDEN

    @pytest.mark.parametrize("base", ["2", "10"])
    def test_a_forgotten_log_base_is_found(self, base: str, judged: Judge) -> None:
        loss = Loss("binary_cross_entropy", log_base=base)
        problem = make((2, 2), ("sigmoid",), loss, 2, "ordinary", 3)
        natural = replace(problem.network, loss=Loss("binary_cross_entropy"))

        found = judged(problem, lambda n, b: batch_form.gradients(natural, b))

        assert wrong(found) == {"weights[0]", "biases[0]"}


class TestPlantedElements:
    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda g: g * (1 + 1e-9), id="1e-9 of it"),
            pytest.param(lambda g: -g, id="sign"),
            pytest.param(lambda g: 0.0, id="zero"),
            pytest.param(lambda g: np.float64(np.float32(g)), id="rounded to float32"),
        ],
    )
    @pytest.mark.parametrize(
        ("part", "layer", "where"),
        [("weights", 0, (0, 0)), ("weights", 2, (2, 1)), ("biases", 1, (2,))],
    )
    def test_one_wrong_element_is_found_and_named(
        self,
        change: Callable[[float], float],
        part: str,
        layer: int,
        where: tuple[int, ...],
        square: Problem,
        altered: Callable,
        judged: Judge,
    ) -> None:
        found = judged(square, altered(change, where, layer, part))

        assert wrong(found) == {f"{part}[{layer}]"}
        assert found[f"{part}[{layer}]"].element == where

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_one_element_that_is_no_number_is_found_and_named(
        self, value: float, square: Problem, altered: Callable, judged: Judge
    ) -> None:
        found = judged(square, altered(lambda _: value))

        assert wrong(found) == {"weights[1]"}
        assert found["weights[1]"].element == (1, 2)
        assert np.array_equal(found["weights[1]"].found, value, equal_nan=True)
        assert found["weights[1]"].share == np.inf

    @pytest.mark.parametrize(
        ("times", "verdict"), [(0.5, "agree"), (2, "disagree"), (100, "disagree")]
    )
    def test_an_element_may_be_off_by_its_bound_and_no_more(
        self,
        times: float,
        verdict: str,
        square: Problem,
        altered: Callable,
        judged: Judge,
        limits: Callable[[Problem], Bound],
    ) -> None:
        true = balls.gradients(square.network, square.batch).weights[1].high[1, 2]
        limit = limits(square).weights[1][1, 2]

        found = judged(square, altered(lambda _: true + times * limit))["weights[1]"]

        assert found.verdict == verdict
        if verdict == "disagree":
            # true + times * limit and times itself are each rounded once.
            assert abs(found.share - times) <= np.spacing(abs(true)) / limit + np.spacing(times)

    def test_zero_with_a_minus_sign_is_zero(self, altered: Callable, judged: Judge) -> None:
        network = Network((Layer(np.ones((1, 1)), np.zeros(1), "identity"),), Loss())
        problem = Problem(network, Batch(np.zeros((1, 1)), np.ones((1, 1))), "zeros", 0)

        found = judged(problem, altered(lambda g: -0.0, where=(0, 0), layer=0))

        assert {a.verdict for a in found.values()} == {"agree"}
        assert found["weights[0]"].share == 0


class TestShapesAndFormats:
    def test_a_gradient_in_float32_for_a_network_in_float64_is_refused(
        self, square: Problem, judged: Judge
    ) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, weights=tuple(w.astype(np.float32) for w in right.weights))

        found = judged(square, gradients)

        assert wrong(found) == WEIGHTS
        assert {found[p].why for p in WEIGHTS} == {"dtype float32, expected float64"}

    @pytest.mark.parametrize(
        ("change", "shape"),
        [
            (np.ravel, "(9,)"),
            (lambda w: w[:2], "(2, 3)"),
            (lambda w: w[None], "(1, 3, 3)"),
            (lambda w: w.sum(), "()"),
        ],
    )
    def test_a_gradient_of_another_shape_is_refused(
        self, change: Callable, shape: str, square: Problem, judged: Judge
    ) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, weights=(change(right.weights[0]), *right.weights[1:]))

        found = judged(square, gradients)

        assert wrong(found) == {"weights[0]"}
        assert found["weights[0]"].why == f"shape {shape}, expected (3, 3)"

    @pytest.mark.parametrize("part", ["nets", "weights", "biases"])
    @pytest.mark.parametrize(
        ("change", "said"), [(lambda a: a[1:], 2), (lambda a: (), 0), (lambda a: (*a, a[0]), 4)]
    )
    def test_an_answer_for_too_few_or_too_many_layers_is_refused(
        self, change: Callable, said: int, part: str, square: Problem, judged: Judge
    ) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, **{part: change(getattr(right, part))})

        found = judged(square, gradients)

        assert wrong(found) == EVERYWHERE
        assert {a.why for a in found.values()} == {f"{part} of {said} layers, expected 3"}

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda net: net + 1.0, "rounding explains a difference of"),
            (lambda net: net * np.nan, "nets[0][0, 0] is nan, exactly"),
            (lambda net: net.ravel(), "nets[0] has shape (9,), expected (3, 3)"),
            (lambda net: net.astype(np.float32), "nets[0] has dtype float32, expected float64"),
        ],
    )
    def test_a_wrong_net_input_of_a_smooth_layer_is_found(
        self, change: Callable, said: str, square: Problem, judged: Judge
    ) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, nets=(change(right.nets[0]), *right.nets[1:]))

        found = judged(square, gradients)

        assert wrong(found) == EVERYWHERE
        (why,) = {a.why for a in found.values()}
        assert said in why

    @pytest.mark.parametrize("times", [-1.5, 1.5])
    def test_a_net_input_may_be_off_by_its_bound_and_no_more(
        self, times: float, square: Problem, judged: Judge, limits: Callable[[Problem], Bound]
    ) -> None:
        limit = limits(square).nets[1][2, 0]

        def gradients(network: Network, batch: Batch, share: float) -> Gradients:
            right = batch_form.gradients(network, batch)
            nets = [np.array(net) for net in right.nets]
            nets[1][2, 0] = balls.gradients(network, batch).nets[1].high[2, 0] + share * limit
            return replace(right, nets=tuple(nets))

        assert wrong(judged(square, lambda n, b: gradients(n, b, times))) == EVERYWHERE
        assert not wrong(judged(square, lambda n, b: gradients(n, b, times / 3)))

    def test_a_batch_that_does_not_fit_is_an_error(self, square: Problem) -> None:
        batch = Batch(np.ones((1, 2)), np.ones((1, 3)))

        with pytest.raises(ShapeError, match="inputs: found 2 columns, expected 3"):
            agreements("misfit", square.network, batch, [])


def kinked(activation: str, inputs: tuple[float, ...], biases: tuple[float, ...] = ()) -> Problem:
    """Units that see one input each, with a kink, and a sum of them behind."""
    size = len(inputs)
    layers = (
        Layer(np.eye(size), np.array(biases or (0.0,) * size), activation, 0.25),
        Layer(np.ones((size, 1)), np.zeros(1), "identity"),
    )
    network = Network(layers, Loss(half=True))
    return Problem(network, Batch(np.array([inputs]), np.array([[7.0]])), "kinks", 0)


class TestKinks:
    def test_a_net_input_on_the_wrong_side_of_a_kink_is_named(
        self, engine: Callable[..., Engine]
    ) -> None:
        problem = kinked("relu", (1.0, -0.5, 2.0))

        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, nets=(-right.nets[0], right.nets[1]))

        found = agreements("kink", problem.network, problem.batch, [engine(gradients)])

        assert {a.verdict for a in found} == {"disagree"}
        assert len(found) == 4
        assert found[0].why.startswith(
            "nets[0][0, 0] is -1, exactly 1: the other side of the kink, and rounding explains a "
            "difference of "
        )
        assert found[0].why.endswith("e-16 at most")

    def test_a_wrong_branch_is_an_error_of_its_own(self, engine: Callable[..., Engine]) -> None:
        problem = kinked("prelu", (1.0, -0.5))
        exact = balls.gradients(problem.network, problem.batch)
        right = batch_form.gradients(problem.network, problem.batch)
        answer = replace(right, nets=(np.abs(right.nets[0]), right.nets[1]))

        with pytest.raises(WrongBranchError, match=r"nets\[0\]\[0, 1\] is 0.5, exactly -0.5"):
            exact_for(engine(None), problem.network, problem.batch, answer, exact)

    def test_net_inputs_of_a_wrong_shape_are_named(self, engine: Callable[..., Engine]) -> None:
        problem = kinked("relu", (1.0, -0.5))

        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, nets=(right.nets[0].T, right.nets[1]))

        found = agreements("kink", problem.network, problem.batch, [engine(gradients)])

        assert {a.why for a in found} == {"nets[0] has shape (2, 1), expected (1, 2)"}

    @pytest.mark.parametrize("activation", ["relu", "prelu", "elu"])
    def test_the_wrong_slope_on_the_right_side_of_a_kink_is_found(
        self, activation: str, judged: Judge
    ) -> None:
        problem = kinked(activation, (1.0, -0.5))

        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            slopes = right.biases[1][0]  # what arrives at each unit, its weights being 1
            return replace(right, biases=(np.array([slopes, slopes]), right.biases[1]))

        found = judged(problem, gradients)

        assert wrong(found) == {"biases[0]"}
        assert found["biases[0]"].element == (1,)

    @pytest.mark.parametrize(("sign", "slope"), [(1, 1.0), (-1, 0.0)])
    def test_rounding_may_carry_a_net_input_over_its_kink(
        self, sign: int, slope: float, engine: Callable[..., Engine]
    ) -> None:
        # 0.1 * 3 - 0.3 is 2^-55 for these floats: an engine may see 2^-54 or its opposite.
        layer = Layer(np.array([[0.1]]), np.array([-0.3]), "relu")
        network = Network((layer,), Loss(half=True))
        batch = Batch(np.array([[3.0]]), np.array([[1.0]]))

        def gradients(network: Network, batch: Batch) -> Gradients:
            net, g = np.array([[sign * 2.0**-54]]), -slope
            return Gradients(0.0, (net,), (np.array([[3 * g]]),), (np.array([g]),))

        found = agreements("kink", network, batch, [engine(gradients)])

        assert {a.verdict for a in found} == {"agree"}
        assert round(found[1].exact) == -slope

    def test_the_branch_taken_must_be_the_one_differentiated(
        self, engine: Callable[..., Engine]
    ) -> None:
        layer = Layer(np.array([[0.1]]), np.array([-0.3]), "relu")
        network = Network((layer,), Loss(half=True))
        batch = Batch(np.array([[3.0]]), np.array([[1.0]]))

        def gradients(network: Network, batch: Batch) -> Gradients:
            return Gradients(0.0, (np.array([[2.0**-54]]),), (np.zeros((1, 1)),), (np.zeros(1),))

        found = agreements("kink", network, batch, [engine(gradients)])

        assert {a.verdict for a in found} == {"disagree"}

    def test_engines_on_different_branches_are_each_right_and_not_compared(
        self, engine: Callable[..., Engine]
    ) -> None:
        problem = kinked("prelu", (0.0, 1.0))
        below = engine(batch_form.gradients, name="below")

        def from_above(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            arriving = right.biases[1][0]
            return replace(right, biases=(np.array([arriving, arriving]), right.biases[1]))

        above = replace(engine(from_above, name="above", accuracy=JAX), kind="oracle")

        found = agreements("kink", problem.network, problem.batch, [below, above])

        verdicts = {(a.engine, a.oracle): a.verdict for a in found}
        assert verdicts == {
            ("below", "balls"): "agree",
            ("above", "balls"): "agree",
            ("below", "above"): "undecided",
        }
        assert "different branches at a kink" in found[-1].why


class TestEngines:
    def test_a_missing_engine_is_undetermined_and_no_pass(
        self, square: Problem, engine: Callable[..., Engine]
    ) -> None:
        absent = engine(None, name="absent", missing="torch")

        found = agreements("any", square.network, square.batch, [absent])

        assert {a.verdict for a in found} == {"undetermined"}
        assert {a.why for a in found} == {"torch is not installed"}
        assert {a.parameter for a in found} == EVERYWHERE

    def test_an_engine_that_does_not_apply_is_not_held(
        self, square: Problem, engine: Callable[..., Engine]
    ) -> None:
        elsewhere = replace(engine(None), applies=lambda network, batch: False)

        assert agreements("any", square.network, square.batch, [elsewhere]) == ()

    def test_a_wrong_oracle_is_found_by_balls_and_by_the_derivations(
        self, square: Problem, altered: Callable, engine: Callable[..., Engine]
    ) -> None:
        right = engine(batch_form.gradients, name="right")
        oracle = replace(engine(altered(lambda g: g * 1.5), name="oracle"), kind="oracle")

        found = agreements("any", square.network, square.batch, [right, oracle])

        assert {(a.engine, a.oracle) for a in found if a.verdict == "disagree"} == {
            ("oracle", "balls"),
            ("right", "oracle"),
        }

    def test_an_error_of_the_oracle_as_large_as_the_derivations_is_theirs_together(
        self, square: Problem, altered: Callable, engine: Callable[..., Engine], limits: Callable
    ) -> None:
        true = balls.gradients(square.network, square.batch).weights[1].high[1, 2]
        limit = limits(square).weights[1][1, 2]
        high = engine(altered(lambda _: true + 0.75 * limit), name="high")
        low = replace(engine(altered(lambda _: true - 0.75 * limit), name="low"), kind="oracle")

        found = agreements("any", square.network, square.batch, [high, low])

        pair = next(a for a in found if a.oracle == "low" and a.parameter == "weights[1]")
        assert pair.verdict == "agree"
        assert pair.bound == 2 * limit

    def test_numbers_are_judged_without_warnings_from_overflow(
        self, square: Problem, judged: Judge
    ) -> None:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            return replace(right, biases=tuple(b * 1e300 * 1e300 for b in right.biases))

        assert wrong(judged(square, gradients)) == BIASES
