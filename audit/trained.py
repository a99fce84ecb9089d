"""Which numbers do notes train, on what, and how fast?

The loss is what the notes differentiate and nothing else follows from; the weights are the given
names that it is differentiated by, or that are given new values, and all of their kind; a bias is a
given name that is added by itself; the rate stands in the update.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..expressions.descent import Descent
from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import (
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
from .completions import Completion
from .kin import WEIGHTS, base_of, is_added, names_in
from .runs import Figure

_LOSSES = frozenset(
    {"E", "L", "J", "C", "loss", "Loss", "error", "Error", "cost", "Cost", "MSE", "SSE", "BCE"}
)
_RATES = ("eta", "alpha", "lr", "learning_rate", "epsilon", "gamma", "mu", "lambda")


@dataclass(frozen=True, eq=False)
class Trained:
    """What notes train: the graph that their formulas close to, what is moved, and the outputs.

    `missing` are names that have no value yet; `moves_biases` says that the notes update a bias.
    """

    graph: Graph
    loss: Symbol
    layers: tuple[tuple[str, ...], ...]
    biases: tuple[str, ...]
    outputs: tuple[str, ...]
    rate: Number | None
    missing: frozenset[str]
    how: Mapping[str, str]
    moves_biases: bool = False
    #: Updated weights that the notes print, as figures of one round.
    updates: tuple[Figure, ...] = ()
    #: The names whose printed results are not what the graph gives.
    missed: frozenset[str] = frozenset()

    def accounts_for(self, quantity: Expression) -> bool:
        """Whether all printed results but one that a quantity follows from are the graph's."""
        names = {*symbols(quantity), *(b for n in symbols(quantity) for b in self.graph.below(n))}
        return len(names & self.missed) <= 1

    @property
    def descent(self) -> Descent | None:
        """The run as data, where every name has a value."""
        if self.missing or self.rate is None or not self.layers:
            return None
        rate: Fraction = self.rate.printed.value
        return Descent(self.graph, self.loss, self.layers, self.biases, rate)

    def trains(self, names: Iterable[str]) -> bool:
        """Whether the run moves all of these: a loss that leaves one out is not the notes' own."""
        own = {*self.biases, *(name for layer in self.layers for name in layer)}
        return own.issuperset(names)

    def with_values(self, values: Mapping[str, Number], how: str) -> Trained:
        """The same with values for names that had none."""
        return replace(
            self,
            graph=self.graph.with_definitions(values),
            missing=self.missing - values.keys(),
            how={**self.how, **dict.fromkeys(values, how)},
        )


def trained(statements: Sequence[Statement], graph: Graph) -> Trained | None:
    """The computation that statements describe, with a loss and weights; None where there is none.

    Some names may have no value (`missing`).
    """
    moved = list(_moved(statements))
    said = Completion(statements, graph)
    bases = {base_of(n) for n in moved if n not in said.formulas and not said.sibling(n)}
    completion = Completion(statements, graph, bases or WEIGHTS)
    for loss in _losses(statements, completion):
        missing = completion.close(loss)
        if missing is None or loss not in completion.definitions:
            continue
        if is_numeric(completion.definitions[loss]):
            continue
        found = _of(loss, missing, completion, moved, statements)
        if found is not None:
            return found
    return None


def _of(
    loss: str,
    missing: frozenset[str],
    completion: Completion,
    moved: Sequence[str],
    statements: Sequence[Statement],
) -> Trained | None:
    levels = _levels(loss, completion)
    graph = replace(completion.so_far(), is_partial=False)
    leaves = [n for n in levels if n in missing or graph.is_given(n)]
    biases = tuple(n for n in leaves if _is_bias(n, levels, completion))
    weights = [n for n in leaves if base_of(n) in completion.bases and n not in biases]
    if not weights:
        return None
    by_level: dict[int, list[str]] = {}
    for name in weights:
        by_level.setdefault(levels[name], []).append(name)
    layers = tuple(tuple(by_level[level]) for level in sorted(by_level))
    fixed = {n for n in leaves if n not in weights and n not in biases}
    return Trained(
        graph, Symbol(loss), layers, biases,
        _outputs(levels, fixed, set(weights) | set(biases), completion),
        _rate(statements, completion), missing, dict(completion.how),
        moves_biases=any(name in biases for name in moved),
    )  # fmt: skip


