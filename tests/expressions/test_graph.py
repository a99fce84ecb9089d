"""What the names of a lecture stand for."""

from backproof.expressions.graph import Graph, printed_values
from backproof.expressions.notation import parse

GRAPH = Graph(
    {"w": parse("0.5"), "A": parse("[[1, 2], [3, 4]]"), "y": parse("w*x")},
    free={"x": (), "V": (2, 3)},
)


def test_a_name_with_numbers_alone_is_given() -> None:
    assert GRAPH.is_given("w")
    assert GRAPH.is_given("A")
    assert not any(GRAPH.is_given(name) for name in ("y", "x", "nothing"))


def test_free_names_and_definitions_are_known() -> None:
    assert all(GRAPH.knows(name) for name in ("w", "A", "y", "x", "V"))
    assert not GRAPH.knows("nothing")


def test_roots_follow_from_nothing_and_have_shapes() -> None:
    assert dict(GRAPH.roots()) == {"w": (), "A": (2, 2), "x": (), "V": (2, 3)}


def test_a_later_definition_goes_before_an_earlier_one() -> None:
    more = GRAPH.with_definitions({"w": parse("2"), "z": parse("y")})

    assert more.definitions["w"] == parse("2")
    assert more.knows("z")
    assert GRAPH.definitions["w"] == parse("0.5")


def test_the_numbers_of_given_names_are_listed_in_order() -> None:
    listed = printed_values(GRAPH)

    assert list(listed) == ["w", "A"]
    assert [n.printed.text for n in listed["A"]] == ["1", "2", "3", "4"]
