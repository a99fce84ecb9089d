"""How is a quantity called: w_5, w_{11}^{(1)}, W^{[1]}_{1,2}, w₅?"""

from __future__ import annotations

from random import Random

from .style import Style
from .tree import Name

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
GREEK = {"eta": "η", "alpha": "α", "delta": "δ", "theta": "θ"}
TAGS = {"school": "hko", "short": "hko", "greek": "hko"}


class Spelling:
    """The names of one document: choices that an author makes once, drawn from `rng`."""

    def __init__(self, style: Style, rng: Random) -> None:
        self.style = style
        self.input = rng.choice(("i", "x"))
        self.target = {"school": "target", "layers": "y", "brackets": "y"}.get(style.names, "t")
        self.rate = rng.choice(("eta", "eta", "alpha"))
        self.total = rng.choice(("total", "", "")) if style.names != "brackets" else ""
        self.error = rng.choice({"brackets": "JL", "layers": "CLE"}.get(style.names, "E"))
        self.digits_below = rng.random() < 0.6
        self.new = "new"

    def __call__(self, name: Name) -> str:
        """The name as it is written in a formula."""
        spell = getattr(self, f"_{name.kind}")
        text: str = spell(name, *name.at)
        return text

    def relation(self, name: Name) -> str:
        """What stands between the two sides: updates may use an arrow."""
        if name.kind == "new" and self.style.update in ("arrow", "assign"):
            latex, plain = {
                "arrow": (r"\leftarrow", "←"),
                "assign": (":=", ":="),
            }[self.style.update]
            return plain if self.style.plain else latex
        return "="

    def letter(self, name: str) -> str:
        """A Greek letter, or any other symbol."""
        if name in GREEK:
            return GREEK[name] if self.style.plain else f"\\{name}"
        return name

    def scripts(self, base: str, below: str = "", above: str = "") -> str:
        """A base with indices below and above."""
        if self.style.form == "unicode" and self.style.html:
            return base + (f"<sub>{below}</sub>" if below else "") + (f"^{above}" if above else "")
        if self.style.plain:
            if below.isdigit() and (self.digits_below or (len(base) == 1 and not base.isascii())):
                below_text = below.translate(SUBSCRIPTS)
            else:
                below_text = f"_{below}" if len(base) > 1 or not below.isdigit() else below
            return base + (below_text if below else "") + (f"^{above}" if above else "")
        brace = self.style.brace
        low = (f"_{{{below}}}" if brace or len(below) > 1 else f"_{below}") if below else ""
        high = (f"^{{{above}}}" if brace or len(above) > 1 else f"^{above}") if above else ""
        return base + (high + low if self.style.names == "brackets" else low + high)

    def _word(self, word: str) -> str:
        if self.style.plain:
            return word
        return {"text": rf"\text{{{word}}}", "rm": rf"\mathrm{{{word}}}"}.get(self.style.word, word)

    def _layered(self, base: str, layer: int, index: str) -> str:
        above = f"[{layer}]" if self.style.names == "brackets" else f"({layer})"
        return self.scripts(base, index, above)

    def _unit(self, layer: int, unit: int, last: bool) -> str:
        tag = "o" if last else "hkm"[layer - 1]
        if self.style.names == "greek" and not self.style.plain:
            return f"{tag}_{{{unit}}}" if self.style.brace else f"{tag}_{unit}"
        return f"{tag}{unit}"

    @property
    def _is_layered(self) -> bool:
        return self.style.names in ("layers", "brackets")

    def _sym(self, name: Name, latex: str, plain: str) -> str:
        return plain if self.style.plain else latex

    def _x(self, name: Name, unit: int) -> str:
        return self.scripts("x" if self._is_layered else self.input, str(unit))

    def _w(self, name: Name, layer: int, to: int, source: int, number: int) -> str:
        if self.style.names == "layers":
            return self._layered("w", layer, f"{to}{source}")
        if self.style.names == "brackets":
            return self._layered("W", layer, f"{to},{source}")
        return self.scripts(
            self.letter("theta") if self.style.names == "greek" else "w", str(number)
        )

    def _b(self, name: Name, layer: int, to: int, number: int) -> str:
        if self._is_layered:
            return self._layered("b", layer, str(to) if to else "")
        return self.scripts("b", str(number))

    def _net(self, name: Name, layer: int, unit: int, last: bool) -> str:
        if self._is_layered:
            return self._layered("z", layer, str(unit))
        word = {"short": "s", "greek": "in"}.get(self.style.names, "net")
        base = self._word(word) if len(word) > 1 else word
        return self.scripts("z" if self.style.word == "z" else base, self._unit(layer, unit, last))

    def _out(self, name: Name, layer: int, unit: int, last: bool) -> str:
        if self._is_layered:
            return self._layered("a", layer, str(unit))
        if self.style.names == "short":
            return self.scripts("o" if last else "hkm"[layer - 1], str(unit))
        return self.scripts(self._word("out"), self._unit(layer, unit, last))

    def _target(self, name: Name, unit: int) -> str:
        if self.target == "target":
            return self.scripts(self._word("target"), self._unit(0, unit, True))
        return self.scripts(self.target, str(unit))

    def _err(self, name: Name, unit: int) -> str:
        return self.scripts(self.error, f"o{unit}" if self.style.names == "school" else str(unit))

    def _total(self, name: Name) -> str:
        below = self.total if self.style.plain or not self.total else self._word("total")
        return self.scripts(self.error, below)

    def _eta(self, name: Name) -> str:
        return self.letter(self.rate)

    def _delta(self, name: Name, layer: int, unit: int, last: bool) -> str:
        if self._is_layered:
            return self._layered(self.letter("delta"), layer, str(unit))
        return self.scripts(self.letter("delta"), self._unit(layer, unit, last))

    def _indexed(self, name: Name, base: str, index: int) -> str:
        return self.scripts(self.letter(base), str(index))

    def _applied(self, name: Name, base: str) -> str:
        """A function at another quantity: f'(θ_1)."""
        return f"{base}({self(name.of[0])})"

    def _grad(self, name: Name) -> str:
        of, by = (self(part) for part in name.of)
        style = self.style.derivative
        if self.style.plain:
            sign = "d" if style == "d" else "∂"
            return f"{sign}{of}/{sign}{by}"
        sign = {"d": "d", "delta": r"\delta "}.get(style, r"\partial ")
        if style == "slash":
            return f"{sign}{of} / {sign}{by}"
        return f"\\frac{{{sign}{of}}}{{{sign}{by}}}"

    def _new(self, name: Name) -> str:
        old, style = self(name.of[0]), self.style.update
        if style in ("arrow", "assign"):
            return old
        if style == "prime" or (style == "hat" and self.style.plain):
            return f"{old}'"
        if style == "plus":
            return f"{old}^+" if "^" not in old else f"{{{old}}}^+"
        if style == "hat":
            return rf"\hat{{{old}}}"
        if self.style.plain:
            return f"{old}_{self.new}" if self.new.isascii() else f"{old}'"
        word = rf"\text{{{self.new}}}"
        if style == "sup" and "^" not in old:
            return f"{old}^{{{word}}}"
        if "^" in old:
            return f"{{{old}}}_{{{word}}}"
        base, _, below = old.partition("_")
        return f"{base}_{{{below.strip('{}')},{word}}}" if below else f"{old}_{{{word}}}"
