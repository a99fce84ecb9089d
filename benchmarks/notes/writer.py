"""One seed, one style, one computation: the notes, with so many planted errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from . import descents, losses, matrices, mistakes, networks, neurons
from .blocks import Heading, Para
from .forms import written
from .ink import Change, Ink, Literal
from .mistakes import BIAS, FACTOR, FUNCTION, KINDS, MISPRINT, WRONG
from .notes import Notes, Number, Planted
from .page import Page
from .pen import BETWEEN, CLOSE, OPEN
from .script import Script
from .style import Style
from .tree import Name
from .words import phrase

COMPUTATIONS: Mapping[str, Callable[[Random, str, int], Script]] = {
    "network": networks.network,
    "polynomial": descents.polynomial,
    "regression": descents.regression,
    "matrix": matrices.layer,
    "softmax": losses.softmax,
    "squares": losses.squares,
    "curve": losses.curve,
    "logistic": neurons.logistic,
    "perceptron": neurons.perceptron,
    "recurrent": neurons.recurrent,
}
_MARK = re.compile(f"{OPEN}(\\d+){BETWEEN}(.*?){CLOSE}", re.DOTALL)


@dataclass(frozen=True)
class Draft:
    """The marked text, and what its numbers are."""

    text: str
    literals: tuple[Literal, ...]
    parents: Mapping[Name, tuple[Name, ...]]


@dataclass(frozen=True)
class Plant:
    """What is changed at which number, and what may be accused in its stead."""

    kind: str
    id: int
    change: Change
    right: Literal
    also: tuple[int, ...]
    propagates: bool


def write(
    seed: int, style: Style, computation: str, errors: int = 0, *, propagate: bool = False
) -> Notes:
    """Notes with at most `errors` planted errors: fewer where the page has no room for more.

    With `propagate` the author goes on with the wrong number. Raises `KeyError` for a computation
    that is not in `COMPUTATIONS`.
    """
    right = _draft(seed, style, computation, {})
    plants = _plants(Random(f"plants {seed}"), right, style, errors, propagate)
    try:
        wrong = _draft(seed, style, computation, {plant.id: plant.change for plant in plants})
    except ArithmeticError:  # the wrong value leads to the logarithm of nothing: nobody goes on
        plants = [replace(p, change=Change(p.change.shown), propagates=False) for p in plants]
        wrong = _draft(seed, style, computation, {plant.id: plant.change for plant in plants})
    return _notes(right, wrong, plants, style, computation)


def _draft(seed: int, style: Style, computation: str, changes: Mapping[int, Change]) -> Draft:
    rng, ink = Random(f"page {seed}"), Ink(changes)
    make = COMPUTATIONS[computation]
    page = Page(style, rng, ink)
    title = page.words("title")
    page.blocks.append(Para(page.words("intro")))
    page.write(make(Random(f"data {seed}"), style.gradient, 0))
    if style.traps:
        page.trap()
    if style.second:
        page.blocks += [Heading(2, page.words("second")), Para(page.words("second_say"))]
        page.groups.clear()
        page.write(make(Random(f"second {seed}"), style.gradient, 1))
    if style.traps:
        page.blocks.append(Para(phrase(style.language, "note", rng)))
    text = written(page.blocks, style, title, rng)
    return Draft(text, tuple(ink.literals), page.ledger.parents)


def _plants(rng: Random, draft: Draft, style: Style, errors: int, propagate: bool) -> list[Plant]:
    """The errors, no two in one statement, none in what follows from another."""
    plants: list[Plant] = []
    kinds = list(KINDS)
    rng.shuffle(kinds)
    for kind in kinds * errors:
        for _ in range(12):
            plant = _plant(rng, draft, style, kind, propagate)
            if plant and all(_apart(plant, other, draft) for other in plants):
                plants.append(plant)
                break
        if len(plants) >= errors:
            break
    return plants


def _plant(rng: Random, draft: Draft, style: Style, kind: str, propagate: bool) -> Plant | None:
    goes_on = propagate and rng.random() < 0.8
    if kind == MISPRINT:
        return _misprint(rng, draft, style)
    if kind == FUNCTION and style.log != "ln":
        return None
    places = [n for n in draft.literals if n.kind == "result" and n.checkable and not style.dots]
    if not places:
        return None
    if kind in (FUNCTION, FACTOR, BIAS, WRONG):
        rng.shuffle(places)
    for at in places if kind in (FUNCTION, FACTOR, BIAS) else [rng.choice(places)]:
        change = _change(rng, draft, style, kind, at)
        if change:
            break
    else:
        return None
    carried = change if goes_on else Change(change.shown)
    same = [n for n in draft.literals if n.statement == at.statement]
    also = tuple(n.id for n in same if n.kind in ("part", "again"))
    return Plant(kind, at.id, carried, at, also, goes_on)


def _change(rng: Random, draft: Draft, style: Style, kind: str, at: Literal) -> Change | None:
    seen = [n.name for n in draft.literals[: at.id] if n.name and n.kind in ("given", "result")]
    known = {n: value for other in draft.literals[: at.id] for n, value in other.held.items()}
    others = [name for name in dict.fromkeys(seen) if name in known]
    wide = replace(at, held={**known, **at.held})
    changes = mistakes.proposals(wide, kind, style.digits, rng, others)
    return changes[0] if changes else None


def _misprint(rng: Random, draft: Draft, style: Style) -> Plant | None:
    places = [n for n in draft.literals if n.kind == "operand" and n.visible]
    if not places:
        return None
    at = rng.choice(places)
    kind = at.name.kind if at.name else ""
    prints = [
        n.shown for n in draft.literals if n.name and n.name.kind == kind and n.name != at.name
    ]
    same = [n for n in draft.literals if n.statement == at.statement and n.id != at.id]
    found = [p for p in mistakes.misprints(at, prints, rng) if mistakes.contradicts(at, p, same)]
    if not found:
        return None
    results = [n for n in same if n.kind in ("result", "part", "again")]
    return Plant(MISPRINT, at.id, Change(found[0]), at, tuple(n.id for n in results), False)


def _apart(plant: Plant, other: Plant, draft: Draft) -> bool:
    if plant.right.statement == other.right.statement:
        return False
    pair = [(plant, other), (other, plant)]
    return not any(b.right.name in _dependents({a.right.name}, draft) for a, b in pair)


def _dependents(names: set[Name | None], draft: Draft) -> set[Name | None]:
    """The quantities that follow from some, and these."""
    found = set(names)
    for name, parents in draft.parents.items():
        if found & set(parents):
            found.add(name)
    return found


def _notes(
    right: Draft, wrong: Draft, plants: list[Plant], style: Style, computation: str
) -> Notes:
    text, places = _unmarked(wrong.text)
    intended = {int(m[1]): m[2] for m in _MARK.finditer(right.text)}
    changes = {plant.id: plant.change.shown for plant in plants}
    numbers: dict[int, Number] = {}
    for n in wrong.literals:
        if n.id in places:
            numbers[n.id] = _number(n, changes, places)
    roots = {plant.id for plant in plants}
    planted = tuple(_planted(p, wrong, numbers, intended, places, roots) for p in plants)
    results = tuple(n for n in numbers.values() if n.kind not in ("given", "operand"))
    decimals = tuple(n for n in results if re.search(r"[.,]", n.text))
    return Notes(
        text, style.suffix, style.language, computation, decimals, planted, tuple(numbers.values())
    )


def _number(
    n: Literal, changes: Mapping[int, object], places: Mapping[int, tuple[int, int, str]]
) -> Number:
    line, column, printed = places[n.id]
    change = changes.get(n.id, n.shown)
    shown = change if isinstance(change, type(n.shown)) else n.shown
    what = f"{n.name.kind}{n.name.at}" if n.name else ""
    return Number(
        line,
        column,
        printed,
        what,
        f"{n.true:.30g}",
        f"{shown.value:f}",
        f"{shown.unit:f}",
        n.checkable,
        n.kind,
    )


def _planted(plant: Plant, draft: Draft, numbers: Mapping[int, Number], intended: Mapping[int, str],
             places: Mapping[int, tuple[int, int, str]], roots: set[int]) -> Planted:  # fmt: skip
    follow = _dependents({plant.right.name}, draft) if plant.propagates else set[Name | None]()
    followers = {
        n.id
        for n in draft.literals
        if n.id in places
        and n.id != plant.id
        and (n.name in follow or (plant.propagates and _touched(n, follow)))
    }
    if plant.propagates:
        followers |= {n for n, (_, _, text) in places.items() if text != intended[n]}
    followers -= roots
    at = numbers[plant.id]
    return Planted(
        at.line, at.column, at.text, intended[plant.id], plant.kind, at.quantity,
        tuple(places[n][:2] for n in plant.also if n in places),
        tuple(places[n][:2] for n in sorted(followers)),
    )  # fmt: skip


def _touched(n: Literal, names: set[Name | None]) -> bool:
    return bool(set(n.held) & names)


def _unmarked(marked: str) -> tuple[str, dict[int, tuple[int, int, str]]]:
    """The text without marks, and where every number stands in it: line, column, text."""
    pieces: list[str] = []
    places: dict[int, tuple[int, int, str]] = {}
    line, column, last = 1, 1, 0

    def move(text: str) -> None:
        nonlocal line, column
        pieces.append(text)
        head, newline, tail = text.rpartition("\n")
        line += text.count("\n")
        column = len(tail) + 1 if newline else column + len(text)
        del head

    for match in _MARK.finditer(marked):
        move(marked[last : match.start()])
        places[int(match[1])] = (line, column, match[2])
        move(match[2])
        last = match.end()
    move(marked[last:])
    return "".join(pieces), places
