"""Markdown: blocks, and mathematics wherever it stands in them."""

import pytest

from .conftest import Reader, Shower

KIND = "markdown"


def test_text_and_formulas_of_a_sentence_keep_their_order(shown: Shower) -> None:
    assert shown("The error is $E$ = **0.298**,\nso $w_5$ falls.") == [
        "paragraph: The error is $E$ = 0.298,\nso $w_5$ falls."
    ]


def test_headings_items_and_code_are_told_apart(shown: Shower) -> None:
    text = (
        "# One $x$ #\n\nTwo\n---\n\n- a\n- b\n  c\n\n3. d\n\n```python\nx = 1\n```\n\n    y = 2\n"
    )
    assert shown(text) == [
        "heading 1: One $x$",
        "heading 2: Two",
        "item -: a",
        "item -: b\nc",
        "item 3.: d",
        "code python: `x = 1`",
        "code: `y = 2`",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "$$\na = b\n- c\n$$",
        "$$ a = b\n- c $$",
        "text\n\n$$a = b\n- c$$\n---\n",
        "\\[ a = b\n- c \\]",
        "1. $$ a = b\n   - c $$",
        "- $$\n  a = b\n  - c\n  $$",
        "> $$\n> a = b\n> - c\n> $$",
        "> > $$ a = b\n> > - c $$",
        "    $$ a = b\n    - c $$",
        "<div>\n$$ a = b\n- c $$\n</div>",
        '<p align="center">$$ a = b\n- c $$</p>',
        "```math\na = b\n- c\n```",
        "> ```math\n> a = b\n> - c\n> ```",
        "```{math}\n:label: one\na = b\n- c\n```",
    ],
)
def test_a_display_is_one_piece_wherever_it_stands(read: Reader, text: str) -> None:
    document = read(text)
    display = document.blocks[-1]
    assert (display.kind, display.parts[0].text) == ("display", "a = b\n- c")
    start = text.index("a = b")
    assert list(display.parts[0].offsets[:5]) == [*range(start, start + 5)]
    assert display.parts[0].offsets[6] == text.index("- c")


@pytest.mark.parametrize("name", ["align", "align*", "equation", "gather", "aligned", "eqnarray"])
def test_an_environment_needs_no_delimiters(shown: Shower, name: str) -> None:
    text = f"\\begin{{{name}}}\na &= 1 \\\\\n= 2\n\\end{{{name}}}"
    assert shown(f"Then\n{text}\nholds.") == [f"paragraph: Then\n$${text}$$\nholds."]


def test_a_display_beside_a_rule_is_no_heading(shown: Shower) -> None:
    assert shown("$$a = 1$$\n---\n$$b = 2$$\n===\n") == ["display: $$a = 1$$", "display: $$b = 2$$"]


def test_displays_one_below_the_other_are_blocks_of_their_own(shown: Shower) -> None:
    assert shown("$$a = 1$$\n$$b = 2$$") == ["display: $$a = 1$$", "display: $$b = 2$$"]


def test_formulas_in_a_table_may_hold_bars(shown: Shower) -> None:
    text = "| name | $|x|$ |\n|---|:-:|\n| `a|b` | **0.5** \\| 2 |\n| $w_1$ |\n"
    assert shown(text) == ["table with header: name | $|x|$ / `a|b` | 0.5 | 2 / $w_1$"]


def test_tables_stand_in_quotes_and_lists(shown: Shower) -> None:
    assert shown("> | a | b |\n> |---|---|\n> | 1 | 2 |") == ["table with header: a | b / 1 | 2"]
    assert shown("- | a | b |\n  |---|---|\n  | 1 | 2 |") == ["table with header: a | b / 1 | 2"]


def test_lines_with_tabs_are_a_table(shown: Shower) -> None:
    assert shown("Name\tValue\n$w_1$\t0.15\n") == ["table with header: Name | Value / $w_1$ | 0.15"]


def test_a_table_in_html_may_have_blank_lines(shown: Shower) -> None:
    text = "<table>\n<tr><th>Name</th></tr>\n\n    <tr><td>w<sub>1</sub></td></tr>\n</table>"
    assert shown(text) == ["table with header: Name / w_{1}"]


