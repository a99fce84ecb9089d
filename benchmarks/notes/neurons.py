"""One unit: logistic regression, a perceptron, and a recurrent unit over three steps."""

from __future__ import annotations

from random import Random

from .script import Derive, Formula, Given, Say, Script, Section, Step
from .shapes import decimal
from .tree import HALF, ONE, Call, Name, Negative, Node, Square, minus, plus, r, times


def logistic(rng: Random, gradient: str, example: int = 0) -> Script:
    """Two features, one probability, cross-entropy, one update, the new loss."""

    def at(letter: str, i: int) -> Name:
        return Name("indexed", (letter, i), (), example)

    def sym(latex: str, plain: str) -> Name:
        return Name("sym", (latex, plain), (), example)

    z, guess, loss, b = sym("z", "z"), sym(r"\hat{y}", "ŷ"), sym("L", "L"), sym("b", "b")
    y, eta, back = (
        sym("y", "y"),
        Name("eta", (), (), example),
        Name("grad", (), (loss_z := sym("L", "L"), z), example),
    )
    assert loss == loss_z
    label = rng.choice(("0", "1"))
    values = [(at("x", i), decimal(rng, 0.2, 3, 1)) for i in (1, 2)]
    values += [(at("w", i), decimal(rng, -0.9, 0.9)) for i in (1, 2)]
    values += [(b, decimal(rng, -0.5, 0.5)), (y, label), (eta, rng.choice(("0.1", "0.5", "0.05")))]
    net = plus(*(times(r(at("w", i)), r(at("x", i))) for i in (1, 2)), r(b))
    pick: Node = r(guess) if label == "1" else minus(ONE, r(guess))
    full = Negative(
        plus(
            times(r(y), Call("ln", r(guess))),
            times(minus(ONE, r(y)), Call("ln", minus(ONE, r(guess)))),
        )
    )
    error = full if rng.random() < 0.5 else Negative(Call("ln", pick))
    grads = {n: Name("grad", (), (loss, n), example) for n in (at("w", 1), at("w", 2), b)}
    steps: list[Step] = [
        Given(tuple(values)), Section("forward"), Derive(z, net, "net"),
        Derive(guess, Call("sigmoid", r(z)), "out"),
        Section("error"), Derive(loss, error, "loss"), Say("so", loss),
        Section("backward"), Derive(back, minus(r(guess), r(y)), "delta"),
    ]  # fmt: skip
    steps += [Derive(grads[at("w", i)], times(r(back), r(at("x", i))), "grad") for i in (1, 2)]
    steps += [Derive(grads[b], r(back), "grad_b"), Section("update")]
    for old, grad in grads.items():
        steps.append(
            Derive(Name("new", (), (old,), example), minus(r(old), times(r(eta), r(grad))), "new")
        )
    return Script("logistic", tuple(steps), loss)


def perceptron(rng: Random, gradient: str, example: int = 0) -> Script:
    """A linear unit trained by the delta rule on a few samples, one after the other."""
    w = [
        [Name("indexed", (f"w{i}", k), (Name(str(k)),), example) for i in (1, 2)] for k in range(4)
    ]

    def weight(i: int, k: int) -> Name:
        return Name("sym", (f"w_{i}^{{({k})}}", f"w{i}({k})"), (), example)

    def sample(letter: str, k: int) -> Name:
        return Name("sym", (f"{letter}^{{({k})}}", f"{letter}({k})"), (), example)

    def feature(i: int, k: int) -> Name:
        return Name("sym", (f"x_{i}^{{({k})}}", f"x{i}({k})"), (), example)

    eta, count = Name("eta", (), (), example), rng.choice((2, 3))
    values = [(weight(i, 0), decimal(rng, -0.5, 0.5)) for i in (1, 2)]
    for k in range(1, count + 1):
        values += [(feature(i, k), decimal(rng, -1, 2, 1)) for i in (1, 2)]
        values.append((sample("t", k), rng.choice(("0", "1"))))
    values.append((eta, rng.choice(("0.1", "0.2", "0.5"))))
    steps: list[Step] = [Given(tuple(values))]
    for k in range(1, count + 1):
        out, off = sample("o", k), sample("e", k)
        net = plus(*(times(r(weight(i, k - 1)), r(feature(i, k))) for i in (1, 2)))
        steps += [Derive(out, net, "net"), Derive(off, minus(r(sample("t", k)), r(out)), "off")]
        for i in (1, 2):
            step = times(r(eta), r(off), r(feature(i, k)))
            steps.append(Derive(weight(i, k), plus(r(weight(i, k - 1)), step), "new"))
    del w
    return Script("perceptron", tuple(steps))


def recurrent(rng: Random, gradient: str, example: int = 0) -> Script:
    """h_t = tanh(w x_t + u h_{t-1} + b), a linear output, and the gradients through time."""

    def sym(latex: str, plain: str) -> Name:
        return Name("sym", (latex, plain), (), example)

    def at(letter: str, i: int) -> Name:
        return Name("indexed", (letter, i), (), example)

    w, u, v, b, y, t = (sym(c, c) for c in "wuvbyt")
    loss, length = sym("E", "E"), rng.choice((2, 3))
    values = [(at("x", k), decimal(rng, -1, 1, 1)) for k in range(1, length + 1)]
    values += [
        (w, decimal(rng, 0.1, 0.9)),
        (u, decimal(rng, 0.1, 0.9)),
        (v, decimal(rng, 0.1, 1.2)),
    ]
    values += [
        (b, decimal(rng, -0.3, 0.3)),
        (t, decimal(rng, 0, 1)),
        (at("h", 0), rng.choice(("0", "0.1"))),
    ]
    general = Call(
        "tanh",
        plus(times(r(w), r(sym("x_t", "x_t"))), times(r(u), r(sym("h_{t-1}", "h_(t-1)"))), r(b)),
    )
    steps: list[Step] = [
        Given(tuple(values)),
        Section("forward"),
        Formula(sym("h_t", "h_t"), general),
    ]
    for k in range(1, length + 1):
        inside = plus(times(r(w), r(at("x", k))), times(r(u), r(at("h", k - 1))), r(b))
        steps.append(Derive(at("h", k), Call("tanh", inside), "state"))
    steps += [
        Derive(y, times(r(v), r(at("h", length))), "y"), Section("error"),
        Derive(loss, times(HALF, Square(minus(r(y), r(t)))), "loss"), Section("backward"),
    ]  # fmt: skip
    for k in range(length, 0, -1):
        back = minus(r(y), r(t))
        bent = minus(ONE, Square(r(at("h", k))))
        node = times(back, r(v), bent) if k == length else times(_delta(k + 1, example), r(u), bent)
        steps.append(Derive(_delta(k, example).name, node, f"delta{k == length}"))
    by_w = plus(*(times(_delta(k, example), r(at("x", k))) for k in range(1, length + 1)))
    by_u = plus(*(times(_delta(k, example), r(at("h", k - 1))) for k in range(1, length + 1)))
    steps += [Derive(Name("grad", (), (loss, w), example), by_w, "grad_w"),
              Derive(Name("grad", (), (loss, u), example), by_u, "grad_u")]  # fmt: skip
    return Script("recurrent", tuple(steps), loss)


def _delta(k: int, example: int):
    return r(Name("indexed", ("delta", k), (), example))
