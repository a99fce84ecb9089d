"""Where a finding stands in notes, and what is said of the document."""

import pytest
from backproof.audit import number_steps
from backproof.audit.asked import NUMBERS
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

TEXT = """# One

$$a = 0.5 \\cdot 0.5 = 0.25$$

# Two

$$b = 0.5 \\cdot 0.3 = 0.15$$

$$c = 0.5 \\cdot 0.1 = 0.05$$

# Three

$$d = 0.2 \\cdot 0.1 = 0.02$$
"""


def test_a_finding_stands_under_the_heading_above_it() -> None:
    found = audit_notes(statements_of(document("notes.md", TEXT.encode())))

    assert [f.section for f in found.findings] == ["One", "Two", "Two", "Three"]


def test_notes_without_a_statement_have_no_finding() -> None:
    assert audit_notes(statements_of(document("notes.md", b"Nothing."))).findings == ()


def test_where_no_causes_are_asked_for_none_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    def prepared(*_: object) -> None:
        raise AssertionError("a cause was looked for")

    monkeypatch.setattr(number_steps, "puzzle", prepared)
    read = statements_of(document("notes.md", b"$a = 0.5$\n\n$b = 2a = 1.1$\n"))

    assert [f.verdict for f in audit_notes(read, NUMBERS).findings if f.is_wrong] == ["refuted"]
    with pytest.raises(AssertionError, match="a cause was looked for"):
        audit_notes(read)


SAID_TWICE = """
$t_1 = 0.5$, $t_2 = 0.4$, $w = 0.3$, $x = 2$

$o_1 = w x = 0.3 \\cdot 2 = 0.6$

$E_1 = (t_1 - o_1)^2 = (0.5 - 0.6)^2 = 0.01$

$E_2 \\approx 0.0400 \\approx 0.04$

$E = E_1 + E_2 = 0.01 + 0.04 = 0.05$

$\\partial E / \\partial w \\approx 1.2$
"""


def test_a_result_that_is_said_twice_is_no_given_and_may_follow_from_what_is_varied() -> None:
    found = audit_notes(statements_of(document("notes.md", SAID_TWICE.encode()))).findings

    assert not [f.printed for f in found if f.is_wrong]
