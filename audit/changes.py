"""Which small changes of a formula are there?

Another name, another sign, another power, a transpose more or less, a factor or a term dropped or
put in, a differential sign put in. Each comes with its size, by which repairs are ordered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Path,
    Symbol,
    integer,
    is_apply,
    nodes,
    places,
    replaced_at,
    rewrite,
    symbols,
)

#: Names that are no further apart are taken one for the other everywhere.
SIMILAR = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a formula: the node that comes in at a path, in words, and how small it is."""

    path: Path
    node: Expression
    what: str
    size: float

    def applied(self, expression: Expression) -> Expression:
        """The changed formula."""
        return replaced_at(expression, self.path, self.node)


def changed(expression: Expression, graph: Graph, near: Iterable[str] = ()) -> Iterator[Change]:
    """Every single small change of a formula; `near` are names that stand beside it."""
    names = [n for n in (*graph.definitions, *graph.free) if not n.startswith("#")]
    used = [n for n in dict.fromkeys((*symbols(expression), *near)) if n in names]
    for path, node in places(expression):
        for new, what, size in (*_of_node(node, names, graph), *_of_sign(node), *_more(node, used)):
            yield Change(path, new, what, size)
    yield from _renamed(expression, names)


_New = tuple[Expression, str, float]


def _of_node(node: Expression, names: list[str], graph: Graph) -> Iterator[_New]:
    """What else may stand in the place of a node of its kind."""
    match node:
        case Symbol(name=old, indices=()):
            for name in names:
                if name != old:
                    yield Symbol(name), f"{name} for {old}", 1 + 0.1 * distance(name, old)
        case Symbol(name=name, indices=indices):
            yield from _indexed(name, indices, graph)
        case Apply(function="differential", arguments=(inner,)):
            for name in names:
                yield Derivative(inner, Symbol(name)), f"a derivative by {name}", 0.8
        case Apply(function="power", arguments=(base, exponent)):
            yield base, "the power is dropped", 1.4
            for n in (-1, 2, 3):
                if exponent != integer(n):
                    yield Apply("power", (base, integer(n))), f"the power {n}", 1.4
        case Apply(function="matmul", arguments=(a, b)):
            at, bt = Apply("transpose", (a,)), Apply("transpose", (b,))
            for pair in ((at, b), (a, bt), (b, a), (bt, a), (b, at)):
                yield Apply("matmul", pair), "a transpose", 1.2
        case Apply(function="transpose", arguments=(inner,)):
            yield inner, "no transpose", 1.2
        case Apply(function="multiply" | "add" as function, arguments=terms) if len(terms) > 1:
            what, size = {"multiply": ("one factor less", 1.8), "add": ("one term less", 1.9)}[
                function
            ]
            for i in range(len(terms)):
                rest = terms[:i] + terms[i + 1 :]
                yield rest[0] if len(rest) == 1 else Apply(function, rest), what, size
        case _:
            return


def _of_sign(node: Expression) -> Iterator[_New]:
    if not isinstance(node, Number):
        negated = is_apply(node, "negate")
        yield node.arguments[0] if negated else Apply("negate", (node,)), "the sign", 1.3


def _indexed(name: str, indices: tuple[Expression, ...], graph: Graph) -> Iterator[_New]:
    """Another indexed name, or an index one higher or lower."""
    families = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    for other in sorted(families - {name}):
        what = f"{other}[…] for {name}[…]"
        yield Symbol(other, indices), what, 1 + 0.1 * distance(other, name)
    for i, index in enumerate(indices):
        for step, word in ((1, "higher"), (-1, "lower")):
            moved = Apply("add", (index, integer(step)))
            shifted = (*indices[:i], moved, *indices[i + 1 :])
            yield Symbol(name, shifted), f"an index {word} by 1", 1.1


def _more(node: Expression, names: list[str]) -> Iterator[_New]:
    """A factor, or a derivative, that was left out."""
    if not isinstance(node, Symbol | Derivative | Apply) or is_apply(node, "negate"):
        return
    factors = node.arguments if is_apply(node, "multiply") else (node,)
    for name in names:
        yield Apply("multiply", (*factors, Symbol(name))), f"times {name}", 1.7
        if isinstance(node, Symbol):
            yield Derivative(node, Symbol(name)), f"the derivative of {node.name} by {name}", 1.6
    yield Apply("multiply", (integer(2), node)), "times 2", 1.7
    half = Apply("divide", (integer(1), integer(2)))
    yield Apply("multiply", (half, node)), "times 1/2", 1.7


def _renamed(expression: Expression, names: list[str]) -> Iterator[Change]:
    """One name for a similar one wherever it stands, where it stands more than once."""
    used = [n.name for n in nodes(expression) if isinstance(n, Symbol) and not n.indices]
    for old in dict.fromkeys(n for n in used if used.count(n) > 1):
        for new in names:
            apart = distance(new, old)
            if 0 < apart <= SIMILAR:
                what = f"{new} for {old} everywhere"
                yield Change((), replaced(expression, old, new), what, 1.05 + 0.1 * apart)


def replaced(expression: Expression, old: str, new: str) -> Expression:
    """The formula with one name for another wherever it stands."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name == old:
            return Symbol(new, node.indices)
        return node

    return rewrite(expression, change)


@lru_cache(maxsize=100_000)
def distance(a: str, b: str) -> int:
    """How many letters change, go or come (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
