"""A network on which every planted mistake shows, and a gradient function to plant mistakes in."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from backproof.agreement.accuracy import NUMPY, Accuracy
from backproof.agreement.agree import agreements
from backproof.agreement.bound import Bound, bound
from backproof.agreement.engines import Engine
from backproof.agreement.hold import Agreement
from backproof.cases.generate import Problem, make
from backproof.cases.network import Array, Batch, Gradients, Loss, Network
from backproof.oracles import balls
from backproof.reference import activations, batch_form
from backproof.reference.forward import forward
from backproof.reference.losses import delta

Function = Callable[[Network, Batch], Gradients]


@pytest.fixture
def square() -> Problem:
    """Three layers of three units and three samples: a transpose changes no shape.

    Every factor that can be forgotten is there: 1/m, 1/n and the loss's 1/2.
    """
    loss = Loss("squared_error", outputs="mean", batch="mean", half=True)
    return make((3, 3, 3, 3), ("tanh", "softplus", "sigmoid"), loss, 3, "ordinary", 11)


@dataclass(frozen=True)
class Backward:
    """A backward pass, right as it stands, of which each step can be replaced by a wrong one."""

    slope: Callable[[str, Array], Array] = activations.slope
    back: Callable[[Network, int], Array] = lambda network, l: network.layers[l].weights.T
    delta: Callable[[Network, Batch, Array], Array] = delta
    bias: Callable[[Array], Array] = lambda d: d.sum(axis=0)
    weight: Callable[[Array, Array], Array] = lambda seen, d: seen.T @ d

    def __call__(self, network: Network, batch: Batch) -> Gradients:
        seen, nets = forward(network, batch)
        d = self.delta(network, batch, nets[-1])
        weights, biases = [], []
        for l in reversed(range(len(nets))):
            weights.insert(0, self.weight(seen[l], d))
            biases.insert(0, self.bias(d))
            if l:
                d = (d @ self.back(network, l)) * self.slope(
                    network.layers[l - 1].activation, nets[l - 1]
                )
        return Gradients(0.0, nets, tuple(weights), tuple(biases))


def engine_of(
    gradients: Function, *, name: str = "planted", accuracy: Accuracy = NUMPY, missing: str = ""
) -> Engine:
    return Engine(name, "derivation", "a test", gradients, accuracy, missing=missing)


@pytest.fixture
def engine() -> Callable[..., Engine]:
    """Any gradient function as a derivation."""
    return engine_of


@pytest.fixture
def backward() -> type[Backward]:
    """The backward pass to plant mistakes in."""
    return Backward


@pytest.fixture
def judged() -> Callable[[Problem, Function], dict[str, Agreement]]:
    """The agreements of a gradient function with balls, by parameter."""

    def judge(problem: Problem, gradients: Function) -> dict[str, Agreement]:
        found = agreements("planted", problem.network, problem.batch, [engine_of(gradients)])
        return {a.parameter: a for a in found}

    return judge


@pytest.fixture
def limits() -> Callable[[Problem], Bound]:
    """The bound that NumPy must keep on a problem."""

    def of(problem: Problem) -> Bound:
        exact = balls.gradients(problem.network, problem.batch)
        return bound(problem.network, problem.batch, exact, NUMPY)

    return of


@pytest.fixture
def altered() -> Callable[..., Function]:
    """The right gradients with one element changed by a function."""

    def make_altered(
        change: Callable[[float], float],
        where: tuple[int, ...] = (1, 2),
        layer: int = 1,
        part: str = "weights",
    ) -> Function:
        def gradients(network: Network, batch: Batch) -> Gradients:
            right = batch_form.gradients(network, batch)
            arrays = [np.array(a) for a in getattr(right, part)]
            arrays[layer][where] = change(arrays[layer][where])
            return replace(right, **{part: tuple(arrays)})

        return gradients

    return make_altered
