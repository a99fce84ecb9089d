"""What is to be said of the numbers in a statement, and of what they were computed with?

A calculation is laid over the formula before it; the number after it is a result. A result that is
wrong may be so because an operand is, and then only the operand is its author's mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..expressions.latex import latex
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Expression,
    Number,
    Symbol,
    is_numeric,
)
from ..expressions.written import written
from ..oracles.enclosures import Box, point
from .calculations import Calculation, lenient, unsigned
from .causes import entries, put_in, puzzle
from .endings import judge_calculation
from .finding import Finding
from .memory import Print, uncut
from .numbers import CUT_OFF, Judgement, expected, following, judge
from .operands import misprinted
from .page import Page
from .results import Result, first_place, results, shown
from .slots import Slot, values_in
from .verdict import (
    CONFIRMED,
    CONSISTENT,
    GIVEN,
    INHERITED,
    LAST_DIGIT,
    NOTATION,
    OPERAND,
    REFUTED,
    UNDETERMINED,
)

#: Whoever cut off so many numbers may cut off any.
CUTS = 2
_MISPRINTED = "follows from the numbers beside it, one being misprinted"
Judged = list[tuple[Result, Judgement]]


class NumberSteps:
    """The numbers of one statement, from left to right.

    `anchor` is what the numbers should be worth, `formula` what was last said of it, `calculation`
    the numbers that were last put in, and `broken` the finding on a formula that is wrong.
    """

    def __init__(self, statement: Statement, page: Page) -> None:
        self.statement, self.page = statement, page
        self.anchor: Expression | None = None
        self.formula: Expression | None = None
        self.calculation: Calculation | None = None
        self.broken, self.holds = "", False

    #: How many members stand before the one at hand.
    number = 0

    def put_beside(self, formula: Expression) -> dict[str, Box]:
        """The values that the next member puts in for the names of a formula."""
        after = [m.expression for m in self.statement.members[self.number + 1 :]]
        return values_in(formula, after[0], self.page.desk.fits) if after else {}

    def put_in(self, expression: Expression) -> None:
        """Numbers put in for the anchor's quantities, or a calculation that begins the chain."""
        if self.anchor is None:
            self.anchor = self.formula = expression
            return
        found = self.page.desk.calculation(expression, self.anchor, self.formula)
        self.finish(found)
        self.page.memory.relate(self.anchor, expression)
        for slot in found.claims:
            if isinstance(slot.number, Number):
                result = Result(slot.number, slot.quantity, self.page.desk.worked(slot.quantity))
                ((_, judgement),) = self.with_operands(
                    slot.quantity, [(result, judge(result, self.page.desk))]
                )
                self.conclude(result, judgement, {})
        if found.claims:  # some may have turned out wrong
            found = self.page.desk.calculation(expression, self.anchor, self.formula)
        self.calculation = found

    def result(self, expression: Expression, member: Member) -> None:
        assert self.anchor is not None
        found = results(expression, self.anchor, self.calculation, member.relation == "~=")
        true = self.formula if self.holds else None
        judged = [(result, judge(result, self.page.desk, true)) for result in found]
        beside = self.calculation.printed if self.calculation is not None else None
        if beside is None and is_numeric(self.anchor):
            beside = self.anchor
        if beside is not None:
            judged = self.with_operands(beside, judged)
        accused = self.accuse(judged)
        for result, judgement in judged:
            self.conclude(result, judgement, accused)
        self.calculation = None

    def with_operands(self, calculation: Expression, judged: Judged) -> Judged:
        """The judgements, results acquitted whose calculation has a misprinted operand."""
        if not any(judgement.verdict == REFUTED for _, judgement in judged):
            return judged
        mended = self.page.desk.mended(self.calculation) if self.calculation else None
        if mended is not None:
            return [
                (r, replace(j, verdict=CONSISTENT, why=_MISPRINTED, held=r.box))
                if j.verdict == REFUTED
                and (wide := self.page.desk.range(mended, r.at))
                and wide.meets(r.box)
                else (r, j)
                for r, j in judged
            ]
        found = misprinted(calculation, [result for result, _ in judged], self.page.desk)
        if not found:
            return judged
        for slot in found:
            self.operand(slot)
        return [
            (result, replace(judgement, verdict=CONSISTENT, why=_MISPRINTED, held=result.box))
            if judgement.verdict == REFUTED
            else (result, judgement)
            for result, judgement in judged
        ]

    def accuse(self, judged: Judged) -> dict[int, str]:
        """Findings for the operands that are no prints of their slots; their ids by slot."""
        calculation = self.calculation
        if calculation is None:
            return {}
        right = all(j.verdict == CONFIRMED or j.why == _MISPRINTED for _, j in judged)
        if right and self.follows_anyway(calculation):
            return {}
        accused = calculation.misfits if right else calculation.accused
        if right and not accused and calculation.printed is not None:
            self.wrong_calculation(calculation, [result for result, _ in judged])
        return {id(slot): self.operand(slot).id for slot in accused}

    def wrong_calculation(self, calculation: Calculation, results: list[Result]) -> None:
        """A calculation that cannot have given the right number beside it."""
        assert self.anchor is not None
        assert calculation.printed is not None
        for result in results:
            wide = self.page.desk.range(lenient(calculation), result.at)
            if wide is None or wide.meets(result.box):
                return
        self.page.add(
            self.statement, first_place(calculation.printed) or self.statement.place,
            kind="operand", quantity=written(self.anchor), expected="",
            printed=written(calculation.printed), verdict=OPERAND,
            why="does not give the number beside it, which is right",
        )  # fmt: skip

    def follows_anyway(self, calculation: Calculation) -> bool:
        """Whether the calculation, operands as printed, gives the value after all."""
        try:
            given = self.page.desk.range(calculation)
            exact = self.page.desk.truth.value(self.anchor) if self.anchor else None
        except ValueError:
            return False
        return given is not None and exact is not None and given.meets(exact)

    def operand(self, slot: Slot) -> Finding:
        """A number, or a name, that stands where another belongs."""
        if isinstance(slot.number, Symbol):
            return self.page.add(
                self.statement, self.statement.place, kind="formula",
                quantity=written(slot.quantity), printed=slot.number.name,
                expected=written(slot.quantity), verdict=NOTATION,
                why=f"stands where {written(slot.quantity)} belongs",
            )  # fmt: skip
        exact = self.value(slot.quantity)
        place = slot.number.place or self.statement.place
        finding = self.page.add(
            self.statement, place, kind="operand", quantity=written(slot.quantity),
            printed=slot.number.printed.text,
            expected=self.belonging(slot, exact),
            latex=latex(slot.quantity),
            verdict=OPERAND, enclosure=shown(exact), ask=(slot.quantity,),
            why=f"stands where {written(slot.quantity)} belongs",
        )  # fmt: skip
        self.wonder(finding, slot.number.printed, slot.quantity, exact)
        return finding

    def belonging(self, slot: Slot, exact: Box | None) -> str:
        """What belongs in a slot, as the page prints it, or as its number would be printed."""
        assert isinstance(slot.number, Number)
        printed = slot.number.printed
        quantity, number = unsigned(slot.quantity, slot.number)
        is_turned = number.printed != printed
        given = quantity
        if isinstance(quantity, Symbol) and not quantity.indices:
            given = self.page.graph.definitions.get(quantity.name, quantity)
        if isinstance(given, Number):
            own = given.printed.negated if is_turned else given.printed
            rounded = expected(printed, point(own.value))
            is_longer = len(rounded) >= len(own.text)
            is_own = printed.at(own.value).value == own.value
            return own.text if is_longer or not is_own else rounded
        if exact is not None:
            return expected(printed, exact)
        before = self.page.desk.memory.latest(quantity)
        if before is None or before.root or before.printed.last_place > printed.last_place:
            return ""
        return expected(printed, point(before.printed.value * (-1 if is_turned else 1)))

    def conclude(self, result: Result, judgement: Judgement, accused: Mapping[int, str]) -> None:
        """The finding on a printed number, and the print that later numbers may use."""
        if judgement.verdict == REFUTED and self.is_anew and self.is_value_of_formula(result):
            judgement = Judgement(CONSISTENT, "is the value of the formula that is said anew")
        follows, verdict, why = judgement.follows, judgement.verdict, judgement.why
        if follows == "here":
            follows = next(iter(accused.values()), "")
        if verdict == REFUTED and self.broken and self.is_value_of_formula(result):
            verdict, follows = INHERITED, self.broken
            why = "is the value of the formula beside it, which is wrong"
        place = result.number.place or self.statement.place
        finding = self.page.add(
            self.statement, place, kind="number", quantity=written(result.quantity),
            printed=result.printed.text, latex=latex(result.quantity),
            expected=expected(result.printed, judgement.exact)
            or following(result, judgement, self.page.desk),
            verdict=verdict, why=why, follows=follows, enclosure=shown(judgement.exact),
            ask=(result.quantity,),
        )  # fmt: skip
        if verdict in (REFUTED, LAST_DIGIT):
            right = judgement.exact or judgement.right
            self.wonder(finding, result.printed, result.quantity, right, result.at)
        beside, root = result.calculation, (follows or finding.id) if finding.is_wrong else ""
        held = judgement.held or result.box
        self.page.memory.cuts += judgement.why == CUT_OFF
        if self.page.memory.cuts >= CUTS:
            held = held.hull(uncut(result.printed))
        if finding.id == root and judgement.right is not None:
            # Whoever goes on from the right value, and not from this print, is right as well.
            printed = result.printed.at(judgement.right.middle)
            self.page.memory.add(result.quantity, Print(printed, judgement.right, is_meant=True))
        borne_out = not root and verdict not in (GIVEN, UNDETERMINED)
        first = finding.id == root
        doubtful = first and beside is not None and not beside.is_known
        print_ = Print(result.printed, held, root, first and not doubtful, borne_out, doubtful)
        self.page.memory.add(result.quantity, print_)

    def wonder(
        self, finding: Finding, printed: Printed, quantity: Expression, exact: Box | None,
        at: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """Remember a wrong number with all formulas of its quantity: how did it come about?"""
        if not self.page.causes:
            return
        desk = self.page.desk
        forms = [quantity, *desk.formulas_for(quantity, None)]
        if self.anchor is not None and finding.kind == "number":
            own = desk.formulas_for(self.anchor, self.formula)
            forms += entries([*put_in(self.calculation, desk), *own], at)
        self.page.puzzles.append(puzzle(finding.id, printed, exact, desk, forms))

    @property
    def is_anew(self) -> bool:
        """Whether the statement gives its name another meaning."""
        return isinstance(self.anchor, Symbol) and self.anchor.name in self.page.begun

    def is_value_of_formula(self, result: Result) -> bool:
        if self.formula is None or result.at is not None:
            return False
        try:
            return self.page.desk.truth.is_printed_by(result.box, self.formula) is True
        except ValueError:
            return False

    def finish(self, after: Calculation | None = None) -> None:
        """A calculation without a number must give the quantity's value, or what is `after` it."""
        calculation, self.calculation = self.calculation, None
        if calculation is None or self.anchor is None:
            return
        accused = [self.operand(slot).id for slot in calculation.accused]
        exact, desk = self.value(self.anchor), self.page.desk
        found = judge_calculation(calculation, self.anchor, exact, desk, accused, after)
        place = first_place(calculation.printed) if calculation.printed else None
        self.page.add(
            self.statement, place or self.statement.place, kind="calculation",
            printed=written(calculation.printed) if calculation.printed else "", expected="",
            verdict=found.verdict, why=found.why, quantity=written(self.anchor),
            follows=found.follows, enclosure=shown(exact),
        )  # fmt: skip

    def value(self, quantity: Expression) -> Box | None:
        """A box around the exact value, where there is one."""
        try:
            return self.page.desk.truth.value(quantity)
        except ValueError:
            return None
