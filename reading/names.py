"""What do the names of a document mean, taken together?

A superscript is a layer or a power, letters beside one another are a word or a product, `2E/2w` is
a derivative that a scan has damaged: none of these can be told from one formula, and each can from
the whole document. Here the raw names of the grammar become the names of quantities; all spellings
of one name become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..expressions.tree import (
    FUNCTIONS,
    Apply,
    At,
    Derivative,
    Expression,
    Fold,
    Number,
    Symbol,
    children,
    is_apply,
    nodes,
    with_children,
)
from .evidence import Evidence, after_two, two_before
from .lexicon import GREEK, NEW, OLD, WORDS

#: Names with plain indices, by base: x_1 and x_2 are x[i] of a sum.
Families = dict[str, dict[tuple[str | int, ...], str]]

_UNSAFE = re.compile(r"\W+")
_NUMBERED = re.compile(r"([A-Za-z]+)(\d{1,3})")
_APART = re.compile(r"\d_\d")
_WORDS = WORDS - GREEK
#: Letters of functions, whose primes are derivatives and no updates.
_DERIVED = frozenset({"f", "g", "h", "sigma", "phi", "a"})
#: An index that says with its last letters that a value is new.
_MARKED = re.compile(r"(.+)(?:new|neu)", re.DOTALL)
#: What abbreviated words begin with: netH is no product of letters.
_BEGINNINGS = ("net", "out", "in", "err", "tar", "bia")


class Names:
    """The names of a document: raw expressions in, expressions of quantities out."""

    damage = "2…/2… read as ∂…/∂…"

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.known: dict[str, str] = {}
        self.families: Families = {}

    def named(self, expression: Expression) -> Expression:
        """The expression with quantities for raw names."""
        return self._named(expression, frozenset())

    def _named(self, e: Expression, bound: frozenset[str]) -> Expression:
        match e:
            case Number():
                return e
            case Symbol():
                return self._symbol(e, bound)
            case Fold(over=over):
                if not isinstance(over, str):
                    over = (self._named(over[0], bound), self._named(over[1], bound))
                body = self._named(e.body, bound | {e.index})
                return Fold(e.operation, body, e.index, over, e.place)
            case Apply(function="power", arguments=(Symbol() as base, exponent)):
                return self._power(e, base, exponent, bound)
            case Apply(function="divide"):
                return self._quotient(e, bound)
            case Apply(function="multiply"):
                return self._product(e, bound)
            case Apply() if whole := self.evidence.product(e):
                return self._named(whole, bound)
            case Apply(spelling="call"):
                return self._call(e, bound)
            case Apply(function="nabla", arguments=(of,)):
                inner = self._named(of, bound)
                text = inner.name if isinstance(inner, Symbol) else "f"
                return Symbol(self._unique(f"nabla_{text}"), (), e.place)
            case _:
                return with_children(e, tuple(self._named(part, bound) for part in children(e)))

    # --- symbols

    def _symbol(
        self, s: Symbol, bound: frozenset[str], layer: Expression | None = None
    ) -> Expression:
        split = self._letters(s)
        if split is not None:
            return Apply("multiply", tuple(self._symbol(part, bound) for part in split), s.place)
        base, new = _primed(s.name)
        parts, kept = list[str](), list[Expression]()
        own = (*s.indices, *((layer,) if layer is not None else ()))
        for index in own:
            if bound and any(isinstance(n, Symbol) and n.name in bound for n in nodes(index)):
                kept.append(index)
                continue
            text = _text(index)
            word = _text(_in_parentheses(index)).lower()
            if word in NEW or word == "t_plus_1" == text:
                new = "_new"
            elif word not in OLD:
                if marked := _MARKED.fullmatch(text):
                    new, text = "_new", marked[1]
                parts.append(text)
        match kept:
            case []:
                name = self._unique(_joined(base, parts)) + new
                for family, label in _labels(_clean(base), parts, bool(new)):
                    self.families.setdefault(family, {})[label] = name
                return Symbol(name, (), s.place, s.name)
            case [Symbol(name=prefix, indices=(Symbol() as inner,))] if inner.name in bound:
                # target_{o_k}: the names target_o1, target_o2, by number.
                return Symbol(f"{_clean(base)}_{prefix}", (inner,), s.place, s.name)
            case _:
                layers = [i for i in own if is_apply(i, "layer") and i not in kept]
                apart = [j for i in own if i not in layers for j in _each(i, bound)]
                indices, base = tuple(self._label(i, bound) for i in apart), _clean(base)
                return Symbol("_".join((base, *map(_text, layers))), indices, s.place, s.name)

    def _label(self, index: Expression, bound: frozenset[str]) -> Expression:
        if isinstance(index, Symbol) and index.name not in bound:
            return Symbol(_text(index), (), index.place)
        return index

    def _letters(self, s: Symbol) -> list[Symbol] | None:
        """`wx` as w and x, where both are letters of the document and `wx` is no name."""
        name = s.name
        if not 2 <= len(name) <= 4 or not name.isascii() or not name.isalpha():
            return None
        known = name in WORDS or name in FUNCTIONS or self.evidence.lefts[name]
        if known or name.startswith(_BEGINNINGS):
            return None
        if not all(letter in self.evidence.letters for letter in name):
            return None
        return [*(Symbol(c, (), s.place) for c in name[:-1]), Symbol(name[-1], s.indices, s.place)]

    def _unique(self, name: str) -> str:
        """The name as it was first spelled: w_5, w5 and w_{5} are one."""
        key = name if _APART.search(name) else name.replace("_", "")
        return self.known.setdefault(key, name)

    # --- powers, quotients, products and calls

    def _power(
        self, e: Apply, base: Symbol, exponent: Expression, bound: frozenset[str]
    ) -> Expression:
        if isinstance(exponent, Symbol):
            word = _text(exponent).lower()
            if word in NEW or word in OLD:
                return self._symbol(Symbol(base.name, (*base.indices, exponent), base.place), bound)
        if isinstance(exponent, Symbol | Number) or self.evidence.counts(exponent):
            whole = not isinstance(exponent, Number) or exponent.printed.is_integer
            if whole and self.evidence.is_layer_of(base):
                return self._symbol(base, bound, Apply("layer", (exponent,)))
        *first, last = self._letters(base) or [base]
        raised = Apply("power", (self._symbol(last, bound), self._named(exponent, bound)), e.place)
        if not first:
            return raised
        return Apply("multiply", (*(self._symbol(p, bound) for p in first), raised), e.place)

    def _quotient(self, e: Apply, bound: frozenset[str]) -> Expression:
        above, below = e.arguments
        of, by = after_two(above), after_two(below)
        if self.evidence.is_damaged and of is not None and by is not None:
            return Derivative(self._named(of, bound), self._named(by, bound), e.place, "partial")
        *before, last = above.arguments if is_apply(above, "multiply") else (above,)
        if (one := _without_d(last)) and (two := _without_d(below)):
            found = Derivative(self._named(one, bound), self._named(two, bound), e.place, "d")
            # dE/do * do/dz: the second bar has the last factor alone above it.
            factors = (*(self._named(f, bound) for f in before), found)
            return Apply("multiply", factors, e.place) if before else found
        return Apply("divide", (self._named(above, bound), self._named(below, bound)), e.place)

    def _product(self, e: Apply, bound: frozenset[str]) -> Expression:
        """Words beside one another are one name: total error."""
        symbols = [f for f in e.arguments if isinstance(f, Symbol)]
        words = [f for f in symbols if len(f.name) > 2 and f.name in _WORDS]
        if len(words) == len(e.arguments) > 1 and not any(w.indices for w in words[:-1]):
            joined = Symbol("_".join(w.name for w in words), words[-1].indices, e.place)
            return self._symbol(joined, bound)
        if self.evidence.is_damaged and (halves := two_before(e)) is not None:
            of, by = (self._named(half, bound) for half in halves)
            return Derivative(of, by, e.place, "partial")
        return Apply("multiply", tuple(self._named(f, bound) for f in e.arguments), e.place)

    def _call(self, e: Apply, bound: frozenset[str]) -> Expression:
        """f(x): the quantity f; f(3): the quantity where x is 3."""
        arguments = tuple(self._named(a, bound) for a in e.arguments)
        if e.function == "call":
            return arguments[0]
        name = e.function.rstrip("'")
        if e.function == "H" and len(arguments) == 1 and not self.evidence.lefts["H"]:
            return Apply("step", arguments, e.place)  # Heaviside's
        primes = "_prime" * (len(e.function) - len(name))
        parameter = self.evidence.functions.get(e.function)
        if all(isinstance(a, Symbol) for a in arguments):
            given = arguments[0].name if isinstance(arguments[0], Symbol) else ""
            if parameter is None or parameter == given or len(arguments) > 1:
                own = "" if parameter is not None or name in "JLCE" else "_" + given
                return Symbol(self._unique(_clean(name) + primes + own), (), e.place)
        if parameter is not None and len(arguments) == 1:
            return At(Symbol(self._unique(_clean(name) + primes)), parameter, arguments[0], e.place)
        return Apply(_clean(name) + primes, arguments, e.place)


def _primed(name: str) -> tuple[str, str]:
    """A base without its primes, and what they mean: w' is new, f' a derivative."""
    base, new = name, ""
    if base.endswith("'"):
        base, new = base.rstrip("'"), "_new"
        if base in _DERIVED:
            base, new = base + "_prime", ""
    return (base[:1], "_new") if base.lower() in ("wnew", "wneu") else (base, new)


def _labels(base: str, parts: list[str], new: bool) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The families that a name with plain indices belongs to, with its label in each."""
    match parts:
        case [part] if not new and part.isalnum():
            yield base, (int(part) if part.isdecimal() else part,)
            if numbered := _NUMBERED.fullmatch(part):
                yield f"{base}_{numbered[1]}", (int(numbered[2]),)
            if len(part) == 2 and part.isdecimal():
                yield base, (int(part[0]), int(part[1]))
        case [one, other] if one.isdecimal() and other.isdecimal():
            yield base, (int(one), int(other))
        case [*first, layer] if first and layer[0] == "L" and layer[1:].isdecimal():
            yield from _labels(f"{base}_{layer}", first, new)
        case _:
            pass


