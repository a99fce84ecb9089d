"""A value in a directive is read by the document's own grammar, under the document's own names."""

import pytest
from backproof.expressions.written import written
from backproof.reading.documents import document
from backproof.reading.statements import Read, statements_of

BODY = "$$net_1 = w_1 x + b$$\n"


def read(text: str, name: str = "notes.md") -> Read:
    return statements_of(document(name, text.encode()))


def values(found: Read) -> dict[str, str]:
    return {let.name: written(let.value) for let in found.lets}


@pytest.mark.parametrize("name", ["w1", "w_1", "w_{1}", "w₁"])
def test_a_name_is_the_documents_however_it_is_spelled(name: str) -> None:
    found = read(f"<!-- backproof: let {name} = 0.15 -->\n\n{BODY}")

    assert values(found) == {"w1": "0.15"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("let w1 = .5", {"w1": ".5"}),
        ("let w1 = -0.5", {"w1": "-0.5"}),
        ("let w1 = 1/4", {"w1": "1/4"}),
        ("let w1 = 0.5, b = 0.10", {"w1": "0.5", "b": "0.10"}),
        (r"let \eta = 0.5", {"eta": "0.5"}),
        (r"let W = \begin{bmatrix} 1 & 2 \end{bmatrix}", {"W": "[[1, 2]]"}),
    ],
)
def test_numbers_keep_their_digits(said: str, expected: dict[str, str]) -> None:
    assert values(read(f"<!-- backproof: {said} -->\n\n{BODY}")) == expected


def test_a_document_with_decimal_commas_has_them_here_too() -> None:
    found = read(f"<!-- backproof: let w1 = 0,15 -->\n\n$x = 0,5$, $b = 0,25$\n\n{BODY}")

    assert values(found) == {"w1": "0.15"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.tex", "% backproof: let w1 = 0.15\n\\[net_1 = w_1 x + b\\]\n"),
        ("notes.rst", ".. backproof: let w1 = 0.15\n\n.. math:: net_1 = w_1 x + b\n"),
        ("notes.md", f"---\nbackproof: [let w1 = 0.15]\n---\n\n{BODY}"),
    ],
)
def test_a_comment_of_any_kind_says_it(name: str, text: str) -> None:
    assert values(read(text, name)) == {"w1": "0.15"}


@pytest.mark.parametrize(
    "said",
    ["let w1", "let w1 =", "let = 1", "let w1 + 1 = 3", "let w1 = x", "let w1 = )", "let w1 < 3"],
)
def test_what_gives_no_value_is_a_problem(said: str) -> None:
    found = read(f"<!-- backproof: {said} -->\n\n{BODY}")

    assert found.lets == ()
    assert [p.text.startswith(said) for p in found.problems] == [True]


def test_a_value_is_no_statement() -> None:
    assert len(read(f"<!-- backproof: let w1 = 0.15 -->\n\n{BODY}").statements) == 1
