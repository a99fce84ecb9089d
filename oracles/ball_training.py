"""What are the parameters after so many steps of gradient descent, proved?

The loop is recorded once, with the gradients of the `tape`, and replayed in balls with as much
precision as the steps use up: the parameters' balls stay small to the end. The same loop in floats
searches quickly through the conventions that a lecture may mean; it proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq

from ..cases.network import Network
from ..expressions.run import Run
from . import tape
from .objects import objects
from .recording import Recorded, recording, replayed
from .tape import Var

PRECISIONS = (256, 1024, 4096, 16384)
#: Parameters are wanted to this absolute accuracy.
WANTED = 2.0**-80
MOST_STEPS = 200_000


class TooManyStepsError(ValueError):
    """A run is longer than is repeated here."""


@dataclass(frozen=True)
class Start:
    """Where a run begins: every parameter, the inputs and the targets, as exact numbers.

    `weights[l]` is `(fan_in, fan_out)`, `biases[l]` `(fan_out,)`, `inputs` and `targets` `(m, n)`.
    """

    weights: Sequence[Any]
    biases: Sequence[Any]
    inputs: Any
    targets: Any
    rate: Fraction


@dataclass(frozen=True)
class Parameters:
    """Weights and biases after some steps, in the arithmetic of the run."""

    weights: tuple[Any, ...]
    biases: tuple[Any, ...]


def ball_run(
    network: Network, start: Start, run: Run, marks: Iterable[int]
) -> Mapping[int, Parameters]:
    """Parameters as balls after the given numbers of steps. Raises `TooManyStepsError`."""
    wanted = sorted(set(marks))
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            found = _steps(
                network, start, run, wanted, lambda f: arb(fmpq(f.numerator, f.denominator))
            )
            if all(is_narrow(p) for p in found.values()):
                return found
    raise TooManyStepsError(f"not settled with {PRECISIONS[-1]} bits")


def float_run(
    network: Network, start: Start, run: Run, marks: Iterable[int]
) -> Mapping[int, Parameters]:
    """The same in float64, for searching. Raises `TooManyStepsError`."""
    return _steps(network, start, run, sorted(set(marks)), float)


def _steps(
    network: Network,
    start: Start,
    run: Run,
    marks: Sequence[int],
    number: Callable[[Fraction], Any],
) -> Mapping[int, Parameters]:
    if not marks or marks[-1] > MOST_STEPS:
        raise TooManyStepsError(
            f"{marks[-1] if marks else 0} steps, at most {MOST_STEPS} are repeated"
        )
    given = [start.inputs, start.targets]
    parameters = [*start.weights, *start.biases]
    fixed = [number(x) for array in given for x in array.flat] + [number(start.rate)]
    state = [number(x) for array in parameters for x in array.flat]
    step = _recorded_step(network, start, run, lambda n: number(Fraction(n)))
    found = {}
    for count in range(marks[-1] + 1):
        if count in marks:
            found[count] = _shaped(state, start)
        if count < marks[-1]:
            state = step([*fixed, *state])
    return found


def _recorded_step(
    network: Network, start: Start, run: Run, number: Callable[[int], Any]
) -> Callable[[Sequence[Any]], list[Any]]:
    """One update of every parameter, as a function of data, rate and parameters."""
    given = [start.inputs, start.targets]
    parameters = [*start.weights, *start.biases]
    sizes = sum(array.size for array in (*given, *parameters)) + 1
    with recording(sizes) as (made, inputs):
        waiting = iter(inputs)

        def taken(array: Any) -> Any:
            return objects((next(waiting) for _ in range(array.size)), array.shape)

        x, t = (taken(array) for array in given)
        rate = next(waiting)
        weights = [taken(array) for array in start.weights]
        biases = [taken(array) for array in start.biases]
        new = _updated(network, run, x, t, rate, weights, biases)
        return replayed(made, [value for array in new for value in array.flat], number)


def _updated(
    network: Network, run: Run, x: Any, t: Any, rate: Any, weights: list[Any], biases: list[Any]
) -> list[Any]:
    """The parameters after one step: the forward pass, the tape's gradients, the update."""
    w, b = [Var(a) for a in weights], [Var(a) for a in biases]
    nets: list[Var] = []
    outs = [Var(x)]
    for layer, weight, bias in zip(network.layers, w, b, strict=True):
        nets.append(outs[-1] @ weight + bias)
        outs.append(_activated(layer.activation, nets[-1]))
    loss = _loss(network, len(x), outs[-1], Var(t))
    old = Parameters(tuple(weights), tuple(biases))
    new = moved(run, rate, old, slopes(run, rate, Passed(loss, nets, outs, w, b)))
    return [*new.weights, *new.biases]


