"""Figures of a training run: which run produces them, and which does the lecture mean?"""

from pathlib import Path

import pytest
from backproof.audit.case_runs import CaseRuns
from backproof.audit.figures import grouped_rightly, regrouped, settle
from backproof.audit.runs import DEFAULT, Convention, Figure
from backproof.cases.case import Case
from backproof.cases.load import load_case
from backproof.expressions.printed import Printed
from backproof.expressions.tree import Symbol

NET = """
title = "a net of one unit a layer"
learning_rate = 0.25
[[layer]]
activation = "sigmoid"
weights = [[0.3, -0.2]]
biases = [0.1, 0.1]
[[layer]]
activation = "sigmoid"
weights = [[0.4], [0.7]]
biases = [0.2]
[[loss]]
kind = "squared_error"
half = true
[batch]
inputs = [[0.9]]
targets = [[0.05]]
[names]
inputs = ["x"]
units = [["h1", "h2"], ["o"]]
weights = [[["w1", "w2"]], [["v1"], ["v2"]]]
biases = [["b", "b"], ["c"]]
nets = [["n1", "n2"], ["m"]]
outs = [["a1", "a2"], ["y"]]
targets = ["t"]
errors = ["e"]
loss = "E"
rate = "eta"
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    path = tmp_path / "net.toml"
    path.write_text(NET, "utf-8")
    return load_case(path)


def printed_by(case: Case, convention: Convention, rounds: int, quantity: str) -> Figure:
    """The figure that a run of this convention prints, to eight places."""
    like = Figure(rounds, Symbol(quantity), Printed("0.00000000"))
    exact = CaseRuns(case, case.graph).exact(like, convention)
    return Figure(rounds, Symbol(quantity), Printed(like.printed.rounded(exact.middle)))


@pytest.mark.parametrize(
    "convention",
    [
        Convention(),
        Convention(late=False),
        Convention(biases="each"),
        Convention(biases="shared"),
        Convention(order="output first"),
        Convention(biases="shared", order="output first", late=False),
    ],
    ids=str,
)
def test_the_convention_that_two_figures_need_is_taken(case: Case, convention: Convention) -> None:
    figures = [printed_by(case, convention, n, q) for n, q in ((40, "E"), (40, "y"), (7, "E"))]

    taken, settled = settle(figures, [], CaseRuns(case, case.graph))

    assert taken == convention
    assert [s.holds for s in settled] == [True, True, True]


def test_one_figure_alone_does_not_make_a_convention(case: Case) -> None:
    usual = printed_by(case, DEFAULT, 40, "E")
    odd = printed_by(case, Convention(late=False), 12, "E")

    taken, settled = settle([usual, odd], [], CaseRuns(case, case.graph))

    assert taken == DEFAULT
    assert [s.holds for s in settled] == [True, False]
    assert Convention(late=False) in settled[1].produced_by


def test_a_convention_that_makes_another_number_false_is_not_taken(case: Case) -> None:
    slip = Convention(order="output first")
    figures = [printed_by(case, slip, 40, "E"), printed_by(case, slip, 40, "y")]
    update = printed_by(case, DEFAULT, 1, "w1")

    taken, settled = settle(figures, [update], CaseRuns(case, case.graph))

    assert taken == DEFAULT
    assert [s.holds for s in settled] == [False, False]
    assert all(slip in s.produced_by for s in settled)


def test_a_digit_off_is_refuted_and_no_run_is_named(case: Case) -> None:
    right = printed_by(case, DEFAULT, 40, "E")
    digits = right.printed.text
    wrong = Figure(40, right.quantity, Printed(digits[:-1] + str((int(digits[-1]) + 5) % 10)))

    _, settled = settle([wrong], [], CaseRuns(case, case.graph))

    assert [(s.holds, s.produced_by) for s in settled] == [(False, ())]


@pytest.mark.parametrize(
    ("text", "right", "meant"),
    [
        ("10,000", True, "10,000"),
        ("10,0000", False, "10,000"),
        ("1,5", False, "1,500"),
        ("40", True, "40"),
    ],
)
def test_commas_stand_where_thousands_end(text: str, right: bool, meant: str) -> None:
    assert grouped_rightly(Printed(text)) is right
    assert regrouped(Printed(text)).text == meant
