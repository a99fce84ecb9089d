"""What was read of a document: what it states, and what could not be read?"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..expressions.arrays import Arrays
from ..expressions.place import Place
from ..expressions.statement import Statement
from .blocks import Document, Problem
from .lets import Let
from .tables import TableRead


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of a formula that could not be read: where it stops, and why."""

    place: Place
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula: the statements that it makes, and where it could not be read.

    `is_struck`: the author struck all of it out.
    """

    place: Place
    text: str
    statements: tuple[Statement, ...]
    unreadable: tuple[Unreadable, ...]
    is_struck: bool = False


@dataclass(frozen=True, eq=False)
class Read:
    """A document as its statements, in order.

    `headings` has the last heading before a statement, by the statement's number, where one stands
    between it and the statement before. `families` and `functions` are those of the document's
    names (`names`, `evidence`). `units` has the layers whose units are counted by letters below
    names, each with the numbers of its units, and `sizes` the names of how many they are. `arrays`
    has its vectors and matrices of no known values.
    """

    document: Document
    statements: tuple[Statement, ...]
    displays: tuple[Display, ...]
    unreadable: tuple[Unreadable, ...]
    families: dict[str, dict[tuple[str | int, ...], str]]
    functions: dict[str, str]
    headings: dict[int, str]
    decimal_comma: bool
    tables: tuple[TableRead, ...] = ()
    lets: tuple[Let, ...] = ()
    problems: tuple[Problem, ...] = ()
    struck: tuple[range, ...] = ()
    units: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    arrays: Arrays = field(default_factory=Arrays)
