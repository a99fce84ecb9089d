"""Which products of a document are products of matrices?

`X W` and `X * W` are written alike for numbers and for matrices: the shapes tell, as far as the
document gives them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..expressions.statement import Statement
from ..expressions.tree import Apply, Derivative, Expression, Matrix, Symbol, rewrite

Shapes = dict[str, tuple[int, int]]


def with_products(
    statements: Sequence[Statement], known: Mapping[str, Expression]
) -> list[Statement]:
    """The statements with products of matrices told from products of numbers.

    `known` has what names stand for that are given elsewhere.
    """
    shapes = {name: value.shape for name, value in known.items() if isinstance(value, Matrix)}
    shapes |= shapes_of(statements)
    if not shapes:
        return list(statements)
    return [
        replace(
            s, members=tuple(replace(m, expression=shaped(m.expression, shapes)) for m in s.members)
        )
        for s in statements
    ]


def written_out(statements: Sequence[Statement]) -> dict[str, Matrix]:
    """X of `[X_1 X_2]`: names that stand for what a document writes out, and gives no name."""
    used = {n.name for s in statements for n in s.nodes() if isinstance(n, Symbol)}
    found: dict[str, Matrix] = {}
    for matrix in (n for s in statements for n in s.nodes() if isinstance(n, Matrix)):
        names = [e.name for row in matrix.rows for e in row if isinstance(e, Symbol)]
        base = names[0].rstrip("1").rstrip("_") if names else ""
        numbered = {f"{base}{under}{i + 1}" for under in ("", "_") for i in range(len(names))}
        if base in used and len(names) > 1 and 1 in matrix.shape and set(names) <= numbered:
            found.setdefault(base, matrix)
    return found


def shapes_of(statements: Sequence[Statement]) -> Shapes:
    """The shapes of the names that are set equal to matrices."""
    found: Shapes = {name: matrix.shape for name, matrix in written_out(statements).items()}
    for _ in range(3):
        for statement in statements:
            sides = [m.expression for m in statement.members]
            names = [e.name for e in sides if isinstance(e, Symbol) and not e.indices]
            if not names:
                continue
            shape = next((s for e in sides if (s := shape_of(shaped(e, found), found))), None)
            for name in names if shape else ():
                found.setdefault(name, shape)  # type: ignore[arg-type]
    return found


def shaped(expression: Expression, shapes: Shapes) -> Expression:
    """The expression with products of matrices told from products of numbers, where shapes tell."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, Apply) or node.function != "multiply":
            return node
        found = [shape_of(f, shapes) for f in node.arguments]
        if sum(s is not None for s in found) < 2:
            return node
        return _matrix_product(node, found)

    return rewrite(expression, change)


def _matrix_product(node: Apply, found: list[tuple[int, int] | None]) -> Expression:
    scalars = [f for f, s in zip(node.arguments, found, strict=True) if s is None]
    matrices = [(f, s) for f, s in zip(node.arguments, found, strict=True) if s is not None]
    whole, size = matrices[0]
    for factor, shape in matrices[1:]:
        if size[1] == shape[0]:
            whole, size = Apply("matmul", (whole, factor), node.place), (size[0], shape[1])
        elif size == shape:
            whole = Apply("hadamard", (whole, factor), node.place)
        elif size[1] == shape[1] and shape[0] == 1:
            whole = Apply("matmul", (whole, Apply("transpose", (factor,))), node.place)
            size = (size[0], 1)
        else:
            return node
    return Apply("multiply", (*scalars, whole), node.place) if scalars else whole


def shape_of(expression: Expression, shapes: Shapes) -> tuple[int, int] | None:
    """The shape of a matrix where it can be told; None for a number, or where nobody knows."""
    match expression:
        case Matrix():
            return expression.shape
        case Symbol(name=name, indices=()):
            return shapes.get(name)
        case Apply(function="transpose", arguments=(inner,)):
            shape = shape_of(inner, shapes)
            return None if shape is None else (shape[1], shape[0])
        case Apply(function="matmul", arguments=(a, b)):
            left, right = shape_of(a, shapes), shape_of(b, shapes)
            return None if left is None or right is None else (left[0], right[1])
        case Apply(function="total" | "norm" | "element"):
            return None
        case Derivative(of=of, by=by):
            above, below = shape_of(of, shapes), shape_of(by, shapes)
            return (above or below) if above == below or None in (above, below) else None
        case Apply(arguments=inner):
            return next((s for part in inner if (s := shape_of(part, shapes)) is not None), None)
        case _:
            return None
