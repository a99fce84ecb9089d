"""Is a matrix of derivatives, of several errors, the gradient of their sum?

`ΔW = [∂E_1/∂w_11, ∂E_2/∂w_12]` takes of every output its own error alone. With outputs that each
follow from every net input, as those of a softmax do, the other errors' parts are missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..expressions.graph import Graph
from ..expressions.tree import Apply, Derivative, Expression, Matrix, Symbol, is_apply, nodes
from .formulas import Identity, compare
from .points import Samples
from .simplex import on_simplex


@dataclass(frozen=True)
class Gradient:
    """The whole error, its gradient, how the printed matrix differs, and the loss that it fits."""

    whole: str
    expected: Matrix
    found: Identity
    fits: Expression | None


def gradient(matrix: Expression, samples: Samples) -> Gradient | None:
    """What the matrix should be, where it is not the gradient of the sum of its errors."""
    if not isinstance(matrix, Matrix):
        return None
    entries = [e for row in matrix.rows for e in row]
    parts = [e.of.name for e in entries if isinstance(e, Derivative) and isinstance(e.of, Symbol)]
    if len(parts) != len(entries) or len(set(parts)) < 2:
        return None
    for whole, definition in samples.graph.definitions.items():
        terms = definition.arguments if is_apply(definition, "add") else ()
        if {t.name for t in terms if isinstance(t, Symbol)} != set(parts) or len(terms) < 2:
            continue
        expected = _of(matrix, Symbol(whole))
        found = compare(expected, matrix, samples)
        if found.state != "different":
            return None
        return Gradient(whole, expected, found, _fitting(matrix, sorted(set(parts)), samples.graph))
    return None


def _of(matrix: Matrix, whole: Expression) -> Matrix:
    rows = tuple(
        tuple(Derivative(whole, e.by) if isinstance(e, Derivative) else e for e in row)
        for row in matrix.rows
    )
    return Matrix(rows, matrix.place)


def _fitting(matrix: Matrix, parts: list[str], graph: Graph) -> Expression | None:
    """The categorical cross-entropy of the same outputs, if the matrix is its gradient."""
    terms: list[Expression] = []
    for part in parts:
        logs = [
            n for n in nodes(graph.definitions[part])
            if is_apply(n, "multiply") and len(n.arguments) == 2
            and isinstance(n.arguments[0], Symbol) and is_apply(n.arguments[1], "log")
            and isinstance(n.arguments[1].arguments[0], Symbol)
        ]  # fmt: skip
        if len(logs) != 1:
            return None
        terms.append(logs[0])
    loss = Apply("negate", (Apply("add", tuple(terms)),))
    inside = on_simplex(graph.with_definitions({"#loss": loss}))
    if inside is None:
        return None
    same = compare(_of(matrix, Symbol("#loss")), matrix, Samples(inside))
    return loss if same.state == "equal" else None
