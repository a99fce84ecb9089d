"""Is there any input that gives all the outputs that a page prints?

Where givens are missing, each printed result is a condition on them: its formula, with whatever the
prints before it may stand for put in, must meet what its own digits stand for. The unknowns are
searched by halving boxes and contracting them; a box in which a result cannot come about holds no
solution, and where none is left the prints cannot hold together. The smallest set of them that
cannot is the finding. All of it is done in balls: what is not proved is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Apply, Derivative, Expression, Number, Symbol
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, ball, printed_box
from ..oracles.recorded_formulas import function

#: Unknowns are looked for up to this size.
WITHIN = 10**6
MOST_UNKNOWNS = 3
MOST_BOXES = 1_500
_PRECISION = 96
#: A box of this size that nothing rules out may hold a solution.
_SMALLEST = 1e-12
_NOTHING: Mapping[str, Printed] = MappingProxyType({})


@dataclass(frozen=True)
class Conflict:
    """Results that no values of the unknowns give together."""

    unknowns: tuple[str, ...]
    results: tuple[str, ...]


def conflict(
    graph: Graph,
    unknowns: Iterable[str],
    prints: Mapping[str, Printed],
    rounded: Mapping[str, Printed] = _NOTHING,
) -> Conflict | None:
    """The smallest set of prints that cannot hold together; None where none is proved.

    `prints` has the printed results of names that the graph defines; `rounded` has givens that may
    be rounded themselves, and stand for all that their digits do.
    """
    names = tuple(sorted(unknowns))
    results = tuple(n for n in prints if any(graph.reaches(graph.definitions[n], u) for u in names))
    if not 0 < len(names) <= MOST_UNKNOWNS or len(results) <= len(names):
        return None
    try:
        with ctx.workprec(_PRECISION):
            search = _Search(graph, names, results, prints, rounded)
            if not search.is_empty(range(len(results))):
                return None
            kept = list(range(len(results)))
            for one in range(len(results)):
                fewer = [i for i in kept if i != one]
                if fewer and search.is_empty(fewer):
                    kept = fewer
    except (MeaninglessError, ArithmeticError, ValueError):
        return None
    return Conflict(names, tuple(results[i] for i in kept))


class _Search:
    """Boxes of unknowns, and the results with their derivatives as functions of them."""

    def __init__(
        self, graph: Graph, names: Sequence[str], results: Sequence[str],
        prints: Mapping[str, Printed], rounded: Mapping[str, Printed],
    ) -> None:  # fmt: skip
        self.names, self.results = names, results
        printed = {n: ball(printed_box(prints[n])) for n in results}
        peeled = [_peeled(graph.definitions[n], printed[n], graph, prints) for n in results]
        formulas = [formula for formula, _ in peeled]
        slopes = [Derivative(f, Symbol(u)) for f in formulas for u in names]
        loose = {**rounded, **prints}
        self.inputs = [ball(printed_box(p)) for p in loose.values()]
        self.wanted = [wanted for _, wanted in peeled]
        self.values: Callable[[Sequence[Any]], list[Any]] = function(
            graph, [*names, *loose], [*formulas, *slopes],
            lambda f: arb(fmpq(f.numerator, f.denominator)),
        )  # fmt: skip

    def at(self, point: Sequence[arb]) -> tuple[list[arb], arb_mat]:
        """The results, and their derivatives by the unknowns."""
        found = self.values([*point, *self.inputs])
        count = len(self.results)
        return found[:count], arb_mat(count, len(self.names), found[count:])

    def is_empty(self, of: Iterable[int]) -> bool:
        """Whether it is proved that no values of the unknowns give these results."""
        of = list(of)
        whole = Box(Fraction(-WITHIN), Fraction(WITHIN))
        waiting = [[ball(whole) for _ in self.names]]
        for _ in range(MOST_BOXES):
            if not waiting:
                return True
            box = self.contracted(waiting.pop(), of)
            if box is None:
                continue
            radii = [float(b.rad()) for b in box]
            if max(radii) < _SMALLEST:
                return False
            waiting += _halves(box, radii.index(max(radii)))
        return False

    def contracted(self, box: list[arb], of: Sequence[int]) -> list[arb] | None:
        """What of a box may hold a solution; None where nothing may."""
        for _ in range(8):
            values, slopes = self.at(box)
            if any(not values[i].overlaps(self.wanted[i]) for i in of):
                return None
            middle = [arb(b.mid()) for b in box]
            there, _ = self.at(middle)
            away = arb_mat(len(box), 1, [b - m for b, m in zip(box, middle, strict=True)])
            own = arb_mat(len(of), len(box), [slopes[i, j] for i in of for j in range(len(box))])
            missed = arb_mat(len(of), 1, [self.wanted[i] - there[i] for i in of])
            lines = own * away
            if any(not lines[k, 0].overlaps(missed[k, 0]) for k in range(len(of))):
                return None
            inverse = _inverse(own)
            if inverse is None:
                return box
            # P J (u - m) = P missed, so that u - m lies in P missed + (1 - P J)(U - m).
            eye = arb_mat(len(box), len(box), [int(i == j) for i in range(len(box))
                                               for j in range(len(box))])  # fmt: skip
            moved = inverse * missed + (eye - inverse * own) * away
            smaller: list[arb] = []
            for j, b in enumerate(box):
                there_too = middle[j] + moved[j, 0]
                if not there_too.is_finite():
                    return box
                if not b.overlaps(there_too):
                    return None
                smaller.append(b.intersection(there_too))
            if all(
                float(s.rad()) > 0.7 * float(b.rad()) for s, b in zip(smaller, box, strict=True)
            ):
                return smaller
            box = smaller
        return box


def _peeled(
    formula: Expression, wanted: arb, graph: Graph, prints: Mapping[str, Printed]
) -> tuple[Expression, arb]:
    """What is under functions that can be undone, and what it must be: straight lines, often."""
    while True:
        match formula:
            case Symbol(name=name, indices=()) if name in graph.definitions and name not in prints:
                formula = graph.definitions[name]
            case Apply(function="sigmoid", arguments=(inner,)) if wanted > 0 and wanted < 1:
                formula, wanted = inner, (wanted / (1 - wanted)).log()
            case Apply(function="exp", arguments=(inner,)) if wanted > 0:
                formula, wanted = inner, wanted.log()
            case Apply(function="log", arguments=(inner,)):
                formula, wanted = inner, wanted.exp()
            case Apply(function="tanh", arguments=(inner,)) if wanted > -1 and wanted < 1:
                formula, wanted = inner, ((1 + wanted) / (1 - wanted)).log() / 2
            case Apply(function="negate", arguments=(inner,)):
                formula, wanted = inner, -wanted
            case Apply(function="divide", arguments=(Number() as above, inner)) if (
                wanted > 0 or wanted < 0
            ):
                formula, wanted = inner, _number(above) / wanted
            case Apply(function="add", arguments=(Number() as first, inner)):
                formula, wanted = inner, wanted - _number(first)
            case _:
                return formula, wanted


def _number(number: Number) -> arb:
    value = number.printed.value
    return arb(fmpq(value.numerator, value.denominator))


def _halves(box: list[arb], at: int) -> list[list[arb]]:
    middle = arb(box[at].mid())
    ends = [box[at].lower(), box[at].upper()]
    return [[*box[:at], end.union(middle), *box[at + 1 :]] for end in ends]


def _inverse(slopes: arb_mat) -> arb_mat | None:
    """A pseudo-inverse of the middles: any matrix will do, a good one contracts."""
    rows, columns = slopes.nrows(), slopes.ncols()
    middles = np.array([[float(slopes[i, j].mid()) for j in range(columns)] for i in range(rows)])
    if not np.isfinite(middles).all():
        return None
    found = np.linalg.pinv(middles)
    return arb_mat(columns, rows, [arb(float(x)) for x in found.ravel()])
