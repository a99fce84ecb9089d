"""Plain text: nothing in it is a mark."""

import pytest

from .conftest import Shower

KIND = "plain"


def test_lines_of_an_equation_stay_together(shown: Shower) -> None:
    text = "net = w1*x1 + w2*x2\n    = 0.0075\n  - 0.02\n+ 0.35\n\n    E = **2\n"
    assert shown(text) == [
        "paragraph: net = w1*x1 + w2*x2\n    = 0.0075\n  - 0.02\n+ 0.35",
        "paragraph: E = **2",
    ]


def test_items_are_lines_of_words(shown: Shower) -> None:
    assert shown("Do:\n- one thing\n- another\n2) last") == [
        "paragraph: Do:",
        "item -: one thing",
        "item -: another",
        "item 2): last",
    ]


def test_lines_with_tabs_are_a_table(shown: Shower) -> None:
    assert shown("name\tvalue\nw1\t0.5") == ["table with header: name | value / w1 | 0.5"]
    assert shown("1\t2\n3\t4") == ["table: 1 | 2 / 3 | 4"]


def test_addresses_are_taken_out(shown: Shower) -> None:
    assert shown("see https://x.y/2.5 there") == ["paragraph: see  there"]


@pytest.mark.parametrize("line", ["-----", "==========", "  ---  "])
def test_words_above_a_line_are_a_title(shown: Shower, line: str) -> None:
    assert shown(f"The net\n{line}\n\na = 1")[0] == "heading 1: The net"


@pytest.mark.parametrize("text", ["a + b\n-----", "net = 1\n-----", "one part\n---\nparts"])
def test_sums_and_fractions_are_no_titles(shown: Shower, text: str) -> None:
    assert not any(line.startswith("heading") for line in shown(text))
