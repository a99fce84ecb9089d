"""How much of a long document is known where one of its formulas is judged?

A model looks at every statement of a document, once for each change of meaning: for a book, the
square of its length. So a long document is judged in chapters of so many statements, cut where an
example begins if one does; of what was said before, a chapter knows the chapter before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..reading.statements import Read
from .models import Model, Models
from .scopes import Scope

#: So many statements make a chapter; no shorter document is cut.
LONGEST = 250


@dataclass(frozen=True)
class Chapter:
    """Scopes that are judged with one another; `first` is the number of the first statement."""

    first: int
    scopes: tuple[Scope, ...]

    @property
    def end(self) -> int:
        """The number of the statement after the last one."""
        return self.first + sum(len(scope.statements) for scope in self.scopes)


class Chapters:
    """The model of every statement of a document; they are asked for in their order."""

    def __init__(self, read: Read, scopes: Sequence[Scope]) -> None:
        self.read = read
        self.taken: dict[str, str] = {}
        self.waiting = list(reversed(list(cut(scopes))))
        self.before = Chapter(0, ())
        self.now = Chapter(0, ())
        self._turn()

    def at(self, number: int) -> Model:
        """The model that holds where a statement stands."""
        while number >= self.now.end and self.waiting:
            self._turn()
        model = self.models.at(number - self.before.first)
        self.taken |= self.models.taken
        return model

    def begin(self, name: str, number: int) -> None:
        """Let a name mean something else from a statement on."""
        self.models.meanings.begin(name, number - self.before.first)

    def _turn(self) -> None:
        self.before = self.now
        self.now = self.waiting.pop() if self.waiting else self.now
        first = self.before.first
        headings = {at - first: text for at, text in self.read.headings.items() if at >= first}
        earlier = [at for at in self.read.headings if at < first]
        if earlier:
            headings.setdefault(0, self.read.headings[max(earlier)])
        read = replace(self.read, headings=headings)
        self.models = Models(read, (*self.before.scopes, *self.now.scopes))


def cut(scopes: Sequence[Scope]) -> Iterator[Chapter]:
    """The chapters of a document, each of as many whole scopes as fit."""
    first = number = 0
    own: list[Scope] = []
    for scope in _pieces(scopes):
        if own and number - first + len(scope.statements) > LONGEST:
            yield Chapter(first, tuple(own))
            first, own = number, []
        own.append(scope)
        number += len(scope.statements)
    if own:
        yield Chapter(first, tuple(own))


def recent(scopes: Sequence[Scope]) -> Sequence[Scope]:
    """The last of some scopes, and as many before it as a chapter holds."""
    count = len(scopes)
    held = 0
    for scope in reversed(scopes):
        held += len(scope.statements)
        if held > LONGEST and count < len(scopes):
            break
        count -= 1
    return scopes[count:]


def _pieces(scopes: Sequence[Scope]) -> Iterator[Scope]:
    for scope in scopes:
        for at in range(0, max(len(scope.statements), 1), LONGEST):
            yield replace(scope, statements=scope.statements[at : at + LONGEST])
