"""Printed results that no values of what is left out give together."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import pytest
from backproof.audit.finding import Finding
from backproof.audit.joint import Conflict, conflict
from backproof.audit.notes import audit_notes
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def graph_of(definitions: Mapping[str, str]) -> Graph:
    return Graph({name: parse(text) for name, text in definitions.items()})


def unit(inputs: list[tuple[float, float]]) -> Graph:
    """One unit of two weights and a bias that nothing gives, for several inputs."""
    definitions: dict[str, str] = {}
    for i, (x, u) in enumerate(inputs):
        definitions |= {f"x{i}": str(x), f"u{i}": str(u)}
        definitions |= {f"z{i}": f"v*x{i} + w*u{i} + b", f"y{i}": f"1/(1 + exp(-z{i}))"}
    return graph_of(definitions)


def outputs(inputs: list[tuple[float, float]], v: float, w: float, b: float) -> list[float]:
    return [1 / (1 + math.exp(-(v * x + w * u + b))) for x, u in inputs]


def printed(values: list[float], places: int) -> dict[str, Printed]:
    return {f"y{i}": Printed(f"{value:.{places}f}") for i, value in enumerate(values)}


def drawn(seed: int, count: int) -> tuple[list[tuple[float, float]], tuple[float, float, float]]:
    draw = random.Random(seed)
    inputs = [(round(draw.uniform(-2, 2), 2), round(draw.uniform(-2, 2), 2)) for _ in range(count)]
    v, w, b = (draw.uniform(-1, 1) for _ in range(3))
    return inputs, (v, w, b)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("places", [2, 4, 7])
def test_what_some_weights_give_is_never_in_conflict(seed: int, places: int) -> None:
    inputs, weights = drawn(seed, 5)

    found = conflict(unit(inputs), {"v", "w", "b"}, printed(outputs(inputs, *weights), places))

    assert found is None


@pytest.mark.parametrize("seed", range(25))
def test_a_wrong_output_among_six_is_in_conflict(seed: int) -> None:
    inputs, weights = drawn(seed, 6)
    values = outputs(inputs, *weights)
    wrong = [*values[:5], values[5] + 0.01]

    found = conflict(unit(inputs), {"v", "w", "b"}, printed(wrong, 7))

    assert found is not None
    assert "y5" in found.results
    assert len(found.results) == 4


def test_weights_of_any_size_are_thought_of() -> None:
    inputs = [(0.001, 0.0), (0.002, 0.0), (0.003, 0.0)]
    graph = graph_of({n: str(d) for n, d in {
        "x0": 0.001, "x1": 0.002, "x2": 0.003,
        "z0": "v*x0 + b", "z1": "v*x1 + b", "z2": "v*x2 + b",
        "y0": "1/(1 + exp(-z0))", "y1": "1/(1 + exp(-z1))", "y2": "1/(1 + exp(-z2))",
    }.items()})  # fmt: skip

    values = outputs(inputs, 750.0, 0.0, -1.5)

    assert conflict(graph, {"v", "b"}, printed(values, 5)) is None
    values[2] += 0.001
    assert conflict(graph, {"v", "b"}, printed(values, 5)) == Conflict(
        ("b", "v"), ("y0", "y1", "y2")
    )


def test_what_was_computed_from_rounded_results_is_in_no_conflict() -> None:
    graph = graph_of({"a": "w*0.3", "c": "a*7 + 1", "d": "a*9"})
    a = 0.1234 * 0.3
    shown = {"a": Printed(f"{a:.2f}"), "c": Printed(f"{round(a, 2) * 7 + 1:.4f}"),
             "d": Printed(f"{a * 9:.4f}")}  # fmt: skip

    assert conflict(graph, {"w"}, shown) is None


PAGE = """$$x_1 = 0.5, \\quad x_2 = 0.25, \\quad x_3 = 0.75$$

$$y_1 = \\frac{1}{1 + e^{-(w x_1 + b)}}$$

$$y_2 = \\frac{1}{1 + e^{-(w x_2 + b)}}$$

$$y_3 = \\frac{1}{1 + e^{-(w x_3 + b)}}$$

The outputs: $y_1 = 0.5012$, $y_2 = 0.4495$, $y_3 = LAST$.
"""


def audited(page: str) -> list[Finding]:
    return list(audit_notes(statements_of(document("notes.md", page.encode()))).findings)


def test_a_page_whose_results_agree_has_no_such_finding() -> None:
    assert not [f for f in audited(PAGE.replace("LAST", "0.5529")) if f.is_wrong]


def test_a_page_whose_results_disagree_names_all_of_them() -> None:
    (found,) = [f for f in audited(PAGE.replace("LAST", "0.5629")) if f.is_wrong]

    assert (found.kind, found.verdict, found.printed) == ("joint", "refuted", "0.5629")
    assert "y1 = 0.5012, y2 = 0.4495" in found.why
    assert "no values of b, w" in found.why
