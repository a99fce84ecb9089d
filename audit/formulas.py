"""Are two formulas equal, and where do they part?

Both sides are enclosed at many points. They are equal where every difference is a small ball around
0 (overlap alone proves nothing), and different where one ball excludes 0. A point outside a domain,
or one where a branch is open, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from flint import arb, ctx

from ..expressions.graph import Graph, Label
from ..expressions.tree import Expression, Symbol
from ..expressions.walk import MeaninglessError, UndefinedError, Walk
from ..oracles.enclosures import Box
from ..oracles.tape import Var
from .points import MOST_POINTS, PRECISION, Samples

#: A difference counts as none when its ball is this small a part of the values themselves.
SMALL = 2.0**-60
ENOUGH = 6
#: So many points without a value, and no further one is tried.
FRUITLESS = 12
MOST_CASES = 64


@dataclass(frozen=True)
class Comparison:
    """Two formulas at one point: `equal`, `different` or `open`, and the values."""

    state: str
    left: str = ""
    right: str = ""
    entry: tuple[int, int] | None = None


@dataclass(frozen=True)
class Identity:
    """Whether two formulas are equal: `equal`, `different`, `undefined` or `open`.

    `where` is the counterexample, or the free indices at which they differ; `missing` the symbol
    that stands for nothing.
    """

    state: str
    why: str = ""
    missing: str = ""
    left: str = ""
    right: str = ""
    at: Mapping[str, Box] | None = None
    bound: Mapping[str, Label] | None = None
    entry: tuple[int, int] | None = None


def compare(
    left: Expression,
    right: Expression,
    samples: Samples,
    each: tuple[tuple[str, str], ...] = (),
) -> Identity:
    """Hold two formulas against each other at many points, for every label of the free indices."""
    cases = list(labellings(each, samples.graph))
    if not cases:
        return Identity("undefined", missing=each[0][1])
    seen = 0
    why = ""
    with ctx.workprec(PRECISION):
        for number in range(MOST_POINTS):
            try:
                found = _everywhere(left, right, samples.balls(number), cases)
            except UndefinedError as error:
                return Identity("undefined", str(error), error.name)
            except MeaninglessError as error:
                why = str(error)
                if number >= FRUITLESS and not seen:
                    break
                continue
            if isinstance(found, Identity):
                return replace(found, at=samples.at(number))
            seen += found
            if seen >= ENOUGH:
                return Identity("equal", f"equal at {seen} points")
    return Identity("open", why or "no point decides it")


def _everywhere(
    left: Expression, right: Expression, walk: Walk[Var], cases: list[dict[str, Label]]
) -> Identity | bool:
    """The difference at one point, if there is one; else whether all labels are decided."""
    decided = True
    for bound in cases:
        found = at_point(left, right, walk, bound)
        if found.state == "different":
            why = "the two sides differ"
            return Identity("different", why, "", found.left, found.right, None, bound, found.entry)
        decided &= found.state == "equal"
    return decided


def labellings(each: tuple[tuple[str, str], ...], graph: Graph) -> Iterator[dict[str, Label]]:
    """Every choice of labels for the free indices, up to a limit."""
    sets = [graph.sets.get(over, ()) for _, over in each]
    for number, labels in enumerate(product(*sets)):
        if number >= MOST_CASES:
            return
        yield {index: label for (index, _), label in zip(each, labels, strict=True)}


def at_point(
    left: Expression, right: Expression, walk: Walk[Var], bound: Mapping[str, Label]
) -> Comparison:
    """Two formulas at the point of a walk. Raises `MeaninglessError`."""
    a: Any = walk.value(left, bound).value
    b: Any = walk.value(right, bound).value
    if np.shape(a) != np.shape(b):
        if 1 in (np.size(a), np.size(b)) and np.size(a) == np.size(b):
            a, b = (v.flat[0] if isinstance(v, np.ndarray) else v for v in (a, b))
        else:
            raise MeaninglessError(f"shapes {np.shape(a)} and {np.shape(b)}")
    if not np.shape(a):
        return _compared(a, b, None)
    worst = Comparison("equal")
    for where in np.ndindex(a.shape):
        found = _compared(a[where], b[where], (where[0], where[1]))
        if found.state == "different":
            return found
        if found.state == "open":
            worst = found
    return worst


def _compared(a: arb, b: arb, entry: tuple[int, int] | None) -> Comparison:
    if not a.is_finite() or not b.is_finite():
        raise MeaninglessError("no finite value: outside a domain, or divided by zero")
    difference = a - b
    texts = a.str(6, radius=False), b.str(6, radius=False)
    if not difference.contains(0):
        return Comparison("different", *texts, entry)
    size = max(float(abs(a).upper()), float(abs(b).upper()), 1e-300)
    return Comparison("equal" if float(difference.rad()) <= SMALL * size else "open", *texts, entry)


def updated(left: Expression, graph: Graph) -> Expression:
    """What a name stands for after `<-`: its updated value, where the graph has one."""
    if isinstance(left, Symbol) and not left.indices and f"{left.name}_new" in graph.definitions:
        return Symbol(f"{left.name}_new")
    return left


def counterexample(found: Identity) -> str:
    """Where two formulas part, in a sentence."""
    where = ""
    if found.bound:
        where = " for " + ", ".join(f"{k} = {v}" for k, v in found.bound.items())
    if found.entry is not None:
        where += f" in row {found.entry[0] + 1}, column {found.entry[1] + 1}"
    return f"the sides differ{where}: {found.left} and {found.right}"
