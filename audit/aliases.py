"""Which names of a document are one quantity, spelled in two ways?

`O_1` in one formula and `o_1` in the next, `out O_1` and `outO_1`, `C` for the cost function: one
of them is given or defined, the other is only used. What both have of their own is never joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..expressions.graph import Graph
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Expression,
    Matrix,
    Number,
    Symbol,
    nodes,
    symbols,
)
from ..reading.statements import Read
from .activations import with_activations
from .arrays import with_arrays
from .indices import with_indices
from .layout import shape_of
from .losses import LOSSES
from .misprints import (
    Misprint,
    half_derivatives,
    misprints,
    missing_links,
    misspelt,
    with_net_inputs,
    with_rows,
)
from .sayings import derivatives, first_formulas, uses
from .stacks import with_stack
from .unit_letters import without_letters
from .units import with_units

Families = dict[str, dict[tuple[str | int, ...], str]]

_NEW = "_new"
#: Two formulas are one, with other names or a mistake, if they share so much.
_ALIKE = 0.6
#: A word of fewer letters may well be another word.
_WORD = 4


def with_one_name(read: Read) -> tuple[Read, tuple[str, ...], list[Misprint]]:
    """The document with one name for every quantity.

    With it, which names were taken for others, and which names are misprinted.
    """
    statements, families = with_indices(joined(read.statements), read.families)
    statements, doubled = with_rows(statements)
    statements, circular = with_net_inputs(statements)
    read = replace(read, families=families)
    names = same_names(statements)
    told = tuple(f"{name} is {other}" for name, other in names.items())
    wrong = misspelt(statements)
    found = [
        *doubled, *circular, *half_derivatives(statements),
        *misprints(statements, wrong, "stands nowhere else"),
    ]  # fmt: skip
    read = with_names(replace(read, statements=tuple(statements)), {**names, **wrong})
    links = missing_links(read.statements, Graph(first_formulas(read.statements)))
    found += misprints(read.statements, links, "a derivative is taken by what no formula has")
    read = with_activations(with_names(read, links))
    read, supposed = with_arrays(with_stack(read))
    read = with_units(read)
    return replace(read, families=without_letters(read.families)), (*told, *supposed), found


def with_names(read: Read, names: Mapping[str, str]) -> Read:
    """The document with other names."""
    families = {
        base: {labels: names.get(name, name) for labels, name in members.items()}
        for base, members in read.families.items()
    }
    return replace(read, statements=tuple(renamed(read.statements, names)), families=families)


def joined(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with `out O_1` as the one name that it is elsewhere, or on the left alone."""
    names = {_key(name) for name in uses(statements)}
    lefts = {m.name for s in statements if isinstance(m := s.members[0].expression, Symbol)}
    alone = {whole.name for s in statements if (whole := _word_and_name(s)) is not None}

    def change(node: Expression) -> Expression:
        if not isinstance(node, Apply) or node.function != "multiply":
            return node
        factors: list[Expression] = []
        for factor in node.arguments:
            last = factors[-1] if factors else None
            whole = _together(last, factor, lefts)
            if whole is not None and (_key(whole.name) in names or whole.name in alone):
                factors[-1] = whole
            else:
                factors.append(factor)
        return factors[0] if len(factors) == 1 else replace(node, arguments=tuple(factors))

    return [s.rewritten(change) for s in statements]


def renamed(statements: Sequence[Statement], names: Mapping[str, str]) -> list[Statement]:
    """The statements with other names."""
    if not names:
        return list(statements)

    def change(node: Expression) -> Expression:
        if isinstance(node, Symbol) and node.name in names:
            return replace(node, name=names[node.name])
        return node

    return [s.rewritten(change) for s in statements]


