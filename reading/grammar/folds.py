"""Over what does a sum or a product run, and of what is it taken?

Of the term that follows it; a sum also of those after it that have its index, which would mean
nothing outside: y_i log p_i + (1 - y_i) log(1 - p_i). They would, where what the formula is said of
has the index, too.
"""

from __future__ import annotations

from dataclasses import replace

from ...expressions.tree import (
    Apply,
    Condition,
    Expression,
    Fold,
    Piecewise,
    Symbol,
    integer,
)
from .atoms import negative
from .cases import OPPOSITE
from .parser import Parser
from .scripts import exponent

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
#: What ends a term, outside of brackets.
_ENDS = _CLOSING | {"+", "-", ",", "&", "row", "end"}


def fold(p: Parser) -> Expression:
    """A sum or a product over an index."""
    place = p.here()
    operation = "sum" if p.take().kind == "sum" else "product"
    index, low, high = "", None, None
    but: list[Condition] = []
    while p.kind() in ("_", "^"):
        if p.take().kind == "^":
            high = exponent(p)
        else:
            index, low, but = _below(p)
    body = p.term()
    if operation == "sum" and index and index not in p.letters:
        terms = [body]
        while _has_index(p, index):
            sign = p.take().kind
            term = p.term()
            terms.append(negative(term) if sign == "-" else term)
        body = body if len(terms) == 1 else Apply("add", tuple(terms), body.place)
    if not index:
        return Apply("total", (body,), place)
    for condition in but:
        apart = replace(condition, relation=OPPOSITE[condition.relation])
        body = Piecewise(((body, condition), (integer(0), apart)), body.place)
    over: tuple[Expression, Expression] | str = index
    if low is not None and high is not None:
        over = (low, high)
    return Fold(operation, body, index, over, place)


def _has_index(p: Parser, index: str) -> bool:
    """Whether a term follows that has the index below or above one of its names."""
    if p.kind() not in ("+", "-"):
        return False
    depth, scripts, ahead = 0, list[int](), 1
    while (kind := p.kind(ahead)) and not (depth == 0 and kind in _ENDS):
        if kind == "sum":
            return False  # it may count the index itself
        is_script = p.kind(ahead - 1) in ("_", "^")
        if (scripts or is_script) and p.text(ahead) == index:
            return True
        if kind in _OPENING:
            depth += 1
            scripts += [depth] if is_script else []
        elif kind in _CLOSING:
            scripts = scripts[:-1] if scripts[-1:] == [depth] else scripts
            depth -= 1
        ahead += 1
    return False


def _below(p: Parser) -> tuple[str, Expression | None, list[Condition]]:
    """The index, where it begins, and what is left out: i, i=1, i in a set, i != j, or i=1, i<j.

    Of several indices the first counts.
    """
    if p.kind() != "{":
        return p.take().text, None, []
    p.take()
    index, low = "", None
    but: list[Condition] = []
    if p.kind() in ("name", "word"):
        index = p.take().text
    if p.accept("="):
        low = p.expression()
        if p.accept(",") and p.text() == index:
            p.take()
    if index and p.kind() in OPPOSITE:
        relation = p.take().kind
        but = [Condition(Symbol(index), relation, p.expression())]
    p.skip(depth=1)
    return index, low, but
