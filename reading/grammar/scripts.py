"""What stands small beside a name: indices, powers, primes, and what says that a value is new?

A superscript is kept as it is printed: whether it is a power or a layer, `reading.names` decides.
"""

from __future__ import annotations

from ...expressions.place import Place
from ...expressions.tree import Apply, Expression, Matrix, Number, Symbol, integer, nodes
from ..lexicon import NEW, OLD
from ..tokens import Token
from .atoms import character, digits, negative
from .brackets import group
from .parser import Parser, UnreadableError

#: What a sign alone means as an index.
_MARKS = {"+": "new", "-": "old", "*": "star", "=": "star"}
_EXP = frozenset({"e", "exp"})
#: Below a norm these say that it is the root of the sum of squares.
_EUCLIDEAN = ((integer(2),), (Symbol("F"),))


def scripts(p: Parser, found: Expression) -> Expression:
    """What was found, with the subscripts, superscripts and primes after it."""
    while p.kind() in ("_", "^", "'"):
        match p.take().kind:
            case "_":
                found = _indexed(found, script(p))
            case "^":
                found = _raised(p, found)
            case _:
                found = _primed(found)
    return found


def _primed(found: Expression) -> Expression:
    if isinstance(found, Symbol):
        return Symbol(found.name + "'", found.indices, found.place)
    return Apply("prime", (found,), found.place)


# --- below


def script(p: Parser) -> tuple[Expression, ...]:
    """What stands below: one index, or several."""
    if p.kind() == "{":
        start, place, depth = p.at, p.here(), p.depth
        p.take()
        try:
            return _indices(p)
        except UnreadableError:
            p.depth = depth
            return (_letters(p, start, place),)
    if p.kind() in ("+", "-", "*"):
        return (_mark(p),)
    if p.kind() != "name":
        return (p.primary(),)
    if _runs_into_next(p.text()):
        return (character(p),)
    place = p.here()
    base = p.take().text
    return (Symbol(base, digits(p), place),)


def _runs_into_next(text: str) -> bool:
    """`aC` after an underscore: in LaTeX the index is a alone, and C a factor."""
    return len(text) == 2 and text[0].islower() and text[1].isupper()


def _mark(p: Parser) -> Symbol:
    sign = p.take()
    return Symbol(_MARKS[sign.kind], (), p.place(sign.start))


def _indices(p: Parser) -> tuple[Expression, ...]:
    """Indices up to the closing brace."""
    found: list[Expression] = []
    while p.kind() not in ("}", ""):
        if p.kind() in (",", ";", "to", "|", ":", "<-"):
            p.take()
        elif p.kind() in _MARKS and p.kind(1) == "}":
            found.append(_mark(p))
        elif p.kind() == "(":
            found.append(group(p))
        else:
            found.append(_index(p))
    p.require("}")
    return tuple(found)


def _index(p: Parser) -> Expression:
    """One index of several: `h1`, `i`, `l+1`; `1 3` and `ij` are two."""
    place = p.here()
    if p.kind() not in ("name", "word", "number", "command", "{"):
        raise p.unreadable("is no index")
    parts = [p.factor()]
    while p.kind() in ("+", "-") and p.kind(1) not in ("}", ""):
        sign = p.take().kind
        inner = p.factor()
        parts.append(negative(inner) if sign == "-" else inner)
    return parts[0] if len(parts) == 1 else Apply("add", tuple(parts), place)


def _letters(p: Parser, start: int, place: Place) -> Expression:
    """An index that is no expression, as i:i+b: its letters alone."""
    p.at = start
    p.skip()
    letters = [t.text for t in p.tokens[start : p.at] if t.kind in ("name", "number", "word")]
    if not letters:
        raise p.unreadable("stands after an empty index")
    return Symbol("_".join(letters), (), place)


def _indexed(found: Expression, index: tuple[Expression, ...]) -> Expression:
    """Indices belong to the name, also where its power or its transpose was read before them."""
    match found:
        case Symbol():
            return Symbol(found.name, (*found.indices, *index), found.place)
        case Apply(function="norm") if index in _EUCLIDEAN:
            return found
        case Apply(function="power" | "transpose", arguments=(Symbol() as base, *rest)):
            return Apply(found.function, (_indexed(base, index), *rest), found.place)
        case _:
            return Apply("indexed", (found, *index), found.place)


