"""What do brackets hold: one thing, a list, or the rows of a matrix?"""

from __future__ import annotations

from collections.abc import Sequence

from ...expressions.place import Place
from ...expressions.tree import Apply, Expression, Matrix
from ..lexicon import CASES, listed
from .atoms import character
from .cases import cases
from .parser import Parser, UnreadableError

_MATRICES = listed("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BETWEEN_BARS = {"|": "abs", "‖": "norm"}


def group(p: Parser) -> Expression:
    """(…), […] and {…}: one thing, or a matrix."""
    place = p.here()
    opening = p.take().kind
    closing = _CLOSING[opening]
    if opening == "[" and p.kind() == "[":
        return _matrix_by_rows(p, place)
    if p.kind() == closing:
        raise p.unreadable("closes nothing")
    rows = _entries(p, opening, closing)
    if {closing, p.kind()} == {")", "]"} and len(rows[0]) == 2:
        p.take()  # a half-open interval is read as the pair of its ends
    else:
        p.require(closing)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    if all(isinstance(e, Matrix) and len(e.rows) == 1 for row in rows for e in row):
        inner = [e.rows[0] for row in rows for e in row if isinstance(e, Matrix)]
        if len({len(row) for row in inner}) == 1:  # ([1, 2], [3, 4])
            return Matrix(tuple(inner), place)
    return _matrix(rows, place, p.tokens[p.at - 1].start)


def _entries(p: Parser, opening: str, closing: str) -> list[list[Expression]]:
    """The rows between brackets; in square ones a space separates numbers: [1 2; 3 4].

    Where decimals have a comma, a semicolon sets entries apart like any comma: [0,1; 0,2].
    """
    rows: list[list[Expression]] = [[]]
    more = True
    while more:
        rows[-1].append(p.expression())
        if p.accept(",") or p.accept("quad"):
            more = p.kind() != closing
        elif p.accept(";") or (not p.environments and p.accept("row")):
            more = p.kind() != closing
            if more:
                rows.append([])
        else:
            more = opening == "[" and p.kind() in ("number", "-", "+") and p.spaced()
    if p.comma and all(len(row) == 1 for row in rows):
        return [[entry for row in rows for entry in row]]
    return rows


def _matrix_by_rows(p: Parser, place: Place) -> Expression:
    """[[1, 2], [3, 4]], after the first bracket."""
    rows: list[tuple[Expression, ...]] = []
    while p.kind() == "[":
        inner = group(p)
        row = inner.rows[0] if isinstance(inner, Matrix) and len(inner.rows) == 1 else (inner,)
        rows.append(row)
        if p.kind() in (",", ";", "row", "quad"):
            p.take()
    if p.kind() != "]" and len(rows) == 1 and len(rows[0]) == 1:
        raise p.unreadable("is not expected between rows")  # [[a + b] * c]
    p.require("]")
    return _matrix(rows, place, p.tokens[p.at - 1].start)


def environment(p: Parser) -> Expression:
    r"""\begin{pmatrix} … \end{pmatrix}, and its kin; the branches of \begin{cases}."""
    place = p.here()
    token = p.take()
    if token.text in CASES:
        return cases(p, token, place)
    if token.text not in _MATRICES:
        raise p.refused(f"an environment {token.text} is not read here")
    rows: list[list[Expression]] = [[]]
    p.environments += 1
    while not (p.kind() == "end" and p.text() == token.text):
        if p.kind() == "":
            raise UnreadableError(f"\\begin{{{token.text}}} is not closed", token.start)
        if p.accept("row"):
            rows.append([])
        elif not p.accept("&"):
            rows[-1].append(p.expression())
    p.take()
    p.environments -= 1
    return _matrix([row for row in rows if row], place, token.start)


def _matrix(rows: Sequence[Sequence[Expression]], place: Place, offset: int) -> Matrix:
    if len({len(row) for row in rows}) != 1:
        raise UnreadableError("rows of a matrix of different lengths", offset)
    return Matrix(tuple(map(tuple, rows)), place)


def bars(p: Parser) -> Expression:
    """|x| and ‖x‖."""
    place = p.here()
    bar = p.take().kind
    p.bars.append(bar)
    inner = p.expression()
    p.bars.pop()
    p.require(bar)
    return Apply(_BETWEEN_BARS[bar], (inner,), place)


def arguments(p: Parser, closing: str) -> list[Expression]:
    """The entries of a list, with the brackets around it."""
    p.take()
    found = [p.expression()]
    while p.kind() in (",", ";", "|"):
        p.take()
        found.append(p.expression())
    p.require(closing)
    return found


def argument(p: Parser) -> Expression:
    """What a LaTeX command takes: a group, or one token."""
    if p.kind() == "{":
        return group(p)
    if p.kind() in ("number", "name") and len(p.text()) > 1 and not p.spaced():
        return character(p)
    return p.primary()
