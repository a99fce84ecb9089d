r"""What is the smallest thing that a formula holds, and how are such things joined?

A number; a single character, which is all that a command without braces takes: `\frac12`; digits
that follow a letter. And the two nodes that every level builds: a negative, and a product.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...expressions.place import Place
from ...expressions.printed import Printed, UnreadableNumberError
from ...expressions.tree import Apply, Expression, Number, Symbol
from ..tokens import Token
from .parser import Parser


def number(p: Parser) -> Number:
    """A printed number."""
    place = p.here()
    token = p.take()
    try:
        more = token.text.endswith("…")
        text = token.text.rstrip("…").replace("−", "-")
        return Number(Printed(text, p.comma and "," in text, more), place)
    except UnreadableNumberError:
        p.at -= 1
        raise p.unreadable("is no number that is read here") from None


def infinity(p: Parser) -> Symbol:
    """The sign of infinity."""
    place = p.here()
    p.take()
    return Symbol("infinity", (), place)


def character(p: Parser) -> Expression:
    """The first character of a token; the rest of the token comes next."""
    place = p.here()
    token = p.take()
    if token.kind == "number" and not token.text[0].isdigit():
        raise p.refused(f"{token.text!r} begins with no digit")
    p.tokens.insert(p.at, Token(token.kind, token.text[1:], token.start + 1, token.end))
    first = token.text[0]
    return Number(Printed(first), place) if token.kind == "number" else Symbol(first, (), place)


def digits(p: Parser) -> tuple[Expression, ...]:
    """The digits that stand directly after a letter, as its index; none if there are none."""
    if p.kind() == "number" and not p.spaced() and p.text().isdigit():
        return (number(p),)
    return ()


def negative(term: Expression) -> Expression:
    """A term with the other sign."""
    return Apply("negate", (term,), term.place)


def product(function: str, factors: Sequence[Expression], place: Place) -> Expression:
    """Factors multiplied in one of the three ways; one alone stays as it is."""
    return factors[0] if len(factors) == 1 else Apply(function, tuple(factors), place)
