"""Where in a document does another example begin, as far as its statements say it one by one?

A name is given another value, a quantity is computed once more from other numbers or after an
update, a formula is said once more of other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Matrix,
    Number,
    Symbol,
    children,
    is_numeric,
    nodes,
    rewrite,
    symbols,
)
from ..reading.statements import Read
from .anew import is_anew
from .bindings import CONSTANTS, formulas_of
from .directives import Directives
from .givens import computation
from .memory import LEAST_DIGITS
from .steps import step_of
from .substitutions import same


class _Computed(NamedTuple):
    """A result, the numbers that were put in for it, and how many results were printed before."""

    result: Number | Matrix
    operands: frozenset[Printed]
    after: int


@dataclass
class Part:
    """Statements that follow one another; `headed` says before which of them a heading stands."""

    title: str
    statements: list[Statement] = field(default_factory=list[Statement])
    headed: list[bool] = field(default_factory=list[bool])
    formulas: dict[str, Expression] = field(default_factory=dict[str, Expression])
    given: set[str] = field(default_factory=set[str])
    has_result: bool = False

    def add(self, statement: Statement, headed: bool) -> None:
        """Go on with a statement."""
        self.statements.append(statement)
        self.headed.append(headed)
        self.formulas |= dict(formulas_of(statement))
        if known := _given(statement):
            self.given.add(known[0])
        self.has_result |= _is_result(statement)

    def cut(self, at: int) -> tuple[Part, Part]:
        """What stands before a statement, and the rest."""
        found = Part(self.title), Part(self.title)
        for number, (statement, headed) in enumerate(
            zip(self.statements, self.headed, strict=True)
        ):
            found[number >= at].add(statement, headed)
        return found

    def ahead(self) -> int:
        """How many statements at the end belong to another example, whose first value comes next.

        Of those without a result, the first that gives a name a formula once more, in a part of its
        own, begins the example; or the first that gives a name a value once more.
        """
        settled, size = 0, len(self.statements)
        said: dict[str, int] = {}
        for k, statement in enumerate(self.statements):
            if _is_result(statement):
                settled = k + 1
        for k, statement in enumerate(self.statements):
            for name, _ in formulas_of(statement):
                first = said.setdefault(name, k)
                if k >= settled and any(self.headed[first + 1 : k + 1]):
                    return size - k
        names = [given[0] if (given := _given(s)) else "" for s in self.statements]
        again = [k for k in range(settled, size) if names[k] and names[k] in names[:settled]]
        return size - again[0] if again else 0

    def opening(self, at: int) -> int:
        """Where the example begins in which a statement is the first with a result.

        Its heading, or its own formula, may stand before it.
        """
        start = at
        while start and not _is_result(self.statements[start - 1]):
            start -= 1
        left = self.statements[at].members[0].expression
        for k in range(start, at):
            if k and (self.headed[k] or self.statements[k].members[0].expression == left):
                return k
        return at


def parts(read: Read, directives: Directives) -> Iterator[Part]:
    """The statements cut where a name is given another value, or is computed once more."""
    statements = [_with_update(_with_signs(s)) for s in read.statements]
    part = Part("")
    values: dict[str, Number | Matrix] = {}
    results: dict[Expression, _Computed] = {}
    seen: dict[Expression, tuple[Number | Matrix, int]] = {}
    follows: dict[str, Expression] = {}
    updated = titled = -1
    printed: list[Printed] = []
    for i, statement in enumerate(statements):
        again = bool(i) and directives.turn(statements[i - 1].place, statement.place)
        updated = i if updated_name(statement) or _descends(statement) else updated
        titled = i if i in read.headings else titled
        given = _given(statement)
        if given is not None and (given[0] in follows or updated_name(statement)):
            given = None  # what follows from others is printed once more, and begins nothing
        if given is not None and Symbol(given[0]) not in results:
            earlier: Expression | None = values.get(given[0])
            if earlier is None and results:
                earlier = directives.value(given[0], statement.place)
            again = again or (earlier is not None and not same(earlier, given[1]))
        own = part.formulas
        for name, formula in formulas_of(statement):
            before_it = own.get(name, formula)
            again = again or _of_another(before_it, formula) or _of_new(before_it, formula, own)
            if (parameter := read.functions.get(name)) and before_it != formula:
                after = islice(statements, i + 1, None)
                again = again or is_anew(name, parameter, before_it, formula, after)
        computed = computation(statement)
        if computed is not None:
            before = results.get(computed[0])
            now = _Computed(computed[1], _operands(statement), len(printed))
            again = again or (before is not None and _is_elsewhere(before, now, printed))
            bare, where = seen.get(computed[0], (computed[1], i))
            again = again or (where < titled and before is None and not same(bare, computed[1]))
        last = statement.members[-1].expression
        if isinstance(last, Number) and not updated_name(statement):
            bare, where = seen.get(statement.members[0].expression, (last, i))
            again = again or (where < updated and not same(bare, last))
        fresh = given is not None and not part.has_result and given[0] not in part.given
        if again and part.statements and not fresh:
            earlier_part, part = part.cut(len(part.statements) - part.ahead())
            if earlier_part.statements:
                yield earlier_part
            results, seen = {}, {}
        if isinstance(last, Number):
            printed.append(_unsigned(last.printed))
            seen[statement.members[0].expression] = last, i
        if given is not None:
            values[given[0]] = given[1]
        if computed is not None:
            results[computed[0]] = _Computed(computed[1], _operands(statement), len(printed))
        follows |= dict(formulas_of(statement))
        part.title = read.headings.get(i, part.title)
        part.add(statement, i in read.headings)
    if part.statements:
        yield part


def _is_result(statement: Statement) -> bool:
    """Whether a statement ends with a number, and does not only give it."""
    return isinstance(statement.members[-1].expression, Number) and _given(statement) is None


def _of_another(before: Expression, now: Expression) -> bool:
    """Whether one formula is of one name, and another of another: f(w), and then f(x)."""
    one, other = ({n for n in symbols(e) if n not in CONSTANTS} for e in (before, now))
    return len(one) == len(other) == 1 and one != other


def _of_new(before: Expression, now: Expression, said: Mapping[str, Expression]) -> bool:
    """Whether a formula is said once more of new values: each is had by a derivative by the old."""
    old, new = set(symbols(before)), set(symbols(now))
    return any(
        isinstance(node, Derivative) and isinstance(node.by, Symbol) and node.by.name in old - new
        for name in new - old
        for node in nodes(said.get(name, now))
    )


def _descends(statement: Statement) -> bool:
    """Whether a name is had from another one by a derivative by it, as a new value is."""
    return any(
        isinstance(node, Derivative) and isinstance(node.by, Symbol) and node.by.name != name
        and node.by.name in {n.name for n in _outside(formula)}
        for name, formula in formulas_of(statement)
        for node in nodes(formula)
    )  # fmt: skip


def _outside(expression: Expression) -> Iterator[Symbol]:
    """The names in an expression that stand in no derivative."""
    if isinstance(expression, Symbol):
        yield expression
    elif not isinstance(expression, Derivative):
        for part in children(expression):
            yield from _outside(part)


def updated_name(statement: Statement) -> str:
    """The name of the new value that a statement gives; empty where it gives none."""
    left = statement.members[0].expression
    return left.name if isinstance(left, Symbol) and left.name.endswith("_new") else ""


def _is_elsewhere(before: _Computed, now: _Computed, printed: Sequence[Printed]) -> bool:
    """Whether a quantity is computed again from other numbers, and not only said again.

    It is where a number is put in that was `printed` in between; or where most numbers are others.
    """
    mine, theirs = before.operands, now.operands
    between = [p for p in printed[before.after :] if p.digits >= LEAST_DIGITS]
    if any(same(Number(p), Number(new)) for p in theirs - mine for new in between):
        return True
    if same(before.result, now.result) or not (mine and theirs):
        return False
    return 2 * len(mine & theirs) <= max(len(mine), len(theirs))


def _operands(statement: Statement) -> frozenset[Printed]:
    """The digits that are put in on the way to a result, signs apart."""
    return frozenset(
        _unsigned(node.printed)
        for member in statement.members
        if not isinstance(member.expression, Number)
        for node in nodes(member.expression)
        if isinstance(node, Number) and not node.printed.is_integer
    )


def _unsigned(printed: Printed) -> Printed:
    return printed if printed.value >= 0 else printed.negated


def _given(statement: Statement) -> tuple[str, Number | Matrix] | None:
    """`w = 0.5`, and nothing more."""
    if len(statement.members) != 2 or statement.members[1].relation != "=":
        return None
    left, right = (m.expression for m in statement.members)
    if not isinstance(left, Symbol) or left.indices or not is_numeric(right):
        return None
    return (left.name, right) if isinstance(right, Number | Matrix) else None


def _with_signs(statement: Statement) -> Statement:
    """Negative results as numbers: −0.019 is one print, not an operation on one."""
    members = tuple(replace(m, expression=signed(m.expression)) for m in statement.members)
    return replace(statement, members=members)


def signed(expression: Expression) -> Expression:
    """A sign and its number as one number, a row that is transposed as a column, else as it is."""
    match expression:
        case Apply(function="negate", arguments=(Number(printed=printed),)) if (
            printed.text[0] not in "+-\u2212"
        ):
            return Number(printed.negated, expression.place)
        case Apply(function="transpose", arguments=(Matrix(rows=(row,), place=place),)) if (
            is_numeric(expression)
        ):  # a column that is written as a row
            return Matrix(tuple((signed(entry),) for entry in row), place)
        case Matrix():
            rows = tuple(tuple(signed(entry) for entry in row) for row in expression.rows)
            return Matrix(rows, expression.place)
        case _:
            return expression


def _with_update(statement: Statement) -> Statement:
    """`w <- w - η g`, and `w = w - η g`, say what the new w is."""
    first, *rest = statement.members
    left = first.expression
    if not isinstance(left, Symbol) or left.indices or not rest:
        return statement
    replaces = any(m.relation == "<-" for m in rest)
    itself = not isinstance(rest[0].expression, Symbol) and left.name in symbols(rest[0].expression)
    if not (replaces or itself):
        return statement
    if not itself and step_of(statement) is not None:
        # The next term of a sequence is no new value of its own name.
        members = (replace(m, expression=rewrite(m.expression, signed)) for m in rest)
        return replace(statement, members=(first, *(replace(m, relation="=") for m in members)))
    name = left.name if left.name.endswith("_new") else f"{left.name}_new"
    renamed = replace(left, name=name)
    members = (replace(first, expression=renamed), *(
        replace(m, relation="=" if m.relation == "<-" else m.relation) for m in rest
    ))  # fmt: skip
    return replace(statement, members=members)
