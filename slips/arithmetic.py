"""How does a right computation go wrong in one place?

Every slip maps an expression, and the other values that its author had before him, to the steps by
which it may have gone wrong: what was put in, and where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..expressions.tree import (
    Apply,
    Expression,
    Number,
    Path,
    Symbol,
    children,
    integer,
    is_apply,
    nodes,
    replaced_at,
    rewrite,
    with_children,
)
from ..expressions.written import written
from .nearly import is_open, open_places
from .operations import (
    New,
    factor,
    named,
    operation,
    precedence,
    put_in,
    sign,
    term,
    turned,
)
from .slip import ARITHMETIC, Slip


@dataclass(frozen=True, slots=True)
class Step:
    """What a slip puts in the place of a node, in words about `parts`."""

    path: Path
    node: Expression
    what: str
    parts: tuple[Expression, ...] = ()

    @property
    def words(self) -> str:
        """What was done, to be read."""
        return self.what.format(*map(named, self.parts))

    def applied(self, expression: Expression) -> Expression:
        """The expression after the slip."""
        return replaced_at(expression, self.path, self.node)


@dataclass(frozen=True, slots=True)
class Other:
    """A value that stands elsewhere in the document: a name, or the print of a quantity."""

    value: Expression
    of: Expression | None = None

    @property
    def quantity(self) -> Expression:
        """What it is the value of."""
        return self.value if self.of is None else self.of


#: What an author had before him.
Others = Sequence[Other]
#: All that a slip can make of an expression.
Commit = Callable[[Expression, Others], Iterator[Step]]


def _at_nodes(change: Callable[[Expression], Iterable[New]]) -> Commit:
    """A slip that looks at one node at a time."""

    def commit(expression: Expression, others: Others) -> Iterator[Step]:
        del others
        for path, node in open_places(expression):
            yield from (Step(path, *new) for new in change(node))

    return commit


def _for(path: Path, other: Other, old: Expression) -> Step:
    return Step(path, other.value, "{} for {}", (other.quantity, old))


@lru_cache(maxsize=20_000)
def kind(expression: Expression) -> str:
    """What things of one kind share: w5 and w6, out_h1 and out_h2."""
    return re.sub(r"\d+", "#", written(expression))


def _neighbour(expression: Expression, others: Others) -> Iterator[Step]:
    """Another of the same kind, in one place or everywhere; a number that stands beside it."""
    leaves = [(path, node) for path, node in open_places(expression) if not is_open(node)]
    beside = [Other(n) for n in dict.fromkeys(node for _, node in leaves) if isinstance(n, Number)]
    kinds: dict[str, list[Other]] = {}
    for other in others:
        if not isinstance(other.quantity, Number):
            kinds.setdefault(kind(other.quantity), []).append(other)
    for path, node in leaves:
        found = beside if isinstance(node, Number) else kinds.get(kind(node), ())
        yield from (_for(path, other, node) for other in found if other.quantity != node)
    used = [node for _, node in leaves if isinstance(node, Symbol)]
    for old in dict.fromkeys(node for node in used if used.count(node) > 1):
        for other in kinds.get(kind(old), ()):
            if other.quantity != old:
                put = other.value
                everywhere = rewrite(expression, lambda n, o=old, p=put: p if n == o else n)
                yield Step((), everywhere, "{} for {} everywhere", (other.quantity, old))


def _elsewhere(expression: Expression, others: Others) -> Iterator[Step]:
    for path, node in open_places(expression):
        if not is_open(node):
            yield from (_for(path, other, node) for other in others if other.quantity != node)


def early(expression: Expression, others: Others) -> Iterator[Step]:
    """The quantities put in as they were printed, and not as they were computed."""
    prints = {other.of: other.value for other in reversed(others) if other.of is not None}

    def put(node: Expression) -> Expression:
        if not is_open(node):
            return prints.get(node, node)
        return with_children(node, tuple(map(put, children(node))))

    if expression not in prints:
        rounded = put(expression)
        if rounded != expression:
            yield Step((), rounded, "the digits printed before")


_SIGMOID_SLOPE = "the slope of the sigmoid"
#: Which functions are taken for one another.
_EXCHANGED: dict[str, tuple[str, ...]] = {
    "log": ("log10", "log2"),
    "log10": ("log", "log2"),
    "log2": ("log", "log10"),
    "sigmoid": ("tanh", "relu", _SIGMOID_SLOPE),
    "tanh": ("sigmoid", "relu"),
    "relu": ("sigmoid", "step"),
    "softplus": ("relu",),
    "sin": ("cos",),
    "cos": ("sin",),
    "max": ("min",),
    "min": ("max",),
}
_LEFT_OUT = frozenset(
    {
        "exp", "log", "log10", "log2", "sqrt", "abs", "sin", "cos", "arctan", "tanh", "sigmoid",
        "relu", "step", "softplus", "power",
    }
)  # fmt: skip


def _exchanged(node: Apply, function: str) -> Expression:
    if function != _SIGMOID_SLOPE:
        return Apply(function, node.arguments)
    return Apply("multiply", (node, Apply("add", (integer(1), Apply("negate", (node,))))))


def _function(expression: Expression, others: Others) -> Iterator[Step]:
    """Another function, at one place or at all."""
    del others
    for path, found in open_places(expression):
        node = _as_sigmoid(found) or found
        if isinstance(node, Apply):
            for other in _EXCHANGED.get(node.function, ()):
                yield Step(path, _exchanged(node, other), f"{other} for {node.function}")
    for function in _repeated(expression):
        for other in _EXCHANGED.get(function, ()):
            new = _everywhere(expression, function, lambda n, o=other: _exchanged(n, o))
            yield Step((), new, f"{other} for {function}")


def _left_out(expression: Expression, others: Others) -> Iterator[Step]:
    """A function left out, at one place or at all."""
    del others
    for path, found in open_places(expression):
        node = _as_sigmoid(found) or found
        if isinstance(node, Apply) and node.function in _LEFT_OUT:
            yield Step(path, node.arguments[0], f"without {_title(node)}")
    for function in _repeated(expression):
        if function in _LEFT_OUT:
            new = _everywhere(expression, function, lambda n: n.arguments[0])
            yield Step((), new, f"without {function}")


def _as_sigmoid(node: Expression) -> Apply | None:
    """1/(1 + exp(-z)) by its name."""
    if not is_apply(node, "divide") or not is_apply(node.arguments[1], "add"):
        return None
    parts = [part for part in node.arguments[1].arguments if part != integer(1)]
    if node.arguments[0] != integer(1) or len(node.arguments[1].arguments) != 2:
        return None
    if len(parts) != 1 or not is_apply(parts[0], "exp"):
        return None
    inner = parts[0].arguments[0]
    if is_apply(inner, "negate"):
        return Apply("sigmoid", inner.arguments)
    if isinstance(inner, Number) and inner.printed.value < 0:
        return Apply("sigmoid", (Number(inner.printed.negated),))
    return None


def _title(node: Apply) -> str:
    return f"the power {named(node.arguments[1])}" if node.function == "power" else node.function


def _repeated(expression: Expression) -> list[str]:
    """The functions that stand in an expression more than once."""
    found = [node.function for node in nodes(expression) if isinstance(node, Apply)]
    return [function for function in dict.fromkeys(found) if found.count(function) > 1]


def _everywhere(
    expression: Expression, function: str, change: Callable[[Apply], Expression]
) -> Expression:
    return rewrite(expression, lambda n: change(n) if is_apply(n, function) else n)


def _slip(name: str, bits: float, sentence: str, correction: str, commit: Commit) -> Slip[Commit]:
    return Slip(name, ARITHMETIC, sentence, correction, bits, commit)


#: The catalogue. The bits say how rare each is among slips of arithmetic.
SLIPS: tuple[Slip[Commit], ...] = (
    _slip("neighbour", 3.0, "another of the same kind is taken", "take the right one", _neighbour),
    _slip("elsewhere", 3.5, "a value from elsewhere is put in", "put the right one", _elsewhere),
    _slip("factor", 3.0, "a factor is left out", "put it in", _at_nodes(factor)),
    _slip("term", 3.5, "a term is left out", "put it in", _at_nodes(term)),
    _slip("minus", 3.5, "a sign is turned round", "turn it back", _at_nodes(sign)),
    _slip("function", 3.0, "another function is taken", "take the right one", _function),
    _slip("left out", 3.5, "a function is left out", "apply it", _left_out),
    _slip("early", 3.5, "computed from rounded numbers", "round at the end", early),
    _slip("operation", 4.0, "another operation is done", "do the right one", _at_nodes(operation)),
    _slip("precedence", 4.5, "brackets are not kept", "work out the brackets first",
          _at_nodes(precedence)),
    _slip("turned", 5.0, "two sides are exchanged", "exchange them back", _at_nodes(turned)),
    _slip("put in", 5.0, "a factor too many", "leave it out", _at_nodes(put_in)),
)  # fmt: skip
