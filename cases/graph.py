"""What do the names of a network's parts stand for?

From the names that a case gives to inputs, weights, biases, net inputs, outputs, targets and errors
follow the definitions that every lecture writes out:

    net_h1 = i1*w1 + i2*w2 + b1,   out_h1 = sigmoid(net_h1),   E_o1 = 1/2*(target_o1 - out_o1)**2

and, with the suffix `_new`, the updated weights and the forward pass after the update. Two units
may share a bias by sharing its name. Indexed families come with them: `net[k]`, `out[k]`,
`target[k]`, `bias[k]`, `delta[k]` (the derivative of the loss by net[k]) and `weight[j, k]`, with
the units' labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.tree import Apply, Derivative, Expression, Matrix, Number, Symbol, integer
from .case import Decimals
from .network import Loss

NEW = "_new"
Names = Sequence[str]


@dataclass(frozen=True)
class Naming:
    """The names of a network's parts, layer by layer, and the labels of its units."""

    inputs: Names
    weights: Sequence[Sequence[Names]]
    biases: Sequence[Names]
    nets: Sequence[Names]
    outs: Sequence[Names]
    units: Sequence[Names]
    targets: Names
    errors: Names
    loss: str
    rate: str


@dataclass(frozen=True)
class Values:
    """The printed numbers of a network; None where a lecture leaves them open."""

    inputs: Sequence[Printed] | None
    weights: Sequence[Decimals] | None
    biases: Sequence[Sequence[Printed]] | None
    targets: Sequence[Printed] | None
    rate: Printed | None


def network_graph(
    names: Naming, values: Values, activations: Sequence[tuple[str, Printed]], loss: Loss
) -> Graph:
    """The graph of one sample's forward pass, loss, gradients and updated forward pass."""
    definitions: dict[str, Expression] = {}
    free: dict[str, tuple[int, ...]] = {}
    for name, value in _roots(names, values):
        if value is None:
            free[name] = ()
        else:
            definitions[name] = Number(value)
    definitions |= _forward(names, activations, loss, "")
    for name in _weight_names(names):
        step = Apply("multiply", (Symbol(names.rate), Derivative(Symbol(names.loss), Symbol(name))))
        definitions[name + NEW] = Apply("add", (Symbol(name), Apply("negate", (step,))))
    definitions |= _forward(names, activations, loss, NEW)
    for layer in zip(names.units, names.nets, strict=True):
        for unit, net in zip(*layer, strict=True):
            definitions[f"delta_{unit}"] = Derivative(Symbol(names.loss), Symbol(net))
    domains = {names.rate: (0.05, 0.95)} | {
        name: (0.05, 0.95) for name in names.targets if loss.kind != "squared_error"
    }
    return Graph(definitions, free, _sets(names), _families(names), domains)


def _roots(names: Naming, values: Values) -> list[tuple[str, Printed | None]]:
    found: list[tuple[str, Printed | None]] = []

    def add(name: str, value: Printed | None) -> None:
        found.append((name, value))

    for i, name in enumerate(names.inputs):
        add(name, values.inputs[i] if values.inputs else None)
    for layer, grid in enumerate(names.weights):
        for i, row in enumerate(grid):
            for j, name in enumerate(row):
                add(name, values.weights[layer][i][j] if values.weights else None)
    for layer, row in enumerate(names.biases):
        for j, name in enumerate(row):
            add(name, values.biases[layer][j] if values.biases else None)
    for k, name in enumerate(names.targets):
        add(name, values.targets[k] if values.targets else None)
    add(names.rate, values.rate)
    return found


def _weight_names(names: Naming) -> list[str]:
    return [name for grid in names.weights for row in grid for name in row]


