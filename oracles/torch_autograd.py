"""What does PyTorch's autograd say?

Only the forward computation is written here; every derivative is torch's own. Losses on sigmoid and
softmax outputs are taken from the net inputs (the logit forms), which do not saturate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network

if TYPE_CHECKING:
    from torch import Tensor

name = "torch"


def gradients(network: Network, batch: Batch) -> Gradients:
    """Loss, net inputs and gradients in the network's dtype, float64 or float32."""
    import torch

    inputs, targets = (_tensor(array) for array in (batch.inputs, batch.targets))
    weights = [_tensor(layer.weights).requires_grad_() for layer in network.layers]
    biases = [_tensor(layer.biases).requires_grad_() for layer in network.layers]
    nets: list[Tensor] = []
    out = inputs
    for layer, w, b in zip(network.layers, weights, biases, strict=True):
        nets.append(out @ w + b)
        if layer.activation != "softmax":
            out = activation(layer.activation, nets[-1], layer.alpha)
    loss = loss_of(network, nets[-1], out, targets)
    found = (
        torch.autograd.grad(loss, [*weights, *biases], allow_unused=True, materialize_grads=True)
        if loss.requires_grad
        else [torch.zeros_like(p) for p in (*weights, *biases)]
    )
    arrays = [_array(g, network) for g in found]
    return Gradients(
        loss=float(loss.detach()),
        nets=tuple(_array(z, network) for z in nets),
        weights=tuple(arrays[: len(weights)]),
        biases=tuple(arrays[len(weights) :]),
    )


def activation(name: str, z: Tensor, alpha: float) -> Tensor:
    """torch's own activation of a net input."""
    import torch
    import torch.nn.functional as F

    match name:
        case "identity":
            return z
        case "step":
            return (z >= 0).to(z.dtype)
        case "sigmoid":
            return torch.sigmoid(z)
        case "tanh":
            return torch.tanh(z)
        case "arctan":
            return torch.arctan(z)
        case "relu":
            return torch.relu(z)
        case "prelu":
            return F.leaky_relu(z, alpha)
        case "elu":
            return F.elu(z, alpha)
        case "softplus":
            return F.softplus(z)
        case _:
            raise ValueError(f"no activation {name!r} here")


def loss_of(network: Network, z: Tensor, out: Tensor, t: Tensor) -> Tensor:
    """The loss as a scalar, from the last net inputs and outputs."""
    import torch
    import torch.nn.functional as F

    match network.loss.kind, network.layers[-1].activation:
        case "squared_error", "softmax":
            loss = ((t - torch.softmax(z, dim=1)) ** 2).sum()
        case "squared_error", _:
            loss = ((t - out) ** 2).sum()
        case "binary_cross_entropy", "sigmoid":
            loss = F.binary_cross_entropy_with_logits(z, t, reduction="sum")
        case "binary_cross_entropy", "softmax":
            loss = _binary_cross_entropy_of_softmax(z, t)
        case "categorical_cross_entropy", "softmax":
            loss = -(t * torch.log_softmax(z, dim=1)).sum()
        case kind, last:
            raise ValueError(f"no loss {kind!r} on {last!r} here")
    half, per_output, per_sample = network.loss.divisors
    if half:
        loss = loss * 0.5
    if per_output:
        loss = loss / t.shape[1]
    if per_sample:
        loss = loss / t.shape[0]
    return loss / float(np.log(float(network.loss.log_base))) if _has_base(network) else loss


def _binary_cross_entropy_of_softmax(z: Tensor, t: Tensor) -> Tensor:
    """-(t log o + (1 - t) log(1 - o)), summed: 1 - o_i is the softmax mass of the other outputs."""
    import torch

    logs = torch.log_softmax(z, dim=1)
    width = z.shape[1]
    others = z.unsqueeze(1).expand(-1, width, -1)
    others = others.masked_fill(torch.eye(width, dtype=torch.bool), float("-inf"))
    log_rest = torch.logsumexp(others, dim=2) - torch.logsumexp(z, dim=1, keepdim=True)
    return -(t * logs + (1 - t) * log_rest).sum()


def _has_base(network: Network) -> bool:
    return network.loss.kind != "squared_error" and network.loss.log_base != "e"


def _tensor(array: Array) -> Tensor:
    import torch

    return torch.from_numpy(np.array(array))


def _array(tensor: Tensor, network: Network) -> Array:
    array: Any = tensor.detach().numpy()
    if array.dtype != network.dtype:
        raise TypeError(f"torch answered in {array.dtype}, expected {network.dtype}")
    return array
