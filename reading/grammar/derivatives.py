r"""Which quotients are derivatives, and of what by what?

\frac{\partial A}{\partial B}, \frac{d}{dB} A, ∂A/∂B and ∇_B A. A ∂ that stands on one side alone
was forgotten on the other.
"""

from __future__ import annotations

from ...expressions.place import Place
from ...expressions.tree import Apply, Derivative, Expression, Number, Symbol
from ..tokens import Token
from .brackets import argument
from .parser import Parser
from .scripts import script

#: Names that begin with d, and not with a sign of differentiation.
_NAMES = frozenset({"delta", "dot", "diag"})


def fraction(p: Parser, place: Place) -> Expression:
    r"""What follows \frac: a derivative or a quotient."""
    start, tokens = p.at, list(p.tokens)
    derivative = _leibniz(p, place) if p.kind() == "{" else None
    if derivative is not None:
        return derivative
    # The d that was taken from the first name belongs to it again.
    p.at, p.tokens = start, tokens
    above = argument(p)
    below = argument(p)
    return Apply("divide", (above, below), place)


def _leibniz(p: Parser, place: Place) -> Expression | None:
    """{d A}{d B} and {d}{d B} A, with whichever sign of differentiation."""
    if not p.accept("{"):
        return None
    sign = _differential(p)
    if not sign:
        return _without_sign_above(p, place)
    of: Expression | None = None
    if not p.accept("}"):
        of = p.expression()
        p.require("}")
    if not p.accept("{"):
        return None
    below = _differential(p)
    if below not in (sign, ""):
        return None
    by = p.expression()
    p.require("}")
    if of is None:
        of = _operand(p)
    if isinstance(of, Number) or isinstance(by, Number):
        return None
    if not below:
        if sign != "partial" or not isinstance(by, Symbol):
            return None
        p.repaired.append("a derivative without the ∂ below")
    return Derivative(of, by, place, spelling=sign)


def _without_sign_above(p: Parser, place: Place) -> Expression | None:
    of = p.expression()
    if not (p.accept("}") and p.accept("{") and p.accept("partial")):
        return None
    by = p.expression()
    p.require("}")
    p.repaired.append("a derivative without the ∂ above")
    return Derivative(of, by, place, spelling="partial")


def _differential(p: Parser) -> str:
    """The sign of differentiation, if one begins here: it is taken."""
    if p.accept("partial"):
        return "partial"
    kind, text = p.kind(), p.text()
    follows = p.kind(1) in ("name", "word", "command", "{", "(", "partial", "}")
    if kind in ("name", "word") and text in ("d", "delta", "Delta") and follows:
        if text != "d" and p.kind(1) == "}":
            return ""
        return p.take().text
    if kind == "name" and len(text) > 1 and text[0] == "d" and text not in _NAMES:
        token = p.tokens[p.at]
        p.tokens[p.at] = Token("name", text[1:], token.start + 1, token.end)
        return "d"
    return ""


def differential(p: Parser) -> None:
    """Make one name of the d and the Greek letter below a bar: dE/dθ."""
    if p.kind() == p.kind(1) == "name" and p.text() == "d" and not p.tokens[p.at + 1].spaced:
        d, name = p.tokens[p.at : p.at + 2]
        p.tokens[p.at : p.at + 2] = [Token("name", f"d{name.text}", d.start, name.end, d.spaced)]


def partial(p: Parser) -> Expression:
    """∂A/∂B and ∂/∂B A on one line; ∂A alone is a differential."""
    place = p.here()
    p.take()
    of = p.factor() if p.kind() != "/" else None
    if not (p.kind() == "/" and p.kind(1) == "partial"):
        if of is None:
            raise p.unreadable("expected a derivative here")
        return Apply("differential", (of,), place)
    p.at += 2
    by = p.factor()
    if of is None:
        of = _operand(p)
    return Derivative(of, by, place, spelling="partial")


def _operand(p: Parser) -> Expression:
    """What ∂/∂B stands before: a bracket, or all the factors up to the next sign."""
    return p.factor() if p.kind() in ("(", "[", "{") else p.term()


def nabla(p: Parser) -> Expression:
    """∇A and ∇_B A."""
    place = p.here()
    p.take()
    index = script(p) if p.accept("_") else ()
    of = p.factor()
    if not index:
        return Apply("nabla", (of,), place)
    return Derivative(of, index[0], place, spelling="nabla")
