"""Which results of a part of notes cannot hold together, whatever it leaves out is worth?

Only formulas that the notes state count, and only results that nothing else accuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions.place import Place
from ..expressions.printed import Printed
from ..expressions.statement import Statement
from ..expressions.tree import Matrix, Number, Symbol
from ..oracles.enclosures import printed_box
from ..reading.lexicon import FUNCTION_LETTERS, GREEK
from .completions import Completion
from .joint import WITHIN, Conflict, conflict
from .kin import base_of
from .page import Page
from .scopes import Scope
from .verdict import REFUTED

#: A part with more results than this is not looked at as a whole.
MOST_RESULTS = 40


def judge_together(scope: Scope, page: Page) -> None:
    """Add a finding where it is proved that no values of the unknowns give the results."""
    wrong = {f.place for f in page.findings if f.is_wrong}
    completion = Completion(scope.statements, scope.graph)
    prints = dict(_results(completion, wrong))
    if not 1 < len(prints) <= MOST_RESULTS:
        return
    unknowns: set[str] = set()
    for name in list(prints):
        missing = completion.close(name)
        if missing is None or name not in completion.definitions:
            del prints[name]
        else:
            unknowns |= missing
    if completion.how or not unknowns or not all(map(_is_a_number, unknowns)):
        return
    rounded = {
        name: value.printed
        for name, how in scope.learned.items()
        if how == "by substitution" and isinstance(value := scope.graph.definitions[name], Number)
    }
    shown = {name: number.printed for name, number in prints.items()}
    found = conflict(completion.so_far(), unknowns, shown, rounded)
    if found is not None:
        _add(found, prints, scope, page)


def _is_a_number(name: str) -> bool:
    """Whether a name may stand for a number that is left out: no function, no word."""
    base = base_of(name)
    return (len(base) == 1 or base in GREEK) and name not in FUNCTION_LETTERS and "_" not in name


def _results(completion: Completion, wrong: set[Place]) -> Iterator[tuple[str, Number]]:
    """The names with formulas, each with its print of the fewest places, where its prints agree."""
    for name, numbers in completion.prints.items():
        formulas = completion.formulas.get(name)
        if not formulas or name.endswith("_new") or isinstance(formulas[0], Matrix):
            continue
        widest = max(numbers, key=lambda n: n.printed.unit)
        boxes = [printed_box(n.printed) for n in numbers]
        agree = all(box.meets(printed_box(widest.printed)) for box in boxes)
        if agree and widest.printed.unit and not any(n.place in wrong for n in numbers):
            yield name, widest


def _add(found: Conflict, prints: dict[str, Number], scope: Scope, page: Page) -> None:
    """The finding stands at the last of the results that cannot hold together."""
    placed = [(number.place, name) for name in found.results
              if (number := prints[name]).place is not None]  # fmt: skip
    if not placed:
        return
    place, last = max(placed)
    assert place is not None
    others = ", ".join(f"{n} = {prints[n].printed}" for n in found.results if n != last)
    unknowns = ", ".join(found.unknowns)
    statement = _statement(scope, last, prints[last].printed)
    page.add(
        statement, place, kind="joint", quantity=last, printed=prints[last].printed.text,
        expected="", verdict=REFUTED,
        why=f"cannot hold together with {others}: no values of {unknowns} give them all "
        f"(up to {WITHIN:,} in size)",
    )  # fmt: skip


def _statement(scope: Scope, name: str, printed: Printed) -> Statement:
    """The statement that prints a result."""
    for statement in scope.statements:
        left = statement.members[0].expression
        if isinstance(left, Symbol) and left.name == name:
            for member in statement.members[1:]:
                expression = member.expression
                if isinstance(expression, Number) and expression.printed == printed:
                    return statement
    return scope.statements[0]
