"""What is left of a lecture if another author writes it: other givens, names, signs, mistakes?

The trees that were read from a lecture are printed anew. Its givens are drawn again, every number
is computed again from them, every letter stands for another one, and products, derivatives, updates
and displays have other signs. Some results may be planted wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from backproof.audit.directives import Directives
from backproof.audit.scopes import Scope, scopes
from backproof.expressions.graph import Graph
from backproof.expressions.latex import latex
from backproof.expressions.printed import Printed
from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Symbol,
    children,
    is_numeric,
    nodes,
    rewrite,
    with_children,
)
from backproof.expressions.walk import MeaninglessError
from backproof.oracles.enclosures import Truth
from backproof.reading.statements import Read

#: So many decimals a result has.
PLACES = 9
#: Numbers of formulas themselves; others were put in for quantities, and are drawn anew.
OWN = frozenset({"0", "1", "2", "0.5"})
#: Letters for letters, each way: what the lectures call a weight is called u, and so on.
LETTERS = {
    "w": "u", "W": "U", "b": "c", "x": "p", "i": "p", "net": "z", "out": "a", "E": "L",
    "eta": "alpha", "target": "y", "t": "y", "o": "q", "h": "g",
}  # fmt: skip


@dataclass(frozen=True)
class Notation:
    """How the rewriting author writes: signs of products and derivatives, updates and displays."""

    name: str
    product: str = r"\cdot"
    differential: str = r"\partial "
    new: str = "^{+}"
    opening: str = "$$"
    closing: str = "$$"
    renamed: bool = True
    suffix: str = ".md"


NOTATIONS = (
    Notation("as it was", renamed=False),
    Notation("handout", r"\times", "d", "'", "\\[", "\\]"),
    Notation("slides", "*", r"\partial ", "_{new}", "$", "$"),
    Notation(
        "paper", r"\cdot", r"\mathrm{d}", "^{new}", "\\begin{align}", "\\end{align}", suffix=".tex"
    ),
)


@dataclass(frozen=True)
class Rewritten:
    """A scope of a lecture, written anew: the line of every result, and those planted wrong."""

    text: str
    suffix: str
    results: tuple[int, ...]
    planted: tuple[int, ...] = ()


@dataclass
class _Sheet:
    scope: Scope
    graph: Graph
    truth: Truth
    notation: Notation
    names: dict[str, str] = field(default_factory=dict[str, str])


def rewritten(read: Read, seed: int, notation: Notation, errors: int = 0) -> list[Rewritten]:
    """Every scope of a lecture that computes something, with so many errors in each at most."""
    written: list[Rewritten] = []
    for number, scope in enumerate(scopes(read, Directives(read))):
        graph = _redrawn(scope.graph, Random(f"{seed} {number}"))
        sheet = _Sheet(scope, graph, Truth(graph), notation)
        lines = list(_lines(sheet))
        if sum(bool(value) for _, value in lines) >= 3:
            written.append(_page(lines, notation, errors, Random(f"errors {seed} {number}")))
    return written


def _redrawn(graph: Graph, rng: Random) -> Graph:
    """The graph with other numbers where decimals were given."""

    def drawn(value: Expression) -> Expression:
        if not isinstance(value, Number) or value.printed.is_integer:
            return value
        old = Decimal(value.printed.value.numerator) / Decimal(value.printed.value.denominator)
        places = max(2, -int(old.as_tuple().exponent))
        factor = Decimal(rng.randrange(60, 140)) / 100
        return Number(Printed(f"{(old * factor):.{min(places, PLACES)}f}"))

    return replace(graph, definitions={n: drawn(v) for n, v in graph.definitions.items()})


def _lines(sheet: _Sheet) -> Iterator[tuple[str, str]]:
    """The formulas of the page: what stands before the result, and the result."""
    for name, value in sheet.graph.definitions.items():
        if isinstance(value, Number):
            yield f"{_latex(sheet, Symbol(name))} = {value.printed.text}", ""
    said = set[str]()
    for statement in sheet.scope.statements:
        left, *members = (m.expression for m in statement.members)
        formula = next((m for m in members if not is_numeric(m)), None)
        if not isinstance(left, Symbol | Derivative):
            continue
        if isinstance(left, Symbol):
            if sheet.graph.is_given(left.name):
                continue
            formula = formula or sheet.graph.definitions.get(left.name)
        result = _printed(sheet, left)
        filled = _filled(sheet, formula) if formula is not None else None
        if formula is None or filled is None or left in nodes(formula):
            continue
        if not result or not _states(sheet, formula, result):
            continue
        texts = [_latex(sheet, e) for e in (left, formula, filled)]
        head = " = ".join(texts)
        if head not in said:
            said.add(head)
            yield head, result


def _states(sheet: _Sheet, formula: Expression, result: str) -> bool:
    """Whether a formula says the quantity with other givens, too.

    No number was put into it, and it was neither wrong nor damaged in the lecture.
    """
    put_in = [n for n in nodes(formula) if isinstance(n, Number) and n.printed.text not in OWN]
    return not put_in and _printed(sheet, formula) == result


def _printed(sheet: _Sheet, quantity: Expression) -> str:
    """The exact value at the places that results have; nothing where there is none."""
    try:
        box = sheet.truth.value(quantity, precision=200)
    except (MeaninglessError, OverflowError, ZeroDivisionError):
        return ""
    middle = (box.low + box.high) / 2
    text = f"{Decimal(middle.numerator) / Decimal(middle.denominator):.{PLACES}f}"
    return text if abs(middle) < 1000 and text.strip("-0.") else ""


def _filled(sheet: _Sheet, formula: Expression) -> Expression | None:
    """The formula with the prints of its quantities for their names; None where one has none."""
    if any(not isinstance(n, Symbol | Derivative | Number | Apply) for n in nodes(formula)):
        return None
    if isinstance(formula, Symbol | Derivative):
        given = sheet.graph.definitions.get(formula.name) if isinstance(formula, Symbol) else None
        if isinstance(given, Number):
            return given
        text = _printed(sheet, formula)
        return Number(Printed(text)) if text else None
    if isinstance(formula, Number):
        return formula
    parts = [_filled(sheet, part) for part in children(formula)]
    found = tuple(part for part in parts if part is not None)
    return with_children(formula, found) if len(found) == len(parts) else None


# --- in another hand


def _latex(sheet: _Sheet, expression: Expression) -> str:
    notation = sheet.notation
    if notation.renamed:
        expression = rewrite(expression, lambda node: _renamed(sheet, node))
    text = latex(expression).replace(r"\partial ", notation.differential)
    text = text.replace(r"\partial}", notation.differential + "}")
    text = text.replace(r"\cdot", notation.product)
    if notation.new == "_{new}":
        return text.replace("}^{+}", ",new}").replace("^{+}", "_{new}")
    return text.replace("^{+}", notation.new)


def _renamed(sheet: _Sheet, node: Expression) -> Expression:
    if not isinstance(node, Symbol):
        return node
    if node.name not in sheet.names:
        base, _, rest = node.name.partition("_")
        stem = base.rstrip("0123456789")
        other = LETTERS.get(stem, stem) + base[len(stem) :] + ("_" + rest if rest else "")
        taken = set(sheet.names.values()) | set(sheet.graph.definitions)
        sheet.names[node.name] = node.name if other in taken else other
    return replace(node, name=sheet.names[node.name])


def _page(
    lines: Sequence[tuple[str, str]], notation: Notation, errors: int, rng: Random
) -> Rewritten:
    """The page, with a result changed in the third of its digits in some lines."""
    at = [i for i, (_, result) in enumerate(lines) if result]
    wrong = set(rng.sample(at, min(errors, len(at))))
    texts: list[str] = []
    for i, (head, result) in enumerate(lines):
        shown = _changed(result, rng) if i in wrong else result
        formula = f"{head} = {shown}" if shown else head
        texts += [f"{notation.opening} {formula} {notation.closing}", ""]
    return Rewritten(
        "\n".join(texts), notation.suffix,
        tuple(2 * i + 1 for i in at), tuple(sorted(2 * i + 1 for i in wrong)),
    )  # fmt: skip


def _changed(result: str, rng: Random) -> str:
    """Another digit in the third place that counts."""
    counting = [i for i, c in enumerate(result) if c.isdigit() and result[: i + 1].strip("-0.")]
    at = counting[min(2, len(counting) - 1)]
    other = str((int(result[at]) + rng.randrange(2, 8)) % 10)
    return result[:at] + other + result[at + 1 :]
