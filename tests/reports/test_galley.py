"""Does a finding stand on the page as its author can read it?"""

import pytest
from backproof.audit.finding import Account, Audited
from backproof.expressions.place import Place
from backproof.reports.galley import Galley, galleys
from backproof.reports.marks import plain_signs
from backproof.reports.mathml import Typesetter


@pytest.fixture
def galley_of(finding_of):
    def make(*changes: dict[str, str]) -> Galley:
        found = [
            finding_of(id=f"notes.md:1:{n}", place=Place("notes.md", 1, n), **change)
            for n, change in enumerate(changes, 1)
        ]
        audited = Audited("notes.md", tuple(found), Account((), ()), ())
        return galleys([audited], Typesetter(0))[0]

    return make


def test_the_reason_that_is_missing_most_stands_first(galley_of):
    whys = ["v has no value here", *["w has no value here"] * 2]
    galley = galley_of(*({"verdict": "undetermined", "why": why} for why in whys))

    assert galley.missing == [("w has no value here", 2), ("v has no value here", 1)]


def test_a_negative_print_is_found_in_its_statement(galley_of):
    statement = "E = -(+0.08)*x = -(+0.081267)"
    galley = galley_of({"verdict": "refuted", "statement": statement, "printed": "-0.081267"})

    assert galley.wrong[0].statement == ("E = -0.08*x = ", "-0.081267", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("max(0, -(+1))", "max(0, -1)"),
        ("-(+3.98e-5)", "-3.98e-5"),
        ("-(+x)", "-(+x)"),
        ("-(1 + 2)", "-(1 + 2)"),
    ],
)
def test_a_minus_before_a_number_is_one_sign(text, shown):
    assert plain_signs(text) == shown
