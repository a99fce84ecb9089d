r"""Which letters does a document call vectors or matrices?

In words, by its print, or by `\in \mathbb{R}^n`.
A bold letter is a vector or a matrix, a capital among them a matrix. A letter is kept without its
numbers: what is said of `W` is said of `W_1` and `W^{(2)}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .symbols import GREEK, GREEK_COMMANDS

_LETTER = r"(?:\\(?:hat|tilde|bar)\s*\{?\s*)?(\\?[A-Za-z]+|[α-ωΑ-Ω])"
_BOLD = re.compile(r"\\(?:mathbf|bm|boldsymbol|pmb|vec|overrightarrow)\s*\{?\s*" + _LETTER)
_REALS = re.compile(
    _LETTER + r"[^$=∈]{0,20}?(?:\\in|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R\b|ℝ)"
    r"(\s*\^\s*(?:\{[^{}]*\}|\w))?"
)
_WORD = re.compile(
    r"\b(matri(?:x|ces|zen|xe?)|ve(?:c|k)tor(?:s|en)?)\b[^.$\n]{0,24}?\$([^$\n]{1,60})\$"
    r"|\$([^$\n]{1,40})\$ (?:is|are|be|ist|sind|denotes?) (?:an? |the |eine? )?(?:\w+ ){0,2}?"
    r"(matri(?:x|ces|zen)|ve(?:c|k)tor(?:s|en)?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"^\s*(?:\\\w+\s*\{?\s*)?" + _LETTER)
_SAMPLES, _LINES = r"\b(?:samples?|examples?|points?|observations?)\b", r"\b(?:rows?|columns?)\b"
_BATCH = re.compile(
    rf"\b(?:mini-?)?batch(?:es)?\b|{_SAMPLES}[^.\n]{{0,40}}{_LINES}|{_LINES}[^.\n]{{0,40}}{_SAMPLES}",
    re.IGNORECASE,
)
_ARRAYS = re.compile(r"\b(?:matri(?:x|ces|zen)|ve[ck]tor(?:s|en)?)\b", re.IGNORECASE)
MATRIX, VECTOR, NUMBER = "matrix", "vector", "number"


def said_shapes(text: str) -> dict[str, str]:
    """Every letter of which a document says or shows what it is."""
    found: dict[str, str] = {}
    for letter, kind in _said(text):
        found.setdefault(letter, kind)
    return found


def speaks_of_batches(text: str) -> bool:
    """Whether a document says that many samples are computed at once."""
    return _BATCH.search(text) is not None


def speaks_of_matrices(text: str) -> bool:
    """Whether a document has the words for vectors or matrices, of whatever letters."""
    return _ARRAYS.search(text) is not None


def _said(text: str) -> Iterator[tuple[str, str]]:
    for match in _REALS.finditer(text):
        above = match[2] or ""
        kind = MATRIX if re.search(r"\\times|×|,", above) else VECTOR if above else NUMBER
        yield from ((letter, kind) for letter in _letters(match[1]))
    for match in _WORD.finditer(text):
        kind = MATRIX if (match[1] or match[4]).lower().startswith("m") else VECTOR
        if name := _NAME.match(match[2] or match[3]):
            yield from ((letter, kind) for letter in _letters(name[1]))
    for match in _BOLD.finditer(text):
        for letter in _letters(match[1]):
            yield letter, MATRIX if letter[0].isupper() else VECTOR


def _letters(printed: str) -> Iterator[str]:
    """A letter by the name that it has in formulas."""
    if printed.startswith("\\"):
        if printed[1:] in GREEK_COMMANDS:
            yield GREEK_COMMANDS[printed[1:]]
    else:
        yield GREEK.get(printed, printed)
