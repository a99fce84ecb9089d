"""How many rows and columns have vectors and matrices, as far as the formulas of a network say?

A name has as many rows as another where formulas need it, and else another number of them, so that
only one order of the factors fits. What nobody says of a letter, its case does: a capital is a
matrix, and a small letter beside one is a vector.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..expressions.arrays import flipped
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
    children,
    is_apply,
    is_numeric,
    nodes,
)
from ..reading.said_shapes import MATRIX, NUMBER, VECTOR
from .lengths import Length, Lengths, Shape, UnequalError

#: How many units layers have, one after the other.
SIZES = (2, 3, 4, 5)
_BASE = re.compile(r"[A-Za-z]+?(?=[\d_]|$)")
_WEIGHTS = frozenset("WUVwuv") | {"theta", "Theta", "omega", "Omega"}
#: What takes the place of a shape as long as nothing is known.
_OPEN = (0, 0)


def base_of(name: str) -> str:
    """The letter of a name: W of W2 and of W_L2."""
    found = _BASE.match(name)
    return found[0] if found else name


def is_capital(name: str) -> bool:
    """Whether a name is one capital, with a number or not."""
    base = base_of(name)
    return base[:1].isupper() and (len(base) == 1 or base.casefold() in ("theta", "omega"))


class Dimensions(Lengths):
    """The shapes of the names of a network, found from its formulas one by one.

    `kinds` has what the document says of letters; `shapes` the names, None for a number.
    """

    def __init__(
        self,
        formulas: Mapping[str, Expression],
        kinds: Mapping[str, str],
        shapes: Mapping[str, Shape | None],
    ) -> None:
        super().__init__()
        self.formulas, self.kinds, self.shapes = formulas, kinds, dict(shapes)
        self.pending: set[str] = set()

    def sizes(self, one_sample: bool = False) -> Iterator[tuple[str, tuple[int, int]]]:
        """The shape of every name that is a vector or a matrix, in numbers."""
        taken: dict[Length, int] = {}
        for shape in self.shapes.values():
            for length in map(self.found, shape or ()):
                if length < 0:
                    taken.setdefault(length, SIZES[len(taken) % len(SIZES)])
        if one_sample:
            taken |= {self.found(length): 1 for length in self.samples}
        for name, shape in self.shapes.items():
            if shape is not None:
                rows, columns = map(self.found, shape)
                yield name, (taken.get(rows, rows), taken.get(columns, columns))

    # --- names

    def name(self, name: str) -> Shape | None:
        """The shape of a name; `_OPEN` of one that nothing is known of yet."""
        if name not in self.shapes:
            if name not in self.formulas or name in self.pending:
                return None if self.kind(name) == NUMBER else _OPEN
            self.pending.add(name)
            shape = self.shape(self.formulas[name])
            self.pending.discard(name)
            if shape == _OPEN:
                return _OPEN
            self.shapes[name] = shape
        return self.shapes[name]

    def kind(self, name: str) -> str:
        """What the document says of a name."""
        return self.kinds.get(name, self.kinds.get(base_of(name), ""))

    def is_matrix(self, name: str) -> bool:
        """Whether a name that follows from no other is a matrix."""
        kind = self.kind(name)
        return kind == MATRIX or (kind == "" and is_capital(name))

    def settle(self, expression: Expression, shape: Shape | None) -> None:
        """Let all that nothing is known of in an expression have a shape."""
        if self.shape(expression) != _OPEN:
            return
        if isinstance(expression, Symbol):
            if expression.name in self.formulas:
                self.settle(self.formulas[expression.name], shape)
            self.shapes[expression.name] = shape
        elif is_apply(expression, "transpose") and shape is not None:
            self.settle(expression.arguments[0], flipped(shape))
        else:
            for part in children(expression):
                self.settle(part, shape)

    # --- formulas

    def shape(self, expression: Expression) -> Shape | None:
        """The shape of a formula, None for a number. Raises `UnequalError`."""
        match expression:
            case Symbol(name=name, indices=()):
                return self.name(name)
            case Number() | Symbol() | At():
                return None
            case Matrix():
                return expression.shape
            case Derivative(of=of, by=by):
                return self.shape(by) if self.shape(of) is None else _OPEN
            case Fold(body=body):
                return self.shape(body)
            case Piecewise(branches=branches):
                return self.shape(branches[0][0])
            case Apply(function=function, arguments=arguments):
                return self.applied(function, arguments)
            case _:
                return None

    def applied(self, function: str, arguments: tuple[Expression, ...]) -> Shape | None:
        """The shape of a function of something."""
        match function:
            case "multiply" | "matmul":
                return self.product(arguments)
            case "add":
                return self.sum(arguments)
            case "transpose":
                (inner,) = arguments
                if isinstance(inner, Symbol) and self.shape(inner) == _OPEN:
                    columns = self.fresh() if self.is_matrix(inner.name) else 1
                    self.settle(inner, (self.fresh(), columns))
                shape = self.shape(inner)
                return flipped(shape) if shape is not None else None
            case "norm" | "total" | "element":
                if self.shape(arguments[0]) == _OPEN:
                    self.settle(arguments[0], self.root(arguments[0]))
                return None
            case "diagonal":
                shape = self.shape(arguments[0])
                if shape is None or shape == _OPEN:
                    return shape
                length = shape[1] if self.is_one(shape[0]) else shape[0]
                return length, length
            case "power":
                return self.shape(arguments[0])
            case "divide" if is_numeric(arguments[0]) and (count := _count(arguments[1])):
                self.settle(count, None)
                return None
            case "divide" | "hadamard" | "max" | "min":
                return self.by_elements(arguments)
            case _:
                return self.shape(arguments[0])

    def root(self, expression: Expression) -> Shape:
        """The shape of what is said to be a vector or a matrix, and no more."""
        names = [n.name for n in nodes(expression) if isinstance(n, Symbol)]
        return self.fresh(), (self.fresh() if any(map(self.is_matrix, names)) else 1)

    def by_elements(self, arguments: Iterable[Expression]) -> Shape | None:
        """All have one shape; a number has none."""
        parts = [(part, self.shape(part)) for part in arguments]
        known = [shape for _, shape in parts if shape is not None and shape != _OPEN]
        for shape in known:
            self.same(known[0], shape)
        if known:
            for part, shape in parts:
                if shape == _OPEN:
                    self.settle(part, known[0])
            return known[0]
        return _OPEN if any(shape == _OPEN for _, shape in parts) else None

    def sum(self, terms: tuple[Expression, ...]) -> Shape | None:
        """All terms have one shape; a bias may be added to every sample."""
        parts = [(term, self.shape(term)) for term in terms]
        known = [shape for _, shape in parts if shape is not None and shape != _OPEN]
        opened = [term for term, shape in parts if shape == _OPEN]
        if not known:
            names = [n for t in opened for n in nodes(t) if isinstance(n, Symbol)]
            said = [n for n in names if self.kind(n.name)]
            if not said:
                numbers = [term for term, shape in parts if shape is None]
                if any(isinstance(n, Symbol) for term in numbers for n in nodes(term)):
                    for term in opened:
                        self.settle(term, None)
                    return None
                return _OPEN if opened else None
            known = [self.root(said[0])]
        whole = next((shape for shape in known if self.is_full(shape)), known[0])
        for shape in known:
            if self.is_full(shape) or not self.is_full(whole):
                self.same(whole, shape)
            else:
                self.join(
                    *((whole[1], shape[1]) if self.is_one(shape[0]) else (whole[0], shape[0]))
                )
        differs = any(is_apply(term, "negate") for term in terms)
        for term in opened:
            self.settle(term, whole if differs else self.bias(whole))
        return whole

    def bias(self, whole: Shape) -> Shape | None:
        """The shape of what is added to a net input: to that of every sample, if there are many."""
        if self.counts(whole[0]) != self.counts(whole[1]):
            shape = (1, whole[1]) if self.counts(whole[0]) else (whole[0], 1)
            return None if all(map(self.is_one, shape)) else shape
        if not self.is_full(whole):
            return whole
        raise UnequalError("nothing here says whether samples are rows or columns")

    def product(self, factors: tuple[Expression, ...]) -> Shape | None:
        """The product of matrices, from left to right."""
        if any(is_apply(factor, "log") for factor in factors):
            return self.by_elements(factors)  # y log p is a sum's term, by elements
        parts = [(factor, self.shape(factor)) for factor in factors]
        arrays = [s is not None and (s != _OPEN or self.may_be_matrix(f)) for f, s in parts]
        for i, (factor, shape) in enumerate(parts):
            if shape != _OPEN:
                continue
            if self.may_be_matrix(factor):
                self.settle(factor, (self.fresh(), self.fresh()))
            elif any(arrays[:i]) or (any(arrays) and self.kind(base_name(factor)) == VECTOR):
                self.settle(factor, (self.fresh(), 1) if any(arrays[:i]) else (1, self.fresh()))
            elif any(arrays):
                self.settle(factor, (1, self.fresh()) if len(base_name(factor)) < 2 else None)
            elif sum(s == _OPEN for _, s in parts) == 1:
                return _OPEN
            elif not self.kind(base_name(factor)):
                self.settle(factor, None)
            else:
                raise UnequalError(
                    f"nothing here says what the product with {base_name(factor)} is"
                )
        whole: Shape | None = None
        before: Expression | None = None
        for factor, _ in parts:
            shape = self.shape(factor)
            if shape is not None:
                whole = shape if whole is None else self.times(whole, shape, before, factor)
                before = factor
        return whole

    def may_be_matrix(self, factor: Expression) -> bool:
        """Whether a factor of which nothing is known yet is a matrix."""
        return isinstance(factor, Symbol) and self.is_matrix(factor.name)

    def times(
        self, one: Shape, other: Shape, left: Expression | None, right: Expression
    ) -> Shape | None:
        """The product of two; of two columns, or two rows, by elements."""
        if self.is_one(one[1]) and self.is_one(other[1]) and not self.is_one(other[0]):
            return self.same(one, other)
        if self.is_one(one[0]) and self.is_one(other[0]) and not self.is_one(one[1]):
            return self.same(one, other)
        self.join(one[1], other[0])
        whole = one[0], other[1]
        if left is not None and self.is_weight(left) != self.is_weight(right):
            data, length = (one, one[0]) if self.is_weight(right) else (other, other[1])
            if self.is_full(data):
                self.samples.add(length)
        return None if all(map(self.is_one, whole)) else whole

    def is_weight(self, factor: Expression) -> bool:
        """Whether a factor is a weight by its letter, and follows from nothing."""
        name = base_name(factor)
        return name not in self.formulas and base_of(name) in _WEIGHTS


def _count(below: Expression) -> Symbol | None:
    """The name that numbers are divided by, perhaps with a number: 1/N and 1/(2N)."""
    *others, last = below.arguments if is_apply(below, "multiply") else (below,)
    return last if isinstance(last, Symbol) and all(map(is_numeric, others)) else None


def base_name(factor: Expression) -> str:
    """The first name in a factor."""
    return next((n.name for n in nodes(factor) if isinstance(n, Symbol)), "")
