"""What does a walk over a formula ask of an engine?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from .printed import Printed

T = TypeVar("T")


class MeaninglessError(ValueError):
    """An expression has no value: a symbol is undefined, shapes do not fit, a number is outside."""


class UndefinedError(MeaninglessError):
    """A symbol stands for nothing; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not defined")
        self.name = name


class Arithmetic(Protocol[T]):
    """What an engine brings to a walk."""

    def number(self, printed: Printed) -> T:
        """The value of a printed number."""
        ...

    def apply(self, function: str, arguments: Sequence[T]) -> T:
        """A function of `tree.FUNCTIONS`. Raises `MeaninglessError` where it has no value."""
        ...

    def matrix(self, rows: Sequence[Sequence[T]]) -> T:
        """A matrix of scalars."""
        ...

    def entries(self, value: T) -> Sequence[Sequence[T]] | None:
        """The scalars of a matrix, by rows; None for a scalar."""
        ...

    def holds(self, left: T, relation: str, right: T) -> bool:
        """Whether a comparison is true. Raises `MeaninglessError` where that is not known."""
        ...

    def derivatives(self, of: T, by: Sequence[T]) -> Sequence[T | None]:
        """The derivative of a scalar by each of several values, in their shapes.

        None where it is not known: there is no rule for a function on the way.
        """
        ...
