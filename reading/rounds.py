"""Which figures does a text say that training arrives at, and after how many rounds?

"After 10,000 rounds the error is 0.0000351" states the value of a quantity after a run. A number of
rounds holds for the numbers that follow it in its paragraph; what a number is the value of, the
words before it say: the error, or the outputs, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.tree import Expression
from .blocks import Block
from .decimals import counted, decimals, printed
from .round_words import (
    AFTER,
    AGAIN,
    AT_FIRST,
    BEFORE,
    COUNTS,
    ERROR,
    FIRST,
    FORWARD,
    LABEL,
    NOUN,
    OTHER,
    OUTPUT,
    REPEAT,
    TARGET,
    TIMES,
    TO,
)  # fmt: skip
from .source import Piece, Source


@dataclass(frozen=True, slots=True)
class Rounds:
    """A number of rounds: how many are meant, the digits and where they stand, if in digits.

    `meant` is how the number should be grouped, where its digits are grouped wrongly. A number
    that only labels a round (`epoch 10: …`) does not say whether its update is made.
    """

    count: int
    place: Place
    printed: str = ""
    meant: str = ""
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A number that training is said to arrive at: of the `error`, or of an `output` (the `at`th).

    `kind` is empty where an equation says of which quantity; `target` is what the text says that an
    output should be.
    """

    rounds: Rounds
    place: Place
    printed: Printed
    kind: str
    at: int = 0
    target: Printed | None = None
    quantity: Expression | None = None


_DIGITS = r"\d{1,3}(?:(?:[.,'’\u00a0\u202f]|\{,\}|\\,| )\d{3,4}(?!\d))+|\d+"
_BETWEEN = r"(?:\s+[^\W\d]\S*){0,3}?\s+"
_COUNT = rf"(?P<digits>{_DIGITS})|(?P<word>{'|'.join(COUNTS)})"
_ROUNDS = [
    re.compile(rf"\b(?:{AFTER})\b{_BETWEEN}?\$?(?:{_COUNT})\$?{_BETWEEN}(?:{NOUN})\b", re.I),
    re.compile(rf"\b(?:{AFTER})\b{_BETWEEN}?(?P<first>{FIRST}){_BETWEEN}(?:{NOUN})\b", re.I),
    re.compile(rf"\b(?:{REPEAT})\b[^.!?]{{0,60}}?\b(?:{_COUNT})\$?\s+(?:{TIMES})\b", re.I),
    re.compile(rf"(?<![\d.,])\$?(?P<digits>{_DIGITS})\$?{_BETWEEN}?(?:{NOUN})\b", re.I),
    re.compile(rf"\b(?:{LABEL})\s*[:#=]?\s*\$?(?P<label>{_DIGITS})\b(?![.,]\d)", re.I),
    re.compile(rf"(?P<again>\b(?:{AGAIN})\b)", re.I),
    re.compile(rf"(?P<start>\b(?:{AT_FIRST})\b)", re.I),
]
_SENTENCE = re.compile(r"[.!?](?:\s+|$)|\n\s*\n")
_ASIDE = re.compile(rf"\((?:[^()]*\b(?:{TARGET})\b[^()]*)\)", re.I)
_KINDS = [
    ("error", re.compile(rf"\b(?:{ERROR})\b", re.I)),
    ("output", re.compile(rf"\b(?:{OUTPUT})\b", re.I)),
    ("other", re.compile(rf"\b(?:{OTHER})\b", re.I)),
    ("target", re.compile(rf"\b(?:{TARGET})\b", re.I)),
]
_GOES_ON = re.compile(rf"[\s,;:&$()≈=→]*(?:\b(?:{TO})\b[\s,;:&$()≈=→]*)*")
_FROM = re.compile(rf"\b(?:{BEFORE})\s*\$?$", re.I)
_FORWARD = re.compile(FORWARD, re.I)
_OUTPUT_OF_PROGRAMS = frozenset({"", "text", "plain", "txt", "output", "console"})


def figures(blocks: Iterable[Block], source: Source, comma: bool) -> list[Said]:
    """Every number that a text says training arrives at, in order."""
    found: list[Said] = []
    context = waiting = None
    for block in blocks:
        if block.ignored or block.table is not None:
            continue
        if block.kind == "code" and block.info not in _OUTPUT_OF_PROGRAMS:
            continue
        if block.kind == "display" or not block.parts:
            found += _displayed(block.parts, source, comma, waiting)
            continue
        context = context if block.kind == "item" else None
        last = ""
        for piece in _runs(block.parts):
            if piece.kind == "display":
                found += _displayed([piece], source, comma, waiting)
                continue
            context = _Paragraph(piece, source, comma, context, found).read()
            # A display goes on with a sentence that has not ended.
            last = piece.text.rstrip()[-1:]
            waiting = None if last in (".", "!", "?") else context
        if last != ":" and block.kind != "item":
            context = None
    return found


def _runs(parts: Sequence[Piece]) -> Iterator[Piece]:
    """Displays, and what stands between them, each as one piece."""
    for is_display, group in groupby(parts, lambda piece: piece.kind == "display"):
        pieces = list(group)
        yield from pieces if is_display else [Piece.joined(pieces)]


def _displayed(
    pieces: Iterable[Piece], source: Source, comma: bool, rounds: Rounds | None
) -> Iterator[Said]:
    """The numbers of a display that a sentence leads to; their equations say what they are of."""
    for piece in pieces if rounds is not None else ():
        for match in decimals(piece.text, comma):
            number = printed(match.group(), comma)
            if number is not None and rounds is not None:
                yield Said(rounds, source.place(piece.offsets[match.start()]), number, "")


