r"""Of which tokens does a piece of lecture mathematics consist?

LaTeX, plain text and the characters of Unicode give the same tokens: `\cdot`, `·` and `*` are all
`*`; `w₅` and `w_5` are both `w`, `_`, `5`. What only sets the mathematics (spaces, sizes, colours,
boxes) is dropped here, and what a scan or a converter damaged is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .ends import COMMAND, after_group, after_space, closes, last
from .source import Piece
from .symbols import (
    COMMANDS,
    FRACTIONS,
    GREEK,
    GREEK_COMMANDS,
    OPERATORS,
    PAIRS,
    SILENT,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    TEXTS,
    WITHDRAWN,
    WRAPPERS,
)

#: Longer mathematics is cut into pieces nobody reads: it is not read either.
MOST_TOKENS = 20_000
#: How a number begins and ends, without and with a decimal comma.
NUMBERS = {
    False: re.compile(
        r"(?:\d{1,3}(?:(?:\{,\}|,)\d{3})+(?!\d)|\d{1,3}(?:,\d{4})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
        r"|\.\d+(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
    ),
    True: re.compile(
        r"(?:(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:(?:\{,\}|,)\d+)?|(?:\{,\}|,)\d+)"
        r"(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
    ),
}
_SPACE = re.compile(r"[\s~]+")
#: Letters of Latin scripts; ŷ is a name of its own.
_LETTERS = re.compile(r"[A-Za-zÀ-ÖØ-öø-\u0176\u0178-\u024f]+")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}")
_LEADING = re.compile(r"(?:,|\{,\})\d")
_BARE = re.compile(r"(?:\{,\}|,)\d+(?![\d.,])")
_PERCENT = re.compile(r"\s?\\?%")
_DOTS = re.compile(r"…|\.\.\.|\s?\\(?:ldots|dots|cdots|dotsc)(?![A-Za-z])")
#: The digits of a decimal that come again and again.
_PERIOD = re.compile(r"(?P<point>\.?)\\(?:overline|bar|dot)[ ]?\{(?P<digits>\d{1,12})\}")
#: So many of them are written out at least.
_REPEATED = 15
_DIMENSION = re.compile(r"\s*\[[^\]\n]{0,20}\]")


@dataclass(frozen=True, slots=True)
class Token:
    r"""A token with where it begins and ends.

    `kind` is one of `number`, `name`, `word` (the content of \text), `command`, `begin`, `end` (of
    an environment), or the token's own text for punctuation. `spaced`: a space stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False


class TooLongError(ValueError):
    """A piece has more tokens than are read."""


def tokens(text: str, decimal_comma: bool = False) -> list[Token]:
    """The tokens of a piece of mathematics. Raises `TooLongError`."""
    return _Scanner(text, decimal_comma, range(len(text) + 1)).scan()


def tokens_of(piece: Piece, decimal_comma: bool = False) -> list[Token]:
    """The tokens of a piece of a document, at offsets of the document. Raises `TooLongError`."""
    return _Scanner(piece.text, decimal_comma, piece.offsets).scan()


