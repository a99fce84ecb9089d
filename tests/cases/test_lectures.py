"""Transcribed lectures: what is read, and the one line that is said of a malformed one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from backproof.cases.case import Lecture
from backproof.cases.fields import CaseError
from backproof.cases.lectures import documented_lectures, load_lecture, printed_numbers, renamed
from backproof.cases.load import documented_cases
from backproof.expressions.notation import parse
from backproof.expressions.place import Place
from backproof.expressions.tree import Symbol, numbers

CASES = {case.id: case for case in documented_cases()}
SECTION = """lecture = "notes.txt"
[[section]]
title = "One"
lines = [1, 9]
case = "sigmoid-2-2-2"
names = { E = "E_total" }
"""
STATEMENT = """[[section.statement]]
line = 3
end = 4
says = "E = 0.5*w1 = 0.298"
columns = [[3, 5], [4, 1]]
"""
TRANSCRIPT = """[[section.transcript]]
line = 5
quantity = "E"
values = [0.5, 0.25]
columns = [[5, 1], [6, 1]]
every = 100
count = 200
count_at = [7, 2]
"""
WHOLE = SECTION + STATEMENT + TRANSCRIPT


@pytest.fixture
def lecture_file(tmp_path: Path) -> Path:
    return tmp_path / "notes.toml"


@pytest.fixture
def loaded(lecture_file: Path) -> Callable[[str], Lecture]:
    def load(text: str) -> Lecture:
        lecture_file.write_text(text, "utf-8")
        return load_lecture(lecture_file, CASES)

    return load


@pytest.fixture
def complaint(lecture_file: Path, loaded: Callable[[str], Lecture]) -> Callable[[str], str]:
    def said(text: str) -> str:
        with pytest.raises(CaseError) as refused:
            loaded(text)
        assert "\n" not in str(refused.value)
        return str(refused.value).removeprefix(f"{lecture_file}: ")

    return said


def test_a_statement_speaks_of_the_names_of_its_case(loaded: Callable[[str], Lecture]) -> None:
    (section,) = loaded(WHOLE).sections
    (statement,) = section.statements

    assert [m.expression for m in statement.members] == [
        parse("E_total"), parse("0.5*w1"), parse("0.298"),
    ]  # fmt: skip
    first = statement.members[0].expression
    assert isinstance(first, Symbol)
    assert first.spelling == "E"


def test_every_number_of_a_statement_has_its_place(loaded: Callable[[str], Lecture]) -> None:
    (statement,) = loaded(WHOLE).sections[0].statements
    places = [n.place for member in statement.members for n in numbers(member.expression)]

    assert (statement.place, statement.end) == (Place("notes.txt", 3, 1), 4)
    assert places == [Place("notes.txt", 3, 5), Place("notes.txt", 4, 1)]


def test_numbers_without_columns_stand_where_the_statement_does(
    loaded: Callable[[str], Lecture],
) -> None:
    lecture = loaded(WHOLE.replace("columns = [[3, 5], [4, 1]]\n", ""))
    (statement,) = lecture.sections[0].statements

    assert [n.place for n in numbers(statement.members[2].expression)] == [statement.place]


def test_a_transcript_has_its_values_with_their_places(loaded: Callable[[str], Lecture]) -> None:
    (transcript,) = loaded(WHOLE).sections[0].transcripts

    assert [str(value) for value in transcript.values] == ["0.5", "0.25"]
    assert transcript.places[1] == Place("notes.txt", 6, 1)
    assert (transcript.every, str(transcript.count)) == (100, "200")


def test_what_a_section_defines_goes_before_its_case(loaded: Callable[[str], Lecture]) -> None:
    own = '[section.definitions]\nE = "w1"\nextra = "2*E"\n'
    (section,) = loaded(SECTION + own).sections

    assert section.graph.definitions["E_total"] == parse("w1")
    assert section.graph.definitions["extra"] == parse("2*E_total")
    assert section.graph.definitions["w1"] == parse("0.15")


def test_a_section_that_defines_nothing_shares_the_graph_of_its_case(
    loaded: Callable[[str], Lecture],
) -> None:
    assert loaded(WHOLE).sections[0].graph is CASES["sigmoid-2-2-2"].graph


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('lecture = "notes.txt"', "lecture = 3", "lecture: found 3, expected a string"),
        ('title = "One"\n', "", "section[0].title: missing, expected a string"),
        ("lines = [1, 9]\n", "", "section[0].lines: missing, expected a list"),
        (
            'case = "sigmoid-2-2-2"',
            'case = "nothing"',
            "section[0].case: found 'nothing', expected one of " + ", ".join(sorted(CASES)),
        ),
        ("names = {", "nams = {", "section[0].nams: unknown, expected one of title, lines, case"),
        ("line = 3\n", "", "section[0].statement[0].line: missing, expected a whole number"),
        (
            "0.5*w1",
            "0.5*w1.x",
            "section[0].statement[0].says: not part of the notation: 'w1.x'",
        ),
        (
            "columns = [[3, 5], [4, 1]]",
            "columns = [[3, 5]]",
            "section[0].statement[0].columns: found 1, expected one for each number in "
            "'E = 0.5*w1 = 0.298'",
        ),
        (
            "columns = [[3, 5], [4, 1]]",
            "columns = [[3, 5], [4, 1], [4, 9]]",
            "section[0].statement[0].columns: found 3, expected one for each number in "
            "'E = 0.5*w1 = 0.298'",
        ),
        (
            "columns = [[5, 1], [6, 1]]",
            "columns = [[5, 1]]",
            "section[0].transcript[0].columns: found 1, expected 2",
        ),
        ("every = 100\n", "", "section[0].transcript[0].every: missing, expected a whole number"),
    ],
)
def test_a_wrong_field_is_named(
    old: str, new: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert WHOLE.count(old) == 1
    assert complaint(WHOLE.replace(old, new)).startswith(said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('line = 3\nreason = "why"\nreson = 3', "unchecked[0].reson: unknown, expected one of"),
        ("line = 3", "unchecked[0].reason: missing, expected a string"),
        ('reason = "why"', "unchecked[0].line: missing, expected a whole number"),
    ],
)
def test_a_wrong_field_of_what_is_not_checked_is_named(
    line: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(f"{WHOLE}[[unchecked]]\n{line}\n").startswith(said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lines = [1, 9]", "lines = [1]"),
        ("columns = [[3, 5], [4, 1]]", "columns = [[3], [4, 1]]"),
        ("columns = [[3, 5], [4, 1]]", "columns = [3, 4]"),
        ("values = [0.5, 0.25]", 'values = [0.5, "x"]'),
        ("count_at = [7, 2]", "count_at = [7]"),
        ('names = { E = "E_total" }', "free = { x = 3 }"),
        ('names = { E = "E_total" }', "names = { E = 3 }"),
        ("[[section.transcript]]", "[[section.transcripts]]"),
        ("lines = [1, 9]", "lines = [1, 9]\nstatement = [3]"),
        ("line = 3\n", "line = 0\n"),
        ("line = 3\n", "line = 3\neach = { k = 3 }\n"),
        ("every = 100", "every = 0"),
        ("values = [0.5, 0.25]", "values = [0.5, []]"),
    ],
)
def test_whatever_is_malformed_is_answered_by_one_line(
    old: str, new: str, complaint: Callable[[str], str]
) -> None:
    assert WHOLE.count(old) == 1
    assert complaint(WHOLE.replace(old, new))


def test_every_documented_lecture_is_read_in_the_order_of_names() -> None:
    lectures = documented_lectures(CASES)

    assert len(lectures) == 5
    assert [lecture.file[:3] for lecture in lectures] == ["000", "001", "002", "003", "004"]
    assert all(unchecked.reason for lecture in lectures for unchecked in lecture.unchecked)


def test_statements_lie_in_the_lines_of_their_section() -> None:
    outside = [
        str(statement.place)
        for lecture in documented_lectures(CASES)
        for section in lecture.sections
        for statement in section.statements
        if not section.lines[0] <= statement.place.line <= statement.end <= section.lines[1]
    ]

    assert outside == []


def test_renaming_reaches_every_name_and_keeps_its_spelling() -> None:
    expression = renamed(parse("d(a, b[a]) + c"), {"a": "x", "b": "y"})

    assert expression == parse("d(x, y[x]) + c")


def test_numbers_in_indices_are_not_printed_numbers() -> None:
    assert [n.printed.text for n in printed_numbers(parse("2*x[1] + 3"))] == ["2", "3"]
