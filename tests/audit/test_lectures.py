"""The documented lectures: the mistakes in them are found, and nothing right is called wrong."""

from fractions import Fraction

import pytest
from backproof.audit.accepted import DOCUMENTED, Accepted, load_accepted, with_accepted
from backproof.audit.finding import Finding
from backproof.audit.witnesses import ENGINES, answers
from backproof.expressions.printed import Printed
from backproof.oracles.enclosures import printed_box
from backproof.reports.report import Report


def found_at(report: Report, lecture: str, line: int) -> list[tuple[str, str, str]]:
    return [
        (f.printed, f.verdict, f.expected)
        for f in report.findings
        if f.place.file.startswith(lecture) and f.place.line == line and f.kind != "formula"
    ]


@pytest.mark.parametrize(
    ("lecture", "line", "finding"),
    [
        ("001", 297, ("0.596884378", "refuted", "0.593269992")),
        ("001", 305, ("0.105905967", "refuted", "1.105905967")),
        ("001", 395, ("0.79136507", "operand", "0.74136507")),
        ("001", 431, ("0.24995114", "refuted", "0.24975114")),
        ("002", 196, ("0.081267", "refuted", "0.082167")),
        ("002", 219, ("0.35937", "inherited", "0.35892")),
        ("003", 4, ("4", "refuted", "8")),
        ("003", 198, ("0.5", "operand", "0.4")),
        ("003", 267, ("0.36350306", "refuted", "0.03635031")),
        ("003", 311, ("10,0000", "notation", "10,000")),
        ("004", 54, ("-3.012", "refuted", "-2.048")),
        ("004", 561, ("0.291027924", "refuted", "0.291027774")),
        ("004", 650, ("0.7", "operand", "0.2")),
        ("004", 685, ("4.001", "refuted", "4.004")),
        ("004", 687, ("0.938", "last-digit", "0.939")),
        ("004", 711, ("1.8658", "rounding", "1.8671")),
        ("004", 713, ("0.2698", "refuted", "0.1984")),
    ],
)
def test_a_mistake_is_found(
    report: Report, lecture: str, line: int, finding: tuple[str, str, str]
) -> None:
    assert finding in found_at(report, lecture, line)


def test_nothing_that_is_right_is_called_wrong(report: Report) -> None:
    numbers = [f for f in report.findings if f.is_wrong and f.enclosure and f.kind != "calculation"]

    right = [f for f in numbers if printed_box(Printed(f.printed)).holds(_near(f))]
    assert len(numbers) > 30
    assert right == []


def test_nothing_that_is_wrong_is_called_right(report: Report) -> None:
    numbers = [f for f in report.findings if f.verdict in ("confirmed", "given") and f.enclosure]

    wrong = [f for f in numbers if f.kind != "calculation" and not _stands_for(f)]
    assert len(numbers) > 250
    assert wrong == []


def _near(finding: Finding) -> object:
    exact = Fraction(finding.enclosure)
    return type(printed_box(Printed("1")))(exact, exact)


def _stands_for(finding: Finding) -> bool:
    # The enclosure is shown to 15 digits: one unit of these on either side of a border.
    exact = Fraction(finding.enclosure)
    box, slack = printed_box(Printed(finding.printed)), abs(exact) / 10**14
    return box.low - slack <= exact <= box.high + slack


def test_every_root_that_is_named_exists(report: Report) -> None:
    ids = {f.id for f in report.findings}

    assert len(ids) == sum(1 for _ in report.findings)
    assert {f.follows for f in report.findings if f.follows} <= ids
    assert all(f.follows for f in report.findings if f.verdict == "inherited")


def test_the_conventions_of_the_training_runs_are_named(report: Report) -> None:
    kept = {lecture.lecture[:3]: lecture.conventions for lecture in report.lectures}

    assert kept["002"] == (
        "training run: biases fixed, all weights updated at once, in the round, before its update",
    )
    assert kept["004"] == ()


def test_a_lecture_that_contradicts_itself_at_a_kink_is_told(report: Report) -> None:
    found = [f for f in report.findings if f.kind == "convention"]

    assert [(f.place.line, f.printed, f.expected) for f in found] == [(587, "0", "1")]


def test_every_known_mistake_is_on_the_list_and_every_entry_is_found(report: Report) -> None:
    assert not report.fails
    assert report.stale == ()


def test_a_mistake_that_is_taken_off_the_list_fails_the_run(report: Report) -> None:
    first, *rest = load_accepted(DOCUMENTED)

    lectures, stale = with_accepted(report.lectures, rest)

    new = [f for lecture in lectures for f in lecture.findings if first.matches(f) and f.is_wrong]
    assert stale == ()
    assert new != []


def test_an_entry_that_matches_nothing_is_stale(report: Report) -> None:
    gone = Accepted("004_ed726ea1a8c8f513.txt", 1, "0.5", "gone")

    assert with_accepted(report.lectures, [gone])[1] == (gone,)


def test_the_other_engines_have_the_proved_values(
    report: Report, torch_ready: object, jax_ready: object
) -> None:
    questions = [q for lecture in report.lectures for q in lecture.questions]
    numbers = {f.id: f for f in report.findings if f.enclosure and f.kind in ("number", "run")}

    told = answers(questions, ENGINES)

    for name in numbers:
        exact = Fraction(numbers[name].enclosure)
        for engine, answer in told[name].items():
            if isinstance(answer, float):
                # Ten significant digits: differences and long runs lose the last ones.
                assert (
                    f"{answer:.9e}"[:10] == f"{float(exact):.9e}"[:10]
                    or abs(Fraction(answer) - exact) <= abs(exact) / 10**9
                ), (engine, name)
