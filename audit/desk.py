"""What do the numbers that a lecture puts in give, and is each of them the right one?

A calculation is a member of a chain with numbers put in for quantities. Its numbers are laid over
the formulas that the page gives for the quantity (`slots`); each then stands for what it may have
been computed with (`memory`), and the calculation has a range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Symbol,
    children,
    integer,
    is_numeric,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth, point, printed_box
from .calculations import Calculation, expanded, lenient, unfolded, unsigned
from .known import are_known
from .memory import Memory, Print
from .ranges import range_of
from .slots import cheapest
from .unwritten import by_fellow, chained, with_prints


class Desk:
    """What a calculation is checked with: the graph, its exact values and the page's memory."""

    def __init__(self, graph: Graph, truth: Truth, memory: Memory) -> None:
        self.graph, self.truth, self.memory = graph, truth, memory

    def fits(self, number: Number, quantity: Expression) -> bool | None:
        """Whether a number is a print of a quantity: of its exact value, or of an earlier print."""
        quantity, number = unsigned(quantity, number)
        if self.memory.used(quantity, number.printed):
            return True
        try:
            return self.truth.is_printed_by(printed_box(number.printed), quantity) is not False
        except MeaninglessError:
            before = self.memory.latest(quantity)
            # A print that nothing bears out may be the one that is wrong.
            return False if before is not None and before.is_borne_out else None

    def formulas_for(self, quantity: Expression, near: Expression | None) -> list[Expression]:
        """What the page and the model say that a quantity is, the nearest first."""
        found = [near] if near is not None and near != quantity else []
        found += self.memory.forms.get(quantity, [])
        if isinstance(quantity, Symbol) and not quantity.indices:
            definition = self.graph.definitions.get(quantity.name)
            if definition is not None and not isinstance(definition, Number):
                found.append(definition)
        found += [unfolded(form, self.memory.forms) for form in found]
        return found + [expanded(form, self.graph) for form in found]

    def calculation(
        self, expression: Expression, quantity: Expression, near: Expression | None
    ) -> Calculation:
        """A calculation of `quantity`, its numbers given their meaning."""
        formulas = [f for f in self.formulas_for(quantity, near) if f != expression]
        way = cheapest(formulas, expression, self.fits)
        slots = way.slots if way.is_possible else ()
        claims = tuple(slot for slot in slots if is_numeric(slot.quantity))
        misfits = tuple(slot for slot in way.misfits if slot not in claims)
        credible = 2 * len(misfits) <= len(slots)
        by_place = {id(slot.number): slot for slot in slots}

        def quantities(number: Number) -> list[Expression]:
            slot = by_place.get(id(number))
            if slot is not None and slot.fits is False and slot not in claims:
                return []
            found = [slot.quantity] if slot else []
            if slot is None or slot.fits is None:
                found += self.memory.same_digits(number.printed)
            return found

        put = self.with_meanings(expression, quantities)
        known = are_known(expression, way)
        misfits = misfits if way.is_possible else ()
        return replace(put, misfits=misfits, claims=claims, is_credible=credible, is_known=known)

    def worked(self, expression: Expression) -> Calculation:
        """A calculation by itself: its numbers may be prints of what the page has computed."""
        return self.with_meanings(
            expression,
            lambda number: [
                q for q in self.memory.same_digits(number.printed) if not is_numeric(q)
            ],
        )

    def with_meanings(
        self, expression: Expression, quantities: Callable[[Number], list[Expression]]
    ) -> Calculation:
        """A calculation with what each number may stand for, being a print of some quantities."""
        boxes: dict[str, Box] = {}
        prints: list[tuple[str, Expression]] = []
        roots: list[str] = []
        rounded = False

        def put(node: Expression) -> Expression:
            nonlocal rounded
            if not isinstance(node, Number):
                inner = tuple(put(part) for part in children(node))
                return with_children(node, inner) if inner else node
            possible = quantities(node)
            meanings = [self.meaning(node.printed, quantity) for quantity in possible]
            if not meanings:
                return node
            box = meanings[0][0]
            for other, _, _ in meanings[1:]:
                box = box.hull(other)
            if all(root for _, root, _ in meanings):
                roots.append(meanings[0][1])
            rounded |= any(derived for _, _, derived in meanings)
            if not box.width and box.low == node.printed.value:
                return node
            name = next((n for n, known in boxes.items() if known == box), f"#{len(boxes)}")
            boxes[name] = box
            prints.extend((name, quantity) for quantity in possible)
            return Symbol(name)

        named = put(expression)
        unique = tuple(dict.fromkeys(roots))
        return Calculation(
            named, boxes, roots=unique, is_rounded=rounded, printed=expression, prints=tuple(prints)
        )

    def mended(self, calculation: Calculation) -> Calculation | None:
        """The calculation with the right values for its misprinted numbers."""
        if calculation.printed is None or not calculation.misfits:
            return None
        wrong = {id(slot.number): slot.quantity for slot in calculation.misfits}
        boxes: dict[str, Box] = {}

        def put(node: Expression) -> Expression:
            quantity = wrong.get(id(node))
            if quantity is None:
                inner = tuple(put(part) for part in children(node))
                return with_children(node, inner) if inner else node
            name = f"#{len(boxes)}"
            boxes[name] = self.right(quantity)
            return Symbol(name)

        try:
            expression = put(calculation.printed)
        except MeaninglessError:
            return None
        return lenient(Calculation(expression, boxes))

    def right(self, quantity: Expression) -> Box:
        """What belongs where a quantity does: its print, else its value.

        Raises `MeaninglessError` where it has neither.
        """
        if isinstance(quantity, Apply) and quantity.function == "negate":
            inner = self.right(quantity.arguments[0])
            return Box(-inner.high, -inner.low)
        before = self.memory.latest(quantity)
        return before.usable if before else self.truth.value(quantity)

    def meaning(self, number: Printed, quantity: Expression) -> tuple[Box, str, bool]:
        """What a number in the slot of a quantity stands for.

        With it the finding that accuses it, and whether the quantity is a derived one, whose print
        is rounded.
        """
        if isinstance(quantity, Apply) and quantity.function == "negate":
            inner, bare = unsigned(quantity, Number(number))
            box, root, derived = self.meaning(bare.printed, inner)
            return Box(-box.high, -box.low), root, derived
        alone = point(number.value)
        if is_numeric(quantity):
            before = self.memory.last(quantity)
            if before is not None and before.root and before.printed.value == number.value:
                return alone, before.root, True
            given = None if quantity == Number(number) else self.range(self.worked(quantity))
            held = given.meet(printed_box(number)) if given is not None else None
            return (held.hull(alone), "", True) if held is not None else (alone, "", False)
        if isinstance(quantity, Symbol) and self.graph.is_given(quantity.name):
            return alone, "", False
        found = self._used(quantity, number)
        if found is not None:
            print_, is_turned = found
            usable = print_.usable_as(number.negated if is_turned else number)
            usable = Box(-usable.high, -usable.low) if is_turned else usable
            return usable.hull(alone), "" if print_.is_doubtful else print_.root, True
        try:
            exact = self.truth.value(quantity)
        except MeaninglessError:
            return alone, "", False
        if exact.width == 0 and exact.low == number.value:
            return alone, "", False
        return (exact.hull(alone) if printed_box(number).meets(exact) else alone), "", True

    def _used(self, quantity: Expression, number: Printed) -> tuple[Print, bool] | None:
        """The print that a number was taken from, and whether its sign was turned round.

        The sign may stand before a bracket, or be worked in; it may be what is wrong with a print.
        """
        straight = self.memory.used(quantity, number)
        if straight is not None and not straight.root:
            return straight, False
        turned = self.memory.used(quantity, number.negated)
        if turned is not None and (straight is None or not turned.root):
            return turned, True
        return (straight, False) if straight is not None else None

    def gives(
        self, calculation: Calculation, exact: Box, at: tuple[int, int] | None = None
    ) -> bool:
        """Whether a calculation gives an exact value, its numbers rounded or adrift already."""
        wide = self.range(lenient(calculation), at)
        if wide is not None and wide.meets(exact):
            return True
        wide = self.adrift(calculation, at)
        return wide is not None and wide.meets(exact)

    def adrift(self, calculation: Calculation, at: tuple[int, int] | None = None) -> Box | None:
        """What a calculation gives, each number standing for the exact value as well."""
        boxes = dict(calculation.boxes)
        for name, quantity in calculation.prints:
            try:
                exact = (
                    self.adrift(self.worked(quantity))
                    if is_numeric(quantity)
                    else self.truth.value(quantity)
                )
            except MeaninglessError:
                continue
            boxes[name] = boxes[name].hull(exact) if exact is not None else boxes[name]
        return self.range(lenient(replace(calculation, boxes=boxes)), at)

    def range(self, calculation: Calculation, at: tuple[int, int] | None = None) -> Box | None:
        """Everything the calculation can have given; None where it has no value."""
        expression = calculation.expression
        if at is not None:
            expression = Apply("element", (expression, *(integer(i + 1) for i in at)))
        try:
            return range_of(expression, self.graph, {**self.truth.at, **calculation.boxes})
        except MeaninglessError:
            return None

    def held(self, quantity: Expression, box: Box, given: Box | None, exact: Box | None) -> Box:
        """What a right print may have been rounded from.

        What its digits stand for, cut down to what the page's numbers give, and the exact value.
        """
        ranges = [given] if given is not None else []
        if given is None:
            found = (self.range(calculation) for calculation in self.hidden(quantity))
            ranges += [wide for wide in found if wide is not None]
        parts = [part for wide in ranges if (part := wide.meet(box)) is not None]
        if exact is not None:
            parts.append(exact.meet(box) or box)
        result = parts[0] if parts else box
        for part in parts[1:]:
            result = result.hull(part)
        return result

    def hidden(self, quantity: Expression, like: Printed | None = None) -> Iterator[Calculation]:
        """The calculations that a page leaves out: its formulas with its own prints put in.

        With `like`, also those of a fellow, and the chain rule through every name, with the
        derivatives rounded to as many places as that number has: they may have been typed again
        without being printed.
        """
        forms = self.formulas_for(quantity, None)
        if like is not None and isinstance(quantity, Derivative):
            forms += by_fellow(quantity, self.memory.forms)
        for form in forms:
            for take in (self.memory.latest, self.memory.last):
                boxes: dict[str, Box] = {}
                roots: list[str] = []
                put = with_prints(form, boxes, roots, partial(self._print, take))
                if boxes and (roots or take == self.memory.latest):
                    rooted = tuple(dict.fromkeys(roots))
                    yield Calculation(put, boxes, roots=rooted, is_rounded=True)
        if like is not None and isinstance(quantity, Derivative):
            yield from chained(quantity, like, self.graph, self.truth, self.memory)

    def _print(
        self, take: Callable[[Expression], Print | None], node: Symbol | Derivative
    ) -> Print | None:
        """The print of a quantity that follows from others."""
        given = isinstance(node, Symbol) and self.graph.is_given(node.name)
        return None if given else take(node)
