"""Which derivative does each engine take where there is none?"""

import numpy as np
import pytest
from backproof.agreement.accuracy import TABLES
from backproof.agreement.engines import Engine, engines
from backproof.agreement.kinks import ALPHA, kinks, slopes_at_kinks
from backproof.cases.network import KINKED, Batch, Gradients, Network
from backproof.oracles import balls

#: The lecture's derivative from below; jax takes leaky_relu from above.
MEASURED = {
    "reference": {"step": 0.0, "relu": 0.0, "prelu": ALPHA, "elu": ALPHA},
    "torch": {"step": 0.0, "relu": 0.0, "prelu": ALPHA, "elu": ALPHA},
    "jax": {"step": 0.0, "relu": 0.0, "prelu": 1.0, "elu": ALPHA},
}


@pytest.fixture(scope="module")
def measured(torch_ready: object, jax_ready: object) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for engine, activation, value in slopes_at_kinks(engines(), kinks()):
        found.setdefault(engine, {})[activation] = value
    return found


def test_there_is_a_network_for_every_activation_with_a_kink() -> None:
    assert tuple(kink.activation for kink in kinks()) == KINKED


@pytest.mark.parametrize("engine", MEASURED)
def test_the_slopes_at_kinks_are_those_on_record(
    engine: str, measured: dict[str, dict[str, float]]
) -> None:
    assert measured[engine] == MEASURED[engine]


def test_the_derivations_are_measured_once(measured: dict[str, dict[str, float]]) -> None:
    assert set(measured) == set(MEASURED)


@pytest.mark.parametrize("engine", MEASURED)
@pytest.mark.parametrize("activation", ["prelu", "elu", "relu"])
def test_the_tables_say_which_branch_each_engine_takes(
    engine: str, activation: str, measured: dict[str, dict[str, float]]
) -> None:
    above = activation in TABLES[engine].above_at_kink

    assert (measured[engine][activation] == 1.0) == above


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_what_is_measured_is_the_engines_own_slope(slope: float) -> None:
    """An engine that answers with its slope, by the definition of the gradient."""

    def gradients(network: Network, batch: Batch) -> Gradients:
        out = 1.0 if network.layers[0].activation == "step" else 0.0
        bias = np.array([slope * (out - batch.targets[0, 0])])
        return Gradients(0.0, (np.zeros((1, 1)),), (np.zeros((1, 1)),), (bias,))

    engine = Engine("mine", "oracle", "a test", gradients, TABLES["torch"])

    assert list(slopes_at_kinks([engine], kinks())) == [("mine", a, slope) for a in KINKED]


def test_what_is_not_installed_is_not_measured() -> None:
    engine = Engine("absent", "oracle", "a test", None, TABLES["torch"], missing="absent")

    assert list(slopes_at_kinks([engine], kinks())) == []


@pytest.mark.parametrize("kink", kinks(), ids=lambda kink: kink.activation)
def test_the_net_input_is_exactly_at_the_kink(kink: object) -> None:
    exact = balls.gradients(kink.network, kink.batch)

    assert (exact.nets[0].high.tolist(), exact.nets[0].low.tolist()) == ([[0.0]], [[0.0]])
