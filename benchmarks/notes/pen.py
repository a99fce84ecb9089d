"""How is a formula written, with symbols or with numbers in their places?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .digits import Print
from .style import Style
from .tree import Call, Const, Name, Negative, Node, Product, Quotient, Ref, Square, Sum

SUM, PRODUCT, SIGNED, POWER, ATOM = range(5)
#: Around every printed decimal, so that its place is known when the page is done.
OPEN, BETWEEN, CLOSE = "\ue000", "\ue001", "\ue002"
SIGNS = {
    "*": ("*", "*"), "asterisk": (r"\ast", "\\*"), "cdot": (r"\cdot", "·"),
    "times": (r"\times", "×"), "dot": ("·", "·"), "juxtaposed": ("", ""),
}  # fmt: skip
Atom = Callable[[Name], str]


@dataclass(frozen=True)
class Written:
    """A piece of a formula, how tightly it binds, and whether it is a bare number."""

    text: str
    level: int
    number: bool = False


class Pen:
    """Writes formulas in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.plain = style.plain
        self.space = "" if style.tight else " "

    def number(self, shown: Print) -> str:
        """Digits with the document's comma, minus and power of ten."""
        text = shown.digits
        if self.style.bare_point and text.lstrip("-").startswith("0."):
            text = text.replace("0.", ".", 1)
        text = text.replace(".", self.style.comma).replace("-", self.style.minus)
        if not shown.power:
            return text
        if not self.plain:
            sign = r"\times" if self.style.product != "cdot" else r"\cdot"
            return f"{text} {sign} 10^{{{shown.power}}}"
        return f"{text}e{shown.power}" if self.style.form == "text" else f"{text}·10^{shown.power}"

    def formula(self, node: Node, atom: Atom) -> str:
        """The formula; `atom` writes what stands for a quantity."""
        return self._write(node, atom).text

    def _write(self, node: Node, atom: Atom) -> Written:
        match node:
            case Const(text):
                return self._const(text)
            case Ref(name):
                text = atom(name)
                level = POWER if "^" in text and OPEN not in text else ATOM
                level = PRODUCT if "10^" in text and OPEN in text else level
                return Written(text, SIGNED if signed(text) else level, OPEN in text)
            case Sum(terms):
                return self._sum(terms, atom)
            case Product(factors):
                return self._product(factors, atom)
            case Quotient(over, under):
                return self._quotient(over, under, atom)
            case Negative(of):
                inner = self._write(of, atom)
                return Written(
                    f"-{self._at_least(inner, POWER if inner.number else PRODUCT)}", SIGNED
                )
            case Square(of):
                inner = self._write(of, atom)
                return Written(self._at_least(inner, ATOM) + ("²" if self.plain else "^2"), POWER)
            case Call(name, of):
                return self._call(name, of, atom)

    def _const(self, text: str) -> Written:
        if text == "1/2":
            half = {"frac": r"\frac{1}{2}", "tfrac": r"\tfrac{1}{2}", "slash": "1/2", "sign": "½",
                    "decimal": "0" + self.style.comma + "5"}[self.style.half]  # fmt: skip
            return Written(half, PRODUCT if half == "1/2" else ATOM)
        text = text.replace(".", self.style.comma).replace("-", self.style.minus)
        return Written(text, SIGNED if signed(text) else ATOM)

    def _at_least(self, inner: Written, level: int) -> str:
        if inner.level >= level:
            return inner.text
        return f"({inner.text})" if self.plain or "\\frac" not in inner.text else self._tall(inner)

    def _tall(self, inner: Written) -> str:
        return rf"\left({inner.text}\right)"

    def _sum(self, terms: tuple[tuple[int, Node], ...], atom: Atom) -> Written:
        pieces: list[str] = []
        for i, (sign, term) in enumerate(terms):
            inner = self._write(term, atom)
            bare = inner.level == SIGNED and (i == 0 or (self.style.bare_sign and sign > 0))
            text = inner.text if bare else self._at_least(inner, PRODUCT)
            if inner.level == SIGNED and not bare:
                text = f"({inner.text})"
            if inner.level == PRODUCT and i and signed(inner.text):
                text = f"({inner.text})"
            operator = "+" if sign > 0 else "-"
            if i:
                pieces.append(f"{self.space}{operator}{self.space}{text}")
            else:
                pieces.append(text if sign > 0 else f"-{text}")
        return Written("".join(pieces), SUM)

    def _product(self, factors: tuple[Node, ...], atom: Atom) -> Written:
        inner = [self._write(factor, atom) for factor in factors]
        if _is_coefficient(factors) and OPEN not in inner[1].text:
            return Written(inner[0].text + inner[1].text, PRODUCT)  # 3θ, 0.5θ²
        latex, plain = SIGNS[self.style.product]
        sign = plain if self.plain else latex
        if not sign:
            return Written(self._juxtaposed(inner), PRODUCT)
        texts = [
            w.text
            if w.level == SIGNED and (not i or self.style.bare_sign)
            else self._at_least(w, POWER)
            for i, w in enumerate(inner)
        ]
        space = " " if sign.startswith("\\") and len(sign) > 2 else self.space
        head = ""
        if self._half_first(factors):
            head, texts = (
                texts[0] + (" " if self.style.half in ("slash", "decimal") else ""),
                texts[1:],
            )
            if self.style.half in ("slash", "decimal"):
                head = head.strip().strip("()") + f"{space}{sign}{space}"
        return Written(head + f"{space}{sign}{space}".join(texts), PRODUCT)

    def _half_first(self, factors: tuple[Node, ...]) -> bool:
        return factors[0] == Const("1/2") and len(factors) > 1

    def _juxtaposed(self, inner: list[Written]) -> str:
        pieces: list[str] = []
        for i, w in enumerate(inner):
            bare = w.level >= POWER and not w.number and not w.text[0].isdigit()
            if (
                i == 0
                and w.level >= POWER
                and not (w.number and len(inner) > 1 and not _opens(inner[1]))
            ):
                bare = True
            text = w.text if bare else f"({w.text})"
            glue = " " if pieces and bare and not self.plain else ""
            pieces.append(glue + text)
        return "".join(pieces)

    def _quotient(self, over: Node, under: Node, atom: Atom) -> Written:
        a, b = self._write(over, atom), self._write(under, atom)
        if not self.plain:
            return Written(rf"\frac{{{a.text}}}{{{b.text}}}", ATOM)
        # 1 / (1 + e^(-x)); a sum below or above needs its parentheses on one line.
        top = self._at_least(a, POWER) if a.level != SIGNED else a.text
        return Written(f"{top}{self.space}/{self.space}{self._at_least(b, ATOM)}", PRODUCT)

    def _call(self, name: str, of: Node, atom: Atom) -> Written:
        if name == "sigmoid" and self.style.sigmoid == "fraction":
            full = Quotient(Const("1"), Sum(((1, Const("1")), (1, Call("exp", Negative(of))))))
            return self._write(full, atom)
        inner = self._write(of, atom).text
        if name == "exp":
            return self._exp(inner)
        return Written(f"{self.function(name)}({inner})", ATOM)

    def _exp(self, inner: str) -> Written:
        if inner.startswith("-") and inner[1:].startswith("(") and not self.style.tight:
            inner = f"-{inner[1:]}"
        if self.plain:
            return Written(f"e^({inner})" if self.style.form == "text" else f"exp({inner})", ATOM)
        return Written(f"e^{{{inner}}}", ATOM)

    def function(self, name: str) -> str:
        """The name of a function."""
        if name == "sigmoid":
            sign, word = ("σ", "sigmoid") if self.plain else (r"\sigma", r"\mathrm{sigmoid}")
            return sign if self.style.sigmoid != "word" else word
        name = self.style.log if name == "ln" else name
        if self.plain or name in ("relu", "step"):
            shown = {"relu": "ReLU", "step": "H"}.get(name, name)
            return shown if self.plain else rf"\text{{{shown}}}"
        return f"\\{name}"


def signed(text: str) -> bool:
    """Whether a written number or formula starts with a minus."""
    return text.partition(BETWEEN)[2][:1] in "-−" if OPEN in text[:1] else text[:1] in ("-", "−")


def _is_coefficient(factors: tuple[Node, ...]) -> bool:
    """Whether a product is a number of the formula before one symbol."""
    first, rest = factors[0], factors[1:]
    decimal = isinstance(first, Const) and first.text != "1/2"
    return decimal and len(rest) == 1 and isinstance(rest[0], Ref | Square)


def _opens(piece: Written) -> bool:
    return piece.level < POWER
