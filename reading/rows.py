"""Where does one statement of a formula end, and the next begin?

A formula is cut at the rows of its environments, at wide spaces, at words and at commas that stand
outside every bracket; each part is cut at its relations. A part that begins with a relation goes on
with the statement before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .lexicon import FUNCTIONS, JOINING
from .tokens import Token

#: Environments that only lay out what stands in them.
LAYOUT = frozenset(
    [
        "align",
        "aligned",
        "alignat",
        "alignedat",
        "equation",
        "gather",
        "gathered",
        "split",
        "multline",
        "eqnarray",
        "displaymath",
        "math",
        "flalign",
        "subequations",
        "center",
        "IEEEeqnarray",
        "dcases",
    ]
)
_MATRIX_LIKE = frozenset(
    [
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "vmatrix",
        "Vmatrix",
        "smallmatrix",
        "array",
        "cases",
    ]
)
_ARROWS = frozenset(
    {"downarrow", "uparrow", "Downarrow", "Uparrow", "searrow", "nearrow", "hookrightarrow"}
)
RELATIONS = {"=": "=", "~=": "~=", "<-": "<-", ":=": "<-", "~": "~=", "to": "to"}
_COMPARED = frozenset({"<", ">", "<=", ">=", "!=", "in"})
_ARGUMENTS = {"frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "sqrt": 1, "hat": 1, "bar": 1, "vec": 1,
              "tilde": 1, "underbrace": 1, "overbrace": 1, "widehat": 1, "overline": 1, "dot": 1}  # fmt: skip


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
    laid_out = ungrouped(scientific(_without_layout(tokens)))
    for cut, after in _cut(laid_out):
        sides = list(_sides(cut))
        if sides:
            compared = _is_compared(cut)
            yield Part(tuple(sides), bool(sides[0].relation), compared, after)


def _is_compared(tokens: Sequence[Token]) -> bool:
    """Whether a comparison stands outside every bracket."""
    depth = 0
    for token in tokens:
        depth += token.kind in ("(", "[", "{") or token.kind == "begin"
        depth -= token.kind in (")", "]", "}") or token.kind == "end"
        if depth <= 0 and token.kind in _COMPARED:
            return True
    return False


def _without_layout(tokens: Sequence[Token]) -> list[Token]:
    """Without environments that only set lines below one another, and without equations' numbers."""
    found: list[Token] = []
    arrays: list[bool] = []
    for token in tokens:
        if token.kind in ("begin", "end") and token.text in LAYOUT:
            continue
        if token.kind == "begin" and token.text == "array":
            held = bool(found) and found[-1].kind in (
                "(",
                "[",
                "|",
                "{",
                "*",
                "odot",
                "=",
                "+",
                "-",
            )
            arrays.append(held)
            if not held:
                continue
        elif token.kind == "end" and token.text == "array":
            if not (arrays and arrays.pop()):
                continue
        elif token.kind == "withdrawn" or (token.kind == "command" and token.text in _ARROWS):
            continue
        found.append(token)
    return _without_number(found)


def _without_number(tokens: list[Token]) -> list[Token]:
    """Without an equation's number, and without the bar of an evaluation that says no point."""
    kinds = [t.kind for t in tokens[-4:]]
    if kinds == ["quad", "(", "number", ")"]:
        return _without_number(tokens[:-4])
    if (
        tokens
        and tokens[-1].kind in ("|", "quad", ".")
        and sum(t.kind == "|" for t in tokens) % 2 != (tokens[-1].kind != "|")
    ):
        return tokens[:-1]
    return tokens


def scientific(tokens: Sequence[Token]) -> list[Token]:
    """3.5 \\times 10^{-5} as one number."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        power = _power_of_ten(tokens, at + 1) if token.kind == "number" else None
        if power and (power[0] < 0 or "." in token.text):
            text = f"{token.text}e{power[0]}"
            found.append(Token("number", text, token.start, tokens[power[1] - 1].end, token.spaced))
            at = power[1]
        else:
            found.append(token)
            at += 1
    return found


def _power_of_ten(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The exponent of `* 10^{n}` that begins at a position, and where it ends."""
    kinds = [t.kind for t in tokens[at : at + 7]]
    if kinds[:3] != ["*", "number", "^"] or tokens[at + 1].text != "10":
        return None
    at += 3
    braced = kinds[3:4] == ["{"]
    at += braced
    negative = at < len(tokens) and tokens[at].kind == "-"
    at += negative
    if at >= len(tokens) or tokens[at].kind != "number" or not tokens[at].text.isdigit():
        return None
    exponent = int(tokens[at].text)
    at += 1
    if exponent > 300 or (braced and (at >= len(tokens) or tokens[at].kind != "}")):
        return None
    return (-exponent if negative else exponent), at + braced


