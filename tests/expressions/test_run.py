"""Training runs as data."""

import pytest
from backproof.expressions.run import Run


@pytest.mark.parametrize("biases", Run.BIASES)
@pytest.mark.parametrize("order", Run.ORDERS)
def test_every_convention_is_a_run(biases: str, order: str) -> None:
    assert Run(0, 0.5, biases, order).steps == 0


@pytest.mark.parametrize(
    "wrong", [{"steps": -1}, {"biases": "none"}, {"order": "hidden first"}, {"biases": ""}]
)
def test_a_convention_that_nobody_knows_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no such run"):
        Run(**{"steps": 1, "learning_rate": 0.5, **wrong})  # type: ignore[arg-type]
