"""Which names are of one kind, and which of them does a formula speak of?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from ..expressions.graph import Graph, Label
from ..expressions.tree import Expression, Number, Symbol, is_apply, nodes, symbols
from ..expressions.walk import Walk
from ..oracles.ball_formulas import Floats
from ..oracles.tape import Var

#: The letters that weights begin with where no update says them.
WEIGHTS = frozenset({"w", "W", "theta", "v", "V", "u", "U", "omega", "weight"})
_COUNTED = re.compile(r"(.*?\D)(\d+)")
_LAYER = re.compile(r"_L\d+$")
_LETTERS = re.compile(r"[^\W\d_]+")


def base_of(name: str) -> str:
    """The letters that a name begins with: `w` of `w5` and of `w_i`, `net` of `net_h1`."""
    found = _LETTERS.match(name)
    return found.group() if found else name


def counted(name: str) -> tuple[str, int] | None:
    """A name and its number: `net_h` and 1; None where it has none."""
    found = _COUNTED.fullmatch(name)
    return (found[1], int(found[2])) if found else None


@dataclass(frozen=True)
class Unit:
    """A name around the number of its unit: `z1_L2` is number 1 of the kind `z`, `_L2`."""

    kind: tuple[str, str]
    number: int

    def at(self, number: int) -> str:
        """The name of another unit of the kind."""
        return f"{self.kind[0]}{number}{self.kind[1]}"


def unit_of(name: str) -> Unit | None:
    """The number of the unit in a name, which is not that of its layer; None where it has none."""
    bare = without_layer(name)
    found = counted(bare)
    return Unit((found[0], name[len(bare) :]), found[1]) if found else None


def without_layer(name: str) -> str:
    """A name without the number of its layer."""
    return _LAYER.sub("", name)


class _Names(Walk[Var]):
    """A walk that only asks for names."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, Floats())
        self.asked: dict[str, None] = {}

    def symbol(self, symbol: Symbol, bound: Mapping[str, Label]) -> Var:
        """Remember the name; any number will do for it."""
        if not symbol.indices and symbol.name in bound:
            return self.counted(bound[symbol.name])
        self.asked.setdefault(self.resolved(symbol, bound))
        return Var(0.5)


def names_in(formula: Expression, graph: Graph) -> Iterator[str]:
    """The names that a formula speaks of, those under a sum one by one.

    Raises `MeaninglessError` where what a sum runs over is not known.
    """
    plain = [n for n in nodes(formula) if isinstance(n, Symbol)]
    if not any(n.indices for n in plain):
        yield from dict.fromkeys(n.name for n in plain)
        return
    walk = _Names(graph)
    walk.value(formula)
    yield from walk.asked


def is_added(name: str, formula: Expression, bases: Set[str]) -> bool:
    """Whether a name is a term by itself, perhaps times 1, beside terms with weights."""
    return any(
        is_apply(node, "add") and any(_is_alone(term, name) for term in node.arguments)
        and any(base_of(n) in bases for n in symbols(node) if n != name)
        for node in nodes(formula)
    )  # fmt: skip


def _is_alone(term: Expression, name: str) -> bool:
    if is_apply(term, "multiply"):
        names = [f for f in term.arguments if not isinstance(f, Number)]
        return len(names) == 1 and _is_alone(names[0], name)
    return isinstance(term, Symbol) and term.name == name
