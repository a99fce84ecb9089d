"""What is to be said of a whole lecture?

Its sections are read from top to bottom; what one section prints, the next of the same case may
use. Figures of a training run are settled together, because they must come from one run.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..cases.case import Case, Lecture, Section
from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import After, Number, nodes
from ..expressions.written import written
from .case_runs import CaseRuns
from .causes import Puzzle, with_causes
from .figures import grouped_rightly, plotted, regrouped, settle, single_updates
from .finding import NOT_CHECKED, PUT_IN, Account, Audited, Finding, Row, Series, gravest
from .kinks import Kink, contradictions, kinks
from .memory import Memory
from .numbers import expected
from .page import Computed, Page
from .results import is_result
from .results import shown as in_decimals
from .runs import DEFAULT, Convention, Figure, Settled
from .statements import judge_statement
from .transcripts import judge_transcript
from .verdict import CONFIRMED, NOTATION, REFUTED, UNDETERMINED
from .witnesses import Question


def audit_lecture(lecture: Lecture, cases: Mapping[str, Case]) -> Audited:
    """Every claim of a transcribed lecture with its verdict, and the account."""
    runs: dict[str, CaseRuns] = {}
    computed: Computed = {}
    memories: dict[str, Memory] = {}
    taken: dict[str, int] = {}
    findings: list[Finding] = []
    questions: list[Question] = []
    puzzles: list[Puzzle] = []
    conventions: list[str] = []
    series: list[Series] = []
    for section in lecture.sections:
        memory = memories.setdefault(section.case, Memory())
        page = Page(section.graph, section.title, memory, taken=taken, computed=computed)
        for statement in section.statements:
            if not figures_of(statement):
                judge_statement(statement, page)
        for transcript in section.transcripts:
            judge_transcript(transcript, page, cases[section.case])
        findings += page.findings
        puzzles += page.puzzles
        questions += page.questions
    for case in dict.fromkeys(section.case for section in lecture.sections):
        sections = [s for s in lecture.sections if s.case == case]
        page, convention, shown = _judge_figures(sections, cases[case], findings, taken, runs)
        findings += page.findings
        questions += page.questions
        series += shown
        if convention is not None and convention != DEFAULT:
            conventions.append(f"training run: {convention}")
    page, kinked = _judge_kinks(lecture.sections, taken)
    findings += page.findings
    findings = with_causes(sorted(findings, key=lambda finding: finding.place), puzzles)
    return Audited(
        lecture.file, tuple(findings), account(lecture, findings), tuple(conventions),
        tuple(questions), tuple(series), kinks=tuple(kinked),
    )  # fmt: skip


def figures_of(statement: Statement) -> list[tuple[After, list[Number]]]:
    """The values after training that a statement prints, each with its numbers."""
    first = statement.members[0].expression
    if not isinstance(first, After):
        return []
    printed = [m.expression for m in statement.members[1:] if is_result(m.expression)]
    return [(first, [p for p in printed if isinstance(p, Number)])]


def _judge_figures(
    sections: list[Section],
    case: Case,
    findings: list[Finding],
    taken: dict[str, int],
    made: dict[str, CaseRuns],
) -> tuple[Page, Convention | None, list[Series]]:
    printed = [
        (section, statement, after, number)
        for section in sections
        for statement in section.statements
        for after, numbers in figures_of(statement)
        for number in numbers
    ]
    graph = sections[0].graph
    page = Page(graph, "", taken=taken)
    if not printed or not case.settings:
        return page, None, []
    figures = []
    for section, statement, after, number in printed:
        page.section = section.title
        rounds = after.rounds.printed
        if not grouped_rightly(rounds):
            page.add(
                statement, after.rounds.place or statement.place, kind="number", quantity="rounds",
                printed=rounds.text, expected=regrouped(rounds).text, verdict=NOTATION,
                why="digits are grouped by threes; read as " + regrouped(rounds).text,
            )  # fmt: skip
            rounds = regrouped(rounds)
        figures.append(Figure(int(rounds.value), after.body, number.printed))
    runs = made.setdefault(case.id, CaseRuns(case, graph))
    updates = {
        f.quantity.removesuffix("_new"): Printed(f.printed)
        for f in findings
        if f.quantity.endswith("_new") and f.kind == "number" and f.verdict == CONFIRMED
    }
    convention, settled = settle(figures, single_updates(updates, graph), runs)
    together = len({s.produced_by for s in settled if s.holds is False}) > 1 or any(
        s.holds for s in settled
    )
    for (section, statement, after, number), found in zip(printed, settled, strict=True):
        page.section = section.title
        _add_figure(page, statement, after, number, found, together)
        if (question := runs.question(page.findings[-1].id, found)) is not None:
            page.questions.append(question)
    return page, convention, plotted(figures, settled, convention, runs)


def _judge_kinks(sections: tuple[Section, ...], taken: dict[str, int]) -> tuple[Page, list[Kink]]:
    """What the lecture takes a derivative to be at a kink, and where it contradicts itself."""
    found = kinks(sections)
    page = Page(sections[0].graph if sections else Graph({}), "", taken=taken)
    for first, second in contradictions(found):
        page.add(
            second.statement, second.place, kind="convention", quantity=f"{second.function}'(0)",
            printed=second.value, expected=first.value, verdict=NOTATION,
            why=f"line {first.place.line} takes {first.value} at 0; the derivative there is a set, "
            "and each value in it may be taken, but not two",
        )  # fmt: skip
    return page, found


def _add_figure(
    page: Page, statement: Statement, after: After, number: Number, found: Settled, torn: bool
) -> None:
    verdict = {True: CONFIRMED, False: REFUTED, None: UNDETERMINED}[found.holds]
    producers = [str(c) for c in found.produced_by]
    why, cause = found.why, ""
    if verdict == CONFIRMED:
        why = f"is what the run gives ({found.convention})"
    elif verdict == REFUTED:
        why = f"is not what the run gives ({found.convention})"
        if producers:
            cause = f"is the value of another run: {producers[0]}"
        if torn:
            why += "; no single run gives all the figures printed for it"
    page.add(
        statement, number.place or statement.place, kind="run", quantity=written(after),
        printed=number.printed.text, expected=expected(number.printed, found.exact),
        verdict=verdict, why=why, cause=cause, enclosure=in_decimals(found.exact),
    )  # fmt: skip


def account(lecture: Lecture, findings: list[Finding]) -> Account:
    """Every transcribed statement and number in one row each, and what is not checked."""
    by_place: dict[Place, Finding] = {}
    for finding in findings:
        by_place.setdefault(finding.place, finding)
    displays, numbers = [], []
    for section in lecture.sections:
        for statement in section.statements:
            own = [
                f
                for f in findings
                if f.statement == statement.text
                and f.place.line <= (statement.end or statement.place.line)
                and f.place.line >= statement.place.line
            ]
            became = gravest([f.verdict for f in own]) or "read"
            displays.append(
                Row(statement.place.line, statement.place.column, statement.text, became)
            )
            numbers += _number_rows(statement, by_place)
    for left_out in lecture.unchecked:
        row = Row(left_out.line, 1, left_out.text, NOT_CHECKED, left_out.reason)
        (numbers if left_out.text else displays).append(row)
    return Account(tuple(displays), tuple(numbers))


def _number_rows(statement: Statement, findings: Mapping[Place, Finding]) -> list[Row]:
    rows = []
    for member in statement.members:
        for node in nodes(member.expression):
            if isinstance(node, Number) and node.place and not node.printed.is_integer:
                finding = findings.get(node.place)
                became = finding.verdict if finding else PUT_IN
                rows.append(Row(node.place.line, node.place.column, node.printed.text, became))
    return rows
