"""What do names mean that a letter counts layers of: `z^l`, `W^{l+1}`, `δ^L`?

A formula for every layer is checked on a network of three: `l` is the second, `l + 1`, and with it
`L`, the last. Where matrices are transposed, or vectors multiplied entry by entry, layers have
unequal sizes, so that only one order of the factors fits, and `w_jk^l` is an entry of `W^l`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Matrix,
    Symbol,
    integer,
    rewrite,
    symbols,
)
from ..reading.statements import Read
from .layout import Shapes, shaped
from .losses import losses, with_last_layer
from .sayings import first_formulas, uses
from .stack_shapes import UNITS, shape_in, shapes_of

_NAME = re.compile(r"(.+?)(?:_([a-z]{1,2}))?_L([a-zA-Z])(?:_(minus|plus)_(\d))?(\[[\d,]+\])?")
_LAST = 1


@dataclass(frozen=True)
class Level:
    """A name that a letter counts layers of; the layers are counted from the letter itself.

    `letters` say which entry it is, or `unit` which unit of the layer.
    """

    base: str
    letters: str
    layer: int
    unit: str = ""


@dataclass(frozen=True)
class Stack:
    """The letter that counts layers, and the shapes of names, where they have any.

    `losses` has formulas for the losses of which the document says none.
    """

    letter: str
    shapes: Shapes
    losses: Mapping[str, Expression] = field(default_factory=dict[str, Expression])

    def level(self, name: str) -> Level | None:
        """The layer of a name, if it has one."""
        found = _NAME.fullmatch(name)
        if found is None or found[3].lower() != self.letter:
            return None
        step = int(found[5] or 0) * (-1 if found[4] == "minus" else 1)
        first = _LAST if found[3].isupper() else 0
        return Level(found[1], found[2] or "", first + step, found[6] or "")

    def name(self, level: Level) -> str:
        """A name for a layer, counted from the letter."""
        letters = f"_{level.letters}" if level.letters else ""
        sign, step = "plus" if level.layer > 0 else "minus", abs(level.layer)
        layer = f"_L{self.letter}" + (f"_{sign}_{step}" if step else "")
        return f"{level.base}{letters}{layer}{level.unit}"

    def of_one_letter(self, name: str, formula: Expression) -> Expression:
        """`z^L = W^L a^{l-1} + b^L` with L for l: in a formula of the last layer l is L."""
        at = self.level(name)
        small = [n for n in symbols(formula) if self.level(n) and not self._is_last(n)]
        if at is None or not self._is_last(name) or any(self._layer(n) >= 0 for n in small):
            return formula

        def change(node: Expression) -> Expression:
            if isinstance(node, Symbol) and node.name in small and (its := self.level(node.name)):
                return replace(node, name=self.name(replace(its, layer=its.layer + _LAST)))
            return node

        return rewrite(formula, change)

    def _layer(self, name: str) -> int:
        at = self.level(name)
        return at.layer if at is not None else 0

    def _is_last(self, name: str) -> bool:
        found = _NAME.fullmatch(name)
        return found is not None and found[3].isupper()

    def last(self, base: str) -> str:
        """A name for the last layer."""
        return f"{base}_L{self.letter.upper()}"

    def moved(self, expression: Expression, layers: int = 0) -> Expression:
        """The expression for a layer further up; with one name for every quantity."""

        def change(node: Expression) -> Expression:
            if not isinstance(node, Symbol) or (at := self.level(node.name)) is None:
                return node
            return replace(node, name=self.name(replace(at, layer=at.layer + layers)))

        return rewrite(expression, change)


def with_stack(read: Read) -> Read:
    """The document with products of the matrices of layers told from products of numbers."""
    found = stack_of(read.statements)
    if found is None:
        return read
    levels = (found.level(name) for name in uses(read.statements))
    last = {at.base: found.last(at.base) for at in levels if at is not None}
    statements = tuple(with_last_layer(s, last) for s in read.statements)
    if not found.shapes:
        return replace(read, statements=statements)
    return replace(
        read,
        statements=tuple(
            replace(
                s,
                members=tuple(
                    replace(m, expression=shaped(m.expression, found.shapes)) for m in s.members
                ),
            )
            for s in statements
        ),
    )


def stack_of(statements: Sequence[Statement]) -> Stack | None:
    """The letter that counts layers in a document, and what is known of their shapes."""
    names = uses(statements)
    letters = Counter(
        m[3] for name in names if (m := _NAME.fullmatch(name)) and m[4] and m[3].islower()
    )
    if not letters:
        return None
    stack = Stack(max(sorted(letters), key=lambda c: letters[c]), {})
    formulas = {n: stack.of_one_letter(n, f) for n, f in first_formulas(statements).items()}
    stack = replace(stack, losses=losses(statements, formulas, stack))
    return replace(stack, shapes=shapes_of(statements, formulas, stack))


def defined(
    definitions: Mapping[str, Expression], used: Iterable[str], stack: Stack
) -> tuple[dict[str, Expression], dict[str, Expression]]:
    """What names stand for in the network of three layers; with it, what of that is a guess."""
    found: dict[str, Expression] = {}
    for name, formula in definitions.items():
        at = stack.level(name)
        formula = stack.of_one_letter(name, formula)
        found[name if at is None else stack.name(at)] = stack.moved(formula)
    for name, formula in stack.losses.items():
        found.setdefault(name, stack.moved(formula))
    own, guesses = dict(found), dict[str, Expression]()
    for name, formula in own.items():
        at = stack.level(name)
        if at is None or at.letters:
            continue
        for layer in (-1, 0, 1):
            other = stack.name(replace(at, layer=layer))
            new = stack.moved(formula, layer - at.layer)
            if other not in own and _fits(new, stack):
                found.setdefault(other, new)
                if at.layer == _LAST:
                    guesses.setdefault(other, new)
    if stack.shapes:
        found = {name: _shaped(formula, stack) for name, formula in found.items()}
    return _with_entries(found, used, stack), guesses


def _shaped(formula: Expression, stack: Stack) -> Expression:
    """The formula with products of matrices told from products of numbers."""
    shapes = {name: shape_in(name, stack) for name in symbols(formula)}
    return shaped(formula, {name: shape for name, shape in shapes.items() if all(shape)})


def spellings(names: Iterable[str], stack: Stack) -> dict[str, str]:
    """Names of the last layer, each as it is counted from the letter: z^L as z^{l+1}."""
    levels = ((name, stack.level(name)) for name in names)
    plain = {name: stack.name(at) for name, at in levels if at is not None}
    return {name: other for name, other in plain.items() if name != other}


def claims(definitions: Mapping[str, Expression], stack: Stack) -> set[str]:
    """Names of which a derivative says what they are, for every layer: δ^L beside δ^l = ∂C/∂z^l."""
    found: set[str] = set()
    for name in definitions:
        at = stack.level(name)
        if at is not None and name != stack.name(at):
            general = definitions.get(stack.name(replace(at, layer=0)))
            if isinstance(general, Derivative) and definitions[name] != general:
                found.add(name)
    return found


def _fits(formula: Expression, stack: Stack) -> bool:
    """Whether all names of a formula are of layers that there are."""
    at = [stack.level(name) for name in symbols(formula)]
    return all(level is None or level.layer in UNITS for level in at)


def _with_entries(
    found: Mapping[str, Expression], used: Iterable[str], stack: Stack
) -> dict[str, Expression]:
    """The definitions with matrices for names that have none, and with names of their entries."""
    entries: dict[tuple[str, int, int], str] = {}
    definitions = dict(found)
    letters = sorted({c for name in used if (at := stack.level(name)) for c in at.letters})
    bases = {at.base.casefold(): at.base for n in stack.shapes if (at := stack.level(n))}
    for name in used:
        at = stack.level(name)
        if at is None or not at.letters or at.base.casefold() not in bases:
            continue
        whole = stack.name(Level(bases[at.base.casefold()], "", at.layer))
        rows, columns = shape_in(whole, stack)
        places = [letters.index(c) + 1 for c in at.letters]
        if len(places) == 1:
            places = [places[0], 1] if columns == 1 else [1, places[0]]
        row, column = places
        if row > rows or column > columns or name in definitions:
            continue
        if whole in definitions:
            definitions[name] = Apply("element", (Symbol(whole), integer(row), integer(column)))
            continue
        entries[whole, row, column] = name
        if len(at.letters) == 2 and column <= rows and row <= columns:
            turned = stack.name(replace(at, letters=at.letters[::-1]))
            entries.setdefault((whole, column, row), turned)
    needed = {n for f in definitions.values() for n in symbols(f)} | {w for w, _, _ in entries}
    needed |= {name for name in used if name in stack.shapes}
    for name in sorted(needed - definitions.keys()):
        rows, columns = shape_in(name, stack)
        if rows * columns:
            definitions[name] = Matrix(tuple(
                tuple(
                    Symbol(entries.get((name, i, j), f"{name}[{i},{j}]"))
                    for j in range(1, columns + 1)
                )
                for i in range(1, rows + 1)
            ))  # fmt: skip
    return definitions
