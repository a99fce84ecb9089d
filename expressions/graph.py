"""What does every name of a lecture stand for?

A graph gives each name an expression: a printed value for what is given, a formula for what follows
from it. Names without either are free: formulas about them are judged at random points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from .arrays import Arrays
from .tree import Derivative, Expression, Matrix, Number, Symbol, is_numeric, nodes

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
    #: Names that are computed from others, nobody says how; and from which names they are not.
    opaque: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Names whose definitions are a guess, good enough to confirm with.
    supposed: frozenset[str] = frozenset()
    #: Names for any one of several that have numbers: w_j beside w_1 and w_2.
    generic: frozenset[str] = frozenset()
    #: The vectors and matrices of no known values.
    arrays: Arrays = field(default_factory=Arrays)
    #: Other spellings of names: of the last layer, which is counted from any other.
    spellings: Mapping[str, str] = field(default_factory=dict)

    def is_given(self, name: str) -> bool:
        """Whether a name has a printed value of its own."""
        return name in self.definitions and is_numeric(self.definitions[name])

    def knows(self, name: str) -> bool:
        """Whether a name stands for anything."""
        name = self.spellings.get(name, name)
        return name in self.definitions or name in self.free or name in self.arrays.shapeless

    def reaches(self, expression: Expression, name: str) -> bool:
        """Whether an expression follows from a name, as far as the definitions say."""
        return self._leads(self._direct(expression), name)

    def _leads(self, names: frozenset[str], name: str) -> bool:
        return name in names or any(name in self.below(inner) for inner in names)

    def below(self, name: str) -> frozenset[str]:
        """Every name that a name follows from."""
        if name not in self._below:
            seen: set[str] = set()
            waiting = [name]
            while waiting:
                new = self._inner(waiting.pop()) - seen
                seen |= new
                waiting += new
            self._below[name] = frozenset(seen)
        return self._below[name]

    def hidden(self, expression: Expression, name: str) -> str:
        """What may lead from an expression down to a name in a way that is not written here."""
        return self._hidden(self._direct(expression), name)

    def _hidden(self, names: frozenset[str], name: str) -> str:
        unwritten = self._unwritten(name)
        if unwritten.isdisjoint(names.union(*map(self.below, names))):
            return ""
        return min(self._above(names, name) & unwritten, default="")

    def _unwritten(self, name: str) -> frozenset[str]:
        """What is computed in a way that is not written here, and may follow from a name."""
        found = self._may_follow.get(name)
        if found is None:
            found = frozenset(n for n in self.opaque if not self._precedes(n, name))
            self._may_follow[name] = found
        return found

    @cached_property
    def _may_follow(self) -> dict[str, frozenset[str]]:
        return {}

    def guess(self, *expressions: Expression) -> str:
        """A name that is a guess, or any one of several, and from which an expression follows."""
        names = {n for e in expressions for n in self._direct(e)}
        below = names.union(*map(self.below, names))
        return min(below & (self.supposed | self.generic), default="")

    def one_sided(self, left: Expression, right: Expression) -> str:
        """A name computed nobody says how, from which one of two expressions follows alone."""
        direct = [self._direct(side) for side in (left, right)]
        mine, theirs = (names.union(*map(self.below, names)) for names in direct)
        return min((mine ^ theirs) & self.opaque.keys(), default="")

    def _precedes(self, opaque: str, name: str) -> bool:
        """Whether what is computed in a way that is not written here cannot follow from a name."""
        if name in self.opaque[opaque] or opaque in self.below(name):
            return True
        # A name that comes in only behind it, as a weight that it is multiplied by.
        holding = [n for n in self.definitions if name in self._inner(n)]
        return bool(holding) and all(opaque in self.below(n) for n in holding)

    def _above(self, names: frozenset[str], name: str) -> set[str]:
        """What names follow from, on the way down to a name and not further."""
        seen = {*names} - {name}
        waiting = list(seen)
        while waiting:
            new = self._inner(waiting.pop()) - seen
            new.discard(name)
            seen |= new
            waiting += new
        return seen

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _in_definitions(self) -> dict[str, set[str]]:
        return {}

    def _inner(self, name: str) -> set[str]:
        """The names in the definition of a name, found once."""
        found = self._in_definitions.get(name)
        if found is None:
            definition = self.definitions.get(name)
            found = set(self._direct(definition)) if definition is not None else set[str]()
            self._in_definitions[name] = found
        return found

    def _direct(self, expression: Expression) -> frozenset[str]:
        """The names in an expression, and those that its indexed names may mean."""
        found: set[str] = set()
        for node in nodes(expression):
            if isinstance(node, Symbol):
                found.add(node.name)
                if node.indices:
                    found.update(self.families.get(node.name, {}).values())
        return frozenset(self.spellings.get(name, name) for name in found)

    def connects(self, expression: Expression, name: str) -> bool:
        """Whether it is known if an expression follows from a name.

        It is where it does, and where something follows from the name and from all names of the
        expression: then the document says how they hang together. It is not where the expression
        follows from something that is computed in a way that is not written here.
        """
        if isinstance(expression, Symbol) and not expression.indices:
            parts = names = frozenset({self.spellings.get(expression.name, expression.name)})
        else:
            parts = frozenset(
                self.spellings.get(n.name, n.name)
                for n in nodes(expression)
                if isinstance(n, Symbol) and not n.indices
            )
            names = self._direct(expression)
        asked = names, parts, name
        if asked not in self._connected:
            self._connected[asked] = self._connects(*asked)
        return self._connected[asked]

    @cached_property
    def _connected(self) -> dict[tuple[frozenset[str], frozenset[str], str], bool]:
        return {}

    def _connects(self, names: frozenset[str], parts: frozenset[str], name: str) -> bool:
        """The same of the names in an expression, `parts` being those without an index."""
        if self._hidden(names, name):
            return False
        entries = self.definitions.get(name)
        if isinstance(entries, Matrix) and not self._leads(names, name):
            inner = [n.name for n in nodes(entries) if isinstance(n, Symbol)]
            return bool(inner) and all(self._connects(names, parts, n) for n in inner)
        if self._leads(names, name):
            return True
        return (
            all(map(self.knows, parts))
            and bool(parts)
            and any(name in below and parts <= below for below in self._wholes)
        )

    @cached_property
    def _wholes(self) -> list[frozenset[str]]:
        """What each name follows from whose definition is free of derivatives."""
        return [
            self.below(whole)
            for whole, definition in self.definitions.items()
            if not any(isinstance(n, Derivative) for n in nodes(definition))
        ]

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
