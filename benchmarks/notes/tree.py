"""What is a formula? A small tree over names of quantities, its value, and its changed copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Name:
    """A quantity's role: `kind` and indices, or the names it is made of (a derivative's two).

    `example` tells the quantities of a second example from those of the first: both are written
    alike.
    """

    kind: str
    at: tuple[int | str, ...] = ()
    of: tuple[Name, ...] = ()
    example: int = 0


@dataclass(frozen=True)
class Const:
    """A number of the formula itself: the 1 of 1 + e^-x, the 2 of 2x, ½."""

    text: str


@dataclass(frozen=True)
class Ref:
    """The value of a quantity."""

    name: Name


@dataclass(frozen=True)
class Sum:
    """Terms, each with its sign."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Product:
    """Factors."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient:
    """A fraction."""

    over: Node
    under: Node


@dataclass(frozen=True)
class Negative:
    """A formula with a minus before it."""

    of: Node


@dataclass(frozen=True)
class Square:
    """A second power."""

    of: Node


@dataclass(frozen=True)
class Call:
    """A function of one argument: exp, ln, sigmoid, tanh, relu, step."""

    name: str
    of: Node


Node = Const | Ref | Sum | Product | Quotient | Negative | Square | Call


class Algebra(Protocol[T]):
    """What formulas are evaluated in."""

    def const(self, text: str) -> T: ...
    def add(self, a: T, b: T) -> T: ...
    def neg(self, a: T) -> T: ...
    def mul(self, a: T, b: T) -> T: ...
    def div(self, a: T, b: T) -> T: ...
    def call(self, name: str, a: T) -> T: ...


def value(node: Node, at: Callable[[Name], T], ops: Algebra[T]) -> T:
    """The value of a formula, its quantities' values looked up with `at`."""

    def go(inner: Node) -> T:
        return value(inner, at, ops)

    match node:
        case Const(text):
            return ops.const("0.5" if text == "1/2" else text)
        case Ref(name):
            return at(name)
        case Sum(terms):
            total = ops.const("0")
            for sign, term in terms:
                total = ops.add(total, go(term) if sign > 0 else ops.neg(go(term)))
            return total
        case Product(factors):
            product = ops.const("1")
            for factor in factors:
                product = ops.mul(product, go(factor))
            return product
        case Quotient(over, under):
            return ops.div(go(over), go(under))
        case Negative(of):
            return ops.neg(go(of))
        case Square(of):
            return ops.mul(go(of), go(of))
        case Call(name, of):
            return ops.call(name, go(of))


def refs(node: Node) -> Iterator[Name]:
    """The quantities of a formula, in the order of the text."""
    if isinstance(node, Ref):
        yield node.name
    for child in children(node):
        yield from refs(child)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a formula."""
    match node:
        case Sum(terms):
            return tuple(term for _, term in terms)
        case Product(factors):
            return factors
        case Quotient(over, under):
            return over, under
        case Negative(of) | Square(of) | Call(_, of):
            return (of,)
        case _:
            return ()


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same formula with other parts."""
    match node:
        case Sum(terms):
            return Sum(tuple((s, p) for (s, _), p in zip(terms, parts, strict=True)))
        case Product():
            return Product(parts)
        case Quotient():
            return Quotient(*parts)
        case Negative() | Square():
            return type(node)(parts[0])
        case Call(name, _):
            return Call(name, parts[0])
        case _:
            return node


def changed(node: Node, change: Callable[[Node], Iterator[Any]]) -> Iterator[Any]:
    """Every copy of a formula in which `change` was made at one place: (what, formula)."""
    yield from change(node)
    parts = children(node)
    for i, part in enumerate(parts):
        for what, new in changed(part, change):
            yield what, rebuilt(node, (*parts[:i], new, *parts[i + 1 :]))


# --- shorthands in which computations are written


def r(name: Name) -> Ref:
    """The value of a quantity."""
    return Ref(name)


def plus(*terms: Node) -> Sum:
    """A sum."""
    return Sum(tuple((1, term) for term in terms))


def minus(a: Node, b: Node) -> Sum:
    """A difference."""
    return Sum(((1, a), (-1, b)))


def times(*factors: Node) -> Product:
    """A product; a factor that is one itself loses its parentheses."""
    flat = [f.factors if isinstance(f, Product) else (f,) for f in factors]
    return Product(tuple(factor for group in flat for factor in group))


HALF, ONE = Const("1/2"), Const("1")
