"""What do the five lectures print, and where?

Each lecture is transcribed in one TOML file of `cases/lectures`: sections with the case that they
are about, statements in the project's notation with the lecture's own names, and what is not
checked, with the reason. Places are those of the lecture's text; its sentences are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..expressions.graph import Graph
from ..expressions.notation import NotationError, parse_members
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import Expression, Number, Symbol, children, rewrite, with_children
from .case import Case, Lecture, Section, Transcript, Unchecked
from .declared import declared
from .fields import Fields, read_toml

TRANSCRIBED = Path(__file__).parent / "lectures"


def documented_lectures(cases: Mapping[str, Case]) -> tuple[Lecture, ...]:
    """The transcribed lectures, in the order of their file names."""
    return tuple(load_lecture(path, cases) for path in sorted(TRANSCRIBED.glob("*.toml")))


def load_lecture(path: Path, cases: Mapping[str, Case]) -> Lecture:
    """A transcribed lecture. Raises `CaseError`."""
    top = read_toml(path)
    top.only("lecture", "section", "unchecked")
    file = top.take("lecture", str)
    sections = tuple(_section(table, file, cases) for table in top.tables("section"))
    unchecked = tuple(_unchecked(table) for table in top.tables("unchecked", []))
    return Lecture(file, sections, unchecked)


def _section(table: Fields, file: str, cases: Mapping[str, Case]) -> Section:
    table.only(
        "title", "lines", "case", "names", "sets", "definitions", "free", "domains", "statement",
        "transcript",
    )  # fmt: skip
    case = table.take("case", str)
    if case not in cases:
        raise table.error("case", f"found {case!r}, expected one of {', '.join(sorted(cases))}")
    names = table.texts("names")
    graph = _extended(cases[case].graph, table, names)
    statements = tuple(_statement(inner, file, names) for inner in table.tables("statement", []))
    transcripts = tuple(_transcript(inner, file) for inner in table.tables("transcript", []))
    first, last = table.counts("lines", (2,))
    return Section(
        table.take("title", str), (first, last), case, names, statements, transcripts, graph
    )


def _extended(known: Graph, table: Fields, names: Mapping[str, str]) -> Graph:
    """The case's graph with what the section defines besides; the same where that is nothing."""
    own = declared(table)
    if not (own.definitions or own.free or own.sets or own.domains):
        return known
    definitions = {
        names.get(name, name): renamed(formula, names) for name, formula in own.definitions.items()
    }
    return Graph(
        {**known.definitions, **definitions},
        {**known.free, **own.free},
        {**known.sets, **own.sets},
        known.families,
        {**known.domains, **own.domains},
    )


def _statement(table: Fields, file: str, names: Mapping[str, str]) -> Statement:
    table.only("line", "end", "column", "says", "columns", "each", "repaired", "derivation")
    text = table.take("says", str)
    line = table.count("line")
    try:
        members = parse_members(text)
    except NotationError as error:
        raise table.error("says", str(error)) from None
    places = [Place(file, at, column) for at, column in table.pairs("columns", [])]
    start = Place(file, line, table.count("column", 1))
    placed = _placed([m.expression for m in members], places, start)
    if placed is None:
        raise table.error(
            "columns", f"found {len(places)}, expected one for each number in {text!r}"
        )
    return Statement(
        start,
        tuple(
            Member(renamed(expression, names), member.relation)
            for expression, member in zip(placed, members, strict=True)
        ),
        text,
        tuple(table.texts("each").items()),
        table.take("repaired", str, ""),
        table.take("derivation", str, ""),
        table.count("end", line),
    )


def renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The expression with a lecture's names replaced by the case's; the spelling is kept."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name in names:
            return Symbol(names[node.name], node.indices, node.place, node.spelling or node.name)
        return node

    return rewrite(expression, change)


def _placed(
    expressions: list[Expression], places: list[Place], start: Place
) -> list[Expression] | None:
    """The expressions with a place for every printed number; None where the count does not fit."""
    waiting = list(reversed(places))
    if not places:
        waiting = [start] * sum(len(printed_numbers(e)) for e in expressions)

    def put(node: Expression) -> Expression:
        if isinstance(node, Number):
            if not waiting:
                raise IndexError
            return Number(node.printed, waiting.pop())
        if isinstance(node, Symbol):
            return node
        return with_children(node, tuple(put(inner) for inner in children(node)))

    try:
        placed = [put(expression) for expression in expressions]
    except IndexError:
        return None
    return None if waiting else placed


def printed_numbers(expression: Expression) -> list[Number]:
    """The numbers of an expression in printed order, those inside indices left out."""
    if isinstance(expression, Number):
        return [expression]
    if isinstance(expression, Symbol):
        return []
    return [number for inner in children(expression) for number in printed_numbers(inner)]


def _transcript(table: Fields, file: str) -> Transcript:
    table.only("line", "quantity", "values", "columns", "every", "count", "count_at", "start")
    values = tuple(
        table.number(f"values[{i}]", value) for i, value in enumerate(table.take("values", list))
    )
    places = tuple(Place(file, at, column) for at, column in table.pairs("columns"))
    if len(values) != len(places):
        raise table.error("columns", f"found {len(places)}, expected {len(values)}")
    return Transcript(
        table.take("quantity", str), values, places, table.count("every"),
        Printed(str(table.take("count", int))), Place(file, *table.counts("count_at", (2,))),
    )  # fmt: skip


def _unchecked(table: Fields) -> Unchecked:
    table.only("line", "end", "text", "reason")
    line = table.count("line")
    return Unchecked(
        line, table.count("end", line), table.take("text", str, ""), table.take("reason", str)
    )
