"""Exact gradients: known values, precision, branches and ties."""

import numpy as np
import pytest
from backproof.cases.generate import Problem, make, problems
from backproof.cases.network import ACTIVATIONS, Batch, Layer, Loss, Network
from backproof.oracles import balls
from backproof.oracles.balls import UndecidedError
from flint import arb, ctx
from hypothesis import given, settings


def unit(activation: str, net: float, alpha: float = 0.0) -> tuple[Network, Batch]:
    """One unit with this net input, whose bias has the gradient out * f'(net)."""
    layer = Layer([[1.0]], [net], activation, alpha)
    return Network((layer,), Loss(half=True)), Batch([[0.0]], [[0.0]])


def test_a_rational_gradient_is_exact() -> None:
    network = Network((Layer([[0.5], [0.25]], [-1.0], "identity"),), Loss())
    exact = balls.gradients(network, Batch([[3.0, 8.0]], [[2.0]]))

    # z = 1.5 + 2 - 1 = 2.5, dC/dz = 2(2.5 - 2) = 1.
    assert exact.weights[0].high.tolist() == [[3.0], [8.0]]
    assert exact.biases[0].high.tolist() == [1.0]
    assert exact.loss.high == 0.25
    assert not exact.weights[0].low.any()


def test_the_second_float_holds_what_the_first_leaves() -> None:
    network = Network((Layer([[0.1]], [0.0], "identity"),), Loss())
    exact = balls.gradients(network, Batch([[0.3]], [[0.0]]))
    with ctx.workprec(300):
        true = 2 * arb(0.1) * arb(0.3) * arb(0.3)
        high, low = (arb(float(x[0, 0])) for x in (exact.weights[0].high, exact.weights[0].low))

        assert float(high) == float(true)
        # 53 bits and 53 more, and the ball was WANTED wide at most.
        assert abs(high + low - true) <= arb(2 * balls.WANTED) * abs(true)
        assert low != 0


@pytest.mark.parametrize("net", [-2.5, -0.125, 0.75, 40.0])
@pytest.mark.parametrize("activation", ACTIVATIONS[:-1])
def test_every_activation_has_its_known_value_and_slope(activation: str, net: float) -> None:
    exact = balls.gradients(*unit(activation, net, 0.25))
    with ctx.workprec(400):
        z, one, a = arb(net), arb(1), arb(0.25)
        s = 1 / (1 + (-z).exp())
        above = net > 0
        known = {
            "identity": (z, one), "step": (arb(int(above)), arb(0)), "sigmoid": (s, s * (1 - s)),
            "tanh": (z.tanh(), 1 - z.tanh() ** 2), "arctan": (z.atan(), 1 / (1 + z * z)),
            "relu": (z, one) if above else (arb(0), arb(0)),
            "prelu": (z, one) if above else (a * z, a),
            "elu": (z, one) if above else (a * (z.exp() - 1), a * z.exp()),
            "softplus": ((1 + z.exp()).log(), s),
        }[activation]  # fmt: skip
        assert float(exact.outs[0].high[0, 0]) == float(known[0])
        assert float(exact.biases[0].high[0]) == float(known[0] * known[1])


@settings(max_examples=15)
@given(problems(depths=(1, 3), samples=2))
def test_precision_changes_no_digit(problem: Problem) -> None:
    first = balls.gradients(problem.network, problem.batch)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(balls, "FIRST_PRECISION", 2 * first.precision)
        patched.setattr(balls, "HIGHEST_PRECISION", 4 * balls.HIGHEST_PRECISION)
        again = balls.gradients(problem.network, problem.batch)

    for a, b in zip((*first.weights, *first.biases), (*again.weights, *again.biases), strict=True):
        off = np.abs((a.high - b.high) + (a.low - b.low))
        assert (off <= 2 * balls.WANTED * np.abs(b.high) + balls.NEGLIGIBLE).all()


