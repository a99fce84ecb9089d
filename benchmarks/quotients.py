"""Is a formula of a derivation false? Difference quotients tell, with nothing of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    is_apply,
    places,
)

from .derivations import Derivation, Line

#: A step, and how far apart two sides must be: quotients are good to about the square of the step.
STEP, APART = 1e-4, 1e-5

Values = Mapping[str, Any]


def differ(one: Line, found: Derivation) -> bool:
    """Whether the last two members of a line have other values, or none, at one of two points."""
    definitions = {
        line.members[0].name: line.members[1]
        for line in (*found.definitions, *found.identities)
        if isinstance(line.members[0], Symbol) and not line.members[0].name.endswith("_new")
    }
    *_, left, right = one.members
    for seed in range(2):
        free = _free(one, found, definitions, Random(f"point {seed}"))
        try:
            a, b = (np.asarray(value(side, definitions, free)) for side in (left, right))
        except (ValueError, ArithmeticError, IndexError):
            return True
        if a.shape != b.shape or not np.isfinite(b).all():
            return True
        if not (np.abs(a - b) <= APART * (1 + np.abs(a))).all():
            return True
    return False


def _free(
    one: Line, found: Derivation, definitions: Mapping[str, Expression], rng: Random
) -> dict[str, Any]:
    names = {
        node.name
        for line in (one, *found.definitions, *found.identities)
        for member in line.members
        for _, node in places(member)
        if isinstance(node, Symbol) and not node.indices and node.name not in definitions
    }
    free = {name: rng.uniform(0.2, 1.5) for name in sorted(names)}
    targets = [n for n in free if n.startswith("y") and n[1:].isdecimal()]
    if any(is_apply(n, "log") for line in found.definitions for _, n in places(line.members[-1])):
        for name in targets:
            free[name] = rng.uniform(0.1, 0.4)
        if len(targets) > 1:  # the targets of a softmax sum to 1
            free[targets[-1]] = 1 - sum(free[name] for name in targets[:-1])
    return free


def value(node: Expression, definitions: Mapping[str, Expression], at: Values) -> Any:
    """The value of a formula where free names, and names that were moved, have the values `at`."""

    def of(inner: Expression) -> Any:
        return value(inner, definitions, at)

    match node:
        case Number(printed=printed):
            return float(printed.value)
        case Symbol(name=name, indices=indices):
            whole = name + "".join(str(int(of(index))) for index in indices)
            return at[whole] if whole in at else of(definitions[whole])
        case Matrix(rows=rows):
            return np.array([[of(entry) for entry in row] for row in rows])
        case Fold(body=body, index=index, over=(low, high)):
            labels = range(int(of(low)), int(of(high)) + 1)
            return sum(value(body, definitions, {**at, index: k}) for k in labels)
        case Derivative(of=inner, by=Symbol(name=name, indices=indices)):
            whole = name + "".join(str(int(of(index))) for index in indices)
            here = of(Symbol(whole))
            return _quotient(inner, whole, here, definitions, at)
        case Apply(function=function, arguments=arguments):
            return _applied(function, [of(argument) for argument in arguments])
        case _:
            raise ValueError(f"no value for {type(node).__name__}")


def _quotient(
    inner: Expression, name: str, here: Any, definitions: Mapping[str, Expression], at: Values
) -> Any:
    def moved(by: Any) -> Any:
        return value(inner, definitions, {**at, name: here + by})

    if not np.shape(here):
        return (moved(STEP) - moved(-STEP)) / (2 * STEP)
    slopes = np.zeros_like(here)
    for place in np.ndindex(here.shape):
        by = np.zeros_like(here)
        by[place] = STEP
        slopes[place] = (moved(by) - moved(-by)) / (2 * STEP)
    return slopes


def _applied(function: str, parts: list[Any]) -> Any:
    first = parts[0]
    match function:
        case "add":
            return sum(parts[1:], first)
        case "multiply" | "hadamard":
            return np.prod(parts, axis=0) if not any(map(np.ndim, parts)) else _product(parts)
        case "matmul":
            return first @ parts[1]
        case "negate":
            return -first
        case "divide":
            return first / parts[1]
        case "power":
            return first ** parts[1]
        case "transpose":
            return first.T
        case "norm":
            return np.sqrt((first**2).sum())
        case "sigmoid":
            return 1 / (1 + np.exp(-first))
        case _:
            return {"exp": np.exp, "log": np.log, "tanh": np.tanh}[function](first)


def _product(parts: list[Any]) -> Any:
    shapes = {np.shape(part) for part in parts if np.ndim(part)}
    if len(shapes) > 1:
        raise ValueError(f"shapes {shapes}")
    whole = parts[0]
    for part in parts[1:]:
        whole = whole * part
    return whole
