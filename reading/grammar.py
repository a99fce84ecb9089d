"""What does a run of tokens say, as an expression?

A hand-written precedence parser for lecture mathematics. It reads one side of a relation. Names come
out raw: a base with every subscript, superscript and prime that may belong to it; what a superscript
means is decided for the whole document (`names`), and so is whether letters beside one another are a
word or a product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..expressions.place import Place
from ..expressions.printed import Printed, UnreadableNumberError
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    integer,
)
from .lexicon import CALLED, FUNCTIONS
from .tokens import Token

DEEPEST = 60
_ACCENTS = {"hat": "_hat", "widehat": "_hat", "tilde": "_tilde", "bar": "", "vec": "", "overline": "",
            "dot": "_dot", "overrightarrow": "", "widetilde": "_tilde", "check": "_check"}  # fmt: skip
_MATRICES = frozenset(
    ["matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"]
)
_FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"])
_LABELLED = frozenset(["underbrace", "overbrace", "underset", "overset", "stackrel"])
_OPENING = {"(": ")", "[": "]", "{": "}"}
_PRIMARY = frozenset({"number", "name", "word", "command", "(", "[", "{", "sqrt", "sum", "prod",
                      "partial", "nabla", "begin", "‖"})  # fmt: skip
_PRODUCTS = frozenset({"*", "/", "odot", "otimes"})


class UnreadableError(ValueError):
    """A formula that the grammar does not know, with the position where it stops."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


def parse(
    tokens: Sequence[Token], place: Callable[[int], Place], end: int, comma: bool = False
) -> tuple[Expression, tuple[str, ...]]:
    """The expression that tokens say, and what was taken as meant in it rather than as printed.

    Raises `UnreadableError` with the offset where it stops.
    """
    grammar = _Grammar(tokens, place, end, comma)
    found = grammar.sum()
    if grammar.at < len(grammar.tokens):
        raise grammar.unreadable("is not expected here")
    return found, tuple(dict.fromkeys(grammar.repaired))