class _Scanner:
    def __init__(self, text: str, decimal_comma: bool, offsets: Sequence[int]) -> None:
        self.text = text
        self.comma = decimal_comma
        self.number = NUMBERS[decimal_comma]
        self.offsets = offsets
        self.found: list[Token] = []
        self.at = 0
        self.spaced = False

    def scan(self) -> list[Token]:
        text, size = self.text, len(self.text)
        while self.at < size:
            character = text[self.at]
            if character == "\\":
                self.command()
            elif match := _LETTERS.match(text, self.at):
                self.add("name", match.group(), match.end())
            elif match := _SPACE.match(text, self.at):
                self.at, self.spaced = match.end(), True
            elif self.begins_a_number(character):
                self.take_number()
            elif character in ",{" and self.comma and (match := self.bare_decimals()):
                self.add("number", match.group().replace("{,}", ","), match.end())
            elif "①" <= character <= "⓿":
                self.at += 1  # an equation's number
            else:
                self.sign(character)
            if len(self.found) > MOST_TOKENS:
                raise TooLongError(f"more than {MOST_TOKENS} tokens")
        return self.found

    def add(self, kind: str, text: str, end: int) -> None:
        start = self.offsets[self.at]
        self.found.append(Token(kind, text, start, self.offsets[end], self.spaced))
        self.at, self.spaced = end, False

    # --- numbers

    def begins_a_number(self, character: str) -> bool:
        if character.isascii() and character.isdigit():
            return True
        if character == ".":
            return self.number.match(self.text, self.at) is not None
        if not (self.comma and _LEADING.match(self.text, self.at)):
            return False
        return not closes(self.text[self.at - 1 : self.at])  # ,5 and no end of what stands before

    def take_number(self) -> None:
        match = self.number.match(self.text, self.at)
        if match is None:  # a digit that begins no number of this notation, as a lone superscript
            self.add("number", self.text[self.at], self.at + 1)
            return
        digits, end = match.group(), match.end()
        if "," in digits and "{" not in digits and not self.comma and self.in_list(end):
            digits = digits.split(",")[0]
            end = self.at + len(digits)
        if period := _PERIOD.match(self.text, end):
            whole = digits + period["point"]
            if "." in whole:
                digits = whole + period["digits"] * -(-_REPEATED // len(period["digits"]))
                self.add("number", digits + "…", period.end())
                return
        if percent := _PERCENT.match(self.text, end):
            end = percent.end()
            digits += "%"
        if dots := _DOTS.match(self.text, end):
            end = dots.end()
            digits += "…"
        self.add("number", digits.replace("{,}", ","), end)

    def bare_decimals(self) -> re.Match[str] | None:
        """`,5` for a half: nothing that a comma could set apart stands before it."""
        if closes(last(self.text, self.at)):
            return None
        return _BARE.match(self.text, self.at)

    def in_list(self, end: int) -> bool:
        """Whether a comma between digits separates the entries of a list."""
        before = last(self.text, self.at)
        after = after_space(self.text, end)
        closing = self.text[after : after + 1]
        return before in ("(", "[", "{", ",") or (closing in (",", ")", "]") and not before)

    # --- signs

    def sign(self, character: str) -> None:
        end = self.at + 1
        pair = self.text[self.at : self.at + 2]
        if character in SUBSCRIPTS or character in SUPERSCRIPTS:
            self.script(character)
        elif character in GREEK:
            self.add("name", GREEK[character], end)
        elif character in FRACTIONS:
            self.group("()", FRACTIONS[character], end)
        elif character in OPERATORS:
            self.add(OPERATORS[character], OPERATORS[character], end)
        elif character.isalpha():
            while end < len(self.text) and self.text[end].isalpha() and self.text[end] not in GREEK:
                end += 1
            self.add("name", self.text[self.at : end], end)
        elif pair in PAIRS:
            self.add(PAIRS[pair], pair, self.at + 2)
        else:
            self.add(character, character, end)

    def script(self, character: str) -> None:
        """A run of small digits or letters: `₁₂` is `_{12}`."""
        table, opening = (SUBSCRIPTS, "_") if character in SUBSCRIPTS else (SUPERSCRIPTS, "^")
        end = self.at
        while end < len(self.text) and self.text[end] in table:
            end += 1
        plain = "".join(table[c] for c in self.text[self.at : end])
        self.add(opening, opening, self.at)
        self.group("{}", plain, end)

    def group(self, brackets: str, plain: str, end: int) -> None:
        """What is printed as one run of characters, as tokens between brackets."""
        start, after = self.offsets[self.at], self.offsets[end]
        self.found.append(Token(brackets[0], brackets[0], start, start, self.spaced))
        self.found += [Token(inner.kind, inner.text, start, after) for inner in tokens(plain)]
        self.found.append(Token(brackets[1], brackets[1], after, after))
        self.at, self.spaced = end, False

    # --- commands

    def command(self) -> None:
        match = COMMAND.match(self.text, self.at)
        if match is None:
            self.add("command", "\\", self.at + 1)
            return
        name, end = match[1] or match[2], match.end()
        if match[1] is None and name == "\\":
            skip = _DIMENSION.match(self.text, end)
            self.add("row", "\\\\", skip.end() if skip else end)
        elif match[1] is None and (name in SPACES or name.isspace()):
            self.at, self.spaced = end, True
        elif name in ("begin", "end"):
            self.environment(name, end)
        elif name in TEXTS:
            self.word(end)
        elif name in GREEK_COMMANDS:
            self.add("name", GREEK_COMMANDS[name], end)
        elif name in COMMANDS:
            self.add(COMMANDS[name], COMMANDS[name], end)
        elif name in ("quad", "qquad"):
            self.add("quad", name, end)
        elif name in SILENT:
            self.at = self.after_delimiter(name, end)
        elif name in WRAPPERS:
            self.wrapper(name, end)
        else:
            self.add("withdrawn" if name in WITHDRAWN else "command", name, end)

    def after_delimiter(self, name: str, end: int) -> int:
        r"""After \left. and \right. nothing stands: the dot is dropped with them."""
        if name not in ("left", "right"):
            return end
        after = after_space(self.text, end)
        return after + 1 if self.text[after : after + 1] == "." else end

    def environment(self, name: str, end: int) -> None:
        match = _ENVIRONMENT.match(self.text, end)
        if match is None:
            self.add("command", name, end)
            return
        end = match.end()
        if name == "begin" and match[1] in ("array", "tabular", "alignedat", "alignat"):
            end = after_group(self.text, end)
        self.add(name, match[1], end)

    def word(self, end: int) -> None:
        r"""\text{out } is a word; \text{, } is nothing."""
        close = after_group(self.text, end)
        inside = self.text[end:close].strip()
        content = inside[1:-1] if inside.startswith("{") else inside
        if any(c.isalpha() or c.isdigit() for c in content):
            self.add("word", content, close)
        else:
            self.at = close

    def wrapper(self, name: str, end: int) -> None:
        """Drop a command and the arguments that only say how it looks; keep what it holds."""
        skip = _DIMENSION.match(self.text, end)
        end = skip.end() if skip else end
        for _ in range(WRAPPERS[name]):
            end = after_group(self.text, end)
        self.at = end
