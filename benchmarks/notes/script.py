"""What is a computation, before anybody has chosen how to write it?"""

from __future__ import annotations

from dataclasses import dataclass

from .tree import Name, Node


@dataclass(frozen=True)
class Given:
    """Starting values: the digits by which an author knows them; `hidden` ones are shown later."""

    values: tuple[tuple[Name, str], ...]
    hidden: bool = False


@dataclass(frozen=True)
class Section:
    """A heading; `key` names its wording."""

    key: str


@dataclass(frozen=True)
class Say:
    """A sentence of prose; `of` is the quantity whose value it mentions, if any."""

    key: str
    of: Name | None = None
    node: Node | None = None


@dataclass(frozen=True)
class Derive:
    """A quantity with its formula.

    Steps of one `group` are written alike: the first in full, the rest perhaps shorter.
    """

    name: Name
    node: Node
    group: str = ""


@dataclass(frozen=True)
class Matrix:
    """Names or numbers in rows; a vector is one column, or one row."""

    rows: tuple[tuple[Name, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A matrix equation: its name, its formula in symbols, its operands, its entries' formulas.

    `parts` are matrices and numbers with the texts between them: (LaTeX, plain) pairs. Without
    entries it introduces its operands as starting values.
    """

    name: tuple[str, str]
    symbolic: tuple[str, str]
    parts: tuple[Matrix | Name | tuple[str, str], ...]
    cells: tuple[tuple[tuple[Name, Node], ...], ...]


@dataclass(frozen=True)
class Table:
    """Rows of quantities under headers; a cell with no formula is given, one of text a label."""

    headers: tuple[Name | tuple[str, str] | str, ...]
    rows: tuple[tuple[tuple[Name, Node | None] | str, ...], ...]


@dataclass(frozen=True)
class Formula:
    """A definition in symbols, without numbers of its own."""

    left: Name | tuple[str, str]
    node: Node


Step = Given | Section | Say | Derive | Grid | Table | Formula


@dataclass(frozen=True)
class Script:
    """A computation as steps in the order of the page; `loss` is what gradients are taken of."""

    kind: str
    steps: tuple[Step, ...]
    loss: Name | None = None
