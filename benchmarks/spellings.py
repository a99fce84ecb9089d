"""A derivation as Markdown, its names as an author of some taste writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    is_apply,
)

from .derivations import Derivation, Line

_NAME = re.compile(r"([A-Za-z]+?)(\d*)(_new)?")
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
#: How names are written, by their letter: `#` stands for the indices.
PLAIN = {"D": r"\delta_{#}", "eta": r"\eta"}
LAYERS = {
    "w": "w_{#}^{(1)}", "b": "b_{#}^{(1)}", "z": "z_{#}^{(1)}", "h": "a_{#}^{(1)}",
    "v": "w_{#}^{(2)}", "c": "b_{#}^{(2)}", "s": "z_{#}^{(2)}", "p": "a_{#}^{(2)}",
    "D": r"\delta_{#}^{(2)}", "L": "C", "eta": r"\alpha",
}  # fmt: skip
WORDS = {
    "x": "i_{#}", "z": r"net_{h#}", "h": r"out_{h#}", "s": r"net_{o#}", "p": r"out_{o#}",
    "y": r"target_{o#}", "L": r"E", "D": r"\delta_{o#}", "v": "u_{#}", "eta": r"\eta",
}  # fmt: skip
HATS = {
    "p": r"\hat{y}_{#}", "s": "q_{#}", "L": "J", "D": r"\varepsilon_{#}", "w": r"\theta_{#}",
    "v": r"\phi_{#}", "y": "t_{#}", "eta": r"\mu",
}  # fmt: skip
MATRICES = {"D": r"\delta", "G": r"\gamma", "eta": r"\eta"}
OTHER_MATRICES = {"X": "A", "W": "U", "V": "M", "Y": "T", "Z": "B", "H": "F", "S": "P",
                  "D": r"\Delta", "G": r"\Gamma", "L": "E", "eta": r"\alpha"}  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """How names, products and derivatives are written."""

    letters: Mapping[str, str]
    product: str = r" \cdot "
    differential: str = r"\partial "

    def name(self, name: str, indices: str = "") -> str:
        """A name with its indices."""
        match = _NAME.fullmatch(name)
        assert match is not None
        letter, digits, new = match.groups()
        index = indices or digits
        default = f"{letter}_{{#}}" if index else letter
        text = self.letters.get(letter, default).replace("_{#}", f"_{{{index}}}" if index else "")
        return text.replace("#", index) + ("^{+}" if new else "")

    def text(self, node: Expression, around: int = _SUM) -> str:
        """A formula, in brackets where it binds less than what stands around it."""
        text, own = self._plain(node)
        return rf"\left({text}\right)" if own < around else text

    def _plain(self, node: Expression) -> tuple[str, int]:
        match node:
            case Number(printed=printed):
                return printed.text, _ATOM if printed.text[0] != "-" else _SUM
            case Symbol(name=name, indices=indices):
                return self.name(name, "".join(map(self.text, indices))), (
                    _POWER if "^" in self.name(name) else _ATOM
                )
            case Derivative(of=Symbol() as of, by=by):
                d = self.differential
                return rf"\frac{{{d}{self.text(of)}}}{{{d}{self.text(by)}}}", _PRODUCT
            case Derivative(of=of, by=by):
                d = self.differential
                return rf"\frac{{{d}}}{{{d}{self.text(by)}}}{self.text(of, _ATOM)}", _SUM
            case Matrix(rows=rows):
                lines = r" \\ ".join(" & ".join(map(self.text, row)) for row in rows)
                return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}", _ATOM
            case Fold(body=body, index=index, over=(low, high)):
                ends = f"{index}={self.text(low)}", self.text(high)
                return rf"\sum_{{{ends[0]}}}^{{{ends[1]}}} {self.text(body, _PRODUCT)}", _SUM
            case Apply(function=function, arguments=arguments):
                return self._applied(function, arguments)
            case _:
                raise ValueError(f"nobody writes {type(node).__name__} in these notes")

    def _applied(self, function: str, parts: tuple[Expression, ...]) -> tuple[str, int]:
        match function, parts:
            case "add", [first, *rest]:
                return self.text(first) + "".join(map(self._term, rest)), _SUM
            case (("multiply" | "hadamard" | "matmul"), _):
                signs = {"hadamard": r" \odot ", "matmul": " "}
                return self._product(signs.get(function, self.product), parts), _PRODUCT
            case "divide", [a, b]:
                return rf"\frac{{{self.text(a)}}}{{{self.text(b)}}}", _POWER
            case "negate", [inner]:
                return f"-{self.text(inner, _PRODUCT)}", _SUM
            case "power", [base, exponent]:
                return f"{self.text(base, _ATOM)}^{{{self.text(exponent)}}}", _POWER
            case "exp", [inner]:
                return f"e^{{{self.text(inner)}}}", _POWER
            case "transpose", [inner]:
                return f"{self.text(inner, _ATOM)}^T", _POWER
            case "norm", [inner]:
                return rf"\| {self.text(inner)} \|", _ATOM
            case _, [inner]:
                heads = {"sigmoid": r"\sigma", "log": r"\ln", "tanh": r"\tanh"}
                return rf"{heads[function]}\left({self.text(inner)}\right)", _ATOM
            case _:
                raise ValueError(f"nobody writes {function} in these notes")

    def _term(self, term: Expression) -> str:
        if is_apply(term, "negate"):
            return f" - {self.text(term.arguments[0], _PRODUCT)}"
        return f" + {self.text(term, _PRODUCT)}"

    def _product(self, sign: str, parts: Sequence[Expression]) -> str:
        first, *rest = (self.text(part, _PRODUCT) for part in parts)
        # Nobody writes a number behind a name without a sign between them.
        apart = (r" \cdot " if t[0].isdigit() or "(-1" in t else sign for t in rest)
        return first + "".join(s + t for s, t in zip(apart, rest, strict=True))


SCALARS = (
    Spelling(PLAIN),
    Spelling(LAYERS, " "),
    Spelling(WORDS, r" \times "),
    Spelling(HATS, r" \cdot ", "d "),
)
GRIDS = (Spelling(MATRICES), Spelling(OTHER_MATRICES, r" \cdot "))


def spelling(found: Derivation, seed: int) -> Spelling:
    """One of the spellings in which a derivation may be written."""
    is_matrix = any(isinstance(m, Matrix) for line in found.definitions for m in line.members)
    choices = GRIDS if is_matrix else SCALARS
    return choices[seed % len(choices)]


def markdown(found: Derivation, how: Spelling) -> tuple[str, list[int]]:
    """The notes, and the line on which every identity stands."""
    lines, places = ["# Forward", ""], list[int]()
    for one in found.definitions:
        lines += [_display(one, how), ""]
    lines += ["# Backward", ""]
    for one in found.identities:
        places.append(len(lines) + 1)
        lines += [_display(one, how), ""]
    return "\n".join(lines), places


def _display(one: Line, how: Spelling) -> str:
    return f"$${' = '.join(map(how.text, one.members))}$$"
