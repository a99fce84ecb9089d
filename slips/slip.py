"""What is a slip, and when does it explain something?

A slip is a named mistake that can be committed on purpose. It explains a wrong result if committing
it in the true computation gives exactly that result, and if saying so is shorter than saying the
result: anything can be explained by enough slips.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

#: The groups of the catalogue: what a slip is committed on.
DIGITS, ARITHMETIC, CALCULUS = "digits", "arithmetic", "calculus"

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Slip(Generic[F]):
    """A named mistake.

    `sentence` says in plain language what was done, `correction` what is to be done, `known_from`
    where it was seen. `bits` is what it costs to say that this slip was made; where it was made
    costs extra. `commit` makes it; what it takes and gives is the group's.
    """

    name: str
    group: str
    sentence: str
    correction: str
    bits: float
    commit: F
    known_from: str = ""


@dataclass(frozen=True)
class Explanation:
    """How a wrong result came about: the slips that together give exactly this result.

    `bits` is the length of the description, slips and their places; `explained` that of the result
    itself. `alike` names the slips that give the same here, and cannot be told apart. `keys` are
    the slips by which their author is known again; `correction` says what is to be done.
    """

    slips: tuple[str, ...]
    sentence: str
    bits: float
    explained: float
    alike: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    correction: str = ""

    @property
    def is_cause(self) -> bool:
        """Whether the explanation says more than chance."""
        return self.bits < self.explained
