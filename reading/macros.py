r"""What do the commands stand for that an author defined?

`\newcommand`, `\def` and `\DeclareMathOperator`, in a preamble or in a formula. What a command
stands for takes its place in every formula below; what it was given as arguments keeps its own
places. The work is bounded, so that a definition that mentions itself ends.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace

from .blocks import Block, Gathering, Macro, Parts, Table
from .source import Piece

#: Nobody nests further, or defines more than this in a formula.
DEEPEST = 16
MOST_USES = 2_000
LONGEST = 200_000
_LONGEST_BODY = 5_000
_DEFINITION = re.compile(
    r"\\(?:(?P<new>newcommand|renewcommand|providecommand)\*?\s*+\{?\s*+\\(?P<name>[A-Za-z]+)\s*+\}?"
    r"\s*+(?:\[(?P<many>[1-9])\]\s*+(?:\[(?P<default>[^\[\]{}\n]{0,80})\]\s*+)?)?"
    r"|DeclareMathOperator\*?\s*+\{?\s*+\\(?P<operator>[A-Za-z]+)\s*+\}?\s*+"
    r"|[gex]?def\s*+\\(?P<def>[A-Za-z]+)\s*+(?P<parameters>(?:#[1-9])*))(?=\{)"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_USE = re.compile(r"\\\\|\\([A-Za-z]+)")
_PARAMETER = re.compile(r"#([1-9])")
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")


class _TooMuchError(ValueError):
    """A formula grows beyond all bounds."""


def read_macros(whole: Piece, into: Gathering) -> None:
    """Add the commands that a text defines."""
    if "command" in whole.text or "def\\" in whole.text or "MathOperator" in whole.text:
        into.macros += (macro for _, _, macro in _definitions(whole))


def expand_macros(into: Gathering) -> None:
    """Put what the defined commands stand for into the formulas below their definitions."""
    if not into.macros:
        return
    waiting = sorted(into.macros, key=lambda macro: -macro.offset)
    known: dict[str, Macro] = {}
    blocks: list[Block] = []
    for block in into.blocks:
        while waiting and waiting[-1].offset <= block.end:
            macro = waiting.pop()
            known[macro.name] = macro
        blocks += _expanded(block, known, into)
    into.blocks[:] = blocks


def group_ends(text: str) -> dict[int, int]:
    """For every brace that opens a group, the position after the brace that closes it."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACE.finditer(text):
        if match.group() == "{":
            waiting.append(match.start())
        elif match.group() == "}" and waiting:
            found[waiting.pop()] = match.end()
    return found


