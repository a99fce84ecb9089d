"""Which computation do notes describe, with every value that it needs?

What a page leaves out, an earlier part may say, a sibling may show, or its own results. It is taken
for what the notes mean only where it gives most of the results that they print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import Apply, Derivative, Expression, Number, Symbol
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Truth, printed_box
from .completions import Completion
from .missing import Condition
from .missing import found as found_values
from .runs import Figure
from .scopes import Scope
from .trained import Trained, trained


def described(scopes: Sequence[Scope]) -> Trained | None:
    """What is trained where the last of some scopes stands, every name with a value.

    What the last scope leaves out, an earlier one may say; what a page leaves out altogether, its
    results may show.
    """
    statements = [s for scope in reversed(scopes) for s in scope.statements]
    definitions = {n: d for scope in scopes for n, d in scope.graph.definitions.items()}
    graph = Graph(
        definitions, {}, scopes[-1].graph.sets, scopes[-1].graph.families, is_partial=True
    )
    model = trained(statements, graph)
    if model is None:
        return None
    conditions = list(_conditions(model, statements, graph))
    if model.missing:
        values = found_values(sorted(model.missing), conditions, model.graph)
        if values is None:
            return None
        model = model.with_values(values, "from the results printed")
    moved = dict(_new_values(statements, graph))
    if model.descent is None or not model.trains(moved):
        return None
    right, wrong = _borne_out(conditions, model.graph)
    if len(right) < len(wrong):
        return None
    given = {quantity for quantity, _ in right}
    missed = {q.name for q, _ in wrong if isinstance(q, Symbol) and q not in given}
    return replace(model, updates=tuple(_updates(model, moved)), missed=frozenset(missed))


def _conditions(
    model: Trained, statements: Sequence[Statement], graph: Graph
) -> Iterator[Condition]:
    """What the page prints of what the model computes, before any update and after one."""
    weights = {name for layer in model.layers for name in layer}
    for name, prints in Completion(statements, graph).prints.items():
        quantity: Expression | None = None
        before = name.removesuffix("_new")
        if name in model.graph.definitions and not model.graph.is_given(name):
            quantity = Symbol(name)
        elif before != name and before in weights and model.rate is not None:
            quantity = updated(before, model)
        if quantity is not None:
            for printed in dict.fromkeys(number.printed for number in prints):
                yield quantity, printed


def _new_values(
    statements: Sequence[Statement], graph: Graph
) -> Iterator[tuple[str, list[Number]]]:
    """The names that the page gives new values to, each with its prints."""
    for name, prints in Completion(statements, graph).prints.items():
        if name.endswith("_new"):
            yield name.removesuffix("_new"), prints


def _updates(model: Trained, moved: Mapping[str, Sequence[Number]]) -> Iterator[Figure]:
    """The updated weights that the page prints, as figures of one round."""
    weights = {name for layer in model.layers for name in layer}
    for name, prints in moved.items():
        if name in weights:
            for printed in dict.fromkeys(number.printed for number in prints):
                yield Figure(1, Symbol(name), printed)


def updated(name: str, model: Trained) -> Expression:
    """A weight after one step."""
    assert model.rate is not None
    step = Apply("multiply", (model.rate, Derivative(model.loss, Symbol(name))))
    return Apply("add", (Symbol(name), Apply("negate", (step,))))


def _borne_out(
    conditions: Sequence[Condition], graph: Graph
) -> tuple[list[Condition], list[Condition]]:
    """The results that are the model's, and those that are not."""
    truth, right, wrong = Truth(graph), list[Condition](), list[Condition]()
    for quantity, printed in conditions:
        try:
            holds = truth.is_printed_by(printed_box(printed), quantity) is not False
        except MeaninglessError:
            continue
        (right if holds else wrong).append((quantity, printed))
    return right, wrong
