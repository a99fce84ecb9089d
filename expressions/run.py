"""What does a lecture mean by "after 10,000 rounds"?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

#: What is made of a step's gradients, of all weights and then of all biases, before the parameters
#: move along them.
Taken = Callable[[Sequence[Any]], Sequence[Any]]


def as_found(gradients: Sequence[Any]) -> Sequence[Any]:
    """The gradients themselves: what is to be made of them."""
    return gradients


@dataclass(frozen=True, slots=True)
class Run:
    """A training run as data; each engine writes its own loop from it.

    `biases`: `fixed`, `each` (every unit its own) or `shared` (one bias a layer, which moves by the
    sum of its units' gradients). `order`: `together` (every gradient is taken at the old
    parameters) or `output first` (the hidden gradients see the output weights already updated).
    """

    steps: int
    learning_rate: float
    biases: str = "fixed"
    order: str = "together"

    BIASES = ("fixed", "each", "shared")
    ORDERS = ("together", "output first")

    def __post_init__(self) -> None:
        if self.biases not in self.BIASES or self.order not in self.ORDERS or self.steps < 0:
            raise ValueError(f"no such run: {self}")
