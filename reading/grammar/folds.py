"""Over what does a sum or a product run, and of what is it taken?"""

from __future__ import annotations

from ...expressions.tree import Apply, Expression, Fold
from .parser import Parser
from .scripts import exponent


def fold(p: Parser) -> Expression:
    """A sum or a product over an index: of the whole term that follows it."""
    place = p.here()
    operation = "sum" if p.take().kind == "sum" else "product"
    index, low, high = "", None, None
    while p.kind() in ("_", "^"):
        if p.take().kind == "^":
            high = exponent(p)
        else:
            index, low = _below(p)
    body = p.term()
    if not index:
        return Apply("total", (body,), place)
    over: tuple[Expression, Expression] | str = index
    if low is not None and high is not None:
        over = (low, high)
    return Fold(operation, body, index, over, place)


def _below(p: Parser) -> tuple[str, Expression | None]:
    """The index and where it begins: i, i=1, or i in a set; of several the first counts."""
    if p.kind() != "{":
        return p.take().text, None
    p.take()
    index, low = "", None
    if p.kind() in ("name", "word"):
        index = p.take().text
    if p.accept("="):
        low = p.expression()
    p.skip(depth=1)
    return index, low
