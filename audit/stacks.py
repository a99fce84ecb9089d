"""What do names mean that a letter counts layers of: `z^l`, `W^{l+1}`, `δ^L`?

A formula for every layer is checked on a network of three: `l` is the second, `l + 1`, and with it
`L`, the last. Where matrices are transposed, or vectors multiplied entry by entry, layers have
unequal sizes, so that only one order of the factors fits, and `w_jk^l` is an entry of `W^l`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Matrix,
    Symbol,
    integer,
    is_apply,
    nodes,
    rewrite,
    symbols,
)
from ..reading.statements import Read
from .layout import Shapes, shaped
from .sayings import first_formulas, uses

_NAME = re.compile(r"(.+?)(?:_([a-z]{1,2}))?_L([a-zA-Z])(?:_(minus|plus)_(\d))?(\[[\d,]+\])?")
#: How many units the layers have, from the inputs of the first to the last.
_UNITS = {-2: 2, -1: 3, 0: 4, 1: 2}
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
    """The letter that counts layers, and the shapes of names, where they have any."""

    letter: str
    shapes: Shapes

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
    if found is None or not found.shapes:
        return read
    statements = tuple(
        replace(
            s,
            members=tuple(
                replace(m, expression=shaped(m.expression, found.shapes)) for m in s.members
            ),
        )
        for s in read.statements
    )
    return replace(read, statements=statements)


def stack_of(statements: Sequence[Statement]) -> Stack | None:
    """The letter that counts layers in a document, and what is known of their shapes."""
    names = uses(statements)
    letters = Counter(
        m[3] for name in names if (m := _NAME.fullmatch(name)) and m[4] and m[3].islower()
    )
    if not letters:
        return None
    stack = Stack(max(sorted(letters), key=lambda c: letters[c]), {})
    formulas = first_formulas(statements)
    if not _has_matrices(statements, stack):
        return stack
    weights = dict(_weights(formulas, stack))
    if not weights:
        return stack
    is_column = next(iter(weights.values()))[0]
    shapes: Shapes = {}
    for name in names:
        at = stack.level(name)
        if at is None or at.letters or at.layer not in _UNITS:
            continue
        if at.base in weights and at.layer - 1 in _UNITS:
            first, second = _UNITS[at.layer], _UNITS[at.layer - 1]
            shapes[name] = (first, second) if weights[at.base][1] else (second, first)
        else:
            shapes[name] = (_UNITS[at.layer], 1) if is_column else (1, _UNITS[at.layer])
    for name, beside in _beside(statements, stack):
        shapes.setdefault(name, shapes.get(beside, ()))  # type: ignore[arg-type]
    return replace(stack, shapes={name: shape for name, shape in shapes.items() if shape})


def _has_matrices(statements: Iterable[Statement], stack: Stack) -> bool:
    """Whether layers have several units."""
    for node in (n for s in statements for n in s.nodes()):
        match node:
            case Symbol(name=name, indices=()) if (at := stack.level(name)) and at.letters:
                return True
            case Apply(function="transpose" | "hadamard" | "norm", arguments=inner):
                if any(stack.level(name) for part in inner for name in symbols(part)):
                    return True
            case _:
                pass
    return False


def _weights(
    formulas: Mapping[str, Expression], stack: Stack
) -> Iterator[tuple[str, tuple[bool, bool]]]:
    """What is multiplied by the layer before: whether vectors are columns, and rows lead on."""
    for name, formula in formulas.items():
        target = stack.level(name)
        for node in nodes(formula) if target is not None and not target.letters else ():
            if not isinstance(node, Apply) or node.function not in ("multiply", "matmul"):
                continue
            if len(node.arguments) != 2:
                continue
            flipped = [is_apply(a, "transpose") for a in node.arguments]
            bare = [a.arguments[0] if is_apply(a, "transpose") else a for a in node.arguments]
            at = [stack.level(b.name) if isinstance(b, Symbol) else None for b in bare]
            one, two = at
            if one is None or two is None or one.base == two.base or target is None:
                continue
            if (one.layer, two.layer) == (target.layer, target.layer - 1) and not flipped[1]:
                yield one.base, (True, not flipped[0])
            elif (two.layer, one.layer) == (target.layer, target.layer - 1) and not flipped[0]:
                yield two.base, (False, flipped[1])


def _beside(statements: Iterable[Statement], stack: Stack) -> Iterator[tuple[str, str]]:
    """Names without a layer that are added to one of a layer: y of a^L - y."""
    for node in (n for s in statements for n in s.nodes() if is_apply(n, "add")):
        terms = [t.arguments[0] if is_apply(t, "negate") else t for t in node.arguments]
        names = [t.name for t in terms if isinstance(t, Symbol) and not t.indices]
        layered = [name for name in names if stack.level(name)]
        yield from ((n, layered[0]) for n in names if layered and not stack.level(n))


def defined(
    definitions: Mapping[str, Expression], used: Iterable[str], stack: Stack
) -> tuple[dict[str, Expression], dict[str, Expression]]:
    """What names stand for in the network of three layers; with it, what of that is a guess."""
    found: dict[str, Expression] = {}
    for name, formula in definitions.items():
        at = stack.level(name)
        found[name if at is None else stack.name(at)] = stack.moved(formula)
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
    return _with_entries(found, used, stack), guesses


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
    return all(level is None or level.layer in _UNITS for level in at)


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
        rows, columns = _shape(whole, stack)
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
        rows, columns = _shape(name, stack)
        if rows * columns:
            definitions[name] = Matrix(tuple(
                tuple(
                    Symbol(entries.get((name, i, j), f"{name}[{i},{j}]"))
                    for j in range(1, columns + 1)
                )
                for i in range(1, rows + 1)
            ))  # fmt: skip
    return definitions


def _shape(name: str, stack: Stack) -> tuple[int, int]:
    """The shape of a name, as that of its fellow in another layer is."""
    if name in stack.shapes:
        return stack.shapes[name]
    at = stack.level(name)
    for other, (rows, columns) in stack.shapes.items() if at is not None else ():
        its = stack.level(other)
        if its is None or at is None or its.base != at.base or at.layer not in _UNITS:
            continue
        units = _UNITS[at.layer]
        if 1 in (rows, columns):
            return (units, 1) if columns == 1 else (1, units)
        before = _UNITS.get(at.layer - 1, 0)
        return (units, before) if rows == _UNITS[its.layer] else (before, units)
    return 0, 0
