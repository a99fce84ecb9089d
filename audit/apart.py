"""Which numbers of a document are figures of a training run, and what is left without them?

A figure gives no name another value: the rest of the document is read as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from ..expressions.place import Place
from ..expressions.tree import Expression, Number, is_apply, nodes
from ..reading.rounds import Rounds, Said, figures, kind_of, labels_rounds
from ..reading.statements import Read
from ..reading.tables import TableRead


def said_of(read: Read) -> list[Said]:
    """The figures of sentences, of what programs print, and of tables."""
    said = figures(read.document.blocks, read.document.source, read.decimal_comma)
    return said + [one for table in read.tables for one in _tabled(table)]


def _tabled(table: TableRead) -> Iterator[Said]:
    """The figures of a table that counts rounds in its first column."""
    if not labels_rounds(table.columns[0].text):
        return
    for row in table.rows:
        count = row.numbers[0]
        if count is None or not count.printed.is_integer:
            continue
        rounds = Rounds(int(count.printed.value), count.place or row.place, is_label=True)
        for column, number in list(zip(table.columns, row.numbers, strict=True))[1:]:
            if number is not None and number.place is not None:
                kind = kind_of(column.text.replace("_", " "))  # train_loss is a loss
                yield Said(rounds, number.place, number.printed, kind, quantity=column.quantity)


def without(read: Read, at: Set[Place]) -> Read:
    """A document without the statements and tables of which a number stands at some places."""
    kept = [
        (i, s)
        for i, s in enumerate(read.statements)
        if not at & {place for m in s.members for place in places(m.expression)}
    ]
    tables = tuple(
        table
        for table in read.tables
        if not any(n is not None and n.place in at for row in table.rows for n in row.numbers)
    )
    headings: dict[int, str] = {}
    for number, heading in read.headings.items():
        headings[sum(i < number for i, _ in kept)] = heading
    return replace(read, statements=tuple(s for _, s in kept), tables=tables, headings=headings)


def equations(read: Read) -> dict[Place, Expression]:
    """The quantity on the left of every equation, by where its number stands."""
    return {
        place: statement.members[0].expression
        for statement in read.statements
        if len(statement.members) == 2
        for place in places(statement.members[1].expression)
    }


def places(expression: Expression) -> Iterator[Place]:
    """Where the numbers of an expression stand, and the signs before them."""
    for node in nodes(expression):
        if isinstance(node, Number) and node.place is not None:
            yield node.place
        elif is_apply(node, "negate") and node.place is not None:
            yield replace(node.place, column=node.place.column - 1)
