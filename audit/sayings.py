"""Which formulas does a statement give names, and what else does it show of them?

`net = …` defines. `∂E/∂x = ∂(x - y)²/∂x` hints at what E is, and `E = E_1 + E_2` beside
`E = ½(…)² + ½(…)²` at what E_1 and E_2 are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..expressions.graph import Label
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    is_apply,
    is_numeric,
    nodes,
    symbols,
)
from .bindings import CONSTANTS

Families = Mapping[str, Mapping[tuple[Label, ...], str]]

_NEW = "_new"
#: Functions of which notes say, for every argument, what they are.
ACTIVATIONS = frozenset({"sigmoid", "tanh", "relu", "softplus", "elu", "prelu", "step"})


@dataclass(frozen=True, eq=False)
class Said:
    """A formula that a statement gives a name: which statement, and which member.

    A hint is none: `∂E/∂x = ∂(x - y)²/∂x` shows what E is, where nothing else says it.
    """

    number: int
    member: int
    name: str
    formula: Expression
    is_hint: bool = False


def sayings(number: int, statement: Statement) -> Iterator[Said]:
    """The formulas that a statement gives names."""
    if statement.is_claim:
        return
    first, *rest = statement.members
    left = first.expression
    match left:
        case Symbol(name=name, indices=()) if name not in CONSTANTS:
            for i, member in enumerate(rest, start=1):
                if is_numeric(member.expression):
                    return
                if name in symbols(member.expression) or _is_value(member):
                    return
                if _has_free_index(member.expression):
                    continue
                yield Said(number, i, name, member.expression)
                return
        case Derivative(of=Symbol(name=name, indices=())) if rest:
            formula = _of_derivative(left, rest[0].expression)
            if formula is not None and name not in symbols(formula):
                yield Said(number, 1, name, formula, is_hint=True)
        case Apply(function="sigmoid", arguments=(Symbol(indices=()),)) if rest:
            yield Said(number, 0, "sigma", left)  # what σ is without its argument
        case Matrix():
            for i, member in enumerate(rest, start=1):
                yield from _entries(number, i, left, member.expression)
                return
        case _:
            right = rest[0].expression if rest else None
            if isinstance(right, Matrix) and _has_names(left):
                yield from _entries(number, 1, right, left)


def _of_derivative(left: Derivative, right: Expression) -> Expression | None:
    """What a derivative says of the quantity that is differentiated."""
    match right:
        case Derivative(of=of, by=by) if by == left.by and not isinstance(of, Symbol):
            return of
        case Apply(function="add", arguments=terms):
            parts = [t.of for t in terms if isinstance(t, Derivative) and t.by == left.by]
            if len(parts) == len(terms) and all(isinstance(p, Symbol) for p in parts):
                return Apply("add", tuple(parts))
        case _:
            pass
    return None


def _has_names(expression: Expression) -> bool:
    return not any(isinstance(n, Derivative) for n in nodes(expression)) and bool(
        symbols(expression)
    )


def _has_free_index(expression: Expression) -> bool:
    """Whether a formula is one for every value of an index, and not for a name."""
    bound = {n.index for n in nodes(expression) if isinstance(n, Fold)}
    outside = [n for n in _outside_sums(expression) if isinstance(n, Symbol)]
    return any(
        isinstance(i, Symbol) and (i.name in bound or len(i.name) == 1)
        for n in outside for i in n.indices
    )  # fmt: skip


def _outside_sums(expression: Expression) -> Iterator[Expression]:
    if not isinstance(expression, Fold):
        yield expression
        for part in children(expression):
            yield from _outside_sums(part)


def _is_value(member: Member) -> bool:
    return member.relation == "~=" and is_numeric(member.expression)


def _entries(number: int, member: int, names: Matrix, formula: Expression) -> Iterator[Said]:
    """The names in a matrix, each with its entry of the other side."""
    for i, row in enumerate(names.rows):
        for j, entry in enumerate(row):
            if not isinstance(entry, Symbol) or entry.indices:
                return
            if isinstance(formula, Matrix):
                if formula.shape != names.shape:
                    return
                inner = formula.rows[i][j]
                if is_numeric(inner) or isinstance(inner, Symbol) or _differs(inner):
                    return
            elif is_numeric(formula) or isinstance(formula, Symbol) or _differs(formula):
                return
            else:
                inner = Apply("element", (formula, integer(i + 1), integer(j + 1)))
            if entry.name in symbols(inner):
                return
            yield Said(number, member, entry.name, inner)


def _differs(formula: Expression) -> bool:
    return any(isinstance(n, Derivative) for n in nodes(formula))


def follows_rule(said: Said) -> bool:
    """Whether a new value is had by a derivative by the old one: what an update is."""
    if not said.name.endswith(_NEW):
        return True
    old = said.name.removesuffix(_NEW)
    return any(
        isinstance(n, Derivative) and isinstance(n.by, Symbol) and n.by.name == old
        for n in nodes(said.formula)
    )


def may_be_terms(formula: Expression, hint: Expression, families: Families) -> bool:
    """Whether the names of a sum may be the terms of a formula."""
    count = len(hint.arguments) if is_apply(hint, "add") else 1
    if is_apply(formula, "add"):
        return len(formula.arguments) == count or bool(set(symbols(formula)) & set(symbols(hint)))
    folds = [n for n in nodes(formula) if isinstance(n, Fold)]
    bases = [n.name for f in folds for n in nodes(f.body) if isinstance(n, Symbol) and n.indices]
    sizes = {len(families[base]) for base in bases if base in families}
    return bool(folds) and (not sizes or count in sizes)


def terms(
    definitions: Mapping[str, Expression], statements: Iterable[Statement]
) -> Iterator[tuple[str, str, Expression]]:
    """`E = E_1 + E_2` beside `E = ½(…)² + ½(…)²`: E, and each name with the term in its place."""
    sums: dict[str, list[Apply]] = {}
    for number, statement in enumerate(statements):
        members = [m.expression for m in statement.members]
        whole = next((name for m in members if (name := _summed(m))), f"#{number}")
        slopes = isinstance(members[0], Derivative)
        # ∂E/∂a = a - t is a sum, and none of which E is the whole.
        found = [(m, _undone(m)) for m in members if is_apply(m, "add")]
        sums.setdefault(whole, []).extend(new for m, new in found if new is not m or not slopes)
    for whole, found in sums.items():
        definition = definitions.get(whole)
        written = found
        if definition is not None and is_apply(definition, "add"):
            bare = all(isinstance(t, Symbol) for t in definition.arguments)
            written = found if bare else [definition]
        for names in found:
            terms = [t.name for t in names.arguments if isinstance(t, Symbol)]
            if len(terms) != len(names.arguments):
                continue
            for other in written:
                parts = other.arguments
                bare = any(isinstance(p, Symbol | Number) for p in parts)
                if len(parts) == len(terms) and not bare:
                    yield from ((whole, t, part) for t, part in zip(terms, parts, strict=True))
                    break


def _summed(member: Expression) -> str:
    """E of E, and of the derivative of E."""
    match member:
        case Symbol(name=name, indices=()) | Derivative(of=Symbol(name=name, indices=())):
            return name
        case _:
            return ""


def _undone(member: Apply) -> Apply:
    """The sum of the derivatives of names by one name as the sum of the names."""
    tops = [t.of for t in member.arguments if isinstance(t, Derivative)]
    return Apply("add", tuple(tops)) if len(tops) == len(member.arguments) else member


def primes(
    definitions: Mapping[str, Expression], statements: Iterable[Statement]
) -> Iterator[tuple[str, Expression]]:
    """`f'` beside `f`, which follows from one name alone: its derivative."""
    used = {n for s in statements for m in s.members for n in symbols(m.expression)}
    for name in used:
        base = name.removesuffix("_prime")
        if base == name or base not in definitions:
            continue
        inner = [n for n in symbols(definitions[base]) if n not in CONSTANTS]
        if len(inner) == 1:
            yield name, Derivative(Symbol(base), Symbol(inner[0]))


def first_formulas(statements: Iterable[Statement]) -> dict[str, Expression]:
    """The first formula of every name."""
    found: dict[str, Expression] = {}
    for number, statement in enumerate(statements):
        for said in sayings(number, statement):
            if not said.is_hint:
                found.setdefault(said.name, said.formula)
    return found


def derivatives(statement: Statement) -> Iterator[Derivative]:
    """The derivatives in a statement."""
    return (n for n in statement.nodes() if isinstance(n, Derivative))


def variables(left: Expression) -> set[str]:
    """The names that a formula is a function of: differentiated by, or given to an activation."""
    match left:
        case Derivative(of=of, by=Symbol(name=name, indices=())) if name in symbols(of):
            return {name} if of != left.by else set()
        case Apply(function=function, arguments=(Symbol(name=name, indices=()),)) if (
            function in ACTIVATIONS
        ):
            return {name}
        case Apply(function="add" | "negate", arguments=parts):
            own = [variables(part) for part in parts if symbols(part)]
            return set.intersection(*own) if own else set()
        case _:
            return set()


def uses(statements: Sequence[Statement]) -> Counter[str]:
    """In how many formulas each name stands."""
    return Counter(n for s in statements for m in s.members for n in symbols(m.expression))
