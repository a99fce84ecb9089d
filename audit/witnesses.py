"""What do the other engines say to each finding?

Balls prove; torch, jax and differences are asked for the same value by their own ways, and their
answers stand beside the proof. Where one of them is not installed, its answers are missing and the
report says so.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..cases.network import Batch, Gradients, Network
from ..expressions.descent import Descent
from ..expressions.graph import Graph
from ..expressions.run import Run
from ..expressions.tree import Expression

Answer = float | str | None
Point = Mapping[str, float]
Problem = tuple[Network, Batch]


@dataclass(frozen=True, eq=False)
class Training:
    """A run after which a value is asked for, and which parameter each name stands for."""

    network: Network
    batch: Batch
    run: Run
    places: Mapping[str, tuple[str, int, tuple[int, ...]]]


@dataclass(frozen=True, eq=False)
class Descending:
    """A run on a graph of definitions."""

    descent: Descent
    run: Run


@dataclass(frozen=True, eq=False)
class Question:
    """What an engine is asked for the sake of one finding.

    One expression for a number; two, at a point, for a formula. With `training`, the value is that
    after a run.
    """

    finding: str
    graph: Graph
    expressions: tuple[Expression, ...]
    point: Point = field(default_factory=dict)
    training: Training | Descending | None = None


@dataclass(frozen=True)
class Engine:
    """An engine by name: its modules for formulas, training and descents, and what it needs."""

    name: str
    formulas: str
    training: str = ""
    descents: str = ""
    needs: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether its package can be imported."""
        return not self.needs or find_spec(self.needs) is not None


ENGINES = (
    Engine("torch", "torch_formulas", "torch_training", "torch_descents", "torch"),
    Engine("jax", "jax_formulas", "jax_training", "jax_descents", "jax"),
    Engine("differences", "difference_formulas"),
)
#: The modules of those that give the gradients of whole networks.
GRADIENTS = {"torch": "torch_autograd", "jax": "jax_grad"}


def gradients_of(name: str, problems: Sequence[Problem]) -> list[Gradients]:
    """One engine's gradients for every network and batch."""
    compute = import_module(f"..oracles.{GRADIENTS[name]}", __package__).gradients
    return [compute(network, batch) for network, batch in problems]


def answers(
    questions: Sequence[Question], engines: Iterable[Engine] = ENGINES
) -> dict[str, dict[str, Answer]]:
    """Each engine's answers, by finding and engine; None where it has none."""
    found: dict[str, dict[str, Answer]] = {q.finding: {} for q in questions}
    for engine in engines:
        if not engine.is_installed:
            for answer in found.values():
                answer[engine.name] = None
            continue
        for finding, answer in _asked(engine, questions).items():
            found[finding][engine.name] = answer
    return found


def _asked(engine: Engine, questions: Sequence[Question]) -> dict[str, Answer]:
    values = import_module(f"..oracles.{engine.formulas}", __package__).values
    found: dict[str, Answer] = {}
    groups: dict[tuple[object, ...], list[Question]] = {}
    for question in questions:
        key = id(question.graph), tuple(sorted(question.point.items())), id(question.training)
        groups.setdefault(key, []).append(question)
    trained = _trained(engine, questions)
    for group in groups.values():
        first = group[0]
        point = first.point
        if first.training is not None:
            if not engine.training:
                found |= {q.finding: None for q in group}
                continue
            if id(first.training) not in trained:
                found |= {q.finding: None for q in group}
                continue
            point = trained[id(first.training)]
        asked = [expression for q in group for expression in q.expressions]
        results = iter(values(first.graph, asked, point))
        for question in group:
            found[question.finding] = _told([next(results) for _ in question.expressions])
    return found


def _told(values: list[Any]) -> Answer:
    """A number as it is; two sides of a formula as a text."""
    if any(v is None or isinstance(v, list) for v in values):
        return None
    if len(values) == 1:
        return float(values[0])
    return " and ".join(f"{v:.6g}" for v in values)


def _trained(engine: Engine, questions: Sequence[Question]) -> dict[int, Point]:
    """The parameters after every training that is asked about."""
    if not engine.training:
        return {}
    run: Callable[..., Any] = import_module(f"..oracles.{engine.training}", __package__).run
    wanted: dict[bytes, list[Training]] = {}
    for question in questions:
        if isinstance(t := question.training, Training):
            content = pickle.dumps((t.network, t.batch, replace(t.run, steps=0)))
            wanted.setdefault(content, []).append(t)
    found = _descended(engine, questions)
    for content, trainings in wanted.items():
        first, known = trainings[0], _known(engine, content)
        if missing := {t.run.steps for t in trainings} - known.keys():
            known |= run(first.network, first.batch, first.run, missing)
        for training in trainings:
            weights, biases = known[training.run.steps]
            parts: dict[str, Any] = {"weight": weights, "bias": biases}
            found[id(training)] = {
                name: float(parts[part][layer][index])
                for name, (part, layer, index) in training.places.items()
            }
    return found


@lru_cache(maxsize=32)
def _known(engine: Engine, content: bytes) -> dict[int, Any]:
    """What an engine's run arrived at, by updates: lectures retell one another's examples."""
    del engine, content  # of these, what has been found so far is kept
    return {}


def _descended(engine: Engine, questions: Sequence[Question]) -> dict[int, Point]:
    """The same for runs on graphs."""
    points: Callable[..., Any] = import_module(f"..oracles.{engine.descents}", __package__).points
    wanted: dict[tuple[object, ...], list[Descending]] = {}
    for question in questions:
        if isinstance(d := question.training, Descending):
            wanted.setdefault((id(d.descent), d.run.biases), []).append(d)
    found: dict[int, Point] = {}
    for descents in wanted.values():
        first = descents[0]
        results = points(first.descent, first.run, {d.run.steps for d in descents})
        found |= {id(d): results[d.run.steps] for d in descents if d.run.steps in results}
    return found
