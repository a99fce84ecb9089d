"""HTML: its blocks, its tables, and mathematics as pages carry it."""

from .conftest import Shower

KIND = "html"


def test_blocks_are_told_apart(shown: Shower) -> None:
    text = "<body><h2>One &amp; two</h2><p>a <b>0.5</b><p>b<ul><li>c<li>d</ul>e</body>"
    assert shown(text) == [
        "heading 2: One & two",
        "paragraph: a 0.5",
        "paragraph: b",
        "item: c",
        "item: d",
        "paragraph: e",
    ]


def test_formulas_as_pages_carry_them(shown: Shower) -> None:
    text = (
        "<p>\\(a &lt; 1\\) <script type='math/tex'>b</script> <math>c</math> "
        '<math><mi>x</mi><annotation encoding="application/x-tex">d</annotation></math>'
        "<math><mi>y</mi></math></p><div>\\[ e = 1 \\]</div>"
    )
    assert shown(text) == ["paragraph: $a < 1$ $b$ $c$ $d$", "display: $$e = 1$$"]


def test_tables_have_rows_and_cells(shown: Shower) -> None:
    text = "<table><thead><tr><td>a<td>b</thead><tr><td>$1$</td><td><p>2</p></td></tr></table>"
    assert shown(text) == ["table with header: a | b / $1$ | 2"]
    assert shown("<table><tr><th>a<td>1<tr><th>b<td>2</table>") == ["table: a | 1 / b | 2"]


def test_scripts_styles_and_comments_are_not_read(shown: Shower) -> None:
    text = "<style>p{x:0.5}</style><script>x=0.5</script><!-- 0.5 --><p>a"
    assert shown(text) == ["paragraph: a"]


def test_code_is_without_its_tags(shown: Shower) -> None:
    assert shown("<pre><code>x &lt; 1\n$y$</code></pre><p><code>z</code>") == [
        "code: `x < 1\n$y$`",
        "paragraph: `z`",
    ]
