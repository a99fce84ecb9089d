"""Formulas with the backslashes that decks and exporters double or add."""

import pytest
from backproof.reading.escapes import entity, unescaped
from backproof.reading.source import Piece, Source


def of(text: str) -> Piece:
    return unescaped(Piece.cut("display", Source("deck", text), 0, len(text)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"w\_5 = net\_{h\_1}", r"w_5 = net_{h_1}"),
        (r"a \* b \= c \+ d", r"a * b = c + d"),
        ("{array}\n\\\\hline\na\\\\\\\\\n\\end{array}", "{array}\n\\hline\na\\\\\n\\end{array}"),
        (r"a &= \\frac{1}{2} \\\\ b &= 2", r"a &= \frac{1}{2} \\ b &= 2"),
        (r"a \\\\\\hline b \\frac12", r"a \\\hline b \frac12"),
        (r"a\\,b \\{x\\} \\sigma", r"a\,b \{x\} \sigma"),
        (r"a \\\\ b", r"a \\ b"),
        (r"w\_5\\\\\\\\ c", r"w_5\\\\ c"),
        (r"w\\_5 + w\\^2", r"w_5 + w^2"),
        (r"a &lt; b &amp;= c", r"a < b &= c"),
    ],
)  # fmt: skip
def test_escapes_of_a_deck_are_taken_out(written: str, meant: str) -> None:
    assert of(written).text == meant


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{bmatrix}1 \\ 2\end{bmatrix}",
        r"\begin{bmatrix}a\\b\\in_1\end{bmatrix}",
        r"a \\\hline b \\ c",
        r"a \\[2pt] b \\\\ c \\ d",
        r"\frac{a}{b} \, \{x\} \% \& \|z\|",
        r"x & y & z; & w",
    ],
)
def test_tex_stays_as_it_is(tex: str) -> None:
    assert of(tex).text == tex


def test_what_is_left_keeps_its_place() -> None:
    text = r"w\_5 \\hline x"
    piece = of(text)
    assert [text[offset] for offset in piece.offsets[:-1]] == list(piece.text)


def test_an_entity_that_is_no_character_stays() -> None:
    assert entity("&#xD800;") == "&#xD800;"
    assert entity("&#0;") == "&#0;"
    assert entity("&nothing;") == "&nothing;"