class Passed(NamedTuple):
    """A forward pass on the tape; `outs` begins with the inputs."""

    loss: Var
    nets: Sequence[Var]
    outs: Sequence[Var]
    w: Sequence[Var]
    b: Sequence[Var]


def slopes(run: Run, rate: Any, passed: Passed) -> Parameters:
    """The tape's gradients by weights and biases, in the order of the run."""
    if run.order == "output first":
        return _output_first(rate, passed)
    grown = tape.gradients(passed.loss, [*passed.w, *passed.b])
    depth = len(passed.w)
    return Parameters(tuple(grown[:depth]), tuple(grown[depth:]))


def moved(run: Run, rate: Any, old: Parameters, along: Parameters) -> Parameters:
    """Weights and biases after they went down along the gradients."""
    weights = tuple(a - g * rate for a, g in zip(old.weights, along.weights, strict=True))
    if run.biases == "fixed":
        return Parameters(weights, old.biases)
    slopes_b = along.biases
    if run.biases == "shared":
        slopes_b = tuple(np.full_like(g, g.sum()) for g in slopes_b)
    biases = tuple(a - g * rate for a, g in zip(old.biases, slopes_b, strict=True))
    return Parameters(weights, biases)


def _output_first(rate: Any, passed: Passed) -> Parameters:
    """Gradients layer by layer from the output, each through the weights already updated.

    What arrives at a layer's nets is held fixed; the nets are written once more with the new
    weights, and the tape differentiates their inner product with what arrives.
    """
    loss, nets, outs, w, b = passed
    (arriving,) = tape.gradients(loss, [nets[-1]])
    slopes_w: list[Any] = []
    slopes_b: list[Any] = []
    for layer in reversed(range(len(w))):
        again = Var(outs[layer].value) @ w[layer] + b[layer]
        slope_w, slope_b = tape.gradients(tape.total(again * Var(arriving)), [w[layer], b[layer]])
        slopes_w.insert(0, slope_w)
        slopes_b.insert(0, slope_b)
        if layer:
            new = Var(w[layer].value - slope_w * rate)
            through = tape.total((outs[layer] @ new) * Var(arriving))
            (arriving,) = tape.gradients(through, [nets[layer - 1]])
    return Parameters(tuple(slopes_w), tuple(slopes_b))


def _activated(activation: str, z: Var) -> Var:
    one = Var(_filled(z.value, 1))
    match activation:
        case "identity":
            return z
        case "sigmoid":
            return one / (one + tape.exp(-z))
        case "tanh":
            up, down = tape.exp(z), tape.exp(-z)
            return (up - down) / (up + down)
        case _:
            raise TooManyStepsError(f"a run through {activation} is not repeated here")


def _loss(network: Network, samples: int, out: Var, t: Var) -> Var:
    loss = network.loss
    if loss.kind == "squared_error":
        terms = tape.power(t - out, 2)
    elif loss.kind == "binary_cross_entropy" and loss.log_base == "e":
        one = Var(_filled(out.value, 1))
        terms = -(t * tape.log(out)) - (one - t) * tape.log(one - out)
    else:
        raise TooManyStepsError(f"a run with {loss.kind} is not repeated here")
    total = tape.total(terms)
    half, per_output, per_sample = loss.divisors
    for divides, divisor in ((half, 2), (per_output, network.widths[-1]), (per_sample, samples)):
        if divides:
            total = total / Var(Recorded(divisor))
    return total


def _filled(like: Any, value: int) -> Any:
    return objects((Recorded(value) for _ in range(like.size)), like.shape)


def _shaped(state: Sequence[Any], start: Start) -> Parameters:
    waiting = iter(state)

    def array(like: Any) -> Any:
        return objects((next(waiting) for _ in range(like.size)), like.shape)

    return Parameters(tuple(array(a) for a in start.weights), tuple(array(a) for a in start.biases))


def is_narrow(parameters: Parameters) -> bool:
    """Whether every ball is as small as is wanted."""
    return all(
        ball.is_finite() and float(ball.rad()) <= WANTED
        for array in (*parameters.weights, *parameters.biases)
        for ball in array.flat
    )
