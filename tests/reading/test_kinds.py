"""The format of a document that nobody names."""

import pytest
from backproof.reading.kinds import kind_of


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.md", "\\section{x}", "markdown"),
        ("a.TEX", "x", "latex"),
        ("a.ipynb", "x", "notebook"),
        ("a.rst", "x", "rest"),
        ("a.html", "x", "html"),
        ("a.qmd", "x", "markdown"),
        ("a", "x", "markdown"),
        ("a.xyz", "x", "markdown"),
        ("a.txt", "w5 = 0.4 - 0.5*0.08\n- 2", "plain"),
        ("a.txt", "$x$", "markdown"),
        ("a.txt", "# One", "markdown"),
        ("a.txt", "**b**", "markdown"),
        ("a.txt", "\\documentclass{article}", "latex"),
        ("a.txt", "a\n.. math:: x", "rest"),
        ("a.txt", "<!DOCTYPE html><p>", "html"),
    ],
)
def test_the_suffix_and_then_the_marks_say_it(name: str, text: str, kind: str) -> None:
    assert kind_of(name, text) == kind