def _moved(statements: Sequence[Statement]) -> Iterator[str]:
    """The names that are given new values, or that something is differentiated by."""
    for statement in statements:
        left = statement.members[0].expression
        if isinstance(left, Symbol) and left.name.endswith("_new"):
            formulas = [m.expression for m in statement.members[1:]]
            if any(isinstance(n, Derivative) for f in formulas for n in nodes(f)):
                yield left.name.removesuffix("_new")
        for member in statement.members:
            for node in nodes(member.expression):
                if isinstance(node, Derivative) and isinstance(node.by, Symbol):
                    yield node.by.name


def _losses(statements: Sequence[Statement], completion: Completion) -> Iterator[str]:
    """What may be the loss, the likeliest first."""
    counts: dict[str, int] = {}
    for statement in statements:
        for member in statement.members:
            for node in nodes(member.expression):
                if (
                    isinstance(node, Derivative)
                    and isinstance(node.of, Symbol)
                    and isinstance(node.by, Symbol)
                    and base_of(node.by.name) in completion.bases
                ):
                    counts[node.of.name] = counts.get(node.of.name, 0) + 1
    used = {
        n
        for name, formulas in completion.formulas.items()
        for f in formulas
        for n in symbols(f)
        if n != name and not name.endswith("_new")
    }
    named = [n for n in completion.formulas if base_of(n) in _LOSSES and n not in counts]
    by_count = sorted(counts, key=lambda n: (n in used, -counts[n]))
    yield from (n for n in by_count if n in completion.formulas)
    yield from sorted(named, key=lambda n: n in used)


def _levels(loss: str, completion: Completion) -> dict[str, int]:
    """How many formulas with weights lie between a name and the loss, at most; the loss first."""
    levels: dict[str, int] = {loss: 0}
    waiting = [loss]
    while waiting:
        name = waiting.pop(0)
        formula = completion.definitions.get(name)
        if formula is None:
            continue
        inner = list(_inner(formula, completion))
        weighs = any(base_of(n) in completion.bases and n not in completion.formulas for n in inner)
        for n in inner:
            level = levels[name] + int(weighs)
            if n not in levels or levels[n] < level:
                levels[n] = level
                waiting.append(n)
    return levels


def _inner(formula: Expression, completion: Completion) -> Iterator[str]:
    try:
        yield from names_in(formula, completion.so_far())
    except MeaninglessError:
        return


def _is_bias(name: str, levels: Mapping[str, int], completion: Completion) -> bool:
    """Whether a name is a term by itself, perhaps times 1, beside terms with weights."""
    formulas = (completion.definitions.get(user) for user in levels)
    return any(is_added(name, f, completion.bases) for f in formulas if f is not None)


def _outputs(
    levels: Mapping[str, int], fixed: set[str], trained: set[str], completion: Completion
) -> tuple[str, ...]:
    """What is compared with something given: the last such on the way from the loss."""
    found: dict[str, None] = {}
    for user in levels:
        formula = completion.definitions.get(user)
        if formula is None or is_numeric(formula):
            continue
        inner = list(_inner(formula, completion))
        if set(inner) & trained or not set(inner) & fixed:
            continue
        found |= dict.fromkeys(n for n in inner if n in completion.formulas or n in completion.how)
    graph = completion.so_far()

    def is_last(name: str) -> bool:
        formula = completion.definitions[name]
        return not any(other != name and graph.reaches(formula, other) for other in found)

    return tuple(sorted((n for n in found if is_last(n)), key=_in_count))


def _in_count(name: str) -> tuple[str, int]:
    digits = "".join(c for c in name if c.isdigit())
    return base_of(name), int(digits or 0)


def _rate(statements: Sequence[Statement], completion: Completion) -> Number | None:
    """What the derivative is multiplied by in an update, or the usual name of it."""
    names: list[str] = []
    for statement in statements:
        for member in statement.members:
            for node in nodes(member.expression):
                if is_apply(node, "multiply") and any(
                    isinstance(f, Derivative) for f in node.arguments
                ):
                    names += [f.name for f in node.arguments if isinstance(f, Symbol)]
    for name in [n for n in names if n in _RATES] or _RATES:
        value = completion.graph.definitions.get(name)
        if isinstance(value, Number):
            return value
        if completion.prints.get(name):
            return completion.prints[name][0]
    return None
