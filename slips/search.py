"""Which slip, made in the right computation, gives exactly the digits that are printed?

Every slip of arithmetic is made in every place of every computation of the quantity, in float64;
what comes near a print that is the printed one, or becomes it by a slip of digits, is computed
again in balls, and must be proved to. What is left is ranked by how many bits it takes to say.

The bits are those of a code: lengths that no two descriptions share, with `LUCK` bits on top. So at
most one of 2**LUCK random numbers can have a description shorter than itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import isfinite, log2
from typing import Any

import numpy as np

from ..expressions.printed import Printed
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth
from . import arithmetic
from .arithmetic import Other, Step
from .form import form_of
from .nearly import Nearly
from .slip import Explanation, Slip
from .sources import Source, Sources, sources, worth

#: What it costs to say that a number has a cause at all.
LUCK = 3.0
#: So many computations, and values from elsewhere, are looked at; so many results are proved.
MOST_COMPUTATIONS, MOST_OTHERS, MOST_PROVED = 8, 200, 200
#: So many ways are tried to make one slip.
MOST_WAYS = 4000
#: Explanations that differ by less are as good as one another.
ALIKE = 1.0
#: Nearer in float64 is the same value.
_SAME = 1e-9
#: Said once in a document, a slip costs this much, and which of them it is.
_AGAIN = 1.0


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong number, and what its author may have computed it from.

    `computations` are formulas of its quantity, each right where it has a value; `others` are the
    values that stand elsewhere in the document.
    """

    printed: Printed
    computations: tuple[Expression, ...]
    truth: Truth
    others: tuple[Other, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The best explanations of a wrong number, the shortest first, and how much was tried."""

    explanations: tuple[Explanation, ...]
    tried: int
    proved: int

    @property
    def cause(self) -> Explanation | None:
        """The explanation that says more than chance, where there is one."""
        best = self.explanations[0] if self.explanations else None
        return best if best is not None and best.is_cause else None


@dataclass(eq=False)
class _Tried:
    """All that one slip makes of the computations: the values, and how each came about."""

    slip: Slip[Any] | None
    steps: list[tuple[Expression, Step | None]] = field(
        default_factory=list[tuple[Expression, Step | None]]
    )
    values: list[float] = field(default_factory=list[float])
    exact: dict[int, Box | None] = field(default_factory=dict[int, "Box | None"])

    def box(self, at: int, truth: Truth) -> Box | None:
        """A box around what the slip makes of a computation; None where that has no value."""
        if at not in self.exact:
            computation, step = self.steps[at]
            made = computation if step is None else step.applied(computation)
            try:
                self.exact[at] = truth.value(made)
            except (MeaninglessError, RecursionError):
                self.exact[at] = None
        return self.exact[at]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A value that a source takes to the printed number, not proved yet."""

    bits: float
    tried: _Tried
    at: int
    source: Source


def search(wrong: Wrong, known: Collection[str] = ()) -> Outcome:
    """The best explanations; `known` are the slips that the same author is known to have made.

    A known slip is named by `Explanation.slips[0]` with its words.
    """
    nearly = Nearly(wrong.truth)
    origins = sources(wrong.printed)
    tried = [t for t in _tried(wrong, nearly) if t.values]
    hits = sorted(_hits(tried, origins, known, wrong.truth), key=lambda hit: hit.bits)
    found: list[Explanation] = []
    proved = 0
    for hit in hits:
        if proved == MOST_PROVED or (found and hit.bits > found[0].bits + ALIKE):
            break
        proved += 1
        if _is_proved(hit, wrong):
            found.append(_told(hit, wrong))
    return Outcome(_distinct(found), sum(len(t.values) for t in tried), proved)


def _tried(wrong: Wrong, nearly: Nearly) -> Iterator[_Tried]:
    """What no slip, and what each slip of arithmetic, makes of the computations."""
    others = wrong.others[:MOST_OTHERS]
    computations = [c for c in dict.fromkeys(wrong.computations) if not _gives(c, wrong, nearly)]
    del computations[MOST_COMPUTATIONS:]
    right = np.array([nearly.value(c) for c in computations])
    right = right[np.isfinite(right)]
    rounded = [step.node for c in computations for step in arithmetic.early(c, others)]
    computations = list(dict.fromkeys([*computations, *rounded]))
    alone = _Tried(None)
    for computation in computations:
        value = nearly.value(computation)
        if isfinite(value) and not any(_is_near(value, v) for v in alone.values):
            alone.steps.append((computation, None))
            alone.values.append(value)
    yield alone
    for slip in arithmetic.SLIPS:
        tried = _Tried(slip)
        for computation in computations:
            _try(slip, computation, others, nearly, tried)
        _drop_right(tried, right)
        yield tried


def _gives(computation: Expression, wrong: Wrong, nearly: Nearly) -> bool:
    """Whether a computation gives the wrong number itself: then it is not the right one."""
    low, high = wrong.printed.interval
    return low <= nearly.value(computation) <= high


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def _try(
    slip: Slip[arithmetic.Commit], computation: Expression, others: Sequence[Other],
    nearly: Nearly, tried: _Tried,
) -> None:  # fmt: skip
    """Make a slip at every place of a computation; the places share what stands around them."""
    by_path: dict[tuple[int, ...], list[Step]] = {}
    left = MOST_WAYS - len(tried.values)
    for step in islice(slip.commit(computation, others), max(left, 0)):
        by_path.setdefault(step.path, []).append(step)
    with np.errstate(all="ignore"):
        for path, steps in by_path.items():
            inner = [nearly.value(step.node) for step in steps]
            tried.values += nearly.around(computation, path, inner).tolist()
            tried.steps += [(computation, step) for step in steps]


def _drop_right(tried: _Tried, right: Any) -> None:
    """Leave out what makes no difference, and what has no value."""
    values = np.array(tried.values, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        away = np.abs(values[:, None] - right) > _SAME * np.abs(right)
    kept = np.flatnonzero(np.isfinite(values) & away.all(axis=1)).tolist()
    tried.values = [tried.values[i] for i in kept]
    tried.steps = [tried.steps[i] for i in kept]


def _hits(
    tried: Sequence[_Tried], origins: Sources, known: Collection[str], truth: Truth
) -> Iterator[_Hit]:
    for one in tried:
        values = np.array(one.values)
        base = _price(one, values)
        for last, prints in origins.items():
            with np.errstate(over="ignore"):
                near = np.rint(values / 10.0**last)
            wanted = np.array(list(prints), dtype=np.float64)
            for i in np.flatnonzero(np.isin(near, wanted)).tolist():
                for source in prints[int(near[i])]:
                    if one.slip is None and source.slip is None:
                        continue
                    if not source.is_near(one.values[i]):
                        continue
                    if not source.is_long or _holds(source, one.box(i, truth)):
                        yield _Hit(base(i, known) + source.bits, one, i, source)


def _price(tried: _Tried, values: Any) -> Any:
    """How many bits it takes to say which slip was made, and where, for each of its results."""
    places = log2(max(len(np.unique(np.round(values, 12))), 1))
    fresh = LUCK + 1.0 + places + (tried.slip.bits if tried.slip else 0.0)

    def price(i: int, known: Collection[str]) -> float:
        if not known or tried.slip is None:
            return fresh
        again = LUCK + 1.0 + _AGAIN + log2(len(known))
        step = tried.steps[i][1]
        assert step is not None
        said = key_of(tried.slip.name, step.words) in known
        return min(again, fresh + _AGAIN) if said else fresh + _AGAIN

    return price


def key_of(slip: str, words: str) -> str:
    """How a slip that an author has made is known again."""
    return f"{slip}: {words}"


def _holds(source: Source, exact: Box | None) -> bool:
    return exact is not None and Box(source.low, source.high).holds(exact)


def _is_proved(hit: _Hit, wrong: Wrong) -> bool:
    """Whether the slips are proved to give exactly the printed digits."""
    exact, source = hit.tried.box(hit.at, wrong.truth), hit.source
    if exact is None or not _holds(source, exact):
        return False
    if source.slip is None:
        return True
    form = form_of(wrong.printed)
    return all(form in source.slip.made(end, source.right) for end in (exact.low, exact.high))


def _told(hit: _Hit, wrong: Wrong) -> Explanation:
    """The slips in words."""
    step = hit.tried.steps[hit.at][1]
    made: list[tuple[Slip[Any], str]] = []
    keys: tuple[str, ...] = ()
    if hit.tried.slip is not None and step is not None:
        made.append((hit.tried.slip, step.words))
        keys = (key_of(hit.tried.slip.name, step.words),)
    if hit.source.slip is not None:
        made.append((hit.source.slip, hit.source.right.text))
    return Explanation(
        tuple(slip.name for slip, _ in made),
        ", and ".join(f"{slip.sentence} ({words})" for slip, words in made),
        hit.bits, worth(wrong.printed), keys=keys,
        correction=", and ".join(slip.correction for slip, _ in made),
    )  # fmt: skip


def _distinct(found: Sequence[Explanation]) -> tuple[Explanation, ...]:
    """Each sentence once, the shortest first, every one with those that are as good."""
    once = {e.sentence: e for e in reversed(found)}
    ordered = sorted(once.values(), key=lambda e: e.bits)
    return tuple(
        replace(e, alike=tuple(o.sentence for o in ordered if o is not e)) for e in ordered
    )
