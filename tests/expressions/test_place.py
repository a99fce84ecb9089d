"""Positions in a lecture."""

from backproof.expressions.place import Place


def test_a_place_reads_as_editors_print_it() -> None:
    assert str(Place("notes.md", 12, 3)) == "notes.md:12:3"


def test_places_are_ordered_as_they_are_read() -> None:
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 2, 9), Place("a", 2, 10)]

    assert sorted(places) == [places[2], places[3], places[1], places[0]]
