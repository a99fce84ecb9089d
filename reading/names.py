"""What do the names of a document mean, taken together?

A superscript is a layer or a power, letters beside one another are a word or a product, `2E/2w` is a
derivative that a scan has damaged: none of these can be told from one formula, and each can from
the whole document. Here the raw names of the grammar become the names of quantities; all spellings
of one name become one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    nodes,
    with_children,
)
from .lexicon import NEW, OLD, WORDS

_LAYERS = frozenset({"l", "L", "k", "r"})
_TWO = "2"
#: So many fractions 2E/2w make a damaged document.
DAMAGED = 3
_UNSAFE = re.compile(r"\W+")
_NUMBERED = re.compile(r"([A-Za-z]+)(\d{1,3})")


@dataclass
class Evidence:
    """What a document shows of its names."""

    letters: set[str] = field(default_factory=set[str])
    lefts: Counter[str] = field(default_factory=Counter[str])
    layered: set[str] = field(default_factory=set[str])
    exponents: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    bare: set[str] = field(default_factory=set[str])
    functions: dict[str, str] = field(default_factory=dict[str, str])
    partials: int = 0
    twos: int = 0
    shapes: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    def look_at(self, expression: Expression, alone: bool = False) -> None:
        """Count what a raw expression shows; `alone` where it is a whole left side."""
        if alone:
            self._left(expression)
        for node in nodes(expression):
            match node:
                case Symbol(name=name):
                    if len(name) == 1:
                        self.letters.add(name)
                    self.bare.add(name)
                case Derivative(by=by, spelling="partial" | "nabla"):
                    self.partials += 1
                    for side in (node.of, by):
                        if _is_raised(side):
                            self.layered.add(_base(side))
                case Apply(function="power", arguments=(Symbol(name=name), exponent)):
                    self._exponent(name, exponent)
                case Apply(function="divide", arguments=(above, below)):
                    self.twos += _after_two(above) is not None and _after_two(below) is not None
                case _:
                    pass

    def _left(self, expression: Expression) -> None:
        match expression:
            case Symbol(name=name):
                self.lefts[name] += 1
            case Apply(
                function="power", arguments=(Symbol(name=name) as base, Number() | Symbol())
            ):
                if base.indices:
                    self.layered.add(name)
                self.lefts[name] += 1
            case Apply(spelling="call", arguments=(Symbol(name=parameter),)):
                self.functions.setdefault(expression.function, parameter)
            case _:
                pass

    def defines(self, name: Expression) -> bool:
        """Whether an equation says what a name is, with whatever index."""
        return isinstance(name, Symbol) and self.lefts[name.name] > 0

    def _exponent(self, name: str, exponent: Expression) -> None:
        for node in nodes(exponent):
            if isinstance(node, Symbol) and node.name in _LAYERS and len(name) > 0:
                self.layered.add(name)
        if isinstance(exponent, Number):
            self.exponents.setdefault(name, set()).add(exponent.printed.text)

    @property
    def is_damaged(self) -> bool:
        """Whether ∂ came out as 2: nobody cancels by 2 again and again without doing it."""
        return self.twos >= DAMAGED


def _is_raised(expression: Expression) -> bool:
    return (
        isinstance(expression, Apply)
        and expression.function == "power"
        and (isinstance(expression.arguments[0], Symbol))
    )


def _base(expression: Expression) -> str:
    assert isinstance(expression, Apply)
    base = expression.arguments[0]
    assert isinstance(base, Symbol)
    return base.name


def _after_two(expression: Expression) -> Expression | None:
    """E of 2E."""
    match expression:
        case Apply(function="multiply", arguments=(Number(printed=printed), *rest)):
            if printed.text != _TWO or any(isinstance(r, Number) for r in rest):
                return None
            return rest[0] if len(rest) == 1 else Apply("multiply", tuple(rest), expression.place)
        case _:
            return None


class Names:
    """The names of a document: raw expressions in, expressions of quantities out."""

    damage = "2…/2… read as ∂…/∂…"

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.known: dict[str, str] = {}
        #: Names with plain numbers as their only index, by base: x_1, x_2 are x[i] of a sum.
        self.families: dict[str, dict[tuple[str | int, ...], str]] = {}

    def named(self, expression: Expression) -> Expression:
        """The expression with quantities for raw names."""
        return self._named(expression, frozenset())

    def _named(self, e: Expression, bound: frozenset[str]) -> Expression:
        match e:
            case Number():
                return e
            case Symbol():
                return self._symbol(e, bound)
            case Fold():
                inner = bound | {e.index}
                over = (
                    e.over
                    if isinstance(e.over, str)
                    else tuple(self._named(o, bound) for o in e.over)
                )
                return Fold(e.operation, self._named(e.body, inner), e.index, over, e.place)  # type: ignore[arg-type]
            case Apply(function="power", arguments=(Symbol() as base, exponent)):
                return self._power(e, base, exponent, bound)
            case Apply(function="divide"):
                return self._quotient(e, bound)
            case Apply(function="multiply"):
                return self._product(e, bound)
            case Apply(spelling="call"):
                return self._call(e, bound)
            case Apply(function="nabla", arguments=(of,)):
                inner = self._named(of, bound)
                text = inner.name if isinstance(inner, Symbol) else "f"
                return Symbol(self._unique(f"nabla_{text}"), (), e.place)
            case _:
                found = with_children(e, tuple(self._named(part, bound) for part in children(e)))
                return found

    # --- symbols

    def _symbol(
        self, s: Symbol, bound: frozenset[str], layer: Expression | None = None
    ) -> Expression:
        split = self._letters(s)
        if split is not None:
            return Apply("multiply", tuple(self._symbol(part, bound) for part in split), s.place)
        new, parts, kept = "", [], list[Expression]()
        base = s.name
        if base.endswith("'"):
            base, new = base.rstrip("'"), "_new"
            if base in ("f", "g", "h", "sigma", "phi", "a"):
                base, new = base + "_prime", ""
        for index in [*s.indices, *([layer] if layer is not None else [])]:
            if bound and any(isinstance(n, Symbol) and n.name in bound for n in nodes(index)):
                kept.append(index)
                continue
            text = _text(index)
            if text.lower() in NEW or text in ("new", "t_plus_1"):
                new = "_new"
            elif text.lower() not in OLD:
                marked = next(
                    (w for w in ("new", "neu") if text.endswith(w) and len(text) > len(w)), ""
                )
                if marked:
                    new, text = "_new", text[: -len(marked)]
                parts.append(text)
        if base.lower() in ("wnew", "wneu"):
            base, new = base[:1], "_new"
        match kept:
            case [Symbol(name=prefix, indices=(Symbol() as inner,))] if inner.name in bound:
                # target_{o_k}: the names target_o1, target_o2, by number.
                return Symbol(f"{_clean(base)}_{prefix}", (inner,), s.place, s.name)
            case _:
                pass
        if kept:
            labels = tuple(self._label(i, bound) for i in s.indices)
            return Symbol(_clean(base), labels, s.place, s.name)
        name = self._unique(_joined(base, parts)) + new
        if len(parts) == 1 and not new and (parts[0].isdigit() or parts[0].isalnum()):
            label: str | int = int(parts[0]) if parts[0].isdigit() else parts[0]
            self.families.setdefault(_clean(base), {})[(label,)] = name
            if numbered := _NUMBERED.fullmatch(parts[0]):
                family = self.families.setdefault(f"{_clean(base)}_{numbered[1]}", {})
                family[(int(numbered[2]),)] = name
        elif len(parts) == 1 and len(parts[0]) == 2 and parts[0].isdigit():
            self.families.setdefault(_clean(base), {})[(int(parts[0][0]), int(parts[0][1]))] = name
        elif len(parts) == 2 and all(p.isdigit() for p in parts):
            self.families.setdefault(_clean(base), {})[(int(parts[0]), int(parts[1]))] = name
        return Symbol(name, (), s.place, s.name)

    def _label(self, index: Expression, bound: frozenset[str]) -> Expression:
        if isinstance(index, Symbol) and index.name not in bound:
            return Symbol(_text(index), (), index.place)
        return index

    def _letters(self, s: Symbol) -> list[Symbol] | None:
        """`wx` as w and x, where both are letters of the document and `wx` is no name of its own."""
        name = s.name
        if not 2 <= len(name) <= 4 or not name.isascii() or not name.isalpha():
            return None
        if name in WORDS or name in FUNCTIONS or self.evidence.lefts[name]:
            return None
        if any(name.startswith(word) for word in ("net", "out", "in", "err", "tar", "bia")):
            return None
        if not all(letter in self.evidence.letters for letter in name):
            return None
        *first, last = name
        return [
            *(Symbol(letter, (), s.place) for letter in first),
            Symbol(last, s.indices, s.place),
        ]

    def _unique(self, name: str) -> str:
        """The name as it was first spelled: w_5, w5 and w_{5} are one."""
        key = name.replace("_", "") if not re.search(r"\d_\d", name) else name
        return self.known.setdefault(key, name)

    # --- powers, quotients, products and calls

    def _power(
        self, e: Apply, base: Symbol, exponent: Expression, bound: frozenset[str]
    ) -> Expression:
        if isinstance(exponent, Symbol):
            word = _text(exponent).lower()
            if word in NEW or word in OLD:
                return self._symbol(Symbol(base.name, (*base.indices, exponent), base.place), bound)
        if isinstance(exponent, Symbol | Number) or _is_layer_sum(exponent):
            whole = not isinstance(exponent, Number) or exponent.printed.is_integer
            if base.name in self.evidence.layered and whole:
                return self._symbol(base, bound, Apply("layer", (exponent,)))
        split = self._letters(base)
        if split is not None:
            *first, last = split
            raised = Apply(
                "power", (self._symbol(last, bound), self._named(exponent, bound)), e.place
            )
            return Apply("multiply", (*(self._symbol(p, bound) for p in first), raised), e.place)
        return Apply("power", (self._symbol(base, bound), self._named(exponent, bound)), e.place)

    def _quotient(self, e: Apply, bound: frozenset[str]) -> Expression:
        above, below = e.arguments
        of, by = _after_two(above), _after_two(below)
        if self.evidence.is_damaged and of is not None and by is not None:
            return Derivative(self._named(of, bound), self._named(by, bound), e.place, "partial")
        if isinstance(above, Symbol) and isinstance(below, Symbol):
            one, two = _without_d(above), _without_d(below)
            if one is not None and two is not None:
                return Derivative(self._named(one, bound), self._named(two, bound), e.place, "d")
        return Apply("divide", (self._named(above, bound), self._named(below, bound)), e.place)

    def _product(self, e: Apply, bound: frozenset[str]) -> Expression:
        words = [
            f for f in e.arguments if isinstance(f, Symbol) and len(f.name) > 2 and f.name in WORDS
        ]
        if (
            len(words) == len(e.arguments)
            and len(words) > 1
            and not any(w.indices for w in words[:-1])
        ):
            joined = Symbol("_".join(w.name for w in words), words[-1].indices, e.place)
            return self._symbol(joined, bound)
        return Apply("multiply", tuple(self._named(f, bound) for f in e.arguments), e.place)

    def _call(self, e: Apply, bound: frozenset[str]) -> Expression:
        """f(x): the quantity f; f(3): the quantity where x is 3."""
        arguments = tuple(self._named(a, bound) for a in e.arguments)
        if e.function == "call":
            return arguments[0]
        name = e.function.rstrip("'")
        primes = "_prime" * (len(e.function) - len(name))
        if all(isinstance(a, Symbol) for a in arguments):
            parameter = self.evidence.functions.get(e.function)
            given = arguments[0].name if isinstance(arguments[0], Symbol) else ""
            if parameter is None or parameter == given or len(arguments) > 1:
                own = "" if parameter is not None or name in "JLCE" else "_" + given
                return Symbol(self._unique(_clean(name) + primes + own), (), e.place)
        parameter = self.evidence.functions.get(e.function)
        if parameter is not None and len(arguments) == 1:
            return At(Symbol(self._unique(_clean(name) + primes)), parameter, arguments[0], e.place)
        return Apply(_clean(name) + primes, arguments, e.place)


def _is_layer_sum(exponent: Expression) -> bool:
    return (
        isinstance(exponent, Apply)
        and exponent.function == "add"
        and any(isinstance(n, Symbol) and n.name in _LAYERS for n in exponent.arguments)
    )


def _without_d(symbol: Symbol) -> Symbol | None:
    if (
        len(symbol.name) > 1
        and symbol.name[0] == "d"
        and symbol.name not in FUNCTIONS
        and (symbol.name not in WORDS)
    ):
        return Symbol(symbol.name[1:], symbol.indices, symbol.place)
    return None


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
    found = _UNSAFE.sub("_", text).strip("_")
    return found if found[:1].isalpha() or not found else found


def _joined(base: str, parts: Iterable[str]) -> str:
    found = _clean(base) or "x"
    for part in parts:
        if not part:
            continue
        near = len(found) == 1 and part[:1].isdigit()
        found += part if near else "_" + part
    return found