@dataclass
class _Paragraph:
    """One paragraph, sentence by sentence; each line by itself, where programs print."""

    piece: Piece
    source: Source
    comma: bool
    context: Rounds | None
    found: list[Said]

    def read(self) -> Rounds | None:
        """The rounds that hold at its end."""
        text = self.piece.text
        for start, end in _sentences(text, self.piece.kind == "code"):
            marks = sorted(self.marks(start, end), key=lambda mark: mark[0])
            numbers = [
                m for m in decimals(text, self.comma, start, end)
                if not any(a <= m.start() < b for a, b, _ in marks)
            ]  # fmt: skip
            self.sentence(start, marks, numbers)
            if marks:
                self.context = marks[-1][2]
        return self.context

    def marks(self, start: int, end: int) -> Iterator[tuple[int, int, Rounds]]:
        """The numbers of rounds in a sentence; of two that overlap, the first pattern's."""
        taken: list[tuple[int, int]] = []
        for pattern in _ROUNDS:
            for match in pattern.finditer(self.piece.text, start, end):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                rounds = self.rounds(match)
                if rounds is not None:
                    taken.append(match.span())
                    yield match.start(), match.end(), rounds

    def rounds(self, match: re.Match[str]) -> Rounds | None:
        groups = match.groupdict()
        place = self.place(match.start())
        if _FORWARD.search(match.group()):
            return None
        for group in ("digits", "label"):
            if groups.get(group):
                text = groups[group]
                at = self.place(match.start(group))
                meant = counted(text)
                return meant and Rounds(meant[0], at, text, meant[1], group == "label")
        if groups.get("word"):
            word = groups["word"].lower()
            number = next(n for p, n in COUNTS.items() if re.fullmatch(p, word))
            return Rounds(number, place)
        if groups.get("start"):
            return Rounds(0, place)
        return Rounds(1, place)

    def sentence(
        self,
        start: int,
        marks: Sequence[tuple[int, int, Rounds]],
        numbers: Sequence[re.Match[str]],
    ) -> None:
        text = self.piece.text
        aside = [m.span() for m in _ASIDE.finditer(text)]
        at, kind, count, changes = start, "", 0, False
        for i, match in enumerate(numbers):
            if any(a <= match.start() < b for a, b in aside):
                self.wanted(match)
                continue
            rounds = self.holding(match, marks)
            hidden = [*aside, *((a, b) for a, b, _ in marks)]
            gap = self.without(hidden, at, match.start())
            going_on = at > start and _GOES_ON.fullmatch(gap) is not None
            at = match.end()
            told = _kind(gap)
            if told:
                count = count + 1 if told == kind == "output" else 0
                kind = told
            elif going_on and kind == "output" and gap.strip():
                count += 1
            elif not (going_on and kind == "error" and (changes or _marked(marks, match, gap))):
                kind = ""
            # `de` is "from" where a number follows that it goes to, and else only "of".
            rest = numbers[i + 1 : i + 2]
            following = text[match.end() : rest[0].start()] if rest else "."
            changes = bool(_FROM.search(gap)) and _GOES_ON.fullmatch(following) is not None
            named = not kind and gap.rstrip(" $").endswith(("=", "≈"))
            if rounds is None or not (named or kind in ("error", "output")):
                continue
            if changes:
                if rounds.count != 1:
                    continue
                rounds = Rounds(0, self.place(match.start()))
            number = printed(match.group(), self.comma)
            if number is not None:
                place = self.place(match.start())
                self.found.append(
                    Said(rounds, place, number, kind, count if kind == "output" else 0)
                )

    def holding(
        self, match: re.Match[str], marks: Sequence[tuple[int, int, Rounds]]
    ) -> Rounds | None:
        """The rounds that a number is printed for: those right behind it, or the last before it."""
        behind = [(a, r) for a, _, r in marks if a >= match.end()]
        if behind and not self.piece.text[match.end() : behind[0][0]].strip(" $"):
            return behind[0][1]
        before = [r for a, _, r in marks if a < match.start()]
        if before or not behind:
            return before[-1] if before else self.context
        return behind[0][1]

    def without(self, hidden: Sequence[tuple[int, int]], start: int, end: int) -> str:
        """A part of the text, with blanks for what is hidden."""
        return "".join(
            " " if any(a <= i < b for a, b in hidden) else self.piece.text[i]
            for i in range(start, end)
        )

    def wanted(self, match: re.Match[str]) -> None:
        """What the output before should be."""
        number = printed(match.group(), self.comma)
        if self.found and self.found[-1].kind == "output" and number is not None:
            last = self.found[-1]
            self.found[-1] = Said(last.rounds, last.place, last.printed, last.kind, last.at, number)

    def place(self, at: int) -> Place:
        return self.source.place(self.piece.offsets[at])


def labels_rounds(text: str) -> bool:
    """Whether the header of a column says that it counts rounds."""
    return re.fullmatch(rf"\W*(?:{NOUN})\W*", text, re.I) is not None


def kind_of(text: str) -> str:
    """What words say that numbers are of: the error, an output, or something else."""
    return _kind(text)


def _sentences(text: str, by_lines: bool) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [m.end() for m in (re.finditer(r"\n", text) if by_lines else _SENTENCE.finditer(text))]
    for end in [*ends, len(text)]:
        if text[start:end].strip():
            yield start, end
        start = end


def _marked(marks: Sequence[tuple[int, int, Rounds]], match: re.Match[str], gap: str) -> bool:
    """Whether other rounds are named between the number before and this one, or right behind it."""
    return any(match.start() - len(gap) <= a <= match.end() + 3 for a, _, _ in marks)


def _kind(gap: str) -> str:
    """What the words before a number say that it is: the last of them."""
    last = [(m.start(), kind) for kind, pattern in _KINDS for m in pattern.finditer(gap)]
    return max(last)[1] if last else ""
