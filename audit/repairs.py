"""Which one small change makes a false formula true?

Changes are tried in order of their size: a dropped differential sign, a name for another, a sign,
an exponent, a transpose, a factor left out or put in. Each is tried in floating point at two
points, and one that holds there is proved in balls like any other formula. What makes both sides
vanish is no repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import TypeGuard

from ..expressions.graph import Graph
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Symbol,
    integer,
    is_apply,
    nodes,
    rewrite,
    symbols,
)
from .changes import OTHER_KIND, PUT_IN, SIMILAR, Change, changed, distance, replaced
from .formulas import compare
from .nearness import Parts, Sides
from .points import Samples

MOST_TRIED = 12000
MOST_SHOWN = 3
#: In a larger formula one change is not looked for: it would be one of very many.
LARGEST = 90
NEAREST = 12
#: Sizes of changes: names and signs of differentiation, and whatever there is.
NAMES, LARGEST_CHANGE = 1.0, 9.0
#: What a left side says is likely to be what was meant.
ON_LEFT = 0.25
#: The size of a change by which one name or sign becomes another.
LARGEST_READING = 1.0
LARGEST_MISPRINT = 1.3


@dataclass(frozen=True)
class Repair:
    """A changed left or right side with which the formula is true.

    `size` orders repairs; `what` says the change in words.
    """

    left: Expression
    right: Expression
    what: str
    size: float

    @property
    def is_misprint(self) -> bool:
        """Whether one sign stands for another, and nothing is left out or put in."""
        return not self.on_left and self.size <= LARGEST_MISPRINT

    @property
    def is_reading(self) -> bool:
        """Whether names or signs that stand for nothing are read as what they must be."""
        return self.size <= LARGEST_READING

    @property
    def on_left(self) -> bool:
        """Whether the left side is the one that changed."""
        return self.what.endswith("(left side)")


def repairs(
    left: Expression,
    right: Expression,
    samples: Samples,
    each: tuple[tuple[str, str], ...] = (),
    *,
    largest: float = LARGEST_CHANGE,
    keep_left: bool = False,
) -> tuple[Repair, ...]:
    """The smallest changes that make `left = right` true; none where no single change does.

    The `largest` of them may be limited, to names and signs of differentiation alone (`NAMES`):
    what cannot be evaluated is not thereby false. `keep_left` leaves a left side as it is that is
    known to be right.
    """
    sides = Sides(samples, each)
    dropped = _with_differentials(left), _with_differentials(right)
    if dropped != (left, right):
        what = "a differential sign is missing"
        if compare(*dropped, samples, each).state == "equal":
            return (Repair(*dropped, what, 0.5),)
        renamed = _known_names(*dropped, sides)
        if renamed:
            return tuple(replace(r, what=f"{what}; {r.what}", size=1.5) for r in renamed)
    renamed = _known_names(left, right, sides)
    signs = any(is_apply(n, "differential") for side in (left, right) for n in nodes(side))
    if renamed or (largest <= NAMES and not signs):
        return renamed
    largest = largest if largest > NAMES else LARGEST_CHANGE
    found: list[Repair] = []
    both = (right, left, "right side"), (left, right, "left side")
    for original, other, side in both[:1] if keep_left else both:
        targets = sides.values(other)
        if targets is None or sum(1 for _ in nodes(original)) > LARGEST:
            continue
        near = symbols(other)
        changes = list(islice(changed(original, samples.graph, near), MOST_TRIED))
        if original is left:
            changes = [replace(c, size=c.size + ON_LEFT) for c in changes if _keeps(c)]
        parts = Parts(original, sides)
        for change in sorted(changes, key=lambda change: change.size):
            # The same change of a left side is larger by no more than that it is one.
            if change.size > (found[0].size + ON_LEFT + 1e-9 if found else largest):
                break
            if not parts.close(change, targets):
                continue
            new = change.applied(original)
            pair = (new, other) if side == "left side" else (other, new)
            known = any((r.left, r.right) == pair for r in found)
            idle = known or _is_idle(new) or _says_nothing(original, other, change, samples.graph)
            if not idle and compare(*pair, samples, each).state == "equal":
                found.append(Repair(*pair, f"{change.what} ({side})", change.size))
                found.sort(key=lambda repair: (repair.size, repair.on_left))
    best = [r for r in found if r.size - ON_LEFT * r.on_left <= found[0].size + 1e-9]
    return tuple(best[:MOST_SHOWN])


def _keeps(change: Change) -> bool:
    """Whether a left side still has as many parts: it says what is asked for."""
    return isinstance(change.node, Symbol) or change.size < PUT_IN


def _says_nothing(original: Expression, other: Expression, change: Change, graph: Graph) -> bool:
    """Whether a changed side says no more than that the other side is what it is."""
    new = change.applied(original)
    more = sum(n == other for n in nodes(new)) > sum(n == other for n in nodes(original))
    if change.size < OTHER_KIND or more:
        return more
    return any(graph.definitions.get(name) == other for name in symbols(change.node))


def _known_names(left: Expression, right: Expression, sides: Sides) -> tuple[Repair, ...]:
    """Names that stand for nothing, each read as the known name that makes the formula true."""
    graph, each = sides.samples.graph, sides.each
    indexed = {n.split("[")[0] for n in graph.definitions if "[" in n} | set(graph.families)
    free = {index for index, _ in each} | {
        n.index for side in (left, right) for n in nodes(side) if isinstance(n, Fold)
    }
    unknown = [
        n
        for n in dict.fromkeys((*symbols(left), *symbols(right)))
        if not graph.knows(n)
        and n not in indexed
        and n not in free
        and n not in graph.sets
        and n not in graph.opaque
    ]
    if not 1 <= len(unknown) <= 3:
        return ()
    plain = [n for n in (*graph.definitions, *graph.free) if "[" not in n]
    with_index = {n.name for side in (left, right) for n in nodes(side) if _is_indexed(n)}
    nearest = [
        sorted(
            (k for k in (indexed if n in with_index else plain) if _may_be(k, n)),
            key=lambda k, n=n: (distance(k, n), k),
        )[:NEAREST]
        for n in unknown
    ]
    choices = sorted(product(*nearest), key=lambda c: _exchanged(c, unknown))
    for chosen in choices:
        pair = left, right
        for old, new in zip(unknown, chosen, strict=True):
            pair = replaced(pair[0], old, new), replaced(pair[1], old, new)
        if any(map(_is_idle, pair)):
            continue
        targets = sides.values(pair[0])
        if targets is None or not sides.close(pair[1], targets):
            continue
        if compare(*pair, sides.samples, each).state == "equal":
            what = ", ".join(f"{new} for {old}" for old, new in zip(unknown, chosen, strict=True))
            return (Repair(*pair, what, 1.0),)
    return ()


def _exchanged(chosen: Sequence[str], unknown: Sequence[str]) -> tuple[int, int]:
    """How many letters change, and of how many kinds: u3 and u4 for w3 and w4 are one kind."""
    pairs = list(zip(chosen, unknown, strict=True))
    letters = {
        (x, y)
        for new, old in pairs
        for x, y in (zip(new, old, strict=True) if len(new) == len(old) else [(new, old)])
        if x != y
    }
    return sum(distance(new, old) for new, old in pairs), len(letters)


def _with_differentials(expression: Expression) -> Expression:
    """A/d(B) and d(A)/B read as the derivative that was meant."""

    def change(node: Expression) -> Expression:
        match node:
            case Apply(
                function="divide",
                arguments=(a, Apply(function="differential", arguments=(b,))),
            ):
                top = a.arguments[0] if is_apply(a, "differential") else a
                return Derivative(top, b)
            case Apply(
                function="divide",
                arguments=(Apply(function="differential", arguments=(a,)), b),
            ):
                return Derivative(a, b)
            case Apply(
                function="divide",
                arguments=(a, Apply(function="multiply", arguments=(two, Symbol() as b))),
            ) if two == integer(2) and isinstance(a, Symbol | Apply):
                # A scan's 2 for the sign of differentiation, above or below.
                return Derivative(_without_two(a), b)
            case Apply(function="multiply", arguments=(two, Derivative() as inner)) if (
                two == integer(2)
            ):
                return inner
            case _:
                return node

    return rewrite(expression, change)


def _without_two(expression: Expression) -> Expression:
    match expression:
        case Apply(function="multiply", arguments=(two, inner)) if two == integer(2):
            return inner
        case _:
            return expression


def _may_be(name: str, unknown: str) -> bool:
    """Whether a name may have been meant by another one."""
    return distance(name, unknown) <= SIMILAR or unknown == f"{name}_prime"


def _is_indexed(node: Expression) -> TypeGuard[Symbol]:
    return isinstance(node, Symbol) and bool(node.indices)


def _is_idle(expression: Expression) -> bool:
    """Whether a name is differentiated by itself: true, and never what was meant."""
    return any(isinstance(n, Derivative) and n.of == n.by for n in nodes(expression))
