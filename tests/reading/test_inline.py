"""What a sentence says once its marks are taken out."""

import pytest
from backproof.expressions.written import written
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

from .conftest import Reader, Shower

KIND = "markdown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is **0.29**.", "is 0.29."),
        ("_x_ and __y__ and ***z***", "x and y and z"),
        ("误差为**0.29**和", "误差为0.29和"),
        ("w5 = 0.4*0.5*0.3", "w5 = 0.4*0.5*0.3"),
        ("(0.5)*(1.0)*(2)", "(0.5)*(1.0)*(2)"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2**3**4", "2**3**4"),
        ("net_h1 = w_1 * i_1", "net_h1 = w_1 * i_1"),
        ("**E = $0.5$**", "E = $0.5$"),
        ("w\\_5 = 3 \\* 2", "w_5 = 3 * 2"),
        ("h<sub>o1</sub><sup>2</sup>", "h_{o1}^{2}"),
        ("<b>0.5</b> <span class='x'>a</span>", "0.5 a"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("x <y and y> z", "x <y and y> z"),
        ("0.4 &minus; 0.5&times;0.08 &#215; &part;E", "0.4 − 0.5×0.08 × ∂E"),
        ("a &unknown; & b", "a &unknown; & b"),
        ("[a **b** 0.5](http://x.y/1_0 'z') end", "a b 0.5 end"),
        ("[a](x(1).png) and ![alt 2](y.png)", "a and alt 2"),
        ("see http://x.y/2.5 and <https://z/3.5>.", "see  and ."),
        ("[0.5, 0.3] and W[1]", "[0.5, 0.3] and W[1]"),
        ("note[^1] here {#id .c}", "note here "),
        ('<img src="a.png" alt="net 0.5"> b', "net 0.5  b"),
        ("hard\\\nbreak", "hard\nbreak"),
    ],
)  # fmt: skip
def test_marks_are_taken_out_or_translated(shown: Shower, text: str, expected: str) -> None:
    assert shown(text) == [f"paragraph: {expected.strip()}"]


def test_what_is_translated_stands_where_it_was(read: Reader) -> None:
    text = "a&times;b<sub>1</sub>c"
    (piece,) = read(text).blocks[0].parts
    assert piece.text == "a×b_{1}c"
    assert list(piece.offsets) == [0, 1, 8, 9, 9, 14, 15, 21, 22]


def test_a_letter_before_an_english_verb_is_a_name() -> None:
    read = statements_of(document("notes.md", b"The output is $x^2$, so y is 0.69."))

    assert [written(m.expression) for m in read.statements[-1].members] == ["y", "0.69"]


def test_a_spanish_and_is_no_name() -> None:
    read = statements_of(document("notes.md", b"El error baja y es 0.3 al final."))

    assert not any("y" in written(m.expression) for s in read.statements for m in s.members)