# --- above


def _raised(p: Parser, found: Expression) -> Expression:
    """A power, a transpose, an update, or a layer."""
    place = p.here()
    _part_letter(p)
    is_one_in_braces = p.kind() == "{" and p.kind(2) == "}"
    kind, text = (p.kind(1), p.text(1)) if is_one_in_braces else (p.kind(), p.text())
    length = 3 if is_one_in_braces else 1
    if kind == "top" or (kind in ("name", "word") and text in ("T", "Tr")):
        p.at += length
        return Apply("transpose", (found,), place)
    if isinstance(found, Symbol):
        if kind == "'":
            p.at += length
            return _primed(found)
        if kind in ("+", "*"):
            p.at += length
            mark = Symbol(_MARKS[kind], (), place)
            return Symbol(found.name, (*found.indices, mark), found.place)
        if p.kind() in ("(", "[") or (p.kind() == "{" and p.kind(1) in ("(", "[", "<")):
            if _drop_transpose(p):
                return Apply("transpose", (_raised(p, found),), place)
            layer = _bracketed(p) if "[" in (p.kind(), p.kind(1)) else script(p)
            inner = layer[0] if len(layer) == 1 else Matrix((layer,), place)
            if len(layer) == 1 and (found.name in _EXP or _is_worked(inner)):
                return _power(found, inner)
            layered = Apply("layer", (inner,), place)
            return Symbol(found.name, (*found.indices, layered), found.place)
    return _power(found, exponent(p))


def _drop_transpose(p: Parser) -> bool:
    """Whether the layer that comes next is followed by a transpose, which goes: W^{(2)T}."""
    if p.kind() != "{":
        return False
    start, end = p.at, p.at
    p.skip()
    p.at, end = start, p.at - 2
    closing, last = p.tokens[end - 1], p.tokens[end]
    is_sign = last.kind == "top" or (last.kind in ("name", "word") and last.text in ("T", "Tr"))
    if not is_sign or closing.kind not in (")", "]"):
        return False
    del p.tokens[end]
    return True


def _bracketed(p: Parser) -> tuple[Expression, ...]:
    """A layer in square brackets, in which `l-1` is no list of two."""
    start, depth, braces = p.at, p.depth, p.accept("{")
    p.require("[")
    try:
        found = _index(p)
        p.require("]")
        if braces:
            p.require("}")
    except UnreadableError:
        p.at, p.depth = start, depth
        return script(p)
    return (found,)


def _power(base: Expression, above: Expression) -> Expression:
    if isinstance(base, Symbol) and base.name in _EXP and not base.indices:
        return Apply("exp", (above,), base.place)
    return Apply("power", (base, above), base.place)


def _is_worked(above: Expression) -> bool:
    """Whether a bracket above holds a calculation or a decimal, as no layer does."""
    parts = list(nodes(above))
    if not all(isinstance(part, Number | Apply) for part in parts):
        return False
    return len(parts) > 1 or (isinstance(above, Number) and not above.printed.is_integer)


def _part_letter(p: Parser) -> None:
    """Without braces one character stands above: w^La is w^L a, and W^Tx is Wᵀx."""
    text = p.text()
    is_word = text.lower() in NEW or text.lower() in OLD or text == "Tr"
    if p.kind() != "name" or len(text) < 2 or not text.isalpha() or is_word:
        return
    token = p.tokens[p.at]
    p.tokens[p.at : p.at + 1] = [
        Token("name", text[0], token.start, token.start + 1, token.spaced),
        Token("name", text[1:], token.start + 1, token.end),
    ]


def exponent(p: Parser) -> Expression:
    """What stands above: a group, or one thing, perhaps with a minus sign."""
    if p.kind() == "{":
        return group(p)
    is_negative = p.accept("-")
    if p.kind() == "name":
        place = p.here()
        inner: Expression = Symbol(p.take().text, (), place)
    else:
        inner = p.primary()
    return negative(inner) if is_negative else inner
