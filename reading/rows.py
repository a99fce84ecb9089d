"""Where does one statement of a formula end, and the next begin?

A formula is cut at the rows of its environments, at wide spaces, at words and at commas that stand
outside every bracket; each part is cut at its relations. A part that begins with a relation goes on
with the statement before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .layout import plain
from .lexicon import CASES, FUNCTIONS, JOINING, listed
from .tokens import Token

#: Environments whose rows are no statements.
_MATRICES = CASES | listed("""
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array
""")
RELATIONS = {"=": "=", "~=": "~=", "<-": "<-", ":=": "<-", "~": "~=", "to": "to"}
_COMPARED = frozenset({"<", ">", "<=", ">=", "!=", "in"})
#: So many tokens stand over an arrow at most.
_LONGEST_LABEL = 50
_OPENING = frozenset({"(", "[", "{"})
_CLOSING = frozenset({")", "]", "}"})
_SIGNS = frozenset({"+", "-", "*", "/", "odot"})
#: What follows a name, and no word between statements: the input of h is `\text{in}_h`.
_AFTER_NAMES = frozenset({"=", "~=", "_", "^", "'"})
_SEPARATORS = frozenset({"row", "quad", ";", "=>", "<=>", ",", ".", ":", "!", "?"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a statement: the relation before it, and its tokens."""

    relation: str
    tokens: tuple[Token, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Part:
    """Sides that belong together; `goes_on` where the first has a relation before it."""

    sides: tuple[Side, ...]
    goes_on: bool
    compared: bool = False
    #: The comma, row or wide space before it.
    after: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.sides[0].start


def parts_of(tokens: Sequence[Token]) -> Iterator[Part]:
    """The statements of a formula, each with its sides."""
    for cut, after in _cut(plain(tokens)):
        sides = tuple(_sides(cut))
        if sides:
            yield Part(sides, bool(sides[0].relation), _is_compared(cut), after)


def _is_compared(tokens: Sequence[Token]) -> bool:
    """Whether a comparison stands outside every bracket."""
    depth = 0
    for token in tokens:
        depth += token.kind in _OPENING or token.kind == "begin"
        depth -= token.kind in _CLOSING or token.kind == "end"
        if depth <= 0 and token.kind in _COMPARED:
            return True
    return False


def _cut(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """The parts between what separates statements, with what stands before each."""
    part: list[Token] = []
    after = ""
    depth = matrices = 0
    for i, token in enumerate(tokens):
        kind = token.kind
        depth += kind in _OPENING
        depth -= kind in _CLOSING
        if kind in ("begin", "end") and token.text in _MATRICES:
            matrices += 1 if kind == "begin" else -1
        if matrices <= 0:
            if depth <= 0 and kind in ("row", "quad") and part and _is_unfinished(part, tokens, i):
                continue
            leads_on = kind == "to" and any(t.kind in RELATIONS for t in part)
            if depth <= 0 and (leads_on or _separates(token, tokens, i)):
                if part:
                    yield part, after
                part, after = [], kind
                depth = 0
                continue
            if kind == "&" or (kind == "row" and depth > 0):
                continue  # a line break inside a bracket
        part.append(token)
    if part:
        yield part, after


def _is_unfinished(part: Sequence[Token], tokens: Sequence[Token], at: int) -> bool:
    """Whether a line ends with a sign, or the next begins with one that needs something before."""
    if part[-1].kind in _SIGNS or part[-1].kind == "partial":
        return True
    if tokens[at].kind != "row":
        return False
    following = at + 1
    while following < len(tokens) and tokens[following].kind == "&":
        following += 1
    return following < len(tokens) and tokens[following].kind in _SIGNS


def _separates(token: Token, tokens: Sequence[Token], at: int) -> bool:
    """Whether a statement ends here."""
    if token.kind in _SEPARATORS:
        return True
    if token.kind == "word":
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        return _is_joining(token.text) and following not in _AFTER_NAMES
    return token.kind == "dots" and at == len(tokens) - 1


def _is_joining(text: str) -> bool:
    """Whether words stand between statements, and are no name."""
    words = text.replace(":", " ").replace(",", " ").replace(".", " ").split()
    if not words or words[0].lower() in JOINING:
        return True
    return len(words) > 2 and not any(w in FUNCTIONS for w in words)


def _sides(tokens: Sequence[Token]) -> Iterator[Side]:
    """The sides of a chain of relations."""
    relation, side, start = "", list[Token](), tokens[0].start
    depth = matrices = at = 0
    while at < len(tokens):
        token = tokens[at]
        depth += token.kind in _OPENING
        depth -= token.kind in _CLOSING
        matrices += token.kind == "begin"
        matrices -= token.kind == "end"
        arrow = token.kind == "command" and token.text == "xrightarrow"
        if arrow or (depth <= 0 and matrices <= 0 and token.kind in RELATIONS):
            if side or relation:
                yield Side(relation, tuple(side), start)
            relation, side, start = RELATIONS.get(token.kind, ""), [], token.start
            if arrow:
                relation, at = _mapping(tokens, at)
        else:
            side.append(token)
        at += 1
    if side:
        yield Side(relation, tuple(side), start)


def _mapping(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The function over an arrow, as a relation, and where the arrow ends."""
    label = tokens[at : at + _LONGEST_LABEL]
    end = next((i for i, t in enumerate(label) if t.kind == "}"), 0)
    name = next((t.text for t in label[1:end] if t.kind in ("name", "word")), "")
    return f"by {name}", at + end
