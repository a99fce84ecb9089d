"""What is a formula worth, in the arithmetic of an engine?

One walk over the tree serves every engine: it knows names, indices, sums, branches and derivatives,
and no arithmetic at all. An engine brings that: numbers, functions, matrices, and how the
derivative of one value by others is had.

A name is worth the same wherever it occurs; its value is computed once and remembered, so that a
derivative by a name cuts the computation there: what the name itself follows from does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from .graph import Graph, Label
from .printed import Printed
from .tree import (
    After,
    Apply,
    At,
    Condition,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Piecewise,
    Symbol,
    integer,
    rewrite,
)

T = TypeVar("T")
MOST_TERMS = 10_000


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

    def derivatives(self, of: T, by: Sequence[T]) -> Sequence[T]:
        """The derivative of a scalar by each of several values it is made from, in their shapes."""
        ...


class Walk(Generic[T]):
    """Values of expressions over one graph, in one arithmetic, at one point.

    `point` gives names values that go before their definitions.
    """

    def __init__(
        self, graph: Graph, arithmetic: Arithmetic[T], point: Mapping[str, T] | None = None
    ) -> None:
        self.graph = graph
        self.arithmetic = arithmetic
        self.point = dict(point or {})
        self.named = {name: self.established(name, value) for name, value in self.point.items()}
        self.pending: set[str] = set()
        self.known: dict[Expression, Mapping[str, T]] = {}

    def established(self, name: str, value: T) -> T:
        """Called once for each name, with its value; what it returns is known by that name."""
        return value

    def value(self, expression: Expression, bound: Mapping[str, Label] | None = None) -> T:
        """What `expression` is worth, with the given labels for its free indices.

        Raises `MeaninglessError` where it is worth nothing.
        """
        bound = bound or {}
        match expression:
            case Number(printed=printed):
                return self.arithmetic.number(printed)
            case Symbol():
                return self.symbol(expression, bound)
            case Apply(function=function, arguments=arguments):
                return self.arithmetic.apply(function, [self.value(a, bound) for a in arguments])
            case Derivative(of=of, by=by):
                return self.derivative(of, by, bound)
            case Matrix(rows=rows):
                return self.arithmetic.matrix([[self.value(e, bound) for e in r] for r in rows])
            case Fold():
                return self.fold(expression, bound)
            case Piecewise(branches=branches):
                return self.branch(branches, bound)
            case At(body=body, symbol=symbol, value=value):
                point = {**self.point, symbol: self.value(value, bound)}
                return type(self)(self.graph, self.arithmetic, point).value(body, bound)
            case After():
                raise MeaninglessError("a value after training needs a run")

    def symbol(self, symbol: Symbol, bound: Mapping[str, Label]) -> T:
        """The value of a name, computed once."""
        if not symbol.indices and symbol.name in bound:
            return self.arithmetic.number(Printed(str(bound[symbol.name])))
        name = self.resolved(symbol, bound)
        if name not in self.named:
            if name not in self.graph.definitions:
                raise UndefinedError(name)
            if name in self.pending:
                raise MeaninglessError(f"{name} is defined by itself")
            self.pending.add(name)
            try:
                value = self.value(self.graph.definitions[name])
                if isinstance(self.graph.definitions[name], Symbol):
                    # Another name for the same value is a place of its own to cut at.
                    zero = self.arithmetic.number(Printed("0"))
                    value = self.arithmetic.apply("add", [value, zero])
            finally:
                self.pending.discard(name)
            self.named[name] = self.established(name, value)
        return self.named[name]

    def resolved(self, symbol: Symbol, bound: Mapping[str, Label]) -> str:
        """The plain name that an indexed symbol means, with its indices at the given labels."""
        if not symbol.indices:
            return symbol.name
        labels = tuple(self.label(index, bound) for index in symbol.indices)
        plain = f"{symbol.name}[{','.join(map(str, labels))}]"
        if plain in self.graph.definitions:
            return plain
        return self.graph.families.get(symbol.name, {}).get(labels, plain)

    def label(self, index: Expression, bound: Mapping[str, Label]) -> Label:
        """What an index stands for: a label of a set, or a whole number."""
        match index:
            case Number(printed=printed) if printed.is_integer:
                return int(printed.value)
            case Symbol(name=name, indices=()):
                match bound.get(name, self.graph.definitions.get(name, name)):
                    case Number(printed=printed) if printed.is_integer:
                        return int(printed.value)
                    case str() | int() as label:
                        return label
                    case _:
                        return name
            case Apply(function="add", arguments=terms):
                labels = [self.label(term, bound) for term in terms]
                if all(isinstance(label, int) for label in labels):
                    return sum(int(label) for label in labels)
            case Apply(function="negate", arguments=(inner,)):
                label = self.label(inner, bound)
                if isinstance(label, int):
                    return -label
            case _:
                pass
        raise MeaninglessError("an index that is no name and no whole number")

    def fold(self, fold: Fold, bound: Mapping[str, Label]) -> T:
        """A sum or product, term by term."""
        terms = [self.value(fold.body, {**bound, fold.index: k}) for k in self.labels(fold, bound)]
        if not terms:
            return self.arithmetic.number(Printed("0" if fold.operation == "sum" else "1"))
        return self.arithmetic.apply("add" if fold.operation == "sum" else "multiply", terms)

    def labels(self, fold: Fold, bound: Mapping[str, Label]) -> Sequence[Label]:
        """What the index of a sum runs over."""
        if isinstance(fold.over, str):
            if fold.over not in self.graph.sets:
                raise UndefinedError(fold.over)
            return self.graph.sets[fold.over]
        first, last = (self.label(end, bound) for end in fold.over)
        if not isinstance(first, int) or not isinstance(last, int):
            raise UndefinedError(str(last if isinstance(first, int) else first))
        if last - first >= MOST_TERMS:
            raise MeaninglessError(f"a sum of {last - first + 1} terms; at most {MOST_TERMS}")
        return range(first, last + 1)

    def branch(
        self, branches: Sequence[tuple[Expression, Condition]], bound: Mapping[str, Label]
    ) -> T:
        """The first branch whose condition holds."""
        for value, when in branches:
            left, right = self.value(when.left, bound), self.value(when.right, bound)
            if self.arithmetic.holds(left, when.relation, right):
                return self.value(value, bound)
        raise MeaninglessError("no branch applies")

    def derivative(self, of: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
        """The derivative of one value by a name; of and by matrices, entry by entry.

        A scalar by a matrix has the matrix's shape, and so has a matrix by a scalar. Two matrices
        of one shape: by elements, each entry by the entry at its place. Otherwise the Jacobian, a
        row for each entry of `of`, in printed order.
        """
        tops, bottoms = self.parts(of, bound), self.parts(by, bound)
        if tops is None:
            return self.by_all(of, by, bottoms, bound)
        if bottoms is None and self.arithmetic.entries(self.value(by, bound)) is None:
            return self.arithmetic.matrix([[self.slope(t, by, bound) for t in row] for row in tops])
        if bottoms is None:
            grids = [[self.grid(self.slope(t, by, bound)) for t in row] for row in tops]
        else:
            grids = [
                [[[self.slope(t, b, bound) for b in r] for r in bottoms] for t in row]
                for row in tops
            ]
        if len(grids) == len(grids[0][0]) and len(grids[0]) == len(grids[0][0][0]):
            return self.arithmetic.matrix(
                [[grid[i][j] for j, grid in enumerate(row)] for i, row in enumerate(grids)]
            )
        return self.arithmetic.matrix(
            [[entry for line in grid for entry in line] for row in grids for grid in row]
        )

    def by_all(
        self,
        of: Expression,
        by: Expression,
        bottoms: Sequence[Sequence[Expression]] | None,
        bound: Mapping[str, Label],
    ) -> T:
        """The derivative of a scalar by a name, or by every entry of a matrix."""
        if bottoms is None:
            return self.slope(of, by, bound)
        return self.arithmetic.matrix([[self.slope(of, b, bound) for b in row] for row in bottoms])

    def grid(self, value: T) -> Sequence[Sequence[T]]:
        """The entries of a value that is known to be a matrix."""
        entries = self.arithmetic.entries(value)
        if entries is None:
            raise MeaninglessError("a number where a matrix is needed")
        return entries

    def parts(
        self, expression: Expression, bound: Mapping[str, Label]
    ) -> Sequence[Sequence[Expression]] | None:
        """The entries of a matrix as expressions; None for a scalar."""
        if isinstance(expression, Matrix):
            return expression.rows
        if isinstance(expression, Symbol):
            definition = self.graph.definitions.get(self.resolved(expression, bound))
            if isinstance(definition, Matrix):
                return definition.rows
            if definition is None:
                return None
        entries = self.arithmetic.entries(self.value(expression, bound))
        if entries is None:
            return None
        return [
            [
                Apply("element", (expression, integer(i + 1), integer(j + 1)))
                for j in range(len(row))
            ]
            for i, row in enumerate(entries)
        ]

    def slope(self, of: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
        """The derivative of a scalar by a name."""
        if not isinstance(by, Symbol):
            raise MeaninglessError("a derivative is taken by a name")
        self.symbol(by, bound)
        name = self.resolved(by, bound)
        key = _with_labels(of, bound)
        if name not in self.known.get(key, {}):
            self.known[key] = self.slopes(of, bound)
        return self.known[key][name]

    def slopes(self, of: Expression, bound: Mapping[str, Label]) -> Mapping[str, T]:
        """The derivatives of a scalar by every name that has a value, all had at once."""
        value = self.value(of, bound)
        names = list(self.named)
        found = self.arithmetic.derivatives(value, [self.named[name] for name in names])
        return dict(zip(names, found, strict=True))


def _with_labels(expression: Expression, bound: Mapping[str, Label]) -> Expression:
    """The expression with its free indices written out, so that it can be remembered."""

    def label(node: Expression) -> Expression:
        if isinstance(node, Symbol) and not node.indices and node.name in bound:
            return Symbol(str(bound[node.name]))
        return node

    return rewrite(expression, label) if bound else expression
