"""Small examples: softmax with cross-entropy, mean squared error, tables of functions."""

from __future__ import annotations

from random import Random

from .script import Derive, Given, Say, Script, Section, Step, Table
from .shapes import decimal
from .tree import ONE, Call, Const, Name, Negative, Node, Quotient, Square, minus, plus, r, times


def softmax(rng: Random, gradient: str, example: int = 0) -> Script:
    """Logits, powers, probabilities, cross-entropy, and the gradient p - y."""
    n = rng.choice((3, 3, 4))

    def z(i: int) -> Name:
        return Name("indexed", ("z", i), (), example)

    def power(i: int) -> Name:
        return Name("sym", (f"e^{{z_{i}}}", f"e^z{i}"), (), example)

    def p(i: int) -> Name:
        return Name("indexed", ("p", i), (), example)

    def y(i: int) -> Name:
        return Name("indexed", ("y", i), (), example)

    total = Name("sym", (r"\sum_j e^{z_j}", "S"), (), example)
    loss = Name("sym", ("L", "L"), (), example)
    units, right = range(1, n + 1), rng.randint(1, n)
    values = [(z(i), decimal(rng, -1, 3.5, 1)) for i in units]
    values += [(y(i), str(int(i == right))) for i in units]
    powers = [Derive(power(i), Call("exp", r(z(i))), "net_power") for i in units]
    steps: list[Step] = [Given(tuple(values)), Section("forward")]
    steps += powers
    steps.append(Derive(total, plus(*(r(power(i)) for i in units)), "net_sum"))
    steps += [Derive(p(i), Quotient(r(power(i)), r(total)), "prob") for i in units]
    steps += [Say("percent", p(1)), Section("error")]
    steps.append(Derive(loss, Negative(Call("ln", r(p(right)))), "loss"))
    steps += [Say("so", loss), Section("backward")]
    for i in units:
        by = Name("grad", (), (loss, z(i)), example)
        steps.append(Derive(by, minus(r(p(i)), r(y(i))), "grad_p"))
    return Script("softmax", tuple(steps), loss)


def squares(rng: Random, gradient: str, example: int = 0) -> Script:
    """Mean squared error as a table of differences and squares, then the mean."""
    n = rng.choice((3, 4, 5))

    def at(letter: str, i: int) -> Name:
        return Name("indexed", (letter, i), (), example)

    def guess(i: int) -> Name:
        return Name("sym", (rf"\hat{{y}}_{i}", f"ŷ{i}"), (), example)

    def off(i: int) -> Name:
        return Name("sym", (rf"y_{i} - \hat{{y}}_{i}", f"y{i} - ŷ{i}"), (), example)

    def square(i: int) -> Name:
        return Name("sym", (rf"(y_{i} - \hat{{y}}_{i})^2", f"(y{i} - ŷ{i})²"), (), example)

    values: list[tuple[Name, str]] = []
    rows: list[tuple[tuple[Name, Node | None] | str, ...]] = []
    for i in range(1, n + 1):
        values += [(at("y", i), decimal(rng, 0.2, 5)), (guess(i), decimal(rng, 0.2, 5))]
        difference = minus(r(at("y", i)), r(guess(i)))
        rows.append((str(i), (at("y", i), None), (guess(i), None), (off(i), difference),
                     (square(i), Square(r(off(i))))))  # fmt: skip
    heads = (("i", "i"), ("y_i", "y"), (r"\hat{y}_i", "ŷ"), (r"y_i - \hat{y}_i", "y - ŷ"),
             (r"(y_i - \hat{y}_i)^2", "(y - ŷ)²"))  # fmt: skip
    mean = Quotient(plus(*(r(square(i)) for i in range(1, n + 1))), Const(str(n)))
    loss = Name("sym", (r"\text{MSE}", "MSE"), (), example)
    steps = (Section("error"), Given(tuple(values), hidden=True), Table(heads, tuple(rows)))
    return Script("squares", (*steps, Derive(loss, mean, "mean"), Say("so", loss)))


def curve(rng: Random, gradient: str, example: int = 0) -> Script:
    """A table of sigmoid or tanh with its slope."""
    kind = rng.choice(("sigmoid", "tanh"))
    values: list[tuple[Name, str]] = []
    rows: list[tuple[tuple[Name, Node | None], ...]] = []
    for i in range(rng.choice((4, 5, 6))):
        x = Name("indexed", ("x", i), (), example)
        s, d = (Name("indexed", (letter, i), (), example) for letter in "sd")
        values.append((x, f"{rng.choice((-1, 1)) * (0.5 * i + rng.choice((0.1, 0.25, 0.4))):g}"))
        bent = times(r(s), minus(ONE, r(s))) if kind == "sigmoid" else minus(ONE, Square(r(s)))
        rows.append(((x, None), (s, Call(kind, r(x))), (d, bent)))
    latex, plain = (r"\sigma", "σ") if kind == "sigmoid" else (r"\tanh", "tanh")
    heads = (("x", "x"), (f"{latex}(x)", f"{plain}(x)"), (f"{latex}'(x)", f"{plain}'(x)"))
    return Script("curve", (Given(tuple(values), hidden=True), Table(heads, tuple(rows))))
