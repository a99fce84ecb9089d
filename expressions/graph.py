"""What does every name of a lecture stand for?

A graph gives each name an expression: a printed value for what is given, a formula for what follows
from it. Names without either are free: formulas about them are judged at random points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .tree import Expression, Matrix, Number, Symbol, is_numeric, nodes

Label = str | int
_EMPTY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Graph:
    """Names with their expressions.

    `definitions` maps a name to what it stands for; `free` maps a name without one to the shape
    `(rows, columns)` of what it may stand for, `()` for a number. `sets` names what an index runs
    over. `families` maps an indexed name and its labels to the name that is meant: `O[k]` with k at
    `o1` is `out_o1`. `domains` bounds the random values of names that must lie between two numbers.
    """

    definitions: Mapping[str, Expression]
    free: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sets: Mapping[str, tuple[Label, ...]] = field(default_factory=dict)
    families: Mapping[str, Mapping[tuple[Label, ...], str]] = field(default_factory=dict)
    domains: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: Names may depend on one another in ways that are not written here: a document's own graph.
    is_partial: bool = False

    def is_given(self, name: str) -> bool:
        """Whether a name has a printed value of its own."""
        return name in self.definitions and is_numeric(self.definitions[name])

    def knows(self, name: str) -> bool:
        """Whether a name stands for anything."""
        return name in self.definitions or name in self.free

    def reaches(self, expression: Expression, name: str) -> bool:
        """Whether an expression follows from a name, as far as the definitions say."""
        seen: set[str] = set()
        waiting = [expression]
        while waiting:
            for node in nodes(waiting.pop()):
                found = [node.name] if isinstance(node, Symbol) else []
                if found and node.indices:  # type: ignore[union-attr]
                    found += self.families.get(found[0], {}).values()
                for inner in found:
                    if inner == name:
                        return True
                    if inner in self.definitions and inner not in seen:
                        seen.add(inner)
                        waiting.append(self.definitions[inner])
        return False

    def roots(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The names that do not follow from others, each with its shape."""
        for name, definition in self.definitions.items():
            if is_numeric(definition):
                yield name, definition.shape if isinstance(definition, Matrix) else ()
        yield from self.free.items()

    def with_definitions(self, more: Mapping[str, Expression]) -> Graph:
        """The same graph with more definitions, or with others."""
        return replace(self, definitions={**self.definitions, **more})


def printed_values(graph: Graph) -> dict[str, tuple[Number, ...]]:
    """The numbers that are printed for each given name."""
    return {
        name: tuple(n for n in nodes(graph.definitions[name]) if isinstance(n, Number))
        for name, _ in graph.roots()
        if name in graph.definitions
    }
