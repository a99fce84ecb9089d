r"""Commands that an author defines, and what they stand for below."""

import pytest
from backproof.reading.documents import document

PARTIAL = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n"


#: Every command stands for the next one, twice.
DOUBLING = [f"\\newcommand{{\\x{'i' * n}}}{{\\x{'i' * n}i\\x{'i' * n}i}}" for n in range(40)]


def formula(text: str, kind: str = "latex") -> str:
    return document("notes", text.encode(), kind).blocks[-1].parts[-1].text


@pytest.mark.parametrize(
    ("definition", "use", "meant"),
    [
        ("\\newcommand{\\lr}{\\eta}", "\\lr x", "\\eta x"),
        ("\\newcommand\\lr{\\eta}", "\\lr_1", "\\eta_1"),
        ("\\renewcommand*{\\lr}{\\eta}", "\\lr", "\\eta"),
        ("\\def\\E{E_{\\text{total}}}", "\\E=1", "E_{\\text{total}}=1"),
        ("\\def\\pd#1#2{\\frac{#1}{#2}}", "\\pd{a}b", "\\frac{a}{b}"),
        (PARTIAL, "\\pd{E}{w_5}", "\\frac{\\partial E}{\\partial w_5}"),
        (PARTIAL, "\\pd E\\theta", "\\frac{\\partial E}{\\partial \\theta}"),
        ("\\newcommand{\\w}[2][1]{w_{#1}^{#2}}", "\\w{2}+\\w[3]{4}", "w_{1}^{2}+w_{3}^{4}"),
        ("\\newcommand{\\b}[1]{\\mathbf#1}", "\\b x", "\\mathbf x"),
        ("\\DeclareMathOperator*{\\relu}{ReLU}", "\\relu(x)", "\\operatorname{ReLU}(x)"),
        ("\\newcommand{\\x}{\\y}\\newcommand{\\y}{z}", "\\x", "z"),
        ("\\newcommand{\\a}{x}", "1 \\\\a", "1 \\\\a"),
    ],
)
def test_a_command_stands_for_its_definition(definition: str, use: str, meant: str) -> None:
    assert formula(f"{definition}\n\\begin{{document}}\n${use}$\\end{{document}}") == meant


def test_arguments_keep_their_places() -> None:
    text = f"{PARTIAL}$\\pd{{E}}{{w}}$"
    found = document("notes", text.encode(), "latex").blocks[-1].parts[-1]
    offsets = dict(zip(found.text, found.offsets, strict=False))
    assert (offsets["E"], offsets["w"]) == (text.rindex("E"), text.rindex("w"))
    assert found.offsets[0] == text.rindex("\\pd")


def test_a_definition_is_no_formula_and_holds_only_below() -> None:
    text = "$\\x$\n\n$$\\newcommand{\\x}{a}$$\n\n$\\x + 1$"
    blocks = document("notes", text.encode(), "markdown").blocks
    assert [block.parts[0].text for block in blocks] == ["\\x", "a + 1"]


@pytest.mark.parametrize(
    "definition",
    [
        "\\newcommand{\\x}{\\x\\x}",
        "\\newcommand{\\x}{\\y}\\newcommand{\\y}{\\x}",
"".join(DOUBLING),
        "\\newcommand{\\x}[1]{#1#1#1#1#1#1#1#1}",
    ],
)  # fmt: skip
def test_what_grows_beyond_all_bounds_is_left_alone(definition: str) -> None:
    text = f"{definition}\n\n$\\x{{{'a' * 50_000}}}$\n\n$b$"
    found = document("notes", text.encode(), "latex")
    assert found.blocks[-1].parts[-1].text == "b"
    assert found.blocks[-2].parts[-1].text.startswith("\\x{aaa")
    assert "beyond all bounds" in found.problems[0].text


def test_a_definition_without_its_end_defines_nothing() -> None:
    assert formula("\\newcommand{\\x}{a\n\n$\\x$") == "\\x"
