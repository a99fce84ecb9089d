"""What does gradient descent on a graph of definitions arrive at according to JAX?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..expressions.descent import Descent
from ..expressions.run import Run
from ..expressions.tree import Number
from ..expressions.walk import Walk
from .jax_formulas import Scalars


def points(descent: Descent, run: Run, marks: Iterable[int]) -> Mapping[int, Mapping[str, float]]:
    """The parameters after the given numbers of updates, in float64, all updated at once.

    Raises `MeaninglessError` where the loss has no value. Parameters are numbers, no matrices.
    """
    import jax
    import jax.numpy as jnp
    from jax import lax

    trained = (*descent.weights, *(descent.biases if run.biases != "fixed" else ()))
    start = {n: float(v.printed.value) for n, v in descent.start().items() if isinstance(v, Number)}
    rate = float(descent.rate)

    def loss(state: list[Any]) -> Any:
        walk = Walk(descent.graph, Scalars(), dict(zip(trained, state, strict=True)))
        return walk.value(descent.loss)

    def step(state: list[Any]) -> list[Any]:
        slopes = jax.grad(loss)(state)
        return [value - rate * slope for value, slope in zip(state, slopes, strict=True)]

    with jax.enable_x64(True):
        advance = jax.jit(lambda state, count: lax.fori_loop(0, count, lambda _, s: step(s), state))
        state, done = [jnp.asarray(start[name], dtype="float64") for name in trained], 0
        found: dict[int, Mapping[str, float]] = {}
        for mark in sorted(set(marks)):
            state, done = advance(state, mark - done), mark
            if any(value.dtype != "float64" for value in state):
                raise TypeError("jax trained in another format than float64")
            found[mark] = start | {n: float(v) for n, v in zip(trained, state, strict=True)}
        return found
