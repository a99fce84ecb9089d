"""What do the five lectures print, and where?

Each lecture is transcribed in one TOML file of `cases/lectures`: sections with the case that they
are about, statements in the project's notation with the lecture's own names, and what is not
checked, with the reason. Places are those of the lecture's text; its sentences are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..expressions.graph import Graph
from ..expressions.notation import NotationError, parse, parse_members
from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Member, Statement
from ..expressions.tree import Expression, Number, Symbol, children, rewrite, with_children
from .case import Case, Lecture, Section, Transcript, Unchecked
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
    sections = tuple(
        _section(Fields(path, f"section[{i}]", table), file, cases)
        for i, table in enumerate(top.take("section", list))
    )
    unchecked = tuple(
        _unchecked(Fields(path, f"unchecked[{i}]", table))
        for i, table in enumerate(top.take("unchecked", list, []))
    )
    return Lecture(file, sections, unchecked)


def _section(table: Fields, file: str, cases: Mapping[str, Case]) -> Section:
    table.only(
        "title", "lines", "case", "names", "sets", "definitions", "free", "domains", "statement",
        "transcript",
    )  # fmt: skip
    case = table.take("case", str)
    if case not in cases:
        raise table.error("case", f"found {case!r}, expected one of {', '.join(sorted(cases))}")
    names: dict[str, str] = table.take("names", dict, {})
    graph = _extended(cases[case].graph, table, names)
    statements = tuple(
        _statement(Fields(table.file, f"{table.path}.statement[{i}]", inner), file, names)
        for i, inner in enumerate(table.take("statement", list, []))
    )
    transcripts = tuple(
        _transcript(Fields(table.file, f"{table.path}.transcript[{i}]", inner), file)
        for i, inner in enumerate(table.take("transcript", list, []))
    )
    first, last = table.take("lines", list)
    return Section(
        table.take("title", str), (first, last), case, names, statements, transcripts, graph
    )


def _extended(known: Graph, table: Fields, names: Mapping[str, str]) -> Graph:
    """The case's graph with what the section defines besides; the same where that is nothing."""
    own = _definitions(table, names)
    free = {name: tuple(shape) for name, shape in table.take("free", dict, {}).items()}
    sets = {name: tuple(labels) for name, labels in table.take("sets", dict, {}).items()}
    domains = {
        name: (float(low), float(high))
        for name, (low, high) in table.take("domains", dict, {}).items()
    }
    if not (own or free or sets or domains):
        return known
    return Graph(
        {**known.definitions, **own},
        {**known.free, **free},
        {**known.sets, **sets},
        known.families,
        {**known.domains, **domains},
    )


def _definitions(table: Fields, names: Mapping[str, str]) -> dict[str, Expression]:
    own = {}
    for name, text in table.take("definitions", dict, {}).items():
        try:
            own[names.get(name, name)] = renamed(parse(str(text)), names)
        except NotationError as error:
            raise table.error(f"definitions.{name}", str(error)) from None
    return own


def _statement(table: Fields, file: str, names: Mapping[str, str]) -> Statement:
    table.only("line", "end", "column", "says", "columns", "each", "repaired", "derivation")
    text = table.take("says", str)
    line = table.take("line", int)
    try:
        members = parse_members(text)
    except NotationError as error:
        raise table.error("says", str(error)) from None
    places = [Place(file, at, column) for at, column in table.take("columns", list, [])]
    start = Place(file, line, table.take("column", int, 1))
    placed = _placed([m.expression for m in members], places, start)
    if placed is None:
        raise table.error(
            "columns", f"found {len(places)}, expected one for each number in {text!r}"
        )
    each = table.take("each", dict, {})
    return Statement(
        start,
        tuple(
            Member(renamed(expression, names), member.relation)
            for expression, member in zip(placed, members, strict=True)
        ),
        text,
        tuple(each.items()),
        table.take("repaired", str, ""),
        table.take("derivation", str, ""),
        table.take("end", int, line),
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
    values = tuple(Printed(str(value)) for value in table.take("values", list))
    places = tuple(Place(file, at, column) for at, column in table.take("columns", list))
    if len(values) != len(places):
        raise table.error("columns", f"found {len(places)}, expected {len(values)}")
    count_at: Any = table.take("count_at", list)
    return Transcript(
        table.take("quantity", str), values, places, table.take("every", int),
        Printed(str(table.take("count", int))), Place(file, *count_at),
    )  # fmt: skip


def _unchecked(table: Fields) -> Unchecked:
    table.only("line", "end", "text", "reason")
    line = table.take("line", int)
    return Unchecked(
        line, table.take("end", int, line), table.take("text", str, ""), table.take("reason", str)
    )
