"""Which names of a document are vectors and matrices, where it gives no numbers for them?

As numbers, all products commute and a transpose is nothing: a missing one would be confirmed. So
where the document transposes, multiplies by elements, takes norms, prints letters bold or calls
them matrices, its network gets layers of unequal sizes, by the formulas that lead to its loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..expressions.arrays import Arrays, Shape
from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    is_apply,
    is_numeric,
    nodes,
    symbols,
)
from ..reading.read import Read
from ..reading.said_shapes import (
    MATRIX,
    VECTOR,
    said_shapes,
    speaks_of_batches,
    speaks_of_matrices,
)
from .array_claims import Claims, chosen
from .array_products import Fitting
from .dimensions import Dimensions, is_capital
from .lengths import UnequalError
from .sayings import derivatives, first_formulas
from .stacks import stack_of

#: Which derivatives stand transposed, in the order in which it is supposed.
_LAYOUTS = tuple(
    frozenset(turned)
    for turned in (
        (), ("jacobian",), ("vector",), ("vector", "matrix"), ("vector", "jacobian"),
        ("vector", "matrix", "jacobian"),
    )
)  # fmt: skip
#: What is done with vectors and matrices alone.
_OF_ARRAYS = frozenset({"transpose", "hadamard", "norm", "diagonal", "total", "softmax"})
_NAMED = {
    frozenset({"vector"}): "derivatives by vectors stand transposed",
    frozenset({"vector", "matrix"}): "derivatives stand in the numerator layout",
}


def with_arrays(read: Read) -> tuple[Read, tuple[str, ...]]:
    """The document with the shapes of its vectors and matrices; what is supposed of them."""
    if stack_of(read.statements) is not None:
        return read, ()
    network = Network(read)
    if not network.forward or not network.evidence:
        return read, ()
    try:
        shapes, single = network.shapes()
    except UnequalError as error:
        if network.is_weak:
            return read, ()
        why = f"shapes are not known: {error}"
        names = network.names - network.numbers
        return replace(read, arrays=Arrays(shapeless=dict.fromkeys(names, why))), ()
    if not shapes:
        return read, ()
    return network.read_with(shapes, single)


class Network:
    """The formulas that lead to the losses of a document, and what speaks for matrices."""

    def __init__(self, read: Read) -> None:
        self.read = read
        text = read.document.source.text
        self.kinds, self.batches = said_shapes(text), speaks_of_batches(text)
        self.formulas = first_formulas(read.statements)
        graph = Graph(self.formulas)
        self.losses = {
            node.of.name
            for statement in read.statements
            for node in derivatives(statement)
            if isinstance(node.of, Symbol) and node.of.name in self.formulas
        } or {name for name, formula in self.formulas.items() if _is_sum(formula)}
        inner = {name for loss in self.losses for name in graph.below(loss)} | self.losses
        self.forward = {
            name: formula
            for name, formula in self.formulas.items()
            if name in inner and not any(isinstance(n, Derivative) for n in nodes(formula))
        }
        self.names = {*self.forward, *(n for f in self.forward.values() for n in symbols(f))}
        self.given = dict(_given(read.statements))
        self.numbers = {name for name, shape in self.given.items() if shape is None}
        self.evidence = self._evidence()

    @property
    def is_weak(self) -> bool:
        """Whether only letters and words speak for matrices, or numbers speak against them."""
        return self.evidence <= {"capitals", "words"} or bool(self.numbers & self.names)

    def _evidence(self) -> set[str]:
        """What speaks for matrices among the names of the network."""
        found: set[str] = set()
        for name in self.names:
            base = Dimensions({}, self.kinds, {}).kind(name)
            if base in (MATRIX, VECTOR):
                found.add("said")
        for node in (n for s in self.read.statements for n in s.nodes()):
            match node:
                case Apply(function=function) if function in _OF_ARRAYS:
                    if self.names & {*symbols(node)}:
                        found.add(function)
                case _:
                    pass
        for formula in self.forward.values():
            for node in nodes(formula):
                if isinstance(node, Apply) and node.function == "multiply":
                    own = [n.name for n in node.arguments if isinstance(n, Symbol)]
                    if any(map(is_capital, own)) and not all(map(is_capital, own)):
                        found.add("capitals")
        if speaks_of_matrices(self.read.document.source.text):
            found.add("words")
        return found if found - {"total", "words"} else set()

    def shapes(self) -> tuple[dict[str, Shape], dict[str, Shape]]:
        """The shapes of the network's names, and those with one sample. Raises `UnequalError`."""
        given = {n: s for n, s in self.given.items() if s is not None or n not in self.names}
        found = Dimensions(self.forward, self.kinds, {**given})
        for name in self.forward:
            found.name(name)
        shapes = dict(found.sizes())
        single = dict(found.sizes(one_sample=True)) if found.samples else {}
        own = {n: s for n, s in shapes.items() if n not in given}
        return own, {n: s for n, s in single.items() if n not in given}

    def read_with(
        self, shapes: dict[str, Shape], single: dict[str, Shape]
    ) -> tuple[Read, tuple[str, ...]]:
        """The document read with the shapes of its network."""
        summed = [n for n in sorted(self.losses) if n in shapes and self.is_elementwise(n)]
        if summed and self.evidence == {"capitals"}:
            return self.read, ()
        for name in summed:
            del shapes[name]
        statements = tuple(_with_totals(s, summed) for s in self.read.statements)
        formulas = first_formulas(statements)
        samples = _samples(shapes, single)
        best, other = chosen(
            [
                Claims(statements, formulas, Fitting(shapes, t, samples), self.forward)
                for t in _LAYOUTS
            ]
        )
        arrays = Arrays(best.shapes, best.fitting.turned, best.shapeless, (), best.mended, samples)
        others: list[tuple[str, Arrays]] = []
        if self.is_weak:
            others.append(("numbers", replace(arrays, shapes={})))
        if single and not self.batches:
            one = {n: s for n, s in single.items() if n not in summed}
            others.append(("one sample", replace(arrays, shapes=one)))
        if other is not None:
            turned = replace(arrays, turned=other.fitting.turned, shapes=other.shapes)
            others.append(("derivatives that stand transposed", turned))
        told = [f"{name} is the sum of its entries" for name in summed]
        layout = _NAMED.get(best.fitting.turned - {"jacobian"})
        arrays = replace(arrays, others=tuple(others))
        read = replace(self.read, statements=best.told_apart(other), arrays=arrays)
        return read, (*told, *([layout] if layout else []))

    def is_elementwise(self, name: str) -> bool:
        """Whether a loss is written as if it were one of several numbers."""
        follows = any(name in symbols(formula) for formula in self.formulas.values())
        inner = (n.function for n in nodes(self.formulas[name]) if isinstance(n, Apply))
        return not follows and not {"power", "log"}.isdisjoint(inner)


