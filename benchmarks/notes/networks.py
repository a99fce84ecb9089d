"""A feed-forward network: forward, error, chain rule or deltas, update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

from .script import Derive, Given, Say, Script, Section, Step
from .shapes import Plan, decimal, plan
from .tree import (
    HALF,
    ONE,
    Call,
    Const,
    Name,
    Negative,
    Node,
    Product,
    Quotient,
    Square,
    Sum,
    minus,
    plus,
    r,
    times,
)


def network(rng: Random, gradient: str, example: int = 0) -> Script:
    """The whole story of one training step."""
    p = plan(rng, gradient, example)
    steps: list[Step] = [givens(p, rng), Section("forward"), Say("forward_say")]
    steps += forward(p)
    if p.loss == "cce":
        steps.append(Say("percent", p.out(p.layers, 1)))
    steps += [Section("error"), Say("error_say"), *errors(p), Say("so", p.total)]
    steps += [Section("backward"), Say("backward_say"), *backward(p)]
    steps += [Section("update"), Say("update_say"), *updates(p)]
    if sum(a * b for a, b in pairwise(p.widths)) <= 6 and rng.random() < 0.4:
        # The same symbols once more, with other values.
        q = replace(p, example=p.example + 10, before=p)
        steps += [Section("forward"), *forward(q), Section("error"), *errors(q), Say("so", q.total)]
    else:
        steps.append(Say("after", node=fresh(p)))
    return Script("network", tuple(steps), p.total)


def givens(p: Plan, rng: Random) -> Given:
    """Inputs, targets, weights, biases, learning rate."""
    places = rng.choice((1, 2, 2, 3))
    low = -0.95 if p.signs else 0.05
    values = [(p.name("x", u), decimal(rng, 0.05, 1.5, places)) for u in p.units(0)]
    for layer in range(1, p.layers + 1):
        for to in p.units(layer):
            values += [
                (p.w(layer, to, s), decimal(rng, low, 0.95, places)) for s in p.units(layer - 1)
            ]
        shown = dict.fromkeys(p.b(layer, to) for to in p.units(layer))
        values += [(b, decimal(rng, low, 0.9, places)) for b in shown]
    chosen = rng.choice(p.units(p.layers))
    for u in p.units(p.layers):
        exact = p.loss in ("bce", "cce")
        values.append((p.t(u), str(int(u == chosen)) if exact else decimal(rng, 0.01, 0.99)))
    values.append((p.name("eta"), rng.choice(("0.5", "0.1", "0.2", "0.05", "0.01", "0.3"))))
    return Given(tuple(values))


def net_of(p: Plan, layer: int, to: int) -> Sum:
    """The net input of a unit."""
    terms = [times(r(p.w(layer, to, s)), r(p.x(layer, s))) for s in p.units(layer - 1)]
    return plus(*terms, r(p.b(layer, to)))


def activated(p: Plan, layer: int, unit: int, net: Callable[[int, int], Node]) -> Node:
    """The output of a unit, from the net inputs of its layer."""
    kind = p.activation(layer)
    if kind == "softmax":
        powers = [Call("exp", net(layer, u)) for u in p.units(layer)]
        return Quotient(Call("exp", net(layer, unit)), plus(*powers))
    return net(layer, unit) if kind == "linear" else Call(kind, net(layer, unit))


def forward(p: Plan) -> list[Step]:
    """Net inputs and outputs, layer by layer."""
    steps: list[Step] = []
    for layer in range(1, p.layers + 1):
        soft = p.activation(layer) == "softmax"
        units = p.units(layer)
        nets = [Derive(p.net(layer, u), net_of(p, layer, u), f"net{layer}") for u in units]
        outs = [
            Derive(
                p.out(layer, u), activated(p, layer, u, lambda l, k: r(p.net(l, k))), f"out{layer}"
            )
            for u in units
        ]
        pairs = (
            [*nets, *outs] if soft else [s for pair in zip(nets, outs, strict=True) for s in pair]
        )
        steps += pairs
    return steps


def loss_of(p: Plan, out: Callable[[int], Node], unit: int) -> Node:
    """What one output contributes to the error."""
    t = r(p.t(unit))
    if p.loss == "half":
        return times(HALF, Square(minus(t, out(unit))))
    if p.loss == "mse":
        return Square(minus(t, out(unit)))
    if p.loss == "cce":
        return Negative(times(t, Call("ln", out(unit))))
    yes = times(t, Call("ln", out(unit)))
    no = times(minus(ONE, t), Call("ln", minus(ONE, out(unit))))
    return Negative(plus(yes, no))


def errors(p: Plan) -> list[Step]:
    """The parts of the error and their sum, or mean."""
    units, out = p.units(p.layers), lambda u: r(p.out(p.layers, u))
    n = len(units)
    if n == 1:
        return [Derive(p.total, loss_of(p, out, 1), "total")]
    if p.loss == "cce":
        return [Derive(p.total, whole(p, out), "total")]
    parts: list[Step] = [Derive(p.err(u), loss_of(p, out, u), "err") for u in units]
    total = plus(*(r(p.err(u)) for u in units))
    if p.loss == "mse":
        return [*parts, Derive(p.total, Quotient(total, Const(str(n))), "total")]
    return [*parts, Derive(p.total, total, "total")]


def whole(p: Plan, out: Callable[[int], Node]) -> Node:
    """The error in one formula."""
    units = p.units(p.layers)
    terms = [loss_of(p, out, u) for u in units]
    if p.loss == "cce":
        return Negative(plus(*(times(r(p.t(u)), Call("ln", out(u))) for u in units)))
    total = plus(*terms)
    return Quotient(total, Const(str(len(units)))) if p.loss == "mse" else total


def slope(p: Plan, layer: int, unit: int) -> Node:
    """How much a unit's output moves with its net input, from the output."""
    out, kind = r(p.out(layer, unit)), p.activation(layer)
    if kind == "sigmoid":
        return times(out, minus(ONE, out))
    if kind == "tanh":
        return minus(ONE, Square(out))
    return ONE if kind == "linear" else Call("step", r(p.net(layer, unit)))


