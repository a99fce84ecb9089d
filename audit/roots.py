"""Which names of a document's model do not follow from others, and may be drawn at random?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..expressions.arrays import Arrays
from ..expressions.graph import Graph, Label
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Symbol,
    children,
    is_numeric,
    nodes,
    symbols,
)
from .bindings import CONSTANTS

Families = Mapping[str, Mapping[tuple[Label, ...], str]]

_NEW = "_new"


def in_logs(statements: Iterable[Statement]) -> Iterator[str]:
    """The names of which the logarithm is taken, by themselves or from 1."""
    for statement in statements:
        for member in statement.members:
            for node in nodes(member.expression):
                if isinstance(node, Apply) and node.function.startswith("log"):
                    yield from symbols(node.arguments[0])


def free_names(
    definitions: Mapping[str, Expression],
    graphs: Sequence[Graph],
    families: Families,
) -> tuple[dict[str, Expression], dict[str, tuple[int, ...]]]:
    """The names that something follows from, and what has a value; matrices entry by entry."""
    names: set[str] = set()
    for name, formula in definitions.items():
        # That a name is updated does not say that anything follows from it.
        names |= {*plain_names(formula), *members(formula, families)} - {name.removesuffix(_NEW)}
    matrices: dict[str, Expression] = {}
    for graph in dict.fromkeys(graphs):
        for name, value in graph.definitions.items():
            if not is_numeric(value):
                continue
            names.add(name)
            if isinstance(value, Matrix) and name not in definitions:
                rows, columns = value.shape
                matrices[name] = Matrix(tuple(
                    tuple(Symbol(f"{name}[{i + 1},{j + 1}]") for j in range(columns))
                    for i in range(rows)
                ))  # fmt: skip
    names |= {e.name for m in matrices.values() for e in nodes(m) if isinstance(e, Symbol)}
    skipped = definitions.keys() | matrices.keys() | CONSTANTS
    return matrices, {name: () for name in sorted(names) if name not in skipped}


def with_entries(
    free: Mapping[str, tuple[int, ...]], whole: Mapping[str, Expression]
) -> dict[str, tuple[int, ...]]:
    """The free names with the entries of matrices for the matrices."""
    kept = {name: shape for name, shape in free.items() if name not in whole}
    return kept | {name: () for matrix in whole.values() for name in symbols(matrix)}


def reshaped(graph: Graph, arrays: Arrays) -> Graph:
    """The graph with other shapes of its vectors and matrices."""
    before = graph.arrays
    roots = {
        name: entries
        for name, entries in before.roots(graph.definitions).items()
        if graph.definitions[name] == entries
    }
    old = {name for entries in roots.values() for name in symbols(entries)}
    whole = arrays.roots(roots)
    names = {name: shape for name, shape in graph.free.items() if name not in old}
    free = with_entries(names | dict.fromkeys(roots, ()), whole)
    kept = {name: formula for name, formula in graph.definitions.items() if name not in roots}
    return replace(graph, definitions={**kept, **whole}, free=free, arrays=arrays)


def members(expression: Expression, families: Families) -> Iterator[str]:
    """The names that indexed names may mean."""
    for node in nodes(expression):
        if isinstance(node, Symbol) and node.indices:
            yield from families.get(node.name, {}).values()


def plain_names(expression: Expression) -> set[str]:
    """The names without indices, but for those that are differentiated, or count a sum's terms."""
    match expression:
        case Symbol(name=name, indices=()):
            return {name}
        case Derivative(by=by):
            return plain_names(by)
        case Fold(index=index):
            return set().union(*map(plain_names, children(expression))) - {index}
        case _:
            return set().union(*map(plain_names, children(expression)))


def is_circular(name: str, definitions: Mapping[str, Expression]) -> bool:
    """Whether a name follows from itself."""
    return Graph(definitions).reaches(definitions[name], name)
