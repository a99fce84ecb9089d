"""Where in a sentence does mathematics stand that states something?

A sentence is its tokens, those of the text and those that are set as mathematics; its words part
the runs between them. In "the error E is 0.3", a verb stands for the sign of equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .lexicon import ABOUT, IS
from .source import Piece
from .tokens import Token, TooLongError, tokens_of
from .words import is_word

#: Longer texts are no sentences.
LONGEST_TEXT = 20_000
_RELATION_SIGNS = "=≈←"
#: With these a line goes on with the one before it.
_GOING_ON = frozenset({"+", "-", "*", "/", "=", "~="})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "^", "odot"})
#: What a value begins with.
_VALUES = frozenset({"number", "-", "+", "~=", "~", "{", "begin", "["})
_STOPS = frozenset({".", ";", ":", "!", "?", "row", ",", '"', "“", "”", "„", "«", "»", "|", "#"})
_NAMING = frozenset({"name", "number", "}", ")", "word", "'"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence; `marks` says which of them were set as mathematics."""

    tokens: list[Token] = field(default_factory=list[Token])
    marks: list[bool] = field(default_factory=list[bool])

    def add(self, found: Sequence[Token], mark: bool) -> None:
        """More tokens."""
        self.tokens.extend(found)
        self.marks.extend([mark] * len(found))


def may_state(pieces: Sequence[Piece]) -> bool:
    """Whether there is mathematics, a digit or a sign of equality in a sentence at all."""
    return any(
        p.kind == "inline" or any(c.isdigit() or c in _RELATION_SIGNS for c in p.text)
        for p in pieces
    )


def sentence(
    pieces: Sequence[Piece], formula: Callable[[Piece], list[Token]], comma: bool
) -> Sentence:
    """The pieces as one sentence; `formula` reads those that are set as mathematics."""
    into = Sentence()
    for piece in pieces:
        if piece.kind == "inline":
            found = formula(piece)
            if not found:
                continue
            if into.marks and into.marks[-1]:
                into.add([Token("quad", "", found[0].start, found[0].start)], True)
            # Set apart as mathematics: its first digit is no index of the word before it.
            into.add([replace(found[0], spaced=True), *found[1:]], True)
        elif piece.kind == "text" and len(piece.text) <= LONGEST_TEXT:
            into.add(_text(piece, comma), False)
    return into


def _text(piece: Piece, comma: bool) -> list[Token]:
    """The tokens of a text, with a row where one of its lines ends and an equation stands."""
    found: list[Token] = []
    start = 0
    for line in piece.text.splitlines(keepends=True):
        part = piece.part(start, start + len(line))
        start += len(line)
        try:
            inner = tokens_of(part, comma)
        except TooLongError:
            continue
        states = any(sign in line for sign in _RELATION_SIGNS)
        if found and inner and states and inner[0].kind not in _GOING_ON:
            found.append(Token("row", "", part.offsets[0], part.offsets[0]))
        found += inner
    return found


def equations(said: Sentence) -> Iterator[tuple[list[Token], bool]]:
    """The runs of tokens with a relation, each with whether all of it was set as mathematics."""
    run = Sentence()
    verb = False
    for i, (token, mark) in enumerate(zip(said.tokens, said.marks, strict=True)):
        word = not mark and token.kind == "name" and is_word(said.tokens, said.marks, i)
        last = run.tokens[-1].kind if run.tokens else ""
        if word and token.text.lower() in IS and _is_name(run.tokens):
            run.add([Token("=", token.text, token.start, token.end)], False)
            verb = True
            continue
        if word and verb and last == "=" and token.text.lower() in ABOUT:
            continue
        if word or (not mark and token.kind in _STOPS and not _is_inside(run.tokens)):
            yield from _stating(run)
            run, verb = Sentence(), False
            continue
        # "is 0.3" says a value; "is 0 - 1" says none, and "is the sum" nothing at all.
        if verb and last == "number" and token.kind in _ARITHMETIC:
            run, verb = Sentence(), False
            continue
        if verb and last == "=" and token.kind not in _VALUES:
            run, verb = Sentence(), False
        run.tokens.append(token)
        run.marks.append(mark)
    yield from _stating(run)


def _stating(run: Sentence) -> Iterator[tuple[list[Token], bool]]:
    if any(token.kind in ("=", "~=", "<-", ":=") for token in run.tokens):
        yield run.tokens, all(run.marks)


def _is_name(run: Sequence[Token]) -> bool:
    """Whether a run ends as a name does, and states nothing yet."""
    is_stated = any(token.kind in ("=", "~=") for token in run)
    return bool(run) and run[-1].kind in _NAMING and not is_stated


def _is_inside(run: Sequence[Token]) -> bool:
    """Whether a bracket is open."""
    opened = sum(token.kind in ("(", "[", "{") for token in run)
    return opened > sum(token.kind in (")", "]", "}") for token in run)
