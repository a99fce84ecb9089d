"""Which statements a document makes: in displays, in sentences, in lists and tables."""

from collections.abc import Callable

import pytest
from backproof.reading.documents import document
from backproof.reading.statements import Read, statements_of

Stated = Callable[[str], list[str]]


def read(text: str, name: str = "notes.md") -> Read:
    return statements_of(document(name, text.encode()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"w_5 \leftarrow w_5 - 0.1", "w5 <- w5 - 0.1"),
        ("w_5 := w_5 - 0.1", "w5 <- w5 - 0.1"),
        ("w_5 ← w_5 - 0.1", "w5 <- w5 - 0.1"),
        ("w = w - 0.1", "w = w - 0.1"),
        ("w_5^+ = w_5 - 0.1", "w5_new = w5 - 0.1"),
        (r"E \approx 0.3", "E ~= 0.3"),
        ("E ≈ 0.3", "E ~= 0.3"),
        ("x = y = 1 + 2 = 3", "x = y = 1 + 2 = 3"),
    ],
)
def test_relations_and_updates(stated: Stated, text: str, found: str) -> None:
    assert stated(f"$${text}$$") == [found]


@pytest.mark.parametrize(
    "text",
    [
        r"$x = 2 \Rightarrow y = 3$",
        r"$x = 2 \to y = 3$",
        "x = 2 → y = 3",
        r"$x = 2 \quad y = 3$",
        "$x = 2, y = 3$",
        "$x = 2$, $y = 3$",
        "$x, y = 2, 3$",
        "x = 2 and y = 3.",
        "- x = 2\n- y = 3",
        "> $x = 2$\n>\n> $y = 3$",
        "<div>$x = 2$</div>\n\n<div>$y = 3$</div>",
        "| x | y |\n|---|---|\n| 2 | 3 |",
        "| name | value |\n|---|---|\n| x | 2 |\n| y | 3 |",
        r"$$\begin{align} x &= 2 \\ y &= 3 \end{align}$$",
        r"\begin{align*} x &= 2 \\ y &= 3 \end{align*}",
        r"\(x = 2\) and \[y = 3\]",
    ],
)
def test_several_statements_are_told_apart(stated: Stated, text: str) -> None:
    assert stated(text) == ["x = 2", "y = 3"]


@pytest.mark.parametrize(
    "text",
    [
        r"$$\begin{aligned} z &= w x \\ &= 0.5 * 2 \\ &= 1.0 \end{aligned}$$",
        "$$z = w x$$\n\n$$= 0.5 * 2 = 1.0$$",
        "$$z = w x$$\n\nWith the numbers:\n\n$$= 0.5 * 2$$\n\n$$= 1.0$$",
        "$z = w x = 0.5 * 2$ $= 1.0$",
    ],
)
def test_a_line_that_starts_with_a_relation_goes_on(stated: Stated, text: str) -> None:
    assert stated(text) == ["z = w*x = 0.5*2 = 1.0"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The error is 0.298371109.", ["error = 0.298371109"]),
        ("θ₀ = −4, α = 0.1", ["theta_0 = -(+4)", "alpha = 0.1"]),
        ("Here $E$ = 0.298 and $o_1$ is 0.75.", ["E = 0.298", "o1 = 0.75"]),
        ("The learning rate α is 0.1 in all rounds.", ["alpha = 0.1"]),
        ("We start with w_1 = 0.15 and b = .35, as above.", ["w1 = 0.15", "b = .35"]),
        ("Der Fehler beträgt 0.25.", ["Fehler = 0.25"]),
        ("La erreur est 0.25.", ["erreur = 0.25"]),
        ("**w_1 = 0.15**", ["w1 = 0.15"]),
        ("w_1 = **0.15**", ["w1 = 0.15"]),
        ("w<sub>1</sub> = 0.15", ["w1 = 0.15"]),
        (r"w\_1 = 0.15", ["w1 = 0.15"]),
        ("MSE = 1/2 * sum (y - t)^2 = 0.3", ["MSE = 1/2*total((y - t)**2) = 0.3"]),
    ],
)
def test_sentences_state(stated: Stated, text: str, found: list[str]) -> None:
    assert stated(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "There are 3 layers with 0.5 each.",
        "See section 2.1 of [4], p. 17.",
        "The number of rounds is 2 or 3.",
        "It is the sum of 0.1 and 0.2.",
        "`w = 0.5`",
        "```python\nw = 0.5\n```",
        "$i = 1, 2, 3$",
        "$x > 0.5$",
        "if $x > 0$, $y = 1$; otherwise $y = 0$",
    ],
)
def test_what_states_no_quantity_is_no_statement(stated: Stated, text: str) -> None:
    assert stated(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Es ist $E = 0,298$ und $y = 1,25$.", ["E = 0.298", "y = 1.25"]),
        ("$E = 0{,}298$ und $y = 1{,}25$", ["E = 0.298", "y = 1.25"]),
        ("$x = 10,000$", ["x = 10_000"]),
        ("$x = 10,000$ and $y = 0.5$", ["x = 10_000", "y = 0.5"]),
        ("$x = [1,2]$", ["x = [[1, 2]]"]),
        ("$w_{1,3} = w_{1,2}$, $w_{2,3} = 4$", ["w1_3 = w1_2", "w2_3 = 4"]),
        ("$w = ,3$ und $y = -{,}61$", ["w = .3", "y = -(+.61)"]),
        (r"$a = 1, \dots,5$ and $b = 7$", ["a = 1", "b = 7"]),
        ("$x = [0,1; 0,2]$", ["x = [[0.1, 0.2]]"]),
        ("$W = [[0,1; 0,2], [0,3; 0,4]]$", ["W = [[0.1, 0.2], [0.3, 0.4]]"]),
        ("$W = [0,1, 0,2; 0,3, 0,4]$", ["W = [[0.1, 0.2], [0.3, 0.4]]"]),
    ],
)
def test_a_comma_between_digits_by_what_the_document_does(
    stated: Stated, text: str, found: list[str]
) -> None:
    assert stated(text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\n\n$$\nx = 1 \\\\\n  y = 0.25\n$$\n", "notes.md"),
        ("a\n\n\\begin{align}\nx &= 1 \\\\\n  y &= 0.25\n\\end{align}\n", "notes.tex"),
        ("a\n\n.. math::\n\n   x = 1 \\\\\n   y = 0.25\n", "notes.rst"),
        ("a\n\nx = 1\n  y = 0.25\n", "notes.txt"),
    ],
)
def test_a_statement_knows_its_line_and_column_within_a_display(text: str, name: str) -> None:
    place = read(text, name).statements[-1].place

    line = text.split("\n")[place.line - 1]
    assert "0.25" in line
    assert place.column == line.index("y") + 1


