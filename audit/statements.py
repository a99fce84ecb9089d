"""What is to be said of a statement, member by member?

The steps of a chain are judged one by one. A formula that is not equal to the one before it is
reported, and what comes after is judged from where it starts; where one small repair makes it true,
what comes after is judged by the repaired formula.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..expressions.latex import latex
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Symbol,
    integer,
    is_numeric,
    nodes,
    numbers,
    symbols,
)
from ..expressions.walk import MeaninglessError, UndefinedError
from ..expressions.written import written
from .calculations import has_decimals
from .finding import Finding
from .formulas import Identity, counterexample, updated
from .gradients import gradient
from .number_steps import NumberSteps
from .page import Page
from .refits import refits
from .repairs import LARGEST_CHANGE, NAMES, Repair, repairs
from .results import is_result
from .slots import align
from .verdict import CONFIRMED, NOTATION, REFUTED, UNDETERMINED
from .witnesses import Question

#: What names of gradients begin with.
_GRADIENTS = ("delta", "nabla", "grad", "d_", "dw")


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


class _Chain(NumberSteps):
    """The members of one statement, taken from left to right.

    `sound` is the formula before one that was refuted; `holds` says that the last was confirmed.
    """

    sound: Expression | None = None

    def judge(self) -> None:
        for number, member in enumerate(self.statement.members):
            self.number, expression = number, member.expression
            if is_result(expression) and self.anchor is not None:
                if self.has_value() and not self.is_slope(expression):
                    self.result(expression, member)
                else:
                    self.formula_step(expression, member)
            elif self.is_calculation(expression) and not self.is_slope(expression):
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

    def is_slope(self, expression: Expression) -> bool:
        """Whether notes without numbers say that a derivative is a whole number everywhere.

        That it is 0 may be a condition: so it is where a loss is least.
        """
        if self.page.loose is None or not isinstance(self.anchor, Derivative):
            return False
        if not is_numeric(expression) or has_decimals(expression) or expression == integer(0):
            return False
        return not any(map(self.page.graph.is_given, self.page.graph.definitions))

    def is_calculation(self, expression: Expression) -> bool:
        """Whether numbers have been put in for quantities: a decimal, or no name at all."""
        if not any(isinstance(n, Symbol | Derivative | Fold) for n in nodes(expression)):
            return True
        if self.anchor is None or self.formula is None or not numbers(expression):
            return False
        if self.page.is_formula(self.formula, expression, self.statement.each):
            # 0.5*(t - o)**2 is a formula: its decimal is a constant, and the formula is true.
            return False
        if has_decimals(expression):
            return True
        # y'(-4) beside y'(theta_0): whole numbers put in for quantities whose values they are.
        way = align(self.formula, expression, self.page.desk.fits)
        return way.is_possible and bool(way.slots) and not way.misfits

    def formula_step(self, expression: Expression, member: Member) -> None:
        apart = self.number > 0 and member.relation in ("", "to")
        if self.anchor is None or self.formula is None or apart:
            self.anchor = self.formula = expression
            return
        left = updated(self.formula, self.page.graph) if member.relation == "<-" else self.formula
        self.page.memory.relate(left, expression)
        if member.relation == "<-" and self.anchor == self.formula:
            self.anchor = left
        if not self.page.formulas:
            self.formula = expression
            return
        if self.number in self.page.defined:
            self.gradient(left, expression)
            self.formula, self.holds = expression, True
            return
        each = self.statement.each
        found = self.page.compare(left, expression, each)
        if found.state != "equal" and self.sound is not None:
            # The member before was the wrong one: what follows it may go on from before it.
            again = self.page.compare(self.sound, expression, each)
            if again.state == "equal":
                left, found = self.sound, again
        self.sound = None
        if found.state == "equal":
            self.report(left, expression, CONFIRMED, found, why=found.why)
            self.formula, self.holds = expression, True
            return
        if (found.state == "different" and self.page.holds_here(left, expression)) or (
            found.missing and self.page.holds_here(left, expression, self.put_beside(expression))
        ):
            self.report(
                left, expression, UNDETERMINED, replace(found, state="open"),
                why="it holds for the values that are given, and not for all others",
            )  # fmt: skip
            self.formula = expression
            return
        mended = self.repaired(left, expression, found)
        self.holds = False
        if self.is_definition(left, expression):
            mended = tuple(r for r in mended if r.is_misprint)
        if found.state == "different" and isinstance(left, Symbol):
            self.page.memory.part(left, expression)
        if mended:
            self.mend(left, expression, found, mended)
        elif self.is_definition(left, expression) and (
            found.state == "different" or isinstance(left, Apply)
        ):
            if isinstance(left, Symbol):
                self.page.begun.append(left.name)
            self.formula = expression
        elif found.state == "different" and self.statement.is_scanned:
            why = "damaged by scanning: names in it may have been others"
            self.report(left, expression, UNDETERMINED, replace(found, state="open"), why=why)
            self.formula = expression
        elif found.state == "different":
            finding = self.report(left, expression, REFUTED, found, why=counterexample(found))
            self.formula, self.broken, self.sound = expression, finding.id, left
        else:
            why = f"{found.missing} stands for nothing here" if found.missing else found.why
            self.report(left, expression, UNDETERMINED, found, why=why)
            self.formula = expression

    def gradient(self, left: Expression, right: Expression) -> None:
        """Report a matrix that is called a gradient, and takes each error for itself."""
        named = isinstance(left, Symbol) and left.name.lower().startswith(_GRADIENTS)
        found = gradient(right, self.page.samples) if named else None
        if found is None:
            return
        fits = f"; it is the gradient of {written(found.fits)}" if found.fits is not None else ""
        self.report(
            left, right, REFUTED, found.found, expected=written(found.expected),
            why=f"takes each error for itself, and is not the gradient of {found.whole}: "
            + counterexample(found.found) + fits,
        )  # fmt: skip

    def is_definition(self, left: Expression, right: Expression) -> bool:
        """Whether read notes may say here what a name means from now on."""
        if self.page.loose is None or left != self.anchor:
            return False
        if isinstance(left, Apply):  # sigma(y) = …, where another function is called sigma
            return left.function == "sigmoid" and all(isinstance(a, Symbol) for a in left.arguments)
        if not isinstance(left, Symbol) or self.statement.is_claim:
            return False
        differs = any(isinstance(n, Derivative) for n in nodes(right))
        return not differs and not left.indices and not left.name.endswith("_new")

    def repaired(self, left: Expression, right: Expression, found: Identity) -> tuple[Repair, ...]:
        """The smallest repairs; of matrices written out, entry by entry, if every entry has one."""
        each, samples = self.statement.each, self.page.points(left, right)
        named = {*symbols(left), *symbols(right)}
        if (each and samples.graph.guess(left, right)) or named & samples.graph.generic:
            return ()  # What is guessed of one layer by another, or of one unit, accuses nobody.
        if (
            not (isinstance(left, Matrix) and isinstance(right, Matrix))
            or left.shape != right.shape
        ):
            is_open = self.page.loose is not None and found.state == "open"
            largest = NAMES if is_open and "shapes" not in found.why else LARGEST_CHANGE
            if is_open and (fitting := refits(left, right, samples)):
                return fitting
            keep = self.holds or self.statement.is_claim or self.page.is_free(left, right)
            return repairs(left, right, samples, each, largest=largest, keep_left=keep)
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
        if self.statement.is_scanned and best.is_reading:
            self.report(
                left, right, CONFIRMED, found,
                why=f"damaged by scanning: read as {written(best.left)} = {written(best.right)}",
            )  # fmt: skip
            self.formula = best.right
            return
        others = tuple(f"{written(r.left)} = {written(r.right)}" for r in mended[1:])
        self.report(
            left, right, NOTATION, found,
            why=why,
            expected=f"{written(best.left)} = {written(best.right)}",
            repair_latex=f"{latex(best.left)} = {latex(best.right)}",
            cause=best.what + (f" (or: {'; or: '.join(others)})" if others else ""),
            others=others,
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
            question = Question(finding.id, self.page.samples.graph, (left, right), at)
            self.page.questions.append(question)
        return finding


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
