"""Lectures that another author wrote anew are judged as the first author's are."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.benchmarks.rewriting import NOTATIONS, Notation, Rewritten, rewritten
from backproof.reading.documents import document, read_document
from backproof.reading.statements import Read, statements_of

#: How many results at least are computed anew. The first lecture has letters alone.
RESULTS = {"001": 15, "002": 10, "003": 3, "004": 4}
SEEDS = (1, pytest.param(2, marks=pytest.mark.long))
OTHERS = [notation for notation in NOTATIONS if notation.renamed]


@cache
def lecture(folder: Path, name: str) -> Read:
    (path,) = folder.glob(f"{name}*")
    return statements_of(read_document(path))


def findings(page: Rewritten) -> dict[int, list[Finding]]:
    """The findings of a page's lines."""
    found: dict[int, list[Finding]] = {}
    name = f"notes{page.suffix}"
    for finding in audit_notes(statements_of(document(name, page.text.encode()))).findings:
        found.setdefault(finding.place.line, []).append(finding)
    return found


@cache
def became(folder: Path, name: str, seed: int, notation: Notation) -> Counter[str]:
    """The verdicts on the results of a lecture written anew: on each the last of its line."""
    return Counter(
        max(found[line], key=lambda finding: finding.place).verdict
        for page in rewritten(lecture(folder, name), seed, notation)
        for found in [findings(page)]
        for line in page.results
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("notation", OTHERS, ids=lambda notation: notation.name)
class TestRewritten:
    def test_the_counts_of_verdicts_match(
        self, lectures: Path, name: str, seed: int, notation: Notation
    ) -> None:
        first, other = (became(lectures, name, seed, one) for one in (NOTATIONS[0], notation))

        assert other == first
        assert set(other) <= {"confirmed", "consistent"}
        assert other.total() >= RESULTS[name]

    def test_planted_errors_are_found_and_nothing_else(
        self, lectures: Path, name: str, seed: int, notation: Notation
    ) -> None:
        for page in rewritten(lecture(lectures, name), seed, notation, errors=2):
            accused = {line for line, found in findings(page).items() if any(
                finding.verdict in ("refuted", "operand") for finding in found
            )}  # fmt: skip
            assert page.planted
            assert accused == set(page.planted)


def test_another_author_has_other_numbers_names_and_signs(lectures: Path) -> None:
    read = lecture(lectures, "002")

    texts = [rewritten(read, seed, one)[0].text for seed in (1, 2) for one in NOTATIONS]
    assert len(set(texts)) == len(texts)
    assert "net" not in texts[1]
    assert rewritten(read, 1, NOTATIONS[1])[0].text == texts[1]
