"""What a program printed while it trained can be checked as far as it goes."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from backproof.audit.finding import Finding
from backproof.audit.page import Page
from backproof.audit.transcripts import judge_transcript, threshold
from backproof.cases.case import Transcript
from backproof.cases.load import documented_cases
from backproof.expressions.place import Place
from backproof.expressions.printed import Printed

CASE = next(case for case in documented_cases() if case.id == "sigmoid-2-3-2")
COSTS = ("0.2875", "0.2874", "0.25", "0.2", "0.15", "0.1004", "0.0999")


def transcript(costs: tuple[str, ...], count: str) -> Transcript:
    places = tuple(Place("page.md", line, 1) for line in range(1, len(costs) + 1))
    return Transcript(
        "C", tuple(map(Printed, costs)), places, 100, Printed(count), Place("page.md", 99, 1)
    )


@pytest.fixture
def judged() -> Callable[[Transcript], list[Finding]]:
    def judge(printed: Transcript) -> list[Finding]:
        page = Page(CASE.graph, "a page")
        judge_transcript(printed, page, CASE)
        return page.findings

    return judge


def test_a_transcript_that_falls_and_fits_is_consistent(
    judged: Callable[[Transcript], list[Finding]],
) -> None:
    found = judged(transcript(COSTS, "437"))

    assert [f.verdict for f in found[7:]] == ["consistent"] * 3 + ["undetermined"]
    assert "below 0.1" in found[9].why


def test_a_cost_that_rises_is_refuted(judged: Callable[[Transcript], list[Finding]]) -> None:
    found = judged(transcript((*COSTS[:3], "0.26", *COSTS[4:]), "437"))

    assert [(f.printed, f.verdict) for f in found[:7] if f.is_wrong] == [("0.26", "refuted")]


def test_a_count_that_does_not_fit_the_lines_is_refuted(
    judged: Callable[[Transcript], list[Finding]],
) -> None:
    found = judged(replace(transcript(COSTS, "437"), count=Printed("537")))

    assert [f.why for f in found if f.is_wrong] == [
        "5 lines, one every 100 updates, do not fit 537 updates: these print 6"
    ]


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [("0.10004", "0.09998", "0.1"), ("0.052", "0.047", "0.05"), ("1.3", "0.9", "1")],
)
def test_the_threshold_is_the_roundest_number_between(above: str, below: str, found: str) -> None:
    assert threshold(Fraction(above), Fraction(below)) == found
