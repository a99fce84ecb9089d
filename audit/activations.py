"""Which activations does a document use, and never say: f of `h = f(z)` and `f'(z)`?

What is derived with one of them is checked with some smooth function, and what is true of that one
is true of any. What is not may be true of one of the usual functions: it is then not called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ..expressions.statement import Member, Statement
from ..expressions.tree import Apply, Expression, Symbol, integer
from ..reading.statements import Read

#: What is written for f(z), and for f'(z).
_CALLED = re.compile(
    r"(?P<function>f|g|phi|varphi|psi|act|activation)(?P<prime>_prime)?_(?P<of>.+)"
)
#: z^l: of letters that count layers, the network of several layers takes care.
_LAYER = re.compile(r"_L[a-zA-Z]")
_Function = tuple[Callable[[Expression], Expression], Callable[[Expression], Expression]]


def with_activations(read: Read) -> Read:
    """The document with some function for each that it differentiates and never says."""
    unsaid = _unsaid(read)
    if not unsaid:
        return read
    added = [
        replace(read.statements[0], members=(Member(Symbol(name)), Member(formula, "=")), text=name)
        for name, formula in unsaid.items()
    ]
    headings = {number + len(added): title for number, title in read.headings.items()}
    return replace(read, statements=(*added, *read.statements), headings=headings)


def usual(definitions: Mapping[str, Expression]) -> Iterator[tuple[str, dict[str, Expression]]]:
    """The usual activations, each with the formulas of what is not said if that is meant."""
    value, slope = _SOME
    unsaid: dict[str, tuple[Expression, bool]] = {}
    for name, formula in definitions.items():
        of = _innermost(formula)
        if formula in (value(of), slope(of)):
            unsaid[name] = of, formula == slope(of)
    for what, (value, slope) in _USUAL.items() if unsaid else ():
        yield what, {n: (slope if steep else value)(of) for n, (of, steep) in unsaid.items()}


def _innermost(formula: Expression) -> Expression:
    """z of softplus(z) + …"""
    while isinstance(formula, Apply) and formula.arguments:
        formula = formula.arguments[0]
    return formula


def _unsaid(read: Read) -> dict[str, Expression]:
    """Names as f_z and f_prime_z, each with some formula."""
    names = {n.name for s in read.statements for n in s.nodes() if isinstance(n, Symbol)}
    said = {*read.functions, *(left for s in read.statements if (left := _left(s)))}
    found = {name: called for name in sorted(names - said) if (called := _called(name, names))}
    primed = {called["function"] for called in found.values() if called["prime"]}
    return {
        name: _SOME[bool(called["prime"])](Symbol(called["of"]))
        for name, called in found.items()
        if called["function"] in primed - said
    }


def _left(statement: Statement) -> str:
    left = statement.members[0].expression
    return left.name if isinstance(left, Symbol) else ""


def _called(name: str, names: set[str]) -> re.Match[str] | None:
    found = _CALLED.fullmatch(name)
    if found is None or found["of"] not in names or _LAYER.search(found["of"]):
        return None
    return found


def _of(name: str, *arguments: Expression) -> Expression:
    return Apply(name, arguments)


def _rest(function: Expression) -> Expression:
    """1 less a function."""
    return _of("add", integer(1), _of("negate", function))


def _sigmoid(z: Expression) -> Expression:
    return _of("sigmoid", z)


def _tanh(z: Expression) -> Expression:
    return _of("tanh", z)


def _growing(z: Expression, by: int) -> Expression:
    return _of("divide", _of("exp", _of("divide", z, integer(2))), integer(by))


#: softplus(z) + exp(z/2)/5, as none of the usual ones.
_SOME: _Function = (
    lambda z: _of("add", _of("softplus", z), _growing(z, 5)),
    lambda z: _of("add", _sigmoid(z), _growing(z, 10)),
)
_USUAL: dict[str, _Function] = {
    "the sigmoid": (_sigmoid, lambda z: _of("hadamard", _sigmoid(z), _rest(_sigmoid(z)))),
    "tanh": (_tanh, lambda z: _rest(_of("hadamard", _tanh(z), _tanh(z)))),
    "ReLU": (lambda z: _of("relu", z), lambda z: _of("step", z)),
}
