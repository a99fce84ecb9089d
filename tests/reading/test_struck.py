"""What an author strikes out is no claim, and has its place in the account."""

import pytest
from backproof.audit.finding import Audited
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

GIVEN = "Let $a = 2$ and $b = 3$.\n\n"


def audited(text: str, name: str = "notes.md") -> Audited:
    return audit_notes(statements_of(document(name, (GIVEN + text).encode())))


def said(text: str, name: str = "notes.md") -> list[tuple[str, str]]:
    """The printed numbers of what is claimed after the givens, with their verdicts."""
    return [(f.printed, f.verdict) for f in audited(text, name).findings if f.place.line > 2]


@pytest.mark.parametrize(
    "text",
    [
        "~~$c = a b = 7.5$~~",
        "The product ~~c = 7.5~~ is $c = a b = 6$.",
        "<s>$c = a b = 7.5$</s>",
        "<del>\n\n$$c = a b = 7.5$$\n\n</del>",
        "$$\\cancel{c = a b = 7.5}$$",
        "$$c = a b = \\sout{7.5}$$",
        "$$c = \\cancel{7.5}\\, 6, \\quad c = a b$$",
        "| a | b | c |\n|---|---|---|\n| 2 | 3 | ~~7.5~~ 6 |",
    ],
)
def test_what_is_struck_out_is_no_claim(text: str) -> None:
    found = audited(text)

    assert not [f for f in found.findings if f.is_wrong]
    rows = {(row.text, row.became, row.detail) for row in found.account.numbers}
    assert ("7.5", "not checked", "struck out") in rows


@pytest.mark.parametrize("text", ["~~$c = 7$", "$c = a b = 7$~~", "~~ $c = 7$ ~~", "$c = 7$ </s>"])
def test_marks_without_a_partner_strike_nothing_out(text: str) -> None:
    assert said(text + " and $c = a b$") == [("7", "refuted")]


def test_tildes_reach_no_further_than_their_paragraph() -> None:
    assert said("~~so\n\n$$c = a b = 7$$\n\nthen~~") == [("7", "refuted")]


def test_a_factor_that_is_cancelled_stays_what_it_is() -> None:
    assert said(r"$$d = \frac{\cancel{a} b}{\cancel{a}} = 3$$") == [("3", "confirmed")]
    assert said(r"$$d = \frac{\cancel{a} b}{\cancel{a}} = 2$$") == [("2", "refuted")]


def test_a_struck_equals_sign_says_that_two_things_differ() -> None:
    assert said(r"$$a b \not= 7$$") == []


def test_displays_that_are_struck_out_are_listed() -> None:
    shown = audited("$$\\cancel{c = 7}$$\n\n<del>\n$$c = 8$$\n</del>\n").account.displays

    assert [(r.text, r.became, r.detail) for r in shown] == [
        ("\\cancel{c = 7}", "not checked", "struck out"),
        ("c = 8", "not checked", "struck out"),
    ]


def test_latex_strikes_out_text_and_formulas() -> None:
    text = "The product is \\sout{$c = a b = 7$} \\st{c = 8} $c = a b = 6$.\n"

    assert said(text, "notes.tex") == [("6", "confirmed")]