def _definitions(piece: Piece) -> Iterator[tuple[int, int, Macro]]:
    """Where a command is defined, from and to, and the command."""
    text, at = piece.text, 0
    ends = group_ends(text) if _DEFINITION.search(text) else {}
    while match := _DEFINITION.search(text, at):
        at = match.end()
        end: int = ends.get(at, at)
        if not 0 < end - at < _LONGEST_BODY:
            continue
        body = text[at + 1 : end - 1]
        many = int(match["many"] or len(match["parameters"] or "") // 2)
        name = match["name"] or match["operator"] or match["def"]
        if match["operator"]:
            body = f"\\operatorname{{{body}}}"
        yield (
            match.start(),
            end,
            Macro(name, piece.offsets[match.start()], many, match["default"], body),
        )
        at = end


def _expanded(block: Block, known: dict[str, Macro], into: Gathering) -> list[Block]:
    if block.table:
        rows = tuple(
            tuple(_of_parts(cell, known, into) for cell in row) for row in block.table.rows
        )
        return [replace(block, table=Table(rows, block.table.header))]
    parts = _of_parts(block.parts, known, into)
    return [replace(block, parts=parts)] if any(part.text.strip() for part in parts) else []


def _of_parts(parts: Parts, known: dict[str, Macro], into: Gathering) -> Parts:
    return tuple(
        _of_formula(part, known, into) if part.kind in ("inline", "display") else part
        for part in parts
    )


def _of_formula(piece: Piece, known: dict[str, Macro], into: Gathering) -> Piece:
    if "\\" not in piece.text:
        return piece
    found = [(start, end, "") for start, end, _ in _definitions(piece)]
    piece = piece.edited(found).stripped() if found else piece
    if not any(match[1] in known for match in _USE.finditer(piece.text)):
        return piece
    try:
        return _Expansion(known).of(piece)
    except _TooMuchError:
        into.problem(piece.offsets[0], "commands that grow beyond all bounds are left as they are")
        return piece


class _Expansion:
    def __init__(self, known: dict[str, Macro]) -> None:
        self.known = known
        self.texts: list[str] = []
        self.offsets = array("q")
        self.uses = 0

    def of(self, piece: Piece) -> Piece:
        self.add(piece, 0)
        self.offsets.append(piece.offsets[-1])
        return Piece(piece.kind, "".join(self.texts), self.offsets)

    def emit(self, text: str, offsets: array[int]) -> None:
        self.texts.append(text)
        self.offsets.extend(offsets)
        if len(self.offsets) > LONGEST:
            raise _TooMuchError

    def add(self, piece: Piece, depth: int) -> None:
        """Add a piece with the commands in it expanded."""
        at = 0
        for match in _USE.finditer(piece.text):
            macro = self.known.get(match[1] or "")
            if macro is None or match.start() < at:
                continue
            self.plain(piece.part(at, match.start()))
            at = self.use(macro, piece, match, depth)
        self.plain(piece.part(at, len(piece.text)))

    def plain(self, piece: Piece) -> None:
        self.emit(piece.text, array("q", piece.offsets[:-1]))

    def use(self, macro: Macro, piece: Piece, match: re.Match[str], depth: int) -> int:
        """Add what a command stands for; the position after its arguments."""
        self.uses += 1
        if depth > DEEPEST or self.uses > MOST_USES:
            raise _TooMuchError
        arguments, end = _arguments(macro, piece, match.end())
        here = piece.offsets[match.start()]
        texts: list[str] = []
        offsets = array("q")
        for index, part in enumerate(_PARAMETER.split(macro.body)):
            filled = Piece("", part, [here] * (len(part) + 1))
            if index % 2:
                number = int(part)
                if number > len(arguments):
                    continue
                filled = arguments[number - 1]
                if texts and _COMMAND_END.search(texts[-1]) and filled.text[:1].isalpha():
                    texts.append(" ")
                    offsets.append(here)
            texts.append(filled.text)
            offsets.extend(filled.offsets[: len(filled.text)])
            if len(offsets) > LONGEST:
                raise _TooMuchError
        offsets.append(piece.offsets[end])
        self.add(Piece(piece.kind, "".join(texts), offsets), depth + 1)
        return end


def _arguments(macro: Macro, piece: Piece, at: int) -> tuple[list[Piece], int]:
    """What follows a command as its arguments: groups, or single tokens."""
    found: list[Piece] = []
    text = piece.text
    ends = group_ends(text[at : at + _LONGEST_BODY]) if macro.parameters else {}
    base = at
    if macro.default is not None:
        close = text.find("]", at, at + 200) if text.startswith("[", at) else -1
        given = Piece("", macro.default, [piece.offsets[at]] * (len(macro.default) + 1))
        found.append(piece.part(at + 1, close) if close >= 0 else given)
        at = close + 1 if close >= 0 else at
    while len(found) < macro.parameters:
        start = at + len(text[at : at + 50]) - len(text[at : at + 50].lstrip())
        if start >= len(text):
            break
        if text[start] == "{":
            end = base + ends.get(start - base, len(text) - base)
            found.append(piece.part(start + 1, max(start + 1, end - 1)))
        else:
            command = _USE.match(text, start)
            end = command.end() if command else start + 1
            found.append(piece.part(start, end))
        at = end
    return found, at
