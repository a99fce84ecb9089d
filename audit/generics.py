"""What does a formula for any unit, step or layer say of those that have numbers?

`h_t = tanh(w x_t + u h_{t-1})` says how h_1 and h_2 follow, and `a^l = σ(z^l)` what a^1 is. It is
taken to say so where the document's own numbers bear it out: the same letter may count others.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import (
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth
from .layout import shaped, shapes_of
from .slots import entry
from .unit_letters import Families

#: A name with a letter that counts: of units, of steps, and with an L before it of layers.
_COUNTED = re.compile(r"_(L?)([a-z])((?:_(?:minus|plus)_\d+)?)(?=_|$)")
#: So many names one formula may be said of.
_MOST = 64


@dataclass(frozen=True)
class Generic:
    """A formula that is said of any one, and the letter that stands for its number."""

    name: str
    formula: Expression
    letter: str
    layered: bool

    def of_each(
        self, known: Mapping[str, str], families: Families
    ) -> Iterator[tuple[str, Expression]]:
        """The names with numbers for which all that the formula needs has a name, too.

        `known` has the names of the document by their spelling without lines below.
        """
        pattern = self._numbered("")
        for key in sorted(known):
            if found := pattern.fullmatch(key):
                number = int(found[1])
                at = _At(self, number, known, families)
                formula = at.formula(self.formula, frozenset())
                if formula is not None:
                    yield known[key], formula

    def _numbered(self, text: str) -> re.Pattern[str]:
        mark = "L" if self.layered else ""
        whole = re.sub(rf"_{mark}{self.letter}(?=_|$)", "#", self.name, count=1)
        return re.compile(re.escape(whole.replace("_", "")).replace(r"\#", rf"{mark}(\d{{1,3}})"))


@dataclass(frozen=True)
class _At:
    """What a formula says of one number."""

    generic: Generic
    number: int
    known: Mapping[str, str]
    families: Families

    def formula(self, e: Expression, bound: frozenset[str]) -> Expression | None:
        """The formula, `bound` being the indices of its sums; None where something has no name."""
        match e:
            case Symbol(name=name, indices=()) if name == self.generic.letter:
                return integer(self.number)
            case Symbol(name=name, indices=()):
                return self._name(e, bound)
            case Fold(index=index):
                bound |= {index}
            case _:
                pass
        parts = [self.formula(part, bound) for part in children(e)]
        whole = tuple(part for part in parts if part is not None)
        return with_children(e, whole) if len(whole) == len(parts) else None

    def _name(self, symbol: Symbol, bound: frozenset[str]) -> Expression | None:
        letter = self.generic.letter
        base, _, below = symbol.name.rpartition("_")
        if base in self.families and set(below) & bound and set(below) <= bound | {letter}:
            each = (integer(self.number) if c == letter else Symbol(c) for c in below)
            return Symbol(base, tuple(each), symbol.place)
        plain = _COUNTED.sub(self._label, symbol.name)
        if plain == symbol.name:
            return symbol
        found = self.known.get(_key(plain))
        return Symbol(found, (), symbol.place) if found else None

    def _label(self, found: re.Match[str]) -> str:
        mark, letter, offset = found.groups()
        if letter != self.generic.letter or bool(mark) != self.generic.layered:
            return found[0]
        number = self.number
        if offset:
            _, sign, step = offset.split("_")
            number += int(step) if sign == "plus" else -int(step)
        return f"_{mark}{number}"


def generics(formulas: Iterable[tuple[str, Expression]]) -> list[Generic]:
    """The formulas that are said of a name with a letter that counts."""
    return [
        Generic(name, formula, found[2], bool(found[1]))
        for name, formula in formulas
        for found in [_COUNTED.search(name)]
        if found and not found[3] and not name.endswith("_new")
    ]


def of_any(
    definitions: Mapping[str, Expression],
    names: Iterable[str],
    families: Families,
    given: Container[str],
) -> Iterator[tuple[str, Expression]]:
    """The formulas of names with numbers that have no other, nor a value of their own."""
    known = {_key(name): name for name in sorted(names)}
    for generic in generics(definitions.items()):
        for name, formula in islice(generic.of_each(known, families), _MOST):
            if name not in definitions and name not in given:
                yield name, formula


def said_of_each(
    found: Sequence[Generic], statements: Sequence[Statement], graph: Graph
) -> dict[str, Expression]:
    """The formulas of names with numbers, as far as the numbers that are printed bear them out."""
    if not found:
        return {}
    prints = _prints(statements)
    names = {n.name for s in statements for n in s.nodes() if isinstance(n, Symbol)}
    known = {_key(name): name for name in sorted(names | graph.definitions.keys())}
    shapes = {n: d.shape for n, d in graph.definitions.items() if isinstance(d, Matrix)}
    shapes |= shapes_of(statements)
    said: dict[str, Expression] = {}
    for generic in found:
        own = {
            name: shaped(formula, shapes)
            for name, formula in islice(generic.of_each(known, graph.families), _MOST)
            if name not in said and name in prints
        }
        here = replace(graph, definitions={**prints, **graph.definitions, **said, **own})
        if any(name in here.below(name) for name in own):
            continue
        hits = [hit for name in own for hit in _hits(prints[name], Symbol(name), here)]
        if hits and 2 * sum(hits) >= len(hits):
            said |= own
    return said


def _prints(statements: Iterable[Statement]) -> dict[str, Expression]:
    """The last number, or matrix of numbers, that is printed for each name."""
    found: dict[str, Expression] = {}
    for statement in statements:
        first, last = statement.members[0].expression, statement.members[-1].expression
        if isinstance(first, Symbol) and not first.indices and isinstance(last, Number | Matrix):
            found.setdefault(first.name, last)
    return found


def _hits(printed: Expression, quantity: Expression, graph: Graph) -> Iterator[bool]:
    """Whether each number is near what the formulas give."""
    truth = Truth(graph)
    for number, of in _numbers(printed, quantity):
        try:
            value = truth.value(of)
        except MeaninglessError:
            continue
        yield 100 * abs(value.middle - number.value) <= max(abs(number.value), 100 * number.unit)


def _numbers(printed: Expression, quantity: Expression) -> Iterator[tuple[Printed, Expression]]:
    match printed:
        case Number():
            yield printed.printed, quantity
        case Matrix(rows=rows):
            for i, row in enumerate(rows):
                for j, number in enumerate(row):
                    if isinstance(number, Number):
                        yield number.printed, entry(quantity, i, j)
        case _:
            return


def _key(name: str) -> str:
    return name.replace("_", "")
