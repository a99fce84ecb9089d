"""What should each term of a sequence be that descends a gradient: θ₀, θ₁, θ₂, …?

A step is printed as one (`θ₁ ← θ₀ - 0.1 · (-8)`), or a rule is stated and its terms are listed. The
gradient is that of the function that the rule names; where no formula of it is given, a straight
line that most printed gradients lie on. Terms that are only listed are taken for a sequence if more
of them are right so than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import (
    Apply,
    At,
    Derivative,
    Expression,
    Number,
    Symbol,
    is_apply,
    is_numeric,
    symbols,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth, printed_box
from ..reading.statements import Read
from .finding import Known
from .kin import counted
from .scopes import Scope
from .steps import Step, step_of

_PRIME = re.compile(r"(?P<function>.+?)_prime(?:_(?P<at>.+))?")
_RATES = ("eta", "alpha", "lr", "epsilon", "gamma", "mu", "lambda")
#: So many different gradients lie on a line before it is taken for theirs.
_ON_A_LINE = 3
#: A gradient of notes has short coefficients.
_SHORT = 100


class Sequences:
    """The sequences of a document; what lines their gradients lie on."""

    def __init__(self, read: Read, scopes: Sequence[Scope]) -> None:
        self.functions = {name.rstrip("'"): by for name, by in read.functions.items()}
        self.definitions: dict[str, Expression] = {}
        pairs: dict[str, set[tuple[Fraction, Box]]] = {}
        for scope in scopes:
            for name, formula in scope.graph.definitions.items():
                self.definitions.setdefault(name, formula)
            for base, pair in _pairs(scope):
                pairs.setdefault(base, set()).add(pair)
        self.lines = {base: line for base, found in pairs.items() if (line := _line(found))}
        self.known: dict[Known, None] = {}

    def graph(self, scope: Scope) -> Graph:
        """A scope's graph, with every term of a sequence as what follows from the one before."""
        found: dict[str, Expression] = {}
        members = [m.expression for s in scope.statements for m in s.members]
        for name in dict.fromkeys(n for member in members for n in symbols(member)):
            found |= self.slope_at(name, scope)
        graph = scope.graph.with_definitions(found)
        stated = {step.term: step for s in scope.statements if (step := step_of(s))}
        for base, terms in _terms(scope).items():
            own = [step for step in stated.values() if (counted(step.term) or ("",))[0] == base]
            best: tuple[int, dict[str, Expression]] = 0, {}
            for rate in _rates(graph, [step.rate for step in own]):
                steps = self.steps(base, terms, own, rate, graph)
                lead = len(terms) if len(own) + 1 >= len(terms) else _lead(steps, scope, graph)
                best = max(best, (lead, steps), key=lambda pair: pair[0])
            found |= best[1]
        return scope.graph.with_definitions(found) if found else scope.graph

    def steps(
        self, base: str, terms: Sequence[int], own: Sequence[Step], rate: Expression, graph: Graph
    ) -> dict[str, Expression]:
        """The terms after the first, each by the one before it, and the gradients there."""
        found: dict[str, Expression] = {}
        printed = {step.term for step in own}
        worked = {step.term for step in own if not is_numeric(step.gradient)}
        for k in terms:
            before = f"{base}{k - 1}"
            slope = self.slope(base, Symbol(before), graph) if k - 1 in terms else None
            if slope is None or f"{base}{k}" in worked:
                continue
            if f"{base}{k}" in printed:
                # What a step prints between two terms is a quantity of its own.
                named = Symbol(f"slope_{before}")
                found[named.name], slope = slope, named
            change = Apply("negate", (Apply("multiply", (rate, slope)),))
            found[f"{base}{k}"] = Apply("add", (Symbol(before), change))
        return found

    def slope(self, base: str, at: Symbol, graph: Graph) -> Expression | None:
        """The gradient at a term."""
        letter = base.rstrip("_")
        definitions = {**self.definitions, **graph.definitions}
        for name, formula in definitions.items():
            if self.parameter(name, formula) == letter and not is_numeric(formula):
                said = f"{name}_prime" in definitions
                steep = Symbol(f"{name}_prime") if said else Derivative(formula, Symbol(letter))
                return At(steep, letter, at)
        line = self.lines.get(base)
        if line is None:
            return None
        along, across = line
        self.known.setdefault(
            Known(f"the gradient at {letter}", _shown(along, across, letter), "from its steps")
        )
        product: Expression = Apply("multiply", (_number(along), at))
        return Apply("add", (product, _number(across))) if across else product

    def parameter(self, name: str, formula: Expression) -> str:
        """What a function is of: as it is written, or the only name in its formula."""
        inner = symbols(formula)
        if name in self.functions and (self.functions[name] in inner or len(inner) > 1):
            return self.functions[name]
        return inner[0] if len(inner) == 1 and counted(name) is None else ""

    def slope_at(self, name: str, scope: Scope) -> dict[str, Expression]:
        """`f_prime_x0`, the derivative of f at x0, where f has a formula of one name."""
        match = _PRIME.fullmatch(name)
        if match is None or not match["at"]:
            return {}
        function = match["function"]
        formula = scope.graph.definitions.get(function, self.definitions.get(function))
        if formula is None or is_numeric(formula):
            return {}
        letter = self.parameter(function, formula)
        if not letter or match["at"] not in scope.graph.definitions:
            return {}
        return {name: At(Derivative(formula, Symbol(letter)), letter, Symbol(match["at"]))}


