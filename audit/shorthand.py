r"""Which names of a document are gradients, as `dZ` and `dw_1` are in many notes?

Notes that write `dW` for `∂J/∂W` define nothing by it: `dW = dZ A^T` is a claim. What they mean is
∂J, or m ∂J where J is a mean over m samples and the name is of one of them; the meaning that most
of their formulas bear out counts. A document must use several such names, or say what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Member, Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Symbol,
    is_apply,
    is_numeric,
    nodes,
    symbols,
)
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from ..reading.statements import Read
from .aliases import with_one_name
from .chapters import Chapters
from .directives import Directives
from .gradient_names import is_said, joined, left_of, marked, names_of
from .kin import WEIGHTS, base_of
from .page import Page
from .renewals import with_values
from .sayings import first_formulas
from .scopes import scopes
from .stacks import stack_of

#: What weights and biases are called; other names that follow from nothing are data.
_PARAMETERS = WEIGHTS | {"b", "B", "beta", "bias", "c"}
#: A meaning is taken if so many formulas need it; one is enough where a sentence says it.
_ENOUGH = 2
#: So many times as many formulas must be true as are false.
_MORE = 2
#: Numbers of samples and losses that are tried.
_MOST_COUNTS, _MOST_LOSSES = 2, 3


@dataclass(frozen=True)
class Meaning:
    """What is differentiated: a loss, times a factor for parameters, and for what samples have."""

    loss: str
    parameters: Expression
    samples: Expression

    def told(self, names: Mapping[str, str], parameters: set[str]) -> Iterator[str]:
        """What the report says of the names."""
        meant: dict[str, list[str]] = {}
        for name, target in sorted(names.items()):
            whole = self.parameters if target in parameters else self.samples
            meant.setdefault(_shown(whole), []).append(name)
        for whole, own in meant.items():
            yield f"{', '.join(own)}: derivatives of {whole}"


def with_gradients(read: Read) -> tuple[Read, tuple[str, ...]]:
    """The document with derivatives for names that are short for them; what they stand for."""
    plain, read = read, replace(read, statements=tuple(joined(read.statements)))
    names = marked(read.statements)
    enough = 1 if is_said(read.document.source.text) else _ENOUGH
    if len({left_of(s) for s in read.statements} & names.keys()) < enough:
        return plain, ()
    forward = _forward(read.statements, names)
    losses = list(_losses(forward, names, read.statements))
    if not losses:
        return plain, ()
    names = {n: t for n, t in names.items() if _follows(losses[0], t, forward, read.statements)}
    parameters = {t for t in names.values() if t not in forward and base_of(t) in _PARAMETERS}
    found: dict[str, _Tried] = {}
    for meaning in _meanings(losses, forward, read.statements, names):
        before = found.get(meaning.loss)
        if before is not None and before.is_all_true:
            continue
        told = _explained(read, names, parameters, meaning)
        tried = _Tried(meaning, told, _states(told, names))
        if tried.true >= max(enough, _MORE * tried.false) and (
            before is None or tried.score > before.score
        ):
            found[meaning.loss] = tried
    if not found:
        return plain, ()
    graph = Graph(forward)
    best = max(found.values(), key=lambda tried: tried.score)
    unclear = {place for other in found.values() for place in best.unlike(other, graph)}
    statements = tuple(
        replace(s, is_implied=True) if s.is_claim and s.place in unclear else s
        for s in best.read.statements
    )
    return replace(best.read, statements=statements), tuple(best.meaning.told(names, parameters))


@dataclass(frozen=True)
class _Tried:
    """The document with one meaning of its names, and what of its statements is true then."""

    meaning: Meaning
    read: Read
    states: Mapping[Place, Collection[str]]

    @property
    def true(self) -> int:
        """How many statements are true."""
        return sum({*own} == {"equal"} for own in self.states.values())

    @property
    def false(self) -> int:
        """How many are false."""
        return sum("different" in own for own in self.states.values())

    @property
    def score(self) -> tuple[int, int]:
        """By what one meaning goes before another."""
        return self.true, -self.false

    @property
    def is_all_true(self) -> bool:
        """Whether nothing is false or unknown."""
        return self.true == len(self.states)

    def unlike(self, other: _Tried, graph: Graph) -> Iterator[Place]:
        """Statements of which nobody says which of two losses they mean: true of one alone.

        `dw = x dz` beside a loss with and without a penalty; the one with it stands before.
        """
        mine, its = self.meaning.loss, other.meaning.loss
        is_above = mine in graph.below(its)
        if not is_above and its not in graph.below(mine):
            return
        upper = its if is_above else mine
        lefts = (s.place for s in self.read.statements if left_of(s) == upper)
        first = next(lefts, None)
        if first is None:
            return
        for place, own in self.states.items():
            both = {*own, *other.states.get(place, ())}
            if both == {"equal", "different"} and (first < place) == is_above:
                yield place


def _forward(statements: Sequence[Statement], names: Mapping[str, str]) -> dict[str, Expression]:
    """The formulas of the network, free of gradients."""
    return {
        name: formula
        for name, formula in first_formulas(statements).items()
        if name not in names
        and not names.keys() & {*symbols(formula)}
        and not any(isinstance(n, Derivative) for n in nodes(formula))
    }


def _losses(
    forward: Mapping[str, Expression], names: Mapping[str, str], statements: Sequence[Statement]
) -> Iterator[str]:
    """The names from which most of what the gradients are by is computed, the last ones first."""
    found = {
        loss: sum(_follows(loss, target, forward, statements) for target in names.values())
        for loss in forward
        if loss not in names.values()
    }
    most = max(found.values(), default=0)
    graph = Graph(forward)
    wholes = [loss for loss, count in found.items() if count == most and 2 * count > len(names)]
    wholes.sort(key=lambda loss: sum(loss in graph.below(other) for other in found))
    yield from wholes[:_MOST_LOSSES]


def _follows(
    loss: str, target: str, forward: Mapping[str, Expression], statements: Sequence[Statement]
) -> bool:
    """Whether a loss is computed from a name; of layers counted by a letter, from any of them."""
    below = Graph(forward).below(loss)
    if target in below:
        return True
    stack = stack_of(statements)
    at = stack.level(target) if stack is not None else None
    if stack is None or at is None or not any(map(stack.level, below)):
        return False
    levels = (stack.level(n) for formula in forward.values() for n in symbols(formula))
    return any(level is not None and level.base == at.base for level in levels)


def _meanings(
    losses: Sequence[str],
    forward: Mapping[str, Expression],
    statements: Sequence[Statement],
    names: Mapping[str, str],
) -> Iterator[Meaning]:
    """What may be differentiated, the usual meanings first.

    That is the mean loss for parameters, and for what each sample has m times that.
    """
    for loss in losses:
        whole = Symbol(loss)
        is_mean = any(True for _ in _counts([forward[loss]], forward))
        backward = [s.members[-1].expression for s in statements if left_of(s) in names]
        counts = list(_counts([forward[loss], *backward], forward))[:_MOST_COUNTS]
        if not counts:
            yield Meaning(loss, whole, whole)
        for count in counts:
            times = Apply("multiply", (count, whole))
            parts = Apply("divide", (whole, count))
            usual = (
                ((whole, times), (times, whole)) if is_mean else ((parts, whole), (whole, parts))
            )
            yield from (Meaning(loss, *both) for both in product(*usual))


def _counts(formulas: Iterable[Expression], forward: Mapping[str, Expression]) -> Iterator[Symbol]:
    """The number of samples: by what alone, or with a number, sums are divided."""
    seen: set[str] = set()
    for node in (n for formula in formulas for n in nodes(formula)):
        if not is_apply(node, "divide") or not is_numeric(node.arguments[0]):
            continue
        below = node.arguments[1]
        factors = below.arguments if is_apply(below, "multiply") else (below,)
        own = [f for f in factors if isinstance(f, Symbol)]
        rest = [f for f in factors if not isinstance(f, Symbol | Number)]
        if len(own) == 1 and not rest and own[0].name not in {*forward, *seen}:
            seen.add(own[0].name)
            yield Symbol(own[0].name)


def _explained(
    read: Read, names: Mapping[str, str], parameters: set[str], meaning: Meaning
) -> Read:
    """The document with what it means by the names, before it uses the first of them."""
    first = next(i for i, s in enumerate(read.statements) if names.keys() & names_of(s))
    before = read.statements[:first]
    after = [replace(s, is_claim=left_of(s) in names) for s in read.statements[first:]]
    implied: list[Statement] = []
    for name, target in names.items():
        whole = meaning.parameters if target in parameters else meaning.samples
        members = Member(Symbol(name)), Member(_by(whole, Symbol(target)), "=")
        text = " = ".join(written(m.expression) for m in members)
        implied.append(Statement(after[0].place, members, text, is_implied=True))
    moved = len(implied)
    headings = {n + moved * (n > first): text for n, text in read.headings.items()}
    return replace(read, statements=(*before, *implied, *after), headings=headings)


def _by(whole: Expression, target: Symbol) -> Expression:
    """The derivative of a loss, with what that is multiplied with or divided by."""
    match whole:
        case Apply(function="multiply", arguments=(count, loss)):
            return Apply("multiply", (count, Derivative(loss, target)))
        case Apply(function="divide", arguments=(loss, count)):
            return Apply("divide", (Derivative(loss, target), count))
        case _:
            return Derivative(whole, target)


def _states(read: Read, names: Container[str]) -> Mapping[Place, Collection[str]]:
    """Which steps of the statements that speak of the names are equal, different or open."""
    states: dict[Place, list[str]] = {}
    read, _, _ = with_one_name(read)
    read = with_values(read)
    found = scopes(read, Directives(read))
    models = Chapters(read, found)
    pages = [Page(scope.graph, "", formulas=False) for scope in found for _ in scope.statements]
    statements = [s for scope in found for s in scope.statements]
    for number, (page, statement) in enumerate(zip(pages, statements, strict=True)):
        if statement.is_implied or not any(name in names for name in names_of(statement)):
            continue
        page.model(models.at(number))
        sides = [m.expression for m in statement.members if not is_numeric(m.expression)]
        for left, right in pairwise(sides):
            own = states.setdefault(statement.place, [])
            try:
                own.append(page.compare(left, right, statement.each).state)
            except (MeaninglessError, RecursionError):
                own.append("undefined")
    return states


def _shown(whole: Expression) -> str:
    match whole:
        case Apply(function="multiply", arguments=(Symbol(name=count), Symbol(name=loss))):
            return f"{count} {loss}"
        case Apply(function="divide", arguments=(Symbol(name=loss), Symbol(name=count))):
            return f"{loss}/{count}"
        case Symbol(name=loss):
            return loss
        case _:
            return ""