def test_what_a_line_without_digits_states_is_gone_on_with() -> None:
    text = "d = 2 * 3 = 6\n\n∂L/∂b = ∂L/∂z\n\nin numbers\n\n= 0.25\n"

    assert [s.text for s in read(text, "notes.txt").statements] == [
        "d = 2*3 = 6",
        "d(L, b) = d(L, z) = 0.25",
    ]


def test_a_symbol_that_is_assigned_again_keeps_its_history(stated: Stated) -> None:
    assert stated("$w = 1$\n\n$w = w - 0.5$\n\n$w = 0.5$") == ["w = 1", "w = w - 0.5", "w = 0.5"]


def test_what_cannot_be_read_costs_nothing_else() -> None:
    found = read("$$x = 1$$\n\n$$y = \\foo{2}$$\n\n$$z = 3$$\n")

    assert [s.text for s in found.statements] == ["x = 1", "z = 3"]
    assert [(u.place.line, u.place.column) for u in found.unreadable] == [(3, 7)]
    assert [len(d.statements) for d in found.displays] == [1, 0, 1]


def test_a_display_lists_what_it_states_and_what_could_not_be_read() -> None:
    (display,) = read("$$x = 1 \\\\ y = \\foo{2} \\\\ z = 3$$\n").displays

    assert [s.text for s in display.statements] == ["x = 1", "z = 3"]
    assert len(display.unreadable) == 1


def test_a_fence_without_a_language_that_holds_a_program_states_nothing() -> None:
    def made(text: str) -> int:
        return len(read(f"```\n{text}\n```\n").statements)

    assert made("a = 0.5 * 2 = 1") == 1
    assert made("w = np.ones(3)\na = 0.5 * 2 = 1") == 0
    assert made("a = sigmoid(z)\nprint(a)") == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dE/dθ₅ = 0.5", "d(E, theta_5) = 0.5"),
        ("dE/dz1 = dE/do1 · do1/dz1", "d(E, z1) = d(E, o1)*d(o1, z1)"),
        ("dE/dw1 = 2·dE/do1·do1/dw1", "d(E, w1) = 2*d(E, o1)*d(o1, w1)"),
        ("E_{total} = 0.3 + 0.2", "E_total = 0.3 + 0.2"),
        ("E<sub>total</sub> = 0.3 + 0.2", "E_total = 0.3 + 0.2"),
    ],
)
def test_derivatives_and_words_below_a_name_in_running_text(
    stated: Stated, text: str, found: str
) -> None:
    assert stated(text) == [found]
