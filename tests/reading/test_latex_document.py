r"""LaTeX: what is read between \begin{document} and its end, and what is not."""

import pytest

from .conftest import Reader, Shower

KIND = "latex"


def test_preamble_and_what_follows_the_end_are_not_read(shown: Shower) -> None:
    text = "\\title{A $1$}\n\\begin{document}\nText $x$.\n\\end{document}\nmore $y$"
    assert shown(text) == ["paragraph: Text $x$."]


def test_a_part_of_a_document_is_read_as_a_whole(shown: Shower) -> None:
    assert shown("\\section{One $x$}\nText") == ["heading 1: One $x$", "paragraph: Text"]


def test_comments_are_taken_out_and_places_stay(read: Reader) -> None:
    document = read("a % $b$\n  c\n\n\\[ x % y\n = 1 \\]")
    assert [block.parts[0].text for block in document.blocks] == ["a c", "x = 1"]
    display = document.blocks[1].parts[0]
    assert str(document.source.place(display.offsets[2])) == "notes:5:2"


def test_a_comment_before_a_blank_line_does_not_join_paragraphs(shown: Shower) -> None:
    assert shown("a % b\n\nc \\% d") == ["paragraph: a", "paragraph: c % d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $x$ b", "a $x$ b"),
        ("a \\(x\\) b", "a $x$ b"),
        ("a \\begin{math}x\\end{math} b", "a $\\begin{math}x\\end{math}$ b"),
        ("a $$x$$ b", "a $$x$$ b"),
        ("a \\[x \\\\[2pt] y\\] b", "a $$x \\\\[2pt] y$$ b"),
        ("a $x$$y$ b", "a $x$$y$ b"),
        ("cost \\$5 and \\$6", "cost $5 and $6"),
    ],
)
def test_formulas_stand_in_the_sentence(shown: Shower, text: str, expected: str) -> None:
    assert shown(text) == [f"paragraph: {expected}"]


@pytest.mark.parametrize("name", ["align", "align*", "equation*", "gather", "multline", "eqnarray"])
def test_environments_of_formulas_are_one_piece(shown: Shower, name: str) -> None:
    text = f"\\begin{{{name}}}\na &= 1 \\\\\n- b\n\\end{{{name}}}"
    assert shown(text) == [f"display: $${text}$$"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\textbf{the} \\emph{net}", "the net"),
        ("5\\,\\% \\& a\\_b~c", "5 % & a_b c"),
        ("na\\\"ive \\'{e} \\c{c} stra\\ss e", "naïve é ç straße"),
        ("see \\cite[p.~1.5]{a} and \\ref{eq:1}.", "see  and ."),
        ("\\href{http://x.y/1.0}{text} \\url{http://x/2.0}", "text"),
        ("\\includegraphics[width=0.5\\textwidth]{net} a", "a"),
        ("\\textcolor{red}{0.5}", "0.5"),
        ("a\\\\b\\\\[0.5em]c", "a\nb\nc"),
        ("``quoted''", '"quoted"'),
        ("\\verb|a%$b$| c", "`a%$b$` c"),
        ("A note\\footnote{it is 0.5}", "A noteit is 0.5"),
    ],
)
def test_commands_of_the_text_are_taken_out(shown: Shower, text: str, expected: str) -> None:
    assert shown(text) == [f"paragraph: {expected}"]


def test_items_keep_their_formulas(shown: Shower) -> None:
    text = "\\begin{itemize}\n\\item one $a$\n\\item[b] two \\[x = 1\\]\n\\end{itemize}\nafter"
    assert shown(text) == ["item: one $a$", "item: b two $$x = 1$$", "paragraph: after"]


def test_a_table_has_rows_and_cells(shown: Shower) -> None:
    text = (
        "\\begin{tabular}{|l|c|}\\hline\nname & $a & b$ \\\\ \\hline\n"
        "$w_1$ & 0.15 \\\\[2pt]\n"
        "\\multicolumn{1}{c}{two} & \\\\\n & 3\\\\\n\\bottomrule\\end{tabular}"
    )
    assert shown(text) == ["table with header: name | $a & b$ / $w_1$ | 0.15 / two |  /  | 3"]


def test_code_stays_as_it_is(shown: Shower) -> None:
    text = "\\begin{lstlisting}[language=Python]\nx = 1 % 2\n\\end{lstlisting}"
    assert shown(text) == ["code python: `x = 1 % 2\n`"]


def test_slides_have_titles(shown: Shower) -> None:
    text = "\\begin{frame}[fragile]{Net $n$}\na $x$\n\\end{frame}\n\\frametitle{Two}\nb"
    assert shown(text) == [
        "heading 2: Net $n$",
        "paragraph: a $x$",
        "heading 2: Two",
        "paragraph: b",
    ]


def test_pictures_are_not_read(shown: Shower) -> None:
    assert shown("a\n\\begin{tikzpicture}\\draw (0.5,1);\\end{tikzpicture}\nb") == [
        "paragraph: a",
        "paragraph: b",
    ]


class TestBrokenInput:
    def test_a_dollar_without_its_end_costs_nothing_else(self, read: Reader) -> None:
        document = read("An $a = 1\n\nthen $b$")
        assert document.blocks[1].parts[1].text == "b"
        assert [str(problem) for problem in document.problems] == ["notes:1:4: $ without its end"]

    def test_an_environment_without_its_end_ends_at_the_blank_line(self, read: Reader) -> None:
        document = read("\\begin{align} a &= 1\n\nText \\[b\\]")
        assert [block.kind for block in document.blocks] == ["display", "paragraph"]
        assert "\\begin{align} without its \\end" in str(document.problems[0])

    def test_a_table_without_its_end_is_text(self, shown: Shower) -> None:
        assert shown("\\begin{tabular}{c} a & $b$") == ["paragraph: a & $b$"]
