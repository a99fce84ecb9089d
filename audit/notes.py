"""What is to be said of notes that nobody prepared?

The statements of a document, scope by scope, are judged as those of a transcribed lecture are; then
the two accounts are drawn up (`accounts`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import symbols
from ..expressions.walk import MeaninglessError
from ..expressions.written import written
from ..reading.blocks import Document
from ..reading.statements import Read, statements_of
from .accounts import account
from .aliases import Misprint, with_one_name
from .asked import EVERYTHING, Asked
from .causes import Puzzle, with_causes
from .chapters import Chapters
from .columns import Sayings
from .directives import Directives
from .finding import Audited, Finding, Known
from .memory import Memory
from .over_samples import with_batches
from .page import Page
from .read_runs import apart_from_runs, trainings
from .renewals import with_values
from .scopes import Scope, scopes
from .sequences import Sequences
from .shorthand import with_gradients
from .statements import judge_statement
from .tables import cell_places, judge_table
from .together import judge_together
from .verdict import NOTATION
from .witnesses import Question
from .wording import worded


def audit_notes(read: Read, asked: Asked = EVERYTHING) -> Audited:
    """Every claim of a document with its verdict, and the account.

    What is not `asked` for is not judged, and the conventions say so.
    """
    read = with_batches(read)
    read, short = with_gradients(read) if asked.formulas else (read, ())
    read, same, wrong = with_one_name(read)
    read = with_values(read)
    taken: dict[str, int] = {}
    findings: list[Finding] = []
    questions: list[Question] = []
    puzzles: list[Puzzle] = []
    directives = Directives(read)
    told = trainings(read, taken) if asked.runs else apart_from_runs(read)
    rest = told.rest
    tables, cells = deque(rest.tables), cell_places(rest)
    sayings = Sayings(read, directives.values())
    memory, known = Memory(), dict[Known, None]()
    number, section = -1, ""
    found = scopes(rest, directives)
    sequences = Sequences(rest, found)
    models = Chapters(rest, found) if asked.formulas else None
    misprinted = {m.statement.place: m for m in wrong}
    for scope, until in _with_ends(found):
        page = Page(
            sequences.graph(scope), section, memory.carried(), taken=taken, formulas=False,
            causes=asked.causes,
        )  # fmt: skip
        memory = page.memory
        for statement in scope.statements:
            number += 1
            page.section = section = rest.headings.get(number, section)
            while tables and tables[0].rows[-1].place < statement.place:
                judge_table(tables.popleft(), sayings, page)
            if statement.place not in cells and not statement.is_implied:
                if models is not None:
                    page.model(models.at(number))
                if misprint := misprinted.get(statement.place):
                    _report(misprint, page)
                _judge(statement, page)
                if models is not None:
                    for name in page.begun:
                        models.begin(name, number)
        while tables and (until is None or tables[0].rows[-1].place < until):
            judge_table(tables.popleft(), sayings, page)
        judge_together(scope, page)
        findings += page.findings
        questions += page.questions
        puzzles += page.puzzles
        known |= dict.fromkeys(_known(scope))
    findings += told.findings
    questions += told.questions
    known |= told.known | sequences.known
    findings = sorted(findings, key=lambda finding: finding.place)
    if asked.causes:
        findings = with_causes(findings, puzzles)
    findings = worded(findings, read)
    return Audited(
        read.document.source.file, tuple(findings), account(read, findings),
        (*_left_out(asked), *conventions(read), *short, *same, *_taken(models), *told.conventions),
        tuple(questions),
        tuple(told.series), is_read=True,
        problems=_problems(read, directives), known=tuple(known),
        directives=len(read.document.directives),
    )  # fmt: skip


def audit_document(document: Document, asked: Asked = EVERYTHING) -> Audited:
    """The same of a document whose statements are still to be found."""
    return audit_notes(statements_of(document), asked)


def _left_out(asked: Asked) -> list[str]:
    """What the report says was not judged; causes are no judgement."""
    return [asked.left_out] if not (asked.formulas and asked.runs) else []


def _taken(models: Chapters | None) -> list[str]:
    taken = models.taken if models is not None else {}
    return [f"{name} is taken for {other}" for name, other in taken.items()]


def _report(misprint: Misprint, page: Page) -> None:
    cause = f"{misprint.meant} for {misprint.printed}" if misprint.why else ""
    page.add(
        misprint.statement, misprint.statement.place, kind="formula", quantity=misprint.printed,
        printed=misprint.printed, expected=misprint.meant, verdict=NOTATION, why=misprint.why,
        cause=cause,
    )  # fmt: skip


def _known(scope: Scope) -> Iterator[Known]:
    """What a scope learned of its names, and what it was told of those that it speaks of."""
    spoken = {n for s in scope.statements for m in s.members for n in symbols(m.expression)}
    for name, how in scope.learned.items():
        if how == "by substitution" or name in spoken:
            yield Known(name, written(scope.graph.definitions[name])[:200], how)


def _problems(read: Read, directives: Directives) -> tuple[str, ...]:
    """What could not be read as it was meant, in the order of the document."""
    found = [*read.document.problems, *directives.all_problems()]
    return tuple(map(str, sorted(found, key=lambda problem: problem.place)))


def _with_ends(found: list[Scope]) -> Iterator[tuple[Scope, Place | None]]:
    """The scopes, at least one, each with where the next begins."""
    found = found or [Scope("", (), Graph({}, is_partial=True))]
    for scope, following in zip(found, [*found[1:], None], strict=True):
        yield scope, following.statements[0].place if following and following.statements else None


def _judge(statement: Statement, page: Page) -> None:
    try:
        judge_statement(statement, page)
    except (MeaninglessError, RecursionError):
        return


def conventions(read: Read) -> tuple[str, ...]:
    """What the document does in its own way."""
    return ("decimals are written with a comma",) if read.decimal_comma else ()


__all__ = ["Scope", "audit_notes"]