def ungrouped(tokens: Sequence[Token]) -> list[Token]:
    """Without the braces that hold a relation, a row or a comma: they only set what is inside."""
    opened: list[tuple[int, bool]] = []
    drop: set[int] = set()
    holds: list[bool] = []
    for i, token in enumerate(tokens):
        if token.kind == "{":
            opened.append((i, _is_argument(tokens, i)))
            holds.append(False)
        elif token.kind == "}" and opened:
            start, argument = opened.pop()
            held = holds.pop()
            twice = (
                start > 0
                and tokens[start - 1].kind == "{"
                and tokens[i + 1 : i + 2]
                and (tokens[i + 1].kind == "}" and opened and opened[-1][0] == start - 1)
            )
            if (held and not argument) or twice:
                drop |= {start, i}
                if holds and held:
                    holds[-1] = True
        elif holds and token.kind in ("=", "~=", "<-", ":=", "row", "quad", "to", "=>"):
            holds[-1] = True
        elif token.kind == "}":
            drop.add(i)  # closes nothing
    drop |= {start for start, _ in opened}
    return [t for i, t in enumerate(tokens) if i not in drop]


def _is_argument(tokens: Sequence[Token], at: int) -> bool:
    if not at:
        return False
    before = tokens[at - 1]
    if before.kind in ("_", "^", "sqrt") or (
        before.kind == "command" and before.text in _ARGUMENTS
    ):
        return True
    if before.kind != "}":
        return False
    depth, i = 0, at - 1
    while i >= 0:
        depth += tokens[i].kind == "}"
        depth -= tokens[i].kind == "{"
        if depth == 0:
            break
        i -= 1
    return i > 0 and tokens[i - 1].kind == "command" and _ARGUMENTS.get(tokens[i - 1].text) == 2


def _cut(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """The parts between what separates statements, with what stands before each."""
    part: list[Token] = []
    after = ""
    depth = matrices = 0
    cases = 0
    for i, token in enumerate(tokens):
        depth += token.kind in ("(", "[", "{")
        depth -= token.kind in (")", "]", "}")
        if token.kind == "begin" and token.text in _MATRIX_LIKE:
            matrices += 1
            cases += token.text == "cases"
        elif token.kind == "end" and token.text in _MATRIX_LIKE:
            matrices -= 1
        outside = depth <= 0 and matrices <= 0
        if outside and token.kind in ("row", "quad") and part and _is_unfinished(part, tokens, i):
            continue
        if outside and _separates(token, tokens, i):
            if part:
                yield part, after
            part, after = [], token.kind if token.kind != "name" else "word"
            depth = 0
            continue
        if token.kind == "row" and depth > 0 and matrices <= 0:
            continue  # a line break inside a bracket
        if matrices <= 0 and token.kind == "&":
            continue
        part.append(token)
    if part:
        yield part, after


def _is_unfinished(part: list[Token], tokens: Sequence[Token], at: int) -> bool:
    """Whether a line ends with a sign, or the next begins with one that needs something before."""
    if part[-1].kind in ("+", "-", "*", "/", "odot", "partial"):
        return True
    following = next((t for t in tokens[at + 1 :] if t.kind != "&"), None)
    return (
        following is not None
        and tokens[at].kind == "row"
        and following.kind in ("+", "-", "*", "/", "odot")
    )


def _separates(token: Token, tokens: Sequence[Token], at: int) -> bool:
    if token.kind in ("row", "quad", ";", "=>", "<=>"):
        return True
    if token.kind in (",", ".", ":", "!", "?"):
        return True
    if token.kind == "word":
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        return is_joining(token.text) and following not in ("=", "~=")
    return token.kind == "dots" and at == len(tokens) - 1


def is_joining(text: str) -> bool:
    """Whether words stand between statements, and are no name."""
    words = text.replace(":", " ").replace(",", " ").replace(".", " ").split()
    if not words:
        return True
    if words[0].lower() in JOINING:
        return True
    return len(words) > 2 and not any(w in FUNCTIONS for w in words)


def _sides(tokens: Sequence[Token]) -> Iterator[Side]:
    """The sides of a chain of relations."""
    relation, side, depth = "", [], 0
    matrices = 0
    start = tokens[0].start
    mapped = -1
    for i, token in enumerate(tokens):
        if i <= mapped:
            continue
        if token.kind == "command" and token.text == "xrightarrow":
            if side or relation:
                yield Side(relation, tuple(side), start)
            mapped = next((j for j in range(i, len(tokens)) if tokens[j].kind == "}"), i)
            name = next((t.text for t in tokens[i + 1 : mapped] if t.kind in ("name", "word")), "")
            relation, side, start = f"by {name}", [], token.start
            continue
        depth += token.kind in ("(", "[", "{")
        depth -= token.kind in (")", "]", "}")
        matrices += token.kind == "begin"
        matrices -= token.kind == "end"
        if depth <= 0 and matrices <= 0 and token.kind in RELATIONS:
            if side or relation:
                yield Side(relation, tuple(side), start)
            relation, side, start = RELATIONS[token.kind], [], token.start
            continue
        if not side and not relation:
            start = token.start
        side.append(token)
    if side:
        yield Side(relation, tuple(side), start)
