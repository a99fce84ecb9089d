"""What is a formula made of?

A small closed set of nodes. A tree says what an author wrote, not what it is worth: the engines of
`oracles` and `reference` give it values. Places and spellings travel along and do not count when
two trees are compared.

A difference is a sum with a negated term, and sums and products have any number of terms, so that
`a - b + c` reads from left to right as it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from .place import Place
from .printed import Printed

#: Functions that `Apply` may name, with the number of arguments each takes (None: one or more).
FUNCTIONS: dict[str, int | None] = {
    "add": None,
    "multiply": None,
    "negate": 1,
    "divide": 2,
    "power": 2,
    "exp": 1,
    "log": 1,
    "log10": 1,
    "log2": 1,
    "sqrt": 1,
    "abs": 1,
    "max": None,
    "min": None,
    "sin": 1,
    "cos": 1,
    "arctan": 1,
    "tanh": 1,
    "sigmoid": 1,
    "relu": 1,
    "step": 1,
    "prelu": 2,
    "elu": 2,
    "softplus": 1,
    "softmax": 1,
    "matmul": 2,
    "hadamard": None,
    "transpose": 1,
    "total": 1,
    "norm": 1,
    "diagonal": 1,
    "element": 3,
    "differential": 1,
}

RELATIONS = ("<", "<=", ">", ">=", "!=", "==")


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number."""

    printed: Printed
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name, with the indices that are not part of it: `delta[k]`, `W[l+1]`."""

    name: str
    indices: tuple[Expression, ...] = ()
    place: Place | None = field(default=None, compare=False)
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of `FUNCTIONS`, or a named function of the lecture, applied to its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of one expression by another, which is taken as independent."""

    of: Expression
    by: Expression
    place: Place | None = field(default=None, compare=False)
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of entries; a vector is a matrix of one row or of one column."""

    rows: tuple[tuple[Expression, ...], ...]
    place: Place | None = field(default=None, compare=False)

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.rows[0])


@dataclass(frozen=True, slots=True)
class Fold:
    """A sum or a product of `body` over every value of `index` in a range or in a named set."""

    operation: str
    body: Expression
    index: str
    over: tuple[Expression, Expression] | str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison that chooses a branch."""

    left: Expression
    relation: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Branches, each with the condition under which it holds."""

    branches: tuple[tuple[Expression, Condition], ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class At:
    """`body` where `symbol` has the given value: y'(-4)."""

    body: Expression
    symbol: str
    value: Expression
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class After:
    """`body` after so many rounds of the lecture's training run."""

    rounds: Number
    body: Expression
    place: Place | None = field(default=None, compare=False)


Expression = Number | Symbol | Apply | Derivative | Matrix | Fold | Piecewise | At | After
#: Which child to take at every step from the outside.
Path = tuple[int, ...]


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside `expression`, in the order in which they are printed."""
    match expression:
        case Number():
            return ()
        case Symbol(indices=inner) | Apply(arguments=inner):
            return inner
        case Derivative(of=of, by=by):
            return of, by
        case Matrix(rows=rows):
            return tuple(entry for row in rows for entry in row)
        case Fold(body=body, over=over):
            return (body,) if isinstance(over, str) else (*over, body)
        case Piecewise(branches=branches):
            return tuple(
                part for value, when in branches for part in (value, when.left, when.right)
            )
        case At(body=body, value=value):
            return body, value
        case After(rounds=rounds, body=body):
            return rounds, body


def with_children(expression: Expression, inner: tuple[Expression, ...]) -> Expression:
    """`expression` with other expressions directly inside it, as `children` lists them."""
    match expression:
        case Number():
            return expression
        # The two kinds that most nodes are are made afresh: `replace` takes four times as long.
        case Symbol(name=name, place=place, spelling=spelling):
            return Symbol(name, inner, place, spelling)
        case Apply(function=function, place=place, spelling=spelling):
            return Apply(function, inner, place, spelling)
        case Derivative():
            return replace(expression, of=inner[0], by=inner[1])
        case Matrix(rows=rows):
            entries = iter(inner)
            return replace(expression, rows=tuple(tuple(next(entries) for _ in r) for r in rows))
        case Fold(over=over):
            bounds = over if isinstance(over, str) else (inner[0], inner[1])
            return replace(expression, body=inner[-1], over=bounds)
        case Piecewise(branches=branches):
            parts = iter(inner)
            return replace(
                expression,
                branches=tuple(
                    (next(parts), Condition(next(parts), when.relation, next(parts)))
                    for _, when in branches
                ),
            )
        case At():
            return replace(expression, body=inner[0], value=inner[1])
        case After(rounds=rounds):
            first = inner[0]
            return replace(
                expression, rounds=first if isinstance(first, Number) else rounds, body=inner[1]
            )


def nodes(expression: Expression) -> Iterator[Expression]:
    """`expression` and everything inside it, outside first, in printed order."""
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        # The two kinds that most nodes are, before the others: every question asks for nodes.
        if type(node) is Apply:
            pending.extend(node.arguments[::-1])
        elif type(node) is not Number:
            pending.extend(children(node)[::-1])


def replaced_at(expression: Expression, path: Path, node: Expression) -> Expression:
    """The expression with another node at a path."""
    if not path:
        return node
    inner = list(children(expression))
    inner[path[0]] = replaced_at(inner[path[0]], path[1:], node)
    return with_children(expression, tuple(inner))


def places(expression: Expression, path: Path = ()) -> Iterator[tuple[Path, Expression]]:
    """Every node with its path, outside first."""
    yield path, expression
    for i, part in enumerate(children(expression)):
        yield from places(part, (*path, i))


def rewrite(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`expression` with `change` applied to every node, inside first."""
    inner = children(expression)
    changed = tuple(rewrite(part, change) for part in inner)
    return change(expression if changed == inner else with_children(expression, changed))


def numbers(expression: Expression) -> tuple[Number, ...]:
    """The printed numbers in `expression`, in printed order."""
    return tuple(node for node in nodes(expression) if isinstance(node, Number))


def symbols(expression: Expression) -> tuple[str, ...]:
    """The names in `expression`, each once, in printed order."""
    return tuple(dict.fromkeys(n.name for n in nodes(expression) if isinstance(n, Symbol)))


def is_apply(expression: Expression, function: str) -> TypeGuard[Apply]:
    """Whether an expression is this function of something."""
    return isinstance(expression, Apply) and expression.function == function


def is_numeric(expression: Expression) -> bool:
    """Whether `expression` holds nothing but printed numbers and operations."""
    return all(isinstance(node, Number | Apply | Matrix) for node in nodes(expression))


def integer(value: int) -> Number:
    """A whole number as an expression."""
    return Number(Printed(str(value)))