def _is_sum(formula: Expression) -> bool:
    """Whether a formula sums the errors of several outputs."""
    return any(isinstance(n, Fold) or is_apply(n, "norm") or is_apply(n, "total") for n in (
        nodes(formula)
    ))  # fmt: skip


def _samples(shapes: Mapping[str, Shape], single: Mapping[str, Shape]) -> int:
    """How many samples there are."""
    pairs = ((shapes[n], s) for n, s in single.items() if n in shapes)
    return next((a for one, s in pairs for a, b in zip(one, s, strict=True) if a != b), 0)


def _with_totals(statement: Statement, names: Sequence[str]) -> Statement:
    """The statement with the sum of the entries of a loss that is written for one of several."""
    left, *rest = statement.members
    if not isinstance(left.expression, Symbol) or left.expression.name not in names:
        return statement
    members = tuple(
        m if is_numeric(m.expression) else replace(m, expression=Apply("total", (m.expression,)))
        for m in rest
    )
    return replace(statement, members=(left, *members))


def _given(statements: Iterable[Statement]) -> Iterator[tuple[str, Shape | None]]:
    """The names that have a number or a matrix of numbers."""
    for statement in statements:
        left, *rest = (m.expression for m in statement.members)
        values = [e for e in rest if is_numeric(e)]
        if not isinstance(left, Symbol) or left.indices or not values:
            continue
        match values[-1]:
            case Matrix() as matrix:
                yield left.name, matrix.shape
            case Number():
                yield left.name, None
            case _:
                pass
