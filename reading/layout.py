r"""What of a formula only sets it on the page?

Environments that place lines below one another, numbers of equations and braces that hold nothing
together are taken out, and `3.5 \times 10^{-5}` is made one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .lexicon import listed
from .tokens import Token

_LAYOUT = listed("""
    align aligned alignat alignedat equation gather gathered split multline eqnarray displaymath
    math flalign subequations center IEEEeqnarray
""")
_ARROWS = listed("downarrow uparrow Downarrow Uparrow searrow nearrow hookrightarrow")
#: Before these an array is a matrix, and no way to set lines.
_HOLDING = frozenset({"(", "[", "|", "{", "*", "odot", "=", "+", "-"})
#: Commands with the number of groups that are their arguments.
_ARGUMENTS = {
    **dict.fromkeys(listed("frac dfrac tfrac cfrac"), 2),
    **dict.fromkeys(listed("sqrt hat bar vec tilde underbrace overbrace widehat overline dot"), 1),
}
_SEPARATING = frozenset({"=", "~=", "<-", ":=", "row", "quad", "to", "=>"})
#: A number of units times a power of ten is one print; larger powers are formulas.
_LARGEST_POWER = 300


def plain(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a formula without what only sets it."""
    return _ungrouped(scientific(_without_numbers(_without_environments(tokens))))


def _without_environments(tokens: Sequence[Token]) -> list[Token]:
    """Without environments that only set lines, and without arrows and strokes."""
    found: list[Token] = []
    arrays: list[bool] = []
    for token in tokens:
        if token.kind in ("begin", "end") and token.text in _LAYOUT:
            continue
        if token.kind == "begin" and token.text == "array":
            arrays.append(bool(found) and found[-1].kind in _HOLDING)
            if not arrays[-1]:
                continue
        elif token.kind == "end" and token.text == "array":
            if not (arrays and arrays.pop()):
                continue
        elif token.kind == "withdrawn" or (token.kind == "command" and token.text in _ARROWS):
            continue
        found.append(token)
    return found


def _without_numbers(tokens: list[Token]) -> list[Token]:
    """Without equations' numbers, and without the bar of an evaluation that says no point."""
    while [t.kind for t in tokens[-4:]] == ["quad", "(", "number", ")"]:
        del tokens[-4:]
    if tokens and tokens[-1].kind in ("|", "quad", "."):
        bars = sum(t.kind == "|" for t in tokens)
        if bars % 2 != (tokens[-1].kind != "|"):
            del tokens[-1]
    return tokens


def scientific(tokens: Sequence[Token]) -> list[Token]:
    r"""3.5 \times 10^{-5} as one number."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        power = _power_of_ten(tokens, at + 1) if token.kind == "number" else None
        if power and (power[0].startswith("e-") or "." in token.text):
            exponent, after = power
            end = tokens[after - 1].end
            found.append(Token("number", token.text + exponent, token.start, end, token.spaced))
            at = after
        else:
            found.append(token)
            at += 1
    return found


def _power_of_ten(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The `* 10^{n}` that begins at a position, as `en`, and where it ends."""
    if at >= len(tokens) or tokens[at].kind != "*":
        return None
    match [(t.kind, t.text) for t in tokens[at + 1 : at + 7]]:
        case [("number", "10"), ("^", _), ("{", _), ("-", _), ("number", digits), ("}", _), *_]:
            sign, length = -1, 7
        case [("number", "10"), ("^", _), ("{", _), ("number", digits), ("}", _), *_]:
            sign, length = 1, 6
        case [("number", "10"), ("^", _), ("-", _), ("number", digits), *_]:
            sign, length = -1, 5
        case [("number", "10"), ("^", _), ("number", digits), *_]:
            sign, length = 1, 4
        case _:
            return None
    bare = digits.removesuffix("…")
    if not bare.isdecimal() or len(bare) > 3 or int(bare) > _LARGEST_POWER:
        return None
    return f"e{sign * int(bare)}{digits[len(bare) :]}", at + length


def _ungrouped(tokens: Sequence[Token]) -> list[Token]:
    """Without the braces that hold a relation, a row or a comma: they only set what is inside.

    One that holds an argument and is not closed is no brace: what it holds is not known.
    """
    opened: list[int] = []
    holds: list[bool] = []
    begins: dict[int, int] = {}
    drop: set[int] = set()
    for i, token in enumerate(tokens):
        if token.kind == "{":
            opened.append(i)
            holds.append(False)
        elif token.kind == "}" and opened:
            start, held = opened.pop(), holds.pop()
            begins[i] = start
            if held and not _is_argument(tokens, start, begins):
                drop |= {start, i}
                if holds:
                    holds[-1] = True
            elif opened and opened[-1] == start - 1 and _kind(tokens, i + 1) == "}":
                drop |= {start, i}  # {{…}}
        elif token.kind == "}":
            drop.add(i)  # closes nothing
        elif holds and token.kind in _SEPARATING:
            holds[-1] = True
    unclosed = {i for i in opened if _is_argument(tokens, i, begins)}
    drop.update(i for i in opened if i not in unclosed)
    return [
        replace(token, kind="unclosed") if i in unclosed else token
        for i, token in enumerate(tokens)
        if i not in drop
    ]


def _is_argument(tokens: Sequence[Token], at: int, begins: dict[int, int]) -> bool:
    """Whether the group that begins here belongs to a command or a script."""
    before = tokens[at - 1] if at else None
    if before is None:
        return False
    if before.kind == "}":
        first = begins.get(at - 1, 0)
        return first > 0 and _arguments(tokens[first - 1]) == 2
    return before.kind in ("_", "^", "sqrt") or _arguments(before) > 0


def _arguments(token: Token) -> int:
    return _ARGUMENTS.get(token.text, 0) if token.kind == "command" else 0


def _kind(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].kind if at < len(tokens) else ""
