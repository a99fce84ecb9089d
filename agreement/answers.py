"""Is what a user's gradient function returns something that can be judged?

The function takes lists of weights `(fan_in, fan_out)` and of biases `(fan_out,)`, the inputs
`(m, n_in)` and the targets `(m, n_out)`, and returns the gradients of the weights and of the
biases, as two lists in the same shapes. It is called twice, on copies. What keeps it from being
judged is one sentence; a function that leaves something out is never quietly helped.
"""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..cases.network import Array, Batch, Gradients, Network
from ..reference.forward import forward

#: weights, biases, inputs, targets -> gradients of the weights, gradients of the biases.
GradientFunction = Callable[[list[Array], list[Array], Array, Array], Any]


class UnusableError(ValueError):
    """A gradient function cannot be judged; the message says why, and what was expected."""


class AccumulatedError(UnusableError):
    """The second call returned the sum of both: gradients are added up between calls."""


def answered(
    function: GradientFunction, network: Network, batch: Batch, seconds: float
) -> tuple[Gradients, ...]:
    """The function's gradients, with the net inputs that they belong to.

    Two if the second call gives other ones; the last digits may depend on where in memory the
    arguments lie. Raises `UnusableError`.
    """
    first, second = (_called(function, network, batch, seconds) for _ in range(2))
    doubled = all((b == a + a).all() for a, b in zip(first, second, strict=True))
    if doubled and any(a.any() for a in first):
        raise AccumulatedError(
            "returns twice as much when it is called again: gradients are added to those of the "
            "call before; set them to zero at the start"
        )
    same = all(a.tobytes() == b.tobytes() for a, b in zip(first, second, strict=True))
    with np.errstate(all="ignore"):
        nets = forward(network, batch).nets
    depth = len(network.layers)
    return tuple(
        Gradients(0.0, nets, tuple(found[:depth]), tuple(found[depth:]))
        for found in ([first] if same else [first, second])
    )


def _called(
    function: GradientFunction, network: Network, batch: Batch, seconds: float
) -> list[Array]:
    """One call's gradients, checked, copied, weights before biases."""
    given = [*(np.array(layer.weights) for layer in network.layers)]
    given += [*(np.array(layer.biases) for layer in network.layers)]
    given += [np.array(batch.inputs), np.array(batch.targets)]
    kept = [array.copy() for array in given]
    depth = len(network.layers)
    names = [f"{part}[{l}]" for part in ("weights", "biases") for l in range(depth)]
    try:
        with _limited(seconds):
            answer = function(given[:depth], given[depth:-2], given[-2], given[-1])
    except TimeoutError:
        raise UnusableError(f"did not return within {seconds:g} s") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it raises is its answer
        raise UnusableError(f"raised {_described(error)}") from None
    changed = [n for n, a, k in zip([*names, "inputs", "targets"], given, kept, strict=True)
               if a.tobytes() != k.tobytes()]  # fmt: skip
    if changed:
        raise UnusableError(f"changes its argument {changed[0]}; work on a copy of it")
    arrays = _arrays(answer, network)
    for l, (name, array) in enumerate(zip(names, arrays, strict=True)):
        for other, kind in zip(given, [*names, "inputs", "targets"], strict=True):
            if _overlap(array, other):
                raise UnusableError(f"gradient of {name} is the memory of its argument {kind}")
        for before, earlier in zip(arrays[:l], names, strict=False):
            if _overlap(array, before):
                raise UnusableError(f"gradients of {earlier} and {name} are the same memory")
    return [array.copy() for array in arrays]


def _arrays(answer: Any, network: Network) -> list[Array]:
    expected = "a pair: the weights' gradients and the biases'"
    if _length(answer) != 2:
        raise UnusableError(f"returned {_found(answer)}, expected {expected}")
    arrays: list[Array] = []
    for part, given in zip(("weights", "biases"), answer, strict=True):
        truth = [getattr(layer, part) for layer in network.layers]
        if _length(given) != len(truth):
            raise UnusableError(
                f"returned {_found(given)} for the gradients of the {part}, expected a list of "
                f"{len(truth)} arrays, one a layer"
            )
        pairs = zip(given, truth, strict=True)
        arrays += [_array(f"{part}[{l}]", *pair) for l, pair in enumerate(pairs)]
    return arrays


def _array(name: str, given: Any, like: Array) -> Array:
    try:
        array = np.asarray(given)
    except Exception:  # noqa: BLE001 - tensors of other packages raise what they like
        raise UnusableError(f"gradient of {name} is {_found(given)}, expected an array") from None
    if array.shape != like.shape:
        turned = ": transposed?" if array.shape == like.T.shape else ""
        raise UnusableError(
            f"gradient of {name} has shape {array.shape}, expected {like.shape}{turned}"
        )
    if array.dtype != like.dtype:
        hint = ""
        if array.dtype == np.float32:
            hint = "; its arguments are float64: where is it rounded? (Or say --dtype float32)"
        raise UnusableError(f"gradient of {name} is {array.dtype}, expected {like.dtype}{hint}")
    return array


def _overlap(one: Array, other: Array) -> bool:
    """Whether two arrays have an element in common; not if that is hard to say."""
    try:
        return bool(np.shares_memory(one, other, max_work=10_000))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return False


def _length(value: Any) -> int:
    """How many things a list, a tuple or an array has; -1 for what is none of them."""
    listed = isinstance(value, Sequence | np.ndarray) and not isinstance(value, str | bytes)
    if isinstance(value, np.ndarray) and not value.ndim:
        return -1
    return len(value) if listed else -1


def _found(value: Any) -> str:
    if _length(value) >= 0:
        return f"a {type(value).__name__} of {_length(value)}"
    return "None" if value is None else f"a {type(value).__name__}"


def _described(error: BaseException) -> str:
    """The error, and the line of the user's code that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if frame.filename != __file__]
    where = f" ({here[-1].filename}, line {here[-1].lineno})" if here else ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}{where}"


@contextmanager
def _limited(seconds: float) -> Generator[None]:
    """Stop what takes too long, where the system can: in the main thread, not on Windows."""
    main = threading.current_thread() is threading.main_thread()
    if not (seconds and main and hasattr(signal, "setitimer")):
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
