"""What is confirmed of the lectures would not be, with one edit: the points tell formulas apart.

Edited is what is not differentiated: a term without the name by which a sum is differentiated may
be anything. So may a term that is 0, and an exponent that is 1.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from backproof.audit.asked import UNEXPLAINED
from backproof.audit.formulas import Identity, compare
from backproof.audit.notes import audit_notes
from backproof.audit.page import Page
from backproof.expressions.graph import Graph
from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Symbol,
    children,
    integer,
    replaced_at,
)
from backproof.expressions.tree import (
    Path as Route,
)
from backproof.reading.documents import read_document
from backproof.reading.statements import statements_of

Each = tuple[tuple[str, str], ...]


def outside(expression: Expression, path: Route = ()) -> Iterator[tuple[Route, Expression]]:
    """Every node that is not within a derivative or an index."""
    yield path, expression
    if not isinstance(expression, Derivative | Symbol):
        for i, part in enumerate(children(expression)):
            yield from outside(part, (*path, i))


def edited(whole: Expression, graph: Graph) -> Iterator[Expression]:
    """The expression with one edit: an index, a factor, a term, a sign or a transpose."""
    for path, node in outside(whole):
        match node:
            case Symbol(name=name, indices=()):
                kind = name.rstrip("0123456789")
                names = (n for n in (*graph.definitions, *graph.free) if n != name != kind)
                for other in [n for n in names if n.rstrip("0123456789") == kind][:3]:
                    yield replaced_at(whole, path, Symbol(other))
            case Apply(function="multiply", arguments=factors):
                yield replaced_at(whole, path, Apply("multiply", (integer(2), *factors)))
                for i, factor in enumerate(factors):
                    if factor != integer(1) and not is_one(factor):
                        rest = (*factors[:i], *factors[i + 1 :], integer(1))
                        yield replaced_at(whole, path, Apply("multiply", rest))
            case Apply(function="add", arguments=terms):
                for i, term in enumerate(terms):
                    if term != integer(0):
                        turned = Apply("negate", (term,))
                        new = (*terms[:i], turned, *terms[i + 1 :])
                        yield replaced_at(whole, path, Apply("add", new))
            case Apply(function="transpose", arguments=(inner,)):
                yield replaced_at(whole, path, inner)
            case _:
                pass


def is_one(factor: Expression) -> bool:
    """Whether a factor is a power of which the exponent is 0: w**(1 - 1)."""
    return isinstance(factor, Apply) and factor.function == "power"


@pytest.mark.parametrize("number", range(5))
def test_an_edit_of_what_is_confirmed_is_not_confirmed(
    number: int, lectures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed: list[tuple[Page, Expression, Expression, Each]] = []
    asked = Page.compare
    found = Counter[str]()

    def remembered(page: Page, left: Expression, right: Expression, each: Each) -> Identity:
        identity = asked(page, left, right, each)
        known = {(page.samples, left, right) for page, left, right, _ in confirmed}
        if identity.state == "equal" and (page.samples, left, right) not in known:
            confirmed.append((page, left, right, each))
            samples = page.simplex if "sum to 1" in identity.why else page.samples
            for other in edited(right, page.samples.graph) if samples is not None else ():
                found[compare(left, other, samples, each).state] += 1
        return identity

    monkeypatch.setattr(Page, "compare", remembered)
    path = sorted(lectures.glob("*.txt"))[number]
    audit_notes(statements_of(read_document(path)), UNEXPLAINED)

    assert found.total() > 40
    assert found["equal"] <= 0.02 * found.total()
