"""What do names with other numbers tell of a name: `out_h2` beside `out_h1`?

Fellows are computed in one manner, each for itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from functools import lru_cache

from ..expressions.graph import Graph
from ..expressions.tree import Apply, Expression, Fold, Number, Symbol, nodes, rewrite, symbols
from .kin import base_of, is_added

_NUMBER = re.compile(r"(\d+)")


class Fellows:
    """Which names of a graph are fellows of a name?"""

    def __init__(self, definitions: Mapping[str, Expression]) -> None:
        self.graph = Graph(definitions)
        self.alike: dict[tuple[str, ...], list[str]] = {}
        for name in definitions:
            self.alike.setdefault(_parts(name)[::2], []).append(name)

    def of(self, name: str) -> list[str]:
        """The fellows of a name, in the order of the definitions."""
        return [n for n in self.alike.get(_parts(name)[::2], ()) if _are_fellows(name, n)]


def apart(name: str, everything: Fellows, weights: Set[str]) -> Iterator[str]:
    """What a quantity does not follow from: its fellows, and what these alone follow from.

    That are their weights, by the letters that these begin with; inputs and biases may be shared.
    """
    fellows, definitions = everything.of(name), everything.graph.definitions
    below = everything.graph.below
    if any(_are_fellows(name, n) or n == name for f in fellows for n in below(f)):
        return  # one follows from another: they are steps, and no fellows
    for other in fellows:
        yield other
        formula = definitions[other]
        while len(inner := symbols(formula)) == 1 and inner[0] in definitions:
            yield inner[0]
            formula = definitions[inner[0]]
        if all(isinstance(n, Symbol | Number) or _is_linear(n) for n in nodes(formula)):
            own = (n for n in symbols(formula) if n not in definitions and base_of(n) in weights)
            yield from (n for n in own if not is_added(n, formula, weights))


def _is_linear(node: Expression) -> bool:
    return isinstance(node, Apply) and node.function in ("add", "multiply", "negate")


def _are_fellows(one: str, other: str) -> bool:
    """`out_h1` and `out_h2`: names that differ in one number, which counts no layers."""
    mine, theirs = _parts(one), _parts(other)
    if len(mine) != len(theirs) or mine[::2] != theirs[::2]:
        return False
    differ = [i for i in range(1, len(mine), 2) if mine[i] != theirs[i]]
    return len(differ) == 1 and not mine[differ[0] - 1].endswith("_L")


@lru_cache(maxsize=50_000)
def _parts(name: str) -> tuple[str, ...]:
    """A name cut around its numbers."""
    return tuple(_NUMBER.split(name))


def by_symmetry(
    names: Iterable[str], definitions: Mapping[str, Expression], used: Collection[str]
) -> dict[str, tuple[str, Expression]]:
    """E_2 as E_1, where every name of E_1 has the number 1 and its fellow with 2 is used."""
    found: dict[str, tuple[str, Expression]] = {}
    for name in sorted(names):
        base, number = _numbered(name)
        for other, formula in definitions.items():
            if not number or _numbered(other)[0] != base or name in found:
                continue
            mine = _renumbered(formula, _numbered(other)[1], number)
            if mine is not None and all(n in used for n in symbols(mine)):
                found[name] = other, mine
    return found


def _numbered(name: str) -> tuple[str, str]:
    """A name without its last number, and the number."""
    base = name.rstrip("0123456789")
    return base, name[len(base) :]


def _renumbered(formula: Expression, old: str, new: str) -> Expression | None:
    """The formula for another number; None where a name in it has none, or another one."""
    if any(isinstance(n, Fold) for n in nodes(formula)):
        return None
    for name in symbols(formula):
        if _numbered(name)[1] != old:
            return None

    def change(node: Expression) -> Expression:
        return Symbol(_numbered(node.name)[0] + new) if isinstance(node, Symbol) else node

    return rewrite(formula, change) if old else None
