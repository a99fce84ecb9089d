"""What is not asked for is not judged, and the report says so."""

from __future__ import annotations

from backproof.audit.asked import EVERYTHING, NUMBERS, UNEXPLAINED, Asked
from backproof.audit.finding import Audited
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

NOTES = rb"""
$w = 0.5$, $x = 2$, $t = 3$, $\eta = 0.1$

$$y = w x = 0.5 \cdot 2 = 1.2$$

$$E = (t - y)^2$$

$$\frac{\partial E}{\partial w} = 3 (t - y) x$$

After 100 rounds the error is 0.7.
"""


def audited(asked: Asked) -> Audited:
    return audit_notes(statements_of(document("notes.md", NOTES)), asked)


def test_numbers_alone_have_the_verdicts_that_they_have_in_a_whole_audit() -> None:
    whole = {f.place: f.verdict for f in audited(EVERYTHING).findings if f.kind == "number"}
    alone = {f.place: f.verdict for f in audited(NUMBERS).findings}

    assert "refuted" in alone.values()
    assert alone == {place: whole[place] for place in alone}


def test_formulas_and_runs_are_judged_where_they_are_asked_for() -> None:
    kinds = {f.kind for f in audited(EVERYTHING).findings}

    assert {"number", "formula"} <= kinds
    assert {f.kind for f in audited(NUMBERS).findings} == {"number"}


def test_the_report_says_what_was_not_asked_for() -> None:
    assert audited(NUMBERS).conventions[0] == "not asked for: formulas, training runs, causes"
    assert not any("not asked" in line for line in audited(EVERYTHING).conventions)


def test_what_is_wrong_has_no_cause_where_none_is_asked_for() -> None:
    wrong = [f for f in audited(UNEXPLAINED).findings if f.verdict == "refuted"]

    assert wrong
    assert not any(f.cause for f in wrong if f.kind == "number")
