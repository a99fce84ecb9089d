"""Arrays of what is no machine number."""

from fractions import Fraction

import numpy as np
import pytest
from backproof.oracles.objects import objects
from flint import arb


def test_an_array_is_filled_row_by_row() -> None:
    filled = objects(map(Fraction, range(6)), (2, 3))

    assert filled.dtype == object
    assert filled.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_one_object_is_an_array_without_dimensions() -> None:
    assert objects([arb(3)], ()).shape == ()


@pytest.mark.parametrize("count", [3, 5])
def test_as_many_objects_as_places_are_needed(count: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        objects(map(Fraction, range(count)), (2, 2))


def test_lists_stay_objects() -> None:
    filled = objects([[1, 2], [3]], (2,))

    assert filled[0] == [1, 2]
    assert isinstance(filled, np.ndarray)
