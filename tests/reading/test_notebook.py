"""Notebooks: cells, and places in the file as an editor shows it."""

import json

import pytest
from backproof.reading.blocks import DocumentError
from backproof.reading.documents import document


def notebook(*cells: tuple[str, str | list[str]], **more: object) -> str:
    listed = [
        {"cell_type": kind, "metadata": {}, "source": source, "outputs": [{"text": ["$0.5$"]}]}
        for kind, source in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, **more}, indent=1)


def shown(text: str) -> list[tuple[int, str, str]]:
    blocks = document("a.ipynb", text.encode()).blocks
    return [
        (block.cell, block.kind, "".join(part.text for part in block.parts)) for block in blocks
    ]


def test_cells_are_counted_and_outputs_left_out() -> None:
    text = notebook(("markdown", "# One\n$x$"), ("code", "y = 1\n"), ("raw", "two"))
    assert shown(text) == [
        (1, "heading", "One"),
        (1, "paragraph", "x"),
        (2, "code", "y = 1\n"),
        (3, "paragraph", "two"),
    ]


def test_a_source_may_be_a_list_of_lines() -> None:
    text = notebook(
        (
            "markdown",
            ["$$\n", "\\begin{aligned} a &= \\frac12 \\\\\n", "&= é\n", "\\end{aligned}$$"],
        )
    )
    expected = "\\begin{aligned} a &= \\frac12 \\\\\n&= é\n\\end{aligned}"
    assert shown(text) == [(1, "display", expected)]


def test_every_character_stands_in_the_file() -> None:
    text = notebook(("markdown", ['Let "w"\n', "$\\alpha = 0.5$ 😀 x"]))
    found = document("a.ipynb", text.encode())
    formula = found.blocks[0].parts[1]
    for character, offset in zip(formula.text, formula.offsets, strict=False):
        assert text[offset] == character
    line = text[: text.index("alpha")].count("\n") + 1
    column = text.split("\n")[line - 1].index("\\\\alpha") + 1
    assert str(found.source.place(formula.offsets[0])) == f"a.ipynb:{line}:{column}"
    last = found.blocks[0].parts[2]
    assert (last.text, text[last.offsets[3]]) == (" 😀 x", "x")


def test_the_language_of_code_is_that_of_the_notebook() -> None:
    text = notebook(("code", "x"), metadata={"language_info": {"name": "julia"}})
    assert document("a.ipynb", text.encode()).blocks[0].info == "julia"


def test_notebooks_of_the_third_format_are_read() -> None:
    cells = [
        {"cell_type": "markdown", "source": "a"},
        {"cell_type": "code", "input": "b", "language": "python"},
    ]
    text = json.dumps({"worksheets": [{"cells": cells}, {"cells": cells[:1]}], "nbformat": 3})
    assert shown(text) == [(1, "paragraph", "a"), (2, "code", "b"), (3, "paragraph", "a")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"cells": [\n {"a": }]}', "a.ipynb:2:8: not a notebook: Expecting value"),
        ('{"cells": [', "a.ipynb:1:12: not a notebook: "),
        ("[" * 100_000, "not a notebook: "),
        ("1" * 5_000, "not a notebook: "),
        ('{"cells": []}', "a notebook without cells"),
        ('"text"', "a notebook without cells"),
        ('{"cells": "a", "worksheets": [[[]]]}', "a notebook without cells"),
    ],
)
def test_what_is_no_notebook_is_said_in_one_line(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.ipynb") as caught:
        document("a.ipynb", text.encode())
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_cells_of_odd_types_are_passed_over() -> None:
    cells = [
        1,
        "a",
        {"cell_type": 2, "source": "b"},
        {"source": {"x": "y"}},
        {"cell_type": "markdown", "source": ["c", 5]},
    ]
    assert [entry[1:] for entry in shown(json.dumps({"cells": cells}))] == [("paragraph", "c")]
