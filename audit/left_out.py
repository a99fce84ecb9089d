"""What may have been left out of a formula: a factor of a chain, a path, a term of a sum?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

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

_New = tuple[Expression, str, float]
_NUMBER = re.compile(r"\d")
#: So many ways of giving the names of a term other numbers are tried.
MOST_RENAMED = 16


@lru_cache(maxsize=64)
def related(graph: Graph, used: frozenset[str]) -> frozenset[str]:
    """The names that stand in one definition with others: what may be left out beside them."""
    found = set(used)
    for name, definition in graph.definitions.items():
        own = {name, *symbols(definition)}
        if own & used:
            found |= own
    return frozenset(found)


def links(expression: Expression, near: Sequence[str]) -> Iterator[Derivative]:
    """The derivatives that a chain may lack: of what others are taken by, by what they are of."""
    found = [n for n in nodes(expression) if isinstance(n, Derivative)]
    lower = dict.fromkeys((*(n.by for n in found), *map(Symbol, near)))
    upper = dict.fromkeys((*(n.of for n in found), *map(Symbol, near)))
    for of, by in product(lower, upper) if found else ():
        if of != by and isinstance(of, Symbol) and isinstance(by, Symbol):
            yield Derivative(of, by)


def factors(node: Expression, names: Iterable[str], chain: Iterable[Derivative]) -> Iterator[_New]:
    """One factor more: a name, what a name lacks to 1, or a link of a chain."""
    if is_apply(node, "negate"):
        return
    have = node.arguments if is_apply(node, "multiply") else (node,)
    for link in chain if isinstance(have[0], Derivative) else ():
        what = f"times the derivative of {_name(link.of)} by {_name(link.by)}"
        yield Apply("multiply", (*have, link)), what, 1.58
    for name in names:
        yield Apply("multiply", (*have, Symbol(name))), f"times {name}", 1.6
        rest = _sum(integer(1), Apply("negate", (Symbol(name),)))
        yield Apply("multiply", (*have, rest)), f"times 1 - {name}", 1.62


def errors(node: Expression, names: Sequence[str]) -> Iterator[_New]:
    """A difference of two names with one number as a factor more: what an error begins with."""
    have = node.arguments if is_apply(node, "multiply") else (node,)
    numbered = [(name, _NUMBER.findall(name)) for name in names]
    for (one, mine), (other, theirs) in product(numbered, numbered):
        if one != other and mine == theirs and mine:
            rest = _sum(Symbol(one), Apply("negate", (Symbol(other),)))
            yield Apply("multiply", (rest, *have)), f"times {one} - {other}", 1.64


def terms(node: Expression, names: Iterable[str], known: frozenset[str]) -> Iterator[_New]:
    """One term more: 1, a name, or a term that is there, with other numbers or as 1 minus it."""
    if is_apply(node, "negate"):
        yield _sum(integer(1), node), "1 more", 1.5
        return
    have = node.arguments if is_apply(node, "add") else (node,)
    for term in have:
        for other in _renumbered(term, known):
            yield _sum(*have, other), "a term for another index", 1.45
        mirrored = _mirrored(term)
        for other in (mirrored, Apply("negate", (mirrored,))):
            yield _sum(*have, other), "a term for the other case", 1.56
    yield _sum(integer(1), *have), "1 more", 1.5
    for name in names:
        yield _sum(*have, Symbol(name)), f"plus {name}", 1.52
        yield _sum(*have, Apply("negate", (Symbol(name),))), f"minus {name}", 1.52


def members(node: Expression, index: str, graph: Graph) -> Iterator[_New]:
    """One factor more within a sum: a name with the index that is counted."""
    if not isinstance(node, Symbol) or Symbol(index) not in node.indices:
        return
    for family, labels in graph.families.items():
        if {len(label) for label in labels} == {1}:
            more = [(Symbol(index),)]
        else:
            others = dict.fromkeys(n for label in labels if len(label) == 2 for n in label)
            numbers = [integer(n) for n in others if isinstance(n, int)]
            more = [(Symbol(index), n) for n in numbers] + [(n, Symbol(index)) for n in numbers]
            more += [(Symbol(index),)] if any(len(label) == 1 for label in labels) else []
        for indices in more:
            yield Apply("multiply", (node, Symbol(family, indices))), f"times {family}[…]", 1.6


def _sum(*terms: Expression) -> Expression:
    return Apply("add", terms)


def _name(node: Expression) -> str:
    return node.name if isinstance(node, Symbol) else "?"


def _renumbered(term: Expression, known: frozenset[str]) -> Iterator[Expression]:
    """A term with one number of its names for another, where all these names are known."""
    own = symbols(term)
    digits = {d for name in own for d in _NUMBER.findall(name)}
    every = {d for name in known for d in _NUMBER.findall(name)}
    for old, new in product(sorted(digits), sorted(every)):
        if old == new:
            continue
        choices = [list(_with(name, old, new, known)) for name in own]
        for chosen in islice(product(*choices), MOST_RENAMED):
            names = dict(zip(own, chosen, strict=True))
            if any(a != b for a, b in names.items()):
                yield rewrite(term, lambda n, names=names: _renamed(n, names))


def _with(name: str, old: str, new: str, known: frozenset[str]) -> Iterator[str]:
    """The name with another number in one place, in every place where it is a name; or as it is."""
    places = [m.start() for m in _NUMBER.finditer(name) if m[0] == old]
    yield from (n for at in places if (n := name[:at] + new + name[at + 1 :]) in known)
    yield name


def _renamed(node: Expression, names: dict[str, str]) -> Expression:
    if isinstance(node, Symbol) and not node.indices:
        return Symbol(names.get(node.name, node.name))
    return node


def _mirrored(term: Expression) -> Expression:
    """A term with 1 - a for every name a, as the other half of a cross-entropy has it."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and not node.indices:
            return _sum(integer(1), Apply("negate", (node,)))
        if is_apply(node, "add") and len(node.arguments) == 2 and integer(1) in node.arguments:
            rest = node.arguments[node.arguments[0] == integer(1)]
            if is_apply(rest, "negate") and isinstance(rest.arguments[0], Symbol):
                return rest.arguments[0]
        return with_children(node, tuple(map(change, children(node))))

    has_derivative = any(isinstance(n, Derivative) for n in nodes(term))
    return term if has_derivative or isinstance(term, Number) else change(term)
