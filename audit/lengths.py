"""Which numbers of rows and columns are equal, where formulas do not say how many they are?

A length that is not known is a negative number; it stands for itself until it is joined to another.
"""

from __future__ import annotations

Length = int
Shape = tuple[Length, Length]


class UnequalError(ValueError):
    """Lengths that have to be equal are not, or nothing says what a product means."""


class Lengths:
    """Lengths, some of them equal. Those in `samples` count samples."""

    def __init__(self) -> None:
        self.parents: dict[Length, Length] = {}
        self.samples: set[Length] = set()

    def fresh(self) -> Length:
        """A length of its own."""
        new = -len(self.parents) - 1
        self.parents[new] = new
        return new

    def found(self, length: Length) -> Length:
        """The length that stands for all that are equal."""
        while length < 0 and self.parents[length] != length:
            length = self.parents[length]
        return length

    def same(self, one: Shape, other: Shape) -> Shape:
        """Let two shapes be equal."""
        for a, b in zip(one, other, strict=True):
            self.join(a, b)
        return one

    def join(self, one: Length, other: Length) -> None:
        """Let two lengths be equal. Raises `UnequalError`."""
        a, b = self.found(one), self.found(other)
        if a == b:
            return
        if a > 0 and b > 0:
            raise UnequalError(f"{a} and {b}")
        if a > 0:
            a, b = b, a
        self.parents[a] = b
        if a in self.samples:
            self.samples.add(b)

    def is_one(self, length: Length) -> bool:
        """Whether a length is 1."""
        return self.found(length) == 1

    def is_full(self, shape: Shape) -> bool:
        """Whether a shape has several rows and several columns."""
        return not any(map(self.is_one, shape))

    def counts(self, length: Length) -> bool:
        """Whether a length is the number of samples."""
        return self.found(length) in {self.found(s) for s in self.samples}
