"""Which names of a document are another name with a mark, as `dZ`, `dw_1` and `grad_w` are?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Number, Symbol, is_apply, symbols
from .sayings import uses
from .stacks import Stack, stack_of

#: What a sentence has that says what `dW` denotes.
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\n\s*\n")
_NAMED = re.compile(r"[$`(]d(?:\\[a-z]+|\s?[A-Za-z])(?![a-z])|\bd[A-Z](?![a-z])")
_SAYS = re.compile(
    r"(?=.*(?:denote|stands? for|short|abbreviat|notation|write|mean))"
    r"(?=.*(?:derivative|gradient|\\partial|∂))",
    re.IGNORECASE | re.DOTALL,
)

#: What is put before a name, or after it, so that it means a gradient.
_MARKS = tuple(map(re.compile, ("d(.+)", "grad(.+)", "nabla(.+)", "(.+)grad")))


def is_said(text: str) -> bool:
    """Whether a sentence says what names with a d are short for."""
    return any(_SAYS.match(s) and _NAMED.search(s) for s in _SENTENCE.split(text))


def joined(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with one name for a d and the name beside it, where d is nothing by itself."""

    def change(node: Expression) -> Expression:
        if not is_apply(node, "multiply"):
            return node
        factors: list[Expression] = []
        for factor in node.arguments:
            named = _with_d(factor) if factors and factors[-1] == Symbol("d") else None
            factors = [*factors[:-1], named] if named is not None else [*factors, factor]
        return factors[0] if len(factors) == 1 else replace(node, arguments=tuple(factors))

    found = [s.rewritten(change) for s in statements]
    return list(statements) if any("d" in names_of(s) for s in found) else found


def _with_d(factor: Expression) -> Expression | None:
    """A factor with a d before its first name."""
    match factor:
        case Symbol(name=name):
            return replace(factor, name=f"d{name}")
        case Apply(function="multiply" | "hadamard" | "transpose", arguments=(first, *rest)):
            named = _with_d(first)
            return None if named is None else replace(factor, arguments=(named, *rest))
        case _:
            return None


def marked(statements: Sequence[Statement]) -> dict[str, str]:
    """The names that are another name with a mark, each with that: by the mark that most have."""
    known = {_key(name): name for name in uses(statements)}
    known |= {_key(name): name for name in _of_layers(known.values(), stack_of(statements))}
    lefts = [left_of(s) for s in statements]
    zero = {name for s, name in zip(statements, lefts, strict=True) if name and _is_start(s)}
    found: list[dict[str, str]] = []
    for mark in _MARKS:
        plain = {name: mark.fullmatch(_key(name)) for name in uses(statements) if name not in zero}
        found.append({n: known[m[1]] for n, m in plain.items() if m is not None and m[1] in known})
    return max(found, key=lambda names: len(names.keys() & {*lefts}))


def _of_layers(names: Iterable[str], stack: Stack | None) -> Iterator[str]:
    """What is said of some layers and may be meant of others: z^L, for which dz^L stands."""
    levels = {n: at for n in names if stack is not None and (at := stack.level(n)) is not None}
    bases = {at.base for at in levels.values()}
    for name, at in levels.items():
        if at.base.startswith("d") and at.base[1:] in bases:
            yield name[1:]


def _key(name: str) -> str:
    return name.replace("_", "")


def left_of(statement: Statement) -> str:
    """The name on the left of a statement, if nothing else stands there."""
    match statement.members[0].expression:
        case Symbol(name=name, indices=()):
            return name
        case _:
            return ""


def _is_start(statement: Statement) -> bool:
    """Whether a statement is `dw = 0`, from which a sum is added up."""
    last = statement.members[-1].expression
    return isinstance(last, Number) and not last.printed.value


def names_of(statement: Statement) -> set[str]:
    """The names in a statement."""
    return {n for m in statement.members for n in symbols(m.expression)}
