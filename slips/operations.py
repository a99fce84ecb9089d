"""What else may be done at one place of a computation than what is to be done there?

Every function takes one node and gives the nodes that a slip may put in its place, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions.tree import Apply, Expression, Number, integer, is_apply
from ..expressions.written import written

#: What a slip makes of one node: another node, in words, with what the words are about.
New = tuple[Expression, str, tuple[Expression, ...]]

_ONE, _TWO = integer(1), integer(2)
_HALF = Apply("divide", (_ONE, _TWO))


def named(expression: Expression) -> str:
    """An expression in words that are not too long."""
    text = written(expression)
    return text if len(text) <= 60 else f"{text[:57]}..."


def without_one(node: Apply) -> Iterator[tuple[Expression, Expression]]:
    """A sum or a product with one part less, and the part."""
    parts = node.arguments
    for i in range(len(parts) if len(parts) > 1 else 0):
        rest = parts[:i] + parts[i + 1 :]
        yield rest[0] if len(rest) == 1 else Apply(node.function, rest), parts[i]


def factor(node: Expression) -> Iterator[New]:
    """A factor, or what is divided by, left out."""
    if is_apply(node, "multiply") or is_apply(node, "hadamard"):
        yield from ((rest, "without {}", (part,)) for rest, part in without_one(node))
    if is_apply(node, "divide"):
        above, below = node.arguments
        yield above, "not divided by {}", (below,)
        if above != _ONE:
            yield Apply("divide", (_ONE, below)), "without {}", (above,)


def term(node: Expression) -> Iterator[New]:
    """A term left out."""
    if is_apply(node, "add"):
        yield from ((rest, "without {}", (part,)) for rest, part in without_one(node))


def put_in(node: Expression) -> Iterator[New]:
    """A 2 or a half put in."""
    if not is_apply(node, "negate"):
        yield Apply("multiply", (_TWO, node)), "{} doubled", (node,)
        yield Apply("multiply", (_HALF, node)), "{} halved", (node,)


def sign(node: Expression) -> Iterator[New]:
    """Another sign before a number, a term or the whole."""
    if is_apply(node, "negate"):
        yield node.arguments[0], "without the minus of {}", (node,)
    elif isinstance(node, Number):
        negated = Number(node.printed.negated)
        yield negated, "{} for {}", (negated, node)
    elif is_apply(node, "add"):
        for i, part in enumerate(node.arguments):
            other = part.arguments[0] if is_apply(part, "negate") else Apply("negate", (part,))
            terms = (*node.arguments[:i], other, *node.arguments[i + 1 :])
            yield Apply("add", terms), "the sign of {} turned", (part,)
    else:
        yield Apply("negate", (node,)), "a minus before {}", (node,)


def turned(node: Expression) -> Iterator[New]:
    """The two sides of an operation exchanged."""
    if is_apply(node, "divide"):
        above, below = node.arguments
        yield Apply("divide", (below, above)), "{} upside down", (node,)
    if is_apply(node, "power"):
        base, exponent = node.arguments
        yield Apply("power", (exponent, base)), "base and exponent of {} exchanged", (node,)
    if is_apply(node, "add") and any(is_apply(part, "negate") for part in node.arguments):
        yield Apply("negate", (node,)), "{} the other way round", (node,)


def operation(node: Expression) -> Iterator[New]:
    """Another operation done with the same numbers."""
    if is_apply(node, "add"):
        yield Apply("multiply", node.arguments), "a product for the sum {}", (node,)
    if is_apply(node, "multiply") or is_apply(node, "hadamard"):
        parts = node.arguments
        yield Apply("add", parts), "a sum for the product {}", (node,)
        for i, part in enumerate(parts):
            rest = parts[:i] + parts[i + 1 :]
            above = rest[0] if len(rest) == 1 else Apply("multiply", rest)
            if rest:
                yield Apply("divide", (above, part)), "divided by {}", (part,)
    if is_apply(node, "divide"):
        above, below = node.arguments
        yield Apply("multiply", (above, below)), "multiplied by {}", (below,)
        yield (
            Apply("add", (above, Apply("negate", (below,)))),
            "a difference for {}",
            (node,),
        )


def precedence(node: Expression) -> Iterator[New]:
    """Brackets that were not kept: only the part next to an operation took part in it."""
    yield from ((new, "the brackets of {} not kept", (node,)) for new in _unbracketed(node))


def _unbracketed(node: Expression) -> Iterator[Expression]:
    match node:
        case Apply(function="multiply", arguments=factors):
            for i, part in enumerate(factors):
                if not is_apply(part, "add"):
                    continue
                *others, last = part.arguments
                if i + 1 < len(factors):
                    tail = Apply("multiply", (last, *factors[:i], *factors[i + 1 :]))
                    yield Apply("add", (*others, tail))
                first, *rest = part.arguments
                if i:
                    head = Apply("multiply", (*factors[:i], first, *factors[i + 1 :]))
                    yield Apply("add", (head, *rest))
        case Apply(function="divide", arguments=(above, below)):
            if is_apply(above, "add"):
                *others, last = above.arguments
                yield Apply("add", (*others, Apply("divide", (last, below))))
            if is_apply(below, "add"):
                first, *rest = below.arguments
                yield Apply("add", (Apply("divide", (above, first)), *rest))
            if is_apply(below, "multiply"):
                first, *rest = below.arguments
                yield Apply("multiply", (Apply("divide", (above, first)), *rest))
        case Apply(function="negate", arguments=(inner,)) if is_apply(inner, "add"):
            first, *rest = inner.arguments
            yield Apply("add", (Apply("negate", (first,)), *rest))
        case Apply(function="power", arguments=(base, exponent)):
            if is_apply(base, "multiply") or is_apply(base, "add"):
                *others, last = base.arguments
                yield Apply(base.function, (*others, Apply("power", (last, exponent))))
            if is_apply(base, "negate"):
                yield Apply("negate", (Apply("power", (base.arguments[0], exponent)),))
        case _:
            pass
