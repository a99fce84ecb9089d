"""Does the page escape what it shows, lead where it links, and stand alone?"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from backproof.agreement.hold import Agreement
from backproof.audit.accepted import Accepted
from backproof.audit.finding import Account, Audited, Finding, Known, Row, Series
from backproof.audit.verdict import MEANINGS
from backproof.expressions.place import Place
from backproof.reports import page as module
from backproof.reports.page import page
from backproof.reports.report import EngineUsed, KinkValue, Report, SweepSummary

HOSTILE = (
    "</style></script><script>alert(1)</script>\" onload='x' {{ 7*7 }} {% raw %} &lt; \x00 \ud800"
)
LOADING = {"script", "link", "img", "iframe", "object", "embed", "source", "video", "audio", "base"}


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.text += data

    def values(self, name: str) -> list[str]:
        return [found[name] for _, found in self.elements if name in found]


def finding(number: int = 1, verdict: str = "refuted", **changes) -> Finding:
    made = Finding(
        id=f"notes.md:{number}:1", place=Place("notes.md", number, 1), kind="number",
        statement="x = 0.5*0.081267 = 0.040634", quantity="x", printed="0.081267",
        expected="0.082167", verdict=verdict, why="is not the value", enclosure="0.08216704056",
        latex=r"\frac{\partial E}{\partial w_{5}}", oracles={"torch": 0.0821, "jax": None},
    )  # fmt: skip
    return replace(made, **changes)


def formula(**changes) -> Finding:
    return finding(
        kind="formula", verdict="notation", printed="d(E, w5) = a", expected="d(E, w6) = a",
        latex=r"\frac{\partial E}{\partial w_{5}} = a",
        repair_latex=r"\frac{\partial E}{\partial w_{6}} = a", **changes,
    )  # fmt: skip


def lecture(*findings: Finding, name: str = "notes.md", **changes) -> Audited:
    account = Account(
        (Row(3, 1, "x = 1", "confirmed"), Row(2, 1, "", "not checked", "an arrow alone")), ()
    )
    return replace(Audited(name, tuple(findings), account), **changes)


def agreement(**changes) -> Agreement:
    made = Agreement(
        "net/mean", "row_form", "balls", "weights[0]", "agree", (0, 1), 0.5, 0.5, 1e-17, 1e-15,
        0.01, 1e-14,
    )  # fmt: skip
    return replace(made, **changes)


def full() -> Report:
    """A report with something in every section."""
    findings = [finding(n + 1, verdict) for n, verdict in enumerate(MEANINGS)]
    findings += [
        finding(30, "inherited", follows="notes.md:1:1"),
        finding(31, "inherited", follows="elsewhere.md:1:1"),
        replace(formula(), id="notes.md:32:1", place=Place("notes.md", 32, 1)),
    ]
    curve = tuple((n, 1.0 / n**3) for n in range(1, 50))
    series = Series("E by round", ((1, 1.0, True), (5, 0.5, False), (6, math.nan, True)), curve)
    return Report(
        lectures=(lecture(*findings, series=(series,), conventions=("a step late",)),),
        agreements=(
            agreement(),
            agreement(oracle="torch", verdict="undetermined", share=math.nan, why="no bound"),
            agreement(engine="diagonal", verdict="disagree", share=math.inf),
            agreement(engine="mine", case="other", verdict="disagree", share=3.0),
        ),
        engines=(
            EngineUsed("row_form", "derivation", "row vectors (notes l. 3)"),
            EngineUsed("diagonal", "derivation", "wrong", expected="disagree"),
            EngineUsed("torch", "oracle", "autograd", "2.0"),
            EngineUsed("jax", "oracle", "grad", missing="not installed"),
        ),
        kinks=(KinkValue("torch", "relu", 0.0),),
        sweeps=(SweepSummary(9, "float64", 0.1, (("torch", "agree", 9),), (("all", 0.1, 0),), ()),),
        stale=(Accepted("notes.md", 3, "0.5", "a misprint"),),
        notes=("one page is missing",),
        version="1.2",
    )  # fmt: skip


def hostile() -> Report:
    wrong = formula(section=HOSTILE, why=HOSTILE, cause=HOSTILE, accepted=HOSTILE, follows=HOSTILE)
    changes = dict.fromkeys(("id", "statement", "quantity", "printed", "expected"), HOSTILE)
    place = Place(HOSTILE, 1, 1)
    wrong = replace(
        wrong, place=place, latex=rf"\text{{{HOSTILE}}}", repair_latex=HOSTILE, **changes
    )
    held = replace(wrong, verdict="confirmed", enclosure=HOSTILE, kind="number", oracles={})
    account = Account((Row(1, 1, HOSTILE, "not checked", HOSTILE),), (Row(1, 1, HOSTILE, HOSTILE),))
    series = (Series(HOSTILE, ((1, 1.0, True),), ((1, 1.0),)),)
    notes = Audited(
        HOSTILE, (wrong, held), account, (HOSTILE,), series=series, problems=(HOSTILE,),
        known=(Known(HOSTILE, HOSTILE, HOSTILE),), directives=1,
    )  # fmt: skip
    return Report(
        lectures=(notes,),
        agreements=(agreement(engine=HOSTILE, case=HOSTILE, oracle=HOSTILE, why=HOSTILE),),
        engines=(EngineUsed(HOSTILE, "oracle", HOSTILE, HOSTILE),),
        kinks=(KinkValue(HOSTILE, HOSTILE, 0.0),),
        stale=(Accepted(HOSTILE, 1, HOSTILE, HOSTILE),),
        notes=(HOSTILE,),
        version=HOSTILE,
    )


@pytest.fixture(scope="module")
def shown() -> Parsed:
    return Parsed(page(full()))


def test_hostile_text_stays_text():
    text = page(hostile())
    parsed = Parsed(text)
    assert [tag for tag, _ in parsed.elements].count("script") == 1
    assert [tag for tag, _ in parsed.elements].count("style") == 1
    assert not parsed.values("onload")
    assert "{{ 7*7 }} {% raw %}" in text
    assert "&amp;lt;" in text
    text.encode()
    assert "\x00" not in text


def test_a_hostile_id_is_one_anchor_that_its_link_reaches():
    parsed = Parsed(page(hostile()))
    anchors = [value for value in parsed.values("id") if value.startswith("f-")]
    assert len(anchors) == len(set(anchors)) == 2
    assert not any(re.search(r"\s", anchor) for anchor in anchors)
    links = [link for link in parsed.values("href") if link.startswith("#f-")]
    assert links
    assert {unquote(link[1:]) for link in links} <= set(anchors)


def test_a_formula_that_cannot_be_set_is_shown_in_the_plain_notation():
    text = page(Report(lectures=(lecture(replace(formula(), latex=r"\frac{")),)))
    assert "d(E, <del>w5</del>) = a" in text


def test_the_same_report_gives_the_same_text():
    assert page(full()) == page(full())


def test_every_finding_has_one_anchor(shown):
    ids = shown.values("id")
    assert len(ids) == len(set(ids))
    assert {f"f-{f.id}" for f in full().findings} <= set(ids)


def test_two_findings_of_one_id_have_two_anchors():
    ids = Parsed(page(Report(lectures=(lecture(finding()), lecture(finding()))))).values("id")
    assert {"f-notes.md:1:1", "f-notes.md:1:1~2"} <= set(ids)


def test_every_link_within_the_page_arrives(shown):
    links = [unquote(link[1:]) for link in shown.values("href") if link.startswith("#")]
    targets = set(shown.values("id"))
    assert "f-notes.md:1:1" in links
    assert set(links) <= targets
    assert set(shown.values("popovertarget")) <= targets


def test_a_root_that_is_not_on_the_page_is_named_without_a_link(shown):
    assert "elsewhere.md:1:1" in shown.text
    assert not any("elsewhere" in link for link in shown.values("href"))


def test_nothing_is_loaded_from_anywhere():
    text = page(full())
    parsed = Parsed(text)
    assert not [found for tag, found in parsed.elements if tag in LOADING and found]
    assert not parsed.values("src")
    assert all(link.startswith("#") for link in parsed.values("href"))
    assert "url(" not in text
    assert "@import" not in text


def test_an_empty_report_says_that_there_is_nothing():
    text = Parsed(page(Report())).text
    assert "No lecture was audited." in text
    assert "There is nothing to plot." in text
    assert "No derivation was held against an oracle." in text


def test_a_page_of_notes_names_the_parts_that_it_does_not_have():
    parsed = Parsed(page(Report(lectures=(lecture(finding()),))))
    assert "Not part of this run: plots, agreement, conventions, sweeps and notes." in parsed.text
    assert not {"#plots", "#agreement", "#sweeps"} & set(parsed.values("href"))


def test_a_page_with_everything_leaves_nothing_out(shown):
    assert {"#plots", "#agreement", "#conventions", "#sweeps"} <= set(shown.values("href"))
    assert "Not part of this run" not in shown.text


def test_a_lecture_without_claims_is_listed():
    assert "no claim" in Parsed(page(Report(lectures=(lecture(),)))).text


def test_the_digits_that_differ_are_marked():
    text = page(Report(lectures=(lecture(finding()),)))
    assert "0.08<del>12</del>67" in text
    assert "0.08<ins>21</ins>67" in text


def test_the_symbol_that_differs_is_marked_in_the_formula_and_in_its_repair():
    text = page(Report(lectures=(lecture(formula()),)))
    assert '<mn class="x">5</mn>' in text
    assert '<mn class="n">6</mn>' in text


def test_what_holds_is_not_set_as_mathematics():
    assert "<math>" not in page(Report(lectures=(lecture(finding(verdict="confirmed")),)))


def test_a_known_mistake_gives_its_reason_and_does_not_fail():
    text = Parsed(page(Report(lectures=(lecture(finding(accepted="seen in review")),)))).text
    assert "seen in review" in text
    assert "nothing is wrong outside the accepted list" in text


def test_an_engine_that_should_disagree_does_so_as_expected(shown):
    classes = shown.values("class")
    assert "disagrees, as expected" in shown.text
    assert "cell expected" in classes
    assert "cell disagree" in classes


def test_a_missing_engine_is_named(shown):
    assert "not installed" in shown.text


def test_wrong_findings_come_before_those_that_hold():
    text = page(Report(lectures=(lecture(finding(1, "confirmed"), finding(9)),)))
    assert text.index('id="f-notes.md:9:1"') < text.index('id="f-notes.md:1:1"')


def test_a_page_that_grows_too_large_keeps_the_plain_notation(monkeypatch):
    report = Report(lectures=(lecture(*(replace(formula(), id=f"n:{n}:1") for n in range(200))),))
    whole = page(report)
    monkeypatch.setattr(module, "LARGEST", len(whole.encode()) - 20_000)
    smaller = page(report)
    assert len(smaller.encode()) <= module.LARGEST
    assert 0 < smaller.count("<math>") < whole.count("<math>")
    assert "There are too many formulas to set all of them" in smaller


def test_ten_thousand_findings_make_less_than_ten_megabytes():
    verdicts = [verdict for verdict in MEANINGS if verdict != "confirmed"]
    findings = [
        finding(n, verdicts[n // 10 % len(verdicts)] if n % 10 == 0 else "confirmed")
        for n in range(10_000)
    ]
    assert len(page(Report(lectures=(lecture(*findings),))).encode()) < 10_000_000


def test_what_is_known_otherwise_and_what_could_not_be_read_stand_with_the_accounts():
    account = Account((Row(3, 1, "a +", "unreadable", "column 4: it ends"),), ())
    read = Audited(
        "/notes/unit.md", (), account, problems=("unit.md:1:17: no case x",), directives=2,
        known=(Known("w", "0.5", "by directive"), Known("x", "2.0", "by substitution")),
    )  # fmt: skip

    text = page(Report(lectures=(read,)))

    assert "<dt>by directive</dt><dd><code>w = 0.5</code>" in text
    assert "<dt>by substitution</dt><dd><code>x = 2.0</code>" in text
    assert "<small>2 directives</small>" in text
    assert "<li>unit.md:1:17: no case x</li>" in text
    assert '<span class="at">3:1</span> column 4: it ends <code>a +</code>' in text
    assert "<h3>unit.md</h3>" in text
