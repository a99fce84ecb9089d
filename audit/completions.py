"""What is a quantity of notes, where its formula stands only for another of its kind?

Notes work one unit out and say of the others "likewise": `net_h1` has a formula, `net_h2` numbers
alone, or nothing but a result. A unit without a formula is taken to be like the nearest one of its
kind that has one, with weights of its own: those that come next in their count. What is closed so
is a hypothesis, and is only as good as the printed numbers that it gives again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import (
    Derivative,
    Expression,
    Number,
    Symbol,
    is_numeric,
    nodes,
    rewrite,
    symbols,
)
from ..expressions.walk import MeaninglessError, Walk
from ..oracles.ball_formulas import Floats
from ..oracles.tape import Var
from .calculations import unsigned
from .kin import base_of, is_added, names_in, unit_of, without_layer
from .results import is_result
from .slots import align
from .substitutions import gives_result, same


class Completion:
    """The formulas and values of names, those that are said and those that follow by analogy.

    `bases` are the letters that weights begin with. `definitions` has what is closed so far, `how`
    says of each name that no statement defines how its definition was come by.
    """

    def __init__(
        self, statements: Sequence[Statement], graph: Graph, bases: Iterable[str] = ()
    ) -> None:
        self.graph, self.bases = graph, frozenset(bases)
        self.formulas: dict[str, list[Expression]] = {}
        self.worked: dict[str, list[Expression]] = {}
        self.prints: dict[str, list[Number]] = {}
        self.spoken: set[str] = set()
        self.definitions: dict[str, Expression] = {}
        self.how: dict[str, str] = {}
        self.closed: dict[str, frozenset[str]] = {}
        self.fresh: dict[str, Expression] = {}
        for statement in statements:
            self._learn(statement)

    def _learn(self, statement: Statement) -> None:
        first, *rest = (m.expression for m in statement.members)
        self.spoken.update(n for m in statement.members for n in symbols(m.expression))
        if not isinstance(first, Symbol) or first.indices:
            return
        for at, expression in enumerate(rest, 1):
            if isinstance(expression, Number):
                self.prints.setdefault(first.name, []).append(expression)
            elif is_numeric(expression) and not is_result(expression):
                if gives_result(expression, statement.members[at + 1 :]):
                    self.worked.setdefault(first.name, []).append(expression)
            elif not is_numeric(expression) and first.name not in symbols(expression):
                known = self.formulas.get(first.name, [])
                if expression not in known and not _has_numbers_put_in(expression):
                    self.formulas[first.name] = [*known, expression]

    # --- closing

    def close(self, name: str, pending: frozenset[str] = frozenset()) -> frozenset[str] | None:
        """The names without a value that a name follows from; None where it follows from itself."""
        if name in self.closed:
            return self.closed[name]
        if name in pending:
            return None
        best: tuple[tuple[int, int], frozenset[str], Expression, str] | None = None
        for formula, how in self.options(name):
            missing = self.missing(formula, pending | {name})
            if missing is None:
                continue
            cost = sum(not self.has_kin(n) for n in missing), len(missing)
            if best is None or cost < best[0]:
                best = cost, missing, formula, how
            if not missing:
                break
        if best is None:
            return self.leaf(name)
        _, missing, formula, how = best
        self.definitions[name] = formula
        if how:
            self.how[name] = how
        self.closed[name] = missing
        return missing

    def leaf(self, name: str) -> frozenset[str]:
        """A name that follows from nothing: its value, or the name itself, which has none."""
        given = self.graph.definitions.get(name)
        if given is not None and is_numeric(given):
            self.definitions[name] = given
        elif name in self.prints and name not in self.fresh:
            self.definitions[name] = self.prints[name][0]
        elif isinstance(self.fresh.get(name), Number):
            self.definitions[name] = self.fresh[name]
            self.how[name] = "by substitution"
        self.closed[name] = frozenset() if name in self.definitions else frozenset({name})
        return self.closed[name]

    def options(self, name: str) -> Iterator[tuple[Expression, str]]:
        """What a name may follow from, what is said of it first."""
        for formula in self.formulas.get(name, ()):
            yield formula, ""
        if name in self.formulas or self.graph.is_given(name) or base_of(name) in self.bases:
            return
        for other in (n for n in self.formulas if n.lower() == name.lower()):
            for formula in self.formulas[other]:
                yield formula, f"as {other}"
            return
        sibling = self.sibling(name)
        if sibling is None:
            return
        for formula in self.formulas[sibling]:
            likened = self.likened(name, sibling, formula)
            for calculation in self.worked.get(name, ()):
                likened = self.with_own(likened, calculation, name)
            yield likened, f"as {sibling}"

    def missing(self, formula: Expression, pending: frozenset[str]) -> frozenset[str] | None:
        """The names without a value that a formula needs; None where it has no value at all."""
        found: set[str] = set()
        try:
            for name in names_in(formula, self.so_far()):
                inner = self.close(name, pending)
                if inner is None:
                    return None
                found |= inner
            stand_in = {name: Var(0.5) for name in found}
            Walk(self.so_far(), Floats(), stand_in).value(formula)
        except (MeaninglessError, RecursionError):
            return None
        return frozenset(found)

    def so_far(self) -> Graph:
        """What is closed so far, with what counts."""
        counts = {
            n: d
            for n, d in self.graph.definitions.items()
            if isinstance(d, Number) and d.printed.is_integer
        }
        return replace(self.graph, definitions={**counts, **self.definitions})

    def has_kin(self, name: str) -> bool:
        """Whether another of a name's kind has a value, so that its own may be found."""
        at = unit_of(name)
        return at is not None and any(
            (other := unit_of(n)) is not None and other.kind == at.kind and n != name
            for n in (*self.definitions, *self.graph.definitions)
        )

    # --- by analogy

    def sibling(self, name: str) -> str | None:
        """The nearest name of the same kind that has a formula, rather one counted before it."""
        at = unit_of(name)
        if at is None:
            return None
        kin = [
            (other.number > at.number, abs(other.number - at.number), n)
            for n in self.formulas
            if (other := unit_of(n)) is not None and other.kind == at.kind
        ]
        return min(kin)[2] if kin else None

    def likened(self, name: str, sibling: str, formula: Expression) -> Expression:
        """The formula of a sibling, with what belongs to that unit exchanged."""
        mine, its = unit_of(name), unit_of(sibling)
        assert mine is not None
        assert its is not None
        inner = symbols(formula)
        weights = [
            n
            for n in inner
            if base_of(n) in self.bases
            and n not in self.formulas
            and not is_added(n, formula, self.bases)
        ]
        following = self.next_weights(weights, its.number, mine.number)
        new = dict(zip(weights, following, strict=True))
        kinds = [at.kind for n in inner if (at := unit_of(n)) is not None]
        for other in inner:
            at = unit_of(other)
            if at is None or kinds.count(at.kind) > 1 or at.number != its.number or other in new:
                continue
            renamed = at.at(mine.number)
            if other in self.formulas or self.sibling(other) or self.belongs(renamed, other):
                new[other] = renamed

        return _renamed(formula, new)

    def belongs(self, renamed: str, other: str) -> bool:
        """Whether a name is spoken of, and only where the other is: `target_o2`, but not `b2`."""
        if renamed not in self.spoken:
            return False
        return not any(
            renamed in (used := symbols(formula)) and other not in used
            for formulas in self.formulas.values()
            for formula in formulas
        )

    def next_weights(self, weights: Sequence[str], its: int, mine: int) -> list[str]:
        """The names of another unit's weights: those that come next and belong to no unit."""
        digits = [re.sub(r"\D", "", without_layer(n)) for n in weights]
        if weights and all(len(d) == 2 for d in digits):
            for place in (0, 1):
                if {d[place] for d in digits} == {str(its)}:
                    return [_at(n, place, mine) for n in weights]
        numbers = [unit for n in weights if (unit := unit_of(n)) is not None]
        if not numbers:
            return [f"{n}@{mine}" for n in weights]
        last = max(unit.number for unit in numbers)
        taken = {n for forms in self.formulas.values() for n in symbols(forms[0])}
        taken |= {n for formula in self.definitions.values() for n in symbols(formula)}
        found: list[str] = []
        while len(found) < len(weights):
            last += 1
            if (following := numbers[0].at(last)) not in taken:
                found.append(following)
        return found

    def with_own(self, formula: Expression, calculation: Expression, name: str) -> Expression:
        """The formula with a unit's own names, where another number is put in for the sibling's.

        What is put in for names without a value is learned.
        """
        mine, new = unit_of(name), dict[str, str]()
        way = align(formula, calculation, self.fits)
        for slot in way.slots if way.is_possible else ():
            if not isinstance(slot.number, Number):
                continue
            quantity, number = unsigned(slot.quantity, slot.number)
            if not isinstance(quantity, Symbol):
                continue
            held, own = quantity.name, unit_of(quantity.name)
            if self.graph.is_given(held) and slot.fits is False and own and mine:
                new[held] = own.at(mine.number)
                self.fresh.setdefault(new[held], number)
            elif base_of(held) in self.bases and not self.graph.is_given(held):
                self.fresh.setdefault(held, number)
        return _renamed(formula, new)

    def fits(self, number: Number, quantity: Expression) -> bool | None:
        """Whether a number is the value that a name has, or one of its prints."""
        quantity, number = unsigned(quantity, number)
        if not isinstance(quantity, Symbol):
            return None
        known = self.graph.definitions.get(quantity.name)
        prints = self.prints.get(quantity.name, [])
        if isinstance(known, Number):
            return same(known, number)
        return any(same(p, number) for p in prints) or (False if prints else None)


def _has_numbers_put_in(expression: Expression) -> bool:
    """Whether decimals stand among names, as `0.0363*out_h1`, and not 0.5 for a half alone."""
    decimals = [n for n in nodes(expression) if isinstance(n, Number) and not n.printed.is_integer]
    derived = any(isinstance(n, Derivative) for n in nodes(expression))
    return derived or any(n.printed.digits > 1 for n in decimals)


def _at(name: str, place: int, label: int) -> str:
    """A name with one of its two digits exchanged."""
    positions = [i for i, c in enumerate(name) if c.isdigit()]
    at = positions[place]
    return name[:at] + str(label) + name[at + 1 :]


def _renamed(formula: Expression, new: Mapping[str, str]) -> Expression:
    """The formula with other names."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and not node.indices and node.name in new:
            return Symbol(new[node.name], place=node.place)
        return node

    return rewrite(formula, change)
