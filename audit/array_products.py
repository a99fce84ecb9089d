"""What is multiplied how in a formula of vectors and matrices, and do the shapes fit?

Factors beside one another are a product of matrices where that fits, and else one by elements, as
`W^T δ σ'(z)` is read. A product with the derivatives of vectors by vectors is a chain (`layouts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..expressions.arrays import Shape, flipped, is_tensor, kind_of
from ..expressions.tree import (
    Apply,
    At,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Piecewise,
    Symbol,
    integer,
    is_apply,
    with_children,
)

#: A formula with its shape: None for a number.
Fitted = tuple[Expression, Shape | None]


class MisfitError(ValueError):
    """The shapes in a formula do not fit."""


class UnsettledError(ValueError):
    """A formula has a name of which nobody knows the shape."""


@dataclass(frozen=True)
class Fitting:
    """The shapes of names, and of derivatives by them.

    `turned` says which derivatives stand transposed. `samples` is the number of samples.
    """

    shapes: Mapping[str, Shape]
    turned: frozenset[str] = frozenset()
    samples: int = 0
    unsettled: frozenset[str] = field(default_factory=frozenset[str])

    def fitted(self, expression: Expression) -> Fitted:
        """The formula with its products told apart, and its shape.

        Raises `MisfitError` and `UnsettledError`.
        """
        match expression:
            case Symbol(name=name, indices=()):
                if name in self.unsettled:
                    raise UnsettledError(name)
                return expression, self.shapes.get(name)
            case Number() | Symbol() | At():
                return expression, None
            case Matrix():
                return expression, expression.shape
            case Derivative():
                return self.derivative(expression)
            case Fold(body=body):
                new, shape = self.fitted(body)
                return replace(expression, body=new), shape
            case Piecewise(branches=branches):
                return expression, self.fitted(branches[0][0])[1]
            case Apply():
                return self.applied(expression)
            case _:
                return expression, None

    def attempted(self, expression: Expression) -> Expression:
        """The formula with as many of its products told apart as fit."""
        try:
            return self.fitted(expression)[0]
        except (MisfitError, UnsettledError):
            inner = expression.arguments if isinstance(expression, Apply) else ()
            return (
                with_children(expression, tuple(map(self.attempted, inner)))
                if inner
                else (expression)
            )

    def shape(self, expression: Expression) -> Shape | None:
        """The shape of a formula. Raises `MisfitError` and `UnsettledError`."""
        return self.fitted(expression)[1]

    def is_array(self, expression: Expression) -> bool:
        """Whether a part of a formula has rows and columns, or none that are known."""
        try:
            return self.shape(expression) is not None
        except (MisfitError, UnsettledError):
            return True

    def derivative(self, node: Derivative) -> Fitted:
        """A derivative: of a number, as the layout has it; of several, a row for each of them."""
        (of, above), (by, below) = self.fitted(node.of), self.fitted(node.by)
        node = replace(node, of=of, by=by)
        if below is None or above == below:
            return node, above
        if above is None:
            return node, self.laid_out(below)
        jacobian = above[0] * above[1], below[0] * below[1]
        return node, flipped(jacobian) if "jacobian" in self.turned else jacobian

    def laid_out(self, shape: Shape) -> Shape:
        """The shape of the derivative of a number by what has a shape."""
        return flipped(shape) if kind_of(shape) in self.turned else shape

    def applied(self, node: Apply) -> Fitted:
        if node.function in ("multiply", "matmul", "hadamard"):
            return self.product(node)
        parts = [self.fitted(part) for part in node.arguments]
        whole = replace(node, arguments=tuple(part for part, _ in parts))
        shapes = [shape for _, shape in parts if shape is not None]
        match node.function:
            case "transpose":
                return whole, flipped(shapes[0]) if shapes else None
            case "norm" | "total" | "element":
                return whole, None
            case "diagonal" if shapes:
                size = max(shapes[0])
                return whole, (size, size)
            case "softmax" if shapes and self.samples in shapes[0] and 1 not in shapes[0]:
                return self.softmax(whole.arguments[0], shapes[0]), shapes[0]
            case "add":
                return whole, _broadcast(shapes)
            case _:
                if len(set(shapes)) > 1:
                    raise MisfitError(f"{node.function} of unequal shapes")
                return whole, shapes[0] if shapes else None

    def softmax(self, inner: Expression, shape: Shape) -> Expression:
        """The softmax of every sample."""
        raised = Apply("exp", (inner,))
        rows = shape[0] == self.samples
        ones = ones_of(*((shape[1],) * 2 if rows else (shape[0],) * 2))
        sums = (raised, ones) if rows else (ones, raised)
        return Apply("divide", (raised, Apply("matmul", sums)))

    # --- products

    def product(self, node: Apply) -> Fitted:
        """Factors multiplied as fits: as matrices rather than by elements."""
        if any(is_tensor(factor, self.shapes) for factor in node.arguments):
            return self.chain(node) if node.function == "multiply" else self.by_elements(node)
        factors, fixed = flat(node)
        factors = self.with_ones(factors)
        parts = [self.fitted(factor) for factor in factors]
        scalars = [part for part, shape in parts if shape is None]
        arrays = [(part, shape) for part, shape in parts if shape is not None]
        if not arrays:
            return node, None
        at = [i for i, (_, shape) in enumerate(parts) if shape is not None]
        found = _bracketed(arrays, [any(fixed[a:b]) for a, b in pairwise(at)])
        if found is None:
            shapes = " and ".join(f"{r}x{c}" for _, (r, c) in arrays)
            raise MisfitError(f"factors of the shapes {shapes}")
        whole, shape = found
        if shape == (1, 1):  # A row times a column is a number.
            whole, shape = Apply("total", (whole,)), None
        return Apply("multiply", (*scalars, whole), node.place) if scalars else whole, shape

    def with_ones(self, factors: list[Expression]) -> list[Expression]:
        """`1^T Z` and `Z 1` with as many ones as Z has rows, or columns."""
        found = list(factors)
        for i, factor in enumerate(factors):
            if factor == Apply("transpose", (integer(1),)) and i + 1 < len(factors):
                shape = self.shape(factors[i + 1])
                found[i] = ones_of(1, shape[0]) if shape is not None else integer(1)
            elif factor == integer(1) and i:  # Nobody multiplies by the number from the right.
                shape = self.shape(factors[i - 1])
                found[i] = ones_of(shape[1], 1) if shape is not None else integer(1)
        return found

    def by_elements(self, node: Apply) -> Fitted:
        """A product by elements, with derivatives of entries by the entries at their places."""
        parts = [self.fitted(part) for part in node.arguments]
        if len({shape for _, shape in parts}) > 1:
            raise MisfitError("a product by elements of unequal shapes")
        return replace(node, arguments=tuple(part for part, _ in parts)), parts[0][1]

    def chain(self, node: Apply) -> Fitted:
        """A product with derivatives of several by several, from the top down or upwards."""
        tensors = [f for f in node.arguments if is_tensor(f, self.shapes)]
        others = [f for f in node.arguments if f not in tensors]
        first = node.arguments.index(tensors[0])
        before = all(f in tensors for f in node.arguments[first:])
        after = all(f in tensors or self.shape(f) is None for f in node.arguments[:first])
        if not before and not after:
            raise UnsettledError("derivatives of vectors by vectors among other factors")
        above: Shape | None = None
        if others:
            rest = Apply("multiply", tuple(others), node.place) if len(others) > 1 else others[0]
            rest, above = self.fitted(rest)
            ends = (rest, *tensors) if before else (*tensors, rest)
            node = replace(node, arguments=ends)
        links = [d for d in tensors if isinstance(d, Derivative)]
        is_down = above is None and (len(links) == 1 or links[0].by == links[1].of)
        if not is_down and not (before and above is not None):
            links.reverse()
        if above is not None:
            below = self.shape(links[-1].by)
            return node, None if below is None else self.laid_out(below)
        return node, self.shape(replace(links[-1], of=links[0].of))


def ones_of(rows: int, columns: int) -> Matrix:
    """A matrix of ones."""
    return Matrix(((integer(1),) * columns,) * rows)


def _broadcast(shapes: Sequence[Shape]) -> Shape | None:
    """The shape of a sum: a row, or a column, may be added to a matrix; a number to anything."""
    if not shapes:
        return None
    whole = max(shapes, key=lambda s: s[0] * s[1])
    for shape in shapes:
        if any(length not in (1, most) for length, most in zip(shape, whole, strict=True)):
            both = f"{shape[0]}x{shape[1]} and {whole[0]}x{whole[1]}"
            raise MisfitError(f"a sum of the shapes {both}")
    return whole


def flat(node: Apply) -> tuple[list[Expression], list[bool]]:
    """The factors of a product, and between which of them the sign of a product by elements is."""
    factors: list[Expression] = []
    fixed: list[bool] = []
    for i, part in enumerate(node.arguments):
        inner, gaps = ([part], [])
        if isinstance(part, Apply) and part.function in ("multiply", "hadamard"):
            inner, gaps = flat(part)
        if i:
            fixed.append(node.function == "hadamard")
        factors += inner
        fixed += gaps
    return factors, fixed


def _bracketed(parts: Sequence[tuple[Expression, Shape]], fixed: Sequence[bool]) -> Fitted | None:
    """The product of factors with the fewest products by elements; None where nothing fits."""
    best: dict[tuple[int, int], dict[Shape, tuple[int, Expression]]] = {
        (i, i + 1): {shape: (0, part)} for i, (part, shape) in enumerate(parts)
    }
    count = len(parts)
    for width in range(2, count + 1):
        for start in range(count - width + 1):
            own = best[start, start + width] = {}
            for cut in range(start + width - 1, start, -1):
                for a, (ca, left) in best[start, cut].items():
                    for b, (cb, right) in best[cut, start + width].items():
                        made = _joined((left, a), (right, b), fixed[cut - 1])
                        if made is None:
                            continue
                        new, shape = made
                        cost = ca + cb + (new.function == "hadamard")
                        if shape not in own or cost < own[shape][0]:
                            own[shape] = cost, new
    found = best[0, count]
    if not found:
        return None
    shape = min(found, key=lambda s: found[s][0])
    return found[shape][1], shape


def _joined(
    one: tuple[Expression, Shape], other: tuple[Expression, Shape], by_elements: bool
) -> tuple[Apply, Shape] | None:
    (left, a), (right, b) = one, other
    if not by_elements and a[1] == b[0]:
        return Apply("matmul", (left, right)), (a[0], b[1])
    if a == b:
        terms = left.arguments if is_apply(left, "hadamard") else (left,)
        return Apply("hadamard", (*terms, right)), a
    return None
