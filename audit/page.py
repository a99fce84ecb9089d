"""What is known while a section of a lecture is read from top to bottom?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import Expression
from ..oracles.enclosures import Truth
from .causes import Puzzle
from .desk import Desk
from .finding import Finding
from .formulas import Identity, compare
from .memory import Memory
from .points import Samples
from .witnesses import Question

#: What is computed of a graph once, for every page that is about it.
Computed = dict[int, tuple[Truth, Samples]]


@dataclass
class Page:
    """What is known while a section is read from top to bottom."""

    graph: Graph
    section: str
    memory: Memory = field(default_factory=Memory)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    puzzles: list[Puzzle] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict[str, int])
    computed: Computed = field(default_factory=dict)
    #: Whether formulas are held against one another, and not numbers alone.
    formulas: bool = True

    def __post_init__(self) -> None:
        key = id(self.graph)
        if key not in self.computed:
            self.computed[key] = Truth(self.graph), Samples(self.graph)
        truth, self.samples = self.computed[key]
        self.desk = Desk(self.graph, truth, self.memory)
        self.compared: dict[tuple[object, ...], Identity] = {}

    def compare(
        self, left: Expression, right: Expression, each: tuple[tuple[str, str], ...]
    ) -> Identity:
        """Whether two formulas are equal; asked once for each pair."""
        key = left, right, each
        if key not in self.compared:
            self.compared[key] = compare(left, right, self.samples, each)
        return self.compared[key]

    def name(self, place: Place) -> str:
        """An id for a finding: lecture, line and column, and a number where there are several."""
        base = f"{place.file}:{place.line}:{place.column}"
        self.taken[base] = self.taken.get(base, 0) + 1
        return base if self.taken[base] == 1 else f"{base}.{self.taken[base]}"

    def add(
        self, statement: Statement, place: Place, ask: tuple[Expression, ...] = (), **fields: Any
    ) -> Finding:
        """Remember a finding, and what the other engines are to be asked about it."""
        finding = Finding(
            id=self.name(place),
            place=place,
            statement=statement.text,
            section=self.section,
            **fields,
        )
        self.findings.append(finding)
        if ask:
            self.questions.append(Question(finding.id, self.graph, ask))
        return finding
