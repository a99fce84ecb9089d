"""How is one training step repeated ten thousand times without recording it ten thousand times?

The step is recorded once, as a list of additions, multiplications and so on between numbered
values: run on `Recorded` values, the tape's forward and backward pass write themselves down. The
list is then replayed in balls or in floats. This serves computations that take the same course for
all values: no branches.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import arb

from .straight import LONGEST, straight

#: What is repeated more often than this is worth being compiled.
_OFTEN = 50

_Operation = tuple[Callable[[Any, Any], Any], int, int]


class Recorded:
    """A value of a recording: a number in its list."""

    __slots__ = ("at",)
    recording: Recording

    def __init__(self, value: int | Fraction) -> None:
        self.at = Recorded.recording.constant(value)

    @classmethod
    def made(cls, at: int) -> Recorded:
        """The value at a place of the list."""
        value = cls.__new__(cls)
        value.at = at
        return value

    def _by(self, operation: Callable[[Any, Any], Any], other: Any) -> Recorded:
        right = other if isinstance(other, Recorded) else Recorded(other)
        return Recorded.made(Recorded.recording.add(operation, self.at, right.at))

    def __add__(self, other: Any) -> Recorded:
        return self._by(operator.add, other)

    def __mul__(self, other: Any) -> Recorded:
        return self._by(operator.mul, other)

    def __truediv__(self, other: Any) -> Recorded:
        return self._by(operator.truediv, other)

    def __sub__(self, other: Any) -> Recorded:
        return self._by(operator.sub, other)

    def __neg__(self) -> Recorded:
        return self._by(_negated, self)

    def exp(self) -> Recorded:
        """e to this power."""
        return self._by(_exp, self)

    def log(self) -> Recorded:
        """The natural logarithm."""
        return self._by(_log, self)


class Recording:
    """A list of operations, each made once; the first values are the inputs."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.size = inputs
        self.constants: dict[int | Fraction, int] = {}
        self.operations: list[tuple[int, _Operation]] = []
        self.known: dict[_Operation, int] = {}

    def constant(self, value: int | Fraction) -> int:
        """The place of a number that stays."""
        if value not in self.constants:
            self.constants[value] = self._next()
        return self.constants[value]

    def fixed(self, at: int) -> int | Fraction | None:
        """The number that stays at a place; None where a computed one does."""
        return next((value for value, where in self.constants.items() if where == at), None)

    def add(self, operation: Callable[[Any, Any], Any], left: int, right: int) -> int:
        """The place of a new value; adding 0 and multiplying by 1 or 0 are not recorded."""
        zero, one = self.constants.get(0), self.constants.get(1)
        if operation is operator.add and zero in (left, right):
            return right if left == zero else left
        if operation is operator.mul and one in (left, right):
            return right if left == one else left
        if operation is operator.mul and zero in (left, right):
            assert zero is not None
            return zero
        made = operation, left, right
        if made not in self.known:
            self.known[made] = self._next()
            self.operations.append((self.known[made], made))
        return self.known[made]

    def _next(self) -> int:
        self.size += 1
        return self.size - 1

    def needed(self, outputs: Sequence[int]) -> list[tuple[int, _Operation]]:
        """The operations that the outputs depend on, in order."""
        wanted = set(outputs)
        kept = []
        for at, (operation, left, right) in reversed(self.operations):
            if at in wanted:
                wanted.update((left, right))
                kept.append((at, (operation, left, right)))
        return kept[::-1]


@contextmanager
def recording(inputs: int) -> Generator[tuple[Recording, list[Recorded]]]:
    """A recording in progress, and its inputs."""
    made = Recording(inputs)
    before = getattr(Recorded, "recording", None)
    Recorded.recording = made
    try:
        yield made, [Recorded.made(at) for at in range(inputs)]
    finally:
        if before is not None:
            Recorded.recording = before


def replayed(
    made: Recording, outputs: Sequence[Recorded], number: Callable[[Any], Any]
) -> Callable[[Sequence[Any]], list[Any]]:
    """The recorded computation as a function of its inputs, in any arithmetic."""
    ends = [output.at for output in outputs]
    operations = [(at, *operation) for at, operation in made.needed(ends)]
    values: list[Any] = [None] * made.size
    constants = {at: number(constant) for constant, at in made.constants.items()}
    for at, constant in constants.items():
        values[at] = constant
    done = 0
    compiled: Callable[[Sequence[Any]], list[Any]] | None = None

    def run(inputs: Sequence[Any]) -> list[Any]:
        nonlocal done, compiled
        if compiled is not None:
            return compiled(inputs)
        done += 1
        if done > _OFTEN and len(operations) <= LONGEST:
            compiled = _compiled(made.inputs, operations, ends, constants, inputs)
        values[: made.inputs] = inputs
        for at, operation, left, right in operations:
            values[at] = operation(values[left], values[right])
        return [values[end] for end in ends]

    return run


def _compiled(
    inputs: int,
    operations: Sequence[tuple[int, Callable[[Any, Any], Any], int, int]],
    ends: Sequence[int],
    constants: Mapping[int, Any],
    first: Sequence[Any],
) -> Callable[[Sequence[Any]], list[Any]]:
    """The operations as one function, for inputs of the kind of the first ones."""
    floats = all(type(value) is float for value in (*first, *constants.values()))
    names = {f"v{at}": constant for at, constant in constants.items()}
    names |= {"exp": math.exp if floats else _exp, "log": math.log if floats else _log}
    forms = _FORMS | ({_exp: "exp({0})", _log: "log({0})"} if floats else {})
    return straight(inputs, [(at, forms[f], i, j) for at, f, i, j in operations], ends, names)


def _negated(value: Any, _: Any) -> Any:
    return -value


def _exp(value: Any, _: Any) -> Any:
    return value.exp() if isinstance(value, arb) else math.exp(value)


def _log(value: Any, _: Any) -> Any:
    return value.log() if isinstance(value, arb) else math.log(value)


#: How an operation is written.
_FORMS: dict[Callable[[Any, Any], Any], str] = {
    operator.add: "{0} + {1}",
    operator.mul: "{0} * {1}",
    operator.truediv: "{0} / {1}",
    operator.sub: "{0} - {1}",
    _negated: "-{0}",
    _exp: "exp({0}, None)",
    _log: "log({0}, None)",
}
