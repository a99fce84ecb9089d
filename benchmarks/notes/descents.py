"""Gradient descent: on a polynomial, and a straight line through a few points."""

from __future__ import annotations

from random import Random

from .script import Derive, Formula, Given, Say, Script, Section, Step, Table
from .shapes import decimal
from .tree import Const, Name, Node, Quotient, Square, Sum, minus, plus, r, times


def _slope(a: str) -> Const:
    return Const(f"{2 * float(a):g}")


def polynomial(rng: Random, gradient: str, example: int = 0) -> Script:
    """Steps on a parabola a θ² - b θ + c, as chains or as a table."""
    a, b, c = rng.choice(("1", "0.5", "2", "1.5")), str(rng.choice((2, 3, 4, 1.2))), "1"

    def theta(k: int) -> Name:
        return Name("indexed", (letter, k), (), example)

    letter = rng.choice(("theta", "x", "w"))
    free = Name(
        "sym", ("\\theta" if letter == "theta" else letter, "θ" if letter == "theta" else letter)
    )
    eta, steps = Name("eta", (), (), example), rng.choice((3, 4, 5))

    def height(at: Name) -> Sum:
        square: Node = Square(r(at)) if a == "1" else times(Const(a), Square(r(at)))
        return Sum(((1, square), (-1, times(Const(b), r(at))), (1, Const(c))))

    def slope(at: Name) -> Node:
        steep = r(at) if a == "0.5" else times(_slope(a), r(at))
        return minus(steep, Const(b))

    def f(k: int) -> Name:
        return Name("applied", ("f",), (theta(k),), example)

    def df(k: int) -> Name:
        return Name("applied", ("f'",), (theta(k),), example)

    start = Given(((theta(0), decimal(rng, -4, 4, 1)), (eta, rng.choice(("0.1", "0.2", "0.05")))))
    head: list[Step] = [
        Formula(Name("applied", ("f",), (free,), example), height(free)),
        Formula(Name("applied", ("f'",), (free,), example), slope(free)),
        start,
        Section("update"),
    ]

    def move(k: int) -> Node:
        return minus(r(theta(k)), times(r(eta), r(df(k))))

    if rng.random() < 0.5:
        rows = [(str(0), (theta(0), None), (df(0), slope(theta(0))), (f(0), height(theta(0))))]
        rows += [
            (str(k), (theta(k), move(k - 1)), (df(k), slope(theta(k))), (f(k), height(theta(k))))
            for k in range(1, steps + 1)
        ]
        symbol = str(free.at[0]), str(free.at[1])
        heads = (
            "step",
            symbol,
            (f"f'({symbol[0]})", f"f'({symbol[1]})"),
            (f"f({symbol[0]})", f"f({symbol[1]})"),
        )
        nxt = Name("sym", (rf"{symbol[0]}_{{k+1}}", f"{symbol[1]}_(k+1)"))
        now = Name("sym", (rf"{symbol[0]}_k", f"{symbol[1]}_k"))
        at = Name("applied", ("f'",), (now,), example)
        rule = Formula(nxt, minus(r(now), times(r(eta), r(at))))
        return Script("polynomial", (*head, rule, Table(heads, tuple(rows))))
    chains: list[Step] = []
    for k in range(steps):
        chains.append(Derive(df(k), slope(theta(k)), "slope"))
        chains.append(Derive(theta(k + 1), move(k), "theta"))
    last = Derive(f(steps), height(theta(steps)), "height")
    return Script("polynomial", (*head, *chains, last, Say("so", f(steps))))


def regression(rng: Random, gradient: str, example: int = 0) -> Script:
    """A straight line y = w x + b through three or four points, two steps."""
    n = rng.choice((2, 3, 4))

    def name(kind: str, *at: int | str) -> Name:
        return Name(kind, at, (), example)

    def x(i: int) -> Name:
        return name("indexed", "x", i)

    def y(i: int) -> Name:
        return name("indexed", "y", i)

    def guess(i: int, k: int) -> Name:
        return Name("sym", (rf"\hat{{y}}_{i}", f"ŷ{i}"), (Name(str(k)),), example)

    def fixed(latex: str, plain: str, k: int) -> Name:
        return Name("sym", (latex, plain), (Name(str(k)),), example)

    w, b = [name("indexed", "w", k) for k in range(3)], [name("indexed", "b", k) for k in range(3)]
    eta = name("eta")
    values = [(x(i), decimal(rng, 0.5, 4, 1)) for i in range(1, n + 1)]
    values += [(y(i), decimal(rng, 0.5, 6, 1)) for i in range(1, n + 1)]
    values += [
        (w[0], decimal(rng, 0.1, 1)),
        (b[0], decimal(rng, 0.1, 1)),
        (eta, rng.choice(("0.1", "0.05", "0.01"))),
    ]
    steps: list[Step] = [Given(tuple(values))]
    for k in range(rng.choice((1, 2))):
        loss = fixed("L", "L", k)
        dw, db = (fixed(rf"\frac{{\partial L}}{{\partial {v}}}", f"∂L/∂{v}", k) for v in "wb")
        points = range(1, n + 1)
        off = [minus(r(guess(i, k)), r(y(i))) for i in points]
        steps.append(Section("forward"))
        steps += [
            Derive(guess(i, k), plus(times(r(w[k]), r(x(i))), r(b[k])), "guess") for i in points
        ]
        mean = Quotient(plus(*map(Square, off)), Const(str(n)))
        two = Quotient(Const("2"), Const(str(n)))
        pulled = plus(*(times(o, r(x(i))) for i, o in zip(points, off, strict=True)))
        steps += [
            Section("error"), Derive(loss, mean, "loss"),
            Section("backward"), Derive(dw, times(two, pulled), "dw"),
            Derive(db, times(two, plus(*off)), "db"),
            Section("update"),
            Derive(w[k + 1], minus(r(w[k]), times(r(eta), r(dw))), "w"),
            Derive(b[k + 1], minus(r(b[k]), times(r(eta), r(db))), "w"),
        ]  # fmt: skip
    return Script("regression", tuple(steps))
