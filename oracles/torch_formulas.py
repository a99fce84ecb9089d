"""What is a formula worth according to PyTorch? Derivatives are autograd's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..expressions.printed import Printed
from ..expressions.walk import MeaninglessError, Walk
from .objects import position

if TYPE_CHECKING:
    from torch import Tensor


class Tensors:
    """float64 tensors for a `Walk`."""

    def number(self, printed: Printed) -> Tensor:
        """The float64 nearest to the decimal."""
        import torch

        return torch.tensor(float(printed.value), dtype=torch.float64)

    def apply(self, function: str, arguments: Sequence[Tensor]) -> Tensor:
        """torch's own function. Raises `MeaninglessError` where shapes do not fit."""
        table = _functions()
        if function not in table:
            raise MeaninglessError(f"{function} is not a function that is known here")
        try:
            return table[function](*arguments)
        except (RuntimeError, IndexError, TypeError) as error:
            raise MeaninglessError(f"{function}: {str(error)[:80]}") from None

    def matrix(self, rows: Sequence[Sequence[Tensor]]) -> Tensor:
        """A matrix of scalars."""
        import torch

        if any(entry.ndim for row in rows for entry in row):
            raise MeaninglessError("a matrix inside a matrix")
        return torch.stack([torch.stack(list(row)) for row in rows])

    def entries(self, value: Tensor) -> list[list[Tensor]] | None:
        """The scalars of a matrix, by rows."""
        return [list(row) for row in value] if value.ndim == 2 else None

    def holds(self, left: Tensor, relation: str, right: Tensor) -> bool:
        """Whether a comparison of float64 holds."""
        return bool(_COMPARE[relation](left, right))

    def derivatives(self, of: Tensor, by: Sequence[Tensor]) -> Sequence[Tensor]:
        """autograd's answer for all names at once; it can be differentiated again."""
        import torch

        if of.ndim:
            raise MeaninglessError("the derivative of a matrix, entry by entry only")
        if not of.requires_grad:
            return [torch.zeros_like(value) for value in by]
        return torch.autograd.grad(
            of, list(by), create_graph=True, allow_unused=True, materialize_grads=True
        )


class TorchWalk(Walk["Tensor"]):
    """A walk whose names can all be differentiated by."""

    def established(self, name: str, value: Tensor) -> Tensor:
        """A leaf, where nothing is differentiated through yet."""
        return value if value.requires_grad else value.detach().clone().requires_grad_()


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@lru_cache(maxsize=1)
def _functions() -> dict[str, Callable[..., Tensor]]:
    import torch
    import torch.nn.functional as F

    def folded(step: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
        def over(*terms: Tensor) -> Tensor:
            result = terms[0]
            for term in terms[1:]:
                result = step(result, term)
            return result

        return over

    def by_elements(*factors: Tensor) -> Tensor:
        if len({factor.shape for factor in factors}) != 1:
            raise MeaninglessError("a product by elements of unequal shapes")
        return folded(torch.mul)(*factors)

    def step(z: Tensor) -> Tensor:
        return torch.where(z >= 0, torch.ones_like(z), torch.zeros_like(z))

    return {
        "add": folded(torch.add),
        "multiply": folded(torch.mul),
        "negate": torch.neg,
        "divide": torch.div,
        "power": torch.pow,
        "exp": torch.exp,
        "log": torch.log,
        "log10": torch.log10,
        "log2": torch.log2,
        "sqrt": torch.sqrt,
        "abs": torch.abs,
        "max": folded(torch.maximum),
        "min": folded(torch.minimum),
        "sin": torch.sin,
        "cos": torch.cos,
        "arctan": torch.arctan,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "step": step,
        "prelu": lambda z, alpha: torch.where(z >= 0, z, alpha * z),
        "elu": lambda z, alpha: torch.where(z >= 0, z, alpha * torch.expm1(z.clamp(max=0))),
        "softplus": F.softplus,
        "softmax": lambda z: torch.softmax(z.reshape(-1), dim=0).reshape(z.shape),
        "matmul": lambda a, b: a @ b if a.ndim and b.ndim else a * b,
        "hadamard": by_elements,
        "transpose": lambda a: a.T if a.ndim == 2 else a,
        "diagonal": lambda a: torch.diag(a.reshape(-1)) if a.ndim == 2 else a,
        "total": torch.sum,
        "norm": torch.linalg.vector_norm,
        "element": lambda a, *where: a[position(map(float, where))],
    }


def values(
    graph: Any, expressions: Sequence[Any], point: Mapping[str, float] | None = None
) -> list[list[list[float]] | float | None]:
    """What each expression is worth: a float, rows of floats, or None where it is worth nothing."""
    import torch

    start = {n: torch.tensor(v, dtype=torch.float64) for n, v in (point or {}).items()}
    walk = TorchWalk(graph, Tensors(), start)
    found: list[list[list[float]] | float | None] = []
    for expression in expressions:
        try:
            found.append(walk.value(expression).detach().tolist())
        except MeaninglessError:
            found.append(None)
    return found
