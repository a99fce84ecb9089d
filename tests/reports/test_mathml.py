"""Is a formula set safely, compactly, and with its differences marked?"""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from backproof.reports.mathml import Typesetter

KNOWN = {"math", "mrow", "mi", "mo", "mn", "mtext", "mfrac", "msub"}


@pytest.fixture
def typesetter() -> Typesetter:
    return Typesetter(10**6)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:red}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><script>}",
        r"\text{&lt;script&gt;}",
        r"\text{&#x3C;script&#x3E;}",
        r"\class{stamp}{x}",
        r"\color{red}{x}",
    ],
)
def test_a_formula_brings_no_markup_of_its_own(typesetter, latex):
    formula = typesetter.formula(latex)
    nodes = list(fromstring(formula).iter())
    assert {node.tag for node in nodes} <= KNOWN
    assert not [node for node in nodes if node.attrib]


@pytest.mark.parametrize(
    "latex",
    ["", "  ", r"\frac{", "W_{a}_{b}", r"\def\a{\a\a}\a", "{" * 5000, "x" * 9000],
)
def test_what_cannot_be_set_is_left_to_the_plain_notation(typesetter, latex):
    assert typesetter.formula(latex) is None


def test_a_broken_repair_leaves_the_print_set(typesetter):
    printed, repaired = typesetter.pair("a = b", r"\frac{")
    assert printed
    assert repaired is None


@pytest.mark.parametrize(
    ("latex", "word"),
    [
        (r"\mathit{net}", '<mi class="w">net</mi>'),
        (r"\mathit{in2}", '<mi class="w">in2</mi>'),
        (r"E_{total}", '<mi class="w">total</mi>'),
        (r"\mathrm{rate}", "<mi>rate</mi>"),
        (r"\mathit{net} \mathit{out}", '<mi class="w">net</mi><mi class="w">out</mi>'),
        (r"w_{ij}", "<mi>i</mi><mi>j</mi>"),
    ],
)
def test_a_word_is_one_element_and_two_words_are_two(typesetter, latex, word):
    assert word in typesetter.formula(latex)


def test_the_symbols_that_differ_are_marked_on_both_sides(typesetter):
    printed, repaired = typesetter.pair("a = w_{5} + b", "a = w_{6} + b + c")
    assert '<mn class="x">5</mn>' in printed
    assert printed.count("class=") == 1
    assert '<mn class="n">6</mn>' in repaired
    assert '<mi class="n">c</mi>' in repaired
    assert repaired.count("class=") == 3


def test_formulas_that_have_little_in_common_are_not_marked(typesetter):
    printed, repaired = typesetter.pair("a + b", r"\frac{x}{y} = z \cdot 4")
    assert "class=" not in printed + repaired


def test_a_full_page_takes_no_more_formulas():
    typesetter = Typesetter(1)
    assert typesetter.formula("a")
    assert typesetter.formula("b") is None
    assert typesetter.refused == 1
