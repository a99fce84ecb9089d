"""Which network is it, and what are its parts called?"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .tree import Name


def decimal(rng: Random, low: float, high: float, places: int = 2) -> str:
    """A starting value with a few decimals, never zero."""
    while True:
        text = f"{rng.uniform(low, high):.{places}f}"
        if float(text) and not text.endswith("00"):
            return text


@dataclass(frozen=True)
class Plan:
    """The shape of a network, and what is to be written about it.

    `before` is the same network before its weights were updated: data and old values are its.
    """

    widths: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    shared: bool
    gradient: str
    signs: bool
    biases: bool
    example: int
    before: Plan | None = None

    @property
    def layers(self) -> int:
        return len(self.widths) - 1

    def name(self, kind: str, *at: int | str, of: tuple[Name, ...] = ()) -> Name:
        return Name(kind, at, of, self.example)

    def x(self, layer: int, unit: int) -> Name:
        """What a layer sees: inputs, or the outputs of the layer before."""
        if layer > 1:
            return self.out(layer - 1, unit)
        return self.before.x(1, unit) if self.before else self.name("x", unit)

    def net(self, layer: int, unit: int) -> Name:
        return self.name("net", layer, unit, layer == self.layers)

    def out(self, layer: int, unit: int) -> Name:
        return self.name("out", layer, unit, layer == self.layers)

    def delta(self, layer: int, unit: int) -> Name:
        if self.gradient == "delta":
            return self.name("delta", layer, unit, layer == self.layers)
        return self.grad(self.total, self.net(layer, unit))

    def w(self, layer: int, to: int, source: int) -> Name:
        if self.before:
            return self.before.name("new", of=(self.before.w(layer, to, source),))
        before = sum(
            a * b for a, b in zip(self.widths[: layer - 1], self.widths[1:layer], strict=True)
        )
        number = before + (to - 1) * self.widths[layer - 1] + source
        return self.name("w", layer, to, source, number)

    def b(self, layer: int, to: int) -> Name:
        if self.before:
            old = self.before.b(layer, to)
            return self.before.name("new", of=(old,)) if self.updates_biases else old
        if self.shared:
            return self.name("b", layer, 0, layer)
        return self.name("b", layer, to, sum(self.widths[1:layer]) + to)

    def t(self, unit: int) -> Name:
        return self.before.t(unit) if self.before else self.name("target", unit)

    @property
    def updates_biases(self) -> bool:
        """Whether biases are trained, too."""
        return self.biases and not self.shared

    def err(self, unit: int) -> Name:
        return self.name("err", unit)

    @property
    def total(self) -> Name:
        return self.name("total")

    def grad(self, of: Name, by: Name) -> Name:
        return self.name("grad", of=(of, by))

    def activation(self, layer: int) -> str:
        return self.output if layer == self.layers else self.hidden

    def units(self, layer: int) -> range:
        return range(1, self.widths[layer] + 1)


def plan(rng: Random, gradient: str, example: int) -> Plan:
    """A small network, drawn at random."""
    shapes = ((2, 2, 1), (2, 2, 2), (1, 2, 1), (3, 2, 1), (2, 1), (2, 2, 2), (2, 3, 1),
              (2, 2, 2, 1), (1, 1, 1), (3, 2), (2, 3, 2))  # fmt: skip
    widths = rng.choice(shapes)
    output = rng.choice(("sigmoid", "sigmoid", "linear", "tanh"))
    loss = rng.choice(("half", "half", "half", "mse"))
    if widths[-1] == 1 and output == "sigmoid" and rng.random() < 0.4:
        loss = "bce"
    if widths[-1] > 1 and rng.random() < 0.3:
        output, loss = "softmax", "cce"
    return Plan(
        widths, rng.choice(("sigmoid", "sigmoid", "tanh", "relu")), output, loss,
        rng.random() < 0.4, gradient, rng.random() < 0.5, rng.random() < 0.5, example,
    )  # fmt: skip
