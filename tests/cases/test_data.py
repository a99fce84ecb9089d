"""Data that lectures describe and do not print."""

import numpy as np
import pytest
from backproof.cases.data import SOURCES, circle, gaussian, uniform


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_same_seed_gives_the_same_bits(name: str) -> None:
    first, again, other = (SOURCES[name](20, seed) for seed in (7, 7, 8))

    assert first.inputs.tobytes() == again.inputs.tobytes()
    assert first.targets.tobytes() == again.targets.tobytes()
    assert first.inputs.tobytes() != other.inputs.tobytes()


@pytest.mark.parametrize(("name", "outputs"), [("uniform", 2), ("gaussian", 1), ("circle", 1)])
@pytest.mark.parametrize("samples", [1, 2, 33])
def test_every_source_draws_as_many_samples_as_asked(name: str, outputs: int, samples: int) -> None:
    batch = SOURCES[name](samples, 0)

    assert batch.inputs.shape == (samples, 2)
    assert batch.targets.shape == (samples, outputs)


def test_uniform_data_lies_in_the_unit_square() -> None:
    batch = uniform(1000, 1)

    for part in (batch.inputs, batch.targets):
        assert ((part >= 0) & (part < 1)).all()


@pytest.mark.parametrize("source", [gaussian, circle])
def test_both_classes_come_equally_often(source: object) -> None:
    targets = source(1000, 1).targets  # type: ignore[operator]

    assert set(targets.flat) == {0.0, 1.0}
    assert targets.sum() == 500


def test_the_circle_lies_inside_its_ring() -> None:
    batch = circle(1000, 1)
    radius = np.hypot(*batch.inputs.T)
    inside = batch.targets[:, 0] == 1

    assert radius[inside].max() < 2 < 3 <= radius[~inside].min()
    assert radius.max() < 5


def test_the_clouds_lie_around_their_centres() -> None:
    batch = gaussian(1000, 1)
    upper = batch.inputs[batch.targets[:, 0] == 1].mean(axis=0)
    lower = batch.inputs[batch.targets[:, 0] == 0].mean(axis=0)

    # The mean of 500 samples is within 5 standard errors, 5/sqrt(500) < 0.23, of the centre.
    assert (np.abs(upper - 2) < 0.23).all()
    assert (np.abs(lower + 2) < 0.23).all()
