"""Where in a document does another example begin, in which a name has another value?

A name may be given another value, a quantity may be computed once more after an update, or another
value may be put in for a name from somewhere on. Within a scope no name changes its value, so that
every number is judged by what holds where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import Expression, is_numeric
from ..reading.statements import Read
from .bindings import BY_SUBSTITUTION, Carried, bound
from .directives import Directives
from .givens import computed_names
from .layout import with_products
from .parts import parts, updated_name

#: A document is cut no more often than this where other values are put in.
MOST_CUTS = 50


@dataclass(frozen=True, eq=False)
class Scope:
    """Statements between which no name changes its value, with the graph of what they give."""

    title: str
    statements: tuple[Statement, ...]
    graph: Graph
    learned: Mapping[str, str] = field(default_factory=dict[str, str])


def scopes(read: Read, directives: Directives) -> list[Scope]:
    """The document's statements in scopes, each with its graph."""
    waiting = list(reversed(list(parts(read, directives))))
    found: list[Scope] = []
    carried: dict[str, Expression] = {}
    weak: set[str] = set()
    derived: set[str] = set()
    changed: set[str] = set()
    after: Place | None = None
    cuts = 0
    while waiting:
        part = waiting.pop()
        statements = with_products(part.statements, carried)
        told = directives.told(after, statements, changed)
        before = Carried(carried, weak, derived)
        graph, learned, turn = bound(statements, read, before, told)
        turn = turn and part.opening(turn)
        if turn and cuts < MOST_CUTS:
            cuts += 1
            waiting += reversed(part.cut(turn))
            continue
        found.append(Scope(part.title, tuple(statements), graph, learned))
        directives.hold(told, statements, graph.definitions)
        after = statements[-1].place
        anew = {*graph.definitions, *(left for s in statements if (left := updated_name(s)))}
        updated = {n.removesuffix("_new") for n in anew if n.endswith("_new")}
        changed = updated if told.is_renewed else changed | updated
        carried = {
            name: value
            for name, value in graph.definitions.items()
            if is_numeric(value) and name not in updated and learned.get(name) != told.case
        }
        derived |= {name for name, value in graph.definitions.items() if not is_numeric(value)}
        derived |= computed_names(statements)
        weak = {
            name
            for name, value in carried.items()
            if learned.get(name) == BY_SUBSTITUTION
            or (name in before.weak and value is before.values.get(name))
        }
    return found
