"""Where in a document does another example begin, in which a name has another value?

A name may be given another value, a quantity may be computed once more after an update, or another
value may be put in for a name from somewhere on. Within a scope no name changes its value, so that
every number is judged by what holds where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Expression,
    Matrix,
    Number,
    Symbol,
    is_numeric,
    nodes,
    rewrite,
    symbols,
)
from ..reading.statements import Read
from .bindings import CONSTANTS, bound, computation, formulas_of
from .directives import Directives
from .layout import with_products
from .steps import step_of
from .substitutions import same

#: A result, and the digits that were put in for it.
_Computed = tuple[Number | Matrix, frozenset[str]]
#: A part of a document is cut no more often than this.
MOST_CUTS = 50


@dataclass(frozen=True, eq=False)
class Scope:
    """Statements between which no name changes its value, with the graph of what they give."""

    title: str
    statements: tuple[Statement, ...]
    graph: Graph
    learned: Mapping[str, str] = field(default_factory=dict[str, str])


def scopes(read: Read, directives: Directives) -> list[Scope]:
    """The document's statements in scopes, each with its graph."""
    waiting = list(reversed(list(_runs(read, directives))))
    found: list[Scope] = []
    carried: dict[str, Expression] = {}
    changed: set[str] = set()
    after: Place | None = None
    cuts = 0
    while waiting:
        title, run = waiting.pop()
        statements = with_products(run, carried)
        told = directives.told(after, statements, changed)
        graph, learned, turn = bound(statements, read, carried, told)
        if turn and cuts < MOST_CUTS:
            cuts += 1
            waiting += [(title, run[turn:]), (title, run[:turn])]
            continue
        found.append(Scope(title, tuple(statements), graph, learned))
        directives.hold(told, statements, graph.definitions)
        after = statements[-1].place
        anew = {*graph.definitions, *(left for s in statements if (left := _updates(s)))}
        updated = {n.removesuffix("_new") for n in anew if n.endswith("_new")}
        changed = updated if told.is_renewed else changed | updated
        carried = {
            name: value
            for name, value in graph.definitions.items()
            if is_numeric(value) and name not in updated and learned.get(name) != told.case
        }
    return found


def _runs(read: Read, directives: Directives) -> Iterator[tuple[str, list[Statement]]]:
    """The statements cut where a name is given another value, or is computed once more."""
    statements = [_with_update(_with_signs(s)) for s in read.statements]
    title, run = "", list[Statement]()
    values: dict[str, Number | Matrix] = {}
    results: dict[Expression, _Computed] = {}
    seen: dict[Expression, tuple[Number | Matrix, int]] = {}
    follows: dict[str, Expression] = {}
    updated = titled = -1
    for i, statement in enumerate(statements):
        again = bool(i) and directives.turn(statements[i - 1].place, statement.place)
        updated = i if _updates(statement) else updated
        titled = i if i in read.headings else titled
        given = _given(statement)
        if given is not None and given[0] in follows:
            given = None  # what follows from others is printed once more, and begins nothing
        if given is not None and Symbol(given[0]) not in results:
            earlier: Expression | None = values.get(given[0])
            if earlier is None and results:
                earlier = directives.value(given[0], statement.place)
            again = again or (earlier is not None and not same(earlier, given[1]))
        for name, formula in formulas_of(statement):
            again = again or _of_another(follows.get(name, formula), formula)
        computed = computation(statement)
        if computed is not None:
            before = results.get(computed[0])
            now = computed[1], _operands(statement)
            again = again or (before is not None and _is_elsewhere(before, now))
            bare, where = seen.get(computed[0], (computed[1], i))
            again = again or (where < titled and before is None and not same(bare, computed[1]))
        last = statement.members[-1].expression
        if isinstance(last, Number) and not _updates(statement):
            bare, where = seen.get(statement.members[0].expression, (last, i))
            again = again or (where < updated and not same(bare, last))
        fresh = given is not None and not any(
            known[0] == given[0] if (known := _given(s)) else _is_result(s) for s in run
        )
        if again and run and not fresh:
            ahead = _ahead(run, [k in read.headings for k in range(i - len(run), i)])
            if len(run) > ahead:
                yield title, run[: len(run) - ahead]
            run, results, seen = run[len(run) - ahead :], {}, {}
        if isinstance(last, Number):
            seen[statement.members[0].expression] = last, i
        if given is not None:
            values[given[0]] = given[1]
        if computed is not None:
            results[computed[0]] = computed[1], _operands(statement)
        follows |= dict(formulas_of(statement))
        title = read.headings.get(i, title)
        run.append(statement)
    if run:
        yield title, run


def _ahead(run: Sequence[Statement], headed: Sequence[bool]) -> int:
    """How many statements before another example's first value are its formulas already.

    Of those without a result, the first that gives a name another formula, in a part of its own,
    begins the example. `headed` says before which statements a heading stands.
    """
    settled = 0
    said: dict[str, tuple[Expression, int]] = {}
    for k, statement in enumerate(run):
        if _is_result(statement):
            settled = k + 1
    for k, statement in enumerate(run):
        for name, formula in formulas_of(statement):
            before, first = said.setdefault(name, (formula, k))
            if k >= settled and before != formula and any(headed[first + 1 : k + 1]):
                return len(run) - k
    return 0


def _is_result(statement: Statement) -> bool:
    """Whether a statement ends with a number, and does not only give it."""
    return isinstance(statement.members[-1].expression, Number) and _given(statement) is None


def _of_another(before: Expression, now: Expression) -> bool:
    """Whether one formula is of one name, and another of another: f(w), and then f(x)."""
    one, other = ({n for n in symbols(e) if n not in CONSTANTS} for e in (before, now))
    return len(one) == len(other) == 1 and one != other


def _updates(statement: Statement) -> str:
    """The name of the new value that a statement gives; empty where it gives none."""
    left = statement.members[0].expression
    return left.name if isinstance(left, Symbol) and left.name.endswith("_new") else ""


def _is_elsewhere(before: _Computed, now: _Computed) -> bool:
    """Whether a quantity is computed again from other numbers, and not only said again."""
    (one, mine), (other, theirs) = before, now
    if same(one, other) or not (mine and theirs):
        return False
    return 2 * len(mine & theirs) <= max(len(mine), len(theirs))


def _operands(statement: Statement) -> frozenset[str]:
    """The digits that are put in on the way to a result."""
    return frozenset(
        node.printed.text
        for member in statement.members
        if not isinstance(member.expression, Number)
        for node in nodes(member.expression)
        if isinstance(node, Number) and not node.printed.is_integer
    )


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
    members = tuple(replace(m, expression=_signed(m.expression)) for m in statement.members)
    return replace(statement, members=members)


def _signed(expression: Expression) -> Expression:
    match expression:
        case Apply(function="negate", arguments=(Number(printed=printed),)) if (
            printed.text[0] not in "+-\u2212"
        ):
            return Number(printed.negated, expression.place)
        case Matrix():
            rows = tuple(tuple(_signed(entry) for entry in row) for row in expression.rows)
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
        members = (replace(m, expression=rewrite(m.expression, _signed)) for m in rest)
        return replace(statement, members=(first, *(replace(m, relation="=") for m in members)))
    name = left.name if left.name.endswith("_new") else f"{left.name}_new"
    renamed = replace(left, name=name)
    members = (replace(first, expression=renamed), *(
        replace(m, relation="=" if m.relation == "<-" else m.relation) for m in rest
    ))  # fmt: skip
    return replace(statement, members=members)
