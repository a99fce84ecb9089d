"""Where one statement ends and the next begins."""

import pytest
from backproof.reading.rows import Part, parts_of
from backproof.reading.tokens import tokens


def spelled(part: Part) -> str:
    sides = [f"{s.relation} {' '.join(t.text for t in s.tokens)}".strip() for s in part.sides]
    return " ".join(sides)


def parts(text: str) -> list[str]:
    return [spelled(part) for part in parts_of(tokens(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"a = 1 \\ b = 2", ["a = 1", "b = 2"]),
        (r"a = 1 \quad b = 2", ["a = 1", "b = 2"]),
        ("a = 1, b = 2", ["a = 1", "b = 2"]),
        ("a = 1; b = 2", ["a = 1", "b = 2"]),
        (r"a = 1 \Rightarrow b = 2", ["a = 1", "b = 2"]),
        (r"a = 1 \text{ and } b = 2", ["a = 1", "b = 2"]),
        (r"a = 1 \text{ und } b = 2", ["a = 1", "b = 2"]),
        (r"\begin{align} a &= 1 \\ b &= 2 \end{align}", ["a = 1", "b = 2"]),
        (r"\begin{array}{rcl} a &=& 1 \\ b &=& 2 \end{array}", ["a = 1", "b = 2"]),
    ],
)
def test_statements_are_cut_apart(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "f ( a , b ) = 1",
        "x = [ 1 , 2 ]",
        "w _ { 1 , 3 } = 2",
    ],
)
def test_nothing_is_cut_inside_brackets(text: str) -> None:
    assert parts(text) == [text]


def test_a_word_with_an_index_is_a_name_and_joins_nothing() -> None:
    assert parts(r"\text{in}_h = 1 \text{ in } a = 1") == ["in _ h = 1", "a = 1"]


def test_a_matrix_is_not_cut_at_its_rows() -> None:
    (found,) = parts(r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix} = y")

    assert found == r"x = bmatrix 1 \\ 2 bmatrix = y"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"a = 1 + \\ 2", ["a = 1 + 2"]),
        (r"a = 1 \\ + 2", ["a = 1 + 2"]),
        (r"a = b \\ &\cdot c", ["a = b * c"]),
    ],
)
def test_a_line_that_ends_or_begins_with_a_sign_goes_on(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("a = b = c", "a = b = c"),
        (r"a \approx 0.5", "a ~= 0.5"),
        ("a ≈ b = c", "a ~= b = c"),
        (r"w \leftarrow w - 1", "w <- w - 1"),
        ("w := w - 1", "w <- w - 1"),
        (r"z \xrightarrow{\sigma} a", "z by sigma a"),
    ],
)
def test_a_chain_is_cut_at_its_relations(text: str, sides: str) -> None:
    assert parts(text) == [sides]


def test_a_part_that_begins_with_a_relation_goes_on_with_the_one_before() -> None:
    found = list(parts_of(tokens(r"a &= b \\ &= c")))

    assert [part.goes_on for part in found] == [False, True]


def test_a_comparison_states_no_value() -> None:
    found = list(parts_of(tokens(r"x > 0, f(x > 1) = 2")))

    assert [part.compared for part in found] == [True, False]


def test_the_number_of_an_equation_is_no_part_of_it() -> None:
    assert parts(r"a = 1 \qquad (3)") == ["a = 1"]
