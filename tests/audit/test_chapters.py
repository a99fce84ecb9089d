"""A long document is judged chapter by chapter, each knowing the one before it."""

from __future__ import annotations

from backproof.audit.chapters import LONGEST, cut, recent
from backproof.audit.notes import audit_notes
from backproof.audit.scopes import Scope
from backproof.expressions.graph import Graph
from backproof.expressions.place import Place
from backproof.expressions.statement import Statement
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def scopes(*sizes: int) -> list[Scope]:
    statement = Statement(Place("notes", 1, 1), (), "", end=1)
    return [Scope("", (statement,) * size, Graph({})) for size in sizes]


def test_a_short_document_is_one_chapter() -> None:
    (only,) = cut(scopes(LONGEST // 2, LONGEST - LONGEST // 2))

    assert (only.first, only.end) == (0, LONGEST)


def test_a_chapter_ends_where_an_example_ends() -> None:
    first, second = cut(scopes(LONGEST - 1, 2, 3))

    assert (first.first, first.end, second.end) == (0, LONGEST - 1, LONGEST + 4)


def test_an_example_longer_than_a_chapter_is_cut() -> None:
    found = list(cut(scopes(2 * LONGEST + 1)))

    assert [c.first for c in found] == [0, LONGEST, 2 * LONGEST]


def test_what_was_said_long_ago_is_not_recent() -> None:
    short, long = scopes(3, 4), scopes(3, LONGEST, 4)

    assert recent(short) == short
    assert recent(long) == long[2:]
    assert recent(scopes(3, 2 * LONGEST))[0].statements


def test_a_formula_of_the_chapter_before_is_still_known() -> None:
    filler = "\n\n".join(f"$$q_{{{n}}} = {n} p$$" for n in range(LONGEST))
    text = f"$$y = x^2$$\n\n{filler}\n\n$$\\frac{{dy}}{{dx}} = 3 x$$\n"

    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert found[-1].verdict in ("refuted", "notation")