def same_names(statements: Sequence[Statement]) -> dict[str, str]:
    """Names that differ in capitals and underscores alone, each with the one that is known.

    Names that stand in one formula are two, and so are names with unlike formulas.
    """
    counts = uses(statements)
    formulas = dict(_lefts(statements))
    alike: dict[str, list[str]] = {}
    for name in counts:
        if any(c.isdigit() for c in name) or len(name) > 2:
            alike.setdefault(_key(name), []).append(name)
    apart = {frozenset(pair) for s in statements for pair in _pairs(s)}
    found: dict[str, str] = {}
    for names in alike.values():
        own = [name for name in names if name in formulas]
        best = own[0] if own else max(names, key=lambda n: counts[n])
        for name in names:
            if name == best:
                continue
            if name.replace("_", "") == best.replace("_", ""):
                found[name] = best
                continue
            if frozenset((name, best)) in apart:
                continue
            if name not in formulas or likeness(formulas[name], formulas[best]) >= _ALIKE:
                found[name] = best
    return found


def likeness(one: Expression, other: Expression) -> float:
    """The part of their nodes that two formulas share."""
    mine, theirs = _bag(one), _bag(other)
    return (mine & theirs).total() / max(mine.total(), theirs.total(), 1)


def _bag(expression: Expression) -> Counter[object]:
    found: Counter[object] = Counter()
    for node in nodes(expression):
        match node:
            case Number(printed=printed):
                found[printed.text] += 1
            case Symbol(name=name):
                found[_key(name)] += 1
            case Apply(function=function):
                found[function, 0] += 1
            case _:
                found[type(node)] += 1
    return found


def _lefts(statements: Iterable[Statement]) -> Iterator[tuple[str, Expression]]:
    """The names that a formula is given, the first one last."""
    for statement in reversed(list(statements)):
        left, *rest = (m.expression for m in statement.members)
        if isinstance(left, Symbol) and rest and left.name not in symbols(rest[0]):
            yield left.name, next((e for e in rest if symbols(e)), rest[0])


def tops(statements: Sequence[Statement], graph: Graph) -> dict[str, str]:
    """Names that are differentiated and never defined, each with the one quantity it can mean.

    It follows from all that the name is differentiated by, and nothing follows from it.
    """
    by: dict[str, set[str]] = {}
    for statement in statements:
        for node in derivatives(statement):
            if isinstance(node.of, Symbol) and isinstance(node.by, Symbol):
                by.setdefault(node.of.name, set()).add(node.by.name)
    used = {n for e in graph.definitions.values() for n in symbols(e)}
    last = [n for n in graph.definitions if n not in used and not n.endswith(_NEW)]
    found: dict[str, str] = {}
    for name, below in by.items():
        if name in graph.definitions or name in used:
            continue
        reached = {n: sum(_reaches(graph, n, b) for b in below) for n in last if n not in by}
        most = max(reached.values(), default=0)
        meant = [n for n, count in reached.items() if count == most]
        if len(meant) == 1 and most:
            found[name] = meant[0]
    return found


def _reaches(graph: Graph, name: str, other: str) -> bool:
    if not name.casefold().startswith(LOSSES) or not graph.reaches(Symbol(name), other):
        return False
    shapes = {n: d.shape for n, d in graph.definitions.items() if isinstance(d, Matrix)}
    return shape_of(graph.definitions[name], shapes) is None


def _key(name: str) -> str:
    base, new = (name.removesuffix(_NEW), _NEW) if name.endswith(_NEW) else (name, "")
    base, layer, rest = base.partition("_L")  # l counts layers, and L is the last
    return base.replace("_", "").casefold() + layer + rest + new


def _together(
    first: Expression | None, second: Expression, own: Container[str] = ()
) -> Symbol | None:
    """Two names beside one another as one; not where the first has a meaning of its own."""
    if not isinstance(first, Symbol) or not isinstance(second, Symbol) or first.indices:
        return None
    if first.name in own:
        return None
    if len(first.name) < 2 or not first.name.isalpha() or second.indices:
        return None
    return replace(first, name=f"{first.name}_{second.name}")


def _word_and_name(statement: Statement) -> Symbol | None:
    """The left side of a statement as one name, where it is a word and a name."""
    left = statement.members[0].expression
    match left:
        case Apply(function="multiply", arguments=(first, second)) if len(statement.members) > 1:
            return _together(first, second)
        case _:
            return None


def _pairs(statement: Statement) -> Iterator[tuple[str, str]]:
    names = sorted({n for m in statement.members for n in symbols(m.expression)})
    keys: dict[str, str] = {}
    for name in names:
        other = keys.setdefault(_key(name), name)
        if other != name:
            yield other, name
