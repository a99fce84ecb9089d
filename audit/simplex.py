"""Which names of a document are the targets of a cross-entropy, and sum to 1?

`∂L/∂z = p - y` is true of a softmax and `L = -Σ y log p` where the targets sum to 1, and of no
others: nobody writes that down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.tree import Apply, Expression, Fold, Matrix, Symbol, integer, is_apply, nodes


def on_simplex(graph: Graph) -> Graph | None:
    """The graph in which the last target is 1 without the others; None where no loss needs it."""
    for definition in graph.definitions.values():
        for groups in _targets(definition, graph):
            if all(len(names) > 1 and graph.free.keys() >= set(names) for names in groups):
                whole = graph.with_definitions(dict(map(_rest, groups)))
                # What is free has a drawn value, whatever its definition says.
                lasts = {names[-1] for names in groups}
                return replace(whole, free={n: s for n, s in graph.free.items() if n not in lasts})
    return None


def _rest(names: Sequence[str]) -> tuple[str, Expression]:
    """The last of some names as what is missing to 1."""
    *others, last = names
    rest = tuple(Apply("negate", (Symbol(name),)) for name in others)
    return last, Apply("add", (integer(1), *rest))


def _targets(definition: Expression, graph: Graph) -> Iterator[Sequence[Sequence[str]]]:
    """The factors of the logarithms that a formula is the sum of, those of each sample together."""
    for node in nodes(definition):
        if isinstance(node, Fold) and node.operation == "sum":
            name = _target(node.body)
            if isinstance(name, Symbol) and name.indices:
                yield [sorted(graph.families.get(name.name, {}).values())]
        if is_apply(node, "total"):
            name = _target(node.arguments[0])
            entries = graph.definitions.get(name.name) if isinstance(name, Symbol) else None
            if isinstance(entries, Matrix):
                yield _by_samples(entries, graph.arrays.samples)
        if is_apply(node, "add") and len(node.arguments) > 1:
            found = [_target(term) for term in node.arguments]
            names = [t.name for t in found if isinstance(t, Symbol) and not t.indices]
            if len(names) == len(found):
                yield [names]


def _by_samples(entries: Matrix, samples: int) -> list[list[str]]:
    """The names in a matrix of which those of one sample stand in a row, or in a column."""
    rows, columns = entries.shape
    lines = entries.rows if rows == samples else zip(*entries.rows, strict=True)
    if 1 in (rows, columns):
        lines = [[entry for row in entries.rows for entry in row]]
    return [[entry.name for entry in line if isinstance(entry, Symbol)] for line in lines]


def _target(term: Expression) -> Expression | None:
    """y of y log p; nothing where p is 1 - q."""
    while is_apply(term, "negate"):
        term = term.arguments[0]
    if not isinstance(term, Apply) or term.function not in ("multiply", "hadamard"):
        return None
    if len(term.arguments) != 2:
        return None
    target, logarithm = term.arguments
    if not is_apply(logarithm, "log") or is_apply(logarithm.arguments[0], "add"):
        return None
    return target
