"""Where does a name end: what follows letters directly, and belongs to them?"""

from __future__ import annotations

from ...expressions.place import Place
from ...expressions.tree import Expression, Symbol
from ..lexicon import FUNCTIONS
from .atoms import digits
from .brackets import arguments
from .functions import called, function
from .parser import Parser
from .scripts import scripts

#: Before these even `log`, `max` and `sum` are names: they have no argument.
_ENDING = frozenset({"", ")", "}", "]", ",", "+", "*", "/"})


def name(p: Parser) -> Expression:
    """A quantity, or a function with its argument."""
    place = p.here()
    token = p.take()
    base = "_".join(token.text.split()) if token.kind == "word" else token.text
    if not base or not (base[0].isalpha() or base[0] == "\\"):
        p.at -= 1
        raise p.unreadable("is no name")
    if base == "hat_y":
        return quantity(p, "y_hat", place)
    if token.kind == "word" and p.kind() == "name":
        base += p.take().text  # \text{out } O_1
    if base in FUNCTIONS and p.kind() not in _ENDING:
        return function(p, FUNCTIONS[base], place)
    return quantity(p, base, place)


def quantity(
    p: Parser, base: str, place: Place, indices: tuple[Expression, ...] = ()
) -> Expression:
    """A base with the digits, primes, scripts and arguments that follow it directly."""
    indices = (*indices, *digits(p))
    while p.accept("'"):
        base += "'"
    found = scripts(p, Symbol(base, indices, place))
    if p.kind() == "[" and not p.spaced() and _is_index(p):
        inner = arguments(p, "]")
        if isinstance(found, Symbol):
            found = Symbol(found.name, (*found.indices, *inner), place)
    if p.kind() == "(" and isinstance(found, Symbol):
        return called(p, found) or found
    return found


def _is_index(p: Parser) -> bool:
    """w[1], a[l] and X[i, j]; not 0.5[1 - x]."""
    first, second, third = p.kind(1), p.kind(2), p.kind(4)
    if first not in ("number", "name") or (first == "number" and "." in p.text(1)):
        return False
    return second == "]" or (second == "," and third == "]")