def pull(p: Plan, unit: int) -> Node:
    """How much the error moves with an output."""
    t, o = r(p.t(unit)), r(p.out(p.layers, unit))
    if p.loss == "half":
        return Negative(minus(t, o))
    if p.loss == "mse":
        n = p.widths[-1]
        if n == 2:
            return minus(o, t)
        return times(Const("2") if n == 1 else Quotient(Const("2"), Const(str(n))), minus(o, t))
    return minus(Quotient(minus(ONE, t), minus(ONE, o)), Quotient(t, o))


def backward(p: Plan) -> list[Step]:
    """From the error back to every weight."""
    steps: list[Step] = []
    for layer in range(p.layers, 0, -1):
        for unit in p.units(layer):
            steps += factors(p, layer, unit)
        for unit in p.units(layer):
            for source in p.units(layer - 1):
                steps += weight_gradient(p, layer, unit, source)
        if p.updates_biases:
            for unit in p.units(layer):
                steps.append(
                    Derive(p.grad(p.total, p.b(layer, unit)), r(p.delta(layer, unit)), "grad_b")
                )
    return steps


def weight_gradient(p: Plan, layer: int, unit: int, source: int) -> list[Step]:
    """One weight's gradient; the first of a layer from all three factors of the chain rule."""
    w, net, seen = p.w(layer, unit, source), p.net(layer, unit), r(p.x(layer, source))
    soft = p.activation(layer) == "softmax"
    if p.gradient == "delta" or soft or (unit, source) != (1, 1):
        node = times(r(p.delta(layer, unit)), seen)
        return [Derive(p.grad(p.total, w), node, f"grad{layer}")]
    out, last = p.out(layer, unit), p.grad(net, w)
    three = times(r(p.grad(p.total, out)), r(p.grad(out, net)), r(last))
    return [Derive(last, seen, "grad_w"), Derive(p.grad(p.total, w), three, f"grad_three{layer}")]


def factors(p: Plan, layer: int, unit: int) -> list[Step]:
    """The delta of one unit, in one formula or factor by factor."""
    name, out, net = p.delta(layer, unit), p.out(layer, unit), p.net(layer, unit)
    last = layer == p.layers
    if last and p.activation(layer) == "softmax":
        return [Derive(name, minus(r(out), r(p.t(unit))), "delta")]
    before: Node = pull(p, unit) if last else coming(p, layer, unit)
    if p.gradient == "delta":
        return [Derive(name, times(before, slope(p, layer, unit)), f"delta{layer}")]
    moved, bent = p.grad(p.total, out), p.grad(out, net)
    return [
        Derive(moved, before, f"grad_part{layer}"),
        Derive(bent, slope(p, layer, unit), f"grad_slope{layer}"),
        Derive(name, times(r(moved), r(bent)), f"grad_net{layer}"),
    ]


def coming(p: Plan, layer: int, unit: int) -> Node:
    """What comes back to a hidden unit through the layer above."""
    above = p.units(layer + 1)
    terms = [times(r(p.delta(layer + 1, k)), r(p.w(layer + 1, k, unit))) for k in above]
    return plus(*terms) if len(terms) > 1 else terms[0]


def updates(p: Plan) -> list[Step]:
    """Every weight, moved against its gradient."""
    steps: list[Step] = []
    for layer in range(p.layers, 0, -1):
        for unit in p.units(layer):
            sources = p.units(layer - 1)
            steps += [_moved(p, p.w(layer, unit, source), f"new{layer}") for source in sources]
        if p.updates_biases:
            steps += [_moved(p, p.b(layer, unit), "new_b") for unit in p.units(layer)]
    return steps


def _moved(p: Plan, old: Name, group: str) -> Derive:
    step = times(r(p.name("eta")), r(p.grad(p.total, old)))
    return Derive(p.name("new", of=(old,)), minus(r(old), step), group)


def fresh(p: Plan) -> Node:
    """The error with the new weights, in one formula from the inputs on."""

    def parameter(name: Name) -> Node:
        kept = name.kind == "b" and not p.updates_biases
        return r(name) if kept else r(p.name("new", of=(name,)))

    def net(layer: int, to: int) -> Node:
        seen = [
            r(p.x(1, s)) if layer == 1 else activated(p, layer - 1, s, net)
            for s in p.units(layer - 1)
        ]
        terms: list[Node] = [
            Product((parameter(p.w(layer, to, s)), seen[s - 1])) for s in p.units(layer - 1)
        ]
        return plus(*terms, parameter(p.b(layer, to)))

    return whole(p, lambda u: activated(p, p.layers, u, net))
