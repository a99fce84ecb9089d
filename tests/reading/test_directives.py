"""What authors say to this program, in every kind of comment."""

import pytest
from backproof.reading.documents import document


def said(text: str, kind: str = "markdown") -> list[tuple[str, str, str]]:
    found = document("notes", text.encode(), kind)
    assert not found.problems
    return [(d.kind, d.text, f"{d.place.line}:{d.place.column}") for d in found.directives]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("a\n<!-- backproof: let w1 = 0.15 -->", "markdown", "2:17"),
        ("a <!--backproof:let  w1 =\n0.15--> b", "markdown", "1:17"),
        ("<p>a<!-- backproof: let w1 = 0.15 -->", "html", "1:21"),
        ("a % backproof: let w1 = 0.15", "latex", "1:16"),
        ("a\n\n.. backproof: let w1 = 0.15", "rest", "3:15"),
        ("---\nbackproof: let w1 = 0.15\n---\na", "markdown", "2:12"),
        ("---\nx: y\nbackproof:\n  - 'let w1 = 0.15'\nz: u\n---\na", "markdown", "4:6"),
        ('---\nbackproof: ["let w1 = 0.15"]\n---\na', "markdown", "2:14"),
    ],
)
def test_a_value_is_given_in_a_comment(text: str, kind: str, place: str) -> None:
    assert said(text, kind) == [("let", "w1 = 0.15", place)]


def test_all_kinds_in_the_order_of_the_text() -> None:
    names = ["case mazur/first", "ignore", "ignore start", "IGNORE End", "let a = 1"]
    text = "a\n" + "\n".join(f"<!-- backproof: {name} -->" for name in names)
    assert [entry[:2] for entry in said(text)] == [
        ("case", "mazur/first"),
        ("ignore", ""),
        ("ignore start", ""),
        ("ignore end", ""),
        ("let", "a = 1"),
    ]


def test_comments_to_others_are_left_alone() -> None:
    assert said("<!-- a note -->\n\ntext % backproof: let x = 1") == []


@pytest.mark.parametrize("text", ["lett x = 1", "let", "ignore all", "case", ""])
def test_what_is_unknown_is_a_problem_that_names_the_known(text: str) -> None:
    found = document("notes", f"a\n\n<!-- backproof: {text} -->".encode(), "markdown")
    assert not found.directives
    (problem,) = found.problems
    assert problem.place.line == 3
    assert problem.text.startswith(f"unknown directive '{text}'; expected let NAME = VALUE, case")


class TestWithinAParagraph:
    TEXT = (
        "Before\n\\[ a = 1 \\]\n% backproof: ignore\n\\[ b = 2 \\]\nand after.\n\n\\[ c = 3 \\]\n"
    )

    def ignored(self, text: str) -> list[tuple[str, bool]]:
        found = document("notes.tex", text.encode())
        return [("".join(p.text for p in b.pieces()).split()[0], b.ignored) for b in found.blocks]

    def test_ignore_takes_the_rest_of_it(self) -> None:
        assert self.ignored(self.TEXT) == [("Before", False), ("b", True), ("c", False)]

    def test_from_start_to_end_two_cuts_are_made(self) -> None:
        text = self.TEXT.replace("ignore", "ignore start").replace(
            "and after", "% backproof: ignore end\nand after"
        )

        assert self.ignored(text) == [
            ("Before", False), ("b", True), ("and", False), ("c", False),
        ]  # fmt: skip

    def test_no_character_is_lost(self) -> None:
        text = "One two % backproof: ignore\nthree $x = 1$ four % backproof: ignore\nfive six.\n"

        found = document("notes.tex", text.encode())

        words = " ".join(p.text for b in found.blocks for p in b.pieces()).split()
        assert words == ["One", "two", "three", "x", "=", "1", "four", "five", "six."]
