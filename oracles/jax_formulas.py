"""What is a formula worth according to JAX? Derivatives are `jax.grad`'s, in float64.

JAX differentiates functions, not values. To have the derivative of a value by a name, the value is
computed again as a function of a small addition to the name, and differentiated by this at 0. To
trace a computation takes JAX far longer than to make it: what does not follow from the name is only
made.

Every number is a JAX scalar, and a matrix is an array of such: JAX compiles each primitive once for
every shape, and the matrices of lectures come in many small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError
from .objects import objects, position
from .shifting import ShiftingWalk


class Scalars:
    """JAX scalars, and object arrays of them, for a `Walk`."""

    def number(self, printed: Printed) -> Any:
        """The float64 nearest to the decimal."""
        return _scalar(float(printed.value))

    def apply(self, function: str, arguments: Sequence[Any]) -> Any:
        """JAX's own primitives. Raises `MeaninglessError` where shapes do not fit."""
        try:
            if function in _by_elements():
                return _each(_by_elements()[function], arguments)
            if function in _WHOLE:
                return _WHOLE[function](*arguments)
        except (TypeError, ValueError, IndexError) as error:
            raise MeaninglessError(f"{function}: {str(error)[:80]}") from None
        raise MeaninglessError(f"{function} is not a function that is known here")

    def matrix(self, rows: Sequence[Sequence[Any]]) -> Any:
        """A matrix of scalars."""
        if any(isinstance(entry, np.ndarray) for row in rows for entry in row):
            raise MeaninglessError("a matrix inside a matrix")
        return objects((entry for row in rows for entry in row), (len(rows), len(rows[0])))

    def entries(self, value: Any) -> list[list[Any]] | None:
        """The scalars of a matrix, by rows."""
        return [list(row) for row in value] if isinstance(value, np.ndarray) else None

    def holds(self, left: Any, relation: str, right: Any) -> bool:
        """Whether a comparison of float64 holds; the derivative is the chosen branch's."""
        return _COMPARE[relation](_plain(left), _plain(right))

    def derivatives(self, of: Any, by: Sequence[Any]) -> Sequence[Any]:
        """Not how JAX works: see `JaxWalk.slopes`."""
        raise NotImplementedError


def _scalar(value: float) -> Any:
    import jax.numpy as jnp

    return jnp.asarray(value, dtype="float64")


def _plain(value: Any) -> float:
    import jax

    return float(jax.lax.stop_gradient(value))


