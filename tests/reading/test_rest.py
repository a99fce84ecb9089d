"""reStructuredText: directives, roles, tables and what indentation says."""

import pytest

from .conftest import Reader, Shower

KIND = "rest"


def test_headings_have_the_levels_of_their_signs(shown: Shower) -> None:
    text = "=====\nTitle\n=====\n\nOne :math:`x`\n-------------\n\nText\n\nTwo\n---\n"
    assert shown(text) == [
        "heading 1: Title",
        "heading 2: One $x$",
        "paragraph: Text",
        "heading 2: Two",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. math:: a = 1", ["a = 1"]),
        (".. math::\n\n   a &= 1 \\\\\n     &= 2\n", ["a &= 1 \\\\\n&= 2"]),
        (".. math::\n   :label: e\n\n   a = 1\n\n   b = 2\n\nText", ["a = 1", "b = 2"]),
        ("- item\n\n  .. math:: a = 1\n", ["a = 1"]),
        (".. note::\n\n   .. math::\n\n      a = 1\n", ["a = 1"]),
    ],
)
def test_formulas_of_a_directive(shown: Shower, text: str, expected: list[str]) -> None:
    found = [line.removeprefix("display: ") for line in shown(text) if line.startswith("display")]
    assert found == [f"$${formula}$$" for formula in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a :math:`w_1 = 0.5` b", "a $w_1 = 0.5$ b"),
        ("a ``x = 1`` b", "a `x = 1` b"),
        ("**0.5** and *x* and 2*3*4", "0.5 and x and 2*3*4"),
        ("`text <http://x.y/1.0>`_ and `name`_ and [1]_.", "text and name and ."),
        ("h\\ :sub:`o1`", "h_{o1}"),
        (":ref:`the net <net>`", "the net"),
        (".. default-role:: math\n\na `x` b", "a $x$ b"),
    ],
)
def test_roles_and_marks_of_a_sentence(shown: Shower, text: str, expected: str) -> None:
    assert shown(text) == [f"paragraph: {expected}"]


def test_literal_blocks_are_code(shown: Shower) -> None:
    text = "Next::\n\n   w5 = 0.4\n     - 0.04\n\nText\n\n"
    text += ".. code-block:: python\n   :linenos:\n\n   if x:\n       y\n"
    assert shown(text) == [
        "paragraph: Next:",
        "code: `w5 = 0.4\n  - 0.04`",
        "paragraph: Text",
        "code python: `if x:\n    y`",
    ]


def test_items_hold_what_stands_below_them(shown: Shower) -> None:
    assert shown("- one\n  goes on\n\n  more\n- two\n\n1. three\n#. four\n") == [
        "item -: one\ngoes on",
        "paragraph: more",
        "item -: two",
        "item 1.: three",
        "item #.: four",
    ]


def test_a_line_that_begins_with_a_minus_sign_is_no_item(shown: Shower) -> None:
    assert shown("- 0.5 + 0.3\n= -0.2") == ["paragraph: - 0.5 + 0.3\n= -0.2"]


def test_tables_of_three_kinds(shown: Shower) -> None:
    grid = "+----+-------+\n| a  | value |\n+====+=======+\n| w1 | 0.15  |\n+----+-------+\n"
    simple = "==  =====\na   value\n==  =====\nw1  0.15\n==  =====\n"
    listed = ".. list-table::\n   :header-rows: 1\n\n"
    listed += "   * - a\n     - value\n   * - w1\n     - 0.15\n"
    assert (
        shown(grid)
        == shown(simple)
        == shown(listed)
        == ["table with header: a | value / w1 | 0.15"]
    )


def test_comments_pictures_and_raw_output_are_not_read(shown: Shower) -> None:
    text = ".. a comment\n   with 0.5\n\n.. image:: a.png\n   :width: 0.5\n\n"
    text += ".. raw:: html\n\n   0.5\n\nText"
    assert shown(text) == ["paragraph: Text"]


def test_text_of_other_directives_is_read(shown: Shower) -> None:
    assert shown(".. note:: Take care\n\n   It is 0.5.\n") == [
        "paragraph: Take care",
        "paragraph: It is 0.5.",
    ]


def test_every_formula_has_its_place(read: Reader) -> None:
    document = read("Text\n\n.. math::\n\n   a\n   = b")
    display = document.blocks[1].parts[0]
    assert str(document.source.place(display.offsets[2])) == "notes:6:4"
