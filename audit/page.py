"""What is known while a section of a lecture is read from top to bottom?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import (
    Condition,
    Expression,
    Fold,
    Number,
    Piecewise,
    Symbol,
    children,
    integer,
    nodes,
    rewrite,
    symbols,
    with_children,
)
from ..expressions.walk import MeaninglessError
from ..oracles.enclosures import Box, Truth, point
from .causes import Puzzle
from .desk import Desk
from .finding import Finding
from .formulas import Identity, compare
from .memory import Memory
from .models import Model
from .points import Samples
from .sayings import variables
from .unit_letters import numbered
from .witnesses import Question

#: Of so many units at most, what is said of any one is tried for each.
_MOST_UNITS = 16
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
    #: Whether it is asked how wrong numbers came about.
    causes: bool = True
    #: The members of the statement at hand that define something, and claim nothing.
    defined: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        key = id(self.graph)
        if key not in self.computed:
            self.computed[key] = Truth(self.graph), Samples(self.graph)
        truth, self.samples = self.computed[key]
        self.numbers = self.samples
        self.loose: Samples | None = None
        self.simplex: Samples | None = None
        #: The points of other shapes that the names of read notes may have.
        self.others: tuple[tuple[str, Samples], ...] = ()
        #: Letters of which the text says that they are, or are not, equal.
        self.apart: Collection[Set[str]] = ()
        #: The points of the usual activations, where it is not said which is meant.
        self.usual: tuple[tuple[str, Samples], ...] = ()
        #: Names of read notes that the statement at hand gives another meaning.
        self.begun: list[str] = []
        self.desk = Desk(self.graph, truth, self.memory)
        self.compared: dict[tuple[object, ...], Identity] = {}

    def model(self, model: Model) -> None:
        """Hold the formulas of the statement at hand against a model of its own."""
        if model.samples is not self.samples:
            self.compared = {}
        self.samples, self.loose, self.simplex = model.samples, model.loose, model.simplex
        self.defined, self.formulas, self.begun = model.defined, True, []
        self.others, self.apart, self.usual = model.others, model.apart, model.usual

    def compare(
        self, left: Expression, right: Expression, each: tuple[tuple[str, str], ...]
    ) -> Identity:
        """Whether two formulas are equal; asked once for each pair."""
        key = left, right, each
        if key not in self.compared:
            found = compare(left, right, self.samples, each)
            if found.state == "undefined" and self.loose is not None:
                # True whatever an unknown name stands for; else nothing is known.
                other = compare(left, right, self.loose, each)
                found = other if other.state == "equal" or self.is_free(left, right) else found
            if found.state == "different" and self.simplex is not None:
                other = compare(left, right, self.simplex, each)
                if other.state == "equal":
                    found = replace(other, why=f"{other.why}, where the targets sum to 1")
            if found.state == "different" and each and _has_index(left) != _has_index(right):
                found = self._for_one(left, right, each) or found
            if found.state == "different" and len(each) > 1:
                found = self._for_others(left, right, each) or found
            if found.state != "equal":
                found = self._for_all(left, right, each) or found
            for what, samples in self.usual if found.state == "different" else ():
                if compare(left, right, samples, each).state == "equal":
                    found = Identity(
                        "open", f"it holds for {what}, and nothing here says it is meant"
                    )
                    break
            found = self._for_shapes(found, left, right, each)
            graph = self.samples.graph
            guess = graph.guess(left, right) or graph.one_sided(left, right)
            if guess and found.state == "different":
                found = Identity("open", f"nothing here says what {guess} is")
            self.compared[key] = found
        return self.compared[key]

    def _for_shapes(
        self,
        found: Identity,
        left: Expression,
        right: Expression,
        each: tuple[tuple[str, str], ...],
    ) -> Identity:
        """What holds for the shapes that names have, and for all others that they may have."""
        for what, samples in self.others if found.state in ("equal", "different", "open") else ():
            other = compare(left, right, samples, each)
            if (other.state == "equal") != (found.state == "equal"):
                holds = what if other.state == "equal" else "matrices"
                why = f"it holds for {holds}, and nothing here says that these are meant"
                return Identity("open", why)
        return found

    def _for_one(
        self, left: Expression, right: Expression, each: tuple[tuple[str, str], ...]
    ) -> Identity | None:
        """Equal for one value of the index: then one side is an example of the other."""
        index, over = each[0]
        for label in self.samples.graph.sets.get(over, ()):
            at = Symbol(str(label)) if isinstance(label, str) else integer(label)
            sides = [_at_label(side, index, at) for side in (left, right)]
            found = compare(sides[0], sides[1], self.samples, each[1:])
            if found.state == "equal":
                return replace(found, why=f"{found.why}, for {index} = {label}")
        return None

    def _for_others(
        self, left: Expression, right: Expression, each: tuple[tuple[str, str], ...]
    ) -> Identity | None:
        """Equal for all pairs of two units, or for each with itself: one of these is meant."""
        pairs = [(i, j) for (i, a), (j, b) in combinations(each, 2) if a == b]
        for (i, j), (relation, opposite) in product(pairs, (("!=", "=="), ("==", "!="))):
            when = Condition(Symbol(i), relation, Symbol(j))
            branches = (left, when), (right, replace(when, relation=opposite))
            found = compare(Piecewise(branches), right, self.samples, each)
            if found.state != "equal":
                continue
            where = f"where {i} is{' not' if relation == '!=' else ''} {j}"
            if {i, j} in self.apart:
                return replace(found, why=f"{found.why}, {where}")
            return Identity("open", f"it holds {where}, and nothing here says that this is meant")
        return None

    def _for_all(
        self, left: Expression, right: Expression, each: tuple[tuple[str, str], ...]
    ) -> Identity | None:
        """Equal for each of the units with numbers, one of which has a letter: p_i beside p_1."""
        found = None
        named = {*symbols(left), *symbols(right)}
        for number, names in enumerate(numbered(named, self.samples.graph)):
            pair = _renamed(left, names), _renamed(right, names)
            found = compare(*pair, self.samples, each)
            if found.state != "equal" or number >= _MOST_UNITS:
                return None
        return found and replace(found, why=f"{found.why}, for every unit")

    def is_free(self, left: Expression, right: Expression) -> bool:
        """Whether what stands for nothing on either side is a variable: `d(x**2, x)`, `tanh(x)`."""
        graph = self.samples.graph
        unknown = {n for side in (left, right) for n in symbols(side) if not graph.knows(n)}
        return bool(unknown) and self.loose is not None and unknown <= variables(left)

    def points(self, left: Expression, right: Expression) -> Samples:
        """The points at which a repair of a false formula is to hold."""
        if self.loose is not None and self.is_free(left, right):
            return self.loose
        return self.simplex or self.samples

    def is_formula(
        self, formula: Expression, other: Expression, each: tuple[tuple[str, str], ...]
    ) -> bool:
        """Whether a member that holds numbers is a formula: equal to another at all values."""
        return compare(formula, other, self.numbers, each).state == "equal"

    def holds_here(
        self, left: Expression, right: Expression, beside: Mapping[str, Box] | None = None
    ) -> bool:
        """Whether two formulas of read notes are equal at the values that these give.

        What is said of one example need not be said of all: `L = -log(ŷ)`, where y is 1. The values
        `beside` are put in for names of which nothing else is said.
        """
        if self.loose is None:
            return False
        graph = self.loose.graph if beside else self.samples.graph
        put_in = {n: v for n, v in (beside or {}).items() if not self.samples.graph.knows(n)}
        here = Truth(graph, {**self._given(graph), **put_in})
        try:
            mine, theirs = (here.value(side) for side in (left, right))
        except MeaninglessError:
            return False
        return mine.near(theirs)

    def _given(self, graph: Graph) -> dict[str, Box]:
        """The values of names that do not follow from others: as given, or as printed last."""
        found: dict[str, Box] = {}
        for name, shape in graph.free.items():
            given, print_ = self.graph.definitions.get(name), self.memory.latest(Symbol(name))
            if not shape and isinstance(given, Number):
                found[name] = point(given.printed.value)
            elif not shape and print_ is not None:
                found[name] = point(print_.printed.value)
        return found

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


def _has_index(expression: Expression) -> bool:
    return any(isinstance(n, Symbol) and n.indices for n in nodes(expression))


def _at_label(expression: Expression, index: str, label: Expression) -> Expression:
    """The expression with a label for a free index; a sum has its own."""
    if expression == Symbol(index):
        return label
    if isinstance(expression, Fold) and expression.index == index:
        return expression
    return with_children(
        expression, tuple(_at_label(part, index, label) for part in children(expression))
    )


def _renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The expression with other names for some."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and not node.indices:
            return Symbol(names.get(node.name, node.name))
        return node

    return rewrite(expression, change)
