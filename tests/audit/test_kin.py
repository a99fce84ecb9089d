"""The number of a unit in a name."""

import pytest
from backproof.audit.kin import unit_of


@pytest.mark.parametrize(
    ("name", "third"),
    [("z1_L2", "z3_L2"), ("out_h2", "out_h3"), ("w21_L1", "w3_L1"), ("E1", "E3")],
)
def test_the_number_of_a_unit_is_not_that_of_its_layer(name: str, third: str) -> None:
    unit = unit_of(name)

    assert unit is not None
    assert unit.at(3) == third


@pytest.mark.parametrize("name", ["net", "z_L2", "W_L1"])
def test_a_name_may_have_a_layer_and_no_unit(name: str) -> None:
    assert unit_of(name) is None
