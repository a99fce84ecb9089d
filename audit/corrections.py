"""What is the smallest edit of a document that makes its wrong numbers and formulas right?

Only the digits and the sign of a number are exchanged (`spelling`), a symbol or a sign of a formula
(`exchanges`), and only if the document, audited again, bears it out (`attempts`, `formula_edits`).
What is left is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..expressions.place import Place
from ..reading.source import Source
from .attempts import NOTHING, Attempts
from .edits import Edits, applied, in_order
from .finding import Finding
from .formula_edits import with_formulas
from .revision import Revision
from .verdict import CONFIRMED, INHERITED, LAST_DIGIT, OPERAND, WRONG

ACCEPTED = "is on the accepted list"
_ELSEWHERE = "does not stand in the file as it is read"
_FORMULA = "is no number, and no symbol or sign of it is exchanged for certain"


@dataclass(frozen=True, slots=True)
class Correction:
    """A number corrected: what is printed at its place, and what belongs there.

    `follows` says that it is corrected because another number is, `of_formula` that it is no number
    but a symbol or a sign, with which `quantity` is the formula.
    """

    place: Place
    printed: str
    digits: str
    quantity: str
    verdict: str
    follows: bool
    of_formula: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A wrong number that is not corrected, and why."""

    place: Place
    printed: str
    verdict: str
    why: str


@dataclass(frozen=True)
class Corrected:
    """A document's text with its certain corrections, and what is left."""

    text: str
    corrections: tuple[Correction, ...]
    left: tuple[Left, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether anything is wrong in the document as it is, that is not to stay."""
        return any(c.verdict in WRONG for c in self.corrections) or any(
            one.verdict in WRONG and one.why != ACCEPTED for one in self.left
        )


def corrected(source: Source, stays: Callable[[Finding], bool] = lambda _: False) -> Corrected:
    """The text of a document with its certain corrections.

    `stays` says of a finding that its author wants it so. Raises `DocumentError`.
    """
    tried = Attempts(source, stays)
    edits, formulas = with_formulas(tried, tried.found())
    return Corrected(
        applied(source.text, edits),
        tuple(_corrections(tried, edits, formulas)),
        tuple(_left(tried, edits)),
    )


def _corrections(
    tried: Attempts, edits: Edits, formulas: Mapping[int, Finding]
) -> Iterator[Correction]:
    """The edits as corrections, in the order of the text."""
    for edit in in_order(edits):
        if edit.at in formulas:
            yield Correction(
                tried.source.place(edit.at), tried.source.text[edit.start : edit.end], edit.new,
                formulas[edit.at].expected, formulas[edit.at].verdict, follows=False,
                of_formula=True,
            )  # fmt: skip
            continue
        found = [f for f in tried.before.findings.get(edit.at, ()) if f.verdict != CONFIRMED]
        first = found[0] if found else None
        follows = first is None or first.verdict == INHERITED
        # A sign that stays is not edited, and belongs to the number.
        sign = first.printed[:1] if first and edit.start == edit.at else ""
        sign = sign if sign in ("-", "\u2212") else ""
        printed = sign + tried.source.text[edit.start : edit.end]
        yield Correction(
            tried.source.place(edit.at), printed, sign + edit.new,
            first.quantity if first else "", first.verdict if first else OPERAND, follows,
        )  # fmt: skip


def _left(tried: Attempts, edits: Edits) -> Iterator[Left]:
    """What is still wrong, with the reason."""
    revision = tried.revision(edits)
    for at, found in sorted(revision.findings.items()):
        for f in found:
            if f.is_wrong or (f.verdict == LAST_DIGIT and at in tried.dropped):
                why = _reason(tried, at, f, revision)
                yield Left(tried.source.place(at), f.printed, f.verdict, why)


def _reason(tried: Attempts, at: int, finding: Finding, revision: Revision) -> str:
    if tried.stays(finding):
        return ACCEPTED
    if at in tried.dropped:
        return tried.dropped[at]
    root = revision.roots.get(finding.follows)
    if finding.verdict == INHERITED and root is not None:
        return f"follows from line {tried.source.place(root).line}"
    if finding.kind == "formula":
        return _FORMULA
    return _ELSEWHERE if finding.expected else NOTHING
