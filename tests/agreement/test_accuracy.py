"""No engine errs by more than its table declares, at thousands of points of every size."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from backproof.agreement.accuracy import EXACT, TABLES, WIDEST, Accuracy, Primitive
from backproof.cases.network import ACTIVATIONS, Array, Layer
from backproof.oracles import balls, jax_grad, tape, torch_autograd
from backproof.reference import activations
from flint import arb, ctx

ENGINES = tuple(TABLES)
SMOOTH = ("sigmoid", "tanh", "arctan", "elu", "softplus")
PIECEWISE = ("identity", "step", "relu", "prelu")
DTYPES = ("float64", "float32")
ALPHA = 0.75
#: Digits enough that log(1 + e^-745) is known to a relative 2^-200.
PRECISION = 1300
Balls = list[arb]


@cache
def points(dtype: str) -> Array:
    """Net inputs of all sizes and both signs, most of them where the activations bend."""
    rng = np.random.default_rng(20260102)
    smallest = -300 if dtype == "float64" else -37
    found = [rng.uniform(-width, width, 300) for width in (1, 8, 25, 120, 745)]
    found += [10.0 ** rng.uniform(smallest, 0, 300) * rng.choice([-1, 1], 300)]
    found += [np.arange(-21, 21.5, 0.25)]
    every = np.concatenate(found).astype(dtype)
    return every[every != 0]


@cache
def exact(activation: str, dtype: str) -> tuple[Balls, Balls]:
    """f and f' at every point."""
    layer = Layer(np.ones((1, 1)), np.ones(1), activation, ALPHA)
    values, slopes = [], []
    with ctx.workprec(PRECISION):
        for x in points(dtype):
            z = tape.Var(arb(float(x)))
            out = balls.activation(layer, z, bool(x > 0))
            values.append(out.value)
            slopes.append(tape.gradients(out, [z])[0])
    return values, slopes


def by_reference(activation: str, z: Array) -> tuple[Array, Array]:
    return activations.value(activation, z, ALPHA), activations.slope(activation, z, ALPHA)


def by_torch(activation: str, z: Array) -> tuple[Array, Array]:
    import torch

    at = torch.from_numpy(z.copy()).requires_grad_()
    out = torch_autograd.activation(activation, at, ALPHA)
    if not out.requires_grad:
        return out.numpy(), np.zeros_like(z)
    return out.detach().numpy(), torch.autograd.grad(out.sum(), at)[0].numpy()


def by_jax(activation: str, z: Array) -> tuple[Array, Array]:
    import jax

    function = jax_grad.activations()[ACTIVATIONS.index(activation)]
    with jax.enable_x64(True):
        at, alpha = jax.numpy.asarray(z), jax.numpy.asarray(ALPHA, dtype=z.dtype)
        slope = jax.jit(jax.grad(lambda x: function(x, alpha).sum()))(at)
        return np.asarray(function(at, alpha)), np.asarray(slope)


ANSWERS: dict[str, Callable[[str, Array], tuple[Array, Array]]] = {
    "reference": by_reference,
    "torch": by_torch,
    "jax": by_jax,
}


@pytest.fixture(autouse=True)
def engines_ready(torch_ready: object, jax_ready: object) -> None:
    """All three engines answer; the tests are skipped where one is not installed."""


def excess(
    found: tuple[Array, Array], activation: str, dtype: str, table: Accuracy
) -> tuple[list[float], list[float]]:
    """The points where value, and where slope, are further off than the table says."""
    entry, u = table.of(activation), arb(float(np.finfo(dtype).eps)) / 2
    tiny = table.underflow(np.dtype(dtype))
    outside: tuple[list[float], list[float]] = [], []
    with ctx.workprec(PRECISION):
        for x, v, s, f, slope in zip(points(dtype), *found, *exact(activation, dtype), strict=True):
            z = arb(float(x))
            weight = {"sigmoid": f * f, "tanh": f * f, "elu": arb(ALPHA)}.get(activation, arb(1))
            tail = (-arb(entry.linear_from)).exp() if x > entry.linear_from else arb(0)
            may_value = u * (entry.value * abs(f) + entry.value_absolute) + tail + tiny
            may_slope = u * (
                entry.slope * abs(slope)
                + entry.slope_absolute * weight
                + entry.slope_argument * abs(z) * abs(slope)
            )
            if not abs(arb(float(v)) - f) <= may_value:
                outside[0].append(float(x))
            if not abs(arb(float(s)) - slope) <= may_slope + tail + tiny:
                outside[1].append(float(x))
    return outside


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("engine", ENGINES)
def test_value_and_slope_err_by_no_more_than_declared(
    engine: str, activation: str, dtype: str
) -> None:
    found = ANSWERS[engine](activation, points(dtype))

    assert found[0].dtype == found[1].dtype == dtype
    assert excess(found, activation, dtype, TABLES[engine]) == ([], [])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", SMOOTH)
