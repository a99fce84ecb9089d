"""The two ways to audit a lecture in step: as transcribed by hand, and as read from its text.

Every wrong number of the transcription is found in the text with the same verdict, and the text has
no wrong number that the transcription calls right. What the text alone cannot decide, or what the
reader does not know yet, is listed with its reason; what has come into step makes the test fail
until it is taken off the list.
"""

from collections.abc import Iterator
from pathlib import Path

import backproof
import pytest
from backproof.audit.finding import Audited, Finding
from backproof.reports.report import Report

WRONG = {"refuted", "operand", "inherited", "notation"}
#: Findings of the transcription that stand on a number or on a calculation with numbers.
NUMERIC = {"number", "operand", "calculation", "run"}
#: The column at which a finding stands may be that of a sign, or of the digit after it.
NEAR = (0, 1, -1)

Where = tuple[str, int, str]

NOT_IN_STEP: dict[Where, str] = {
    ("001", 393, "0.15*out_o1*(1 - out_o1)*(-target_o1 + out_o2)"): "names alone",
    ("001", 431, "0.24995114"): "needs the derivative of a formula that d1 is missing for",
    ("004", 530, "-0.019049119"): "an operand whose exact value nothing in the text determines",
    ("004", 713, "0.2698"): "a softmax written as a row of names",
    ("004", 713, "0.3223"): "a softmax written as a row of names",
    ("004", 713, "0.4078"): "a softmax written as a row of names",
    ("004", 730, "-(1*log(0.2698) + 0 + 0*log(0.3223) + 1*log(1 - 0.3223) + 0*log(0.4078) "
     "+ 1*log(1 - 0.4078))"): "follows from line 713",
    ("004", 734, "-log(0.2698) - log(0.6777) - log(0.5922)"): "follows from line 713",
}  # fmt: skip

#: Formulas that are wrong in the text and not in the transcription, by lecture and line.
ALONE: dict[tuple[str, int], str] = {
    ("001", 336): "w15 is transcribed as w5",
    ("001", 387): "u1 is transcribed as w1",
    ("004", 816): "columns side by side, which the transcription leaves undetermined",
}


class Pair:
    """A lecture as transcribed and as read."""

    def __init__(self, transcribed: Audited, read: Audited) -> None:
        self.name = transcribed.lecture[:3]
        self.transcribed, self.read = transcribed, read

    def mistakes(self) -> list[Finding]:
        findings = self.transcribed.findings
        return [f for f in findings if f.kind in NUMERIC and f.verdict in WRONG]

    def out_of_step(self) -> Iterator[tuple[Where, list[str]]]:
        """Mistakes of the transcription with another verdict in the text, and which."""
        for mistake in self.mistakes():
            verdicts = [f.verdict for f in at(self.read, mistake)]
            if verdicts[:1] != [mistake.verdict]:
                yield (self.name, mistake.place.line, mistake.printed), verdicts

    def accused(self) -> Iterator[Finding]:
        """What is wrong in the text alone."""
        for found in self.read.findings:
            if found.verdict in WRONG:
                there = at(self.transcribed, found)
                if found.kind == "formula":  # a formula is one claim, wherever its parts stand
                    there = [f for f in self.transcribed.findings if f.place.line in near(found)]
                if not any(f.verdict in WRONG for f in there):
                    yield found


def near(found: Finding) -> range:
    """The lines of a formula that is set over several."""
    return range(found.place.line - 1, found.place.line + 2)


def at(audited: Audited, finding: Finding) -> list[Finding]:
    """The findings at the place of another."""
    line, column = finding.place.line, finding.place.column
    for off in NEAR:
        found = [
            f for f in audited.findings if (f.place.line, f.place.column) == (line, column + off)
        ]
        if found:
            return found
    return []


@pytest.fixture(scope="module")
def pairs(report: Report, lectures: Path) -> list[Pair]:
    return [
        Pair(lecture, backproof.audit([lectures / lecture.lecture]).lectures[0])
        for lecture in report.lectures
    ]


def test_the_mistakes_of_the_transcriptions_are_found_in_the_texts(pairs: list[Pair]) -> None:
    out = dict(entry for pair in pairs for entry in pair.out_of_step())

    assert {where: found for where, found in out.items() if where not in NOT_IN_STEP} == {}


def test_what_is_listed_as_not_in_step_is_not(pairs: list[Pair]) -> None:
    out = {where for pair in pairs for where, _ in pair.out_of_step()}

    assert sorted(set(NOT_IN_STEP) - out) == [], "in step by now: take these off the list"


def test_most_mistakes_are_in_step(pairs: list[Pair]) -> None:
    mistakes = [mistake for pair in pairs for mistake in pair.mistakes()]

    assert len(mistakes) >= 40
    assert len(NOT_IN_STEP) <= 18


def test_nothing_is_wrong_in_the_texts_alone(pairs: list[Pair]) -> None:
    found = [(pair.name, f.place.line, f.kind, f.printed) for pair in pairs for f in pair.accused()]

    assert [f for f in found if f[2] != "formula" or f[:2] not in ALONE] == []
    assert {f[:2] for f in found if f[2] == "formula"} == ALONE.keys()


def test_where_both_know_the_value_they_correct_alike(pairs: list[Pair]) -> None:
    differ = [
        (pair.name, mistake.place.line, mistake.expected, found.expected)
        for pair in pairs
        for mistake in pair.mistakes()
        for found in at(pair.read, mistake)[:1]
        if found.verdict == mistake.verdict and mistake.enclosure and found.enclosure
        if found.expected != mistake.expected
    ]

    assert differ == []


def test_a_number_that_the_text_gets_wrong_breaks_the_step(pairs: list[Pair]) -> None:
    pair = next(p for p in pairs if p.name == "003")
    silent = Pair(pair.transcribed, Audited(pair.read.lecture, (), pair.read.account))

    assert len(list(silent.out_of_step())) == len(pair.mistakes())


def test_an_accusation_that_the_transcription_does_not_share_is_told(pairs: list[Pair]) -> None:
    pair = next(p for p in pairs if p.name == "003")
    right = Audited(pair.read.lecture, (), pair.read.account)

    wrong = [f for f in pair.read.findings if f.verdict in WRONG]
    assert len(wrong) > 2
    assert list(Pair(right, pair.read).accused()) == wrong
