"""How wrong numbers came about: in the documented lectures, and in notes with planted errors."""

from collections import Counter

import pytest
from backproof.audit import causes
from backproof.audit.causes import NOTHING
from backproof.audit.finding import Audited, Finding
from backproof.audit.notes import audit_notes
from backproof.benchmarks.notes import Notes
from backproof.benchmarks.notes.measure import samples
from backproof.reading.documents import document
from backproof.reading.statements import statements_of
from backproof.reports.report import Report


def causes_at(report: Report, lecture: str, line: int) -> dict[str, str]:
    return {
        f.printed: f.cause
        for f in report.findings
        if f.place.file.startswith(lecture) and f.place.line == line and f.kind != "formula"
    }


class TestLectures:
    @pytest.mark.parametrize("line", [247, 736])
    def test_each_addend_of_the_cross_entropy_has_its_own_mistake(
        self, report: Report, line: int
    ) -> None:
        found = causes_at(report, "004", line)

        assert all("log10 for log" in found[n] for n in ("0.569858", "0.16886", "0.22753"))
        assert "two neighbouring digits are swapped (0.568958)" in found["0.569858"]
        assert "one digit is wrong (0.16896)" in found["0.16886"]
        assert " and " not in found["0.22753"]

    def test_the_softmax_was_made_without_exp(self, report: Report) -> None:
        found = causes_at(report, "004", 713)

        assert set(found) == {"0.2698", "0.3223", "0.4078"}
        assert all("a function is left out (without exp)" in cause for cause in found.values())

    @pytest.mark.parametrize(
        ("lecture", "line", "printed", "cause"),
        [
            ("001", 297, "0.596884378", "out_h2 for out_h1"),
            ("001", 297, "593269992", "the decimal point is lost"),
            ("001", 305, "0.105905967", "one digit is wrong"),
            ("001", 431, "0.24995114", "one digit is wrong"),
            ("002", 196, "0.081267", "two neighbouring digits are swapped (0.082167)"),
            ("002", 182, "0.75136", "computed from rounded numbers"),
            ("003", 267, "0.36350306", "zeros after the point are left out (0.036350306)"),
            ("004", 685, "4.001", "one digit is wrong (4.004)"),
            ("004", 100, "-3.9996", "a sign is turned round (1.96 for -1.96)"),
            ("004", 687, "0.938", "cut off instead of rounded"),
            ("003", 4, "4", NOTHING),
            ("003", 198, "0.5", NOTHING),
            ("004", 54, "-3.012", NOTHING),
        ],
    )
    def test_a_mistake_has_its_cause(
        self, report: Report, lecture: str, line: int, printed: str, cause: str
    ) -> None:
        assert cause in causes_at(report, lecture, line)[printed]

    def test_what_is_right_or_follows_has_no_cause(self, report: Report) -> None:
        found = [f for f in report.findings if f.verdict in ("confirmed", "rounding", "inherited")]

        assert [f for f in found if f.cause] == []


def audited(notes: Notes) -> Audited:
    return audit_notes(statements_of(document(f"notes{notes.suffix}", notes.text.encode())))


def planted(count: int, seed: int) -> list[tuple[str, Finding]]:
    """What is wrong by itself in generated notes, by the kind of error that was planted there."""
    found: list[tuple[str, Finding]] = []
    for _, _, notes in samples(count, seed):
        at = {(f.place.line, f.place.column): f for f in audited(notes).findings}
        for error in notes.planted:
            finding = at.get((error.line, error.column))
            if finding is not None and finding.verdict in ("refuted", "operand"):
                found.append((error.kind, finding))
    return found


class TestNotes:
    def test_what_was_planted_is_named(self) -> None:
        names = {
            "swapped": ("two neighbouring digits are swapped",),
            "digit": ("one digit is wrong",),
            "sign": ("the sign is lost", "a sign is turned"),
            "missing bias": ("a term is left out",),
            "dropped factor": ("a factor is left out",),
            "wrong function": ("another function is taken",),
            "wrong operand": ("another of the same kind", "a value from elsewhere"),
        }
        total: Counter[str] = Counter()
        named: Counter[str] = Counter()
        other: Counter[str] = Counter()
        for kind, finding in planted(8, 40):
            if kind in names and NOTHING not in finding.cause:
                total[kind] += 1
                named[kind] += any(name in finding.cause for name in names[kind])
                other[kind] += not any(name in finding.cause for name in names[kind])

        assert total.total() >= 20
        assert named.total() >= 0.9 * total.total(), other

    def test_what_is_right_never_has_a_cause(self) -> None:
        for i, _, notes in samples(4, 3):
            if i % 4 == 3:  # these are without an error
                assert [f for f in audited(notes).findings if f.cause] == []


def test_what_was_not_looked_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "MOST_TRIED", 1)
    text = "$$a = 0.31 \\cdot 0.71 = 0.9713$$\n\n$$b = 0.43 \\cdot 0.53 = 0.8127$$\n"

    first, second = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert NOTHING in first.cause
    assert second.cause == causes.TOO_MANY
