"""What does an audit say of true formulas, and of the same formulas with one edit?

Single edits are planted in the identities of generated derivations, whose truth does not depend on
the audit: an edited identity counts only if numbers computed here, by difference quotients, say
that it is false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.expressions.notation import parse_members
from backproof.expressions.printed import Printed
from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Number,
    Path,
    Symbol,
    children,
    integer,
    is_apply,
    places,
    replaced_at,
    with_children,
)
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

from .derivations import Derivation, Line, derivation, rewritten
from .quotients import differ
from .spellings import markdown, spelling

WRONG = ("refuted", "notation")


@dataclass(frozen=True)
class Edit:
    """One edit of the last member of an identity."""

    kind: str
    line: Line


@dataclass
class Counts:
    """What became of true identities and of planted edits."""

    true: Counter[str] = field(default_factory=Counter[str])
    planted: Counter[str] = field(default_factory=Counter[str])
    caught: Counter[str] = field(default_factory=Counter[str])
    repaired: Counter[str] = field(default_factory=Counter[str])
    undone: Counter[str] = field(default_factory=Counter[str])
    shown: Counter[str] = field(default_factory=Counter[str])
    remarks: list[str] = field(default_factory=list[str])

    def share(self, part: Counter[str], whole: Counter[str]) -> float:
        """The part of the whole; 1 of nothing."""
        return part.total() / whole.total() if whole else 1.0


# --- edits


def edits(one: Line, found: Derivation) -> Iterator[Edit]:
    """Every single edit of the last member of an identity."""
    *before, last = one.members
    for path, node in places(last):
        for kind, new in _edited(node, path, last, found):
            yield Edit(kind, replace(one, members=(*before, replaced_at(last, path, new))))


def _edited(
    node: Expression, path: Path, whole: Expression, found: Derivation
) -> Iterator[tuple[str, Expression]]:
    parent = _at(whole, path[:-1]) if path else None
    match node:
        case Symbol(name=name, indices=()) if not isinstance(parent, Symbol):
            yield from (("index", Symbol(other)) for other in _siblings(name, found))
        case Derivative():
            yield "sign", Apply("negate", (node,))
        case Apply(function="power", arguments=(base, exponent)):
            yield "exponent", base
            yield "exponent", Apply("power", (base, integer(3)))
            del exponent
        case Apply(function="transpose", arguments=(inner,)):
            yield "transpose", inner
        case Apply(function="matmul", arguments=(a, b)):
            yield "transpose", Apply("matmul", (b, a))
        case Apply(function="multiply", arguments=factors):
            yield "factor", Apply("multiply", (integer(2), *factors))
            for i in range(len(factors)):
                rest = factors[:i] + factors[i + 1 :]
                yield "factor", rest[0] if len(rest) == 1 else Apply("multiply", rest)
        case Apply(function="add", arguments=terms):
            for i, term in enumerate(terms):
                turned = term.arguments[0] if is_apply(term, "negate") else _minus(term)
                yield "sign", Apply("add", (*terms[:i], turned, *terms[i + 1 :]))
                rest = terms[:i] + terms[i + 1 :]
                yield "term", rest[0] if len(rest) == 1 else Apply("add", rest)
        case Apply(function="negate", arguments=(inner,)) if not is_apply(parent or node, "add"):
            yield "sign", inner
        case _:
            return


def _minus(node: Expression) -> Expression:
    return Apply("negate", (node,))


def _at(node: Expression, path: Path) -> Expression:
    for step in path:
        node = children(node)[step]
    return node


def _siblings(name: str, found: Derivation) -> Iterator[str]:
    """Names of the same letter with other indices."""
    names = {n.name for one in (*found.definitions, *found.identities)
             for m in one.members for _, n in places(m) if isinstance(n, Symbol)}  # fmt: skip
    letter = name.rstrip("0123456789")
    for other in sorted(names):
        if other != name and other.rstrip("0123456789") == letter and other != letter:
            yield other


# --- measuring


def audited(found: Derivation, seed: int) -> list[list[Finding]]:
    """The findings of every identity of a derivation, written as notes and read."""
    text, lines = markdown(found, spelling(found, seed))
    read = audit_notes(statements_of(document("notes.md", text.encode())))
    return [[f for f in read.findings if f.place.line == line] for line in lines]


def varied(seed: int) -> Derivation:
    """A derivation whose identities are written in other ways."""
    found, rng = derivation(seed), Random(f"rewriting {seed}")
    lines = tuple(
        replace(one, members=(*one.members[:-1], rewritten(one.members[-1], rng)))
        for one in found.identities
    )
    return replace(found, identities=lines)


def measure(seeds: range, edited: int = 3) -> Counts:
    """Audit derivations as they are, then `edited` times with an edit in every third identity."""
    counts = Counts()
    for seed in seeds:
        found, rng = varied(seed), Random(f"edits {seed}")
        before = audited(found, seed)
        for one, said in zip(found.identities, before, strict=True):
            _of_true(counts, seed, one, said)
        for turn in range(edited):
            chosen: dict[int, Edit] = {}
            for number, one in enumerate(found.identities):
                if number % 3 == turn % 3 and (edit := _false(one, found, rng)) is not None:
                    chosen[number] = edit
            lines = tuple(
                chosen[n].line if n in chosen else one for n, one in enumerate(found.identities)
            )
            after = audited(replace(found, identities=lines), seed)
            for number, said in enumerate(after):
                if number in chosen:
                    _of_edit(counts, seed, chosen[number], said, before[number])
                else:
                    _of_true(counts, seed, found.identities[number], said)
    return counts


def _false(one: Line, found: Derivation, rng: Random) -> Edit | None:
    """One of the edits that make an identity false; every kind as often as the others."""
    kinds: dict[str, list[Edit]] = {}
    for edit in edits(one, found):
        kinds.setdefault(edit.kind, []).append(edit)
    choices = [rng.choice(kinds[kind]) for kind in rng.sample(sorted(kinds), len(kinds))]
    return next((edit for edit in choices if differ(edit.line, found)), None)


def _of_true(counts: Counts, seed: int, one: Line, said: list[Finding]) -> None:
    wrong = [f for f in said if f.verdict in WRONG]
    verdict = wrong[0].verdict if wrong else said[-1].verdict if said else "nothing"
    counts.true[verdict] += 1
    if wrong:
        counts.remarks.append(f"{seed} false alarm: {wrong[0].printed} | {wrong[0].why}")
    elif verdict != "confirmed":
        counts.remarks.append(f"{seed} {one.kind}: {verdict}: {said[-1].printed if said else one}")


def _of_edit(
    counts: Counts, seed: int, edit: Edit, said: list[Finding], before: list[Finding]
) -> None:
    kind = edit.kind
    counts.planted[kind] += 1
    wrong = [f for f in said if f.verdict in WRONG]
    if not wrong:
        shown = "; ".join(f"{f.verdict} {f.printed} ({f.why})" for f in said)
        counts.remarks.append(f"{seed} missed {kind} ({edit.line.kind}): {shown}")
        return
    counts.caught[kind] += 1
    if wrong[0].verdict != "notation":
        counts.remarks.append(f"{seed} no repair {kind}: {wrong[0].printed}")
        return
    counts.repaired[kind] += 1
    right = {normal_text(f.printed) for f in before}
    if normal_text(wrong[0].expected) in right:
        counts.undone[kind] += 1
        return
    if any(normal_text(text) in right for text in wrong[0].others):
        counts.shown[kind] += 1
    counts.remarks.append(f"{seed} other repair {kind}: {wrong[0].printed} -> {wrong[0].expected}")


def normal_text(text: str) -> tuple[str, ...]:
    """The sides of a formula without the order of their factors and terms."""
    return tuple(repr(normal(member.expression)) for member in parse_members(text))


def normal(node: Expression) -> Expression:
    """The formula with its minus signs outside, and factors and terms in one order."""
    node = with_children(node, tuple(map(normal, children(node))))
    match node:
        case Number(printed=printed) if printed.value < 0:
            return _minus(Number(Printed(printed.text.lstrip("-"))))
        case Apply(function="negate", arguments=(inner,)):
            return _turned(inner)
        case Apply(function="power", arguments=(base, Number(printed=printed))):
            return base if printed.value == 1 else _product((base,) * int(printed.value))
        case Apply(function="multiply", arguments=factors):
            return _product(factors)
        case Apply(function="divide", arguments=(above, below)) if is_apply(above, "negate"):
            return _minus(Apply("divide", (above.arguments[0], below)))
        case Apply(function="add", arguments=terms):
            return _total(terms)
        case _:
            return node


def _product(factors: tuple[Expression, ...]) -> Expression:
    signs = sum(is_apply(f, "negate") for f in factors)
    flat = [f.arguments[0] if is_apply(f, "negate") else f for f in factors]
    flat = [g for f in flat for g in (f.arguments if is_apply(f, "multiply") else (f,))]
    product = flat[0] if len(flat) == 1 else Apply("multiply", tuple(sorted(flat, key=repr)))
    return _minus(product) if signs % 2 else product


def _total(terms: tuple[Expression, ...]) -> Expression:
    flat = [g for f in terms for g in (f.arguments if is_apply(f, "add") else (f,))]
    numbers = [n.arguments[0] if is_apply(n, "negate") else n for n in flat]
    if all(isinstance(n, Number) for n in numbers):
        signed = zip(flat, numbers, strict=True)
        total = sum(-_value(n) if is_apply(f, "negate") else _value(n) for f, n in signed)
        return integer(total)
    return Apply("add", tuple(sorted(flat, key=repr)))


def _value(node: Expression) -> int:
    assert isinstance(node, Number)
    return int(node.printed.value)


def _turned(node: Expression) -> Expression:
    if is_apply(node, "negate"):
        return node.arguments[0]
    if is_apply(node, "add"):
        return Apply("add", tuple(sorted(map(_turned, node.arguments), key=repr)))
    return Apply("negate", (node,))


def table(seeds: range = range(60)) -> Iterator[str]:
    """The figures, by kind of edit."""
    counts = measure(seeds)
    yield "true identities: " + ", ".join(f"{n} {v}" for v, n in counts.true.most_common())
    yield f"{'edit':12} planted  refuted or repaired  repaired  the edit undone  (or among others)"
    for kind in sorted(counts.planted):
        yield (
            f"{kind:12} {counts.planted[kind]:7}  {counts.caught[kind]:19}  "
            f"{counts.repaired[kind]:8}  {counts.undone[kind]:15}  {counts.shown[kind]:17}"
        )
    yield (
        f"{'all':12} {counts.planted.total():7}  "
        f"{counts.share(counts.caught, counts.planted):19.1%}  "
        f"{counts.share(counts.repaired, counts.planted):8.1%}  "
        f"{counts.share(counts.undone, counts.repaired):15.1%} of the repaired"
    )
