"""How many rows and columns have the names that a letter counts layers of?

Layers have unequal sizes, so that only one order of the factors fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Symbol, is_apply, nodes, symbols
from .layout import Shapes
from .sayings import uses

if TYPE_CHECKING:
    from .stacks import Stack

#: How many units the layers have, from the inputs of the first to the last.
UNITS = {-2: 2, -1: 3, 0: 4, 1: 2}


def shapes_of(
    statements: Sequence[Statement], formulas: Mapping[str, Expression], stack: Stack
) -> Shapes:
    """The shapes of the names that are matrices; none where all are numbers."""
    if not _has_matrices(statements, stack):
        return {}
    weights = dict(_weights(formulas, stack))
    if not weights:
        return {}
    is_column = next(iter(weights.values()))[0]
    shapes: Shapes = {}
    for name in uses(statements):
        at = stack.level(name)
        if at is None or at.letters or at.layer not in UNITS:
            continue
        if at.base in weights and at.layer - 1 in UNITS:
            first, second = UNITS[at.layer], UNITS[at.layer - 1]
            shapes[name] = (first, second) if weights[at.base][1] else (second, first)
        else:
            shapes[name] = (UNITS[at.layer], 1) if is_column else (1, UNITS[at.layer])
    for name, beside in _beside(statements, stack):
        shapes.setdefault(name, shapes.get(beside, ()))  # type: ignore[arg-type]
    for formula in stack.losses.values():
        output, target = (n for n in symbols(formula))
        known = replace(stack, shapes=shapes)
        shapes.setdefault(target, shapes.get(output) or shape_in(output, known))
    return {name: shape for name, shape in shapes.items() if shape}


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


def shape_in(name: str, stack: Stack) -> tuple[int, int]:
    """The shape of a name, as that of its fellow in another layer is."""
    if name in stack.shapes:
        return stack.shapes[name]
    at = stack.level(name)
    for other, (rows, columns) in stack.shapes.items() if at is not None else ():
        its = stack.level(other)
        if its is None or at is None or its.base != at.base or at.layer not in UNITS:
            continue
        units = UNITS[at.layer]
        if 1 in (rows, columns):
            return (units, 1) if columns == 1 else (1, units)
        before = UNITS.get(at.layer - 1, 0)
        return (units, before) if rows == UNITS[its.layer] else (before, units)
    return 0, 0
