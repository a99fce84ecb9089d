"""What is a formula worth, in the arithmetic of an engine?

One walk over the tree serves every engine: it knows names, indices, sums, branches and derivatives,
and no arithmetic at all. An engine brings that: numbers, functions, matrices, and how the
derivative of one value by others is had.

A name is worth the same wherever it occurs; its value is computed once and remembered, so that a
derivative by a name cuts the computation there: what the name itself follows from does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Generic, Self, TypeVar

from .arithmetic import Arithmetic, MeaninglessError, UndefinedError
from .graph import Graph, Label
from .layouts import chain, derivative
from .printed import Printed, UnreadableNumberError
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
    rewrite,
)
from .written import written

T = TypeVar("T")
#: So many terms a sum has at most, and so many are worked out in sums within sums.
MOST_TERMS = 10_000
MOST_NESTED = 100_000


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
        self.known: dict[Expression, dict[str, T | None]] = {}
        #: The derivatives of names by names, each found once, or why there is none.
        self.between: dict[tuple[str, str], T | MeaninglessError] = {}
        self.outer: Self | None = None
        self.moved = set(self.point)
        self.touched = False
        self.nested = 1

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
            case Apply(function="multiply", arguments=arguments) if self.graph.arrays.has_chain(
                arguments
            ):
                return chain(self, arguments, bound)
            case Apply(function=function, arguments=arguments):
                return self.arithmetic.apply(function, [self.value(a, bound) for a in arguments])
            case Derivative(of=of, by=by):
                return self.differentiated(of, by, bound)
            case Matrix(rows=rows):
                return self.arithmetic.matrix([[self.value(e, bound) for e in r] for r in rows])
            case Fold():
                return self.fold(expression, bound)
            case Piecewise(branches=branches):
                return self.branch(branches, bound)
            case At(body=body, symbol=symbol, value=value):
                return self.elsewhere(symbol, self.value(value, bound)).value(body, bound)
            case After():
                raise MeaninglessError("a value after training needs a run")

    def differentiated(self, of: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
        """A derivative; that of a name by a name, or that there is none, is found once."""
        if not (isinstance(of, Symbol) and isinstance(by, Symbol)) or of.indices or by.indices:
            return derivative(self, of, by, bound)
        if self.pending or bound:
            return derivative(self, of, by, bound)
        pair = of.name, by.name
        if pair not in self.between:
            try:
                self.between[pair] = derivative(self, of, by, bound)
            except MeaninglessError as error:
                self.between[pair] = error
        self.touched = True
        found = self.between[pair]
        if isinstance(found, MeaninglessError):
            raise found.with_traceback(None)
        return found

    def symbol(self, symbol: Symbol, bound: Mapping[str, Label]) -> T:
        """The value of a name, found once."""
        if not symbol.indices and symbol.name in bound:
            return self.counted(bound[symbol.name])
        name = self.resolved(symbol, bound)
        if name not in self.named:
            self.named[name] = self.found(name)
        if name in self.moved:
            self.touched = True
        return self.named[name]

    def counted(self, label: Label) -> T:
        """The value of an index: a number, where its label is one."""
        try:
            return self.arithmetic.number(Printed(str(label)))
        except UnreadableNumberError:
            raise MeaninglessError(f"{label} is a label and no number") from None

    def found(self, name: str) -> T:
        """The value of a name: the point's, what it follows from, or the walk's outside.

        The walk outside is asked for what turns out not to depend on the name that is moved here.
        """
        if name in self.point:
            return self.established(name, self.point[name])
        if self.outer is not None and self.outer.stands(name):
            return self.outer.symbol(Symbol(name), {})
        before, self.touched = self.touched, False
        value = self.defined(name)
        if self.outer is None:
            return self.established(name, value)
        if self.touched:
            self.moved.add(name)
            return self.established(name, value)
        self.touched = before
        return self.outer.symbol(Symbol(name), {})

    def stands(self, name: str) -> bool:
        """Whether a name has its value from the point, here or outside."""
        return name in self.point or (self.outer is not None and self.outer.stands(name))

    def defined(self, name: str) -> T:
        """What the definition of a name is worth."""
        if name in self.graph.arrays.shapeless:
            raise MeaninglessError(self.graph.arrays.shapeless[name])
        if name not in self.graph.definitions:
            raise UndefinedError(name)
        if name in self.pending:
            raise MeaninglessError(f"{name} is defined by itself")
        self.pending.add(name)
        try:
            value = self.value(self.graph.definitions[name])
        finally:
            self.pending.discard(name)
        if isinstance(self.graph.definitions[name], Symbol):
            # Another name for the same value is a place of its own to cut at.
            return self.arithmetic.apply("add", [value, self.counted(0)])
        return value

    def elsewhere(self, name: str, value: T) -> Self:
        """A walk where a name has another value, and with it all that follows from the name.

        Every other name keeps the value, and the place to cut at, that it has here.
        """
        walk = self.again()
        walk.point, walk.moved, walk.outer = {name: value}, {name}, self
        return walk

    def again(self) -> Self:
        """The same walk before anything is known; what is being computed stays pending."""
        walk = copy(self)
        walk.named, walk.known, walk.moved = {}, {}, set(self.point)
        walk.between = {}
        return walk

    def resolved(self, symbol: Symbol, bound: Mapping[str, Label]) -> str:
        """The plain name that an indexed symbol means, with its indices at the given labels."""
        name = self.named_by(symbol, bound)
        return self.graph.spellings.get(name, name)

    def named_by(self, symbol: Symbol, bound: Mapping[str, Label]) -> str:
        """The same, as it is spelled."""
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
        labels = self.labels(fold, bound)
        around, self.nested = self.nested, self.nested * max(len(labels), 1)
        try:
            if self.nested > MOST_NESTED:
                raise MeaninglessError(f"sums within sums of more than {MOST_NESTED} terms")
            terms = [self.value(fold.body, {**bound, fold.index: k}) for k in labels]
        finally:
            self.nested = around
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

    def slope(self, of: Expression, by: Expression, bound: Mapping[str, Label]) -> T:
        """The derivative of a scalar by a name."""
        if not isinstance(by, Symbol) or by.name in bound:
            raise MeaninglessError("a derivative is taken by a name")
        self.symbol(by, bound)
        self.touched = True  # What is remembered of a derivative does not say what it touched.
        name = self.resolved(by, bound)
        known = self.known.setdefault(_with_labels(of, bound), {})
        if name not in known:
            known.update(self.slopes(of, name, bound))
        found = known[name]
        if found is None:
            raise MeaninglessError(f"the derivative of {written(of)} by {name} is not known here")
        return found

    def slopes(self, of: Expression, by: str, bound: Mapping[str, Label]) -> Mapping[str, T | None]:
        """The derivative of a scalar by a name, and by all others for which it is had at once."""
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
