"""Finding the numbers of a transcription in the text of a lecture."""

import pytest
from backproof.cases.transcribe import columns, displays, start_column, tokens

LINES = ["net = 0.15 * 0.05 + 0.2", "net_{1} = -0.15, w_1 = 10,000", "\u22120.15 and .05"]


def test_every_number_is_found_with_its_line_and_column() -> None:
    found = [(t.text, t.line, t.column) for t in tokens(LINES, 1, 3)]

    assert found == [
        ("0.15", 1, 7), ("0.05", 1, 14), ("0.2", 1, 21), ("0.15", 2, 11), ("10,000", 2, 24),
        ("0.15", 3, 1), (".05", 3, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "first", "last", "places"),
    [
        ("net = 0.15*0.05 + 0.2", 1, 1, [[1, 7], [1, 14], [1, 21]]),
        ("a = -0.15 = b", 2, 2, [[2, 11]]),
        ("a = 10_000", 2, 2, [[2, 24]]),
        ("a = 0.15 + 0.15", 1, 2, [[1, 7], [2, 12]]),
        ("a = 0.2*0.15", 1, 1, [[1, 21], [1, 7]]),
        ("a = 2*b", 1, 1, [[1, 1]]),
    ],
)
def test_numbers_are_placed_in_printed_order(
    says: str, first: int, last: int, places: list[list[int]]
) -> None:
    assert columns(says, LINES, first, last) == places


@pytest.mark.parametrize("says", ["a = 0.16", "a = 0.2 + 0.2", "a = 0.20"])
def test_a_number_that_is_not_printed_there_is_refused(says: str) -> None:
    with pytest.raises(LookupError, match="is not printed in lines 1-1, or once too often"):
        columns(says, LINES, 1, 1)


def test_a_display_that_is_never_closed_is_none() -> None:
    assert list(displays(["$$a", "b"])) == []


@pytest.mark.parametrize(
    ("line", "column"),
    [("$$a = b$$", 3), ("text $a$", 7), ("  \\[ a", 6), ("  plain", 3), ("", 1), ("$$", 3)],
)
def test_a_statement_begins_behind_its_opening_sign(line: str, column: int) -> None:
    assert start_column(line) == column
