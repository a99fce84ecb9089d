"""What may have been left out of a formula: a factor of a chain, a path, a term of a sum?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import TypeGuard

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
_NUMBERS = re.compile(r"\d+")
#: Of so many units at most, and with a number in one of so many places, all paths are tried.
MOST_UNITS, MOST_PLACES = 6, 3
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


def by(graph: Graph, names: Iterable[str]) -> Iterator[str]:
    """What names that stand for derivatives are taken by."""
    for definition in (graph.definitions.get(name) for name in names):
        for node in nodes(definition) if definition is not None else ():
            if isinstance(node, Derivative):
                yield from symbols(node.by)


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


def means(node: Expression, names: Iterable[str]) -> Iterator[_New]:
    """A mean for a sum: the number of samples that was left out."""
    if isinstance(node, Symbol | Derivative | Apply) and not is_apply(node, "negate"):
        for name in names:
            part = Apply("divide", (integer(1), Symbol(name)))
            yield Apply("multiply", (part, node)), f"times 1/{name}", 1.51


@lru_cache(maxsize=64)
def counts(graph: Graph) -> tuple[str, ...]:
    """The names by which numbers are divided, and that follow from nothing: 1/m."""
    below = (n.arguments[1] for d in graph.definitions.values() for n in nodes(d) if divides(n))
    names = dict.fromkeys(n.name for b in below for n in nodes(b) if isinstance(n, Symbol))
    return tuple(name for name in names if name in graph.free)


def divides(node: Expression) -> TypeGuard[Apply]:
    """Whether a number is divided by a name, perhaps with a number: 1/m and 1/(2m)."""
    if not is_apply(node, "divide") or not isinstance(node.arguments[0], Number):
        return False
    below = node.arguments[1]
    factors = below.arguments if is_apply(below, "multiply") else (below,)
    names = [f for f in factors if isinstance(f, Symbol) and not f.indices]
    return len(names) == 1 and all(isinstance(f, Symbol | Number) for f in factors)


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


def paths(expression: Expression, ends: Iterable[str], known: Iterable[str]) -> Iterator[_New]:
    """All paths where a chain, or each chain of a sum, takes one of several: through every unit.

    `ends` are the names from which and to which the chains lead.
    """
    chains = expression.arguments if is_apply(expression, "add") else (expression,)
    if not all(is_apply(chain, "multiply") for chain in chains):
        return
    kinds = dict.fromkeys(_unit(name)[0] for chain in chains for name in _between(chain, ends))
    for kind in kinds:
        units = [name for name in known if _unit(name)[0] == kind and name != kind]
        if not 2 < len(units) <= MOST_UNITS:
            continue  # of two units, one is left out: a term for another index
        sums: dict[Expression, None] = {}
        for place in range(MOST_PLACES):
            through = [_through(chain, kind, units, place) for chain in chains]
            if all(through):
                sums[_sum(*dict.fromkeys(term for terms in through for term in terms))] = None
        for every in sums:
            yield every, f"through every {kind}, not one alone", 1.46


def _unit(name: str) -> tuple[str, str]:
    """A name without its last number, and this number: O_in2 is of the kind O_in."""
    for last in [*_NUMBERS.finditer(name)][-1:]:
        return name[: last.start()] + name[last.end() :], last[0]
    return name, ""


def _factors(chain: Expression) -> Iterator[Expression]:
    """The factors of a product, whatever brackets stand around some of them."""
    for factor in children(chain) if is_apply(chain, "multiply") else ():
        yield from _factors(factor) if is_apply(factor, "multiply") else (factor,)


def _between(chain: Expression, ends: Iterable[str]) -> Iterator[str]:
    """The names that a chain of derivatives goes through."""
    for factor in _factors(chain):
        match factor:
            case Derivative(by=Symbol(name=name, indices=())) if name not in ends:
                yield name
            case _:
                continue


def _through(chain: Expression, kind: str, units: Sequence[str], place: int) -> list[Expression]:
    """A chain through every unit of a kind; what is no derivative has the unit's number, too.

    Of its numbers, that at a `place`. None where the chain goes through no unit of the kind.
    """
    own = next((n for n in symbols(chain) if _unit(n)[0] == kind), None)
    if own is None:
        return []
    old, found = _unit(own)[1], list[Expression]()
    for unit in units:
        names = {own: unit}
        for factor in _factors(chain):
            if isinstance(factor, Symbol):
                names[factor.name] = _with_number(factor.name, old, _unit(unit)[1], place)
        found.append(rewrite(chain, lambda n, names=names: _renamed(n, names)))
    return found


def _with_number(name: str, old: str, new: str, place: int) -> str:
    """The name with another number at one of its places, if the old one stands there."""
    numbers = list(_NUMBERS.finditer(name))
    if place >= len(numbers) or numbers[place][0] != old:
        return name
    return name[: numbers[place].start()] + new + name[numbers[place].end() :]


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
