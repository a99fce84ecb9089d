"""Is the bound a bound, and does it come from the network and the format alone?"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from backproof.agreement.accuracy import EXACT, JAX, NUMPY, TORCH, Accuracy
from backproof.agreement.bound import Bound, bound
from backproof.cases.generate import Problem, make, problems
from backproof.cases.network import Batch, Gradients, Layer, Loss, Network
from backproof.oracles import balls
from backproof.reference import activations, batch_form
from backproof.reference.losses import factor
from hypothesis import given
from hypothesis import strategies as st

U32 = 2.0**-24
SHAPES = {
    "squared error": (("tanh", "softplus", "sigmoid"), Loss(half=True, batch="mean")),
    "kinks": (("relu", "prelu", "elu"), Loss(outputs="mean")),
    "arctan": (("arctan", "identity", "arctan"), Loss()),
    "binary": (("sigmoid", "tanh", "sigmoid"), Loss("binary_cross_entropy", log_base="2")),
    "categorical": (("relu", "sigmoid", "softmax"), Loss("categorical_cross_entropy")),
    "squared softmax": (("relu", "sigmoid", "softmax"), Loss()),
}


def bound_of(problem: Problem, accuracy: Accuracy = NUMPY, **more: bool) -> Bound:
    exact = balls.gradients(problem.network, problem.batch)
    return bound(problem.network, problem.batch, exact, accuracy, **more)


def everything(limits: Bound) -> np.ndarray:
    return np.concatenate([a.ravel() for a in (*limits.nets, *limits.weights, *limits.biases)])


def one_unit(x: float, w: float, b: float, dtype: type = np.float64) -> Problem:
    layer = Layer(np.array([[w]], dtype), np.array([b], dtype), "identity")
    network = Network((layer,), Loss(half=True))
    return Problem(network, Batch(np.array([[x]], dtype), np.ones((1, 1), dtype)), "one", 0)


class TestByHand:
    def test_a_net_input_errs_by_gamma_two_of_its_terms(self) -> None:
        x, w, b = (Fraction(v) for v in (0.7, 1.3, -0.2))
        u, tiny = Fraction(1, 2**53), Fraction(5e-324)
        by_hand = 2 * u / (1 - 2 * u) * (x * w - b) + 2 * tiny

        found = Fraction(float(bound_of(one_unit(0.7, 1.3, -0.2)).nets[0][0, 0]))

        # Inflated by a millionth for the rounding of the bound itself.
        assert by_hand <= found <= by_hand * (1 + Fraction(11, 10**7))

    def test_the_bound_follows_the_format(self) -> None:
        single, double = (
            bound_of(one_unit(0.75, 1.25, -0.5, kind)) for kind in (np.float32, np.float64)
        )

        # Units of roundoff 2^-24 and 2^-53; gamma and underflow change that by less than a 2^-20th.
        ratio = everything(single) / everything(double)
        assert (ratio / 2**29 < 1 + 2**-20).all()
        assert (ratio / 2**29 > 1 - 2**-20).all()

    def test_doubling_the_numbers_of_a_linear_net_input_doubles_its_bound(self) -> None:
        once, twice = (bound_of(one_unit(0.75, w, b)) for w, b in ((1.25, -0.5), (2.5, -1.0)))

        # In units of roundoff the error of an underflow is below the last place.
        assert twice.nets[0] == 2 * once.nets[0]

    def test_a_wider_table_makes_a_wider_bound(self, square: Problem) -> None:
        exact_tables = replace(NUMPY, activations=dict.fromkeys(NUMPY.activations, EXACT))

        widths = [everything(bound_of(square, a)).sum() for a in (exact_tables, NUMPY, JAX)]

        assert widths[0] < widths[1] < widths[2]

    def test_summing_over_whole_paths_makes_a_wider_bound(self, square: Problem) -> None:
        layers, paths = bound_of(square), bound_of(square, enumerates_paths=True)

        assert all((p >= l).all() for p, l in zip(paths.weights, layers.weights, strict=True))
        assert (paths.weights[0] > layers.weights[0]).all()

    def test_torchs_softplus_is_wrong_by_e_to_minus_20_above_20(self) -> None:
        layer = Layer(np.array([[1.0]]), np.array([0.0]), "softplus")
        network = Network((layer, Layer(np.ones((1, 1)), np.zeros(1), "identity")), Loss())
        at = {x: Batch(np.array([[x]]), np.zeros((1, 1))) for x in (19.0, 21.0)}

        below, above = (
            bound_of(Problem(network, batch, "", 0), TORCH).nets[1][0, 0] for batch in at.values()
        )

        assert below < np.exp(-20) < above


class TestOverflow:
    def test_where_the_format_overflows_the_bound_is_infinite(self) -> None:
        limits = bound_of(one_unit(1e30, 1e30, 0.0, np.float32))

        assert np.isinf(limits.nets[0]).all()
        assert np.isinf(limits.weights[0]).all()

    def test_float64_holds_the_same_numbers(self) -> None:
        assert np.isfinite(everything(bound_of(one_unit(1e30, 1e30, 0.0)))).all()

    @given(problems(dtype="float32", flavour="huge", samples=2))
    def test_no_bound_is_negative_or_no_number(self, problem: Problem) -> None:
        assert (everything(bound_of(problem)) >= 0).all()


class Rounding:
    """Arithmetic in float64 that errs by a unit of roundoff of float32 in every operation.

    `signs` says which way each result is moved; float64's own rounding fits into what is left of
    the unit: 2^-53 is less than a millionth of 2^-24.
    """

    def __init__(self, signs: Callable[[tuple[int, ...]], np.ndarray]) -> None:
        self.signs = signs

    def off(self, x: np.ndarray, units: float = 1) -> np.ndarray:
        return x * (1 + (1 - 1e-6) * units * U32 * self.signs(x.shape))

    def product(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """a @ b, one rounding for every multiplication and every addition."""
        total = self.off(a[:, :1] * b[:1, :])
        for k in range(1, a.shape[1]):
            total = self.off(total + self.off(a[:, k : k + 1] * b[k : k + 1, :]))
        return total

    def gradients(self, network: Network, batch: Batch) -> Gradients:
        seen, nets, a = [], [], batch.inputs.astype(float)
        for layer in network.layers:
            z = self.off(self.product(a, layer.weights.astype(float)) + layer.biases)
            seen.append(a)
            nets.append(z)
            a = self.activated(layer, z)
        d = self.head(network, batch, nets[-1], a)
        weights, biases = [], []
        for l in reversed(range(len(nets))):
            weights.insert(0, self.product(seen[l].T, d))
            biases.insert(0, self.product(np.ones((1, len(d))), d)[0])
            if l:
                back = self.product(d, network.layers[l].weights.T.astype(float))
                d = self.off(back * self.slope(network.layers[l - 1], nets[l - 1]))
        return Gradients(0.0, tuple(nets), tuple(weights), tuple(biases))

    def activated(self, layer: Layer, z: np.ndarray) -> np.ndarray:
        value = activations.value(layer.activation, z, layer.alpha)
        units = NUMPY.of(layer.activation).value or (layer.activation in ("prelu", "softmax"))
        return self.off(value, units)

    def slope(self, layer: Layer, z: np.ndarray) -> np.ndarray:
        slope = activations.slope(layer.activation, z, layer.alpha)
        table = NUMPY.of(layer.activation)
        f = activations.value(layer.activation, z, layer.alpha)
        moved = table.slope_absolute * f**2 * (1 - 1e-6) * U32 * self.signs(z.shape)
        return self.off(slope, table.slope) + moved

    def head(self, network: Network, batch: Batch, z: np.ndarray, out: np.ndarray) -> np.ndarray:
        t, last = batch.targets, network.layers[-1]
        match network.loss.kind, last.activation:
            case "squared_error", "softmax":
                v = self.off(2 * self.off(out - t))
                inner = self.product(self.off(v * out), np.ones((out.shape[1], 1)))
                d = self.off(out * self.off(v - inner))
            case "squared_error", _:
                d = self.off(2 * self.off(self.off(out - t) * self.slope(last, z)))
            case "binary_cross_entropy", _:
                d = self.off(out - t)
            case _:
                d = self.off(self.off(out * t.sum(axis=1, keepdims=True)) - t)
        return self.off(d * factor(network, batch))


class TestAgainstTheWorstRounding:
    """A bound that only ordinary rounding keeps would be a tolerance."""

    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("direction", ["up", "down", *range(8)])
    def test_errors_of_a_unit_in_every_operation_stay_within_it(
        self, shape: str, direction: str | int
    ) -> None:
        kinds, loss = SHAPES[shape]
        problem = make((4, 5, 3, 4), kinds, loss, 6, "ordinary", 2, "float32")
        rng = np.random.default_rng(direction if isinstance(direction, int) else 0)
        signs = {"up": np.ones, "down": lambda s: -np.ones(s)}.get(
            direction, lambda s: rng.choice([-1.0, 1.0], s)
        )

        found = Rounding(signs).gradients(problem.network, problem.batch)

        exact, limits = balls.gradients(problem.network, problem.batch), bound_of(problem)
        for part in ("nets", "weights", "biases"):
            for mine, true, limit in zip(
                *(getattr(o, part) for o in (found, exact, limits)), strict=True
            ):
                assert (np.abs(mine - true.high) <= limit).all()

    def test_errors_of_a_hundred_units_do_not(self) -> None:
        kinds, loss = SHAPES["squared error"]
        problem = make((4, 5, 3, 4), kinds, loss, 6, "ordinary", 2, "float32")

        found = Rounding(lambda shape: 100 * np.ones(shape)).gradients(
            problem.network, problem.batch
        )

        true, limit = balls.gradients(problem.network, problem.batch), bound_of(problem)
        outside = np.abs(found.weights[0] - true.weights[0].high) > limit.weights[0]
        assert outside.any()


@given(problem=problems(flavour="ordinary", depths=(1, 4)), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_sums_does_not_matter(problem: Problem, seed: int) -> None:
    """The same network with inputs, units and samples shuffled: every sum in another order."""
    network, batch, rng = problem.network, problem.batch, np.random.default_rng(seed)
    orders = [rng.permutation(width) for width in network.widths]
    samples = rng.permutation(batch.size)
    pairs = list(pairwise(orders))
    shuffled = network.with_parameters(
        [layer.weights[np.ix_(*p)] for layer, p in zip(network.layers, pairs, strict=True)],
        [layer.biases[p[1]] for layer, p in zip(network.layers, pairs, strict=True)],
    )
    data = Batch(batch.inputs[samples][:, orders[0]], batch.targets[samples][:, orders[-1]])

    found = batch_form.gradients(shuffled, data)

    exact, limits = balls.gradients(network, batch), bound_of(problem)
    for l, pair in enumerate(pairs):
        off = np.abs(found.weights[l] - exact.weights[l].high[np.ix_(*pair)])
        assert (off <= limits.weights[l][np.ix_(*pair)]).all()
        assert (
            np.abs(found.biases[l] - exact.biases[l].high[pair[1]]) <= limits.biases[l][pair[1]]
        ).all()
