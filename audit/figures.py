"""What is to be said of the figures that a lecture prints of its training run?

They are settled together, because they must come from one run: a convention is what the lecture
means only if two figures or more need it and it makes no other printed number false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from ..expressions.tree import Symbol
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from .finding import Series
from .runs import Convention, Figure, Runs, Settled

POINTS_OF_CURVE = 120


def settle(
    figures: Sequence[Figure], others: Sequence[Figure], runs: Runs
) -> tuple[Convention, list[Settled]]:
    """The convention that the figures keep, and each figure's verdict under it.

    `others` are printed results of a single update; a convention that makes one of them false is
    not what the lecture means.
    """
    found = runs.search(figures, others)
    # An updated parameter is printed after its update, whenever a round's error is taken.
    kept = {c: [runs.is_near(f, replace(c, late=True)) for f in others] for c in found}
    taken = _taken(found, kept, runs.usual)
    wanted: dict[Convention, list[Figure]] = {taken: list(figures)}
    for convention, hits in found.items():
        wanted.setdefault(convention, []).extend(
            f for f, hit in zip(figures, hits, strict=True) if hit
        )
    runs.prove_together({c: fs for c, fs in wanted.items() if fs})
    return taken, [_settled(f, taken, found, i, runs) for i, f in enumerate(figures)]


def _taken(
    found: Mapping[Convention, list[bool]],
    kept: Mapping[Convention, list[bool]],
    usual: Convention,
) -> Convention:
    """The usual one, unless two figures or more need another and it makes nothing false."""
    best, most = usual, sum(found[usual])
    for convention, hits in found.items():
        needed = sum(hit and not had for hit, had in zip(hits, found[usual], strict=True))
        lost = any(had and not hit for hit, had in zip(hits, found[usual], strict=True))
        broken = any(
            had and not hit for hit, had in zip(kept[convention], kept[usual], strict=True)
        )
        if needed >= 2 and not lost and not broken and sum(hits) > most:
            best, most = convention, sum(hits)
    return best


def _settled(
    figure: Figure,
    taken: Convention,
    found: Mapping[Convention, list[bool]],
    number: int,
    runs: Runs,
) -> Settled:
    try:
        exact = runs.exact(figure, taken)
    except MeaninglessError as error:
        return Settled(figure, taken, None, None, why=str(error))
    if figure.box.holds(exact):
        return Settled(figure, taken, exact, True)
    if figure.box.meets(exact):
        return Settled(figure, taken, exact, None, why="a tie")
    producers = tuple(
        convention
        for convention, hits in found.items()
        if hits[number] and figure.box.holds(runs.exact(figure, convention))
    )
    return Settled(figure, taken, exact, False, producers)


def plotted(
    figures: Sequence[Figure], settled: Sequence[Settled], convention: Convention, runs: Runs
) -> list[Series]:
    """The quantities of which four figures or more are printed, with the recomputed curve."""
    found = []
    for quantity in dict.fromkeys(f.quantity for f in figures):
        mine = [(f, s) for f, s in zip(figures, settled, strict=True) if f.quantity == quantity]
        if len(mine) < 4:
            continue
        last = max(f.rounds for f, _ in mine)
        rounds = sorted(
            {1, *(max(1, last * i // POINTS_OF_CURVE) for i in range(1, POINTS_OF_CURVE + 1))}
        )
        dense = [Figure(n, quantity, Printed("0")) for n in rounds]
        runs.prepare_one(convention, dense)
        found.append(
            Series(
                f"{written(quantity)} by round",
                tuple((f.rounds, float(f.printed.value), bool(s.holds)) for f, s in mine),
                tuple((f.rounds, runs.near_value(f, convention)) for f in dense),
            )
        )
    return found


def single_updates(symbols: Mapping[str, Printed], graph: Graph) -> list[Figure]:
    """Printed updated parameters as figures of one round."""
    return [
        Figure(1, Symbol(name), printed)
        for name, printed in symbols.items()
        if name in graph.definitions
    ]


def grouped_rightly(rounds: Printed) -> bool:
    """Whether commas stand where thousands end: `10,000`, not `10,0000`."""
    groups = rounds.text.split(",")
    return len(groups) == 1 or all(len(group) == 3 for group in groups[1:])


def regrouped(rounds: Printed) -> Printed:
    """The number that was most likely meant: the last group cut to three digits."""
    groups = rounds.text.split(",")
    return replace(rounds, text=",".join([groups[0], *(g[:3].ljust(3, "0") for g in groups[1:])]))
