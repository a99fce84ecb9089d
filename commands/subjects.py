"""On which networks is a gradient function checked?

On drawn ones of a given shape, or on those of a case file; with batches of one sample and of some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..agreement.check import Problem
from ..cases.load import load_case
from ..cases.network import LOG_BASES, Loss, Network, ShapeError
from .reporting import CannotRunError

#: The scale of elu, and the slope of prelu below 0, where none is named.
_ALPHAS = {"elu": 1.0, "prelu": 0.25}
_LARGEST_BATCH = 8


@dataclass(frozen=True)
class Shape:
    """A network to be drawn: widths from the inputs on, and an activation for each layer.

    An activation may carry its alpha, as `elu:0.5`. `loss` is a `Loss` or a text (`loss_of`).
    """

    widths: tuple[int, ...] = (2, 3, 2)
    activations: tuple[str, ...] = ("sigmoid", "sigmoid")
    loss: Loss | str = "squared_error"
    dtype: str = "float64"

    @property
    def name(self) -> str:
        """The shape in words."""
        loss = self.loss if isinstance(self.loss, str) else self.loss.kind
        return f"{'-'.join(map(str, self.widths))} {' '.join(self.activations)}, {loss}"


def loss_of(text: str) -> Loss:
    """A loss in words: its kind, then any of half, mean-outputs, mean-batch, log2, log10.

    Raises `CannotRunError`.
    """
    kind, *words = (word.strip() for word in text.split(","))
    known = {f"log{base}": base for base in LOG_BASES}
    for word in words:
        if word not in ("half", "mean-outputs", "mean-batch", *known):
            raise CannotRunError(
                f"loss {text!r}: {word!r} is none of half, mean-outputs, mean-batch, log2, log10"
            )
    try:
        return Loss(
            kind,
            outputs="mean" if "mean-outputs" in words else "sum",
            batch="mean" if "mean-batch" in words else "sum",
            half="half" in words,
            log_base=next((known[word] for word in words if word in known), "e"),
        )
    except ShapeError as error:
        raise CannotRunError(f"loss {text!r}: {error}") from None


def drawn(shape: Shape, batches: Sequence[int], seed: int) -> tuple[Problem, ...]:
    """A network of this shape for every size of batch, one sample first unless sizes are given.

    Raises `CannotRunError` where the shape is none.
    """
    import numpy as np

    from ..cases.generate import make

    rng = np.random.default_rng(seed)
    sizes = list(batches) or [1, *map(int, rng.integers(2, _LARGEST_BATCH + 1, size=2))]
    loss = loss_of(shape.loss) if isinstance(shape.loss, str) else shape.loss
    names, alphas = _activations(shape)
    problems: list[Problem] = []
    for number, size in enumerate(sizes):
        if size < 1:
            raise CannotRunError(f"batch of {size}, expected one sample or more")
        try:
            made = make(
                shape.widths, names, loss, size, "ordinary", seed + number, shape.dtype
            )  # fmt: skip
            network = _with_alphas(made.network, alphas)
        except ShapeError as error:
            raise CannotRunError(f"{shape.name}: {error}") from None
        problems.append(Problem(f"batch of {size}", network, made.batch))
    return tuple(problems)


def from_case(path: Path, batches: Sequence[int], seed: int) -> tuple[Problem, ...]:
    """The networks of a case file with the case's own batch, and with drawn ones of these sizes.

    Raises `CaseError`, and `CannotRunError` where the case has no network.
    """
    case = load_case(path)
    if not case.settings:
        raise CannotRunError(f"{path}: found no [[layer]], expected a case with a network")
    problems: list[Problem] = []
    for setting in case.settings:
        network, about = setting.network, f"{setting.name}, " if setting.name else ""
        problems.append(Problem(f"{about}batch of {setting.batch.size}", network, setting.batch))
        names = tuple(layer.activation for layer in network.layers)
        shape = Shape(network.widths, names, network.loss, str(network.dtype))
        if batches:
            problems += [
                Problem(f"{about}{like.name}, drawn", network, like.batch)
                for like in drawn(shape, batches, seed)
            ]
    return tuple(problems)


def _activations(shape: Shape) -> tuple[tuple[str, ...], tuple[float | None, ...]]:
    if len(shape.activations) != len(shape.widths) - 1 or len(shape.widths) < 2:
        raise CannotRunError(
            f"{len(shape.activations)} activations for {len(shape.widths) - 1} layers "
            f"(the widths are {', '.join(map(str, shape.widths))}), expected one for each"
        )
    if min(shape.widths) < 1:
        raise CannotRunError(f"a layer of {min(shape.widths)} units, expected one or more")
    names, alphas = list[str](), list[float | None]()
    for text in shape.activations:
        name, _, alpha = text.partition(":")
        try:
            alphas.append(float(alpha) if alpha else _ALPHAS.get(name))
        except ValueError:
            raise CannotRunError(f"activation {text!r}: expected a number behind the :") from None
        names.append(name)
    return tuple(names), tuple(alphas)


def _with_alphas(network: Network, alphas: Sequence[float | None]) -> Network:
    return replace(
        network,
        layers=tuple(
            layer if alpha is None else replace(layer, alpha=alpha)
            for layer, alpha in zip(network.layers, alphas, strict=True)
        ),
    )
