"""Writing a network so that it is read back bit by bit."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from backproof.cases.generate import Problem, problems
from backproof.cases.load import load_case
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.cases.store import as_toml, store
from hypothesis import given

ONE = Network((Layer([[0.5]], [0.25], "elu", 0.125),), Loss())
SAMPLE = Batch([[1.0]], [[2.0]])


def bits(network: Network, batch: Batch) -> list[object]:
    """Everything about a problem, its floats as bytes."""
    return [
        network.loss,
        network.dtype,
        [(part.shape, part.tobytes()) for part in (batch.inputs, batch.targets)],
        *(
            (layer.activation, layer.alpha, layer.weights.tobytes(), layer.biases.tobytes())
            for layer in network.layers
        ),
    ]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_is_stored_is_loaded_bit_by_bit(
    dtype: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(dtype)

    @given(problems(dtype=dtype))
    def check(problem: Problem) -> None:
        # The file has alpha only where an activation uses it, and is written in the dtype's digits.
        network = problem.network.rounded_to(dtype)
        path = store(folder, "a problem", network, problem.batch)
        (setting,) = load_case(path).settings

        assert bits(setting.network, setting.batch) == bits(network, problem.batch)

    check()


@pytest.mark.parametrize(
    "number", [-0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3, 1e22]
)
def test_every_float_is_written_with_enough_digits(number: float, tmp_path: Path) -> None:
    network = ONE.with_parameters([np.array([[number]])], [np.array([-number])])
    (setting,) = load_case(store(tmp_path, "floats", network, SAMPLE)).settings

    assert bits(setting.network, SAMPLE) == bits(network, SAMPLE)


def test_a_file_is_named_by_its_content(tmp_path: Path) -> None:
    first, again = (store(tmp_path / "new", "x", ONE, SAMPLE) for _ in range(2))
    other = store(tmp_path / "new", "x", ONE, Batch([[1.5]], [[2.0]]))

    assert first == again != other
    assert first.read_text("utf-8") == as_toml("x", ONE, SAMPLE)
    assert sorted(first.parent.iterdir()) == sorted([first, other])


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_nothing_half_written_is_left_when_writing_fails(
    failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(type(failure)):
        store(tmp_path, "x", ONE, SAMPLE)

    assert list(tmp_path.iterdir()) == []


def test_a_stored_file_survives_a_failing_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store(tmp_path, "x", ONE, SAMPLE)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        store(tmp_path, "x", ONE, SAMPLE)

    assert list(tmp_path.iterdir()) == [kept]
    assert load_case(kept).title == "x"


@pytest.mark.parametrize("title", ['say "this"', "back\\slash", "two\nlines", "\x00\x7f\t", "é 😀"])
def test_any_title_is_read_back(title: str, tmp_path: Path) -> None:
    assert load_case(store(tmp_path, title, ONE, SAMPLE)).title == title


def test_an_alpha_from_an_array_is_read_back(tmp_path: Path) -> None:
    layer = replace(ONE.layers[0], alpha=np.float64(0.125))
    (setting,) = load_case(store(tmp_path, "x", Network((layer,), Loss()), SAMPLE)).settings

    assert setting.network.layers[0].alpha == 0.125