def _pairs(scope: Scope) -> Iterator[tuple[str, tuple[Fraction, Box]]]:
    """The printed terms, each with the gradient that is printed for it."""
    printed: dict[str, Fraction] = {
        name: value.printed.value
        for name, value in scope.graph.definitions.items()
        if isinstance(value, Number)
    }
    for statement in scope.statements:
        left, last = statement.members[0].expression, statement.members[-1].expression
        if isinstance(left, Symbol) and isinstance(last, Number):
            printed[left.name] = last.printed.value
        step = step_of(statement)
        gradient = None if step is None else _signed(step.gradient)
        base = None if step is None else counted(step.before)
        if step and base and gradient is not None and step.before in printed:
            box = printed_box(gradient)
            yield base[0], (printed[step.before], box)


def _signed(expression: Expression) -> Printed | None:
    if is_apply(expression, "negate") and isinstance(expression.arguments[0], Number):
        return expression.arguments[0].printed.negated
    return expression.printed if isinstance(expression, Number) else None


def _line(pairs: set[tuple[Fraction, Box]]) -> tuple[Fraction, Fraction] | None:
    """The straight line that most printed gradients lie on, with short coefficients."""
    best: tuple[int, bool, tuple[Fraction, Fraction]] | None = None
    points = [(x, box.middle) for x, box in pairs]
    for x, g in points:
        for y, h in [*points, (Fraction(0), Fraction(0))]:
            if x == y:
                continue
            along = (h - g) / (y - x)
            across = g - along * x
            if max(along.denominator, across.denominator) > _SHORT:
                continue
            holding = {p for p, box in pairs if box.low <= along * p + across <= box.high}
            if len(holding) < _ON_A_LINE or 3 * len(holding) < 2 * len(pairs):
                continue
            candidate = len(holding), across == 0, (along, across)
            best = candidate if best is None else max(best, candidate)
    return best[2] if best else None


def _terms(scope: Scope) -> dict[str, list[int]]:
    """The numbers of the terms that a scope prints, by the letter; those from 0 on."""
    found: dict[str, set[int]] = {}
    for statement in scope.statements:
        left, last = statement.members[0].expression, statement.members[-1].expression
        at = counted(left.name) if isinstance(left, Symbol) else None
        if at is not None and isinstance(last, Number):
            found.setdefault(at[0], set()).add(at[1])
    return {base: sorted(ks) for base, ks in found.items() if 0 in ks and len(ks) > 1}


def _rates(graph: Graph, printed: Sequence[Expression]) -> list[Expression]:
    """What may be the rate: the name that is worth what steps print, or any that is given one."""
    values = [p.printed.value for p in printed if isinstance(p, Number)]
    given = {name: graph.definitions.get(name) for name in _RATES}
    named = {name: v.printed.value for name, v in given.items() if isinstance(v, Number)}
    alike = [name for name, value in named.items() if value in values]
    return [Symbol(name) for name in alike or named] or list(printed[:1])


def _lead(steps: Mapping[str, Expression], scope: Scope, graph: Graph) -> int:
    """How many more printed terms are right than wrong, exactly or by the term printed before."""
    printed: dict[str, Number] = {}
    for statement in scope.statements:
        left, last = statement.members[0].expression, statement.members[-1].expression
        if isinstance(left, Symbol) and isinstance(last, Number):
            printed.setdefault(left.name, last)
    lead = 0
    for name in steps:
        at = counted(name)
        before = None if at is None else f"{at[0]}{at[1] - 1}"
        if before not in printed or name not in printed:
            continue
        box = printed_box(printed[name].printed)
        try:
            holds = any(
                Truth(graph.with_definitions(known)).is_printed_by(box, Symbol(name)) is not False
                for known in ({**steps, before: printed[before]}, steps)
            )
        except MeaninglessError:
            continue
        lead += 1 if holds else -1
    return lead


def _number(value: Fraction) -> Expression:
    whole = Number(Printed(str(abs(value.numerator))))
    found: Expression = whole
    if value.denominator != 1:
        found = Apply("divide", (whole, Number(Printed(str(value.denominator)))))
    return Apply("negate", (found,)) if value < 0 else found


def _shown(along: Fraction, across: Fraction, letter: str) -> str:
    return f"{along}*{letter}" + (f" + {across}" if across else "")
