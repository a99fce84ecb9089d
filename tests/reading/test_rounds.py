"""What sentences say that training arrives at, and after how many rounds."""

import pytest
from backproof.reading.documents import document
from backproof.reading.rounds import Said, figures, kind_of, labels_rounds


def said(text: str, comma: bool = False) -> list[Said]:
    read = document("notes.md", text.encode())
    return figures(read.blocks, read.source, comma)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The error is 0.291 after one round and 0.0351 after 10,000 rounds.",
         [(1, "error", "0.291"), (10_000, "error", "0.0351")]),
        ("After 5 rounds the loss drops from 0.5 to 0.25. Weights: 0.3.", [(5, "error", "0.25")]),
        ("If we ran this again, the error falls from 0.3 to 0.29.",
         [(0, "error", "0.3"), (1, "error", "0.29")]),
        ("Initially the error was 0.298.", [(0, "error", "0.298")]),
        ("Epoch 20: loss 3.5e-5", [(20, "error", "3.5e-5")]),
        ("After 300 iterations $E = 3.51 \\times 10^{-5}$.", [(300, "", "3.51e-5")]),
        ("After 9 rounds, feeding 0.05 and 0.1, the outputs are 0.7 and 0.8.",
         [(9, "output", "0.7"), (9, "output", "0.8")]),
        ("After the forward pass the error is 0.5.", []),
        ("Step 2: the output is 0.75.", []),
        ("The error is 0.5.", []),
    ],
)  # fmt: skip
def test_rounds_and_what_they_arrive_at(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(s.rounds.count, s.kind, s.printed.text) for s in said(text)] == expected


def test_outputs_are_counted_and_have_their_targets() -> None:
    found = said("After 9 rounds the outputs are 0.02 (vs 0.01 target) and 0.97 (vs 0.99 target).")

    assert [(s.at, s.target and s.target.text) for s in found] == [(0, "0.01"), (1, "0.99")]


@pytest.mark.parametrize(
    ("digits", "count", "meant"),
    [("10,000", 10_000, ""), ("10,0000", 10_000, "10,000"), ("10.000", 10_000, ""),
     ("10 000", 10_000, ""), ("10000", 10_000, "")],
)  # fmt: skip
def test_digits_of_rounds_may_be_grouped(digits: str, count: int, meant: str) -> None:
    (found,) = said(f"After {digits} rounds the error is 0.5.")

    assert (found.rounds.count, found.rounds.meant) == (count, meant)
    assert found.rounds.place.column == 7


def test_the_place_of_a_number_is_its_first_digit() -> None:
    (found,) = said("One.\n\nAfter 3 rounds\nthe error is 0.5.")

    assert (found.place.line, found.place.column) == (4, 14)


def test_a_header_may_count_rounds() -> None:
    assert [labels_rounds(h) for h in ("Round", "Epochen", "Error")] == [True, True, False]
    assert [kind_of(h) for h in ("Error", "Ausgabe", "Seed")] == ["error", "output", ""]
