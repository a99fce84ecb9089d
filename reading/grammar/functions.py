"""Which function is applied, and to what?

A function known by its name takes what follows it, with or without parentheses: `log_2 x`,
`tanh'(z)`, `max(0, x)`. A letter is a function only where parentheses follow it: `f(x)`, `J(θ)`.
"""

from __future__ import annotations

from ...expressions.place import Place
from ...expressions.tree import Apply, Expression, Matrix, Number, Symbol, integer
from ..lexicon import CALLED, FUNCTION_LETTERS
from .atoms import negative, product
from .brackets import arguments, group
from .parser import Parser
from .scripts import exponent, script

_LOGARITHMS = {"10": "log10", "2": "log2"}


def function(p: Parser, name: str, place: Place) -> Expression:
    """A known function with its argument."""
    above: Expression | None = None
    primes = 0
    while p.kind() in ("_", "^", "'"):
        sign = p.take().kind
        if sign == "'":
            primes += 1
        elif sign == "^":
            above = exponent(p)
        else:
            name = _with_base(name, script(p))
    if name == "log" and p.kind() == "number" and p.text() in _LOGARITHMS and p.kind(1) == "(":
        name = _LOGARITHMS[p.take().text]
    is_sum = name == "total" and p.spaced()  # sum (y - t)^2 is a sum of squares
    inner = group(p) if p.kind() in ("(", "[", "{") and not is_sum else _bare_argument(p)
    found: tuple[Expression, ...] = (inner,)
    if name in ("max", "min") and isinstance(inner, Matrix) and len(inner.rows) == 1:
        found = inner.rows[0]
    value = _applied(name, found, primes, place)
    return value if above is None else Apply("power", (value, above), place)


def _with_base(name: str, index: tuple[Expression, ...]) -> str:
    """The logarithm to a base; any other subscript of a function is left out."""
    if name == "log" and len(index) == 1 and isinstance(index[0], Number):
        return _LOGARITHMS.get(index[0].printed.text, "log")
    return name


def _bare_argument(p: Parser) -> Expression:
    """log 0.5, ln x y: everything up to the next sign."""
    place = p.here()
    if p.accept("-"):
        return negative(p.factor())
    factors = [p.factor()]
    while p.kind() == "name" or (p.kind() == "(" and not p.spaced()):
        factors.append(p.factor())
    return product("multiply", factors, place)


def called(p: Parser, symbol: Symbol) -> Expression | None:
    """A letter's value at what the parentheses hold, or None where they hold a factor."""
    base = symbol.name.rstrip("'")
    primes = len(symbol.name) - len(base)
    is_one_minus = p.text(1) == "1" and p.kind(2) == "-"  # sigma(1 - sigma) is a product
    if is_one_minus:
        return None
    if base in CALLED and not symbol.indices:
        return _applied(CALLED[base], tuple(arguments(p, ")")), primes, symbol.place)
    is_function = base in FUNCTION_LETTERS or (primes > 0 and _is_of_one(p))
    if not is_function or not _is_closed(p):
        return None
    inner = arguments(p, ")")
    if symbol.indices:
        return Apply("call", (symbol, *inner), symbol.place, spelling="call")
    return Apply(symbol.name, tuple(inner), symbol.place, spelling="call")


def _is_of_one(p: Parser) -> bool:
    """Whether a name or a number alone stands in the parenthesis: y'(x), and not y'(1 - y)."""
    at = 2 if p.kind(1) in ("-", "+") else 1
    if p.spaced() or p.kind(at) not in ("name", "number"):
        return False
    at += 1
    while p.kind(at) == "_" and p.kind(at + 1) in ("name", "number", "{"):
        is_group = p.kind(at + 1) == "{"
        at += 4 if is_group else 2
    return p.kind(at) == ")"


def _is_closed(p: Parser) -> bool:
    """Whether the parenthesis that comes next is closed at all."""
    depth = 0
    for token in p.tokens[p.at :]:
        depth += token.kind in ("(", "[", "{")
        depth -= token.kind in (")", "]", "}")
        if depth == 0:
            return True
    return False


def _applied(
    name: str, inner: tuple[Expression, ...], primes: int, place: Place | None
) -> Expression:
    """A function of its arguments, or its derivative."""
    value = Apply(name, inner, place)
    if not primes:
        return value
    one = integer(1)
    match name if primes == 1 else "":
        case "sigmoid":
            return Apply("multiply", (value, Apply("add", (one, negative(value)))), place)
        case "tanh":
            return Apply("add", (one, negative(Apply("power", (value, integer(2))))), place)
        case "relu":
            return Apply("step", inner, place)
        case "exp":
            return value
        case _:
            return Apply(name + "'" * primes, inner, place, spelling="call")
