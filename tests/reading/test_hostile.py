"""Whatever stands in a document, reading and auditing it end, and cost only what is damaged.

Every attack stands between a right statement and a wrong one: both keep their verdicts. The sizes
are such that a rule that grows faster than the document would not end within the day.
"""

import json

import pytest
from backproof.audit.finding import Audited
from backproof.audit.notes import audit_notes
from backproof.reading.blocks import DocumentError
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

BEFORE, AFTER = "$a = 0.5 + 0.25 = 0.75$\n\n", "\n\n$b = 0.5 + 0.5 = 1.5$\n"
BIG = r"\begin{bmatrix}" + r" \\ ".join([" & ".join(["0.5"] * 300)] * 60) + r"\end{bmatrix}"
BOMB = r"\newcommand{\aa}{xx}" + "".join(
    rf"\newcommand{{\a{b}}}{{\a{a}\a{a}}}"
    for a, b in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
)


def audited(text: str | bytes, name: str = "notes.md") -> Audited:
    data = text if isinstance(text, bytes) else text.encode()
    return audit_notes(statements_of(document(name, data)))


def verdicts(found: Audited) -> dict[str, str]:
    return {finding.quantity: finding.verdict for finding in found.findings}


def told(found: Audited) -> str:
    """Everything that is said of what was not read or not checked."""
    details = [row.detail for row in (*found.account.displays, *found.account.numbers)]
    return "\n".join([*found.problems, *details, *(finding.why for finding in found.findings)])


@pytest.mark.parametrize(
    ("attack", "verdict"),
    [
        ("$$x = " + "(" * 5000 + "1" + ")" * 5000 + "$$", "more than 60 levels deep"),
        ("$$x = " + r"\frac{1}{" * 3000 + "1" + "}" * 3000 + "$$", "more than 60 levels deep"),
        ("$$x = " + "{" * 20_000 + "1" + "}" * 20_000 + "$$", "more than 20000 tokens"),
        ("$$x = " + "9^{" * 100 + "9" + "}" * 100 + " = 0.5$$", "more than 60 levels deep"),
        ("$$x = " + "9" * 100_000 + " + 0.5 = 0.5$$", "is no number that is read here"),
        (f"$$x = {BIG}$$", "more than 20000 tokens"),
        (r"$$x = \begin{bmatrix} 1 & 2$$", "is not closed"),
        (">" * 3000 + " $x = 1$", "nested deeper"),
        ("\\[ x = 1 + ", "without its end"),
        ("$$ x = 1", "$$ without its end"),
        ("\\begin{align} x = 0.5", "without its \\end"),
        ("\\begin{align}" * 3000, "without its \\end"),
        (f"$${BOMB} x = \\au$$", "grow beyond all bounds"),
        (r"$$\def\x{\x\x} y = \x$$", "grow beyond all bounds"),
        ("<!--" * 5000, "does not end"),
        ("<!-- backproof: let " + "(" * 5000 + " -->", "is no equation"),
    ],
)
def test_what_is_damaged_has_its_own_verdict(attack: str, verdict: str) -> None:
    found = audited(BEFORE + attack + AFTER)

    assert (verdicts(found)["a"], verdicts(found)["b"]) == ("consistent", "refuted")
    assert "x" not in verdicts(found) or verdicts(found)["x"] == "given"
    assert verdict in told(found)


@pytest.mark.parametrize(
    "calculation",
    [
        "10^{10^{10}}",
        "9^{9^{9^{9}}}",
        r"2^{0.5 \cdot 10^{300}}",
        "e^{e^{e^{100}}}",
        "1e999",
        r"\sum_{i=1}^{1000000000} i \cdot 0.5",
        r"\sum_{i=1}^{1000}" * 6 + " 0.5",
        r"\prod_{i=1}^{100000} (i + 0.5)",
    ],
)
def test_a_number_beyond_all_bounds_confirms_nothing(calculation: str) -> None:
    found = audited(f"{BEFORE}$$x = {calculation} = 0.5${AFTER}".replace("0.5$\n", "0.5$$\n", 1))

    assert (verdicts(found)["a"], verdicts(found)["b"]) == ("consistent", "refuted")
    assert verdicts(found).get("x") in (None, "given", "undetermined", "refuted")


