"""Which values stand in a document only where they are put in for names?

From `net = w1*i1 + b1` beside `0.15*0.05 + 0.35` the values of w1, i1 and b1 are learned. Only a
calculation that gives the number beside it teaches anything: another has a wrong operand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction

from ..expressions.graph import Graph
from ..expressions.statement import Member, Statement
from ..expressions.tree import Expression, Number, Symbol, is_numeric, rewrite
from ..oracles.enclosures import Truth, printed_box
from .calculations import Calculation, lenient, unsigned
from .desk import Desk
from .memory import Memory, retypes
from .slots import align

#: A number put in for a name: in which statement, for which name, and the number.
Use = tuple[int, str, Number]
#: A statement, its calculation, the members after it, and what stands for which names: as a value,
#: and as it is printed, perhaps with the other sign.
_Worked = tuple[int, Expression, Sequence[Member], list[tuple[str, Number, Number]]]


def uses(
    statements: Sequence[Statement],
    formulas: Mapping[str, Expression],
    known: Mapping[str, Expression],
) -> Iterator[Use]:
    """Every number that is put in for a name, by calculations that give their result."""
    for at, calculation, after, slots in _worked(statements, formulas, known):
        if gives_result(calculation, after):
            yield from ((at, name, number) for name, number, _ in slots)


def replaced(
    statements: Sequence[Statement],
    formulas: Mapping[str, Expression],
    known: Mapping[str, Expression],
) -> set[str]:
    """The names for which another number is put in than the one known, and never that one.

    A calculation that gives its result with the number known has a misprint.
    """
    others, kept = set[str](), set[str]()
    for _, calculation, after, slots in _worked(statements, formulas, known):
        right: dict[int, Expression] = {}
        wrong: set[str] = set()
        for name, value, number in slots:
            own = known.get(name)
            if not isinstance(own, Number):
                continue
            if same(own, value):
                kept.add(name)
            else:
                wrong.add(name)
                turned = own if value is number else Number(own.printed.negated)
                right[id(number)] = turned
        mended = rewrite(calculation, lambda node, right=right: right.get(id(node), node))
        is_misprint = not gives_result(calculation, after) and gives_result(mended, after)
        (kept if is_misprint else others).update(wrong)
    return others - kept


def _worked(
    statements: Sequence[Statement],
    formulas: Mapping[str, Expression],
    known: Mapping[str, Expression],
) -> Iterator[_Worked]:
    """The first calculation of every chain, what follows it, and what it puts in for names."""

    def fits(number: Number, quantity: Expression) -> bool | None:
        quantity, number = unsigned(quantity, number)
        if isinstance(quantity, Symbol):
            value = known.get(quantity.name)
            if isinstance(value, Number):
                return same(value, number)
        return None

    said: dict[Expression, Expression] = {}
    for at, statement in enumerate(statements):
        left = statement.members[0].expression
        formula = said.get(left)
        if formula is None and isinstance(left, Symbol):
            formula = formulas.get(left.name)
        for i, member in enumerate(statement.members):
            expression = member.expression
            if not is_numeric(expression):
                formula = expression if i or formula is None else formula
                if i:
                    said[left] = expression
                continue
            if formula is None or isinstance(expression, Number):
                continue
            way = align(formula, expression, fits)
            slots = [
                (quantity.name, number, slot.number)
                for slot in (way.slots if way.is_possible else ())
                if isinstance(slot.number, Number)
                for quantity, number in [unsigned(slot.quantity, slot.number)]
                if isinstance(quantity, Symbol)
            ]
            yield at, expression, statement.members[i + 1 :], slots
            break


def learned(found: Sequence[Use], but: Set[str]) -> dict[str, Expression]:
    """The commonest value of each name, where one is commonest; not of the names in `but`."""
    votes: dict[str, Counter[Fraction]] = {}
    numbers: dict[tuple[str, Fraction], Number] = {}
    for _, name, number in found:
        if name not in but:
            votes.setdefault(name, Counter())[number.printed.value] += 1
            numbers.setdefault((name, number.printed.value), number)
    values: dict[str, Expression] = {}
    for name, counted in votes.items():
        (first, most), *others = counted.most_common(2)
        if not others or most > others[0][1]:
            values[name] = numbers[name, first]
    return values


def turning(found: Sequence[Use], given: Mapping[str, tuple[int, Expression]]) -> int | None:
    """The statement from which on another value is put in for a name than the one it was given.

    Once may be a mistake; twice, or for several names in one calculation that has none of the old
    values, and these never again, is another example.
    """
    starts: list[int] = []
    by_name: dict[str, list[tuple[int, Number]]] = {}
    for at, name, number in found:
        by_name.setdefault(name, []).append((at, number))
    turned: dict[int, list[str]] = {}
    for name, (where, value) in given.items():
        if not isinstance(value, Number):
            continue
        later = [(at, n) for at, n in by_name.get(name, ()) if at > where]
        other = next((i for i, (_, n) in enumerate(later) if not same(value, n)), None)
        if other is None:
            continue
        rest = later[other:]
        new = rest[0][1]
        if all(same(new, n) for _, n in rest):
            turned.setdefault(rest[0][0], []).append(name)
            starts += [rest[0][0]] if len({at for at, _ in rest}) > 1 else []
    for start, names in turned.items():
        known = {name for at, name, _ in found if at == start and name in given}
        starts += [start] if len(names) > 1 and known == set(names) else []
    return min(starts, default=None)


def same(one: Expression, other: Expression) -> bool:
    """Whether two given values are one, perhaps typed with fewer digits."""
    if isinstance(one, Number) and isinstance(other, Number):
        return retypes(one.printed, other.printed) or retypes(other.printed, one.printed)
    return one == other


def gives_result(calculation: Expression, after: Sequence[Member]) -> bool:
    """Whether a calculation gives the number after it: one that does not has a wrong operand."""
    result = next((m.expression for m in after if isinstance(m.expression, Number)), None)
    if result is None:
        return True
    bare = Desk(Graph({}), Truth(Graph({})), Memory())
    wide = bare.range(lenient(Calculation(calculation, {})))
    return wide is None or wide.meets(printed_box(result.printed, approximate=True))
