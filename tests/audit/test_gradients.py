"""A matrix of derivatives that takes each error for itself, where each follows from every input."""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

SIGMOID = r"\frac{1}{1 + e^{-z_%d}}"
SOFTMAX = r"\frac{e^{z_%d}}{e^{z_1} + e^{z_2}}"


def row(one: str, other: str) -> str:
    entries = (
        rf"\frac{{\partial {one}}}{{\partial w_1}} & \frac{{\partial {other}}}{{\partial w_2}}"
    )
    return rf"\begin{{bmatrix}} {entries} \end{{bmatrix}}"


def audited(output: str, gradient: str) -> list[Finding]:
    page = [
        r"z_1 = w_1 x + b_1", r"z_2 = w_2 x + b_2",
        f"o_1 = {output % 1}", f"o_2 = {output % 2}",
        r"E_1 = -(y_1 \log o_1 + (1 - y_1) \log(1 - o_1))",
        r"E_2 = -(y_2 \log o_2 + (1 - y_2) \log(1 - o_2))",
        r"E = E_1 + E_2", gradient,
    ]  # fmt: skip
    text = "\n\n".join(f"$${formula}$$" for formula in page)
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings
    return [f for f in found if f.place.line == 2 * len(page) - 1]


def test_with_a_softmax_the_other_errors_are_missing() -> None:
    printed = row("E_1", "E_2")

    found = audited(SOFTMAX, rf"\Delta W = {printed}")

    assert [f.verdict for f in found] == ["refuted"]
    assert found[0].expected == "[[d(E, w1), d(E, w2)]]"


def test_with_sigmoids_each_error_has_inputs_of_its_own() -> None:
    printed = row("E_1", "E_2")

    assert not [f for f in audited(SIGMOID, rf"\Delta W = {printed}") if f.is_wrong]


@pytest.mark.parametrize("output", [SIGMOID, SOFTMAX])
def test_the_gradient_of_the_whole_is_right(output: str) -> None:
    printed = row("E", "E")

    assert not [f for f in audited(output, rf"\Delta W = {printed}") if f.is_wrong]