def test_torch_keeps_its_table_on_arrays_too_short_for_its_vector_code(
    activation: str, dtype: str
) -> None:
    z = points(dtype)
    parts = [by_torch(activation, z[i : i + 3]) for i in range(0, len(z), 3)]

    found = np.concatenate([v for v, _ in parts]), np.concatenate([s for _, s in parts])

    assert excess(found, activation, dtype, TABLES["torch"]) == ([], [])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("activation", PIECEWISE)
def test_what_needs_no_table_is_exact(activation: str, engine: str, dtype: str) -> None:
    z = points(dtype)
    above, alpha = z > 0, np.dtype(dtype).type(ALPHA)
    by_hand = {
        "identity": (z, np.ones_like(z)),
        "step": (above.astype(dtype), np.zeros_like(z)),
        "relu": (np.maximum(z, 0), above.astype(dtype)),
        "prelu": (np.where(above, z, alpha * z), np.where(above, np.ones_like(z), alpha)),
    }[activation]

    found = ANSWERS[engine](activation, z)

    assert all(map(np.array_equal, found, by_hand))
    assert TABLES[engine].of(activation) == EXACT


class TestTheMeasurementSees:
    """A table is only checked by a measurement that can find it wrong."""

    @pytest.mark.parametrize("part", [0, 1])
    @pytest.mark.parametrize("activation", SMOOTH)
    def test_a_table_that_declares_everything_exact_is_refuted(
        self, activation: str, part: int
    ) -> None:
        found = by_reference(activation, points("float64"))

        assert excess(found, activation, "float64", Accuracy({}))[part]

    @pytest.mark.parametrize("part", [0, 1])
    @pytest.mark.parametrize("activation", SMOOTH)
    def test_an_error_of_forty_units_is_seen_at_its_point(self, activation: str, part: int) -> None:
        z = points("float64")
        at = int(np.argmin(np.abs(z - 0.5)))
        found = tuple(np.array(a) for a in by_reference(activation, z))
        found[part][at] *= 1 + 40 * 2.0**-53

        assert excess(found, activation, "float64", TABLES["reference"])[part] == [z[at]]

    def test_softplus_taken_as_linear_above_20_needs_its_entry(self) -> None:
        found = by_torch("softplus", points("float64"))
        bent = Accuracy({"softplus": Primitive(value=6, slope=6)}, flushes_subnormals=True)

        values, slopes = excess(found, "softplus", "float64", bent)

        assert min(values) > 20
        assert min(slopes) > 20

    def test_a_slope_of_softplus_by_its_value_needs_its_entry(self) -> None:
        found = by_jax("softplus", points("float32"))
        relative = Accuracy({"softplus": Primitive(value=8, slope=8)}, flushes_subnormals=True)

        assert excess(found, "softplus", "float32", relative)[1]

    def test_s_times_one_minus_s_needs_its_entry(self) -> None:
        found = by_reference("sigmoid", points("float64"))
        relative = Accuracy({"sigmoid": Primitive(value=6, slope=8)})

        assert min(excess(found, "sigmoid", "float64", relative)[1]) > 0


class TestTables:
    @pytest.mark.parametrize("activation", SMOOTH)
    @pytest.mark.parametrize("engine", ENGINES)
    def test_an_engine_without_a_table_gets_the_widest_entry(
        self, engine: str, activation: str
    ) -> None:
        own, widest = TABLES[engine].of(activation), WIDEST.of(activation)

        assert own.linear_from >= widest.linear_from
        for field in ("value", "slope", "value_absolute", "slope_absolute", "slope_argument"):
            assert getattr(own, field) <= getattr(widest, field)

    def test_underflow_is_a_subnormal_or_where_they_are_flushed_the_smallest_normal_number(
        self,
    ) -> None:
        kept, flushed = Accuracy({}), Accuracy({}, flushes_subnormals=True)

        assert kept.underflow(np.dtype("float64")) == 5e-324
        assert flushed.underflow(np.dtype("float64")) == 2.2250738585072014e-308
        assert kept.underflow(np.dtype("float32")) == 2.0**-149
        assert flushed.underflow(np.dtype("float32")) == 2.0**-126
