"""Where every character of a document stands, also after others were taken out."""

from backproof.reading.source import Piece, Source


def whole(text: str) -> Piece:
    return Piece.cut("text", Source("notes.md", text), 0, len(text))


def test_places_are_counted_from_1_and_a_line_ends_at_a_line_feed_alone() -> None:
    source = Source("notes.md", "ab\x0cc\rd\n\nx")
    assert str(source.place(0)) == "notes.md:1:1"
    assert str(source.place(5)) == "notes.md:1:6"
    assert str(source.place(7)) == "notes.md:2:1"
    assert str(source.place(8)) == "notes.md:3:1"


def test_the_end_of_a_text_has_a_place() -> None:
    assert str(Source("a", "x\n").place(2)) == "a:2:1"


def test_a_part_keeps_its_offsets() -> None:
    piece = whole("0123456789").part(2, 8).part(1, 3, "inline")
    assert (piece.kind, piece.text, list(piece.offsets)) == ("inline", "34", [3, 4, 5])


def test_what_is_put_in_stands_where_it_was() -> None:
    piece = whole("a&times;b").edited([(1, 8, "×")])
    assert piece.text == "a×b"
    assert list(piece.offsets) == [0, 1, 8, 9]


def test_of_two_edits_that_overlap_the_first_counts() -> None:
    assert whole("abcdef").edited([(1, 4, "-"), (2, 5, "+")]).text == "a-ef"


def test_a_piece_without_edits_is_the_piece_itself() -> None:
    piece = whole("abc")
    assert piece.edited([]) is piece


def test_characters_can_be_left_out_one_by_one() -> None:
    piece = whole("a\\_b").without([1])
    assert (piece.text, list(piece.offsets)) == ("a_b", [0, 2, 3, 4])


def test_white_space_at_the_ends_goes() -> None:
    assert whole("  a b\n").stripped().text == "a b"
    assert whole(" \n ").stripped().text == ""
