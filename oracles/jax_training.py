"""What are the parameters after so many steps according to JAX?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..cases.network import ACTIVATIONS, Array, Batch, Network
from ..expressions.run import Run
from .jax_grad import activations, compiled, divisors_of, head_of, heads

Parameters = tuple[tuple[Array, ...], tuple[Array, ...]]


def run(network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Mapping[int, Parameters]:
    """Weights and biases after the given numbers of updates, in float64."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    with jax.enable_x64(True):
        state = (
            [jnp.asarray(layer.weights) for layer in network.layers],
            [jnp.asarray(layer.biases) for layer in network.layers],
        )
        step = _step(network, batch, run)
        advance = compiled(
            lambda state, count: lax.fori_loop(0, count, lambda _, s: step(s), state)
        )
        found: dict[int, Parameters] = {}
        done = 0
        for mark in sorted(set(marks)):
            state = advance(state, mark - done)
            done = mark
            weights, biases = (tuple(np.asarray(a) for a in part) for part in state)
            if any(a.dtype != np.float64 for a in (*weights, *biases)):
                raise TypeError("jax trained in another format than float64")
            found[mark] = weights, biases
        return found


def _step(network: Network, batch: Batch, run: Run) -> Any:
    import jax
    import jax.numpy as jnp

    x, t = jnp.asarray(batch.inputs), jnp.asarray(batch.targets)
    functions = [activations()[ACTIVATIONS.index(layer.activation)] for layer in network.layers]
    alphas = [jnp.asarray(layer.alpha) for layer in network.layers]
    head, divisors = heads()[head_of(network)], divisors_of(network, batch)

    def out_of(layer: int, net: Any) -> Any:
        return functions[layer](net, alphas[layer])

    def loss_of_net(net: Any) -> Any:
        exists = jnp.ones(t.shape[1], dtype=bool)
        total = jnp.sum(head(net, out_of(len(functions) - 1, net), t, exists))
        for divisor in divisors:
            total = total / divisor
        return total

    def loss(weights: list[Any], biases: list[Any]) -> Any:
        seen, net = x, x
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            net = seen @ w + b
            seen = out_of(layer, net)
        return loss_of_net(net)

    def output_first(weights: list[Any], biases: list[Any]) -> tuple[list[Any], list[Any]]:
        """Gradients from the last layer to the first, each through weights already updated."""
        seen, nets = [x], []
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            nets.append(seen[-1] @ w + b)
            seen.append(out_of(layer, nets[-1]))
        arriving = jax.grad(loss_of_net)(nets[-1])
        slopes_w, slopes_b = list(weights), list(biases)
        for layer in reversed(range(len(weights))):

            def net_of(w: Any, b: Any, layer: int = layer, arriving: Any = arriving) -> Any:
                return jnp.sum((seen[layer] @ w + b) * arriving)

            slopes_w[layer], slopes_b[layer] = jax.grad(net_of, (0, 1))(
                weights[layer], biases[layer]
            )
            if layer:
                new = weights[layer] - run.learning_rate * slopes_w[layer]

                def through(
                    net: Any, layer: int = layer, new: Any = new, arriving: Any = arriving
                ) -> Any:
                    return jnp.sum((out_of(layer - 1, net) @ new) * arriving)

                arriving = jax.grad(through)(nets[layer - 1])
        return slopes_w, slopes_b

    def step(state: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
        weights, biases = state
        if run.order == "together":
            slopes_w, slopes_b = jax.grad(loss, (0, 1))(weights, biases)
        else:
            slopes_w, slopes_b = output_first(weights, biases)
        weights = [w - run.learning_rate * g for w, g in zip(weights, slopes_w, strict=True)]
        if run.biases == "fixed":
            return weights, biases
        if run.biases == "shared":
            slopes_b = [jnp.full_like(g, jnp.sum(g)) for g in slopes_b]
        return weights, [b - run.learning_rate * g for b, g in zip(biases, slopes_b, strict=True)]

    return step
