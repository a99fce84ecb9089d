"""What can be decided of what a program printed, when its data are not printed?

Whether the cost falls from line to line, whether the count fits the number of lines, and which
round threshold stopped it. The data are drawn at random, so that the start has an expected cost and
a spread; how far the printed start lies from it says which numbers of samples are plausible, and
the first fall, over the squared gradient, which step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from ..cases.case import Case, Transcript
from ..cases.network import Batch
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..oracles.balls import gradients as exact_gradients
from .verdict import CONSISTENT, REFUTED, UNDETERMINED

if TYPE_CHECKING:
    from .page import Page

_SPREADS = 3


@dataclass(frozen=True)
class Start:
    """What uniform random data make of the first cost and of its squared gradient."""

    mean: float
    spread: float
    slope: float


def judge_transcript(transcript: Transcript, page: Page, case: Case) -> None:
    """Findings on every printed value, and on what follows from them together."""
    statement = Statement(transcript.places[0], (), f"{transcript.quantity}, while training")
    before: Printed | None = None
    for value, place in zip(transcript.values, transcript.places, strict=True):
        rises = before is not None and value.value >= before.value
        verdict, why = _FALLS[not rises]
        page.add(
            statement, place, kind="transcript", quantity=transcript.quantity,
            printed=value.text, expected="", verdict=verdict, why=why,
        )  # fmt: skip
        before = value
    for verdict, sentence in [*_decided(transcript), (UNDETERMINED, _open(transcript, case))]:
        page.add(
            statement, transcript.count_at, kind="transcript", quantity=transcript.quantity,
            printed=transcript.count.text, expected="", verdict=verdict, why=sentence,
        )  # fmt: skip


_FALLS = {
    True: (UNDETERMINED, "the data are not printed: neither seed, m nor step"),
    False: (REFUTED, "does not fall, as every cost before it does"),
}


def _decided(transcript: Transcript) -> Iterator[tuple[str, str]]:
    """What follows from the printed values alone."""
    falls = all(b.value < a.value for a, b in pairwise(transcript.values))
    count = len(transcript.values)
    yield (
        (CONSISTENT, f"the {count} costs fall from line to line")
        if falls
        else (REFUTED, f"the {count} costs do not fall from line to line")
    )
    lines, fitting = _lines(transcript)
    said = f"{lines} lines, one every {transcript.every} updates"
    yield (
        (CONSISTENT, f"{said}, fit {transcript.count} updates")
        if lines == fitting
        else (REFUTED, f"{said}, do not fit {transcript.count} updates: these print {fitting}")
    )
    stop = threshold(transcript.values[-2].value, transcript.values[-1].value)
    if stop:
        yield CONSISTENT, f"it stopped when the cost fell below {stop}"


def _open(transcript: Transcript, case: Case) -> str:
    """What the start says of the number of samples and of the step, which are not printed."""
    m, step = _possible(transcript, _expected_start(case))
    return (
        f"m and step are not printed; uniform data make the start cost plausible for m up to {m}, "
        f"and the first fall for steps near {step:.2g}"
    )


def _lines(transcript: Transcript) -> tuple[int, int]:
    """How many lines are printed between start and end, and how many the count allows."""
    printed = len(transcript.values) - 2
    return printed, -(-int(transcript.count.value) // transcript.every)


def threshold(above: Fraction, below: Fraction) -> str | None:
    """The roundest number between two values: the fewest significant digits."""
    for digits in range(1, 8):
        text = f"{float(above):.{digits}g}"
        for candidate in (
            (Printed(text), Printed(f"{float(below):.{digits}g}")) if "e" not in text else ()
        ):
            if below < candidate.value <= above:
                return candidate.text
    return None


def _expected_start(case: Case) -> Start:
    """Mean and spread of one sample's cost, and the squared mean gradient, for uniform data.

    Integrals over the unit cube of inputs and targets, by Gauss's rule with three points a side.
    """
    network = next(s.network for s in case.settings if not s.network.loss.divisors[2])
    nodes, weights = np.polynomial.legendre.leggauss(3)
    sides = network.widths[0] + network.widths[-1]
    rows = np.array(list(product((nodes + 1) / 2, repeat=sides)))
    shares = np.prod(np.array(list(product(weights / 2, repeat=sides))), axis=1)
    each = [
        exact_gradients(
            network, Batch(row[None, : network.widths[0]], row[None, network.widths[0] :])
        )
        for row in rows
    ]
    costs = np.array([float(one.loss.high) for one in each])
    mean = float(costs @ shares)
    slopes = [np.concatenate([g.high.ravel() for g in (*one.weights, *one.biases)]) for one in each]
    slope = float((np.einsum("s,sp->p", shares, np.array(slopes)) ** 2).sum())
    return Start(mean, float(np.sqrt(((costs - mean) ** 2) @ shares)), slope)


def _possible(transcript: Transcript, start: Start) -> tuple[int, float]:
    values: Sequence[Printed] = transcript.values
    first = float(values[0].value)
    away = abs(first - start.mean)
    m = int((_SPREADS * start.spread / away) ** 2) if away else 10**9
    fall = float(values[0].value - values[1].value)
    return m, fall / start.slope
