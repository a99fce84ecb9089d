"""Which letters below names count the units of a layer, where no unit has a number of its own?

`net_j = Σ_i w_ij x_i` says the same of every unit j. It is checked on a small network: a letter
stands for a few units, and `w_ij` for a number for each pair of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Condition,
    Expression,
    Fold,
    Matrix,
    Number,
    Path,
    Piecewise,
    Symbol,
    children,
    integer,
    is_apply,
    is_numeric,
    nodes,
    rewrite,
    with_children,
)
from ..reading.statements import Read
from .stacks import stack_of
from .unit_layers import DELTA, Counter, Layers, Use, layers_of, left_of, one_layer
from .unit_letters import Families, Letters, indexed, letters_of

Units = Mapping[str, tuple[int, ...]]

#: Names with letters that a document may have, and letters that are free in one statement.
_MOST_NAMES, _MOST_FREE = 200, 4
#: Sums in a formula that are written out: each may multiply its length.
_MOST_SUMS = 4


def with_units(read: Read) -> Read:
    """The document with letters for units as indices, with those units, and with their names."""
    letters = letters_of(read.statements, read.families)
    if not letters.known:
        return read
    uses = {
        number: list(_uses(number, statement, letters))
        for number, statement in enumerate(read.statements)
        if not _has_value(statement)
    }
    bases = {name.base for found in uses.values() for name, _ in found}
    if len(bases) > _MOST_NAMES:
        return read
    stack = stack_of(read.statements)
    if stack is not None and any(map(stack.level, bases)):
        layers = one_layer(uses.values())
    else:
        layers = layers_of([(read.statements[number], found) for number, found in uses.items()])
    families = {base: dict(members) for base, members in read.families.items()}
    families |= {base: {} for base in bases}
    for found in uses.values():
        for name, counters in found:
            for labels in product(*(layers.units[layers.names[c]] for c in counters)):
                plain = f"{name.base}[{','.join(map(str, labels))}]"
                families[name.base].setdefault(labels, plain)
    return replace(
        read,
        statements=tuple(
            _converted(number, statement, letters, layers) if number in uses else statement
            for number, statement in enumerate(read.statements)
        ),
        families=families,
        units=layers.units,
        sizes=dict(_sizes(read.statements, layers)),
    )


def instances(statement: Statement, units: Units, families: Families) -> Iterator[Statement]:
    """What a statement says of every choice of units; itself where it speaks of none."""
    own = {index: units[over] for index, over in statement.each if over in units}
    if not own:
        yield statement
        return
    if len(own) > _MOST_FREE:
        return
    for labels in product(*own.values()):
        at = dict(zip(own, labels, strict=True))
        members = tuple(
            replace(m, expression=plain_at(m.expression, at, families)) for m in statement.members
        )
        yield replace(statement, members=members, each=())


def expanded(formula: Expression, families: Families, units: Units) -> Expression:
    """A formula with its sums over units written out, so that it shows what it follows from."""
    if sum(isinstance(node, Fold) for node in nodes(formula)) > _MOST_SUMS:
        return formula

    def change(node: Expression) -> Expression:
        match node:
            case Fold(operation="sum", body=body, index=index, over=str(over)) if over in units:
                terms = (plain_at(body, {index: unit}, families) for unit in units[over])
                return Apply("add", tuple(terms))
            case _:
                return node

    return rewrite(formula, change)


def kronecker(read: Read) -> dict[str, Expression]:
    """δ_ij of every pair of units of one layer, where the document does not say what it is."""
    if not read.units or any(left_of(s) == DELTA for s in read.statements):
        return {}
    return {
        name: Piecewise(
            (
                (integer(1), Condition(integer(int(labels[0])), "==", integer(int(labels[1])))),
                (integer(0), Condition(integer(int(labels[0])), "!=", integer(int(labels[1])))),
            )
        )
        for labels, name in read.families.get(DELTA, {}).items()
        if len(labels) == 2
    }


def _has_value(statement: Statement) -> bool:
    """Whether a statement has a number: that of one unit, which it does not name."""
    return any(is_numeric(m.expression) for m in statement.members[1:])


# --- statements


def _uses(number: int, statement: Statement, letters: Letters) -> Iterator[Use]:
    """Every name with letters, with what counts each of them there."""

    def inside(expression: Expression, path: Path, bound: Mapping[str, Counter]) -> Iterator[Use]:
        if (found := indexed(expression, letters)) is not None:
            free = (Counter(number, letter, None) for letter in found.letters)
            yield found, tuple(bound.get(c.letter, c) for c in free)
            return
        if isinstance(expression, Fold) and expression.index in letters.known:
            bound = {**bound, expression.index: Counter(number, expression.index, path)}
        for i, part in enumerate(children(expression)):
            yield from inside(part, (*path, i), bound)

    for i, member in enumerate(statement.members):
        yield from inside(member.expression, (i,), {})


def _converted(number: int, statement: Statement, letters: Letters, layers: Layers) -> Statement:
    """A statement with letters for units as indices."""
    free = set[str]()

    def inside(expression: Expression, path: Path, bound: Mapping[str, str]) -> Expression:
        if (found := indexed(expression, letters)) is not None and isinstance(expression, Symbol):
            free.update(letter for letter in found.letters if letter not in bound)
            indices = tuple(Symbol(letter) for letter in found.letters)
            return replace(expression, name=found.base, indices=indices)
        if is_apply(expression, "softmax") and (one := indexed(expression.arguments[0], letters)):
            inner, index = inside(expression.arguments[0], path, bound), Symbol(one.letters[-1])
            layer = layers.units[
                bound.get(index.name) or layers.names[Counter(number, index.name, None)]
            ]
            row = tuple(_at(inner, {index.name: unit}) for unit in layer)
            whole = replace(expression, arguments=(Matrix((row,)),))
            return Apply("element", (whole, integer(1), index))
        if isinstance(expression, Fold):
            over = layers.names.get(Counter(number, expression.index, path), "")
            bound = {**bound, expression.index: over}
            expression = replace(expression, over=over) if over else expression
        parts = children(expression)
        return with_children(
            expression, tuple(inside(part, (*path, i), bound) for i, part in enumerate(parts))
        )

    members = tuple(
        replace(m, expression=inside(m.expression, (i,), {}))
        for i, m in enumerate(statement.members)
    )
    each = {index: over for index, over in statement.each if index not in letters.known}
    each |= {letter: layers.names[Counter(number, letter, None)] for letter in sorted(free)}
    return replace(statement, members=members, each=tuple(each.items()))


def _sizes(statements: Iterable[Statement], layers: Layers) -> Iterator[tuple[str, int]]:
    """n of a sum from 1 to n over units."""
    ends = {
        Counter(number, node.index, None): node.over[1]
        for number, statement in enumerate(statements)
        for node in statement.nodes()
        if isinstance(node, Fold) and isinstance(node.over, tuple)
    }
    for counter, layer in layers.names.items():
        match ends.get(counter._replace(at=None)):
            case Symbol(name=name, indices=()):
                yield name, len(layers.units[layer])
            case _:
                pass


def _at(expression: Expression, at: Mapping[str, int]) -> Expression:
    """The expression at units for its free letters."""
    match expression:
        case Symbol(name=name, indices=()) if name in at:
            return integer(at[name])
        case Fold(index=index):
            at = {letter: label for letter, label in at.items() if letter != index}
        case _:
            pass
    return with_children(expression, tuple(_at(part, at) for part in children(expression)))


def plain_at(expression: Expression, at: Mapping[str, int], families: Families) -> Expression:
    """The expression at units for its free letters, with the names of these units."""

    def change(node: Expression) -> Expression:
        match node:
            case Symbol(name=name, indices=(Number(), *_) as indices):
                labels = tuple(int(i.printed.value) for i in indices if isinstance(i, Number))
                plain = families.get(name, {}).get(labels)
                return node if plain is None else Symbol(plain, (), node.place)
            case _:
                return node

    return rewrite(_at(expression, at), change)