def _each(index: Expression, bound: frozenset[str]) -> tuple[Expression, ...]:
    """The indices of `k1` and of `1k`, where k counts the terms of a sum."""
    match index:
        case Symbol(name=name, indices=(Number() as inner,)) if name in bound:
            return Symbol(name, (), index.place), inner
        case Apply(function="multiply", arguments=(Number(), Symbol()) as both):
            return both
        case _:
            return (index,)


def _without_d(symbol: Expression) -> Symbol | None:
    """E of dE."""
    if not isinstance(symbol, Symbol):
        return None
    name = symbol.name
    if len(name) < 2 or name[0] != "d" or name in FUNCTIONS or name in WORDS:
        return None
    return Symbol(name[1:], symbol.indices, symbol.place)


def _in_parentheses(index: Expression) -> Expression:
    """What stands in a superscript in parentheses: w^{(new)}."""
    match index:
        case Apply(function="layer", arguments=(inner,)):
            return inner
        case _:
            return index


def _text(index: Expression) -> str:
    """An index as the letters of a name."""
    match index:
        case Number(printed=printed):
            return _clean(printed.text)
        case Symbol(name=name, indices=inner):
            return _clean(name) + "".join(map(_text, inner))
        case Apply(function="layer", arguments=(inner,)):
            return "L" + _text(inner)
        case Apply(function="add", arguments=terms):
            return "_plus_".join(map(_text, terms)).replace("_plus_minus_", "_minus_")
        case Apply(function="negate", arguments=(inner,)):
            return "minus_" + _text(inner)
        case Apply(function="multiply", arguments=factors):
            return "".join(map(_text, factors))
        case _:
            return "_".join(_text(part) for part in children(index))


def _clean(text: str) -> str:
    return text if text.isalnum() else _UNSAFE.sub("_", text).strip("_")


def _joined(base: str, parts: Iterable[str]) -> str:
    found = _clean(base) or "x"
    for part in parts:
        if not part:
            continue
        near = len(found) == 1 and part[:1].isdigit()
        found += part if near else "_" + part
    return found
