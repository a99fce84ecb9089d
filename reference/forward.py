"""The forward pass of the lectures: z = a W + b, a = f(z), layer by layer.

000 l. 32-56 (row vectors), 002 l. 53-65 and 003 l. 8-13 (the same with columns), 004 l. 624-713.
"""

from typing import NamedTuple

from ..cases.network import Array, Batch, Network
from .activations import value


class Trace(NamedTuple):
    """For every layer the inputs a it sees `(m, fan_in)` and its net inputs z `(m, fan_out)`."""

    seen: tuple[Array, ...]
    nets: tuple[Array, ...]


def forward(network: Network, batch: Batch) -> Trace:
    """Run a batch through the network."""
    a, seen, nets = batch.inputs, [], []
    for layer in network.layers:
        z = a @ layer.weights + layer.biases
        seen.append(a)
        nets.append(z)
        a = value(layer.activation, z, layer.alpha)
    return Trace(tuple(seen), tuple(nets))
