"""What is a documented case, and what does a lecture call its parts?

A case is a network with its data, or another small computation, together with the names that stand
for its parts. Its numbers are kept as printed: the decimals are the truth of a lecture, the floats
nearest to them are what the engines are held to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from .network import Batch, Network

#: A grid of printed numbers, row by row.
Decimals = tuple[tuple[Printed, ...], ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A lecture's name for a place in a network.

    `part` is one of `input`, `weight`, `bias`, `net`, `out`, `target`, `error`, `loss`, `rate`;
    `layer` counts from 0 and `index` locates the element in that part's array of one sample.
    """

    name: str
    part: str
    layer: int = 0
    index: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Setting:
    """A network with one of the losses that its case is documented under."""

    name: str
    network: Network
    batch: Batch


@dataclass(frozen=True, eq=False)
class Case:
    """A documented computation.

    `settings` are the networks to hold engines against (none for a case without a network), one for
    each loss. `decimals` has the printed numbers of the parameters and data. `graph` is what the
    names stand for.
    """

    id: str
    title: str
    source: str
    graph: Graph
    settings: tuple[Setting, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    learning_rate: Printed | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a program printed while it trained: a quantity every so many steps, then the count.

    `values` are in printed order, the first before any step and the last when it stopped.
    """

    quantity: str
    values: tuple[Printed, ...]
    places: tuple[Place, ...]
    every: int
    count: Printed
    count_at: Place


@dataclass(frozen=True, eq=False)
class Section:
    """Some lines of a lecture, the case that they are about and the names they use for its parts.

    Its statements speak of the case's names already; `names` says what the lecture calls them.
    """

    title: str
    lines: tuple[int, int]
    case: str
    names: Mapping[str, str]
    statements: tuple[Statement, ...]
    transcripts: tuple[Transcript, ...]
    graph: Graph


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Numbers or displays in some lines of a lecture that no claim is about, and why.

    `text` is the number, as printed; empty for everything in these lines.
    """

    line: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, eq=False)
class Lecture:
    """A lecture as transcribed: its statements by section, and what is not checked."""

    file: str
    sections: tuple[Section, ...]
    unchecked: tuple[Unchecked, ...] = field(default=())
