"""Which sums run over the samples of a batch that has one name: `Σ_i y^(i) log a^(i)` beside A, Y?

The same is meant as by a sum over all entries of the batch, and is read so. Where a sample has a
formula of its own, as `L^(i)` has in `J = 1/m Σ_i L^(i)`, that of the batch is the same.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from ..expressions.tree import (
    Apply,
    Expression,
    Fold,
    Symbol,
    integer,
    is_apply,
    nodes,
    rewrite,
    symbols,
)
from ..reading.statements import Read
from .sayings import first_formulas

#: So many formulas of samples lead from one to the other.
_DEEPEST = 4


def with_batches(read: Read) -> Read:
    """The document with sums over samples as sums over the entries of their batches."""
    if not any(isinstance(n, Fold) for s in read.statements for n in s.nodes()):
        return read
    formulas = first_formulas(read.statements)
    used = {
        n.name
        for s in read.statements
        for n in s.nodes()
        if isinstance(n, Symbol) and not n.indices
    }

    def change(node: Expression) -> Expression:
        match node:
            case Fold(operation="sum", index=index, over=(one, Symbol(name=count, indices=()))):
                body = _Batch(index, used, formulas).of(node.body) if one == integer(1) else None
                if body is None or {index, count} & {*symbols(body)}:
                    return node
                return Apply("total", (body,), node.place)
            case _:
                return node

    return replace(read, statements=tuple(s.rewritten(change) for s in read.statements))


@dataclass(frozen=True)
class _Batch:
    """The names of a document, from which those of the batch are found that a sample is of."""

    index: str
    used: Set[str]
    formulas: dict[str, Expression]

    def of(self, body: Expression) -> Expression | None:
        """The same of all samples; None where one has no name for all."""
        own = [n for n in nodes(body) if isinstance(n, Symbol)]
        is_told = any(self.base(n) for n in own)
        found: dict[Symbol, Expression] = {}
        for node in own:
            base = self.base(node)
            if not base and (is_told or node.indices):
                continue
            whole = self.whole(base or node.name, bool(base))
            if whole is None:
                return None
            found[node] = whole
        if not found:
            return None
        return rewrite(body, lambda n: found.get(n, n) if isinstance(n, Symbol) else n)

    def whole(self, name: str, is_told: bool, depth: int = 0) -> Expression | None:
        """What all samples have of which one has a name."""
        batch = _capital(name)
        if batch != name and batch in self.used:
            return Symbol(batch)
        own = (f"{name}_L{self.index}", f"{name}_{self.index}", name)
        formula = next((self.formulas[n] for n in own if n in self.formulas), None)
        if is_told and batch in self.used and (formula is None or own[-1] == batch):
            return Symbol(batch)
        if formula is None or depth >= _DEEPEST:
            return None
        found: dict[str, Expression] = {}
        for inner in symbols(formula):
            whole = self.whole(self.plain(inner), False, depth + 1)
            if whole is None:
                return None
            found[inner] = whole
        return rewrite(formula, lambda n: found[n.name] if isinstance(n, Symbol) else n)

    def base(self, node: Symbol) -> str:
        """The name of what a sample has: `a` of `a^(i)`, and `dZ_L2` of `dZ^[2](i)`."""
        match node.indices:
            case (inner,):
                own = inner.arguments[0] if is_apply(inner, "layer") else inner
                return node.name if own == Symbol(self.index) else ""
            case ():
                plain = self.plain(node.name)
                return plain if plain != node.name else ""
            case _:
                return ""

    def plain(self, name: str) -> str:
        """A name without the letter of the sample."""
        return name.removesuffix(f"_L{self.index}").removesuffix(f"_{self.index}")


def _capital(name: str) -> str:
    """The name of the batch: `A_L2` for `a_L2`, and `dZ` for `dz`."""
    start = 1 if name[:1] == "d" and name[1:2].isalpha() else 0
    return name[:start] + name[start : start + 1].upper() + name[start + 1 :]
