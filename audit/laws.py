"""How are units of a layer computed of which a document does not say it, as it says it of others?

Where `in_1 = W_11 x_1 + W_21 x_2`, or `net_j = Σ_i w_ij o_i`, is said of some units, units of the
same names in another layer follow from the layer that a weight leads from. It is a guess, good
enough to confirm with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..expressions.graph import Label
from ..expressions.tree import (
    Apply,
    Expression,
    Number,
    Symbol,
    is_apply,
    symbols,
)
from .changes import replaced
from .units import Families

_LAYER = re.compile(r"_L\d+$")
MutableFamilies = dict[str, dict[tuple[Label, ...], str]]
Unit = tuple[str, tuple[Label, ...]]


class _Sum(NamedTuple):
    """A net input as the sum of weights times units of the layer before."""

    weight: str
    unit: str
    leads_on: bool


def laws(definitions: Mapping[str, Expression], families: MutableFamilies) -> dict[str, Expression]:
    """Formulas for the units that have none; net inputs without a name get one."""
    known = dict(sorted(_units(families), key=lambda named: len(named[1][1])))
    sums: dict[str, dict[_Sum, None]] = {}
    outputs: dict[str, tuple[str, Expression]] = {}
    for name, formula in definitions.items():
        if name not in known:
            continue
        base = known[name][0]
        if (law := _sum(known[name], formula, known)) is not None:
            sums.setdefault(base, {})[law] = None
        elif len(inner := symbols(formula)) == 1 and inner[0] in known:
            outputs.setdefault(base, (inner[0], formula))
    found: dict[str, Expression] = {}
    waiting = [n for formula in definitions.values() for n in symbols(formula)]
    while waiting:
        name = waiting.pop()
        if name in definitions or name in found or name not in known or not name.endswith("]"):
            continue
        for new, formula in _of_unit(known[name], outputs, sums, known, families):
            found[new] = formula
            waiting += symbols(formula)
    return {n: f for n, f in found.items() if n not in definitions}


def _units(families: Families) -> Iterator[tuple[str, Unit]]:
    """The names of families, each with its family and labels; layers with numbers are no matter."""
    for base, family in families.items():
        for labels, name in family.items():
            yield name, (_LAYER.sub("", base), labels)


def _sum(unit: Unit, formula: Expression, known: Mapping[str, Unit]) -> _Sum | None:
    """The law of a sum of weights times units, perhaps with a bias."""
    if not is_apply(formula, "add"):
        return None
    terms: list[Expression] = []
    for term in formula.arguments:
        terms += term.arguments if is_apply(term, "add") else [term]
    found: set[_Sum] = set()
    for term in terms:
        if isinstance(term, Symbol | Number):
            continue
        pair = [known.get(n) for n in symbols(term)]
        if not is_apply(term, "multiply") or len(pair) != 2 or None in pair:
            return None
        weight, source = sorted((p for p in pair if p is not None), key=lambda p: -len(p[1]))
        if len(weight[1]) != 2 or len(source[1]) != 1:
            return None
        if weight[1] == (*source[1], *unit[1]):
            found.add(_Sum(weight[0], source[0], True))
        elif weight[1] == (*unit[1], *source[1]):
            found.add(_Sum(weight[0], source[0], False))
        else:
            return None
    return found.pop() if len(found) == 1 else None


def _of_unit(
    unit: Unit,
    outputs: Mapping[str, tuple[str, Expression]],
    sums: Mapping[str, Iterable[_Sum]],
    known: Mapping[str, Unit],
    families: MutableFamilies,
) -> Iterator[tuple[str, Expression]]:
    """What a unit follows from, if weights lead to it: its net input, and the layer before."""
    base, labels = unit
    inner, formula = outputs.get(base, ("", None))
    net = known[inner][0] if inner else base
    for law in sums.get(net, ()):
        terms = tuple(_terms(law, labels, families))
        if len(terms) > 1:
            plain = f"{net}[{','.join(map(str, labels))}]"
            name = families.setdefault(net, {}).setdefault(labels, plain)
            yield name, Apply("add", terms)
            if formula is not None:
                yield families[base][labels], replaced(formula, inner, name)
            return


def _terms(law: _Sum, labels: tuple[Label, ...], families: Families) -> Iterator[Expression]:
    """The weights that lead to a unit, each times the unit that it leads from."""
    for pair, weight in families.get(law.weight, {}).items():
        *source, target = pair if law.leads_on else pair[::-1]
        if (target,) == labels and (unit := _unit(law.unit, tuple(source), families)):
            yield Apply("multiply", (Symbol(weight), Symbol(unit)))


def _unit(base: str, labels: tuple[Label, ...], families: Families) -> str:
    """The unit of a name; else that of the only name that has such a unit."""
    own = {b: f[labels] for b, f in families.items() if labels in f and f[labels].endswith("]")}
    return own[base] if base in own else own.popitem()[1] if len(own) == 1 else ""
