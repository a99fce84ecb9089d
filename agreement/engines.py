"""Which engines are held against the exact gradient, and how does each treat a kink?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from ..cases.network import Batch, Gradients, Network
from ..oracles import jax_grad, torch_autograd
from ..reference import DERIVATIONS
from ..reference.derivation import Applies, always
from .accuracy import JAX, NUMPY, TORCH, Accuracy

#: The oracles of gradients that rounding bounds: each with its title and its table. An oracle's
#: `name` is the package that it needs.
_ORACLES = (
    (torch_autograd, "PyTorch autograd", TORCH),
    (jax_grad, "JAX grad", JAX),
)


@dataclass(frozen=True)
class Engine:
    """Something that returns gradients, with what is needed to judge it.

    `missing` names the package that is not installed, and is empty where the engine can run.
    """

    name: str
    kind: str
    source: str
    gradients: Callable[[Network, Batch], Gradients]
    accuracy: Accuracy
    applies: Applies = always
    enumerates_paths: bool = False
    expected: str = "agree"
    missing: str = ""


def engines() -> tuple[Engine, ...]:
    """The documented derivations and the oracles, whether installed or not."""
    derivations = tuple(
        Engine(
            d.name, "derivation", d.source, d.gradients, NUMPY,
            d.applies, d.enumerates_paths, d.expected,
        )
        for d in DERIVATIONS
    )  # fmt: skip
    oracles = tuple(
        Engine(
            module.name, "oracle", title, module.gradients, accuracy,
            missing="" if find_spec(module.name) else module.name,
        )
        for module, title, accuracy in _ORACLES
    )  # fmt: skip
    return derivations + oracles
