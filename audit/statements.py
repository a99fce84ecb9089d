"""What is to be said of a statement, member by member?

The steps of a chain are judged one by one. A formula that is not equal to the one before it is
reported, and what comes after is judged from where it starts; where one small repair makes it true,
what comes after is judged by the repaired formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..expressions.latex import latex
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    After,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    is_numeric,
    nodes,
    numbers,
)
from ..expressions.walk import MeaninglessError, UndefinedError
from ..expressions.written import written
from .calculations import Calculation, has_decimals, lenient
from .enclosures import Box
from .finding import Finding
from .formulas import Identity, updated
from .memory import Print
from .numbers import Judgement, Result, expected, is_result, judge, parts
from .operands import misprinted
from .page import Page
from .repairs import Repair, repairs
from .slots import Slot
from .verdict import (
    CONFIRMED,
    CONSISTENT,
    INHERITED,
    NOTATION,
    OPERAND,
    REFUTED,
    UNDETERMINED,
)
from .witnesses import Question

_MISPRINTED = "follows from the numbers beside it, one being misprinted"


def judge_statement(statement: Statement, page: Page) -> None:
    """Judge every claim of a statement; the findings go to the page."""
    if not statement.derivation:
        _Chain(statement, page).judge()
        return
    first, *others = statement.members
    for member in others:
        sides = first.expression, member.expression
        page.add(
            statement, statement.place, kind="formula", quantity=written(sides[0]),
            printed=" = ".join(map(written, sides)), expected="", verdict=UNDETERMINED,
            latex=" = ".join(map(latex, sides)), derivation=statement.derivation,
            why=f"the derivation {statement.derivation} implements it, and was not run",
        )  # fmt: skip


class _Chain:
    """The members of one statement, taken from left to right."""

    def __init__(self, statement: Statement, page: Page) -> None:
        self.statement, self.page = statement, page
        self.anchor: Expression | None = None
        self.formula: Expression | None = None
        self.calculation: Calculation | None = None
        self.broken = ""

    def judge(self) -> None:
        for member in self.statement.members:
            expression = member.expression
            if is_result(expression) and self.anchor is not None:
                if self.has_value():
                    self.result(expression, member)
                else:
                    self.formula_step(expression, member)
            elif self.is_calculation(expression):
                self.put_in(expression)
            else:
                self.formula_step(expression, member)
        self.finish()

    def has_value(self) -> bool:
        """Whether the anchor is worth a number here, or might be, if the page said more.

        A formula in free names is worth none: `f'(x) = 1` says that two formulas are equal.
        """
        assert self.anchor is not None
        try:
            self.page.desk.truth.shape(self.anchor)
        except UndefinedError as error:
            return error.name not in self.page.graph.free
        except MeaninglessError:
            pass
        return True

    def is_calculation(self, expression: Expression) -> bool:
        """Whether numbers have been put in for quantities: a decimal, or no name at all."""
        if not any(isinstance(n, Symbol | Derivative | Fold) for n in nodes(expression)):
            return True
        if self.anchor is None or self.formula is None or not numbers(expression):
            return False
        if self.page.compare(self.formula, expression, self.statement.each).state == "equal":
            # 0.5*(t - o)**2 is a formula: its decimal is a constant, and the formula is true.
            return False
        if has_decimals(expression):
            return True
        # y'(-4) beside y'(theta_0): whole numbers put in for quantities whose values they are.
        way = self.page.desk.laid_over([self.formula], expression)
        return way.is_possible and bool(way.slots) and not way.misfits

    def formula_step(self, expression: Expression, member: Member) -> None:
        if self.anchor is None or self.formula is None:
            self.anchor = self.formula = expression
            return
        left = updated(self.formula, self.page.graph) if member.relation == "<-" else self.formula
        self.page.memory.relate(left, expression)
        if member.relation == "<-" and self.anchor == self.formula:
            self.anchor = left
        if not self.page.formulas:
            self.formula = expression
            return
        found = self.page.compare(left, expression, self.statement.each)
        if found.state == "equal":
            self.report(left, expression, CONFIRMED, found, why=found.why)
            self.formula = expression
            return
        mended = self.repaired(left, expression)
        if mended:
            self.mend(left, expression, found, mended)
        elif found.state == "different":
            finding = self.report(left, expression, REFUTED, found, why=counterexample(found))
            self.formula, self.broken = expression, finding.id
        else:
            why = f"{found.missing} stands for nothing here" if found.missing else found.why
            self.report(left, expression, UNDETERMINED, found, why=why)
            self.formula = expression

    def repaired(self, left: Expression, right: Expression) -> tuple[Repair, ...]:
        """The smallest repairs; of matrices written out, entry by entry, if every entry has one."""
        each, samples = self.statement.each, self.page.samples
        if (
            not (isinstance(left, Matrix) and isinstance(right, Matrix))
            or left.shape != right.shape
        ):
            return repairs(left, right, samples, each)
        rows: list[tuple[Repair | None, ...]] = []
        best: Repair | None = None
        for above, below in zip(left.rows, right.rows, strict=True):
            row: list[Repair | None] = []
            for a, b in zip(above, below, strict=True):
                if self.page.compare(a, b, each).state == "equal":
                    row.append(None)
                    continue
                mended = repairs(a, b, samples, each)
                if not mended:
                    return ()
                best = best or mended[0]
                row.append(mended[0])
            rows.append(tuple(row))
        if best is None:
            return ()
        lefts, rights = _mended(left, rows, "left"), _mended(right, rows, "right")
        return (Repair(lefts, rights, best.what, best.size),)

    def mend(
        self, left: Expression, right: Expression, found: Identity, mended: tuple[Repair, ...]
    ) -> None:
        """Report a formula that a small repair makes true, and go on with the repaired one."""
        best = mended[0]
        why = counterexample(found) if found.state == "different" else found.why
        others = "; or: ".join(written(r.left) + " = " + written(r.right) for r in mended[1:])
        self.report(
            left, right, NOTATION, found,
            why=why,
            expected=f"{written(best.left)} = {written(best.right)}",
            repair_latex=f"{latex(best.left)} = {latex(best.right)}",
            cause=best.what + (f" (or: {others})" if others else ""),
        )  # fmt: skip
        self.page.memory.relate(best.left, best.right)
        if best.on_left and self.anchor == left:
            self.anchor = best.left
        self.formula = best.right

    def report(
        self, left: Expression, right: Expression, verdict: str, found: Identity, **fields: Any
    ) -> Finding:
        """A finding about two formulas; the engines are asked for both sides where these differ."""
        finding = self.page.add(
            self.statement, self.statement.place, kind="formula", quantity=written(left),
            printed=f"{written(left)} = {written(right)}", verdict=verdict,
            latex=f"{latex(left)} = {latex(right)}", expected=fields.pop("expected", ""), **fields,
        )  # fmt: skip
        if found.state == "different" and found.at and not found.bound and found.entry is None:
            at = {name: float(box.low) for name, box in found.at.items()}
            question = Question(finding.id, self.page.graph, (left, right), at)
            self.page.questions.append(question)
        return finding

    def put_in(self, expression: Expression) -> None:
        """Numbers put in for the anchor's quantities, or a calculation that begins the chain."""
        if self.anchor is None:
            self.anchor = self.formula = expression
            return
        self.finish()
        found = self.page.desk.calculation(expression, self.anchor, self.formula)
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
        found = parts(expression, self.anchor, self.calculation, member.relation == "~=")
        judged = [(result, judge(result, self.page.desk)) for result in found]
        beside = self.calculation.printed if self.calculation is not None else None
        if beside is None and is_numeric(self.anchor):
            beside = self.anchor
        if beside is not None:
            judged = self.with_operands(beside, judged)
        accused = self.accuse(judged)
        for result, judgement in judged:
            self.conclude(result, judgement, accused)
        self.calculation = None

    def with_operands(
        self, calculation: Expression, judged: list[tuple[Result, Judgement]]
    ) -> list[tuple[Result, Judgement]]:
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

    def accuse(self, judged: list[tuple[Result, Judgement]]) -> dict[int, str]:
        """Findings for the operands that are no prints of their slots; their ids by slot."""
        calculation = self.calculation
        if calculation is None:
            return {}
        right = all(judgement.verdict == CONFIRMED for _, judgement in judged)
        if right and self.follows_anyway(calculation):
            return {}
        accused = calculation.misfits if right else calculation.accused
        if right and not accused and calculation.printed is not None:
            self.wrong_calculation(calculation, [result for result, _ in judged])
        return {id(slot): self.operand(slot).id for slot in accused}

    def wrong_calculation(self, calculation: Calculation, results: list[Result]) -> None:
        """A calculation that cannot have given the right number beside it."""
        assert self.anchor is not None and calculation.printed is not None
        for result in results:
            wide = self.page.desk.range(lenient(calculation), result.at)
            if wide is None or wide.meets(result.box):
                return
        self.page.add(
            self.statement, first_place(calculation.printed) or self.statement.place, kind="operand",
            quantity=written(self.anchor), printed=written(calculation.printed), expected="",
            verdict=OPERAND, why="does not give the number beside it, which is right",
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
        return self.page.add(
            self.statement, place, kind="operand", quantity=written(slot.quantity),
            printed=slot.number.printed.text, expected=expected(slot.number.printed, exact),
            latex=latex(slot.quantity),
            verdict=OPERAND, enclosure=shown(exact), ask=(slot.quantity,),
            why=f"stands where {written(slot.quantity)} belongs",
        )  # fmt: skip

    def conclude(self, result: Result, judgement: Judgement, accused: Mapping[int, str]) -> None:
        """The finding on a printed number, and the print that later numbers may use."""
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
            expected=expected(result.printed, judgement.exact),
            verdict=verdict, why=why, follows=follows, enclosure=shown(judgement.exact),
            ask=(result.quantity,),
        )  # fmt: skip
        root = (follows or finding.id) if finding.is_wrong else ""
        held = judgement.held or result.box
        if finding.id == root and judgement.right is not None:
            # Whoever goes on from the right value, and not from this print, is right as well.
            printed = Printed(result.printed.rounded(judgement.right.middle), result.printed.comma)
            self.page.memory.add(result.quantity, Print(printed, judgement.right))
        self.page.memory.add(result.quantity, Print(result.printed, held, root, finding.id == root))

    def is_value_of_formula(self, result: Result) -> bool:
        if self.formula is None or result.at is not None:
            return False
        try:
            return self.page.desk.truth.is_printed_by(result.box, self.formula) is True
        except ValueError:
            return False

    def finish(self) -> None:
        """A calculation at the end of a chain must give the quantity's value."""
        if self.calculation is None or self.anchor is None:
            return
        accused = [self.operand(slot).id for slot in self.calculation.accused]
        calculation, self.calculation = self.calculation, None
        given = self.page.desk.range(calculation)
        exact = self.value(self.anchor)
        printed = written(calculation.printed) if calculation.printed else ""
        if given is None or exact is None:
            verdict, why = UNDETERMINED, "the calculation, or the quantity, has no value here"
        elif given.meets(exact):
            verdict, why = CONFIRMED, "gives the quantity's value"
        elif accused or calculation.roots:
            accused = [*accused, *calculation.roots]
            verdict, why = INHERITED, "a number that is put in is wrong"
        elif (wide := self.page.desk.range(lenient(calculation))) and wide.meets(exact):
            verdict, why = CONFIRMED, "gives the quantity's value, its numbers being rounded"
        else:
            verdict, why = REFUTED, "does not give the quantity's value"
        place = first_place(calculation.printed) if calculation.printed else None
        self.page.add(
            self.statement, place or self.statement.place, kind="calculation", printed=printed,
            expected="",
            verdict=verdict, why=why, follows=accused[0] if verdict == INHERITED else "",
            quantity=written(self.anchor), enclosure=shown(exact),
        )  # fmt: skip

    def value(self, quantity: Expression) -> Box | None:
        """A box around the exact value, where there is one."""
        try:
            return self.page.desk.truth.value(quantity)
        except ValueError:
            return None


