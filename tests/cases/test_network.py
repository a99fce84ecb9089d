"""Networks, batches and losses: what fits, and what is said of what does not."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from backproof.cases.network import (
    ACTIVATIONS,
    LOSSES,
    Batch,
    Layer,
    Loss,
    Network,
    ShapeError,
    losses_that_fit,
    require_fit,
)

TWO = np.array([[0.1, 0.2], [0.3, 0.4]])


def layer(activation: str = "sigmoid", fan_in: int = 2, units: int = 2, dtype: str = "f8") -> Layer:
    return Layer(np.ones((fan_in, units), dtype), np.zeros(units, dtype), activation)


def network(*layers: Layer, loss: Loss | None = None) -> Network:
    return Network(layers or (layer(),), loss or Loss())


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_a_loss_that_fits(activation: str) -> None:
    for kind in losses_that_fit(activation):
        assert network(layer(activation), loss=Loss(kind)).loss.kind == kind


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: Layer(TWO, [0.0], "relu"),
            "biases: found 1, expected 2, one for each column of weights (2, 2)",
        ),
        (lambda: Layer([0.1], [0.0], "relu"), "weights: found 1 dimension(s), expected 2"),
        (lambda: Layer([[TWO]], [0.0], "relu"), "weights: found 4 dimension(s), expected 2"),
        (lambda: Layer(TWO, [[0.0, 0.0]], "relu"), "biases: found 2 dimension(s), expected 1"),
        (
            lambda: Layer(np.ones((0, 2)), np.ones(2), "relu"),
            "weights: a layer needs a unit, found shape (0, 2)",
        ),
        (
            lambda: Layer(np.ones((2, 0)), np.ones(0), "relu"),
            "weights: a layer needs a unit, found shape (2, 0)",
        ),
        (
            lambda: Layer([[1.0, 2.0], [3.0]], [0.0, 0.0], "relu"),
            "weights: expected numbers in rows of equal length",
        ),
        (
            lambda: Layer([["a"]], [0.0], "relu"),
            "weights: expected numbers in rows of equal length",
        ),
        (
            lambda: Layer([[0.1, 0.2], [np.nan, 0.4]], [0.0, 0.0], "relu"),
            "weights[1, 0]: found nan, expected a finite number",
        ),
        (
            lambda: Layer(TWO, [0.0, -np.inf], "relu"),
            "biases[1]: found -inf, expected a finite number",
        ),
        (
            lambda: Layer(TWO, [0.0, 0.0], "Relu"),
            "activation: found 'Relu', expected one of " + ", ".join(ACTIVATIONS),
        ),
        (
            lambda: Layer(TWO, [0.0, 0.0], "elu", np.inf),
            "alpha: found inf, expected a finite number",
        ),
        (
            lambda: Loss("hinge"),
            "loss.kind: found 'hinge', expected one of " + ", ".join(LOSSES),
        ),
        (lambda: Loss(outputs="max"), "loss.outputs: found 'max', expected one of sum, mean"),
        (lambda: Loss(batch=""), "loss.batch: found '', expected one of sum, mean"),
        (
            lambda: Loss(LOSSES[1], log_base="3"),
            "loss.log_base: found '3', expected one of e, 2, 10",
        ),
        (
            lambda: Loss(LOSSES[1], half=True),
            "loss.half: only squared_error is halved, found binary_cross_entropy",
        ),
        (lambda: Network((), Loss()), "layers: a network needs at least one"),
        (
            lambda: network(layer(units=3), layer(fan_in=2)),
            "layers[1].weights: found 2 rows, expected 3, one for each unit of the layer before",
        ),
        (
            lambda: network(layer(), layer("softmax"), layer()),
            "layers[1].activation: softmax belongs to the last layer",
        ),
        (
            lambda: network(layer("softmax", units=1)),
            "layers[-1].activation: softmax needs two outputs or more, found 1",
        ),
        (
            lambda: network(layer("relu"), loss=Loss(LOSSES[1])),
            "loss.kind: binary_cross_entropy does not fit outputs of relu; "
            "expected one of squared_error",
        ),
        (
            lambda: network(layer("sigmoid"), loss=Loss(LOSSES[2])),
            "loss.kind: categorical_cross_entropy does not fit outputs of sigmoid; "
            "expected one of squared_error, binary_cross_entropy",
        ),
        (
            lambda: Batch(TWO, TWO[:1]),
            "targets: found 1 rows, expected 2 (one for each row of inputs, and at least one)",
        ),
        (
            lambda: Batch(np.ones((0, 2)), np.ones((0, 2))),
            "targets: found 0 rows, expected 0 (one for each row of inputs, and at least one)",
        ),
        (lambda: Batch([1.0], [[1.0]]), "inputs: found 1 dimension(s), expected 2"),
        (
            lambda: Batch([[1.0]], [[np.inf]]),
            "targets[0, 0]: found inf, expected a finite number",
        ),
        (
            lambda: require_fit(network(), Batch(np.ones((1, 3)), np.ones((1, 2)))),
            "inputs: found 3 columns, expected 2",
        ),
        (
            lambda: require_fit(network(), Batch(np.ones((1, 2)), np.ones((1, 1)))),
            "targets: found 1 columns, expected 2",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_what_was_found_and_expected(
    wrong: Callable[[], object], message: str
) -> None:
    with pytest.raises(ShapeError) as refused:
        wrong()
    assert str(refused.value) == message


def test_what_fits_is_taken() -> None:
    fitting = network(layer(units=3), layer("softmax", fan_in=3), loss=Loss(LOSSES[2]))

    assert fitting.widths == (2, 3, 2)
    require_fit(fitting, Batch(TWO, TWO))


@pytest.mark.parametrize("values", [np.array([[1, 2]]), [[1, 2]], np.array([[1, 2]], np.float16)])
def test_numbers_of_any_kind_are_taken_as_float64(values: Any) -> None:
    assert Batch(values, [[0]]).inputs.dtype == np.float64
    assert Batch(values, [[0]]).inputs.tolist() == [[1.0, 2.0]]


def test_float32_stays_float32() -> None:
    assert network(layer(dtype="f4")).dtype == np.float32


def test_a_users_arrays_are_neither_aliased_nor_modified() -> None:
    weights, biases = TWO.copy(), np.zeros(2)
    inputs, targets = TWO.copy(), TWO.copy()
    made, batch = Layer(weights, biases, "relu"), Batch(inputs, targets)
    for mine in (weights, biases, inputs, targets):
        mine += 100

    assert made.weights.tolist() == batch.inputs.tolist() == batch.targets.tolist() == TWO.tolist()
    assert made.biases.tolist() == [0.0, 0.0]
    assert all(mine.flags.writeable for mine in (weights, biases, inputs, targets))


def test_what_a_network_holds_cannot_be_changed() -> None:
    made, batch = layer(), Batch(TWO, TWO)

    for held in (made.weights, made.biases, batch.inputs, batch.targets):
        with pytest.raises(ValueError, match="read-only"):
            held[0] = 1.0


def test_rounding_gives_the_nearest_float32_everywhere() -> None:
    third = Layer([[1 / 3]], [0.1], "elu", 0.1)
    rounded = Network((third,), Loss()).rounded_to("float32")
    batch = Batch([[1 / 3]], [[0.1]]).rounded_to(np.float32)

    assert rounded.dtype == batch.inputs.dtype == batch.targets.dtype == np.float32
    assert rounded.layers[0].weights[0, 0] == batch.inputs[0, 0] == np.float32(1 / 3)
    assert rounded.layers[0].alpha == float(np.float32(0.1))
    assert third.weights.dtype == np.float64


def test_other_parameters_keep_layers_and_loss() -> None:
    before = network(loss=Loss(half=True))
    after = before.with_parameters([TWO], [np.ones(2)])

    assert (after.loss, after.layers[0].activation) == (before.loss, "sigmoid")
    assert after.layers[0].weights.tolist() == TWO.tolist()
    with pytest.raises(ShapeError, match=r"biases: found 1, expected 2"):
        before.with_parameters([TWO], [np.ones(1)])


@pytest.mark.parametrize(
    ("loss", "divisors"),
    [
        (Loss(), (False, False, False)),
        (Loss(half=True), (True, False, False)),
        (Loss(outputs="mean"), (False, True, False)),
        (Loss(batch="mean"), (False, False, True)),
    ],
)
def test_a_loss_says_what_it_is_divided_by(loss: Loss, divisors: tuple[bool, bool, bool]) -> None:
    assert loss.divisors == divisors


def test_parameters_of_two_formats_are_refused() -> None:
    with pytest.raises(ShapeError) as refused:
        network(layer(dtype="f4"), layer(dtype="f8"))
    assert str(refused.value) == (
        "layers[1].weights: found float64, expected float32, as in layers[0].weights"
    )


def test_weights_and_biases_of_two_formats_are_refused() -> None:
    mixed = Layer(np.ones((1, 1), np.float32), np.zeros(1), "relu")

    with pytest.raises(ShapeError, match=r"^layers\[0\]\.biases: found float64, expected float32"):
        network(mixed)


@pytest.mark.parametrize("alpha", [1j, "steep", None, 10**400])
def test_an_alpha_that_is_no_float_is_refused(alpha: Any) -> None:
    with pytest.raises(ShapeError, match=r"^alpha: found .*, expected a finite number$"):
        Layer(TWO, [0.0, 0.0], "elu", alpha)


def test_fractions_are_taken_as_the_nearest_floats() -> None:
    assert Batch([[Fraction(1, 3)]], [[2**70]]).inputs[0, 0] == 1 / 3


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"weights"):
        Layer(np.array([[1 + 2j]]), [0.0], "relu")


def test_a_whole_number_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(ShapeError, match="weights"):
        Layer([[10**400]], [0.0], "relu")


def test_what_overflows_float32_is_refused() -> None:
    with pytest.raises(ShapeError, match="expected a finite number"):
        Batch([[1e300]], [[0.0]]).rounded_to(np.float32)
