"""What does gradient descent on any graph of definitions arrive at, proved?

One step is recorded with the gradients of the `tape`, whatever the graph computes, and replayed in
balls; in floats it only searches. Where the course of a step depends on its values (a branch), it
cannot be recorded and is walked anew each time, which few steps allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from ..expressions.descent import Descent
from ..expressions.run import Run
from ..expressions.tree import Expression, Matrix, Number
from ..expressions.walk import MeaninglessError, Walk
from .ball_formulas import Balls, Floats, Taped
from .ball_training import MOST_STEPS, PRECISIONS, WANTED, TooManyStepsError
from .objects import objects
from .recorded_formulas import Recorder
from .recording import Recorded, recording, replayed
from .tape import Var

#: Steps that are not recorded but walked, one by one.
MOST_WALKED = 200
Point = dict[str, Any]
#: So many steps from a point on.
Steps = Callable[[Point, int], Point]


def ball_points(descent: Descent, run: Run, marks: Iterable[int]) -> Mapping[int, Point]:
    """The parameters as balls after the given numbers of steps.

    Raises `TooManyStepsError`, and `MeaninglessError` where the loss has no value or derivative.
    """
    wanted = sorted(set(marks))
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            found = _points(descent, run, wanted, Balls(), _ball)
            if all(_is_narrow(value) for p in found.values() for value in p.values()):
                return found
    raise TooManyStepsError(f"not settled with {PRECISIONS[-1]} bits")


def float_points(descent: Descent, run: Run, marks: Iterable[int]) -> Mapping[int, Point]:
    """The same in float64, for searching. Raises `TooManyStepsError` and `MeaninglessError`."""
    return _points(descent, run, sorted(set(marks)), Floats(), float)


def _points(
    descent: Descent,
    run: Run,
    marks: Sequence[int],
    arithmetic: Taped,
    number: Callable[[Fraction], Any],
) -> Mapping[int, Point]:
    if not marks or marks[-1] > MOST_STEPS:
        raise TooManyStepsError(
            f"{marks[-1] if marks else 0} steps, at most {MOST_STEPS} are repeated"
        )
    state = {name: _values(value, number) for name, value in descent.start().items()}
    try:
        step = _recorded(descent, run, state, number)
    except MeaninglessError:
        if marks[-1] > MOST_WALKED:
            raise TooManyStepsError(
                f"{marks[-1]} steps through branches, at most {MOST_WALKED} are repeated"
            ) from None
        step = _walked(descent, run, arithmetic, number)
    found: dict[int, Point] = {}
    count = 0
    for mark in marks:
        state = step(state, mark - count)
        found[mark], count = state, mark
    return found


def _recorded(descent: Descent, run: Run, start: Point, number: Callable[[Fraction], Any]) -> Steps:
    """One step written down once. Raises `MeaninglessError` where its course is not fixed."""
    sizes = {name: np.size(value) for name, value in start.items()}
    with recording(sum(sizes.values())) as (made, inputs):
        waiting = iter(inputs)
        point: Point = {}
        for name, value in start.items():
            array = [next(waiting) for _ in range(sizes[name])]
            shaped = isinstance(value, np.ndarray)
            point[name] = objects(array, value.shape) if shaped else array[0]
        new = _stepped(descent, run, Recorder(made), point, Recorded)
        ends = [entry for value in new.values() for entry in _flat(value)]
        repeat = replayed(made, ends, lambda n: number(Fraction(n)))

    def step(state: Point, times: int) -> Point:
        entries = [entry for value in state.values() for entry in _flat(value)]
        for _ in range(times):
            entries = repeat(entries)
        results = iter(entries)
        return {
            name: objects((next(results) for _ in range(value.size)), value.shape)
            if isinstance(value, np.ndarray)
            else next(results)
            for name, value in state.items()
        }

    return step


def _walked(
    descent: Descent, run: Run, arithmetic: Taped, number: Callable[[Fraction], Any]
) -> Steps:
    def step(state: Point, times: int) -> Point:
        for _ in range(times):
            state = _stepped(descent, run, arithmetic, state, number)
        return state

    return step


def _stepped(
    descent: Descent, run: Run, arithmetic: Taped, point: Point, number: Callable[[Fraction], Any]
) -> Point:
    """The parameters after one step, layer by layer from the loss."""
    named = {name: Var(value) for name, value in point.items()}
    rate = number(descent.rate)
    new = dict(point)
    together = run.order == "together"
    groups = (descent.weights,) if together else descent.layers
    carried = _Carried(arithmetic)
    for i, group in enumerate(groups):
        wanted = [*group, *(descent.biases if i == len(groups) - 1 else ())]
        if run.biases == "fixed":
            wanted = list(group)
        walk = Walk(descent.graph, carried, named)
        slopes = carried.derivatives(walk.value(descent.loss), [walk.named[n] for n in wanted])
        for name, slope in zip(wanted, slopes, strict=True):
            if slope is None:
                raise MeaninglessError(f"no derivative by {name}")
            new[name] = point[name] - slope.value * rate
            carried.renewed[id(named[name])] = new[name]
    return new


class _Carried(Taped):
    """Another arithmetic, but gradients are carried back through the new weights.

    The values are those of the old weights; only what a product sends back to its other factor goes
    by the new one. Nothing is renewed where all weights are updated at once.
    """

    def __init__(self, inner: Taped) -> None:
        self.inner = inner
        self.renewed: dict[int, Any] = {}
        self.number, self.constant = inner.number, inner.constant
        self.whole, self.sign = inner.whole, inner.sign

    def do_multiply(self, *factors: Var) -> Var:
        result = factors[0]
        for factor in factors[1:]:
            result = self.product(result, factor, result * factor)
        return result

    def do_matmul(self, a: Var, b: Var) -> Var:
        plain = super().do_matmul(a, b)
        return self.product(a, b, plain)

    def do_softmax(self, z: Var) -> Var:
        return self.inner.do_softmax(z)

    def product(self, a: Var, b: Var, plain: Var) -> Var:
        """A product, with the gradient of the one factor taken through the other's new value."""
        if not {id(a), id(b)} & self.renewed.keys():
            return plain
        news = [Var(self.renewed.get(id(x), x.value)) for x in (a, b)]
        matrices = isinstance(a.value, np.ndarray) and isinstance(b.value, np.ndarray)
        other = news[0] @ news[1] if matrices and a.value.shape != b.value.shape else None
        through = other if other is not None else news[0] * news[1]
        (_, to_a), (_, to_b) = through.parents
        return Var(plain.value, ((a, to_a), (b, to_b)))


def _values(value: Expression, number: Callable[[Fraction], Any]) -> Any:
    """A printed number, or a matrix of them. Raises `MeaninglessError` for anything else."""
    if isinstance(value, Number):
        return number(value.printed.value)
    if isinstance(value, Matrix):
        return objects((_values(entry, number) for row in value.rows for entry in row), value.shape)
    raise MeaninglessError("a parameter has no printed value to start from")


def _flat(value: Any) -> list[Any]:
    return list(value.flat) if isinstance(value, np.ndarray) else [value]


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _is_narrow(value: Any) -> bool:
    return all(b.is_finite() and float(b.rad()) <= WANTED for b in _flat(value))
