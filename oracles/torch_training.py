"""What are the parameters after so many steps according to PyTorch?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..cases.network import Array, Batch, Network
from ..expressions.run import Run
from .torch_autograd import activation, loss_of

if TYPE_CHECKING:
    from torch import Tensor

Parameters = tuple[tuple[Array, ...], tuple[Array, ...]]


def run(network: Network, batch: Batch, run: Run, marks: Iterable[int]) -> Mapping[int, Parameters]:
    """Weights and biases after the given numbers of updates, in float64."""
    import torch

    x, t = (torch.tensor(array) for array in (batch.inputs, batch.targets))
    weights = [torch.tensor(layer.weights, requires_grad=True) for layer in network.layers]
    biases = [torch.tensor(layer.biases, requires_grad=True) for layer in network.layers]
    trained = weights if run.biases == "fixed" else [*weights, *biases]
    wanted, found = set(marks), {}
    for count in range(max(wanted) + 1):
        if count in wanted:
            found[count] = (
                tuple(w.detach().numpy().copy() for w in weights),
                tuple(b.detach().numpy().copy() for b in biases),
            )
        slopes = _slopes(network, x, t, weights, biases, trained, run)
        with torch.no_grad():
            for i, (parameter, slope) in enumerate(zip(trained, slopes, strict=True)):
                shared = run.biases == "shared" and i >= len(weights)
                parameter -= run.learning_rate * (slope.sum() if shared else slope)
    return found


def _slopes(
    network: Network, x: Tensor, t: Tensor, weights: list[Tensor], biases: list[Tensor],
    trained: list[Tensor], run: Run,
) -> list[Tensor]:  # fmt: skip
    import torch

    out, seen, nets = x, [], []
    for layer, w, b in zip(network.layers, weights, biases, strict=True):
        seen.append(out)
        nets.append(torch.addmm(b, out, w))
        out = activation(layer.activation, nets[-1], layer.alpha)
    loss = loss_of(network, nets[-1], out, t)
    if run.order == "together":
        return list(torch.autograd.grad(loss, trained))
    # What arrives at a layer is held fixed; its nets are written once more with the new weights.
    (arriving,) = torch.autograd.grad(loss, [nets[-1]], retain_graph=True)
    found: dict[int, Tensor] = {}
    for layer in reversed(range(len(weights))):
        again = torch.addmm(biases[layer], seen[layer].detach(), weights[layer])
        slope_w, slope_b = torch.autograd.grad(
            (again * arriving).sum(), [weights[layer], biases[layer]]
        )
        found |= {id(weights[layer]): slope_w, id(biases[layer]): slope_b}
        if layer:
            new = weights[layer].detach() - run.learning_rate * slope_w
            through = (seen[layer] @ new * arriving).sum()
            (arriving,) = torch.autograd.grad(through, [nets[layer - 1]], retain_graph=True)
    return [found[id(parameter)] for parameter in trained]