def test_front_matter_is_no_text(shown: Shower) -> None:
    assert shown("---\ntitle: Notes 0.5\n---\nText") == ["paragraph: Text"]


def test_a_deck_may_begin_with_a_rule(shown: Shower) -> None:
    assert shown("---\n\nText\n") == ["paragraph: Text"]


def test_comments_scripts_and_definitions_of_links_are_no_text(shown: Shower) -> None:
    text = "a\n<!-- 0.5 -->\nb\n\n<script>x = 0.5</script>\n\n[1]: http://x.y/0.5\n"
    assert shown(text) == ["paragraph: a", "paragraph: b"]


def test_code_hides_what_looks_like_mathematics(shown: Shower) -> None:
    text = "`$x$` and ``a ` $y$``\n\n~~~\n$$ z $$\n~~~\n\n{% highlight c %}$q${% endhighlight %}"
    assert shown(text) == ["paragraph: `$x$` and `a ` $y$`", "code: `$$ z $$`", "code: `$q$`"]


def test_an_equation_in_plain_text_stays_text(shown: Shower) -> None:
    assert shown("w5 = 0.4 - 0.5*0.08\n= 0.36") == ["paragraph: w5 = 0.4 - 0.5*0.08\n= 0.36"]


@pytest.mark.parametrize("depth", [100, 100_000])
def test_deep_nesting_costs_only_what_is_nested(read: Reader, depth: int) -> None:
    document = read(f"before\n\n{'>' * depth} deep\n\nafter $x$")
    texts = [block.parts[0].text for block in document.blocks]
    assert (texts[0], texts[-1]) == ("before", "after ")
    assert "nested deeper" in document.problems[0].text


class TestBrokenInput:
    def test_a_display_without_its_end_ends_at_the_blank_line(self, read: Reader) -> None:
        document = read("$$ a = 1\n\nText with $x$.\n\n$$ b = 2 $$")
        assert [block.kind for block in document.blocks] == ["display", "paragraph", "display"]
        assert [str(problem) for problem in document.problems] == ["notes:1:1: $$ without its end"]

    def test_a_display_without_its_end_leaves_the_next_line_alone(self, shown: Shower) -> None:
        assert shown("$$ a = 1\n$$ b = 2 $$") == ["display: $$a = 1$$", "display: $$b = 2$$"]

    def test_an_environment_without_its_end_ends_at_the_blank_line(self, read: Reader) -> None:
        document = read("x\n\n\\begin{align} a &= 1\n\nText\n\n\\begin{align} b \\end{align}")
        texts = [block.parts[0].text for block in document.blocks]
        assert texts == ["x", "\\begin{align} a &= 1", "Text", "\\begin{align} b \\end{align}"]
        problem = "notes:3:1: \\begin{align} without its \\end"
        assert [str(problem) for problem in document.problems] == [problem]

    def test_an_unbalanced_dollar_costs_its_own_line(self, shown: Shower) -> None:
        assert shown("- costs $a and\n- $b$ is\n\nthen $c$") == [
            "item -: costs $a and",
            "item -: $b$ is",
            "paragraph: then $c$",
        ]

    def test_blank_lines_in_a_display_do_not_end_it(self, shown: Shower) -> None:
        assert shown("$$\na = 1\n\nb = 2\n$$\n\nText") == [
            "display: $$a = 1\n\nb = 2$$",
            "paragraph: Text",
        ]

    def test_two_displays_that_lost_an_end_are_not_one(self, shown: Shower) -> None:
        text = "$$\na = 1\n\nThis is a sentence of words.\n\n$$\nb = 2\n$$"
        assert shown(text)[1:] == ["paragraph: This is a sentence of words.", "display: $$b = 2$$"]

    def test_a_comment_without_its_end_costs_its_paragraph(self, read: Reader) -> None:
        document = read("<!-- a\n\nText $x$")
        assert document.blocks[0].parts[0].text == "Text "
        assert "does not end" in document.problems[0].text