class _Grammar:
    def __init__(
        self, tokens: Sequence[Token], place: Callable[[int], Place], end: int, comma: bool = False
    ) -> None:
        self.tokens, self.place, self.end = tokens, place, end
        self.at = 0
        self.depth = 0
        self.repaired: list[str] = []
        #: Whether the document writes 0,5 for a half.
        self.comma = comma

    # --- the tokens

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def text(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def spaced(self) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].spaced

    def here(self) -> Place:
        return self.place(self.tokens[self.at].start if self.at < len(self.tokens) else self.end)

    def take(self) -> Token:
        if self.at >= len(self.tokens):
            raise self.unreadable("something is missing here")
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, kind: str) -> bool:
        if self.kind() != kind:
            return False
        self.at += 1
        return True

    def require(self, kind: str) -> None:
        if kind == ")" and self.kind() in ("", "row", "&", "end"):
            self.repaired.append("a parenthesis that is not closed")
        elif not self.accept(kind):
            raise self.unreadable(f"expected {kind!r} here")

    def unreadable(self, why: str) -> UnreadableError:
        if self.at >= len(self.tokens):
            return UnreadableError("ends too early", self.end)
        token = self.tokens[self.at]
        return UnreadableError(f"{token.text[:30]!r} {why}", token.start)

    # --- sums and products

    def sum(self) -> Expression:
        """Terms with their signs."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.unreadable(f"lies more than {DEEPEST} levels deep")
        place = self.here()
        terms = [self.term()]
        while self.kind() in ("+", "-"):
            sign = self.take().kind
            term = self.term()
            terms.append(_negative(term) if sign == "-" else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Apply("add", tuple(terms), place)

    def term(self) -> Expression:
        """Factors; a fraction bar takes everything to its left."""
        place = self.here()
        negative = False
        while self.kind() in ("+", "-"):
            negative ^= self.take().kind == "-"
        factors = [self.factor()]
        if negative and isinstance(factors[0], Number):
            factors, negative = [_negative(factors[0])], False
        kind = "multiply"
        while True:
            if self.kind() in _PRODUCTS:
                sign = self.take().kind
                factor = self.signed()
                if sign == "/":
                    factors = [_divided(_product(kind, factors, place), factor, place)]
                    kind = "multiply"
                    continue
                wanted = {"odot": "hadamard", "otimes": "outer"}.get(sign, "multiply")
                if wanted != kind and len(factors) > 1:
                    factors = [_product(kind, factors, place)]
                kind = wanted
                factors.append(factor)
            elif self.goes_on(factors[-1]):
                if kind != "multiply" and len(factors) > 1:
                    factors = [_product(kind, factors, place)]
                kind = "multiply"
                factors.append(self.factor())
            else:
                break
        found = _product(kind, factors, place)
        return _negative(found) if negative else found

    def signed(self) -> Expression:
        """A factor that may have a sign of its own: 3 * -1."""
        negative = False
        while self.kind() in ("+", "-"):
            negative ^= self.take().kind == "-"
        factor = self.factor()
        return _negative(factor) if negative else factor

    def goes_on(self, before: Expression) -> bool:
        """Whether a factor follows without a sign of multiplication."""
        kind = self.kind()
        if kind == "number":
            token = self.tokens[self.at - 1]
            return token.kind in (")", "]", "}") and not self.tokens[self.at].spaced
        return kind in _PRIMARY

    # --- factors

    def factor(self) -> Expression:
        """A primary with its scripts."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.unreadable(f"lies more than {DEEPEST} levels deep")
        found = self.scripts(self.primary())
        self.depth -= 1
        return found

    def primary(self) -> Expression:
        kind = self.kind()
        match kind:
            case "number":
                return self.number()
            case "name" | "word":
                return self.name()
            case "command":
                return self.command()
            case "(" | "[" | "{":
                return self.group()
            case "|":
                return self.between("|", "abs")
            case "‖":
                return self.between("‖", "norm")
            case "sqrt":
                place = self.here()
                self.take()
                return Apply("sqrt", (self.argument(),), place)
            case "sum" | "prod":
                return self.fold()
            case "partial":
                return self.partial()
            case "nabla":
                return self.nabla()
            case "begin":
                return self.environment()
            case "infty":
                place = self.here()
                self.take()
                return Symbol("infinity", (), place)
            case _:
                raise self.unreadable("is not expected here")

    def number(self) -> Number:
        place = self.here()
        token = self.take()
        try:
            more = token.text.endswith("…")
            text = token.text.rstrip("…").replace("−", "-")
            return Number(Printed(text, self.comma and "," in text, more), place)
        except UnreadableNumberError:
            self.at -= 1
            raise self.unreadable("is no number that is read here") from None

    def group(self) -> Expression:
        """(…), […] and {…}: one thing, or a row of things."""
        place = self.here()
        opening = self.take().kind
        closing = _OPENING[opening]
        if opening == "[" and self.kind() == "[":
            return self.rows(place)
        rows: list[list[Expression]] = [[]]
        if self.kind() == closing:
            raise self.unreadable("closes nothing")
        while True:
            rows[-1].append(self.sum())
            if self.accept(",") or self.accept("quad"):
                if self.kind() == closing:
                    break
                continue
            if self.kind() in (";", "row"):
                self.take()
                if self.kind() == closing:
                    break
                rows.append([])
                continue
            if opening == "[" and self.kind() in ("number", "-", "+") and self.spaced():
                continue
            break
        if closing != self.kind() and {closing, self.kind()} == {")", "]"} and len(rows[0]) == 2:
            self.take()  # a half-open interval is read as the pair of its ends
        else:
            self.require(closing)
        if len(rows) == 1 and len(rows[0]) == 1:
            found = rows[0][0]
            nested = isinstance(found, Matrix) and opening == "["
            return found if not nested else found
        if all(isinstance(e, Matrix) and len(e.rows) == 1 for row in rows for e in row):
            inner = [e for row in rows for e in row if isinstance(e, Matrix)]
            if len({len(m.rows[0]) for m in inner}) == 1:  # [[1, 2], [3, 4]]
                return Matrix(tuple(m.rows[0] for m in inner), place)
        if len({len(row) for row in rows}) != 1:
            raise UnreadableError(
                "rows of a matrix of different lengths", self.tokens[self.at - 1].start
            )
        return Matrix(tuple(map(tuple, rows)), place)

    def rows(self, place: Place) -> Expression:
        """[[1, 2], [3, 4]]: a matrix by its rows."""
        rows: list[tuple[Expression, ...]] = []
        while self.kind() == "[":
            inner = self.group()
            row = inner.rows[0] if isinstance(inner, Matrix) and len(inner.rows) == 1 else (inner,)
            rows.append(row)
            if self.kind() in (",", ";", "row", "quad"):
                self.take()
        if self.kind() != "]" and len(rows) == 1 and len(rows[0]) == 1:
            # [[a + b] * c]: brackets for parentheses
            self.tokens = [*self.tokens]
            raise self.unreadable("is not expected between rows")
        self.require("]")
        if len({len(row) for row in rows}) != 1:
            raise UnreadableError(
                "rows of a matrix of different lengths", self.tokens[self.at - 1].start
            )
        return Matrix(tuple(rows), place)

    def between(self, bar: str, function: str) -> Expression:
        place = self.here()
        self.take()
        inner = self.sum()
        self.require(bar)
        return Apply(function, (inner,), place)

    def argument(self) -> Expression:
        """What a LaTeX command takes: a group, or one token."""
        if self.kind() == "{":
            return self.group()
        if self.kind() in ("number", "name") and len(self.text()) > 1 and not self.spaced():
            return self.one_character()
        return self.primary()

    def one_character(self) -> Expression:
        """\\frac12: without braces an argument is one character."""
        token = self.tokens[self.at]
        place = self.here()
        rest = Token(token.kind, token.text[1:], token.start + 1, token.end)
        self.tokens = [*self.tokens[: self.at + 1], rest, *self.tokens[self.at + 1 :]]
        self.at += 1
        first = token.text[0]
        return Number(Printed(first), place) if token.kind == "number" else Symbol(first, (), place)

    # --- names

    def name(self) -> Expression:
        place = self.here()
        token = self.take()
        base = "_".join(token.text.split()) if token.kind == "word" else token.text
        if not base or not (base[0].isalpha() or base[0] == "\\"):
            self.at -= 1
            raise self.unreadable("is no name")
        if base == "hat_y":
            return self.indexed("y_hat", place)
        if token.kind == "word" and self.kind() == "name" and token.text.strip():
            base += self.take().text  # \text{out } O_1
        if base in FUNCTIONS and not self.is_name_after_all(base):
            return self.function(FUNCTIONS[base], place, base)
        return self.indexed(base, place)

    def is_name_after_all(self, base: str) -> bool:
        """`log`, `max` and `sum` may stand without an argument: as names."""
        return self.kind() in ("", ")", "}", "]", ",", "+", "*", "/")

    def indexed(self, base: str, place: Place, indices: tuple[Expression, ...] = ()) -> Expression:
        """A base with what follows it directly: digits, primes, an argument."""
        start = self.at
        if self.kind() == "number" and not self.spaced() and self.text().isdigit():
            indices = (*indices, self.number())
        while self.kind() == "'":
            self.take()
            base += "'"
        found: Expression = Symbol(base, indices, place)
        found = self.scripts(found)
        if self.kind() == "[" and not self.spaced() and self.is_bracketed_index():
            self.take()
            inner = self.list_until("]")
            if isinstance(found, Symbol):
                found = Symbol(found.name, (*found.indices, *inner), place)
        if self.kind() == "(" and isinstance(found, Symbol) and self.at >= start:
            called = self.called(found)
            if called is not None:
                return called
        return found

    def is_bracketed_index(self) -> bool:
        """w[1], a[l] and X[i, j]; not 0.5[1 - x]."""
        kinds = [self.kind(i) for i in range(1, 5)]
        return (
            kinds[0] in ("number", "name")
            and (kinds[1] == "]" or (kinds[1] == "," and kinds[3] == "]"))
            and not (kinds[0] == "number" and "." in self.text(1))
        )

    def called(self, symbol: Symbol) -> Expression | None:
        """A function of its argument, or None where the parentheses hold a factor."""
        base = symbol.name.rstrip("'")
        primes = len(symbol.name) - len(base)
        if base in CALLED and not symbol.indices and not self.is_one_minus(base):
            function = CALLED[base]
            arguments = self.list_in_parentheses()
            return _derived(function, arguments, primes, symbol.place)
        if self.is_plain_argument(base):
            arguments = self.list_in_parentheses()
            return (
                Apply(symbol.name, tuple(arguments), symbol.place, spelling="call")
                if (not symbol.indices)
                else Apply("call", (symbol, *arguments), symbol.place, spelling="call")
            )
        return None

    def is_one_minus(self, base: str) -> bool:
        """sigma(1 - sigma): a product of the function's own value."""
        return self.text(1) == "1" and self.kind(2) == "-"

    def is_plain_argument(self, base: str) -> bool:
        """f(x), J(theta), E(w_1, w_2): letters that are functions wherever they are written so."""
        if base not in _FUNCTION_LETTERS:
            return False
        at, depth = self.at, 0
        while at < len(self.tokens):
            kind = self.tokens[at].kind
            depth += kind in ("(", "[", "{")
            depth -= kind in (")", "]", "}")
            if depth == 0:
                return True
            at += 1
        return False

    def list_in_parentheses(self) -> list[Expression]:
        self.require("(")
        return self.list_until(")")

    def list_until(self, closing: str) -> list[Expression]:
        found = [self.sum()]
        while self.kind() in (",", ";", "|"):
            self.take()
            found.append(self.sum())
        self.require(closing)
        return found

    def scripts(self, found: Expression) -> Expression:
        """Subscripts, superscripts and primes after a primary."""
        while True:
            kind = self.kind()
            if kind == "_":
                self.take()
                index = self.script()
                found = _with_indices(found, index)
            elif kind == "^":
                self.take()
                found = self.raised(found)
            elif kind == "'":
                self.take()
                if isinstance(found, Symbol):
                    found = Symbol(found.name + "'", found.indices, found.place, found.spelling)
                else:
                    found = Apply("prime", (found,), getattr(found, "place", None))
            else:
                return found

    def script(self) -> tuple[Expression, ...]:
        """What stands small below: one index, or several."""
        if self.kind() != "{":
            if self.kind() in ("+", "-", "*"):
                sign = self.take()
                return (
                    Symbol(
                        {"+": "new", "-": "old", "*": "star"}[sign.kind], (), self.place(sign.start)
                    ),
                )
            if self.kind() == "name":
                place = self.here()
                if _runs_into_next(self.text()):
                    return (self.one_character(),)
                base = self.take().text
                digits: tuple[Expression, ...] = ()
                if self.kind() == "number" and not self.spaced() and self.text().isdigit():
                    digits = (self.number(),)
                return (Symbol(base, digits, place),)
            if self.kind() == "(":
                return (self.group(),)
            return (self.primary(),)
        start, place = self.at, self.here()
        self.take()
        try:
            return self.indices()
        except UnreadableError:
            return (self.index_as_text(start, place),)

    def index_as_text(self, start: int, place: Place) -> Expression:
        """An index that is no expression, as i:i+b: its letters alone."""
        self.at = start
        self.skip_argument()
        letters = [
            t.text for t in self.tokens[start : self.at] if t.kind in ("name", "number", "word")
        ]
        if not letters:
            raise self.unreadable("stands after an empty index")
        return Symbol("_".join(letters), (), place)

    def indices(self) -> tuple[Expression, ...]:
        """Indices up to the closing brace."""
        found: list[Expression] = []
        while self.kind() not in ("}", ""):
            if self.kind() in (",", ";", "to", "|", ":", "<-"):
                self.take()
                continue
            if self.kind() in ("+", "-", "*", "=") and self.kind(1) == "}":
                sign = self.take()
                name = {"+": "new", "-": "old"}.get(sign.kind, "star")
                found.append(Symbol(name, (), self.place(sign.start)))
                continue
            if self.kind() == "(":
                found.append(self.group())
                continue
            found.append(self.index())
        self.require("}")
        return tuple(found)

    def index(self) -> Expression:
        """One index of several: `h1`, `i`, `l+1`; `1 3` and `ij` are two."""
        place = self.here()
        if self.kind() not in ("name", "word", "number", "command", "{"):
            raise self.unreadable("is no index")
        term = self.factor()
        parts = [term]
        while self.kind() in ("+", "-"):
            sign = self.take().kind
            if self.kind() in ("}", ""):
                self.at -= 1
                break
            inner = self.factor()
            parts.append(_negative(inner) if sign == "-" else inner)
        return parts[0] if len(parts) == 1 else Apply("add", tuple(parts), place)

    def raised(self, found: Expression) -> Expression:
        """A power, a transpose, an update, or a layer: `names` decides what is not plain."""
        place = self.here()
        kind, text = self.kind(), self.text()
        if kind == "{" and self.kind(2) == "}":
            kind, text = self.kind(1), self.text(1)
            length = 3
        else:
            length = 1
        if kind == "top" or (kind in ("name", "word") and text in ("T", "Tr", "t") and text != "t"):
            self.at += length
            return Apply("transpose", (found,), place)
        if kind in ("+", "*", "'", "prime") and isinstance(found, Symbol):
            self.at += length
            mark = {"+": "new", "*": "star"}.get(kind, "")
            if not mark:
                return Symbol(found.name + "'", found.indices, found.place)
            return Symbol(found.name, (*found.indices, Symbol(mark, (), place)), found.place)
        bracketed = self.kind() in ("(", "[") or (
            self.kind() == "{" and self.kind(1) in ("(", "[", "<")
        )
        if bracketed and isinstance(found, Symbol):
            layer = self.script()
            inner = layer[0] if len(layer) == 1 else Matrix((layer,), place)
            return Symbol(
                found.name, (*found.indices, Apply("layer", (inner,), place)), found.place
            )
        exponent = self.exponent()
        if isinstance(found, Symbol) and found.name == "e" and not found.indices:
            return Apply("exp", (exponent,), found.place)
        return Apply("power", (found, exponent), found.place if hasattr(found, "place") else place)

    def exponent(self) -> Expression:
        if self.kind() == "{":
            return self.group()
        negative = self.accept("-")
        inner = self.primary() if self.kind() != "name" else self.single_name()
        return _negative(inner) if negative else inner

    def single_name(self) -> Expression:
        place = self.here()
        return Symbol(self.take().text, (), place)

    # --- commands

    def command(self) -> Expression:
        place = self.here()
        name = self.take().text
        if name in _FRACTIONS:
            return self.fraction(place)
        if name in _ACCENTS:
            inner = self.argument()
            if isinstance(inner, Symbol):
                return self.indexed(inner.name + _ACCENTS[name], place, inner.indices)
            return inner
        if name in _LABELLED:
            inner = self.argument()
            while self.kind() in ("_", "^"):
                self.take()
                self.skip_argument()
            return inner
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name], place, name)
        if name in ("binom", "tbinom", "dbinom"):
            raise UnreadableError(f"\\{name} is not read", self.tokens[self.at - 1].start)
        raise UnreadableError(f"\\{name} is not known", self.tokens[self.at - 1].start)

    def skip_argument(self) -> None:
        """Past a group or a token, whatever it holds."""
        depth = 0
        while self.at < len(self.tokens):
            kind = self.take().kind
            depth += kind == "{"
            depth -= kind == "}"
            if depth <= 0:
                return

    def fraction(self, place: Place) -> Expression:
        start = self.at
        derivative = self.leibniz(place)
        if derivative is not None:
            return derivative
        self.at = start
        above = self.argument()
        below = self.argument()
        return Apply("divide", (above, below), place)

    def leibniz(self, place: Place) -> Expression | None:
        """\\frac{d A}{d B}, with whichever sign of differentiation."""
        if self.kind() != "{":
            return None
        self.take()
        sign = self.differential()
        if not sign:
            return self.half_leibniz(place)
        if self.kind() == "}":
            self.take()
            of = None
        else:
            of = self.sum()
            self.require("}")
        if not self.accept("{"):
            return None
        below = self.differential()
        if below not in (sign, ""):
            return None
        by = self.sum()
        self.require("}")
        if of is None:
            of = self.factor()
        if isinstance(of, Number) or isinstance(by, Number):
            return None
        if not below:
            if sign != "partial" or not isinstance(by, Symbol):
                return None
            self.repaired.append("a derivative without the ∂ below")
        return Derivative(of, by, place, spelling=sign)

    def half_leibniz(self, place: Place) -> Expression | None:
        """A fraction with a ∂ below alone: what stands above it was meant to have one, too."""
        of = self.sum()
        if not (self.accept("}") and self.accept("{") and self.kind() == "partial"):
            return None
        self.take()
        by = self.sum()
        self.require("}")
        self.repaired.append("a derivative without the ∂ above")
        return Derivative(of, by, place, spelling="partial")

    def differential(self) -> str:
        """The sign of differentiation, if one begins here: it is taken."""
        kind, text = self.kind(), self.text()
        follows = self.kind(1) in ("name", "word", "command", "{", "(", "partial", "}")
        if kind == "partial":
            self.take()
            return "partial"
        if kind in ("name", "word") and text in ("d", "delta", "Delta") and follows:
            if text != "d" and self.kind(1) == "}":
                return ""
            self.take()
            return text
        if (
            kind == "name"
            and len(text) > 1
            and text[0] == "d"
            and text not in ("delta", "dot", "diag")
        ):
            token = self.tokens[self.at]
            rest = Token("name", text[1:], token.start + 1, token.end)
            self.tokens = [*self.tokens[: self.at], rest, *self.tokens[self.at + 1 :]]
            return "d"
        return ""

    def partial(self) -> Expression:
        """∂A/∂B on one line."""
        place = self.here()
        self.take()
        of = self.factor() if self.kind() != "/" else None
        if of is not None and not (self.kind() == "/" and self.kind(1) == "partial"):
            return Apply("differential", (of,), place)
        if of is None and not (self.kind() == "/" and self.kind(1) == "partial"):
            raise self.unreadable("expected a derivative here")
        self.at += 2
        by = self.factor()
        if of is None:
            of = self.factor()
        return Derivative(of, by, place, spelling="partial")

    def nabla(self) -> Expression:
        place = self.here()
        self.take()
        by: Expression | None = None
        if self.accept("_"):
            inner = self.script()
            by = inner[0] if inner else None
        of = self.factor()
        if by is None:
            return Apply("nabla", (of,), place)
        return Derivative(of, by, place, spelling="nabla")

    def function(self, function: str, place: Place, spelled: str) -> Expression:
        """A function by name, with its argument."""
        exponent: Expression | None = None
        primes = 0
        while self.kind() in ("_", "^", "'"):
            sign = self.take().kind
            if sign == "'":
                primes += 1
            elif sign == "^":
                exponent = self.exponent()
            else:
                function = self.based(function)
        if (
            self.kind() == "number"
            and function == "log"
            and self.text() in ("2", "10")
            and self.kind(1) == "("
        ):
            function = "log" + self.take().text
        if self.kind() in ("(", "[", "{"):
            inner = self.group()
        else:
            inner = self.bare_argument()
        arguments: tuple[Expression, ...] = (inner,)
        if function in ("max", "min") and isinstance(inner, Matrix) and len(inner.rows) == 1:
            arguments = inner.rows[0]
        found = _derived(function, list(arguments), primes, place)
        return found if exponent is None else Apply("power", (found, exponent), place)

    def based(self, function: str) -> str:
        """The logarithm's base; any other subscript of a function is left out."""
        index = self.script()
        if function == "log" and len(index) == 1 and isinstance(index[0], Number):
            return {"10": "log10", "2": "log2"}.get(index[0].printed.text, "log")
        return function

    def bare_argument(self) -> Expression:
        """log 0.5, ln x y: everything up to the next sign."""
        place = self.here()
        negative = self.accept("-")
        factors = [self.factor()]
        while (
            self.kind() in ("name", "number", "(")
            and not negative
            and (self.kind() != "(" or not self.spaced())
        ):
            if self.kind() == "number":
                break
            factors.append(self.factor())
        found = _product("multiply", factors, place)
        return _negative(found) if negative else found

    # --- sums over an index, and matrices

    def fold(self) -> Expression:
        place = self.here()
        operation = "sum" if self.take().kind == "sum" else "product"
        index, low, high = "", None, None
        while self.kind() in ("_", "^"):
            sign = self.take().kind
            if sign == "^":
                high = self.exponent()
                continue
            index, low = self.lower_bound()
        body = self.term()
        if not index:
            return Apply("total", (body,), place)
        over: tuple[Expression, Expression] | str = index
        if low is not None and high is not None:
            over = (low, high)
        return Fold(operation, body, index, over, place)

    def lower_bound(self) -> tuple[str, Expression | None]:
        """i, i=1, or i in a set; of several indices the first counts."""
        if self.kind() != "{":
            return self.take().text, None
        self.take()
        index, low = "", None
        if self.kind() in ("name", "word"):
            index = self.take().text
        if self.accept("="):
            low = self.sum()
        depth = 1
        while depth and self.at < len(self.tokens):
            kind = self.take().kind
            depth += kind == "{"
            depth -= kind == "}"
        return index, low

    def environment(self) -> Expression:
        place = self.here()
        token = self.take()
        if token.text not in _MATRICES:
            raise UnreadableError(f"an environment {token.text} is not read here", token.start)
        rows: list[list[Expression]] = [[]]
        while not (self.kind() == "end" and self.text() == token.text):
            if self.kind() == "":
                raise UnreadableError(f"\\begin{{{token.text}}} is not closed", token.start)
            if self.accept("row"):
                rows.append([])
            elif not self.accept("&"):
                rows[-1].append(self.sum())
        self.take()
        kept = [row for row in rows if row]
        if not kept or len({len(row) for row in kept}) != 1:
            raise UnreadableError("rows of a matrix of different lengths", token.start)
        return Matrix(tuple(map(tuple, kept)), place)


