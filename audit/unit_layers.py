"""Which letters of a document's formulas count units of one layer?

A place of a name holds the units of one layer, whatever letter stands there: those of `z_i` and
`z_j` in a softmax are the same. Where a weight would then lead from a layer to itself, as where
`o_j` follows from `o_i`, a name has units in several layers, told apart by their letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from ..expressions.statement import Statement
from ..expressions.tree import Path, Symbol

#: Units of a layer that one letter counts, and of one that several do.
_ALONE, _SHARED = 2, 3
#: The name that is 1 where its two letters are one unit, and else 0.
DELTA = "delta"
#: Names of which pairs are tried, and statements by which they are chosen.
_MOST_TRIED, _FIRST = 12, 500


class Indexed(NamedTuple):
    """A name with letters for indices: `w_ij` is w with i and j."""

    base: str
    letters: tuple[str, ...]


class Counter(NamedTuple):
    """A letter in a statement: of the sum at a path, or of the whole statement."""

    number: int
    letter: str
    at: Path | None


#: A counter, or a place at which a name has letters: its number, and the letter if it matters.
Place = Counter | tuple[str, int, str]
Use = tuple[Indexed, tuple[Counter, ...]]


class Layers(NamedTuple):
    """The layer that each letter counts, by name, and the units of each layer."""

    names: Mapping[Counter, str]
    units: dict[str, tuple[int, ...]]


class _Types:
    """Which counters and which places of names are of one layer, statement by statement.

    Names in `several` have units in more than one layer, told apart by their letters.
    """

    def __init__(self, several: frozenset[str]) -> None:
        self.several = several
        self.parents: dict[Place, Place] = {}
        self.known: set[Place] = set()
        self.weights: set[tuple[Place, Place]] = set()

    def layer(self, place: Place) -> Place:
        """The layer of a counter, or of a place of a name."""
        while (above := self.parents.get(place, place)) != place:
            place = above
        return place

    def place(self, name: Indexed, at: int) -> Place:
        """A place of a name, at which a letter stands."""
        letter = name.letters[at] if name.base in self.several else ""
        return name.base, at, letter

    def joined(self, uses: Iterable[Use]) -> bool:
        """Let all names of a statement agree; False, and nothing changed, where they cannot."""
        before: list[Place] = []
        places: set[Place] = set()
        weights: set[tuple[Place, Place]] = set()
        for name, counters in uses:
            own = [self.place(name, at) for at in range(len(counters))]
            for place, counter in zip(own, counters, strict=True):
                one, other = self.layer(counter), self.layer(place)
                if (name.base != DELTA or len(own) == 1) and one != other:
                    self.parents[one] = other
                    before.append(one)
            if len(own) == 2 and name.base != DELTA:
                weights.add((own[0], own[1]))
            places.update(own)
        if any(self.layer(a) == self.layer(b) for a, b in self.weights | weights):
            for place in before:
                del self.parents[place]
            return False
        self.known |= places
        self.weights |= weights
        return True

    def most(self, uses: Sequence[Use]) -> None:
        """Let each letter of a statement count what most of its names have there."""
        votes: dict[Counter, list[Place]] = {}
        for name, counters in uses:
            for at, counter in enumerate(counters):
                if (place := self.place(name, at)) in self.known:
                    votes.setdefault(counter, []).append(self.layer(place))
        for counter, found in votes.items():
            self.parents[counter] = max(found, key=found.count)


def layers_of(statements: Sequence[tuple[Statement, list[Use]]]) -> Layers:
    """Which letters count units of one layer?

    The formulas that names are given say it, then what is claimed of them. So few names as can be
    have units in several layers; where statements disagree all the same, most of one's names count.
    """
    lettered: dict[str, set[tuple[str, ...]]] = {}
    for name in (n for _, uses in statements for n, _ in uses):
        lettered.setdefault(name.base, set()).add(name.letters)
    several = sorted(base for base, letters in lettered.items() if len(letters) > 1)
    order = [uses for _, uses in sorted(statements, key=lambda one: not left_of(one[0]))]
    sizes = (1, 2, len(several)) if len(several) <= _MOST_TRIED else (len(several),)
    best, fewest = frozenset[str](), len(_agreed(frozenset(), order[:_FIRST])[1])
    for choice in chain.from_iterable(combinations(several, size) for size in sizes):
        if not fewest:
            break
        left = len(_agreed(frozenset(choice), order[:_FIRST])[1])
        if left < fewest:
            best, fewest = frozenset(choice), left
    types, apart = _agreed(best, order)
    for uses in apart:
        types.most(uses)
    counters = sorted({c for _, uses in statements for _, cs in uses for c in cs}, key=str)
    letters: dict[Place, list[str]] = {}
    bases: dict[Place, set[str]] = {}
    for counter in counters:
        letters.setdefault(types.layer(counter), []).append(counter.letter)
    for _, uses in statements:
        for name, cs in uses:
            for counter in cs:
                bases.setdefault(types.layer(counter), set()).add(name.base)
    names: dict[Place, str] = {}
    units: dict[str, tuple[int, ...]] = {}
    taken: dict[str, int] = {}
    for layer, counted in sorted(letters.items(), key=lambda item: item[1]):
        free = (f"{c}s" for c in dict.fromkeys(counted) if f"{c}s" not in units)
        names[layer] = name = next(free, f"{counted[0]}s{len(units)}")
        shared = bases[layer] & types.several
        first = max((taken[base] for base in shared if base in taken), default=0) + 1
        units[name] = tuple(range(first, first + (_ALONE if len(set(counted)) == 1 else _SHARED)))
        taken |= dict.fromkeys(shared, units[name][-1])
    return Layers({counter: names[types.layer(counter)] for counter in counters}, units)


def one_layer(statements: Iterable[list[Use]]) -> Layers:
    """The letters of a document that counts layers by another: all layers have as many units."""
    counters = {c for uses in statements for _, own in uses for c in own}
    return Layers(dict.fromkeys(counters, "units"), {"units": tuple(range(1, _ALONE + 1))})


def _agreed(
    several: frozenset[str], statements: Iterable[list[Use]]
) -> tuple[_Types, list[list[Use]]]:
    """The layers as far as statements agree, and those that do not."""
    types = _Types(several)
    return types, [uses for uses in statements if not types.joined(uses)]


def left_of(statement: Statement) -> str:
    """The name on the left of a statement."""
    left = statement.members[0].expression
    return left.name if isinstance(left, Symbol) else ""
