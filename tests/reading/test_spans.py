"""Mathematics told from money, escapes, links and prose."""

import pytest
from backproof.reading.spans import spans


def found(text: str) -> list[str]:
    return [f"{span.kind} {text[span.first : span.last]}" for span in spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $6", "from $5 to $10 a day", "$5, $6 and $7.50", "5$ and 6$",
        "US$ 5 or A$ 6", "$5/$6", "| $5 | $6 |", "it costs $5 (or 3$)", "escaped \\$a\\$",
        "a $ b", "$$", "$$ $$", "$", "He paid $$ for it, and then he paid $$ again and again.",
        "$unbalanced and 5$", "see \\[1\\] and \\[text\\](url)", "f\\(x\\)", "\\$x\\$ \\\\",
    ],
)  # fmt: skip
def test_this_is_no_mathematics(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$", ["inline x"]),
        ("$5$ and $a=6$", ["inline 5", "inline a=6"]),
        ("$ w_1 = 0.5 $, $ x $ and $ net $", ["inline  w_1 = 0.5 ", "inline  x ", "inline  net "]),
        ("$a\n= b$", ["inline a\n= b"]),
        ("$`w_1`$ and $`x`$", ["inline w_1", "inline x"]),
        ("\\(a\\) and \\\\(b\\\\)", ["inline a", "inline b"]),
        ("\\[a = 1\\]", ["display a = 1"]),
        ("\\\\[a = 1 \\\\\\\\ b\\\\]", ["display a = 1 \\\\\\\\ b"]),
        ("\\[a \\\\[2pt] b = 1 \\\\\\]", ["display a \\\\[2pt] b = 1 \\\\"]),
        ("cost \\$5 is $x$", ["inline x"]),
        ("so $$a = 1$$ holds", ["display a = 1"]),
        ("$$ a = \\$5 $$", ["display  a = \\$5 "]),
        ("$$a=1$$$$b=2$$", ["display a=1", "display b=2"]),
        ("$\\begin{aligned}a\\end{aligned}$", ["inline \\begin{aligned}a\\end{aligned}"]),
        ("`$x$` $y$", ["code $x$", "inline y"]),
        ("`` ` `` `a", ["code  ` "]),
        ("<math>E = 1</math>", ["inline E = 1"]),
        ('<script type="math/tex; mode=display">a</script>', ["display a"]),
        ("<!-- $x$ -->", ["comment  $x$ "]),
        ("<code>$x$</code>", ["code $x$"]),
    ],
)
def test_this_is_mathematics(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_nested_environments_of_one_name_end_together() -> None:
    text = "\\begin{aligned}a\\begin{aligned}b\\end{aligned}\\end{aligned} rest"
    assert found(text) == [f"display {text[:-5]}"]


def test_a_formula_does_not_go_on_in_the_next_item() -> None:
    assert found("- costs $a\n- costs b$") == []
    assert found("a $x\n\ny$ b") == []


def test_a_fence_ends_with_its_quote() -> None:
    assert found("> ```\n> $x$\n\n$y$")[-1] == "inline y"
    assert found("```\n$x$\n```\n$y$")[-1] == "inline y"
    assert len(found("````\n```\n$x$\n````")) == 1


def test_spans_do_not_overlap() -> None:
    text = "$a `b$ c` $$ <!-- $$ --> \\[ $x = 1$ \\] <table>$y$</table>"
    edges = [edge for span in spans(text) for edge in (span.start, span.first, span.last, span.end)]
    assert edges == sorted(edges)
