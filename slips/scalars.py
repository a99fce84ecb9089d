"""How is one entry of a formula in matrices, or a sum over an index, computed number by number?

A slip is made in one number: in one product of a sum, one entry of a matrix. So sums over an index
are written out, products of matrices entry by entry, and a softmax as what it is.
"""

from __future__ import annotations

from ..expressions.tree import (
    Apply,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    rewrite,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import PRECISIONS, Truth

#: Larger formulas are taken as they are: a slip in one place would be one of very many.
MOST_TERMS = 24
_BY_ENTRIES = frozenset(
    {"add", "multiply", "hadamard", "negate", "divide", "power", "exp", "log", "log10", "sqrt",
     "sigmoid", "tanh", "relu", "step", "softplus", "abs"}
)  # fmt: skip


class Scalars:
    """Formulas of one graph, written out in numbers."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def flat(self, expression: Expression) -> Expression:
        """The formula with sums, products of matrices and entries written out."""
        match expression:
            case Apply(function="element", arguments=(of, Number() as i, Number() as j)):
                return self.entry(of, int(i.printed.value) - 1, int(j.printed.value) - 1)
            case Apply(function="softmax" | "total" | "matmul"):
                return expression
            case Apply(arguments=arguments):
                return with_children(expression, tuple(map(self.flat, arguments)))
            case Fold():
                return self.terms(expression)
            case _:
                return expression

    def terms(self, fold: Fold) -> Expression:
        """A sum or a product over an index, written out."""
        walk = self.truth.walk(PRECISIONS[0])
        try:
            labels = walk.labels(fold, {})
        except MeaninglessError:
            return fold
        if not 0 < len(labels) <= MOST_TERMS:
            return fold

        def at(node: Expression, label: str | int) -> Expression:
            bound = {fold.index: label}
            if isinstance(node, Symbol) and node.indices:
                try:
                    return Symbol(walk.resolved(node, bound))
                except MeaninglessError:
                    return node
            if isinstance(node, Symbol) and node.name == fold.index and isinstance(label, int):
                return integer(label)
            inner = tuple(at(part, label) for part in children(node))
            return with_children(node, inner) if inner else node

        terms = tuple(self.flat(at(fold.body, label)) for label in labels)
        if len(terms) == 1:
            return terms[0]
        return Apply("add" if fold.operation == "sum" else "multiply", terms)

    def entry(self, of: Expression, i: int, j: int) -> Expression:
        """One entry of a matrix as a formula in numbers; a number is the same in every entry."""
        try:
            shape = self.truth.shape(of)
        except MeaninglessError:
            shape = (i + 1, j + 1)
        if shape is None:
            return self.flat(of)
        match of:
            case Matrix(rows=rows) if i < len(rows) and j < len(rows[0]):
                return self.flat(rows[i][j])
            case Symbol(name=name, indices=()):
                defined = self.truth.graph.definitions.get(name)
                if isinstance(defined, Matrix):
                    return self.entry(defined, i, j)
            case Apply(function="transpose", arguments=(inner,)):
                return self.entry(inner, j, i)
            case Apply(function="matmul", arguments=(a, b)):
                return self._product(of, a, b, i, j)
            case Apply(function="softmax", arguments=(z,)):
                return self._share(z, shape, i, j)
            case Apply(function=function, arguments=arguments) if function in _BY_ENTRIES:
                return Apply(function, tuple(self.entry(part, i, j) for part in arguments))
            case _:
                pass
        return Apply("element", (of, integer(i + 1), integer(j + 1)))

    def _product(self, of: Expression, a: Expression, b: Expression, i: int, j: int) -> Expression:
        try:
            left, right = self.truth.shape(a), self.truth.shape(b)
        except MeaninglessError:
            left = right = None
        if left is None or right is None or not 0 < left[1] <= MOST_TERMS:
            return Apply("element", (of, integer(i + 1), integer(j + 1)))
        products = tuple(
            Apply("multiply", (self.entry(a, i, k), self.entry(b, k, j))) for k in range(left[1])
        )
        return products[0] if len(products) == 1 else Apply("add", products)

    def _share(self, z: Expression, shape: tuple[int, int], i: int, j: int) -> Expression:
        """One entry of a softmax: its exponential over the sum of all."""
        if shape[0] * shape[1] > MOST_TERMS:
            inner = Apply("softmax", (z,))
            return Apply("element", (inner, integer(i + 1), integer(j + 1)))
        raised = {
            (k, m): Apply("exp", (self.entry(z, k, m),))
            for k in range(shape[0])
            for m in range(shape[1])
        }
        return Apply("divide", (raised[i, j], Apply("add", tuple(raised.values()))))

    def unfolded(self, expression: Expression, keep: frozenset[str]) -> Expression:
        """The formula with every name that is computed, and not kept, replaced by its formula."""
        graph = self.truth.graph

        def change(node: Expression) -> Expression:
            if not isinstance(node, Symbol) or node.indices or node.name in keep:
                return node
            if graph.is_given(node.name) or isinstance(graph.definitions.get(node.name), Matrix):
                return node
            return graph.definitions.get(node.name, node)

        return self.flat(rewrite(expression, change))
