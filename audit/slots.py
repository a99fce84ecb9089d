"""Which quantity does each number, or name, in a calculation stand for?

A lecture writes `net = w1*i1 + w2*i2 + b1` and beside it `0.15*0.05 + 0.2*0.1 + 0.35`. Laying the
second over the first gives every number its slot: the quantity that it should be a print of. Terms
and factors may stand in another order, and a factor 1 or a term 0 may be left out or added; among
all ways to lay one over the other the cheapest is taken, a number that is no print of its slot
being the dearest thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from ..expressions.tree import (
    Apply,
    At,
    Derivative,
    Expression,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    is_apply,
    is_numeric,
)
from ..oracles.enclosures import Box, point

#: Whether a number is a print of a quantity; None where nobody knows.
Fits = Callable[[Number, Expression], bool | None]

UNKNOWN = 0.2
CLAIM = 0.3
MISFIT = 1.0
#: A number standing for a whole calculation that it is no print of: hardly what was meant.
COMPOUND_MISFIT = 3.0
IMPOSSIBLE = 1e6
MOST_TERMS = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A number, the quantity in whose place it stands, and whether it is a print of it.

    A name that stands in the place of another is a slot, too, and never fits.
    """

    number: Number | Symbol
    quantity: Expression
    fits: bool | None


@dataclass(frozen=True)
class Alignment:
    """One way to lay a calculation over a formula."""

    cost: float = 0.0
    slots: tuple[Slot, ...] = field(default=())

    @property
    def is_possible(self) -> bool:
        """Whether the two have the same structure at all."""
        return self.cost < IMPOSSIBLE

    @property
    def misfits(self) -> tuple[Slot, ...]:
        """The numbers that are no prints of their slots."""
        return tuple(slot for slot in self.slots if slot.fits is False)

    def plus(self, other: Alignment) -> Alignment:
        """Both together."""
        return Alignment(self.cost + other.cost, self.slots + other.slots)


NOTHING = Alignment()
NEVER = Alignment(IMPOSSIBLE)


def align(formula: Expression, calculation: Expression, fits: Fits) -> Alignment:
    """The cheapest way to lay `calculation` over `formula`; not possible where none is."""
    return _Aligner(fits).lay(formula, calculation)


def cheapest(formulas: Iterable[Expression], calculation: Expression, fits: Fits) -> Alignment:
    """The cheapest alignment with any of some formulas."""
    best = NEVER
    for formula in formulas:
        way = align(formula, calculation, fits)
        if way.cost < best.cost - 1e-9:
            best = way
    return best


def values_in(formula: Expression, calculation: Expression, fits: Fits) -> dict[str, Box]:
    """The values that a calculation puts in for the names of a formula."""
    way = align(formula, calculation, fits) if is_numeric(calculation) else NEVER
    return {
        slot.quantity.name: point(slot.number.printed.value)
        for slot in way.slots
        if isinstance(slot.quantity, Symbol) and isinstance(slot.number, Number)
    }


