"""What is to be said of the figures of training runs that notes print?

The words of the notes say which figures (`reading.rounds`), their formulas what is trained
(`trained`); the run is repeated under every convention, and what is said of a figure is proved. The
computation is taken for what the notes mean only where it gives most of the results they print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import (
    After,
    Expression,
    Number,
    Symbol,
    integer,
)
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from ..oracles.ball_training import TooManyStepsError
from ..reading.rounds import Said
from ..reading.statements import Read
from .apart import equations, places, said_of, without
from .chapters import recent
from .described import described
from .directives import Directives
from .figures import plotted, settle
from .finding import Finding, Known, Series
from .graph_runs import GraphRuns
from .numbers import expected
from .page import Page
from .parts import signed
from .results import shown as in_decimals
from .runs import Figure, Settled
from .scopes import scopes
from .trained import Trained
from .verdict import CONFIRMED, NOTATION, REFUTED, UNDETERMINED
from .witnesses import Question


@dataclass(frozen=True)
class Printing:
    """A figure as it is printed: of which quantity, after how many rounds, and where."""

    said: Said
    quantity: Expression

    @property
    def figure(self) -> Figure:
        """The figure that is settled."""
        return Figure(self.said.rounds.count, self.quantity, self.said.printed)

    @property
    def statement(self) -> Statement:
        """The figure as a statement of its own."""
        after = After(integer(self.said.rounds.count), self.quantity)
        text = f"{written(after)} = {self.said.printed}"
        return Statement(self.said.place, (), text, end=self.said.place.line)


@dataclass
class Told:
    """What is found of the runs of a document; `rest` is the document without their figures."""

    rest: Read
    findings: list[Finding] = field(default_factory=list[Finding])
    questions: list[Question] = field(default_factory=list[Question])
    series: list[Series] = field(default_factory=list[Series])
    conventions: list[str] = field(default_factory=list[str])
    known: dict[Known, None] = field(default_factory=dict[Known, None])
    #: Where figures stand that are judged here, and nowhere else.
    places: set[Place] = field(default_factory=set[Place])


def apart_from_runs(read: Read) -> Told:
    """The document without the figures of its training runs, of which nothing is said."""
    said = said_of(read)
    return Told(without(read, {one.place for one in said}) if said else read)


def trainings(read: Read, taken: dict[str, int]) -> Told:
    """Every figure of a training run with its verdict, and the document without them."""
    told = Told(read)
    said = said_of(read)
    if not said:
        return told
    # A figure gives no name another value from there on.
    apart = {one.place for one in said}
    found = scopes(without(read, apart), Directives(read))
    groups: dict[int, list[Said]] = {}
    for one in said:
        at = max((i for i, s in enumerate(found) if s.statements[0].place < one.place), default=-1)
        if at >= 0:
            groups.setdefault(at, []).append(one)
    named = equations(read)
    for at, own in groups.items():
        model = described(recent(found[: at + 1]))
        if model is None:
            continue
        printings = [p for one in own if (p := _printing(one, model, named)) is not None]
        for is_label in (False, True):
            alike = [p for p in printings if p.said.rounds.is_label is is_label]
            if alike:
                _judge(alike, model, told, taken)
    _leave_open(read, [one for one in said if one.place not in told.places], told, taken)
    told.rest = without(read, told.places)
    return told


def _leave_open(read: Read, said: Sequence[Said], told: Told, taken: dict[str, int]) -> None:
    """Leave open what a name is worth after rounds of which nothing is known.

    It has another value by then than the one that is given.
    """
    page = Page(Graph({}, is_partial=True), "", taken=taken, formulas=False)
    after = {one.place: one for one in said if one.rounds.count}
    values: dict[str, Fraction] = {}
    for statement in read.statements:
        left, *rest = (signed(member.expression) for member in statement.members)
        if not (isinstance(left, Symbol) and len(rest) == 1 and isinstance(rest[0], Number)):
            continue
        one = next((after[p] for p in places(statement.members[1].expression) if p in after), None)
        if one is None:
            values.setdefault(left.name, rest[0].printed.value)
        elif values.get(left.name, rest[0].printed.value) != rest[0].printed.value:
            _add_unsettled(page, Printing(one, left), "no training run is described here")
            told.places.add(one.place)
    told.findings += page.findings


def _judge(
    printings: Sequence[Printing], model: Trained, told: Told, taken: dict[str, int]
) -> None:
    """Settle the figures of one model together."""
    if model.descent is None:
        return
    runs = GraphRuns(model.descent, model.moves_biases)
    page = Page(runs.graph, "", taken=taken, formulas=False)
    shown = [p.figure for p in printings]
    try:
        if printings[0].said.rounds.is_label:
            runs.choose_usual(shown)
        convention, settled = settle(shown, model.updates, runs)
    except (TooManyStepsError, MeaninglessError, ArithmeticError) as error:
        for printing in printings:
            _add_unsettled(page, printing, str(error))
        told.findings += page.findings
        return
    torn = len({s.produced_by for s in settled if s.holds is False}) > 1 or any(
        s.holds for s in settled
    )
    for printing, found in zip(printings, settled, strict=True):
        _add_rounds(page, printing)
        _add(page, printing, found, torn, model.accounts_for(printing.quantity))
        if (question := runs.question(page.findings[-1].id, found)) is not None:
            told.questions.append(question)
        told.places.add(printing.said.place)
    told.findings += page.findings
    told.series += plotted(shown, settled, convention, runs)
    if convention != runs.usual:
        told.conventions.append(f"training run: {convention}")
    for name, how in model.how.items():
        told.known.setdefault(Known(name, written(model.graph.definitions[name])[:200], how))


def _printing(said: Said, model: Trained, named: Mapping[Place, Expression]) -> Printing | None:
    """Which quantity a figure is of; None where the model has no such."""
    quantity = said.quantity or named.get(said.place)
    if isinstance(quantity, Symbol) and quantity.name in model.graph.definitions:
        return Printing(said, quantity)
    if said.kind == "error":
        return Printing(said, model.loss)
    if said.kind == "output" and said.at < len(model.outputs):
        return Printing(said, Symbol(model.outputs[said.at]))
    return None


def _add_rounds(page: Page, printing: Printing) -> None:
    """A number of rounds whose digits are grouped wrongly."""
    rounds = printing.said.rounds
    if rounds.meant and not any(f.place == rounds.place for f in page.findings):
        page.add(
            printing.statement, rounds.place, kind="number", quantity="rounds",
            printed=rounds.printed, expected=rounds.meant, verdict=NOTATION,
            why="digits are grouped by threes; read as " + rounds.meant,
        )  # fmt: skip


def _add(page: Page, printing: Printing, found: Settled, torn: bool, is_sure: bool) -> None:
    verdict = {True: CONFIRMED, False: REFUTED, None: UNDETERMINED}[found.holds]
    why, cause = found.why, ""
    if verdict == CONFIRMED:
        why = f"is what the run gives ({found.convention})"
    elif verdict == REFUTED and not is_sure:
        verdict = UNDETERMINED
        why = "what is read of the computation does not give the results printed before it either"
    elif verdict == REFUTED:
        why = f"is not what the run gives ({found.convention})"
        if found.produced_by:
            cause = f"is the value of another run: {found.produced_by[0]}"
        if torn:
            why += "; no single run gives all the figures printed for it"
    printed: Printed = printing.said.printed
    page.add(
        printing.statement, printing.said.place, kind="run",
        quantity=written(After(integer(printing.said.rounds.count), printing.quantity)),
        printed=printed.text,
        expected="" if verdict == UNDETERMINED else expected(printed, found.exact),
        verdict=verdict, why=why, cause=cause, enclosure=in_decimals(found.exact),
    )  # fmt: skip


def _add_unsettled(page: Page, printing: Printing, why: str) -> None:
    page.add(
        printing.statement, printing.said.place, kind="run",
        quantity=written(After(integer(printing.said.rounds.count), printing.quantity)),
        printed=printing.said.printed.text, expected="", verdict=UNDETERMINED, why=why,
    )  # fmt: skip
