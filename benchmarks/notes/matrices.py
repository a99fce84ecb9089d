"""A layer in matrix form: Z = X W + b, A = f(Z), δ = (A - Y) ⊙ f'(Z), dW = Xᵀ δ."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .script import Given, Grid, Matrix, Say, Script, Section, Step
from .shapes import decimal
from .tree import ONE, Call, Name, Node, Square, minus, plus, r, times

Pair = tuple[str, str]


def layer(rng: Random, gradient: str, example: int = 0) -> Script:
    """One layer on a small batch, in rows."""
    m, n, k = rng.choice(((1, 2, 2), (2, 2, 1), (2, 3, 2), (1, 3, 2), (2, 2, 2)))
    kind = rng.choice(("sigmoid", "tanh"))

    def grid(letter: str, rows: int, columns: int) -> tuple[tuple[Name, ...], ...]:
        return tuple(
            tuple(
                Name("sym", (f"{letter}_{{{i}{j}}}", f"{letter}{i}{j}"), (), example)
                for j in range(1, columns + 1)
            )
            for i in range(1, rows + 1)
        )

    X, W, b, Y = grid("x", m, n), grid("w", n, k), grid("b", 1, k), grid("y", m, k)
    Z, A, D, G, N = (
        grid("z", m, k),
        grid("a", m, k),
        grid("d", m, k),
        grid("g", n, k),
        grid("v", n, k),
    )
    eta = Name("eta", (), (), example)
    values = [(name, decimal(rng, -0.9, 0.9)) for grid in (X, W, b) for row in grid for name in row]
    values += [(name, rng.choice(("0", "1"))) for row in Y for name in row]
    rate = rng.choice(("0.1", "0.5"))
    cells = range

    def net(i: int, j: int) -> Node:
        return plus(*(times(r(X[i][s]), r(W[s][j])) for s in cells(n)), r(b[0][j]))

    def bent(i: int, j: int) -> Node:
        a = r(A[i][j])
        slope = times(a, minus(ONE, a)) if kind == "sigmoid" else minus(ONE, Square(a))
        return times(minus(a, r(Y[i][j])), slope)

    def entries(
        names: tuple[tuple[Name, ...], ...], formula: Callable[[int, int], Node]
    ) -> tuple[tuple[tuple[Name, Node], ...], ...]:
        return tuple(
            tuple((name, formula(i, j)) for j, name in enumerate(row))
            for i, row in enumerate(names)
        )

    turned = tuple(zip(*X, strict=True))
    plain_f = "σ" if kind == "sigmoid" else "tanh"
    latex_f = r"\sigma" if kind == "sigmoid" else r"\tanh"
    bare = m == 1
    bias: tuple[Matrix | Pair, ...] = (Matrix(b if bare else b * m),)
    steps: list[Step] = [
        Given((*values, (eta, rate)), hidden=True),
        Say("givens"),
        *_starts((("X", X), ("W", W), ("B" if not bare else "b", b if bare else b * m), ("Y", Y))),
        Section("forward"),
        Grid(("Z", "Z"), ("X W + " + ("b" if bare else "B"), "X·W + " + ("b" if bare else "B")),
             (Matrix(X), ("", "·"), Matrix(W), ("+", "+"), *bias), entries(Z, net)),
        Grid(("A", "A"), (f"{latex_f}(Z)", f"{plain_f}(Z)"),
             ((rf"{latex_f}\left(", f"{plain_f}("), Matrix(Z), (r"\right)", ")")),
             entries(A, lambda i, j: Call(kind, r(Z[i][j])))),
        Section("backward"),
        Grid((r"\delta", "δ"), _bent(kind), _bent_parts(kind, A, Y), entries(D, bent)),
        Grid((r"\frac{\partial L}{\partial W}", "∂L/∂W"), (r"X^T \delta", "Xᵀ·δ"),
             (Matrix(turned), ("", "·"), Matrix(D)),
             entries(G, lambda i, j: plus(*(times(r(X[s][i]), r(D[s][j])) for s in cells(m))))),
        Section("update"),
        Grid((r"W_{\text{new}}", "W'"),
             (r"W - \eta \cdot \frac{\partial L}{\partial W}", "W - η·∂L/∂W"),
             (Matrix(W), ("-", "-"), eta, (r"\cdot", "·"), Matrix(G)),
             entries(N, lambda i, j: minus(r(W[i][j]), times(r(eta), r(G[i][j]))))),
    ]  # fmt: skip
    return Script("matrix", tuple(steps))


def _starts(grids: tuple[tuple[str, tuple[tuple[Name, ...], ...]], ...]) -> list[Step]:
    """X = [...]: a matrix of starting values is a grid without formulas."""
    return [Grid((letter, letter), ("", ""), (Matrix(names),), ()) for letter, names in grids]


def _bent(kind: str) -> Pair:
    if kind == "sigmoid":
        return r"(A - Y) \odot A \odot (1 - A)", "(A - Y) ⊙ A ⊙ (1 - A)"
    return r"(A - Y) \odot (1 - A \odot A)", "(A - Y) ⊙ (1 - A ⊙ A)"


def _bent_parts(
    kind: str, A: tuple[tuple[Name, ...], ...], Y: tuple[tuple[Name, ...], ...]
) -> tuple[Matrix | Pair, ...]:
    head: tuple[Matrix | Pair, ...] = (
        (r"\left(", "("), Matrix(A), ("-", "-"), Matrix(Y), (r"\right) \odot", ") ⊙"),
    )  # fmt: skip
    if kind == "sigmoid":
        return (*head, Matrix(A), (r"\odot \left( 1 -", "⊙ (1 -"), Matrix(A), (r"\right)", ")"))
    return (
        *head,
        (r"\left( 1 -", "(1 -"),
        Matrix(A),
        (r"\odot", "⊙"),
        Matrix(A),
        (r"\right)", ")"),
    )
