"""What makes a report fail, and what does not?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from backproof.audit.accepted import Accepted
from backproof.audit.finding import Account, Audited, Known
from backproof.audit.verdict import MEANINGS, WRONG
from backproof.reports.report import Report, known_by, outcome, short_names

Make = Callable[..., object]


class TestFails:
    def test_an_empty_report_does_not_fail(self) -> None:
        assert not Report().fails

    @pytest.mark.parametrize("verdict", MEANINGS)
    def test_a_new_finding_fails_by_its_verdict(
        self, verdict: str, report_of: Make, finding_of: Make
    ) -> None:
        assert report_of(finding_of(verdict)).fails == (verdict in WRONG)

    def test_the_verdicts_that_fail_are_four(self) -> None:
        assert sorted(WRONG) == ["inherited", "notation", "operand", "refuted"]

    @pytest.mark.parametrize("verdict", sorted(WRONG))
    def test_an_accepted_finding_does_not_fail(
        self, verdict: str, report_of: Make, finding_of: Make
    ) -> None:
        assert not report_of(finding_of(verdict, accepted="known")).fails

    def test_one_new_finding_among_accepted_ones_fails(
        self, report_of: Make, finding_of: Make
    ) -> None:
        known = finding_of("refuted", accepted="known")

        assert report_of(known, finding_of("refuted", 8)).fails

    def test_an_entry_that_nothing_matches_fails(self, stale: Accepted, report_of: Make) -> None:
        assert report_of(stale=(stale,)).fails

    @pytest.mark.parametrize(
        ("verdict", "expected", "fails"),
        [
            ("agree", "agree", False),
            ("undecided", "agree", False),
            ("undetermined", "agree", False),
            ("witness", "agree", False),
            ("disagree", "agree", True),
            ("disagree", "disagree", False),
            ("agree", "disagree", True),
            ("undecided", "disagree", True),
        ],
    )
    def test_an_agreement_fails_where_it_is_not_the_expected_one(
        self,
        verdict: str,
        expected: str,
        fails: bool,
        report_of: Make,
        agreement_of: Make,
        engine_of: Make,
    ) -> None:
        report = report_of(
            agreements=(agreement_of(verdict),), engines=(engine_of(expected=expected),)
        )

        assert report.fails == fails

    def test_a_doubtful_engine_that_disagrees_once_is_as_expected(
        self, report_of: Make, agreement_of: Make, engine_of: Make
    ) -> None:
        report = report_of(
            agreements=(agreement_of("agree"), agreement_of("disagree")),
            engines=(engine_of(expected="disagree"),),
        )

        assert not report.fails
        assert report.unexpected_agreements == ()

    def test_a_doubtful_engine_that_was_not_held_is_not_missed(
        self, report_of: Make, engine_of: Make
    ) -> None:
        assert not report_of(engines=(engine_of(expected="disagree"),)).fails

    def test_an_engine_that_is_not_listed_is_expected_to_agree(
        self, report_of: Make, agreement_of: Make
    ) -> None:
        assert report_of(agreements=(agreement_of("disagree", "unlisted"),)).fails


class TestCounts:
    def test_findings_of_all_lectures_are_counted_by_verdict(
        self, report_of: Make, finding_of: Make
    ) -> None:
        one = report_of(finding_of("refuted"), finding_of("confirmed"))
        report = replace(one, lectures=one.lectures * 2)

        assert report.verdicts == Counter(refuted=2, confirmed=2)
        assert len(list(report.findings)) == 4

    def test_disagreements_are_those_of_engines_expected_to_agree(self, full: Report) -> None:
        assert full.disagreements == ()
        assert replace(full, engines=()).disagreements == full.agreements[1:2]


class TestOutcome:
    def test_nothing_was_checked(self) -> None:
        assert outcome(Report()) == "nothing was checked"

    @pytest.mark.parametrize(
        ("accepted", "sentence"),
        [
            (("known", "known"), "2 of 3 claims wrong, all of them known"),
            (("known", ""), "2 of 3 claims wrong, 1 of them new"),
            (("", ""), "2 of 3 claims wrong, 2 of them new"),
        ],
    )
    def test_how_many_claims_are_wrong_and_new(
        self, accepted: tuple[str, str], sentence: str, report_of: Make, finding_of: Make
    ) -> None:
        wrong = [finding_of("refuted", accepted=reason) for reason in accepted]

        assert outcome(report_of(*wrong, finding_of("confirmed"))) == sentence

    def test_engines_and_cases_are_counted(self, report_of: Make, agreement_of: Make) -> None:
        found = (agreement_of(), agreement_of(parameter="biases[0]"), agreement_of(case="b"))

        assert outcome(report_of(agreements=found)) == (
            "1 engine on 2 cases: no unexpected disagreement"
        )

    def test_an_engine_that_could_not_run_is_not_counted(
        self, report_of: Make, agreement_of: Make
    ) -> None:
        found = (agreement_of("agree"), agreement_of("undetermined", "torch"))

        assert outcome(report_of(agreements=found)) == (
            "1 engine on 1 case: no unexpected disagreement"
        )

    def test_unexpected_disagreements_are_counted(
        self, report_of: Make, agreement_of: Make
    ) -> None:
        found = (agreement_of("disagree"), agreement_of("disagree", parameter="biases[0]"))

        assert outcome(report_of(agreements=found)) == (
            "1 engine on 1 case: 2 unexpected disagreements"
        )

    def test_whatever_makes_the_run_fail_is_named(
        self, stale: Accepted, report_of: Make, agreement_of: Make, engine_of: Make
    ) -> None:
        entry = report_of(stale=(stale,))
        engine = report_of(agreements=(agreement_of(),), engines=(engine_of(expected="disagree"),))

        assert outcome(entry) == "1 accepted mistake not found any more"
        assert outcome(engine).endswith("batch_form is expected to disagree and agrees")


class TestTheDocumentedAudit:
    def test_every_mistake_is_on_the_accepted_list_and_every_entry_is_found(
        self, documented: Report
    ) -> None:
        assert [f.id for f in documented.findings if f.fails] == []
        assert documented.stale == ()
        assert not documented.fails

    def test_there_are_five_lectures(self, documented: Report) -> None:
        assert len(documented.lectures) == 5

    def test_ids_are_unique(self, documented: Report) -> None:
        ids = Counter(f.id for f in documented.findings)

        assert max(ids.values()) == 1

    def test_what_is_inherited_names_an_accused_finding_before_it(self, documented: Report) -> None:
        by_id = {f.id: f for f in documented.findings}
        inherited = [f for f in documented.findings if f.verdict == "inherited"]

        assert inherited
        assert all(by_id[f.follows].is_wrong for f in inherited)

    def test_an_entry_taken_off_the_list_fails(self, documented: Report) -> None:
        first = next(f for f in documented.findings if f.accepted)
        lectures = tuple(
            replace(
                a, findings=tuple(replace(f, accepted="") if f is first else f for f in a.findings)
            )
            for a in documented.lectures
        )

        assert replace(documented, lectures=lectures).fails


class TestNames:
    def test_files_are_named_by_their_last_parts(self) -> None:
        assert short_names(["/a/b/one.md", "/a/b/two.md"]) == {
            "/a/b/one.md": "one.md",
            "/a/b/two.md": "two.md",
        }

    def test_as_many_parts_as_tell_them_apart(self) -> None:
        assert list(short_names(["a/x/one.md", "a/y/one.md"]).values()) == ["x/one.md", "y/one.md"]
        assert list(short_names(["a/one.md", "one.md"]).values()) == ["a/one.md", "one.md"]

    def test_values_are_gathered_by_how_they_are_known(self) -> None:
        known = Known("w", "0.5", "by directive"), Known("x", "2", "by directive")
        lecture = Audited("notes.md", (), Account((), ()), known=known)

        assert known_by(lecture) == {"by directive": "w = 0.5, x = 2"}
