"""How is a finding laid out: what stands in the line, what is marked in it, where does it lead?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from ..audit.finding import NOT_CHECKED, Audited, Finding, Row
from ..audit.verdict import CONFIRMED, CONSISTENT, GIVEN, UNDETERMINED, UNREADABLE
from .marks import Pieces, found_once, marked, plain_signs
from .mathml import Typesetter
from .report import known_by, short_names

HOLDS = frozenset({CONFIRMED, CONSISTENT, GIVEN})
UNDECIDED = frozenset({UNDETERMINED, UNREADABLE})
#: What an id may not have, or a page cannot write, and the sign that is put in its place.
_NOT_IN_AN_ID = re.compile("[\\s%\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a correction: a set formula, or else the text in pieces, some marked."""

    formula: Markup | None
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as a card: the line it stands in, the print, the correction, the engines' values.

    `file` is the file as the page names it.
    `quantity` is set where the print is a number; `follows` is the root finding's anchor, empty
    where that is not on the page, and `root` its place.
    """

    finding: Finding
    anchor: str
    file: str
    statement: tuple[str, str, str]
    quantity: Markup | None
    printed: Shown
    expected: Shown | None
    values: tuple[tuple[str, str], ...]
    follows: str
    root: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as a table row."""

    finding: Finding
    anchor: str
    formula: Markup | None = None


@dataclass(frozen=True)
class Galley:
    """One lecture: its mistakes, what is inexact, what is undecided, what holds, its accounts."""

    number: int
    name: str
    audited: Audited
    counts: Mapping[str, int]
    wrong: tuple[Card, ...]
    inexact: tuple[Card, ...]
    undecided: tuple[Entry, ...]
    holds: tuple[Entry, ...]
    displays: tuple[Row, ...]
    numbers: tuple[Row, ...]

    @property
    def first(self) -> str:
        """Where the page speaks of the lecture first: its mistakes, or else what comes next."""
        parts = ("wrong", "inexact", "undecided", "holds")
        return next((part for part in parts if getattr(self, part)), "accounts")

    @property
    def not_checked(self) -> tuple[Row, ...]:
        """What was not read or not checked, of both accounts."""
        rows = (*self.displays, *self.numbers)
        return tuple(row for row in rows if row.became in (NOT_CHECKED, UNREADABLE))

    @property
    def missing(self) -> list[tuple[str, int]]:
        """Why something is not decided, and how often, the most frequent first."""
        return Counter(entry.finding.why for entry in self.undecided).most_common()

    @property
    def known(self) -> dict[str, str]:
        """The values that no statement gives by itself, by how they are known."""
        return known_by(self.audited)


def fragment(anchor: str) -> str:
    """The address of an anchor within the page."""
    return f"#{quote(anchor, safe=':/.,-_~@!$()*+;=?')}"


class Anchors:
    """The anchor of every finding, each once, and the way to it from another."""

    def __init__(self, findings: Iterable[Finding], files: Mapping[str, str]) -> None:
        self.files = files
        self._taken: set[str] = set()
        self._first: dict[str, tuple[str, str]] = {}
        self._in_order = [self._new(finding) for finding in findings]

    def __iter__(self) -> Iterator[str]:
        return iter(self._in_order)

    def of(self, finding: str) -> tuple[str, str]:
        """The anchor and the place of a finding by its id; no anchor where it is not here."""
        return self._first.get(finding, ("", finding))

    def _new(self, finding: Finding) -> str:
        base = "f-" + _NOT_IN_AN_ID.sub(
            lambda found: quote(found[0], errors="surrogatepass"), finding.id
        )
        anchor, number = base, 1
        while anchor in self._taken:
            number += 1
            anchor = f"{base}~{number}"
        self._taken.add(anchor)
        self._first.setdefault(finding.id, (anchor, self.place(finding)))
        return anchor

    def place(self, finding: Finding) -> str:
        """The place of a finding, with the file as the page names it."""
        place = finding.place
        return f"{self.files[place.file]}:{place.line}:{place.column}"


def galleys(lectures: Iterable[Audited], typesetter: Typesetter) -> list[Galley]:
    """Every lecture, its findings sorted by line and column."""
    audited = list(lectures)
    findings = [finding for lecture in audited for finding in lecture.findings]
    own = [lecture.lecture for lecture in audited]
    files = short_names([*own, *(finding.place.file for finding in findings)])
    anchors = Anchors(findings, files)
    following = iter(anchors)
    made: list[Galley] = []
    for number, lecture in enumerate(audited, start=1):
        named = [(finding, next(following)) for finding in lecture.findings]
        named.sort(key=lambda pair: (pair[0].place.line, pair[0].place.column))
        made.append(_galley(number, lecture, named, _Setter(typesetter, anchors)))
    return made


@dataclass(frozen=True, slots=True)
class _Setter:
    typesetter: Typesetter
    anchors: Anchors

    def card(self, finding: Finding, anchor: str) -> Card:
        is_formula = finding.kind == "formula"
        formulas: tuple[Markup | None, Markup | None] = (None, None)
        if is_formula:
            formulas = self.typesetter.pair(finding.latex, finding.repair_latex)
        texts = marked(finding.printed, finding.expected)
        follows, root = self.anchors.of(finding.follows) if finding.follows else ("", "")
        return Card(
            finding, anchor, self.anchors.files[finding.place.file],
            found_once(plain_signs(finding.statement), finding.printed),
            None if is_formula else self.typesetter.formula(finding.latex),
            Shown(formulas[0], texts[0]),
            Shown(formulas[1], texts[1]) if finding.expected else None,
            _values(finding), follows, root,
        )  # fmt: skip

    def entry(self, finding: Finding, anchor: str) -> Entry:
        set_it = finding.kind == "formula" and finding.verdict not in HOLDS
        return Entry(finding, anchor, self.typesetter.formula(finding.latex) if set_it else None)


def _galley(
    number: int, lecture: Audited, named: list[tuple[Finding, str]], setter: _Setter
) -> Galley:
    wrong = tuple(setter.card(*pair) for pair in named if pair[0].is_wrong)
    undecided = tuple(setter.entry(*pair) for pair in named if pair[0].verdict in UNDECIDED)
    holds = tuple(setter.entry(*pair) for pair in named if pair[0].verdict in HOLDS)
    inexact = tuple(
        setter.card(*pair)
        for pair in named
        if not pair[0].is_wrong and pair[0].verdict not in HOLDS | UNDECIDED
    )
    return Galley(
        number, setter.anchors.files[lecture.lecture], lecture,
        Counter(finding.verdict for finding, _ in named),
        wrong, inexact, undecided, holds,
        _in_order(lecture.account.displays), _in_order(lecture.account.numbers),
    )  # fmt: skip


def _values(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Each value that engines give, with those who give it."""
    given: dict[str, list[str]] = {}
    for engine, answer in finding.oracles.items():
        given.setdefault("no answer" if answer is None else str(answer), []).append(engine)
    return tuple((", ".join(engines), value) for value, engines in given.items())


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.line, row.column)))
