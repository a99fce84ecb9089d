"""Every displayed formula and every decimal of notes stands in one row: the gravest verdict."""

from collections import Counter

from backproof.audit.accounts import account
from backproof.audit.finding import gravest
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def rows(text: str, of: str) -> list[tuple[str, str, str]]:
    audited = audit_notes(statements_of(document("notes.md", text.encode())))
    return [(row.text, row.became, row.detail) for row in getattr(audited.account, of)]


def test_a_display_has_the_gravest_verdict_of_its_claims() -> None:
    text = "$$a = 0.5 \\cdot 0.5 = 0.26, \\quad b = 0.5 \\cdot 0.3 = 0.15$$\n"

    ((_, became, detail),) = rows(text, "displays")

    assert became == "refuted"
    assert detail == "1 refuted, 1 consistent"


def test_a_number_in_a_calculation_is_put_in() -> None:
    found = rows("$$a = 0.5 \\cdot 0.3 = 0.15$$\n", "numbers")

    assert [(text, became) for text, became, _ in found][:2] == [
        ("0.5", "put in"),
        ("0.3", "put in"),
    ]


def test_what_is_ignored_is_listed() -> None:
    text = "<!-- backproof: ignore -->\n\n$$a = 0.5 \\cdot 0.5 = 0.26$$\n"

    ignored = "not checked", "the author wants it ignored"
    assert [row[1:] for row in rows(text, "displays")] == [ignored]
    assert [row[1:] for row in rows(text, "numbers")] == [ignored] * 3


def test_a_number_without_a_quantity_says_so() -> None:
    found = rows("It took 0.25 seconds.\n\n$$a = 1$$\n", "numbers")

    assert found == [("0.25", "not checked", "no quantity is named with it")]


def test_what_cannot_be_read_has_its_column_and_its_numbers_say_why() -> None:
    text = "$$a = 0.25 + )$$\n"

    ((_, became, detail),) = rows(text, "displays")

    assert became == "unreadable"
    assert detail.startswith("column ")
    assert [row[1:] for row in rows(text, "numbers")] == [
        ("not checked", "stands in what cannot be read")
    ]


def test_every_display_and_every_decimal_has_one_row() -> None:
    text = "\n\n".join(f"$$x_{n} = 0.{n} + 0.5 = {n / 10 + 0.5}$$" for n in range(1, 9))
    read = statements_of(document("notes.md", text.encode()))

    found = account(read, audit_notes(read).findings)

    places = Counter((row.line, row.column) for row in found.numbers)
    assert len(found.displays) == 8
    assert len(places) == text.count(".")
    assert set(places.values()) == {1}


def test_the_gravest_of_none_is_none() -> None:
    assert gravest([]) == ""