@pytest.mark.parametrize(
    "attack",
    [
        "costs $ 5 and", "$" * 10_001, "\\end{align}" * 3000, "\\" * 20_001, "*a " * 20_000,
        "[" * 20_000, "![[](" * 5000, "<div>" * 3000, "is 0.5 " * 5000, "=" * 20_000,
        "$x = " + " " * 100_000 + "0.5$", "$x" + "_1" * 5000 + " = 0.5$",
        "$x" + "'" * 5000 + " = 0.5$", "$x = 0.5" + "%" * 5000 + "$", "0." + "1" * 50_000 + ".1",
        "$x = 1" + ",000" * 5000 + "$", "$x = " + "1," * 5000 + "2$",
        "$$" + " = ".join(["0.5"] * 1000) + "$$", "$x = \x00\x01\x07 0.5$",
        "$x = \x1b[31m0.5\x1b[0m$ \x1b]0;title\x07", "<!-- backproof: let y = 10^{10^{10}} -->",
        "$x = \u202e0.5 + 0.25\u202c = 0.75$", "$$x = " + r"\text{" * 5000 + "$$",
    ],
    ids=range(23),
)  # fmt: skip
def test_what_stands_around_an_attack_is_read(attack: str) -> None:
    found = verdicts(audited(BEFORE + attack + AFTER))

    assert (found["a"], found["b"]) == ("consistent", "refuted")


def test_names_that_follow_from_one_another_in_a_circle() -> None:
    found = verdicts(audited(f"$$p = q$$\n\n$$q = p$$\n\n$$p = 0.5$${AFTER}"))

    assert found["b"] == "refuted"


def test_names_that_grow_with_every_step() -> None:
    steps = "\n\n".join(f"$$x_{{{i + 1}}} = x_{{{i}}} + x_{{{i}}}$$" for i in range(60))

    found = verdicts(audited(f"$x_{{0}} = 0.5$\n\n{steps}\n\n$x_{{60}} = 0.25${AFTER}"))
    assert (found["x60"], found["b"]) == ("refuted", "refuted")


@pytest.mark.parametrize("megabytes", [1, pytest.param(10, marks=pytest.mark.long)])
def test_a_line_of_many_megabytes(megabytes: int) -> None:
    line = "word " * (megabytes * 200_000)

    assert verdicts(audited(BEFORE + line + AFTER)) == {"a": "consistent", "b": "refuted"}


def test_bytes_that_are_no_text() -> None:
    found = audited(BEFORE.encode() + b"$x = \xff\xfe0.5$" + AFTER.encode())

    assert (verdicts(found)["a"], verdicts(found)["b"]) == ("consistent", "refuted")
    assert "x" not in verdicts(found)


@pytest.mark.parametrize(
    "cells",
    [
        "[" * 100_000,
        json.dumps([{"cell_type": "markdown", "source": 7}, {"source": {"a": []}}, 3, None]),
        '{"a": ' * 5000 + "1" + "}" * 5000,
        "1" + "0" * 100_000,
    ],
    ids=["open", "odd", "deep", "huge"],
)
def test_a_notebook_that_is_none_says_so_or_has_no_findings(cells: str) -> None:
    text = f'{{"cells": {cells}, "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'

    assert outcome(text) in ("no findings", "refused by name")


def outcome(text: str) -> str:
    """What becomes of a notebook."""
    try:
        found = audited(text, "notes.ipynb")
    except DocumentError as error:
        return "refused by name" if "notes.ipynb" in str(error) else str(error)
    return "no findings" if found.findings == () else str(found.findings)


def test_a_cell_that_is_none_costs_itself_alone() -> None:
    good = {"cell_type": "markdown", "metadata": {}, "source": [AFTER]}
    odd = [{"cell_type": "markdown", "source": 7}, 3, None]
    text = json.dumps({"cells": [odd[0], odd[1], good, odd[2]], "metadata": {}, "nbformat": 4})

    assert verdicts(audited(text, "notes.ipynb")) == {"b": "refuted"}
