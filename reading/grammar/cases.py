r"""What do the branches of \begin{cases} … \end{cases} say, and when does each hold?

A branch is a value and one comparison, after `&`, a comma or a word; what holds otherwise holds
where the one branch before it does not, or, after several, wherever none of them does.
"""

from __future__ import annotations

from dataclasses import replace

from ...expressions.place import Place
from ...expressions.tree import Condition, Expression, Piecewise, integer
from ..lexicon import OTHERWISE, WHEN
from ..tokens import Token, tokens
from .parser import Parser, UnreadableError

_RELATIONS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "=": "=="}
OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "!=": "==", "==": "!="}


def cases(p: Parser, opening: Token, place: Place) -> Piecewise:
    r"""The branches up to the \end of the environment that has begun."""
    branches: list[tuple[Expression, Condition]] = []
    p.environments += 1
    while not (p.kind() == "end" and p.text() == opening.text):
        if p.kind() == "":
            raise UnreadableError(f"\\begin{{{opening.text}}} is not closed", opening.start)
        if not p.accept("row"):
            value = p.expression()
            branches.append((value, _condition(p, branches)))
    p.take()
    p.environments -= 1
    if not branches:
        raise UnreadableError("a case distinction without a case", opening.start)
    return Piecewise(tuple(branches), place)


def _condition(p: Parser, before: list[tuple[Expression, Condition]]) -> Condition:
    """When a branch holds, up to the end of its row."""
    while p.kind() in ("&", ",", "quad") or _leads(p):
        p.take()
    if p.kind() in ("word", "name") and _first(p) in OTHERWISE:
        p.take()
        found = _otherwise(before)
    else:
        left = p.expression()
        relation = _RELATIONS.get(p.kind())
        if relation is None:
            raise p.unreadable("is no comparison")
        p.take()
        found = Condition(left, relation, p.expression())
    while p.kind() in (",", ".", ";"):
        p.take()
    if p.kind() not in ("row", "end"):
        raise p.unreadable("is not expected after a condition")
    return found


def _leads(p: Parser) -> bool:
    """Whether a word that leads to a condition comes next: what it holds besides comes after it."""
    if p.kind() not in ("word", "name") or _first(p) not in WHEN - OTHERWISE:
        return False
    token = p.tokens[p.at]
    rest = token.text.split(maxsplit=1)[1:] if token.kind == "word" else []
    inner = [replace(t, start=token.start, end=token.end) for text in rest for t in tokens(text)]
    p.tokens[p.at + 1 : p.at + 1] = inner
    return True


def _first(p: Parser) -> str:
    """The first word of the next token."""
    return p.text().strip(" ,.:").split(" ")[0].lower()


def _otherwise(before: list[tuple[Expression, Condition]]) -> Condition:
    if len(before) != 1:
        return Condition(integer(0), "==", integer(0))
    when = before[0][1]
    return Condition(when.left, OPPOSITE[when.relation], when.right)
