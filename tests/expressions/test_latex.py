"""Expressions as LaTeX mathematics."""

from collections.abc import Iterator

import pytest
from backproof.cases.lectures import documented_lectures
from backproof.cases.load import documented_cases
from backproof.expressions.latex import latex, latex_name
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.statement import Statement
from backproof.expressions.tree import Number
from latex2mathml.converter import convert


def documented_statements() -> Iterator[Statement]:
    cases = {case.id: case for case in documented_cases()}
    for lecture in documented_lectures(cases):
        for section in lecture.sections:
            yield from section.statements


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        ("w5", "w_{5}"),
        ("w5_new", "w_{5}^{+}"),
        ("net_h1", r"\mathit{net}_{h1}"),
        ("E_total", "E_{total}"),
        ("eta", r"\eta"),
        ("theta_1", r"\theta_{1}"),
        ("delta_h1", r"\delta_{h1}"),
        ("Delta", r"\Delta"),
        ("cost", r"\mathit{cost}"),
        ("a_b_c", r"a_{b\_c}"),
    ],
)
def test_a_name_keeps_its_letters(name: str, expected: str) -> None:
    assert latex_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10_000", "10{,}000"),
        ("-0.20", "-0.20"),
        ("a + b - c", "a + b - c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a*(b + c)", r"a \cdot \left(b + c\right)"),
        ("a*-3", r"a \cdot \left(-3\right)"),
        ("(-3)**2", r"\left(-3\right)^{2}"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("1/(1 + exp(-x))", r"\frac{1}{1 + e^{-x}}"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("log10(x)", r"\log_{10}\left(x\right)"),
        ("log2(x)", r"\log_{2}\left(x\right)"),
        ("max(0, x)", r"\max\left(0, x\right)"),
        ("sigmoid(x)", r"\mathrm{sigmoid}\left(x\right)"),
        ("my_f(x)", r"\mathrm{my\_f}\left(x\right)"),
        ("T(W)", "W^T"),
        ("T(a @ b)", r"\left(a b\right)^T"),
        ("hadamard(a, b)", r"a \odot b"),
        ("element(A, 1, 2)", "{A}_{1,2}"),
        ("d(E, w5)", r"\frac{\partial E}{\partial w_{5}}"),
        ("d(x**2, x)", r"\frac{\partial}{\partial x} x^{2}"),
        ("W[j, k]", "{W}_{j, k}"),
        ("[[a, b], [c, 1]]", r"\begin{bmatrix} a & b \\ c & 1 \end{bmatrix}"),
        ("sum(a*b for k in outputs)", r"\sum_{k} a \cdot b"),
        ("sum(a + b for k in outputs)", r"\sum_{k} \left(a + b\right)"),
        ("product(a for k in span(1, n))", r"\prod_{k=1}^{n} a"),
        ("piecewise((0, x <= 0))", r"\begin{cases} 0 & \text{for } x \leq 0 \end{cases}"),
        ("at(y, x, 2)", r"\left. y \right|_{x = 2}"),
        ("after(10_000, E)", r"E\ (\text{after } 10{,}000\text{ rounds})"),
    ],
)
def test_a_formula_is_typeset_as_a_lecture_would(text: str, expected: str) -> None:
    assert latex(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("28.4%", r"28.4\%"), ("\u22123.5", "-3.5"), ("10,000", "10{,}000")]
)
def test_a_number_is_typeset_in_the_form_of_its_author(text: str, expected: str) -> None:
    assert latex(Number(Printed(text))) == expected


def test_every_documented_statement_is_typeset_and_converts() -> None:
    converted = 0
    for statement in documented_statements():
        for member in statement.members:
            text = latex(member.expression)
            assert text.count("{") == text.count("}")
            assert text.count(r"\left") == text.count(r"\right")
            assert convert(text).startswith("<math")
            converted += 1
    assert converted > 1000


@pytest.mark.parametrize("text", ["O_in[a]", "softmax_z[i]", "W_1[k]", "w5[k]", "in_[l]"])
def test_an_indexed_name_with_an_index_of_its_own_converts(text: str) -> None:
    assert convert(latex(parse(text))).startswith("<math")


@pytest.mark.parametrize("text", ["T(w_new)", "w5_new**2"])
def test_the_sign_of_an_update_stays_apart_from_a_power(text: str) -> None:
    typeset = latex(parse(text))

    assert convert(typeset).startswith("<math")
    assert "^{+}^" not in typeset


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("sum(a for k in outputs)*b", "sum(a*b for k in outputs)"),
        ("d(a + c, x)*b", "d((a + c)*b, x)"),
        ("a*sum(b for k in outputs)*c", "a*sum(b*c for k in outputs)"),
        ("-sum(a for k in outputs)*b", "-sum(a*b for k in outputs)"),
    ],
)
def test_what_differs_in_meaning_is_not_typeset_alike(text: str, other: str) -> None:
    assert latex(parse(text)) != latex(parse(other))