def _forward(
    names: Naming, activations: Sequence[tuple[str, Printed]], loss: Loss, suffix: str
) -> dict[str, Expression]:
    """Net inputs, outputs, errors and loss; with the updated weights where there is a suffix."""
    definitions: dict[str, Expression] = {}
    seen: Sequence[Expression] = [Symbol(name) for name in names.inputs]
    for layer, (activation, alpha) in enumerate(activations):
        nets = [name + suffix for name in names.nets[layer]]
        for j, net in enumerate(nets):
            terms = [
                Apply("multiply", (x, Symbol(names.weights[layer][i][j] + suffix)))
                for i, x in enumerate(seen)
            ]
            definitions[net] = Apply("add", (*terms, Symbol(names.biases[layer][j])))
        outs = [name + suffix for name in names.outs[layer]]
        for j, out in enumerate(outs):
            definitions[out] = _activated(activation, alpha, nets, j)
        seen = [Symbol(out) for out in outs]
    errors = [name + suffix for name in names.errors]
    for k, error in enumerate(errors):
        definitions[error] = _error(loss, Symbol(names.targets[k]), seen[k])
    total: Expression = Apply("add", tuple(Symbol(error) for error in errors))
    if loss.outputs == "mean":
        total = Apply("divide", (total, integer(len(errors))))
    if len(errors) == 1 and loss.outputs == "sum":
        total = Symbol(errors[0])
    definitions[names.loss + suffix] = total
    return definitions


def _activated(activation: str, alpha: Printed, nets: Names, j: int) -> Expression:
    net = Symbol(nets[j])
    match activation:
        case "identity":
            return net
        case "softmax":
            raised = [Apply("exp", (Symbol(n),)) for n in nets]
            return Apply("divide", (raised[j], Apply("add", tuple(raised))))
        case "prelu" | "elu":
            return Apply(activation, (net, Number(alpha)))
        case _:
            return Apply(activation, (net,))


def _error(loss: Loss, target: Expression, out: Expression) -> Expression:
    """One output's term of the loss."""
    one = integer(1)

    def less(a: Expression, b: Expression) -> Expression:
        return Apply("add", (a, Apply("negate", (b,))))

    def log(x: Expression) -> Expression:
        return Apply({"e": "log", "2": "log2", "10": "log10"}[loss.log_base], (x,))

    chosen = Apply("multiply", (target, log(out)))
    match loss.kind:
        case "squared_error":
            square = Apply("power", (less(target, out), integer(2)))
            half = Apply("divide", (one, integer(2)))
            return Apply("multiply", (half, square)) if loss.half else square
        case "binary_cross_entropy":
            rest = Apply("multiply", (less(one, target), log(less(one, out))))
            return Apply("negate", (Apply("add", (chosen, rest)),))
        case _:
            return Apply("negate", (chosen,))


def _sets(names: Naming) -> dict[str, tuple[Label, ...]]:
    """`outputs`, `hidden` (the layer before), `hidden1`, …, and `inputs`, by the units' labels."""
    sets: dict[str, tuple[Label, ...]] = {"inputs": tuple(names.inputs)}
    for number, units in enumerate(names.units[:-1], start=1):
        sets[f"hidden{number}"] = tuple(units)
    sets["outputs"] = tuple(names.units[-1])
    sets["hidden"] = tuple(names.units[-2]) if len(names.units) > 1 else tuple(names.inputs)
    return sets


def _families(names: Naming) -> Mapping[str, Mapping[tuple[Label, ...], str]]:
    families: dict[str, dict[tuple[Label, ...], str]] = {
        part: {} for part in ("net", "out", "bias", "target", "error", "delta", "weight")
    }
    families["out"] |= {(name,): name for name in names.inputs}
    before: Names = names.inputs
    for layer, units in enumerate(names.units):
        for j, unit in enumerate(units):
            families["net"][(unit,)] = names.nets[layer][j]
            families["out"][(unit,)] = names.outs[layer][j]
            families["bias"][(unit,)] = names.biases[layer][j]
            families["delta"][(unit,)] = f"delta_{unit}"
            for i, source in enumerate(before):
                families["weight"][(source, unit)] = names.weights[layer][i][j]
        before = units
    for k, unit in enumerate(names.units[-1]):
        families["target"][(unit,)] = names.targets[k]
        families["error"][(unit,)] = names.errors[k]
        # Outputs are often counted, too: target_1, o_1, E_1.
        families["target"][(k + 1,)] = names.targets[k]
        families["error"][(k + 1,)] = names.errors[k]
        families["out"][(k + 1,)] = names.outs[-1][k]
    return families


def grid(rows: Sequence[Names]) -> Matrix:
    """Names as a matrix of symbols."""
    return Matrix(tuple(tuple(Symbol(name) for name in row) for row in rows))
