"""A number goes on the page: which digits, from which operands, and what could it rightly be?"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from random import Random

from .algebra import EXACT, Decimals
from .blocks import Block
from .digits import Digits, Print, printed, rounded
from .ink import Ink, Literal
from .ledger import Ledger
from .pen import Pen
from .spelling import Spelling
from .style import Style
from .tree import Call, Const, Name, Node, Product, Sum, refs, value
from .words import phrase


class Printer:
    """Prints operands and results in one style, and keeps the ledger and the ink."""

    def __init__(self, style: Style, rng: Random, ink: Ink) -> None:
        self.style, self.rng, self.ink = style, rng, ink
        self.pen = Pen(style)
        self.spell = Spelling(style, rng)
        self.spell.new = phrase(style.language, "new", rng)
        self.ledger = Ledger()
        self.blocks: list[Block] = []
        self.groups: set[str] = set()
        self.statement = 0
        self.cut = style.dots

    def words(self, key: str, **names: str) -> str:
        return phrase(self.style.language, key, self.rng, **names)

    def _pair(self, pair: tuple[str, str] | Name) -> str:
        if isinstance(pair, Name):
            return self.spell(pair)
        return pair[1] if self.style.plain else pair[0]

    def _symbol(self, name: Name) -> str:
        return self.spell(name)

    def _literal(self, kind: str, name: Name | None, shown: Print, true: Decimal) -> Literal:
        return Literal(self.ink.next, kind, name, shown, self.statement, true)

    def _put(self, literal: Literal) -> str:
        change = self.ink.changes.get(literal.id)
        shown = change.shown if change else literal.shown
        return self.ink.put(literal, self.pen.number(shown))

    def _as_operand(self, name: Name) -> Print:
        shown, places = self.ledger.shown[name], self.style.digits.places
        if name in self.ledger.givens or self.style.carry not in ("short", "long"):
            return shown
        if shown.power or shown.value == self.ledger.held[name] or places < 4:
            return shown
        few = max(3, places - 3) if self.style.carry == "short" else places + 3
        held = self.ledger.held[name]
        return printed(held, Digits(few), held == self.ledger.exact[name])

    def _operand(self, name: Name, beside: dict[Name, Print], wrong: dict[Name, Decimal]) -> str:
        shown = self._as_operand(name)
        literal = self._literal("operand", name, shown, self.ledger.exact[name])
        literal = replace(literal, visible=name in self.ledger.visible)
        change = self.ink.changes.get(literal.id)
        if change and change.carried is not None:
            wrong[name] = change.carried
        beside[name] = shown
        return self._put(literal)

    def _result(self, name: Name, node: Node, checkable: str, seen: dict[Name, Print],
                wrong: dict[Name, Decimal]) -> str:  # fmt: skip
        """The printed result of a step, entered in the ledger."""
        ledger = self.ledger
        bounds = ledger.bounds(node, seen)
        worth = value(node, lambda n: wrong.get(n, ledger.held[n]), Decimals())
        ledger.derive(name, node)
        whole = isinstance(node, Const) or (isinstance(node, Call) and node.name == "step")
        digits = Digits() if whole else self.style.digits  # a slope of 1 has no decimals
        shown = printed(worth, digits, worth == ledger.exact[name])
        if self.cut and not shown.power and shown.value != worth:
            shown = Print(str(worth.quantize(shown.unit, ROUND_DOWN, EXACT)))
        literal = self._literal("result", name, shown, ledger.exact[name])
        literal = replace(
            literal, checkable=checkable, node=node, bounds=bounds,
            held={n: ledger.held[n] for n in refs(node)}, log_is_ln=self.style.log == "ln",
        )  # fmt: skip
        change = self.ink.changes.get(literal.id)
        text = self._put(literal)
        if change and change.carried is not None:
            shown, worth = change.shown, change.carried
        held = shown.value if self.style.carry == "retyped" else worth
        ledger.print(name, shown, held, bounds if checkable else None)
        return text

    def _part(self, node: Node, seen: dict[Name, Print]) -> str:
        """A number on the way: one product of a sum."""
        worth, true = self.ledger.carried(node), self.ledger.true(node)
        shown = printed(worth, self.style.digits, worth == true)
        bounds = self.ledger.bounds(node, seen)
        literal = replace(
            self._literal("part", None, shown, true),
            checkable="beside", node=node, bounds=bounds,
            held={n: self.ledger.held[n] for n in refs(node)},
        )  # fmt: skip
        return self._put(literal)

    def _again(self, name: Name, node: Node) -> list[tuple[str, str]]:
        # Decided on exact values: planted errors leave the order of the numbers as it is.
        held, exact = self.ledger.held[name], self.ledger.exact[name]
        short_enough = exact == rounded(exact, 4) or exact.adjusted() < -2
        if self.style.digits.places < 5 or short_enough:
            return []
        short = Print(f"{rounded(held, 3):f}")
        literal = replace(self._literal("again", name, short, self.ledger.exact[name]), node=node)
        return [("≈" if self.style.plain else r"\approx", self._put(literal))]

    def _terms(self, node: Node, seen: dict[Name, Print]) -> str:
        if not isinstance(node, Sum) or sum(isinstance(t, Product) for _, t in node.terms) < 1:
            return ""
        pieces: list[str] = []
        for i, (sign, term) in enumerate(node.terms):
            if isinstance(term, Product):
                text = self._part(term, seen)
            else:
                text = self.pen.formula(term, lambda n: self._operand(n, seen, {}))
            negative = "-" in text or "−" in text
            text = f"({text})" if negative and i else text
            operator = (" + " if sign > 0 else " - ") if i else ("" if sign > 0 else "-")
            pieces.append(operator + text)
        return "".join(pieces)

    def _start(self, name: Name) -> str:
        self.ledger.visible.add(name)
        literal = self._literal("given", name, self.ledger.shown[name], self.ledger.exact[name])
        return self._put(literal)

    def _again_given(self, name: Name, seen: dict[Name, Print], wrong: dict[Name, Decimal]) -> str:
        return self._start(name)

    def _matrix(self, cells: list[list[str]]) -> str:
        if self.style.plain:
            rows = [
                "[" + ("; " if self.style.comma == "," else ", ").join(row) + "]" for row in cells
            ]
            return rows[0] if len(rows) == 1 else "[" + ", ".join(rows) + "]"
        kind = "pmatrix" if self.style.brace else "bmatrix"
        body = r" \\ ".join(" & ".join(row) for row in cells)
        return rf"\begin{{{kind}}} {body} \end{{{kind}}}"

    def _near(self, relation: str) -> str:
        if not self.style.wavy or relation != "=":
            return relation
        return "≈" if self.style.plain else r"\approx"
