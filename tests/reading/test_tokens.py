"""Of which tokens a piece of mathematics consists, however it is spelled."""

import pytest
from backproof.reading.blocks import Document
from backproof.reading.documents import document
from backproof.reading.tokens import MOST_TOKENS, TooLongError, tokens, tokens_of


def texts(text: str, *, comma: bool = False) -> list[str]:
    return [token.text for token in tokens(text, comma)]


def kinds(text: str) -> str:
    return " ".join(token.kind for token in tokens(text))


@pytest.mark.parametrize(
    "number",
    ["0.5", ".05", "0.500", "1e-5", "1.5E+3", "2e−4", "10,000", "1,234,567.8", "10,0000", "28.4%"],
)
def test_a_number_is_one_token_with_all_its_digits(number: str) -> None:
    assert texts(number) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (r"28.4\%", "28.4%"),
        (r"28.4 \%", "28.4%"),
        ("10{,}000", "10,000"),
        (r"0.333\ldots", "0.333…"),
        ("0.333...", "0.333…"),
    ],
)
def test_a_number_is_one_token_in_other_spellings(text: str, number: str) -> None:
    assert texts(text) == [number]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0,298", ["0,298"]),
        ("0{,}298", ["0,298"]),
        (",5", [",5"]),
        ("1.234,5", ["1.234,5"]),
        ("(0,5; 1,5)", ["(", "0,5", ";", "1,5", ")"]),
        ("w_{1,3}", ["w", "_", "{", "1,3", "}"]),
    ],
)
def test_a_document_with_decimal_commas_has_other_numbers(text: str, found: list[str]) -> None:
    assert texts(text, comma=True) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[1,2]", ["[", "1", ",", "2", "]"]),
        ("w_{1,3}", ["w", "_", "{", "1", ",", "3", "}"]),
        ("1.2.3", ["1.2", ".3"]),
        ("2e", ["2", "e"]),
        ("2e5x", ["2", "e", "5", "x"]),
    ],
)
def test_what_only_looks_like_one_number_is_several_tokens(text: str, found: list[str]) -> None:
    assert texts(text) == found


@pytest.mark.parametrize("sign", ["*", r"\cdot", r"\times", "·", "×", "∗", "⋅", r"\ast", "•"])
def test_every_sign_of_multiplication_is_the_same(sign: str) -> None:
    assert kinds(f"a {sign} b") == "name * name"


@pytest.mark.parametrize("sign", ["-", "−", "–"])
def test_every_minus_is_the_same(sign: str) -> None:
    assert kinds(f"a {sign} 0.5") == "name - number"


@pytest.mark.parametrize(
    ("sign", "kind"),
    [
        (r"\approx", "~="), ("≈", "~="), (r"\leftarrow", "<-"), ("←", "<-"), (":=", ":="),
        (r"\to", "to"), ("→", "to"), (r"\Rightarrow", "=>"), ("⇒", "=>"), (r"\odot", "odot"),
        ("⊙", "odot"), (r"\circ", "odot"), (r"\otimes", "otimes"), ("∂", "partial"),
        (r"\partial", "partial"), (r"\nabla", "nabla"), ("∇", "nabla"), (r"\sum", "sum"),
        ("√", "sqrt"), (r"\top", "top"), (r"\|", "‖"), ("′", "'"), (r"\prime", "'"),
    ],
)  # fmt: skip
def test_a_sign_is_the_same_in_latex_and_in_unicode(sign: str, kind: str) -> None:
    assert kinds(f"a {sign} b") == f"name {kind} name"


@pytest.mark.parametrize(
    ("text", "same"), [("w₅", "w_{5}"), ("x²", "x^{2}"), ("w₁₁", "w_{11}"), ("10⁻⁵", "10^{-5}")]
)
def test_small_characters_are_scripts(text: str, same: str) -> None:
    assert texts(text) == texts(same)


@pytest.mark.parametrize(
    "text",
    [
        r"\mathbf{0.5}", r"\underline{0.5}", r"\boxed{0.5}", r"\color{red}{0.5}",
        r"\textcolor{red}{0.5}", r"\colorbox{red}{0.5}", r"\bm{0.5}", r"\fbox{0.5}",
    ],
)  # fmt: skip
def test_what_only_sets_a_number_leaves_no_trace(text: str) -> None:
    assert [t for t in texts(text) if t not in "{}"] == ["0.5"]


@pytest.mark.parametrize("text", [r"a\,b", r"a\;b", r"a~b", r"a\!b", "a\t\nb", r"\left.a\right.b"])
def test_spaces_and_sizes_are_no_tokens(text: str) -> None:
    assert texts(text) == ["a", "b"]


def test_text_is_one_word_and_its_signs_are_nothing() -> None:
    assert kinds(r"\text{out } O_1 \text{, }") == "word name _ number"


def test_every_token_knows_where_it_stands_in_the_document() -> None:
    text = "# Net\n\n> w\\_5 is $a +\n> 0.25$ here\n"
    found = document("notes.md", text.encode())

    at = {
        token.text: text[token.start : token.end]
        for piece in pieces(found)
        for token in tokens_of(piece)
    }
    assert at["0.25"] == "0.25"
    assert at["+"] == "+"


def pieces(found: Document) -> list:  # type: ignore[type-arg]
    return [piece for block in found.blocks for piece in block.parts if piece.kind == "inline"]


def test_more_tokens_than_are_read_are_an_error() -> None:
    with pytest.raises(TooLongError, match=str(MOST_TOKENS)):
        tokens("a+" * MOST_TOKENS)
