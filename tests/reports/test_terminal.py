"""What a reader sees in a terminal, and in a log."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from backproof.audit.finding import Account, Audited, Known
from backproof.reports.report import Report, outcome
from backproof.reports.terminal import show
from rich.console import Console

Make = Callable[..., Any]


def shown(report: Report, width: int = 80, *, terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, soft_wrap=True, highlight=False, width=width, force_terminal=terminal,
        color_system="standard" if terminal else None, _environ={},
    )  # fmt: skip
    show(report, console)
    return file.getvalue()


def counted(text: str) -> dict[str, list[str]]:
    """The rows of the table of verdicts, by their first cell."""
    table = text[text.index("claims by verdict\n") :].split("└")[0]
    rows = [line.strip("┃│").replace("┃", "│") for line in table.split("\n") if line[:1] in "┃│"]
    cells = [[cell.strip() for cell in row.split("│")] for row in rows if row]
    return {first: rest for first, *rest in cells}


class TestFindings:
    def test_every_wrong_finding_is_shown_with_its_place_verdict_and_correction(
        self, documented: Report
    ) -> None:
        text = shown(documented)

        wrong = [f for f in documented.findings if f.is_wrong]
        heads = Counter(f"  {f'{f.place.line}:{f.place.column}':<8} {f.verdict} " for f in wrong)
        starts = Counter(
            head for line in text.split("\n") for head in heads if f"{line} ".startswith(head)
        )
        assert wrong
        assert starts >= heads

    def test_each_is_shown_once(self, full: Report) -> None:
        lines = [line.split() for line in shown(full).split("\n") if line.startswith("  ")]
        heads = [line[:5] for line in lines if line and line[0].endswith(":3")]

        assert heads == [
            ["5:3", "refuted", "0.25", "->", "0.26"],
            ["6:3", "operand", "0.25", "->", "0.26"],
            ["7:3", "inherited", "0.25", "->", "0.26"],
            ["8:3", "notation", "0.25", "->", "0.26"],
        ]

    def test_what_is_right_is_counted_and_not_shown(
        self, report_of: Make, finding_of: Make
    ) -> None:
        text = shown(report_of(finding_of("confirmed", printed="0.777")))

        assert "0.777" not in text
        assert "0 of 1 claim wrong" in text

    def test_a_finding_says_why_how_it_came_about_and_what_it_follows_from(
        self, full: Report
    ) -> None:
        text = shown(full)

        assert "E: the exact value is 0.2604…" in text
        assert "cause: a digit" in text
        assert "follows from notes.md:5:3" in text
        assert "known: known since May" in text

    def test_a_cause_that_the_reason_names_is_not_said_twice(
        self, report_of: Make, finding_of: Make
    ) -> None:
        found = finding_of("refuted", cause="two digits", accepted="misprint: two digits")

        text = shown(report_of(found))

        assert "known: misprint: two digits" in text
        assert "cause:" not in text

    def test_no_arrow_points_at_nothing(self, report_of: Make, finding_of: Make) -> None:
        assert "->" not in shown(report_of(finding_of("refuted", expected="")))

    def test_a_text_without_end_is_cut(self, report_of: Make, finding_of: Make) -> None:
        text = shown(report_of(finding_of("refuted", printed="9" * 500)))

        assert "9" * 199 + "…" in text
        assert "9" * 200 not in text

    def test_a_long_line_is_not_broken(self, report_of: Make, finding_of: Make) -> None:
        text = shown(report_of(finding_of("refuted", printed="1 " * 90)))

        assert "1 " * 90 in text

    @pytest.mark.parametrize("field", ["printed", "expected", "quantity", "why", "cause"])
    def test_brackets_in_a_formula_are_no_markup(
        self, field: str, report_of: Make, finding_of: Make
    ) -> None:
        hostile = "[bold]out[k][/bold] [/] [red"

        assert hostile in shown(report_of(finding_of("refuted", **{field: hostile})))

    def test_brackets_in_the_name_of_a_lecture_are_no_markup(
        self, report_of: Make, finding_of: Make
    ) -> None:
        place = replace(finding_of().place, file="[b]notes[/b].md")
        report = report_of(finding_of("refuted", place=place))
        named = replace(report, lectures=(replace(report.lectures[0], lecture="[/b].md"),))

        assert "[b]notes[/b].md" in shown(named)


class TestTables:
    def test_every_verdict_is_counted_for_every_lecture(self, full: Report) -> None:
        other = replace(
            full.lectures[0], lecture="other.md", findings=full.lectures[0].findings[:2]
        )

        counts = counted(shown(replace(full, lectures=(*full.lectures, other))))

        assert counts == {
            "verdict": ["notes.md", "other.md", "all"],
            "refuted": ["1", "1", "2"],
            "operand": ["1", "1", "2"],
            **{
                verdict: ["1", "·", "1"]
                for verdict in ("inherited", "notation", "undetermined", "unreadable", "confirmed")
            },
            "claims": ["7", "2", "9"],
        }

    def test_the_counts_of_the_documented_lectures_can_be_read_in_80_columns(
        self, documented: Report
    ) -> None:
        counts = counted(shown(documented))

        assert counts["verdict"] == [*(a.lecture[:3] for a in documented.lectures), "all"]
        assert {v: int(c[-1]) for v, c in counts.items() if v not in ("verdict", "claims")} == {
            verdict: n for verdict, n in documented.verdicts.items() if n
        }

    def test_of_very_many_lectures_the_sum_alone_is_shown(self, full: Report) -> None:
        counts = counted(shown(replace(full, lectures=full.lectures * 20)))

        assert counts["verdict"] == ["all"]
        assert counts["refuted"] == ["20"]

    def test_lectures_of_similar_names_are_told_apart(self, full: Report) -> None:
        lectures = tuple(
            replace(full.lectures[0], lecture=name) for name in ("my_notes.md", "my_sheet.md")
        )

        headings = counted(shown(replace(full, lectures=lectures)))["verdict"]

        assert len(set(headings)) == 3

    def test_eight_lectures_can_be_read_in_80_columns(self, full: Report) -> None:
        lectures = tuple(
            replace(full.lectures[0], lecture=f"lecture-{number:02}.md") for number in range(8)
        )

        counts = counted(shown(replace(full, lectures=lectures)))

        assert "…" not in "".join(counts["verdict"])
        assert counts["refuted"][-1] == "8"

    def test_each_engine_is_held_against_the_exact_gradients(self, documented: Report) -> None:
        text = shown(documented)

        assert "against the exact gradients" in text
        rows = [line for line in text.split("\n") if line.startswith("│ softmax_diagonal")]
        assert len(rows) == 1
        assert "disagrees, as expected" in rows[0]

    def test_an_engine_that_should_disagree_and_does_not_is_named(
        self, report_of: Make, agreement_of: Make, engine_of: Make
    ) -> None:
        report = report_of(
            agreements=(agreement_of("agree"),), engines=(engine_of(expected="disagree"),)
        )

        text = shown(report)

        assert "agree, unexpectedly" in text
        assert "batch_form is expected to disagree and agrees everywhere" in text

    def test_a_disagreement_is_told_from_an_agreement(
        self, report_of: Make, agreement_of: Make
    ) -> None:
        text = shown(report_of(agreements=(agreement_of("disagree"), agreement_of("agree"))))

        assert "agree, disagree" in text
        assert "1 unexpected disagreement" in text

    @pytest.mark.parametrize("what", ["pair", "weights[0]", "the other side of the kink"])
    def test_a_disagreement_is_shown_with_its_diagnosis(
        self, what: str, report_of: Make, agreement_of: Make
    ) -> None:
        wrong = agreement_of("disagree", why="the other side of the kink")

        assert what in shown(report_of(agreements=(wrong,)), width=200)

    def test_generated_networks_are_counted(self, full: Report) -> None:
        assert "150 generated networks in float32: 4.0% of the agreements undecided" in shown(full)


def test_the_outcome_is_the_last_line(documented: Report) -> None:
    assert shown(documented).rstrip("\n").split("\n")[-1] == outcome(documented)


class TestNotesThatWereRead:
    def test_values_by_directive_and_by_substitution_are_named(self) -> None:
        known = Known("w", "0.5", "by directive"), Known("x", "2.0", "by substitution")
        read = Audited("/n/unit.md", (), Account((), ()), known=known, directives=1, is_read=True)

        text = shown(Report(lectures=(read,)))

        assert "  1 directive\n  by directive: w = 0.5\n  by substitution: x = 2.0\n" in text

    def test_the_table_has_the_names_of_the_files_alone(self) -> None:
        read = [Audited(f"/a/long/way/{n}.md", (), Account((), ())) for n in ("one", "two")]

        assert counted(shown(Report(lectures=tuple(read))))["verdict"] == [
            "one.md",
            "two.md",
            "all",
        ]


class TestWhatIsMissing:
    def test_an_oracle_that_is_not_installed_is_named(self, full: Report) -> None:
        assert "jax is not installed: nothing was checked with it" in shown(full)

    def test_an_oracle_that_was_not_asked_for_is_not(self, full: Report) -> None:
        assert "torch is not installed" not in shown(full)

    def test_the_table_says_why_an_engine_has_no_figures(self, full: Report) -> None:
        row = next(line for line in shown(full).split("\n") if line.startswith("│ jax"))

        assert "undetermined" in row
        assert "jax is not installed" in row

    def test_an_accepted_entry_that_nothing_matches_is_shown(self, full: Report) -> None:
        assert "accepted but not found: notes.md:9 0.99" in shown(full)


class TestColours:
    def test_there_are_none_where_it_is_piped(self, documented: Report, full: Report) -> None:
        assert "\x1b" not in shown(documented) + shown(full)

    def test_there_are_some_in_a_terminal(self, full: Report) -> None:
        assert "\x1b[1;31mrefuted" in shown(full, terminal=True)

    def test_the_same_report_gives_the_same_text(self, documented: Report) -> None:
        assert shown(documented) == shown(documented)
