"""All derivations and oracles are there, and what is not installed says so."""

from collections.abc import Callable

import backproof.agreement.engines as room
import numpy as np
import pytest
from backproof.agreement.accuracy import JAX, NUMPY, TORCH
from backproof.agreement.agree import agreements
from backproof.agreement.engines import engines
from backproof.cases.generate import Problem
from backproof.reference import DERIVATIONS

ORACLES = ("torch", "jax")


def test_every_derivation_and_every_oracle_is_held() -> None:
    assert [e.name for e in engines()] == [d.name for d in DERIVATIONS] + list(ORACLES)
    assert len({e.name for e in engines()}) == len(engines())


def test_every_engine_is_judged_by_its_own_table() -> None:
    tables = {e.name: e.accuracy for e in engines()}

    assert (tables.pop("torch"), tables.pop("jax")) == (TORCH, JAX)
    assert all(table is NUMPY for table in tables.values())


def test_the_diagonal_softmax_alone_is_expected_to_disagree() -> None:
    assert [e.name for e in engines() if e.expected != "agree"] == ["softmax_diagonal"]


@pytest.mark.parametrize("missing", [(), ("torch",), ("jax",), ORACLES])
def test_a_package_that_is_not_installed_is_named(
    missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None if name in missing else object())

    assert tuple(e.missing for e in engines() if e.missing) == missing


def test_what_is_not_installed_is_undetermined_and_the_rest_is_held(
    square: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)

    found = agreements("any", square.network, square.batch, engines())

    verdicts = {engine: {a.verdict for a in found if a.engine == engine} for engine in ORACLES}
    assert verdicts == {"torch": {"undetermined"}, "jax": {"undetermined"}}
    assert {a.verdict for a in found if a.engine == "batch_form"} == {"agree"}
    assert not any(a.oracle in ORACLES for a in found)


@pytest.mark.parametrize("name", ORACLES)
def test_an_oracle_whose_weights_are_changed_answers_otherwise(
    name: str, square: Problem, torch_ready: object, jax_ready: object, engine: Callable
) -> None:
    """No engine remembers an answer: the one asked is the one computed."""
    oracle = next(e for e in engines() if e.name == name)
    network = square.network
    other = network.with_parameters(
        [layer.weights * 2 for layer in network.layers], [layer.biases for layer in network.layers]
    )

    first, second, third = (oracle.gradients(n, square.batch) for n in (network, other, network))

    assert np.array_equal(first.weights[0], third.weights[0])
    assert not np.array_equal(first.weights[0], second.weights[0])
