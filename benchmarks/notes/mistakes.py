"""How does an author get a number wrong, and is the wrong one wrong beyond doubt?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from .algebra import Decimals
from .digits import Digits, Print, printed
from .ink import Change, Literal
from .tree import Call, Const, Name, Negative, Node, Product, Ref, Sum, changed, value

DIGIT, SWAP, SIGN, WRONG = "digit", "swapped", "sign", "wrong operand"
FACTOR, FUNCTION, BIAS, MISPRINT = "dropped factor", "wrong function", "missing bias", "misprint"
KINDS = (DIGIT, SWAP, SIGN, WRONG, FACTOR, FUNCTION, BIAS, MISPRINT)
#: How many units of the last digit a planted number is away from everything that could be meant.
MARGIN = 2


def proposals(
    literal: Literal, kind: str, how: Digits, rng: Random, others: list[Name]
) -> list[Change]:
    """Ways to print a result wrong, in random order; `others` are quantities to mistake one for."""
    if kind in (DIGIT, SWAP, SIGN):
        texts = {DIGIT: _slips, SWAP: _swaps, SIGN: _signs}[kind](literal.shown.digits)
        prints = [Print(text, literal.shown.power) for text in texts]
        changes = [Change(p, p.value) for p in prints]
    else:
        assert literal.node is not None
        formulas = [
            n for what, n in changed(literal.node, lambda n: _altered(n, others)) if what == kind
        ]
        changes = list(_recomputed(formulas, literal, how))
    rng.shuffle(changes)
    return [change for change in changes if is_wrong(change.shown, literal)]


def is_wrong(shown: Print, literal: Literal) -> bool:
    """Whether no convention of rounding makes the digits right."""
    if literal.bounds is None or shown.digits == literal.shown.digits:
        return False
    low, high = literal.bounds
    margin = (MARGIN + 1) * max(shown.unit, literal.shown.unit)
    ours, theirs = shown.range, literal.shown.range
    clear = shown.value + margin < min(low, theirs[0]) or shown.value - margin > max(
        high, theirs[1]
    )
    return clear and ours != theirs and low.is_finite() and high.is_finite()


def misprints(literal: Literal, prints: list[Print], rng: Random) -> list[Print]:
    """Other quantities' values that may stand where an operand belongs: clearly not its own."""
    own = literal.shown
    found = [
        p
        for p in prints
        if abs(p.value - own.value) > 20 * max(p.unit, own.unit) and p.digits != "0"
    ]
    rng.shuffle(found)
    return found


def contradicts(at: Literal, wrong: Print, beside: list[Literal]) -> bool:
    """Whether a misprinted operand gives another result than the one that stands beside it."""
    results = [n for n in beside if n.kind == "result" and n.node is not None and at.name in n.held]
    return bool(results) and all(_gives_another(at, wrong, n) for n in results)


def _gives_another(at: Literal, wrong: Print, result: Literal) -> bool:
    assert result.node is not None
    held = {**result.held, **({at.name: wrong.value} if at.name else {})}
    try:
        worth = value(result.node, held.__getitem__, Decimals())
    except ArithmeticError:
        return False
    bounds = result.bounds or result.shown.range
    wide = abs(bounds[1] - bounds[0]) + 10 * result.shown.unit
    return abs(worth - result.shown.value) > wide


def _recomputed(formulas: list[Node], literal: Literal, how: Digits) -> Iterator[Change]:
    for formula in formulas:
        try:
            worth = value(formula, literal.held.__getitem__, Decimals())
        except (ArithmeticError, KeyError):
            continue
        if worth and -8 < worth.adjusted() < 8:
            yield Change(printed(worth, how, exact=False), worth)


def _slips(digits: str) -> list[str]:
    places = [i for i, c in enumerate(digits) if c.isdigit() and not _leading(digits, i)]
    return [
        digits[:i] + str(d) + digits[i + 1 :]
        for i in places
        for d in range(10)
        if str(d) != digits[i]
    ]


def _leading(digits: str, i: int) -> bool:
    """Whether a digit is the zero before the point: nobody mistypes that one."""
    return digits[i] == "0" and digits[:i].strip("-") == ""


def _swaps(digits: str) -> list[str]:
    pairs = [
        i
        for i in range(len(digits) - 1)
        if digits[i : i + 2].isdigit() and digits[i] != digits[i + 1]
    ]
    return [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in pairs]


def _signs(digits: str) -> list[str]:
    return [digits[1:] if digits.startswith("-") else f"-{digits}"] if Decimal(digits) else []


def _altered(node: Node, others: list[Name]) -> Iterator[tuple[str, Node]]:
    """One place of a formula, done wrong."""
    match node:
        case Product(factors):
            for i, factor in enumerate(factors):
                rate = isinstance(factor, Ref) and factor.name.kind == "eta"
                small = rate or factor == Const("1/2")
                if small and len(factors) > 1:
                    yield FACTOR, Product(factors[:i] + factors[i + 1 :])
        case Sum(terms):
            for i, (sign, term) in enumerate(terms):
                if isinstance(term, Ref) and _is_bias(term.name) and len(terms) > 1:
                    yield BIAS, Sum(terms[:i] + terms[i + 1 :])
                if i:
                    yield SIGN, Sum((*terms[:i], (-sign, term), *terms[i + 1 :]))
        case Negative(of):
            yield SIGN, of
        case Call("ln", of):
            yield FUNCTION, Call("log10", of)
        case Call("exp", of):
            yield FUNCTION, of
        case Call("sigmoid", of):
            yield FUNCTION, Call("tanh", of)
        case Ref(name):
            yield from (
                (WRONG, Ref(other))
                for other in others
                if other.kind == name.kind != "eta" and other != name
            )
        case _:
            pass


def _is_bias(name: Name) -> bool:
    return name.kind == "b" or (name.kind == "sym" and str(name.at[0]) == "b")