def _each(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """A function of scalars, element by element where there are matrices."""
    if not any(isinstance(argument, np.ndarray) for argument in arguments):
        return function(*arguments)
    arrays = [a if isinstance(a, np.ndarray) else objects([a], ()) for a in arguments]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    spread = [np.broadcast_to(array, shape) for array in arrays]
    return objects(
        (function(*parts) for parts in zip(*(s.flat for s in spread), strict=True)), shape
    )


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class JaxWalk(ShiftingWalk[Any]):
    """A walk that computes again, as a function of an addition to each name."""

    def slopes(self, of: Expression, by: str, bound: Mapping[str, Label]) -> Mapping[str, Any]:
        """The derivative of a scalar by one name; what does not follow from it is not traced."""
        import jax

        if isinstance(self.value(of, bound), np.ndarray):
            raise MeaninglessError("the derivative of a matrix, entry by entry only")

        def again(addition: Any) -> Any:
            return self.shifted({by: self.unnested(addition)}).value(of, bound)

        return {by: self.unnested(jax.grad(again)(_nested(self.named[by], _scalar(0.0))))}

    def unnested(self, value: Any) -> Any:
        """A matrix again, where there are lists."""
        return self.arithmetic.matrix(value) if isinstance(value, list) else value


def _nested(value: Any, zero: Any) -> Any:
    """Zeros in the shape of a value, as lists that JAX can differentiate by."""
    if not isinstance(value, np.ndarray):
        return zero
    return [[zero for _ in row] for row in value]


@lru_cache(maxsize=1)
def _by_elements() -> dict[str, Callable[..., Any]]:
    from jax import lax, nn

    def folded(step: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def over(*terms: Any) -> Any:
            result = terms[0]
            for term in terms[1:]:
                result = step(result, term)
            return result

        return over

    def logarithm(base: float) -> Callable[[Any], Any]:
        return lambda x: lax.div(lax.log(x), _scalar(float(np.log(base))))

    def branch(above: Callable[..., Any], below: Callable[..., Any]) -> Callable[..., Any]:
        return lambda z, *rest: above(z, *rest) if _plain(z) >= 0 else below(z, *rest)

    def identity(z: Any, *_: Any) -> Any:
        return z

    return {
        "add": folded(lax.add),
        "multiply": folded(lax.mul),
        "negate": lax.neg,
        "divide": lax.div,
        "power": _power,
        "exp": lax.exp,
        "log": lax.log,
        "log10": logarithm(10.0),
        "log2": logarithm(2.0),
        "sqrt": lax.sqrt,
        "abs": branch(identity, lax.neg),
        "max": folded(lax.max),
        "min": folded(lax.min),
        "sin": lax.sin,
        "cos": lax.cos,
        "arctan": lax.atan,
        "tanh": lax.tanh,
        "sigmoid": lax.logistic,
        "relu": branch(identity, lambda z: lax.mul(z, _scalar(0.0))),
        "step": branch(lambda z: _scalar(1.0), lambda z: _scalar(0.0)),
        "prelu": branch(identity, lax.mul),
        "elu": branch(identity, lambda z, alpha: lax.mul(alpha, lax.expm1(z))),
        "softplus": nn.softplus,
    }


def _power(base: Any, exponent: Any) -> Any:
    """A whole exponent as an integer, so that a negative base has a derivative, too."""
    from jax import lax
    from jax.core import Tracer

    if isinstance(exponent, Tracer) or float(exponent) % 1:
        return lax.pow(base, exponent)
    return lax.integer_pow(base, int(exponent))


def _matmul(a: Any, b: Any) -> Any:
    if not isinstance(a, np.ndarray) or not isinstance(b, np.ndarray):
        return _each(_by_elements()["multiply"], [a, b])
    if a.shape[1] != b.shape[0]:
        raise MeaninglessError(f"a product of shapes {a.shape} and {b.shape}")
    add, multiply = (_by_elements()[name] for name in ("add", "multiply"))
    return objects(
        (add(*map(multiply, row, column)) for row in a for column in b.T), (len(a), b.shape[1])
    )


def _hadamard(*factors: Any) -> Any:
    if len({np.shape(f) if isinstance(f, np.ndarray) else () for f in factors}) != 1:
        raise MeaninglessError("a product by elements of unequal shapes")
    return _each(_by_elements()["multiply"], factors)


def _total(a: Any) -> Any:
    return _by_elements()["add"](*a.flat) if isinstance(a, np.ndarray) else a


def _diagonal(a: Any) -> Any:
    if not isinstance(a, np.ndarray):
        return a
    rows = range(a.size)
    own = (a.flat[i] if i == j else _scalar(0.0) for i in rows for j in rows)
    return objects(own, (a.size, a.size))


def _softmax(z: Any) -> Any:
    from jax import lax

    # Any shift is right; the largest net input is the one that does not overflow.
    top = lax.stop_gradient(_by_elements()["max"](*(z.flat if isinstance(z, np.ndarray) else [z])))
    raised = _each(lambda x: lax.exp(lax.sub(x, top)), [z])
    return _each(_by_elements()["divide"], [raised, _total(raised)])


_WHOLE: dict[str, Callable[..., Any]] = {
    "softmax": _softmax,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "transpose": lambda a: a.T if isinstance(a, np.ndarray) else a,
    "diagonal": _diagonal,
    "total": _total,
    "norm": lambda a: _by_elements()["sqrt"](_total(_hadamard(a, a))),
    "element": lambda a, *where: a[position(map(_plain, where))],
}


def values(
    graph: Graph, expressions: Sequence[Expression], point: Mapping[str, float] | None = None
) -> list[list[list[float]] | float | None]:
    """What each expression is worth: a float, rows of floats, or None where it is worth nothing."""
    import jax

    found: list[list[list[float]] | float | None] = []
    with jax.enable_x64(True):
        walk = JaxWalk(graph, Scalars(), {n: _scalar(v) for n, v in (point or {}).items()})
        for expression in expressions:
            try:
                value = walk.value(expression)
            except MeaninglessError:
                found.append(None)
                continue
            parts = walk.arithmetic.entries(value) or [[value]]
            if any(part.dtype != "float64" for row in parts for part in row):
                raise TypeError("jax answered in another format than float64")
            rows = [[float(part) for part in row] for row in parts]
            found.append(rows if isinstance(value, np.ndarray) else rows[0][0])
    return found
