"""What does gradient descent on a graph of definitions arrive at according to PyTorch?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..expressions.descent import Descent
from ..expressions.run import Run
from ..expressions.tree import Number
from .torch_formulas import Tensors, TorchWalk

#: autograd walks the whole graph at every step: so many take a second or two.
MOST_STEPS = 1_000


def points(descent: Descent, run: Run, marks: Iterable[int]) -> Mapping[int, Mapping[str, float]]:
    """The parameters after the given numbers of updates, in float64, all updated at once.

    Marks beyond `MOST_STEPS` are left out. Raises `MeaninglessError` where the loss has no value.
    Parameters are numbers, no matrices.
    """
    import torch

    trained = (*descent.weights, *(descent.biases if run.biases != "fixed" else ()))
    state = {n: float(v.printed.value) for n, v in descent.start().items() if isinstance(v, Number)}
    rate, found = float(descent.rate), dict[int, Mapping[str, float]]()
    wanted = {mark for mark in marks if mark <= MOST_STEPS}
    for count in range(max(wanted, default=-1) + 1):
        if count in wanted:
            found[count] = dict(state)
        leaves = {
            n: torch.tensor(state[n], dtype=torch.float64, requires_grad=True) for n in trained
        }
        walk = TorchWalk(descent.graph, Tensors(), leaves)
        slopes = torch.autograd.grad(walk.value(descent.loss), [leaves[n] for n in trained])
        state |= {n: state[n] - rate * s.item() for n, s in zip(trained, slopes, strict=True)}
    return found
