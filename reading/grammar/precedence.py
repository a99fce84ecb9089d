"""What does a run of tokens say, as an expression?

From the loosest level to the tightest: terms with signs, factors, a primary with its scripts, and
the primary itself, whose first token says which rule reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...expressions.place import Place
from ...expressions.tree import Apply, Expression, Number
from ..tokens import Token
from .atoms import infinity, negative, number, product
from .brackets import bars, environment, group
from .commands import command, root
from .derivatives import differential, nabla, partial
from .folds import fold
from .parser import Parser
from .quantities import name
from .scripts import scripts

#: The rule for a primary, by the kind of its first token.
_RULES: dict[str, Callable[[Parser], Expression]] = {
    "number": number, "name": name, "word": name, "command": command, "(": group, "[": group,
    "{": group, "|": bars, "‖": bars, "sqrt": root, "sum": fold, "prod": fold, "partial": partial,
    "nabla": nabla, "begin": environment, "infty": infinity,
}  # fmt: skip
#: What begins a factor without a sign of multiplication. A bar may close what stands before it.
_FACTORS = frozenset(_RULES) - {"number", "|", "infty"}
#: Signs of multiplication and division, with the function that each is.
_PRODUCTS = {"*": "multiply", "/": "divide", "odot": "hadamard", "otimes": "outer"}


def parse(
    tokens: Sequence[Token], place: Callable[[int], Place], end: int, comma: bool = False,
    letters: frozenset[str] = frozenset(),
) -> tuple[Expression, tuple[str, ...]]:  # fmt: skip
    """The expression that tokens say, and what was taken as meant in it rather than as printed.

    `end` is the offset after the last token; `comma`: whether the document writes 0,5 for a half;
    `letters`: the indices of what the formula is said of, at which no sum of it counts.
    Raises `UnreadableError` with the offset where it stops.
    """
    parser = _Precedence(tokens, place, end, comma, letters)
    found = parser.expression()
    if parser.kind():
        raise parser.unreadable("is not expected here")
    return found, tuple(dict.fromkeys(parser.repaired))


class _Precedence(Parser):
    def expression(self) -> Expression:
        self.descend()
        place = self.here()
        terms = [self.term()]
        while self.kind() in ("+", "-"):
            sign = self.take().kind
            term = self.term()
            terms.append(negative(term) if sign == "-" else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Apply("add", tuple(terms), place)

    def term(self) -> Expression:
        place = self.here()
        is_negative = self.take_signs()
        first = self.factor()
        if is_negative and isinstance(first, Number):
            first, is_negative = negative(first), False
        function = "multiply"
        factors: list[Expression] = [first]
        while True:
            if self.kind() in _PRODUCTS:
                wanted = _PRODUCTS[self.take().kind]
                if wanted == "divide":
                    differential(self)
                factor = self.signed()
            elif self.goes_on():
                wanted = "multiply"
                factor = self.factor()
            else:
                break
            if wanted == "divide":
                above = product(function, factors, place)
                function = "multiply"
                factors = [Apply("divide", (above, factor), place)]
                continue
            if wanted != function:
                function, factors = wanted, [product(function, factors, place)]
            factors.append(factor)
        found = product(function, factors, place)
        return negative(found) if is_negative else found

    def signed(self) -> Expression:
        """A factor that may have a sign of its own: 3 * -1."""
        is_negative = self.take_signs()
        factor = self.factor()
        return negative(factor) if is_negative else factor

    def goes_on(self) -> bool:
        """Whether a factor follows without a sign of multiplication."""
        kind = self.kind()
        if kind != "number":
            return kind in _FACTORS and kind not in self.bars[-1:]
        before = self.tokens[self.at - 1]
        return before.kind in (")", "]", "}") and not self.tokens[self.at].spaced

    def factor(self) -> Expression:
        self.descend()
        found = scripts(self, self.primary())
        self.depth -= 1
        return found

    def primary(self) -> Expression:
        rule = _RULES.get(self.kind())
        if rule is None:
            is_open = self.kind() == "unclosed"
            raise self.unreadable("is not closed" if is_open else "is not expected here")
        return rule(self)
