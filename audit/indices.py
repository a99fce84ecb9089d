"""Which letters of a document's names are indices, and which names do they stand for?

`Σ_a O_{ina}` is the sum of O_in1, O_in2, …; beside a sum over a, `x_a` is any of its terms; and
`Σ ½(target - output)²` is the sum over those for which there are both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..expressions.graph import Label
from ..expressions.statement import Statement
from ..expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Number,
    Symbol,
    nodes,
    rewrite,
    symbols,
)
from .sayings import uses

Families = dict[str, dict[tuple[str | int, ...], str]]

#: Families of names with numbers up to this.
_MOST_LABELS = 33
#: An index that a sum does not name.
_UNNAMED = "k"
#: A letter of a word that stands for it.
_SHORTEST = 3


def with_indices(
    statements: Sequence[Statement], families: Families
) -> tuple[list[Statement], Families]:
    """The statements with indices where letters of names are such, and the families they run in.

    What a sum runs over belongs to a family, even where no other formula has it.
    """
    used = uses(statements)
    found = {base: dict(members) for base, members in families.items()}

    def change(node: Expression) -> Expression:
        if isinstance(node, Fold) and len(node.index) == 1:
            span = _span(node)
            body = rewrite(node.body, lambda inner: glued(inner, node.index, span))
            for inner in nodes(body):
                if isinstance(inner, Symbol) and inner.indices == (Symbol(node.index),):
                    _fill(found.get(inner.name, {}), span)
            return replace(node, body=body)
        if isinstance(node, Apply) and node.function == "total":
            return _over_fellows(node, found, used)
        if isinstance(node, Apply) and node.function == "prime":
            return _by_its_name(node)
        return node

    def glued(node: Expression, index: str, span: range) -> Expression:
        if not isinstance(node, Symbol) or node.indices or not node.name.endswith(index):
            return node
        base = node.name[: -len(index)]
        labels = [n for n in range(1, _MOST_LABELS) if used[f"{base}{n}"]]
        if len(labels) < 2 and not set(labels) & set(span):
            return node
        labels = sorted({*labels, *span})
        found[base] = {**found.get(base, {}), **{(n,): f"{base}{n}" for n in labels}}
        return replace(node, name=base, indices=(Symbol(index),))

    return [_with_free(s.rewritten(change)) for s in statements], found


def _with_free(statement: Statement) -> Statement:
    """`x_a` beside a sum over a of terms in x[a]: it holds for every a."""
    each = dict(statement.each)
    for fold in [n for n in statement.nodes() if isinstance(n, Fold)]:
        for inner in [n for n in nodes(fold.body) if isinstance(n, Symbol)]:
            if inner.indices == (Symbol(fold.index),):
                plain = f"{inner.name}_{fold.index}"

                def change(node: Expression, plain: str = plain, to: Symbol = inner) -> Expression:
                    return to if isinstance(node, Symbol) and node.name == plain else node

                new = statement.rewritten(change)
                if new != statement:
                    each[fold.index] = inner.name
                    statement = new
    return replace(statement, each=tuple(each.items()))


def _over_fellows(node: Apply, families: Families, used: Mapping[str, int]) -> Expression:
    """A sum of terms in names of families, over the labels that all of them have."""
    names = [n for n in symbols(node.arguments[0]) if not _is_alone(n, families, used)]
    bases = {name: base for name in names if (base := _base(name, families))}
    if not bases or len(bases) != len(names):
        return node
    common = set.intersection(*({*families[base]} for base in bases.values()))
    if len(common) < 2:
        return node
    key = "_".join(sorted(bases.values()))
    for base in dict.fromkeys(bases.values()):
        families[f"{base}_of_{key}"] = {
            labels: name for labels, name in families[base].items() if labels in common
        }

    def change(inner: Expression) -> Expression:
        if isinstance(inner, Symbol) and inner.name in bases:
            name = f"{bases[inner.name]}_of_{key}"
            return replace(inner, name=name, indices=(Symbol(_UNNAMED),))
        return inner

    return Fold("sum", rewrite(node.arguments[0], change), _UNNAMED, _UNNAMED, node.place)


def _is_alone(name: str, families: Families, used: Mapping[str, int]) -> bool:
    return _base(name, families) == "" and used[name] > 0 and len(name) < _SHORTEST


def _base(name: str, families: Families) -> str:
    """The family that a word names: `output` those of out_o1 and out_o2."""
    name = name.lower()
    words = (b for b in families if len(b) >= _SHORTEST and not b.endswith("_L"))  # and no layers
    near = [b for b in words if name.startswith(b.lower())]
    return max(near, key=len, default="")


def _by_its_name(node: Apply) -> Expression:
    """(…)' as the derivative by the one name in it."""
    names = symbols(node.arguments[0])
    return Derivative(node.arguments[0], Symbol(names[0])) if len(names) == 1 else node


def labels_of(name: str, families: Mapping[str, Mapping[tuple[Label, ...], str]]) -> list[Label]:
    """The labels of a family of names with one index, numbers before words."""
    found = [labels[0] for labels in families.get(name, {}) if len(labels) == 1]
    numbers = sorted(label for label in found if isinstance(label, int))
    return [*numbers] or sorted(label for label in found if isinstance(label, str))


def _span(fold: Fold) -> range:
    """The whole numbers that a sum runs over, where both ends are printed."""
    match fold.over:
        case (Number(printed=low), Number(printed=high)) if low.is_integer and high.is_integer:
            return range(int(low.value), min(int(high.value), _MOST_LABELS) + 1)
        case _:
            return range(0)


def _fill(members: dict[tuple[str | int, ...], str], span: range) -> None:
    """The members that a family lacks, named as those are that it has."""
    known = [(n, members[n,]) for n in span if (n,) in members]
    for n in span if known else ():
        other, name = known[0]
        if name.count(str(other)) == 1:
            members.setdefault((n,), name.replace(str(other), str(n)))