class _Aligner:
    def __init__(self, fits: Fits) -> None:
        self.fits = fits

    def lay(self, formula: Expression, calculation: Expression) -> Alignment:
        match formula, calculation:
            case _, Number():
                return self.number(formula, calculation)
            case Apply(function="negate", arguments=(left,)), Apply(
                function="negate", arguments=(right,)
            ):
                return self.lay(left, right)
            case _, Apply(function="negate", arguments=(right,)):
                return self.lay(Apply("negate", (formula,)), right)
            case Matrix(rows=above), Matrix(rows=below) if formula.shape == calculation.shape:
                return self.all_of(_entries(above), _entries(below))
            case _, Matrix() if not isinstance(formula, Matrix) and is_numeric(calculation):
                rows, columns = calculation.shape
                places = [(i, j) for i in range(rows) for j in range(columns)]
                above = [entry(formula, i, j) for i, j in places]
                return self.all_of(above, _entries(calculation.rows))
            case Apply(function=f, arguments=left), Apply(function=g, arguments=right) if f == g:
                if f in _NEUTRAL:
                    return self.terms(f, left, right)
                return self.all_of(left, right) if len(left) == len(right) else NEVER
            case _, Apply(function="add" | "multiply" as g, arguments=right):
                return self.terms(g, (formula,), right)
            case Apply(function="add" | "multiply" as f, arguments=left), _:
                return self.terms(f, left, (calculation,))
            case Symbol(), Symbol() if formula != calculation:
                return Alignment(MISFIT, (Slot(calculation, formula, False),))
            case (Derivative(), Derivative()) | (At(), At()):
                return self.all_of(children(formula), children(calculation))
            case _:
                return NOTHING if formula == calculation else NEVER

    def number(self, formula: Expression, number: Number) -> Alignment:
        """A number over a quantity."""
        match formula:
            case Number(printed=printed):
                same = printed.value == number.printed.value
                return NOTHING if same else Alignment(COMPOUND_MISFIT)
            case Matrix():
                return NEVER
            case Apply(function="negate", arguments=(Number() as inner,)):
                return self.number(inner, Number(number.printed.negated, number.place))
            case Apply(function="add" | "multiply" as f, arguments=terms) if (
                len(_essential(f, terms)) == 1 < len(terms)
            ):
                return self.number(_essential(f, terms)[0], number)
            case Apply(function="negate", arguments=(inner,)) if number.printed.text[0] in _MINUS:
                return self.number(inner, Number(number.printed.negated, number.place))
            case _:
                pass
        fits = self.fits(number, formula)
        if is_numeric(formula):
            # 0.57 over -log(0.27): it can only be the value of what it stands for, right or wrong.
            return Alignment(0.0 if fits else CLAIM, (Slot(number, formula, fits),))
        atomic = isinstance(_whole(_bare(formula)), Symbol | Derivative)
        dear = {None: (UNKNOWN, MISFIT), True: (0.0, UNKNOWN), False: (MISFIT, COMPOUND_MISFIT)}
        return Alignment(dear[fits][not atomic], (Slot(number, formula, fits),))

    def all_of(self, above: Sequence[Expression], below: Sequence[Expression]) -> Alignment:
        """One over the other, in order."""
        result = NOTHING
        for formula, calculation in zip(above, below, strict=True):
            result = result.plus(self.lay(formula, calculation))
            if not result.is_possible:
                return NEVER
        return result

    def terms(
        self, function: str, left: tuple[Expression, ...], right: tuple[Expression, ...]
    ) -> Alignment:
        """Terms over terms in any order; what is neutral may be left out on either side."""
        left, right = _flat(function, left), _flat(function, right)
        if len(left) != len(right):
            left, right = _essential(function, left), _essential(function, right)
        if len(left) == len(right) == 1:
            return self.lay(left[0], right[0])
        if max(len(left), len(right)) > MOST_TERMS or len(left) < len(right):
            return NEVER
        if len(left) > len(right):
            return self.grouped(function, left, right)
        return self.matched([[self.lay(a, b) for b in right] for a in left])

    def matched(self, laid: list[list[Alignment]]) -> Alignment:
        """The cheapest one-to-one assignment; among equals the one in printed order."""

        @cache
        def best(used: int) -> tuple[float, tuple[int, ...]]:
            row = used.bit_count()
            if row == len(laid):
                return 0.0, ()
            ways = [(IMPOSSIBLE, tuple[int, ...]())]
            for column, way in enumerate(laid[row]):
                if not used >> column & 1 and way.is_possible:
                    cost, order = best(used | 1 << column)
                    ways.append((way.cost + 1e-6 * abs(column - row) + cost, (column, *order)))
            return min(ways)

        cost, order = best(0)
        if cost >= IMPOSSIBLE:
            return NEVER
        result = NOTHING
        for row, column in enumerate(order):
            result = result.plus(laid[row][column])
        return result

    def grouped(
        self, function: str, left: tuple[Expression, ...], right: tuple[Expression, ...]
    ) -> Alignment:
        """Fewer numbers than terms: one of them stands for several neighbouring terms."""
        more = len(left) - len(right) + 1
        ways = [NEVER]
        for start, number in enumerate(right):
            if isinstance(number, Number):
                joined = self.number(Apply(function, left[start : start + more]), number)
                before = self.all_of(left[:start], right[:start])
                after = self.all_of(left[start + more :], right[start + 1 :])
                ways.append(before.plus(joined).plus(after))
        return min(ways, key=lambda way: way.cost)


_NEUTRAL = {"add": 0, "multiply": 1}
_MINUS = "-\u2212"


def _flat(function: str, terms: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The terms inside each other's sums (factors inside products)."""
    flat: list[Expression] = []
    for term in terms:
        flat += _flat(function, term.arguments) if is_apply(term, function) else (term,)
    return tuple(flat)


def _essential(function: str, terms: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Without what is neutral; never without everything."""
    return tuple(t for t in terms if not _is(_NEUTRAL[function], t)) or terms[:1]


def _is(value: int, expression: Expression) -> bool:
    return isinstance(expression, Number) and expression.printed.value == value


def _bare(expression: Expression) -> Expression:
    while is_apply(expression, "negate"):
        expression = expression.arguments[0]
    return expression


def entry(quantity: Expression, i: int, j: int) -> Expression:
    """One entry of a matrix, rows and columns counted from 0, as the quantity that it is."""
    if isinstance(quantity, Matrix):
        return quantity.rows[i][j]
    if is_apply(quantity, "transpose"):
        return entry(quantity.arguments[0], j, i)
    return Apply("element", (quantity, integer(i + 1), integer(j + 1)))


def _whole(expression: Expression) -> Expression:
    """The matrix of which an expression is an entry; any other expression itself."""
    return expression.arguments[0] if is_apply(expression, "element") else expression


def _entries(rows: tuple[tuple[Expression, ...], ...]) -> tuple[Expression, ...]:
    return tuple(entry for row in rows for entry in row)
