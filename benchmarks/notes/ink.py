"""Which decimals stand on the page, what do they stand for, and which of them were made wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .algebra import Range
from .digits import Print
from .pen import BETWEEN, CLOSE, OPEN
from .tree import Name, Node


@dataclass(frozen=True)
class Literal:
    """A printed decimal. `kind`: given, operand (repeats a value), part (of a sum), result, prose.

    For what is computed: the formula, and for each of its quantities the set of values that its
    print beside it and its exact value span; `bounds` is everything that the number could rightly
    be. `true` is the quantity's value from exact givens.
    """

    id: int
    kind: str
    name: Name | None
    shown: Print
    statement: int
    true: Decimal
    checkable: str = ""
    node: Node | None = None
    held: Mapping[Name, Decimal] = field(default_factory=dict)
    bounds: Range | None = None
    log_is_ln: bool = True
    visible: bool = False


@dataclass(frozen=True)
class Change:
    """What a planted error prints; `carried` is the wrong value, if the author goes on with it."""

    shown: Print
    carried: Decimal | None = None


class Ink:
    """Hands out marked numbers and remembers them; knows which are to be printed wrong."""

    def __init__(self, changes: Mapping[int, Change]) -> None:
        self.changes = changes
        self.literals: list[Literal] = []

    @property
    def next(self) -> int:
        return len(self.literals)

    def put(self, literal: Literal, text: str) -> str:
        """The text of a number, marked with its id."""
        assert literal.id == self.next
        self.literals.append(literal)
        return f"{OPEN}{literal.id}{BETWEEN}{text}{CLOSE}"
