"""What did an audit find of what was planted, and what did it accuse without reason?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .notes import Notes, Number, Planted

#: Verdicts that say that a number is wrong.
ALARMS = frozenset({"refuted", "operand", "inherited", "notation"})
#: Verdicts that say that a number was looked at and is fine.
PASSES = frozenset({"confirmed", "rounding", "consistent", "last-digit"})
#: How many columns off a finding may stand: some point at the sign, some at the first digit.
NEAR = 4


@dataclass(frozen=True)
class Score:
    """`found` of `planted` errors, `false_alarms` among `checked` right numbers, `numbers` in all.

    `missed` and `alarms` say which errors and which alarms.
    """

    found: int
    planted: int
    false_alarms: int
    checked: int
    numbers: int
    missed: tuple[Planted, ...] = ()
    alarms: tuple[Mapping[str, Any], ...] = field(default=())


def score(notes: Notes, findings: Iterable[Mapping[str, Any]]) -> Score:
    """Hold findings (`line`, `column`, `printed`, `verdict`, `follows`) against what was planted.

    A planted error is found if an alarm that is no mere follower stands at its place, or at a place
    where it may as well be said. What follows from a planted error counts neither way.
    """
    listed = list(findings)
    alarms = [f for f in listed if f["verdict"] in ALARMS]
    missed = tuple(p for p in notes.planted if not any(_finds(a, p) for a in alarms))
    false = tuple(
        a for a in alarms if not any(_excused(a, p) or _follows(a, p) for p in notes.planted)
    )
    right = [n for n in notes.numbers if not any(_belongs(n, p) for p in notes.planted)]
    checked = [n for n in right if any(_is_at(f, n.line, n.column, n.text) for f in listed
                                       if f["verdict"] in ALARMS | PASSES)]  # fmt: skip
    found = len(notes.planted) - len(missed)
    return Score(found, len(notes.planted), len(false), len(checked), len(right), missed, false)


def _finds(alarm: Mapping[str, Any], planted: Planted) -> bool:
    if alarm["verdict"] == "inherited":
        return False
    at = _is_at(alarm, planted.line, planted.column, planted.text)
    at = at or _covers(alarm, planted)
    return at or any(_near(alarm, line, column) for line, column in planted.also)


def _covers(alarm: Mapping[str, Any], planted: Planted) -> bool:
    """Whether an alarm is about a whole calculation in which the error stands."""
    calculation, text = _plain(str(alarm["printed"])), _plain(planted.text).lstrip("-")
    if alarm["line"] != planted.line or not any(sign in calculation[1:] for sign in "*+/"):
        return False
    return text in re.findall(r"[\d.]+", calculation)


def _excused(alarm: Mapping[str, Any], planted: Planted) -> bool:
    """Whether an alarm is about a planted error or about what follows from it."""
    if _finds(alarm, planted) or _is_at(alarm, planted.line, planted.column, planted.text):
        return True
    return any(_near(alarm, line, column) for line, column in (*planted.also, *planted.followers))


def _follows(alarm: Mapping[str, Any], planted: Planted) -> bool:
    """Whether an alarm says itself that it only follows from what is planted."""
    if alarm["verdict"] != "inherited" or not alarm["follows"]:
        return False
    line, column = alarm["follows"].split(":")[1:3]
    root = {"line": int(line), "column": int(column.split(".")[0])}
    own = (planted.line, planted.column)
    return any(_near(root, *place) for place in (own, *planted.also, *planted.followers))


def _belongs(number: Number, planted: Planted) -> bool:
    place = (number.line, number.column)
    return place in {(planted.line, planted.column), *planted.also, *planted.followers}


def _is_at(finding: Mapping[str, Any], line: int, column: int, text: str) -> bool:
    if finding["line"] != line:
        return False
    same = _plain(str(finding["printed"])) == _plain(text)
    off = abs(int(finding["column"]) - column)
    return off <= NEAR or (same and off <= NEAR + len(text))


def _near(finding: Mapping[str, Any], line: int, column: int) -> bool:
    return finding["line"] == line and abs(int(finding["column"]) - column) <= NEAR


def _plain(text: str) -> str:
    """Digits as a reader may report them: one kind of minus, a point."""
    return text.replace("−", "-").replace("{,}", ".").replace(",", ".").replace(" ", "")
