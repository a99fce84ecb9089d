"""Which small changes of a formula are there?

Another name, another sign, another power, a transpose more or less, a factor or a term dropped or
put in, a differential sign put in. Each comes with its size, by which repairs are ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Symbol,
    children,
    integer,
    is_apply,
    nodes,
    rewrite,
    symbols,
    with_children,
)


@dataclass(frozen=True)
class Change:
    """A formula with one change, the change in words, and how small it is."""

    expression: Expression
    what: str
    size: float


def changed(expression: Expression, graph: Graph, near: Iterable[str] = ()) -> Iterator[Change]:
    """The formula with every single small change; `near` are names that stand beside it."""
    names = [n for n in (*graph.definitions, *graph.free) if not n.startswith("#")]
    used = [n for n in dict.fromkeys((*symbols(expression), *near)) if n in names]
    for node, put in _places(expression):
        match node:
            case Symbol(indices=()):
                for name in names:
                    if name != node.name:
                        what = f"{name} for {node.name}"
                        yield Change(put(Symbol(name)), what, 1 + 0.1 * distance(name, node.name))
            case Symbol(name=name, indices=indices):
                yield from _indexed(name, indices, put, graph)
            case Apply(function="differential", arguments=(inner,)):
                for name in names:
                    yield Change(
                        put(Derivative(inner, Symbol(name))), f"a derivative by {name}", 0.8
                    )
            case Apply(function="power", arguments=(base, exponent)):
                yield Change(put(base), "the power is dropped", 1.4)
                for n in (-1, 2, 3):
                    if exponent != integer(n):
                        what = f"the power {n}"
                        yield Change(put(Apply("power", (base, integer(n)))), what, 1.4)
            case Apply(function="matmul", arguments=(a, b)):
                for pair in (
                    (_transposed(a), b), (a, _transposed(b)), (b, a),
                    (_transposed(b), a), (b, _transposed(a)),
                ):  # fmt: skip
                    yield Change(put(Apply("matmul", pair)), "a transpose", 1.2)
            case Apply(function="transpose", arguments=(inner,)):
                yield Change(put(inner), "no transpose", 1.2)
            case Apply(function="multiply", arguments=factors) if len(factors) > 1:
                for i in range(len(factors)):
                    rest = factors[:i] + factors[i + 1 :]
                    kept = rest[0] if len(rest) == 1 else Apply("multiply", rest)
                    yield Change(put(kept), "one factor less", 1.8)
            case Apply(function="add", arguments=terms) if len(terms) > 1:
                for i in range(len(terms)):
                    rest = terms[:i] + terms[i + 1 :]
                    yield Change(
                        put(rest[0] if len(rest) == 1 else Apply("add", rest)), "one term less", 1.9
                    )
            case _:
                pass
        if not isinstance(node, Number):
            flipped = node.arguments[0] if is_apply(node, "negate") else Apply("negate", (node,))
            yield Change(put(flipped), "the sign", 1.3)
        if isinstance(node, Symbol | Derivative | Apply) and not is_apply(node, "negate"):
            yield from _more_factors(node, put, used)
    yield from _renamed(expression, names)


def _indexed(
    name: str,
    indices: tuple[Expression, ...],
    put: Callable[[Expression], Expression],
    graph: Graph,
) -> Iterator[Change]:
    """Another indexed name, or an index one higher or lower."""
    families = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    for other in sorted(families - {name}):
        what = f"{other}[…] for {name}[…]"
        yield Change(put(Symbol(other, indices)), what, 1 + 0.1 * distance(other, name))
    for i, index in enumerate(indices):
        for step in (1, -1):
            moved = Apply("add", (index, integer(step)))
            changed_indices = (*indices[:i], moved, *indices[i + 1 :])
            what = f"an index {'higher' if step > 0 else 'lower'} by 1"
            yield Change(put(Symbol(name, changed_indices)), what, 1.1)


def _more_factors(
    node: Expression, put: Callable[[Expression], Expression], names: list[str]
) -> Iterator[Change]:
    for name in names:
        factors = node.arguments if is_apply(node, "multiply") else (node,)
        more = Apply("multiply", (*factors, Symbol(name)))
        yield Change(put(more), f"times {name}", 1.7)
        if isinstance(node, Symbol):
            what = f"the derivative of {node.name} by {name}"
            yield Change(put(Derivative(node, Symbol(name))), what, 1.6)
    yield Change(put(Apply("multiply", (integer(2), node))), "times 2", 1.7)
    half = Apply("divide", (integer(1), integer(2)))
    yield Change(put(Apply("multiply", (half, node))), "times 1/2", 1.7)


def _renamed(expression: Expression, names: list[str]) -> Iterator[Change]:
    """One name for another wherever it stands, where it stands more than once."""
    used = [n.name for n in nodes(expression) if isinstance(n, Symbol) and not n.indices]
    for old in dict.fromkeys(n for n in used if used.count(n) > 1):
        for new in names:
            if new != old:
                size = 1.05 + 0.1 * distance(new, old)
                yield Change(replaced(expression, old, new), f"{new} for {old} everywhere", size)


def replaced(expression: Expression, old: str, new: str) -> Expression:
    """The formula with one name for another wherever it stands."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name == old:
            return Symbol(new, node.indices)
        return node

    return rewrite(expression, change)


def _places(
    expression: Expression,
) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every node with a function that puts another in its place."""
    yield expression, lambda new: new
    inner = children(expression)
    for i, part in enumerate(inner):
        for node, put in _places(part):
            yield (
                node,
                lambda new, i=i, put=put: with_children(
                    expression, (*inner[:i], put(new), *inner[i + 1 :])
                ),
            )


def _transposed(node: Expression) -> Expression:
    return Apply("transpose", (node,))


@lru_cache(maxsize=100_000)
def distance(a: str, b: str) -> int:
    """How many letters change, go or come (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
