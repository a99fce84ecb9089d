"""What is found, claim by claim, and is anything left out?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ..expressions.place import Place
from .kinks import Kink
from .verdict import CONFIRMED, MEANINGS, REFUTED, WRONG
from .witnesses import Answer, Question

#: What becomes of a number without a verdict of its own: it is an operand, and not accused.
PUT_IN = "put in"
NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """A claim with its verdict.

    `kind` is the claim's. `printed` and `expected` are digits, or formulas in the project's
    notation; `expected` is given at the printed precision. `enclosure` is the proved value.
    `oracles` has each engine's own value. `follows` is the id of the finding that this one follows
    from, `cause` a sentence about how it came about, `why` what the verdict rests on. `derivation`
    names the derivation that implements a statement, whose agreement decides it. `others` are
    the repairs of a formula besides the expected one.
    """

    id: str
    place: Place
    kind: str
    statement: str
    quantity: str
    printed: str
    expected: str
    verdict: str
    why: str = ""
    cause: str = ""
    follows: str = ""
    enclosure: str = ""
    section: str = ""
    latex: str = ""
    repair_latex: str = ""
    accepted: str = ""
    derivation: str = ""
    others: tuple[str, ...] = ()
    oracles: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether the claim is false as printed."""
        return self.verdict in WRONG

    @property
    def fails(self) -> bool:
        """Whether the finding makes a run fail: wrong, and not on the accepted list."""
        return self.is_wrong and not self.accepted


def gravest(verdicts: Collection[str]) -> str:
    """The verdict of several that a reader is to see first; empty where there is none."""
    return min(verdicts, key=list(MEANINGS).index, default="")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of an account: a display or a number, where it stands, and what became of it."""

    line: int
    column: int
    text: str
    became: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A value that no statement gives its name by itself, and how it is known."""

    name: str
    value: str
    how: str


@dataclass(frozen=True)
class Account:
    """Every display and every decimal number of a lecture, each in exactly one row."""

    displays: tuple[Row, ...]
    numbers: tuple[Row, ...]

    def counts(self, of: str) -> Counter[str]:
        """How many `displays` or `numbers` became what."""
        return Counter(row.became for row in getattr(self, of))


@dataclass(frozen=True)
class Series:
    """A quantity through a training run, for a plot.

    `printed` has round, value and whether it is right; `curve` the recomputed values.
    """

    title: str
    printed: tuple[tuple[int, float, bool], ...]
    curve: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Audited:
    """One lecture with its findings, its account and the conventions that it keeps.

    `questions` are what the other engines are to be asked about the findings; `is_read` says that
    the document was read as it is, and not transcribed; `problems` says what could not be read.
    `known` are the values that names have by substitution, or by one of so many `directives`.
    """

    lecture: str
    findings: tuple[Finding, ...]
    account: Account
    conventions: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    series: tuple[Series, ...] = ()
    is_read: bool = False
    problems: tuple[str, ...] = ()
    kinks: tuple[Kink, ...] = ()
    known: tuple[Known, ...] = ()
    directives: int = 0

    def with_upheld(self, upheld: Mapping[str, bool]) -> Audited:
        """The same with the statements that derivations implement decided by their agreement."""
        return replace(self, findings=tuple(_decided(f, upheld) for f in self.findings))

    def with_answers(self, found: Mapping[str, Mapping[str, Answer]]) -> Audited:
        """The same with each engine's answers beside the findings."""
        return replace(
            self,
            findings=tuple(
                replace(finding, oracles=found.get(finding.id, {})) for finding in self.findings
            ),
        )


def _decided(finding: Finding, upheld: Mapping[str, bool]) -> Finding:
    if finding.derivation not in upheld:
        return finding
    if upheld[finding.derivation]:
        why = f"the derivation {finding.derivation} implements it, and agrees with every oracle"
        return replace(finding, verdict=CONFIRMED, why=why)
    why = f"the derivation {finding.derivation} implements it, and is outside its bound"
    return replace(finding, verdict=REFUTED, why=why)
