"""What does every name of a document mean, from which statement on?

The first formula that is said of a name is its definition, the others are claims, until another
example or part begins. Where several formulas differ, the one that the document's own numbers bear
out counts, then the one said most often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..expressions.statement import Statement
from ..expressions.tree import Expression, Symbol, is_apply, is_numeric, symbols
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth
from ..reading.statements import Read
from .aliases import likeness
from .givens import computation
from .roots import members, plain_names
from .sayings import Said, follows_rule, may_be_terms, sayings
from .scopes import Scope
from .units import instances

#: Two formulas for one name are one with a mistake if they share so much; else another begins.
_SHARED = 0.6


@dataclass(eq=False)
class Meaning:
    """What a name stands for from a statement on: one formula, said once or more often."""

    start: int
    said: list[Said] = field(default_factory=list[Said])

    @property
    def chosen(self) -> Said:
        """The formula that is the definition."""
        return self.said[0]

    def defines(self, said: Said) -> bool:
        """Whether a formula is the definition, said for the first time or again."""
        return said.formula == self.chosen.formula and said.is_hint == self.chosen.is_hint


class Meanings:
    """The meanings of every name, in their order."""

    def __init__(self, read: Read, scopes: Sequence[Scope]) -> None:
        self.statements = [s for scope in scopes for s in scope.statements]
        self.graphs = [scope.graph for scope in scopes for _ in scope.statements]
        self.examples = [i for i, scope in enumerate(scopes) for _ in scope.statements]
        self.headings = _headings(read, len(self.statements))
        self.families, self.units = read.families, read.units
        self.valued = {n for graph in dict.fromkeys(self.graphs) for n in graph.definitions}
        self.results: dict[str, list[int]] = {}
        for number, s in enumerate(self.statements):
            if (found := computation(s)) and isinstance(found[0], Symbol):
                self.results.setdefault(found[0].name, []).append(number)
        self.held: dict[tuple[str, int, int], bool] = {}
        self.named = self._meanings()

    def at(self, number: int) -> dict[str, Meaning]:
        """What each name means where a statement stands."""
        example = self.examples[number]
        return {
            name: meaning
            for name, found in self.named.items()
            if (meaning := _current(found, number)) and self._still(name, meaning, example)
        }

    def _still(self, name: str, meaning: Meaning, example: int) -> bool:
        """Whether a formula of an earlier example is that of another one, too.

        Where the name is computed once more, with numbers alone, they must bear it out.
        """
        if any(self.examples[said.number] == example for said in meaning.said):
            return True
        key = name, meaning.start, example
        if key not in self.held:
            numbers = [i for i in self.results.get(name, ()) if self.examples[i] == example]
            formula = meaning.chosen.formula
            self.held[key] = all(self._gives(formula, i) is not False for i in numbers) and any(
                self._gives(formula, i) for i in numbers
            ) == bool(numbers)
        return self.held[key]

    def _gives(self, formula: Expression, number: int) -> bool | None:
        """Whether a formula gives the number of a statement; None where it has no value there."""
        members = self.statements[number].members
        values = [m.expression for m in members if is_numeric(m.expression)]
        graph = self.graphs[number]
        if not values or any(n not in graph.definitions for n in symbols(formula)):
            return None
        try:
            value, printed = (Truth(graph).value(e) for e in (formula, values[-1]))
        except MeaninglessError:
            return None
        return 100 * abs(value.middle - printed.middle) <= abs(printed.middle)

    def begin(self, name: str, number: int) -> None:
        """Let a name mean from a statement on what is said of it there."""
        found = self.named[name]
        old = _current(found, number) or found[0]
        later = [said for said in old.said if said.number >= number]
        if later and len(later) < len(old.said):
            old.said = [said for said in old.said if said.number < number]
            here = [said for said in later if said.number == number]
            found.insert(found.index(old) + 1, Meaning(number, [*here, *later[len(here) :]]))

    def _meanings(self) -> dict[str, list[Meaning]]:
        found: dict[str, list[Meaning]] = {}
        for number, statement in enumerate(self.statements):
            for said in self._said(number, statement):
                meanings = found.setdefault(said.name, [])
                if not meanings or self._is_another(meanings[-1], said):
                    meanings.append(Meaning(number))
                if not said.is_hint or all(s.is_hint for s in meanings[-1].said):
                    meanings[-1].said.append(said)
        for meanings in found.values():
            for meaning in meanings:
                meaning.said.sort(key=self._rank(meaning.said))
        for meanings in found.values():
            for before, meaning in pairwise(meanings):
                if meaning.chosen.is_hint:
                    own = _below(before, found) - _below(meaning, found)
                    meaning.start = self._beginning(before, meaning, own)
        return found

    def _said(self, number: int, statement: Statement) -> Iterator[Said]:
        """The formulas that a statement gives names; one of every unit gives each unit's."""
        for instance in instances(statement, self.units, self.families):
            yield from sayings(number, instance)

    def _beginning(self, before: Meaning, meaning: Meaning, names: set[str]) -> int:
        """Where a name ceases to mean what it meant: where what that follows from was last used."""
        first = meaning.start
        while first > before.said[-1].number + 1:
            statement = self.statements[first - 1]
            if any(names & set(symbols(m.expression)) for m in statement.members):
                break
            first -= 1
        return first

    def _is_another(self, meaning: Meaning, said: Said) -> bool:
        """Whether a formula gives a name a new meaning, in a part of its own."""
        if said.is_hint:
            parts = said.formula.arguments if is_apply(said.formula, "add") else ()
            if not all(isinstance(part, Symbol) for part in parts) or not parts:
                return False
            return not any(
                may_be_terms(s.formula, said.formula, self.families) for s in meaning.said
            )
        if self.examples[meaning.said[-1].number] != self.examples[said.number]:
            return all(s.formula != said.formula for s in meaning.said)
        if self.headings[meaning.said[-1].number] == self.headings[said.number]:
            return False
        return all(likeness(s.formula, said.formula) < _SHARED for s in meaning.said)

    def _rank(self, said: Sequence[Said]) -> Callable[[Said], tuple[object, ...]]:
        """By what the definition is chosen among the formulas of a name."""
        counts: dict[Expression, int] = {}
        for one in said:
            counts[one.formula] = counts.get(one.formula, 0) + 1

        def rank(one: Said) -> tuple[object, ...]:
            by_itself = follows_rule(one)
            return (
                not by_itself, self._gives(one.formula, one.number) is False,
                len(self._unknown(one.formula)), one.is_hint, -counts[one.formula], one.number,
            )  # fmt: skip

        return rank

    def _unknown(self, formula: Expression) -> set[str]:
        names = plain_names(formula) | set(members(formula, self.families))
        return {n for n in names if n not in self.valued}


def _current(meanings: list[Meaning], number: int) -> Meaning | None:
    """The last meaning that began before a statement; the first where none did, if it is said."""
    first = None if meanings[0].chosen.is_hint else meanings[0]
    return next((m for m in reversed(meanings) if m.start <= number), first)


def _below(meaning: Meaning, named: Mapping[str, Sequence[Meaning]]) -> set[str]:
    """The names that a meaning follows from, by whatever these mean in the document."""
    found = set[str]()
    waiting = [meaning]
    while waiting:
        new = {n for said in waiting.pop().said for n in symbols(said.formula)} - found
        found |= new
        waiting += [other for name in new for other in named.get(name, ())]
    return found


def _headings(read: Read, count: int) -> list[str]:
    found: list[str] = []
    for number in range(count):
        found.append(read.headings.get(number, found[-1] if found else ""))
    return found
