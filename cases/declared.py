"""What do a case file and a section of a lecture declare in the same words?

Definitions in the project's notation, free names with the shapes of what they stand for, the sets
that indices run over, and the domains of what is drawn at random.
"""

from __future__ import annotations

from ..expressions.graph import Graph, Label
from ..expressions.notation import NotationError, parse
from ..expressions.tree import Expression
from .fields import Fields


def declared(table: Fields) -> Graph:
    """The graph of what a table defines; empty where it defines nothing. Raises `CaseError`."""
    definitions, free, sets, domains = (
        table.inner(field, {}) for field in ("definitions", "free", "sets", "domains")
    )
    return Graph(
        {name: _formula(definitions, name) for name in definitions.table},
        {name: free.counts(name, (0, 2)) for name in free.table},
        {name: _labels(sets, name) for name in sets.table},
        {},
        {name: _domain(domains, name) for name in domains.table},
    )


def _formula(table: Fields, name: str) -> Expression:
    try:
        return parse(str(table.table[name]))
    except NotationError as error:
        raise table.error(name, str(error)) from None


def _labels(table: Fields, name: str) -> tuple[Label, ...]:
    labels = table.take(name, list)
    for i, label in enumerate(labels):
        if type(label) not in (str, int):
            raise table.unexpected(f"{name}[{i}]", label, "a name or a whole number")
    return tuple(labels)


def _domain(table: Fields, name: str) -> tuple[float, float]:
    ends = table.take(name, list)
    if len(ends) != 2:
        raise table.unexpected(name, ends, "the smallest and the largest value")
    low, high = (
        table.nearest(f"{name}[{i}]", table.number(f"{name}[{i}]", end))
        for i, end in enumerate(ends)
    )
    if low > high:
        raise table.unexpected(name, ends, "the smallest value, then the largest")
    return low, high
