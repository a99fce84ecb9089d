"""What the writer hands over: the text, every computed number in it, every planted error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A decimal in the text: where it stands, how it is printed, and what it stands for.

    `line` and `column` count from 1, in characters; a line ends at a newline alone. `true` is the
    value of the quantity that the notes define, to 30 digits; `shown` the printed value, `unit`
    one unit of its last digit, both as decimals with a point. `checkable` says on what a reader
    can check it: "beside" the numbers printed beside it, "formula" a formula beside it whose
    operands are all printed earlier, "" neither.
    """

    line: int
    column: int
    text: str
    quantity: str
    true: str
    shown: str
    unit: str
    checkable: str
    kind: str


@dataclass(frozen=True)
class Planted:
    """A wrong number, and the right one.

    `also` are other places where an auditor may as well say that something is wrong: the result
    beside a misprinted operand. `followers` are the places of the numbers that inherit the error,
    or that depend on the quantity, and that nobody should count either way.
    """

    line: int
    column: int
    text: str
    right: str
    kind: str
    quantity: str
    also: tuple[tuple[int, int], ...] = ()
    followers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Notes:
    """The text with its file suffix; `numbers` are the computed results, planted ones among them.

    `literals` are all decimals: results, operands that repeat them, and givens.
    """

    text: str
    suffix: str
    language: str
    computation: str
    numbers: tuple[Number, ...]
    planted: tuple[Planted, ...]
    literals: tuple[Number, ...]
