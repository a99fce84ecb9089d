"""What is a formula worth according to JAX? Derivatives are `jax.grad`'s, in float64.

JAX differentiates functions, not values. To have the derivative of a value by every name at once,
the value is computed again as a function of small additions, one to each name, and differentiated
by these at 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..expressions.graph import Graph, Label
from ..expressions.printed import Printed
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError, Walk


class Arrays:
    """JAX arrays for a `Walk`."""

    def number(self, printed: Printed) -> Any:
        """The float64 nearest to the decimal."""
        import jax.numpy as jnp

        return jnp.asarray(float(printed.value), dtype="float64")

    def apply(self, function: str, arguments: Sequence[Any]) -> Any:
        """JAX's own function. Raises `MeaninglessError` where shapes do not fit."""
        table = _functions()
        if function not in table:
            raise MeaninglessError(f"{function} is not a function that is known here")
        try:
            return table[function](*arguments)
        except (TypeError, ValueError, IndexError) as error:
            raise MeaninglessError(f"{function}: {str(error)[:80]}") from None

    def matrix(self, rows: Sequence[Sequence[Any]]) -> Any:
        """A matrix of scalars."""
        import jax.numpy as jnp

        return jnp.stack([jnp.stack(list(row)) for row in rows])

    def entries(self, value: Any) -> list[list[Any]] | None:
        """The scalars of a matrix, by rows."""
        if value.ndim != 2:
            return None
        return [[value[i, j] for j in range(value.shape[1])] for i in range(value.shape[0])]

    def holds(self, left: Any, relation: str, right: Any) -> bool:
        """Whether a comparison of float64 holds; the derivative is the chosen branch's."""
        import jax

        a, b = (float(jax.lax.stop_gradient(x)) for x in (left, right))
        return {
            "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b,
        }[relation]  # fmt: skip

    def derivatives(self, of: Any, by: Sequence[Any]) -> Sequence[Any]:
        """Not how JAX works: see `JaxWalk.slopes`."""
        raise NotImplementedError


class JaxWalk(Walk[Any]):
    """A walk that computes again, as a function of an addition to each name."""

    additions: Mapping[str, Any] | None = None

    def established(self, name: str, value: Any) -> Any:
        """The value, and what is added to it while a derivative is taken."""
        if self.additions is None or name not in self.additions:
            return value
        return value + self.additions[name]

    def slopes(self, of: Expression, bound: Mapping[str, Label]) -> Mapping[str, Any]:
        """The derivatives of a scalar by every name that has a value."""
        import jax
        import jax.numpy as jnp

        self.value(of, bound)
        zeros = {name: jnp.zeros_like(value) for name, value in self.named.items()}

        def again(additions: Mapping[str, Any]) -> Any:
            walk = JaxWalk(self.graph, self.arithmetic)
            walk.additions = additions
            walk.point = self.point
            walk.named = {name: walk.established(name, v) for name, v in self.point.items()}
            return walk.value(of, bound)

        return jax.grad(again)(zeros)


@lru_cache(maxsize=1)
def _functions() -> dict[str, Callable[..., Any]]:
    import jax.numpy as jnp
    from jax import nn

    def folded(step: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def over(*terms: Any) -> Any:
            result = terms[0]
            for term in terms[1:]:
                result = step(result, term)
            return result

        return over

    def by_elements(*factors: Any) -> Any:
        if len({factor.shape for factor in factors}) != 1:
            raise MeaninglessError("a product by elements of unequal shapes")
        return folded(jnp.multiply)(*factors)

    def power(base: Any, exponent: Any) -> Any:
        if not hasattr(exponent, "aval") or not exponent.weak_type:
            whole = _whole(exponent)
            if whole is not None:
                return base**whole
        return jnp.power(base, exponent)

    return {
        "add": folded(jnp.add),
        "multiply": folded(jnp.multiply),
        "negate": jnp.negative,
        "divide": jnp.divide,
        "power": power,
        "exp": jnp.exp,
        "log": jnp.log,
        "log10": jnp.log10,
        "log2": jnp.log2,
        "sqrt": jnp.sqrt,
        "abs": jnp.abs,
        "max": folded(jnp.maximum),
        "min": folded(jnp.minimum),
        "sin": jnp.sin,
        "cos": jnp.cos,
        "arctan": jnp.arctan,
        "tanh": jnp.tanh,
        "sigmoid": nn.sigmoid,
        "relu": nn.relu,
        "step": lambda z: jnp.where(z >= 0, 1.0, 0.0),
        "prelu": lambda z, alpha: jnp.where(z >= 0, z, alpha * z),
        "elu": nn.elu,
        "softplus": nn.softplus,
        "softmax": lambda z: nn.softmax(z.reshape(-1)).reshape(z.shape),
        "matmul": lambda a, b: a @ b if a.ndim and b.ndim else a * b,
        "hadamard": by_elements,
        "transpose": jnp.transpose,
        "total": jnp.sum,
        "norm": lambda z: jnp.sqrt(jnp.sum(z * z)),
        "element": lambda a, *where: a[tuple(int(i) - 1 for i in where)],
    }


def _whole(exponent: Any) -> int | None:
    """A whole exponent as an integer, so that a negative base has a derivative, too."""
    from jax.core import Tracer

    if isinstance(exponent, Tracer) or exponent.ndim or float(exponent) % 1:
        return None
    return int(exponent)


def values(
    graph: Graph, expressions: Sequence[Expression], point: Mapping[str, float] | None = None
) -> list[list[list[float]] | float | None]:
    """What each expression is worth: a float, rows of floats, or None where it is worth nothing."""
    import jax
    import jax.numpy as jnp

    found: list[list[list[float]] | float | None] = []
    with jax.enable_x64(True):
        start = {n: jnp.asarray(v, dtype="float64") for n, v in (point or {}).items()}
        walk = JaxWalk(graph, Arrays(), start)
        for expression in expressions:
            try:
                value = walk.value(expression)
            except MeaninglessError:
                found.append(None)
                continue
            if value.dtype != "float64":
                raise TypeError(f"jax answered in {value.dtype}, expected float64")
            found.append(value.tolist())
    return found
