"""What is every quantity worth, exactly, in the author's hands, and as printed?"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .algebra import Decimals, Range, Ranges
from .digits import Print
from .tree import Name, Node, refs, value


@dataclass
class Ledger:
    """Grows as the page is written.

    `exact` follows from the givens; `held` is what the author computes with; `shown` the last
    print; `visible` what a reader has seen by name; `spread` every value that a careful author
    may have computed with, whichever convention he keeps.
    """

    exact: dict[Name, Decimal] = field(default_factory=dict)
    held: dict[Name, Decimal] = field(default_factory=dict)
    shown: dict[Name, Print] = field(default_factory=dict)
    visible: set[Name] = field(default_factory=set)
    givens: set[Name] = field(default_factory=set)
    parents: dict[Name, tuple[Name, ...]] = field(default_factory=dict)
    spread: dict[Name, Range] = field(default_factory=dict)

    def give(self, name: Name, text: str) -> None:
        """Enter a starting value."""
        number = Decimal(text)
        self.exact[name] = self.held[name] = number
        self.shown[name] = Print(text)
        self.givens.add(name)
        self.spread[name] = (number, number)

    def derive(self, name: Name, node: Node) -> None:
        """Enter a quantity with its exact value."""
        self.exact[name] = value(node, self.exact.__getitem__, Decimals())
        self.parents[name] = tuple(refs(node))

    def carried(self, node: Node) -> Decimal:
        """The value of a formula in the author's hands."""
        return value(node, self.held.__getitem__, Decimals())

    def true(self, node: Node) -> Decimal:
        """The value of a formula from exact values."""
        return value(node, self.exact.__getitem__, Decimals())

    def bounds(self, node: Node, beside: dict[Name, Print]) -> Range:
        """Everything that the formula may give: each operand any value that it may have had."""

        def at(name: Name) -> Range:
            low, high = self.spread[name]
            if name in beside and name not in self.givens:
                low, high = min(low, beside[name].value), max(high, beside[name].value)
            return low, high

        low, high = value(node, at, Ranges())
        true = self.true(node)
        return min(low, true), max(high, true)

    def print(self, name: Name, shown: Print, held: Decimal, bounds: Range | None) -> None:
        """Enter a derived quantity's print; `bounds` where the page shows what it follows from."""
        low, high = shown.range
        if bounds and max(low, bounds[0]) <= min(high, bounds[1]):
            low, high = max(low, bounds[0]), min(high, bounds[1])
        also = (self.exact[name], held, shown.value)
        self.spread[name] = (min(low, *also), max(high, *also))
        self.shown[name], self.held[name] = shown, held
        self.visible.add(name)
