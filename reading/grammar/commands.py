"""What does a LaTeX command make of what follows it?"""

from __future__ import annotations

from ...expressions.tree import Apply, Expression, Symbol
from ..lexicon import FUNCTIONS, listed
from .brackets import argument
from .derivatives import fraction
from .functions import function
from .parser import Parser
from .quantities import quantity

#: What an accent adds to a name; a bar or an arrow only sets it.
_ACCENTS = {
    **dict.fromkeys(listed("hat widehat"), "_hat"),
    **dict.fromkeys(listed("tilde widetilde"), "_tilde"),
    **dict.fromkeys(listed("bar overline vec overrightarrow"), ""),
    "dot": "_dot",
    "check": "_check",
}
_FRACTIONS = listed("frac dfrac tfrac cfrac nicefrac sfrac")
_LABELLED = listed("underbrace overbrace underset overset stackrel")
_BINOMIALS = listed("binom tbinom dbinom")


def command(p: Parser) -> Expression:
    """A command with its arguments."""
    place = p.here()
    name = p.take().text
    if name in _FRACTIONS:
        return fraction(p, place)
    if name in _ACCENTS:
        inner = argument(p)
        if isinstance(inner, Symbol):
            return quantity(p, inner.name + _ACCENTS[name], place, inner.indices)
        return inner
    if name in _LABELLED:
        inner = argument(p)
        while p.kind() in ("_", "^"):
            p.take()
            p.skip()
        return inner
    if name in FUNCTIONS:
        return function(p, FUNCTIONS[name], place)
    raise p.refused(f"\\{name} is not {'read' if name in _BINOMIALS else 'known'}")


def root(p: Parser) -> Expression:
    """The square root of what follows."""
    place = p.here()
    p.take()
    return Apply("sqrt", (argument(p),), place)
