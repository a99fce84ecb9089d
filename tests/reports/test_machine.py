"""The reports for programs are valid, complete, and the same every time."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields, replace
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from backproof.agreement.hold import Agreement
from backproof.audit.accepted import Accepted
from backproof.audit.finding import Account, Audited, Known, Row
from backproof.audit.verdict import MEANINGS
from backproof.reports.machine import as_json, as_junit
from backproof.reports.report import Report
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

Make = Callable[..., Any]
SCHEMA = json.loads(files("backproof.reports").joinpath("schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
HOSTILE = "]]> <b>&amp; \x00\x1b[31m \ufffe 'x' \"y\" \n\t é ≈ \U0001d49c"


def parsed(report: Report) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    return json.loads(as_json(report), parse_constant=refuse)


def complaints(document: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(document)]


def junit(report: Report) -> ET.Element:
    return ET.fromstring(as_junit(report).encode("utf-8"))


class TestSchema:
    def test_it_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)

    def test_the_documented_audit_is_valid(self, documented: Report) -> None:
        assert complaints(parsed(documented)) == []

    def test_an_empty_report_is_valid(self) -> None:
        assert complaints(parsed(Report())) == []

    def test_a_report_with_something_of_everything_is_valid(self, full: Report) -> None:
        assert complaints(parsed(full)) == []

    def test_its_verdicts_are_those_of_the_auditor(self) -> None:
        assert set(SCHEMA["$defs"]["verdict"]["enum"]) == set(MEANINGS)

    @pytest.mark.parametrize(
        ("path", "value", "complaint"),
        [
            (("format",), 2, "1 was expected"),
            (("findings", 0, "verdict"), "wrong", "'wrong' is not one of"),
            (("findings", 0, "line"), 0, "0 is less than the minimum"),
            (("findings", 0, "line"), "5", "'5' is not of type 'integer'"),
            (("findings", 0, "kind"), "numbers", "'numbers' is not one of"),
            (("findings", 0, "oracles", "torch"), [1], "[1] is not of type"),
            (("agreements", 0, "verdict"), "agrees", "'agrees' is not one of"),
            (("agreements", 0, "element"), [0.5], "0.5 is not of type 'integer'"),
            (("engines", 0, "kind"), "engine", "'engine' is not one of"),
            (("accounts", 0, "displays", 0, "line"), None, "None is not of type 'integer'"),
        ],
    )
    def test_a_document_with_a_wrong_field_is_refused(
        self, path: tuple[str | int, ...], value: object, complaint: str, full: Report
    ) -> None:
        document = deepcopy(parsed(full))
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

        found = complaints(document)

        assert len(found) == 1
        assert complaint in found[0]

    @pytest.mark.parametrize("part", ["engine", "finding", "agreement", "row"])
    def test_it_describes_every_field_that_is_written_and_no_other(
        self, part: str, full: Report
    ) -> None:
        document = parsed(full)
        written = {
            "engine": document["engines"][0],
            "finding": document["findings"][0],
            "agreement": document["agreements"][0],
            "row": document["accounts"][0]["displays"][0],
        }[part]

        assert set(SCHEMA["$defs"][part]["properties"]) == set(written)

    def test_it_describes_every_part_of_the_document(self, full: Report) -> None:
        assert set(SCHEMA["properties"]) == set(parsed(full))


class TestJson:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
    def test_what_is_no_number_is_null(
        self, value: float, report_of: Make, agreement_of: Make, finding_of: Make
    ) -> None:
        report = report_of(
            finding_of(oracles={"torch": value}),
            agreements=(agreement_of(found=value, share=value),),
        )

        document = parsed(report)

        assert document["findings"][0]["oracles"] == {"torch": None}
        assert document["agreements"][0]["found"] is None
        assert document["agreements"][0]["share"] is None
        assert document["agreements"][0]["exact"] == 0.25

    def test_every_finding_is_there_in_its_order(self, documented: Report) -> None:
        written = [f["id"] for f in parsed(documented)["findings"]]

        assert written == [f.id for f in documented.findings]

    def test_a_finding_keeps_its_place_its_digits_and_its_origin(self, full: Report) -> None:
        written = parsed(full)["findings"][2]

        assert (written["lecture"], written["line"], written["column"]) == ("notes.md", 7, 3)
        assert (written["printed"], written["expected"]) == ("0.25", "0.26")
        assert written["follows"] == "notes.md:5:3"
        assert written["accepted"] is None

    def test_numbers_keep_every_bit(self, report_of: Make, agreement_of: Make) -> None:
        value = 0.1 + 0.2

        document = parsed(report_of(agreements=(agreement_of(found=value),)))

        assert document["agreements"][0]["found"] == value

    def test_every_field_of_an_agreement_is_written(self, full: Report) -> None:
        assert set(parsed(full)["agreements"][0]) == {f.name for f in fields(Agreement)}

    def test_hostile_text_comes_back_as_it_was(self, report_of: Make, finding_of: Make) -> None:
        document = parsed(report_of(finding_of("refuted", printed=HOSTILE)))

        assert document["findings"][0]["printed"] == HOSTILE

    def test_the_same_report_gives_the_same_bytes(self, documented: Report) -> None:
        assert as_json(documented) == as_json(deepcopy(documented))


class TestJunit:
    def test_the_documented_audit_has_a_test_for_every_finding_and_agreement(
        self, documented: Report
    ) -> None:
        suites = junit(documented)

        assert len(suites.findall(".//testcase")) == len(list(documented.findings)) + len(
            documented.agreements
        )
        assert suites.findall(".//failure") == []

    def test_an_empty_report_is_an_empty_list(self) -> None:
        assert list(junit(Report())) == []

    @pytest.mark.parametrize("suite", range(6))
    def test_counts_are_those_of_the_elements(self, suite: int, full: Report) -> None:
        found = list(junit(full))[suite]

        assert int(found.get("tests", "")) == len(found.findall("testcase"))
        assert int(found.get("failures", "")) == len(found.findall("testcase/failure"))
        assert int(found.get("skipped", "")) == len(found.findall("testcase/skipped"))

    def test_there_is_a_suite_for_the_lecture_and_for_each_engine(self, full: Report) -> None:
        counts = {
            s.get("name"): (s.get("tests"), s.get("failures"), s.get("skipped"))
            for s in junit(full)
        }

        assert counts == {
            "notes.md": ("7", "3", "2"),
            "batch_form": ("1", "0", "0"),
            "softmax_diagonal": ("1", "0", "0"),
            "row_form": ("1", "0", "1"),
            "differences": ("1", "0", "1"),
            "jax": ("1", "0", "1"),
            "expectations": ("1", "1", "0"),
        }

    def test_a_failure_says_what_is_printed_and_what_should_be(self, full: Report) -> None:
        failure = junit(full).find(".//failure")

        assert failure.get("message") == "refuted: printed 0.25, expected 0.26"
        assert failure.text == "the exact value is 0.2604…\na digit"

    def test_a_known_mistake_passes_and_says_so(self, full: Report) -> None:
        case = junit(full)[0].findall("testcase")[1]

        assert [child.tag for child in case] == ["system-out"]
        assert case[0].text == "known: known since May"

    def test_an_unexpected_disagreement_is_a_failure_with_its_place(
        self, report_of: Make, agreement_of: Make
    ) -> None:
        wrong = agreement_of("disagree", why="outside the bound")

        failure = junit(report_of(agreements=(wrong,))).find(".//failure")

        assert failure.get("message") == "outside the bound: 0.5, exactly 0.25, at [0, 1]"
        assert failure.text == "difference 0.25, bound 0.125"

    def test_what_was_not_decided_is_skipped_with_its_reason(self, full: Report) -> None:
        messages = {s.get("message") for s in junit(full).iter("skipped")}

        assert "undetermined: jax is not installed" in messages
        assert "undetermined: the exact value is 0.2604…" in messages

    @pytest.mark.parametrize("field", ["printed", "expected", "why", "cause", "accepted"])
    def test_hostile_text_survives_as_far_as_xml_can_write_it(
        self, field: str, report_of: Make, finding_of: Make
    ) -> None:
        suites = junit(report_of(finding_of("refuted", **{field: HOSTILE})))

        written = "".join(suites.itertext()) + "".join(
            v for element in suites.iter() for v in element.attrib.values()
        )
        assert "]]> <b>&amp; \ufffd\ufffd[31m \ufffd 'x' \"y\" \n\t é ≈ \U0001d49c" in written

    @given(text=st.text(st.characters(), max_size=20))
    def test_any_text_gives_valid_xml(self, text: str) -> None:
        wrong = Agreement(text, text, text, text, "disagree", (), *[0.0] * 6, why=text)

        suites = junit(Report(agreements=(wrong,)))

        assert len(suites.findall(".//failure")) == 1

    def test_names_are_unique_within_a_suite(self, documented: Report) -> None:
        for suite in junit(documented):
            names = [case.get("name") for case in suite]
            assert len(set(names)) == len(names)

    def test_the_same_report_gives_the_same_bytes(self, documented: Report) -> None:
        assert as_junit(documented) == as_junit(deepcopy(documented))

    @pytest.mark.parametrize("kind", ["stale entry", "unexpected agreement"])
    def test_whatever_makes_the_run_fail_is_a_failure(
        self, kind: str, stale: Accepted, report_of: Make, agreement_of: Make, engine_of: Make
    ) -> None:
        report = {
            "stale entry": report_of(stale=(stale,)),
            "unexpected agreement": report_of(
                agreements=(agreement_of("agree"),), engines=(engine_of(expected="disagree"),)
            ),
        }[kind]

        assert report.fails
        assert junit(report).findall(".//failure")


@pytest.mark.parametrize("write", [as_json, as_junit])
def test_a_changed_report_gives_other_bytes(
    write: Callable[[Report], str], full: Report, finding_of: Make
) -> None:
    more = replace(full.lectures[0], findings=(*full.lectures[0].findings, finding_of("refuted")))

    assert write(full) != write(replace(full, lectures=(more,)))


class TestAccounts:
    READ = Audited(
        "unit.md", (), Account((Row(1, 1, "a = 1", "given"),) * 2, (Row(1, 5, "0.5", "put in"),)),
        problems=("unit.md:1:17: no case x",), known=(Known("w", "0.5", "by directive"),),
        directives=1, is_read=True,
    )  # fmt: skip

    def test_they_are_counted_in_json(self) -> None:
        document = parsed(Report(lectures=(self.READ,)))

        (account,) = document["accounts"]
        assert complaints(document) == []
        assert account["counts"] == {"displays": {"given": 2}, "numbers": {"put in": 1}}
        assert account["known"] == [{"name": "w", "value": "0.5", "how": "by directive"}]
        assert account["directives"] == 1
        assert account["problems"] == ["unit.md:1:17: no case x"]

    def test_they_are_properties_of_the_suite_in_junit(self) -> None:
        (suite,) = junit(Report(lectures=(self.READ,))).findall("testsuite")

        found = [(p.get("name"), p.get("value")) for p in suite.findall("properties/property")]
        assert suite[0].tag == "properties"
        assert found == [
            ("directives", "1"),
            ("displays.given", "2"),
            ("numbers.put in", "1"),
            ("problem", "unit.md:1:17: no case x"),
        ]
