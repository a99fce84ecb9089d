"""The report for programs: JSON after `schema.json`, and JUnit XML for continuous integration."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from ..agreement.hold import Agreement
from ..audit.finding import Audited, Finding
from .report import Report

FORMAT = 1
_LONE = re.compile("[\ud800-\udfff]")
#: Characters that XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_json(report: Report) -> str:
    """The report as JSON; numbers that are not finite are null."""
    document = {
        "format": FORMAT,
        "backproof": report.version,
        "engines": [_plain(vars_of(engine)) for engine in report.engines],
        "findings": [_finding(finding) for finding in report.findings],
        "agreements": [_plain(vars_of(agreement)) for agreement in report.agreements],
        "accounts": [
            {
                "lecture": lecture.lecture,
                "conventions": list(lecture.conventions),
                "problems": list(lecture.problems),
                "directives": lecture.directives,
                "known": [_plain(vars_of(known)) for known in lecture.known],
                "counts": _counts(lecture),
                "displays": [_plain(vars_of(row)) for row in lecture.account.displays],
                "numbers": [_plain(vars_of(row)) for row in lecture.account.numbers],
            }
            for lecture in report.lectures
        ],
        "kinks": [_plain(vars_of(kink)) for kink in report.kinks],
        "sweeps": [_plain(vars_of(sweep)) for sweep in report.sweeps],
        "stale": [_plain(vars_of(entry)) for entry in report.stale],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # A byte of a file's name that is no text has no other way to be written in UTF-8.
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _counts(lecture: Audited) -> dict[str, dict[str, int]]:
    """How many displays and numbers became what."""
    return {of: dict(lecture.account.counts(of).most_common()) for of in ("displays", "numbers")}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "lecture": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "section": finding.section,
        "kind": finding.kind,
        "statement": finding.statement,
        "quantity": finding.quantity,
        "printed": finding.printed,
        "expected": finding.expected,
        "verdict": finding.verdict,
        "why": finding.why,
        "cause": finding.cause,
        "follows": finding.follows or None,
        "enclosure": finding.enclosure,
        "accepted": finding.accepted or None,
        "oracles": _plain(dict(finding.oracles)),
    }


def vars_of(record: Any) -> dict[str, Any]:
    """The fields of a dataclass, with or without slots."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_junit(report: Report) -> str:
    """The report as JUnit XML: a suite for each lecture, and one for each derivation.

    A finding that is wrong and not known is a failure; a known one passes and says so.
    """
    suites = ET.Element("testsuites", name="backproof")
    for lecture in report.lectures:
        cases = [_finding_case(finding) for finding in lecture.findings]
        _properties(_suite(suites, lecture.lecture, cases), lecture)
    expected = {engine.name: engine.expected for engine in report.engines}
    for name in dict.fromkeys(a.engine for a in report.agreements):
        mine = (a for a in report.agreements if a.engine == name)
        _suite(suites, name, list(_agreement_cases(mine, expected.get(name, "agree"))))
    if failed := list(_list_cases(report)):
        _suite(suites, "expectations", failed)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _properties(suite: ET.Element, lecture: Audited) -> None:
    """The accounts in figures, where other reports have the settings of a run."""
    said = {"directives": lecture.directives} if lecture.directives else {}
    for of, counts in _counts(lecture).items():
        said |= {f"{of}.{became}": count for became, count in counts.items()}
    properties = ET.Element("properties")
    for name, count in said.items():
        ET.SubElement(properties, "property", name=_text(name), value=str(count))
    for problem in lecture.problems:
        ET.SubElement(properties, "property", name="problem", value=_text(problem))
    if len(properties):
        suite.insert(0, properties)


def _suite(suites: ET.Element, name: str, cases: list[ET.Element]) -> ET.Element:
    failures = sum(case.find("failure") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    suite = ET.SubElement(
        suites, "testsuite", name=_text(name), tests=str(len(cases)), failures=str(failures),
        errors="0", skipped=str(skipped), time="0",
    )  # fmt: skip
    suite.extend(cases)
    return suite


def _finding_case(finding: Finding) -> ET.Element:
    name = f"{finding.place.line}:{finding.place.column} {finding.printed}"
    case = _case(finding.place.file, f"{name} ({finding.id.rpartition('.')[2]})")
    case.set("name", _text(f"{finding.id} {finding.printed}"[:300]))
    if finding.fails:
        message = f"{finding.verdict}: printed {finding.printed}, expected {finding.expected}"
        _child(case, "failure", message, f"{finding.why}\n{finding.cause}")
    elif finding.verdict in ("undetermined", "unreadable"):
        _child(case, "skipped", f"{finding.verdict}: {finding.why}")
    elif finding.accepted:
        _child(case, "system-out", "", f"known: {finding.accepted}")
    return case


def _agreement_cases(agreements: Iterator[Agreement], expected: str) -> Iterator[ET.Element]:
    for a in agreements:
        case = _case(a.engine, f"{a.engine} x {a.case} x {a.oracle} {a.parameter}")
        if a.verdict == "disagree" and expected == "agree":
            message = f"{a.why}: {a.found!r}, exactly {a.exact!r}, at {list(a.element)}"
            _child(case, "failure", message, f"difference {a.difference:.3g}, bound {a.bound:.3g}")
        elif a.verdict in ("undecided", "undetermined", "witness"):
            _child(case, "skipped", f"{a.verdict}: {a.why}")
        yield case


def _list_cases(report: Report) -> Iterator[ET.Element]:
    """What was expected to be wrong and is not: such a run fails, too."""
    for entry in report.stale:
        case = _case(entry.lecture, f"{entry.line} {entry.printed}")
        _child(case, "failure", "accepted as a known mistake but not found", entry.reason)
        yield case
    for name in report.unexpected_agreements:
        case = _case(name, f"{name} disagrees somewhere")
        _child(case, "failure", "expected to disagree, and agrees everywhere")
        yield case


def _case(group: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=_text(group), name=_text(name), time="0")


def _child(case: ET.Element, tag: str, message: str, text: str = "") -> None:
    child = ET.SubElement(case, tag)
    if tag != "system-out":
        child.set("message", _text(message))
    child.text = _text(text) or None


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