class TestPrecision:
    def test_an_ordinary_network_needs_little(self) -> None:
        assert balls.gradients(*unit("sigmoid", 1.0)).precision == balls.FIRST_PRECISION

    @pytest.mark.parametrize("net", [50.0, 100.0])
    def test_a_tiny_result_needs_more(self, net: float) -> None:
        network = Network((Layer([[1.0]], [0.0], "sigmoid"),), Loss())
        exact = balls.gradients(network, Batch([[net]], [[1.0]]))
        with ctx.workprec(2000):
            s = 1 / (1 + arb(-net).exp())
            true = 2 * (s - 1) * s * (1 - s)
            high, low = (arb(float(x[0])) for x in (exact.biases[0].high, exact.biases[0].low))

            assert exact.precision > balls.FIRST_PRECISION
            assert float(true) == exact.biases[0].high[0] != 0
            assert abs(high + low - true) <= arb(2.0**-69) * abs(true)

    def test_what_stays_too_wide_is_undecided(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(balls, "HIGHEST_PRECISION", balls.FIRST_PRECISION)
        network = Network((Layer([[1.0]], [0.0], "sigmoid"),), Loss())

        with pytest.raises(UndecidedError, match="not settled with 128 bits"):
            balls.gradients(network, Batch([[100.0]], [[1.0]]))

    def test_saturation_to_the_last_leaves_a_zero(self) -> None:
        network = Network((Layer([[1.0]], [0.0], "sigmoid"),), Loss())
        exact = balls.gradients(network, Batch([[1e6]], [[1.0]]))

        assert exact.biases[0].high.tolist() == [0.0]
        assert exact.nets[0].high.tolist() == [[1e6]]


class TestBranches:
    @pytest.mark.parametrize(("net", "above"), [(0.5, True), (-0.5, False)])
    @pytest.mark.parametrize("activation", ["step", "relu", "prelu", "elu"])
    def test_a_branch_is_read_off_the_sign(self, activation: str, net: float, above: bool) -> None:
        assert balls.gradients(*unit(activation, net, 0.5)).branches[0].tolist() == [[above]]

    @pytest.mark.parametrize(
        ("activation", "above"), [("step", True), ("relu", False), ("prelu", False), ("elu", False)]
    )
    def test_at_the_kink_only_a_step_is_above(self, activation: str, above: bool) -> None:
        assert balls.gradients(*unit(activation, 0.0, 0.5)).branches[0].tolist() == [[above]]

    @pytest.mark.parametrize(
        ("activation", "above", "out", "slope"),
        [
            ("relu", True, 2.0, 1.0), ("relu", False, 0.0, 0.0), ("prelu", True, 2.0, 1.0),
            ("prelu", False, 0.5, 0.25), ("step", True, 1.0, 0.0), ("step", False, 0.0, 0.0),
        ],
    )  # fmt: skip
    def test_a_prescribed_branch_is_taken_whatever_the_sign(
        self, activation: str, above: bool, out: float, slope: float
    ) -> None:
        network = Network((Layer([[1.0]], [2.0], activation, 0.25),), Loss(half=True))
        batch = Batch([[0.0]], [[out - 1.0]])
        exact = balls.gradients(network, batch, [np.array([[above]])])

        assert exact.branches[0].tolist() == [[above]]
        assert exact.outs[0].high.tolist() == [[out]]
        assert exact.biases[0].high.tolist() == [slope]

    def test_layers_behind_the_prescribed_ones_find_their_own(self) -> None:
        layers = (Layer([[1.0]], [2.0], "relu"), Layer([[1.0]], [-1.0], "relu"))
        network, batch = Network(layers, Loss()), Batch([[0.0]], [[5.0]])

        assert balls.gradients(network, batch).branches[1].tolist() == [[True]]
        below = balls.gradients(network, batch, [np.array([[False]])])
        assert below.branches[1].tolist() == [[False]]

    @pytest.mark.parametrize(("activation", "above"), [("relu", False), ("step", True)])
    def test_what_no_precision_tells_from_0_counts_as_0(self, activation: str, above: bool) -> None:
        twins = Layer([[1.0, 1.0]], [0.3, 0.3], "tanh")
        network = Network((twins, Layer([[1.0], [-1.0]], [0.0], activation)), Loss())
        exact = balls.gradients(network, Batch([[0.7]], [[1.0]]))

        assert exact.precision == balls.HIGHEST_PRECISION
        assert exact.branches[1].tolist() == [[above]]
        assert exact.nets[1].high.tolist() == [[0.0]]


@pytest.mark.parametrize("kind", ["squared_error", "binary_cross_entropy"])
def test_a_batch_is_the_sum_of_its_samples(kind: str) -> None:
    problem = make((2, 3, 2), ("tanh", "sigmoid"), Loss(kind), 3, "ordinary", 2)
    whole = balls.gradients(problem.network, problem.batch)
    inputs, targets = problem.batch.inputs, problem.batch.targets
    parts = [
        balls.gradients(problem.network, Batch(inputs[n : n + 1], targets[n : n + 1]))
        for n in range(3)
    ]

    for l in range(2):
        total = sum(part.weights[l].high for part in parts)
        magnitude = sum(np.abs(part.weights[l].high) for part in parts)
        # Three numbers, each rounded once, and two additions.
        assert (np.abs(total - whole.weights[l].high) <= 4 * np.spacing(magnitude)).all()


def test_float32_numbers_are_taken_as_they_are() -> None:
    network = Network((Layer(np.array([[0.1]], "f4"), np.zeros(1, "f4"), "identity"),), Loss())
    exact = balls.gradients(network, Batch(np.ones((1, 1), "f4"), np.zeros((1, 1), "f4")))

    assert exact.weights[0].high.tolist() == [[2 * float(np.float32(0.1))]]
