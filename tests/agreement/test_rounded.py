"""Rounding explains what rounding did, in either format, and nothing else."""

import numpy as np
import pytest
from backproof.agreement.accuracy import NUMPY
from backproof.agreement.rounded import rounding
from backproof.cases.generate import problems
from backproof.cases.network import Array
from backproof.reference import DERIVATIONS
from backproof.slips.gradients import Search
from hypothesis import given

SOUND = [d for d in DERIVATIONS if d.expected == "agree"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_derivation_is_explained_by_rounding(dtype: str) -> None:
    @given(problems(dtype=dtype))
    def check(problem) -> None:  # type: ignore[no-untyped-def]
        for derivation in SOUND:
            if not derivation.applies(problem.network, problem.batch):
                continue
            with np.errstate(all="ignore"):
                found = derivation.gradients(problem.network, problem.batch)
            judge = rounding(problem.network, NUMPY, derivation.enumerates_paths)
            trace = judge.trace(problem.network, problem.batch, found.nets)
            right = Search(judge, problem.network, problem.batch, trace).right()
            parts = zip((*found.weights, *found.biases), (*right[0], *right[1]), strict=True)
            assert all(judge.explains(g, p) for g, p in parts), derivation.name

    check()


@pytest.fixture
def doubled(square) -> tuple[Array, Array, object]:  # type: ignore[no-untyped-def]
    """Inputs times weights, as floats and with their rounding."""
    judge = rounding(square.network, NUMPY, enumerates_paths=False)
    W = square.network.layers[0].weights
    return square.batch.inputs @ W, W, judge.lifted(square.batch.inputs) @ W


def test_a_number_that_is_one_billionth_off_is_not_explained(doubled) -> None:  # type: ignore[no-untyped-def]
    value, _, predicted = doubled
    judge = predicted.maths

    assert judge.explains(value, predicted)
    assert not judge.explains(value * (1 + 1e-9), predicted)
    assert not judge.explains(np.full_like(value, np.nan), predicted)


def test_what_is_wrong_by_more_says_more(doubled) -> None:  # type: ignore[no-untyped-def]
    value, _, predicted = doubled
    judge = predicted.maths

    bits = [judge.information(value * (1 + off), predicted) for off in (0.0, 1e-9, 1e-3)]

    assert bits[0] == 0
    assert 0 < bits[1] < bits[2]


def test_nothing_is_known_of_what_overflows(doubled) -> None:  # type: ignore[no-untyped-def]
    _, W, predicted = doubled
    with np.errstate(all="ignore"):
        huge = predicted.maths.lifted(np.full((3, 3), 1e300)) * 1e300
        carried = huge @ W

    assert np.isinf(huge.error).all()
    assert np.isinf(carried.error).all()
