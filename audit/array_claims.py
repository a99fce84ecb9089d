"""Which equations of a document have sides of one shape, and in which layout of derivatives?

A name that follows from the network, as `δ` does, has the shape of its formula. Where that does not
fit, it is read with the one transpose with which it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..expressions.arrays import Shape
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Symbol,
    is_apply,
    is_numeric,
    nodes,
    places,
    replaced_at,
    rewrite,
    symbols,
)
from .array_products import Fitting, MisfitError, UnsettledError, ones_of


class Claims:
    """The statements of a document with the shapes of all of its names, in one layout.

    The names of its `network` are numbers where the layout has no shape for them.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        formulas: Mapping[str, Expression],
        fitting: Fitting,
        network: Iterable[str],
    ) -> None:
        self.statements, self.formulas = statements, formulas
        self.shapes: dict[str, Shape] = dict(fitting.shapes)
        self.known = {*self.shapes, *network}
        self.shapeless: dict[str, str] = {}
        self.mended: dict[Expression, Expression] = {}
        self.fitting = replace(fitting, shapes=self.shapes)
        self.pending: set[str] = set()
        for name in formulas:
            self.settle(name)

    def settle(self, name: str) -> None:
        """Find the shape of a name that follows from the network's."""
        if name in self.known or name in self.pending:
            return
        self.pending.add(name)
        formula = self.formulas[name]
        for inner in symbols(formula):
            if inner in self.formulas:
                self.settle(inner)
        self.pending.discard(name)
        self.known.add(name)
        try:
            shape = self.fitting.shape(self.summed(formula))
        except UnsettledError as error:
            self.unsettle(name, f"shapes are not known: {error}")
            return
        except MisfitError as error:
            fits = self.fits(name, formula)
            if len(fits) != 1:
                self.unsettle(name, f"its formula does not fit: {error}")
                return
            self.mended[self.fitting.attempted(formula)], shape = fits[0]
        if shape is not None:
            self.shapes[name] = shape

    def unsettle(self, name: str, why: str) -> None:
        """Say of a name that its shape is not known."""
        self.shapeless[name] = why
        self.fitting = replace(self.fitting, unsettled=frozenset(self.shapeless))

    def fits(self, name: str, formula: Expression) -> list[tuple[Expression, Shape | None]]:
        """The formula with one transpose more or less with which shapes fit.

        Of several, those with which more is true that is said of the name.
        """
        found: list[tuple[int, Expression, Shape | None]] = []
        for path, node in places(formula):
            if isinstance(node, Symbol) and node.name in self.shapes:
                new = Apply("transpose", (node,))
            elif is_apply(node, "transpose"):
                new = node.arguments[0]
            else:
                continue
            try:
                fitted, shape = self.fitting.fitted(replaced_at(formula, path, new))
            except (MisfitError, UnsettledError):
                continue
            shapes = {**self.shapes, name: shape} if shape is not None else self.shapes
            with_it = replace(self.fitting, shapes=shapes)
            found.append((sum(1 for _ in self.equal(with_it, name)), fitted, shape))
        most = max((count for count, _, _ in found), default=0)
        return [(fitted, shape) for count, fitted, shape in found if count == most]

    def fitting_ones(self) -> set[tuple[int, int]]:
        """The equations whose sides have one shape."""
        return set(self.equal(self.fitting))

    def equal(self, fitting: Fitting, name: str = "") -> Iterator[tuple[int, int]]:
        """The same, of those that speak of a name."""
        for number, statement in enumerate(self.statements):
            sides = [m.expression for m in statement.members if not is_numeric(m.expression)]
            if name and not any(name in symbols(side) for side in sides):
                continue
            for i, pair in enumerate(pairwise(sides)):
                try:
                    shapes = {fitting.shape(self.summed(e, _side(statement))) for e in pair}
                except (MisfitError, UnsettledError):
                    continue
                if len(shapes) == 1:
                    yield number, i

    # --- the statements

    def told_apart(self, other: Claims | None) -> tuple[Statement, ...]:
        """The statements with products of matrices told from others, as they fit."""

        def told(expression: Expression, left: Expression | None) -> Expression:
            whole = self.summed(expression, left)
            for claims in (self, other) if other is not None else (self,):
                try:
                    return claims.fitting.fitted(whole)[0]
                except (MisfitError, UnsettledError):
                    continue
            return self.fitting.attempted(whole)

        return tuple(
            replace(
                s,
                members=tuple(
                    replace(m, expression=told(m.expression, _side(s))) for m in s.members
                ),
            )
            for s in self.statements
        )

    def summed(self, expression: Expression, left: Expression | None = None) -> Expression:
        """`Σ dZ` beside the derivative by a bias: the sum over the samples."""
        if not self.fitting.samples or not any(is_apply(n, "total") for n in nodes(expression)):
            return expression
        if left is not None and not isinstance(left, Derivative):
            return expression

        def change(node: Expression) -> Expression:
            if not is_apply(node, "total"):
                return node
            inner = node.arguments[0]
            try:
                shape = self.fitting.shape(inner)
            except (MisfitError, UnsettledError):
                return node
            if shape is None or self.fitting.samples not in shape:
                return node
            if shape[0] == self.fitting.samples:
                return Apply("matmul", (ones_of(1, shape[0]), inner))
            return Apply("matmul", (inner, ones_of(shape[1], 1)))

        return rewrite(expression, change)


def _side(statement: Statement) -> Expression | None:
    """The left side of a statement, where it is no name that is short for a gradient."""
    return None if statement.is_claim else statement.members[0].expression


def chosen(layouts: Sequence[Claims]) -> tuple[Claims, Claims | None]:
    """The layout of a document, and another one that it may mean.

    That derivatives stand transposed is taken if more than one equation needs it, and fewer need
    that they do not; that of a vector by a vector has two usual layouts.
    """
    plain, *others = layouts
    own = plain.fitting_ones()
    best, most, possible = plain, 0, None
    for claims in others:
        found = claims.fitting_ones()
        gain, loss = len(found - own), len(own - found)
        if gain - loss > most:
            most = gain - loss
            if gain > 1 or claims.fitting.turned == frozenset({"jacobian"}):
                best, possible = claims, None
            else:
                possible = claims
    return best, possible
