"""Which names of a document are the targets of a cross-entropy, and sum to 1?

`∂L/∂z = p - y` is true of a softmax and `L = -Σ y log p` where the targets sum to 1, and of no
others: nobody writes that down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.tree import Apply, Expression, Fold, Symbol, integer, is_apply, nodes


def on_simplex(graph: Graph) -> Graph | None:
    """The graph in which the last target is 1 without the others; None where no loss needs it."""
    for definition in graph.definitions.values():
        for targets in _targets(definition, graph):
            free = [name for name in targets if name in graph.free]
            if len(free) == len(targets) > 1:
                *others, last = free
                rest = tuple(Apply("negate", (Symbol(name),)) for name in others)
                whole = graph.with_definitions({last: Apply("add", (integer(1), *rest))})
                # What is free has a drawn value, whatever its definition says.
                return replace(whole, free={n: s for n, s in graph.free.items() if n != last})
    return None


def _targets(definition: Expression, graph: Graph) -> Iterator[Sequence[str]]:
    """The factors of the logarithms that a formula is the sum of."""
    for node in nodes(definition):
        if isinstance(node, Fold) and node.operation == "sum":
            name = _target(node.body)
            if isinstance(name, Symbol) and name.indices:
                yield sorted(graph.families.get(name.name, {}).values())
        if is_apply(node, "add") and len(node.arguments) > 1:
            found = [_target(term) for term in node.arguments]
            names = [t.name for t in found if isinstance(t, Symbol) and not t.indices]
            if len(names) == len(found):
                yield names


def _target(term: Expression) -> Expression | None:
    """y of y log p; nothing where p is 1 - q."""
    while is_apply(term, "negate"):
        term = term.arguments[0]
    if not is_apply(term, "multiply") or len(term.arguments) != 2:
        return None
    target, logarithm = term.arguments
    if not is_apply(logarithm, "log") or is_apply(logarithm.arguments[0], "add"):
        return None
    return target