_FUNCTION_LETTERS = frozenset(
    [
        "f",
        "g",
        "h",
        "F",
        "G",
        "J",
        "L",
        "C",
        "E",
        "R",
        "H",
        "phi",
        "psi",
        "varphi",
        "Phi",
        "softmax",
        "loss",
        "cost",
        "error",
        "Loss",
        "Cost",
        "MSE",
        "CE",
        "BCE",
    ]
)


def _runs_into_next(text: str) -> bool:
    """`aC` after an underscore: in LaTeX the index is a alone, and C a factor."""
    return len(text) == 2 and text[0].islower() and text[1].isupper()


def _negative(term: Expression) -> Expression:
    return Apply("negate", (term,), getattr(term, "place", None))


def _divided(above: Expression, below: Expression, place: Place) -> Expression:
    return Apply("divide", (above, below), place)


def _product(kind: str, factors: Sequence[Expression], place: Place) -> Expression:
    return factors[0] if len(factors) == 1 else Apply(kind, tuple(factors), place)


def _with_indices(found: Expression, index: tuple[Expression, ...]) -> Expression:
    match found:
        case Symbol():
            return Symbol(found.name, (*found.indices, *index), found.place, found.spelling)
        case Apply(function="power", arguments=(Symbol() as base, exponent)):
            inner = Symbol(base.name, (*base.indices, *index), base.place)
            return Apply("power", (inner, exponent), found.place)
        case Apply(function="transpose" | "layer", arguments=(Symbol() as base,)):
            inner = Symbol(base.name, (*base.indices, *index), base.place)
            return Apply(found.function, (inner,), found.place)
        case Matrix() | Apply() | Derivative():
            return Apply("indexed", (found, *index), getattr(found, "place", None))
        case _:
            return Apply("indexed", (found, *index), getattr(found, "place", None))


def _derived(
    function: str, arguments: list[Expression], primes: int, place: Place | None
) -> Expression:
    """A function of its arguments, or its derivative."""
    if not primes:
        return Apply(function, tuple(arguments), place)
    value = Apply(function, tuple(arguments), place)
    one = integer(1)
    match function if primes == 1 else "":
        case "sigmoid":
            return Apply("multiply", (value, Apply("add", (one, _negative(value)))), place)
        case "tanh":
            return Apply("add", (one, _negative(Apply("power", (value, integer(2))))), place)
        case "relu":
            return Apply("step", tuple(arguments), place)
        case "exp":
            return value
        case _:
            return Apply(function + "'" * primes, tuple(arguments), place, spelling="call")