def first_place(expression: Expression) -> Place | None:
    """Where the first printed number of an expression stands."""
    return next((n.place for n in numbers(expression) if n.place), None)


def _mended(matrix: Matrix, rows: list[tuple[Repair | None, ...]], side: str) -> Matrix:
    return replace(
        matrix,
        rows=tuple(
            tuple(
                entry if repair is None else getattr(repair, side)
                for entry, repair in zip(line, repaired, strict=True)
            )
            for line, repaired in zip(matrix.rows, rows, strict=True)
        ),
    )


def counterexample(found: Identity) -> str:
    """Where two formulas part, in a sentence."""
    where = ""
    if found.bound:
        where = " for " + ", ".join(f"{k} = {v}" for k, v in found.bound.items())
    if found.entry is not None:
        where += f" in row {found.entry[0] + 1}, column {found.entry[1] + 1}"
    return f"the sides differ{where}: {found.left} and {found.right}"


def shown(exact: Box | None) -> str:
    """An enclosure in decimals: as many digits as both ends share, and the width."""
    if exact is None:
        return ""
    return f"{float(exact.middle):.15g}"


def rounds_of(statement: Statement) -> Iterator[After]:
    """The values after training that a statement speaks of."""
    for member in statement.members:
        for node in nodes(member.expression):
            if isinstance(node, After):
                yield node
