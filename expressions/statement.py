"""What does a lecture state, and what in it can be checked?

A statement is one equation chain `a = b = c`, update `a <- b`, or table row, with its place. A
claim is one checkable assertion of it. Both are plain data: `cases` transcribes statements,
`reading` reads them, `audit` judges their claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from .place import Place
from .tree import Expression, Number, nodes, rewrite

#: What a statement is repaired of where a scan turned signs of differentiation into twos.
SCANNED = "2…/2…"


@dataclass(frozen=True, slots=True)
class Member:
    """One side of a statement, and the relation that ties it to the side before (`""`: the first).

    The relations are `=`, `~=` (approximately equal) and `<-` (is replaced by).
    """

    expression: Expression
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A chain of members that a lecture sets equal, with its place.

    `text` is how the statement reads in the project's notation. `each` names free indices with the
    set that each runs over: the statement holds for all of them. `repaired` says what was
    recognised in damaged text, and is empty where nothing was. `derivation` names the derivation of
    `reference` that implements the statement, where it states one. `end` is its last line.
    `is_implied`: the document means it and prints it nowhere. `is_claim`: its left side has such a
    meaning, and is not defined here.
    """

    place: Place
    members: tuple[Member, ...]
    text: str
    each: tuple[tuple[str, str], ...] = ()
    repaired: str = ""
    derivation: str = ""
    end: int = 0
    is_implied: bool = False
    is_claim: bool = False

    @property
    def is_scanned(self) -> bool:
        """Whether its document lost signs in a scan."""
        return SCANNED in self.repaired

    def nodes(self) -> Iterator[Expression]:
        """Everything in its members, in printed order."""
        for member in self.members:
            yield from nodes(member.expression)

    def rewritten(self, change: Callable[[Expression], Expression]) -> Statement:
        """The statement with `change` applied to every node, inside first."""
        members = tuple(Member(rewrite(m.expression, change), m.relation) for m in self.members)
        return self if members == self.members else replace(self, members=members)


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable assertion of a statement.

    `kind` says which: a `number` (the quantity has the printed value), an `operand` (a printed
    operand is a print of the quantity in whose slot it stands), a `given` (a value is introduced),
    or a `formula` (two members are equal).
    """

    kind: str
    statement: Statement
    place: Place
    quantity: Expression
    printed: Number | None = None
    operands: Expression | None = None
    other: Expression | None = field(default=None)
