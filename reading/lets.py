"""Which values does an author give in directives: `backproof: let w1 = 0.15`?

The grammar and the names are those of the document's own formulas, so that `w_1`, `w_{1}` and `w1`
are one name here, too. Several values may stand in one directive, between commas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..expressions.place import Place
from ..expressions.tree import Apply, Expression, Number, Symbol, is_numeric
from .blocks import Directive, Problem
from .grammar import UnreadableError, parse
from .names import Evidence, Names
from .rows import parts_of
from .tokens import TooLongError, tokens


@dataclass(frozen=True, slots=True)
class Let:
    """A value that the author gives a name, and where."""

    place: Place
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name and its value as a directive spells them, or why it cannot be read."""

    directive: Directive
    name: Expression | None
    value: Expression | None
    why: str = ""


def spelled(directive: Directive, comma: bool) -> list[Spelled]:
    """What a `let` says; nothing in it is a claim of the document."""

    def parsed(side: int) -> Expression:
        return parse(part.sides[side].tokens, lambda _: directive.place, end, comma)[0]

    end, found = len(directive.text), list[Spelled]()
    try:
        for part in parts_of(tokens(directive.text, comma)):
            if [side.relation for side in part.sides[1:]] != ["="] or part.goes_on:
                raise UnreadableError("it is no equation of a name and a number", part.start)
            found.append(Spelled(directive, parsed(0), _signed(parsed(1))))
    except (UnreadableError, TooLongError, RecursionError) as error:
        return [*found, Spelled(directive, None, None, str(error))]
    return found or [Spelled(directive, None, None, "it says nothing")]


def look_at(said: list[Spelled], evidence: Evidence) -> None:
    """Count what the names of directives show of the document's names."""
    for one in said:
        if one.name is not None and one.value is not None:
            evidence.look_at(one.name, alone=True)


def lets(said: list[Spelled], names: Names) -> Iterator[Let | Problem]:
    """The values, by the names of the document; and what is no value."""
    for one in said:
        name = names.named(one.name) if one.name is not None else None
        why = one.why or "it is no equation of a name and a number"
        is_name = isinstance(name, Symbol) and not name.indices
        if is_name and one.value is not None and is_numeric(one.value):
            yield Let(one.directive.place, name.name, one.value)  # type: ignore[union-attr]
        else:
            yield Problem(one.directive.place, f"let {one.directive.text:.60}: {why}")


def _signed(value: Expression) -> Expression:
    match value:
        case Apply(function="negate", arguments=(Number(printed=printed),)):
            return Number(printed.negated, value.place)
        case _:
            return value
