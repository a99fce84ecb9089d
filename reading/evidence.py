"""What does a document show of its names, before any of them is decided?

Which letters stand alone, what is defined, whose superscripts count layers, which letters are
functions, and whether a scan turned ∂ into 2.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..expressions.tree import Apply, Derivative, Expression, Number, Symbol, nodes
from .lexicon import NEW, OLD

#: Letters that count layers.
LAYERS = frozenset({"l", "L", "k", "r"})
#: Letters of functions that are those of hidden layers, too.
HIDDEN = frozenset({"h", "H"})
#: So many fractions 2E/2w make a damaged document.
DAMAGED = 3


@dataclass
class Evidence:
    """What a document shows of its names."""

    #: Names of one letter.
    letters: set[str] = field(default_factory=set[str])
    #: How often a name is the left side of an equation.
    lefts: Counter[str] = field(default_factory=Counter[str])
    #: Names without an index that are the left side of an equation.
    plain: set[str] = field(default_factory=set[str])
    #: Names whose superscripts count layers, and those that have the superscript 1.
    layered: set[str] = field(default_factory=set[str])
    firsts: set[str] = field(default_factory=set[str])
    #: Names that are the left side without a superscript, with how many indices they have there.
    bare: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    #: Letters that count the terms of a sequence above its name: t of w^{t+1} = w^t - g.
    counting: set[str] = field(default_factory=set[str])
    #: Functions that an equation defines, with their parameter.
    functions: dict[str, str] = field(default_factory=dict[str, str])
    #: Fractions 2E/2w.
    twos: int = 0

    @property
    def is_damaged(self) -> bool:
        """Whether ∂ came out as 2: nobody cancels by 2 again and again without doing it."""
        return self.twos >= DAMAGED

    def counts(self, exponent: Expression) -> bool:
        """Whether an exponent is a sum that counts layers or terms: l - 1, t + 1."""
        return (
            isinstance(exponent, Apply)
            and exponent.function == "add"
            and any(
                isinstance(n, Symbol) and (n.name in LAYERS or n.name in self.counting)
                for n in exponent.arguments
            )
        )

    def defines(self, name: Expression) -> bool:
        """Whether an equation says what a name is, with whatever index."""
        return isinstance(name, Symbol) and self.lefts[name.name] > 0

    def is_layer_of(self, base: Symbol) -> bool:
        """Whether a superscript counts layers. Nobody writes the power 1, but for a row of them."""
        is_power = (base.name, len(base.indices)) in self.bare
        return base.name in self.layered or (base.name in self.firsts and not is_power)

    def look_at(self, expression: Expression, alone: bool = False) -> None:
        """Count what a raw expression shows; `alone` where it is a whole left side."""
        if alone:
            self._left(expression)
        for node in nodes(expression):
            match node:
                case Symbol(name=name):
                    if len(name) == 1:
                        self.letters.add(name)
                case Derivative(of=of, by=by, spelling="partial" | "nabla"):
                    self._raised(of)
                    self._raised(by)
                case Apply(function="power", arguments=(Symbol(name=name), exponent)):
                    inner = list(nodes(exponent))
                    if isinstance(exponent, Number) and exponent.printed.text == "1":
                        self.firsts.add(name)
                    if any(isinstance(n, Symbol) and n.name in LAYERS for n in inner):
                        self.layered.add(name)
                case Apply(function="divide", arguments=(above, below)):
                    self.twos += after_two(above) is not None and after_two(below) is not None
                case _:
                    pass

    def _left(self, expression: Expression) -> None:
        match expression:
            case Symbol(name=name, indices=indices):
                self.lefts[name] += 1
                self.bare.add((name, len(indices)))
                if not indices:
                    self.plain.add(name)
            case Apply(function="power", arguments=(Symbol() as base, Number() | Symbol() as up)):
                is_new = isinstance(up, Symbol) and up.name.lower() in NEW | OLD
                if base.indices and not is_new:
                    self.layered.add(base.name)
                self.lefts[base.name] += 1
            case Apply(spelling="call", arguments=(Symbol(name=parameter),)):
                self.functions.setdefault(expression.function, parameter)
            case _:
                pass

    def recurs(self, left: Expression, right: Expression) -> None:
        """Take w^{t+1} = w^t - g for the next term of a sequence, and for no power."""
        match left, right:
            case (
                Apply(
                    function="power",
                    arguments=(
                        Symbol() as next_,
                        Apply(function="add", arguments=(Symbol() as by, _)),
                    ),
                ),
                Apply(
                    function="add",
                    arguments=(Apply(function="power", arguments=(before, letter)), *_),
                ),
            ) if next_ == before and by == letter:
                self.layered.add(next_.name)
                self.counting.add(by.name)
            case _:
                pass

    def defines_again(self, left: Expression, right: Expression) -> None:
        """Take `f(x) = x - 3` for another f than that of w, from here on: x has no value."""
        match left:
            case Apply(
                spelling="call", function=name, arguments=(Symbol(name=letter, indices=()),)
            ):
                names = {n.name for n in nodes(right) if isinstance(n, Symbol)}
                is_other = name in self.functions and self.functions[name] not in names
                if is_other and letter in names - self.plain:
                    self.functions[name] = letter
            case _:
                pass

    def product(self, whole: Apply) -> Expression | None:
        """`h (y - t)`, and `h (y - t)^T`, as a product, where h is the outputs of a layer."""
        is_above = whole.function == "transpose"
        call = whole.arguments[0] if is_above else whole
        if not isinstance(call, Apply) or call.spelling != "call":
            return None
        first, inner = Symbol(call.function, (), call.place), call.arguments[-1]
        if call.function == "call" and isinstance(call.arguments[0], Symbol):
            first = call.arguments[0]
        if first.name not in HIDDEN or first.name in self.functions or not self.lefts[first.name]:
            return None
        if not (isinstance(inner, Apply) and inner.function == "add"):
            return None
        last = Apply("transpose", (inner,), whole.place) if is_above else inner
        return Apply("multiply", (first, last), whole.place)

    def _raised(self, side: Expression) -> None:
        """∂z^2 is no derivative of a square."""
        match side:
            case Apply(function="power", arguments=(Symbol(name=name), _)):
                self.layered.add(name)
            case _:
                pass


def after_two(expression: Expression) -> Expression | None:
    """E of 2E."""
    match expression:
        case Apply(function="multiply", arguments=(Number(printed=printed), *rest)):
            if printed.text != "2" or any(isinstance(r, Number) for r in rest):
                return None
            return rest[0] if len(rest) == 1 else Apply("multiply", tuple(rest), expression.place)
        case _:
            return None


def two_before(product: Apply) -> tuple[Expression, Expression] | None:
    r"""E and w of `2 \frac{E}{2w}`, where the first sign stands before the fraction."""
    match product.arguments:
        case (Number(printed=printed), Apply(function="divide", arguments=(of, below))):
            by = after_two(below)
            is_damaged = printed.text == "2" and by is not None and not isinstance(of, Number)
            return (of, by) if is_damaged and by is not None else None
        case _:
            return None
