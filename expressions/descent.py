"""Which numbers does a lecture's own model move, by how much, and in which order?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from .graph import Graph
from .tree import Expression, Symbol, nodes, rewrite


@dataclass(frozen=True, eq=False)
class Descent:
    """Gradient descent on a loss that a graph defines, whatever the graph computes.

    Every name in `layers` and `biases` has a printed value in the graph. `layers` has the weights,
    those nearest to the loss first; a layer at a time is updated where a run goes output first.
    """

    graph: Graph
    loss: Symbol
    layers: tuple[tuple[str, ...], ...]
    biases: tuple[str, ...]
    rate: Fraction

    @property
    def weights(self) -> tuple[str, ...]:
        """All of them, the nearest to the loss first."""
        return tuple(name for layer in self.layers for name in layer)

    @property
    def is_shared(self) -> bool:
        """Whether a bias belongs to several units."""
        return any(len(self.users(name)) > 1 for name in self.biases)

    def users(self, name: str) -> list[str]:
        """The names whose formulas speak of a name."""
        return [
            user
            for user, formula in self.graph.definitions.items()
            if any(isinstance(node, Symbol) and node.name == name for node in nodes(formula))
        ]

    def split(self) -> Descent:
        """The same with a bias of its own for every unit."""
        definitions = dict(self.graph.definitions)
        biases: list[str] = []
        for name in self.biases:
            users = self.users(name)
            biases.append(name)
            for user in users[1:]:
                own = f"{name}@{user}"
                biases.append(own)
                definitions[own] = definitions[name]
                definitions[user] = _renamed(definitions[user], name, own)
        return replace(
            self, graph=replace(self.graph, definitions=definitions), biases=tuple(biases)
        )

    def start(self) -> Mapping[str, Expression]:
        """The values at which the parameters begin."""
        return {name: self.graph.definitions[name] for name in (*self.weights, *self.biases)}


def _renamed(formula: Expression, name: str, other: str) -> Expression:
    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name == name and not node.indices:
            return replace(node, name=other)
        return node

    return rewrite(formula, change)
