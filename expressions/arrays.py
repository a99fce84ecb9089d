"""Which names of a document are vectors and matrices of no known values, and how large?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .tree import Derivative, Expression, Matrix, Symbol

Shape = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Arrays:
    """The shapes of the vectors and matrices of a document.

    `turned` says which derivatives stand transposed: of a number by a `vector` or by a `matrix`, or
    of a vector by a vector (`jacobian`). `shapeless` says why names have no shape that is known.
    `others` are those that the document may mean as well, each with what it speaks of then.
    `samples` is how many samples there are, where there are several.
    `mended` has definitions whose shapes do not fit, each as it fits with one transpose.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    turned: frozenset[str] = frozenset()
    shapeless: Mapping[str, str] = field(default_factory=dict[str, str])
    others: tuple[tuple[str, Arrays], ...] = ()
    mended: Mapping[Expression, Expression] = field(default_factory=dict[Expression, Expression])
    samples: int = 0

    def roots(self, names: Iterable[str]) -> dict[str, Expression]:
        """Matrices whose entries have names, for the names that follow from nothing."""
        return {name: entries_of(name, self.shapes[name]) for name in names if name in self.shapes}

    def has_chain(self, factors: Iterable[Expression]) -> bool:
        """Whether factors are summed over what they share: derivatives of vectors by vectors."""
        return bool(self.shapes) and any(is_tensor(f, self.shapes) for f in factors)


def is_tensor(factor: Expression, shapes: Mapping[str, Shape]) -> bool:
    """Whether a factor is the derivative of several values by several."""
    return isinstance(factor, Derivative) and all(
        isinstance(side, Symbol) and side.name in shapes for side in (factor.of, factor.by)
    )


def flipped(shape: Shape) -> Shape:
    """The shape of the transpose."""
    return shape[1], shape[0]


def kind_of(shape: Shape) -> str:
    """Whether what has a shape is a `vector` or a `matrix`."""
    return "vector" if 1 in shape else "matrix"


def entries_of(name: str, shape: Shape) -> Matrix:
    """A matrix whose entries have names."""
    rows, columns = (range(1, length + 1) for length in shape)
    return Matrix(tuple(tuple(Symbol(f"{name}[{i},{j}]") for j in columns) for i in rows))
