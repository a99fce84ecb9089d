"""Which small changes of a formula are there?

Another name, another sign, another power, a transpose more or less, a factor or a term dropped or
put in, a differential sign put in. Each comes with its size, by which repairs are ordered: another
index is the smallest, a name of another kind is larger than anything that is left out of a formula
or put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Path,
    Symbol,
    children,
    integer,
    is_apply,
    nodes,
    places,
    replaced_at,
    rewrite,
    symbols,
)
from . import left_out
from .transposes import orders, products, summed, transposed

#: The size of a transpose more or less, from which on something is put in, and how much a name of
#: another kind counts.
TRANSPOSE, PUT_IN, OTHER_KIND = 1.2, 1.45, 1.6
#: The size of a name in what is differentiated by a name that it lacks, but for the letters.
LACKING = 1.0
#: The size of a sum over samples that is left out.
SUMMED = 1.1
_DIGITS = re.compile(r"\d+|_prime$")
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
    near = tuple(near)
    used = [n for n in dict.fromkeys((*symbols(expression), *near)) if n in names]
    beside, known = (
        left_out.related(graph, frozenset({*used, *left_out.by(graph, used)})),
        frozenset(names),
    )
    related = [name for name in names if name in beside]
    links = tuple(left_out.links(expression, near))
    letters = sorted({*_letters(expression), *(n for n in near if len(n) == 1)} - known)
    counts = left_out.counts(graph)
    for path, node in places(expression):
        if path and isinstance(_inside(expression, path[:-1]), Symbol | Derivative):
            found = _of_node(node, names, graph, letters)
        else:
            found = (
                *_of_node(node, names, graph, letters), *_of_sign(node), *_more(node, used, graph),
                *left_out.means(node, counts),
                *left_out.factors(node, related, links), *left_out.terms(node, related, known),
            )  # fmt: skip
        for new, what, size in found:
            yield Change(path, new, what, size)
        if isinstance(node, Derivative) and isinstance(node.of, Apply):
            for deeper, new, what, size in _differentiated(node, names):
                yield Change((*path, *deeper), new, what, size)
        if isinstance(node, Fold):
            for deeper, inner in places(node.body, (*path, len(children(node)) - 1)):
                for new, what, size in left_out.members(inner, node.index, graph):
                    yield Change(deeper, new, what, size)
    for new, what, size in left_out.errors(expression, related):
        yield Change((), new, what, size)
    for new, what in summed(expression, graph):
        yield Change((), new, what, SUMMED)
    for new, what, size in left_out.paths(expression, near, names):
        yield Change((), new, what, size)
    yield from _renamed(expression, names)


def _letters(expression: Expression) -> Iterator[str]:
    """The letters that are indices."""
    for node in nodes(expression):
        if isinstance(node, Symbol):
            yield from (i.name for i in node.indices if isinstance(i, Symbol) and not i.indices)


def _inside(expression: Expression, path: Path) -> Expression:
    for step in path:
        expression = children(expression)[step]
    return expression


_New = tuple[Expression, str, float]


def _of_node(
    node: Expression, names: list[str], graph: Graph, letters: Sequence[str]
) -> Iterator[_New]:
    """What else may stand in the place of a node of its kind."""
    match node:
        case Symbol(name=old, indices=()):
            for name in names:
                if name != old:
                    apart = 1 if _kind(name) == _kind(old) else OTHER_KIND
                    yield Symbol(name), f"{name} for {old}", apart + 0.1 * distance(name, old)
        case Symbol(name=name, indices=indices):
            yield from _indexed(name, indices, graph, letters)
        case Apply(function="differential", arguments=(inner,)):
            for name in names:
                yield Derivative(inner, Symbol(name)), f"a derivative by {name}", 0.8
        case Apply(function="power", arguments=(base, exponent)):
            yield base, "the power is dropped", 1.4
            for n in (-1, 2, 3):
                if exponent != integer(n):
                    yield Apply("power", (base, integer(n))), f"the power {n}", 1.4
        case Apply(function="matmul", arguments=(a, b)):
            for pair in (
                *orders(a, b),
                (transposed(b), transposed(a)),
                (transposed(a), transposed(b)),
            ):
                yield Apply("matmul", pair), "a transpose", TRANSPOSE
        case Apply(function="transpose", arguments=(inner,)):
            yield inner, "no transpose", TRANSPOSE
        case Apply(function="multiply" | "add" as function, arguments=terms) if len(terms) > 1:
            what, usual = {"multiply": ("one factor less", 1.8), "add": ("one term less", 1.9)}[
                function
            ]
            for i, term in enumerate(terms):
                rest = terms[:i] + terms[i + 1 :]
                size = 1.35 if isinstance(term, Number) or left_out.divides(term) else usual
                yield rest[0] if len(rest) == 1 else Apply(function, rest), what, size
            if function == "multiply" and any(isinstance(d, Matrix) for d in given(graph)):
                yield from ((new, "a transpose", TRANSPOSE) for new in products(terms, graph))
        case Apply(function="hadamard", arguments=(_, _) as terms):
            yield from ((new, "a transpose", TRANSPOSE) for new in products(terms, graph))
        case _:
            return


def given(graph: Graph) -> Iterable[Expression]:
    """What the names of a graph stand for."""
    return graph.definitions.values()


def _differentiated(
    node: Derivative, names: Sequence[str]
) -> Iterator[tuple[Path, Expression, str, float]]:
    """What is differentiated by a name that it lacks, with this, or its kind, for another."""
    by = node.by
    if not isinstance(by, Symbol) or by.name in symbols(node.of):
        return
    for path, inner in places(node.of, (0,)):
        if isinstance(inner, Symbol) and not inner.indices:
            size = LACKING + 0.1 * distance(by.name, inner.name)
            yield path, by, f"{by.name} for {inner.name}", size
    new = _kind(by.name)
    for old in dict.fromkeys(map(_kind, symbols(node.of))):
        changed = _of_kind(node.of, old, new, names)
        if changed and by.name in symbols(changed):
            yield (0,), changed, f"every {new} for {old}", LACKING + 0.05 * distance(new, old)


@lru_cache(maxsize=100_000)
def _kind(name: str) -> str:
    """A name without its numbers: w5 and w6 are of one kind."""
    return _DIGITS.sub("", name)


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(name))


def _of_sign(node: Expression) -> Iterator[_New]:
    if not isinstance(node, Number):
        negated = is_apply(node, "negate")
        yield node.arguments[0] if negated else Apply("negate", (node,)), "the sign", 1.3


def _indexed(
    name: str, indices: tuple[Expression, ...], graph: Graph, letters: Sequence[str]
) -> Iterator[_New]:
    """Another indexed name, another index, the same in another order, or one higher or lower."""
    families = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    for other in sorted(families - {name}):
        what = f"{other}[…] for {name}[…]"
        yield Symbol(other, indices), what, 1 + 0.1 * distance(other, name)
    for i, index in enumerate(indices):
        for letter in letters:
            if isinstance(index, Symbol) and index.name in letters and letter != index.name:
                other = (*indices[:i], Symbol(letter), *indices[i + 1 :])
                yield Symbol(name, other), f"the index {letter} for {index.name}", 1.0
    if len(indices) == 2:
        yield Symbol(name, indices[::-1]), "the indices in the other order", 1.05
    for i, index in enumerate(indices):
        for step, word in ((1, "higher"), (-1, "lower")):
            moved = Apply("add", (index, integer(step)))
            shifted = (*indices[:i], moved, *indices[i + 1 :])
            yield Symbol(name, shifted), f"an index {word} by 1", 1.1


def _more(node: Expression, names: list[str], graph: Graph) -> Iterator[_New]:
    """A number as a factor, or a sign of differentiation, that was left out."""
    if not isinstance(node, Symbol | Derivative | Apply) or is_apply(node, "negate"):
        return
    if isinstance(node, Symbol):
        own = names if node.indices else sorted(graph.below(node.name) & set(names))
        for name in own:
            yield Derivative(node, Symbol(name)), f"the derivative of {node.name} by {name}", 1.75
    yield Apply("power", (node, integer(2))), "the power 2", 1.4
    yield Apply("multiply", (integer(2), node)), "times 2", 1.51
    half = Apply("divide", (integer(1), integer(2)))
    yield Apply("multiply", (half, node)), "times 1/2", 1.51


def _renamed(expression: Expression, names: list[str]) -> Iterator[Change]:
    """One name for a similar one wherever it stands, or all names of a kind for those of another.

    The name stands more than once; of the kind there are several.
    """
    used = [n.name for n in nodes(expression) if isinstance(n, Symbol) and not n.indices]
    for old in dict.fromkeys(n for n in used if used.count(n) > 1):
        for new in names:
            apart = distance(new, old)
            if 0 < apart <= SIMILAR:
                what = f"{new} for {old} everywhere"
                yield Change((), replaced(expression, old, new), what, 1.05 + 0.1 * apart)
    for old in dict.fromkeys(map(_kind, used)):
        for new in dict.fromkeys(map(_kind, names)):
            if changed := _of_kind(expression, old, new, names):
                what = f"every {new} for {old}"
                yield Change((), changed, what, 1.2 + 0.05 * distance(new, old))


def _of_kind(expression: Expression, old: str, new: str, names: Sequence[str]) -> Expression | None:
    """The formula with all names of a kind for those of a similar one; None for less than two."""
    known = {_numbers(n): n for n in names if _kind(n) == new}
    own = [name for name in symbols(expression) if _kind(name) == old]
    fits = len(own) > 1 and all(_numbers(name) in known for name in own)
    if not (fits and 0 < distance(new, old) <= SIMILAR):
        return None
    for name in own:
        expression = replaced(expression, name, known[_numbers(name)])
    return expression


def replaced(expression: Expression, old: str, new: str) -> Expression:
    """The formula with one name for another wherever it stands."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name == old:
            return Symbol(new, node.indices)
        return node

    return rewrite(expression, change)


@lru_cache(maxsize=100_000)
def distance(a: str, b: str) -> int:
    """How many letters change, go or come (Levenshtein); a step from layer to layer is two."""
    for word, sign in (("_plus_", "+"), ("_minus_", "-")):
        a, b = a.replace(word, sign), b.replace(word, sign)
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
