"""Which letters below names count units: those that sums run over, and those beside them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise, product
from typing import NamedTuple

from ..expressions.graph import Graph, Label
from ..expressions.statement import Statement
from ..expressions.tree import Apply, Expression, Fold, Symbol, is_numeric, nodes
from .unit_layers import Indexed

Families = Mapping[str, Mapping[tuple[Label, ...], str]]

_OFFSET = ("minus", "plus")
#: Letters that count, also where no sum runs over them.
_USUAL = frozenset("ijk")
#: Letters that one name may have.
_MOST = 3


class Letters(NamedTuple):
    """The letters for units, and the families of names, some of which have numbers."""

    known: frozenset[str]
    families: Families


def letters_of(statements: Sequence[Statement], families: Families) -> Letters:
    """The letters that sums run over, and those that stand beside them: j of w_jk and h_j."""
    folds = [n for s in statements for n in s.nodes() if isinstance(n, Fold)]
    found = {
        f.index
        for f in folds
        if len(f.index) == 1 and f.index.islower() and f.index not in families
        and not _has_ends(f) and not _has_labels(f, families)
    }  # fmt: skip
    names = {n.name for s in statements for n in s.nodes() if isinstance(n, Symbol)}
    parts = [name.split("_") for name in names]
    alone = {p[-1] for p in parts if len(p) == 2 and len(p[1]) == 1 and p[1].islower()}
    pairs = {part for name in parts for part in name[1:] if len(part) == 2 and part.isalpha()}
    fellows = list(_beside(statements, found | alone & _USUAL))
    while (
        more := {
            *(c for pair in pairs if set(pair) & found for c in set(pair) & alone),
            *(c for own in fellows if own & found for c in own),
        }
        - found
    ):
        found |= more
    for name in parts:  # h_{t-1}: steps, and no units
        for part, after in pairwise(name[1:]):
            if after in _OFFSET:
                found.discard(part)
    moved = {
        n.name
        for f in folds
        for s in nodes(f.body) if isinstance(s, Symbol)
        for i in s.indices if isinstance(i, Apply) and i.function != "layer"
        for n in nodes(i) if isinstance(n, Symbol)
    }  # fmt: skip
    return Letters(frozenset(found - moved), families)


def _beside(statements: Iterable[Statement], letters: Set[str]) -> Iterable[set[str]]:
    """The letters that one name has: i, j and k of p_i, p_j and p_k."""
    found: dict[str, set[str]] = {}
    for name in (n for s in statements for n in s.nodes() if isinstance(n, Symbol)):
        base, _, letter = name.name.rpartition("_")
        own = [(base, letter)] if base else []
        own += [(name.name, i.name) for i in name.indices if isinstance(i, Symbol)]
        for base, letter in own:
            if letter in letters:
                found.setdefault(base, set()).add(letter)
    return found.values()


def _has_ends(fold: Fold) -> bool:
    """Whether a sum says in numbers how far it runs."""
    return isinstance(fold.over, tuple) and all(is_numeric(end) for end in fold.over)


def _has_labels(fold: Fold, families: Families) -> bool:
    """Whether the document has units with numbers of their own for a sum."""
    names = (n.name for n in nodes(fold.body) if isinstance(n, Symbol) and n.indices)
    return any(_is_numbered(name, families) for name in names)


def _is_numbered(base: str, families: Families) -> bool:
    """Whether a document has numbers below a name: x_1, target_o1; or above it, for samples."""
    name = base.removesuffix("_L")
    labels = (label for labels in families.get(name, {}) for label in labels)
    return any(
        isinstance(label, int) or (not label.isalpha() and (label[0] == "L") == (name != base))
        for label in labels
    )


def indexed(node: Expression, letters: Letters) -> Indexed | None:
    """A name with its letters for units, where it has any, and no numbers elsewhere."""
    if not isinstance(node, Symbol):
        return None
    first, *parts = node.name.split("_")
    kept, own = [first], list[str]()
    for part in parts:
        if part.islower() and part.isalpha() and set(part) <= letters.known:
            own += part
        elif part[:1] == "L" and part[1:] in letters.known:
            own.append(part[1:])
            kept.append("L")
        else:
            kept.append(part)
    for index in node.indices:
        match index:
            case Symbol(name=name, indices=()) if name in letters.known:
                own.append(name)
            case Apply(function="layer", arguments=(Symbol(name=name, indices=()),)) if (
                name in letters.known
            ):
                own.append(name)
                kept.append("L")
            case _:
                return None
    base = "_".join(kept)
    if not 1 <= len(own) <= _MOST or _is_numbered(base, letters.families):
        return None
    return Indexed(base, tuple(own))


def without_letters(families: Families) -> dict[str, dict[tuple[Label, ...], str]]:
    """The families in which p_i is none of p_1, p_2, …, but any one of them."""
    return {
        base: {
            labels: name
            for labels, name in family.items()
            if not _is_numbered(base, families) or not any(map(_is_letter, labels))
        }
        for base, family in families.items()
    }


def _is_letter(label: Label) -> bool:
    return isinstance(label, str) and len(label) == 1 and label.islower()


def generic(names: Iterable[str], folds: Iterable[Fold], families: Families) -> Iterator[str]:
    """Names with a letter of a sum for one of several that have numbers: w_j beside w_1, w_2."""
    letters = {fold.index for fold in folds if len(fold.index) == 1} | _USUAL
    for name in names:
        base, _, index = name.rpartition("_")
        if base and len(index) < _MOST and set(index) <= letters and _is_numbered(base, families):
            yield name


def numbered(names: set[str], graph: Graph) -> Iterator[Mapping[str, str]]:
    """The names with letters as each of those with numbers: p_i and y_i as p_1 and y_1, and so on.

    Where one of these is no name, as themselves: then nothing is said of every one.
    """
    some = {name: name.rpartition("_")[::2] for name in sorted(names & graph.generic)}
    labels: dict[str, set[Label]] = {}
    for base, index in some.values():
        own = [key for key in graph.families.get(base, {}) if len(key) == len(index)]
        for at, letter in enumerate(index):
            here = {key[at] for key in own}
            labels[letter] = labels.get(letter, here) & here
    for chosen in product(*(sorted(found, key=str) for found in labels.values())) if some else ():
        at = dict(zip(labels, chosen, strict=True))
        yield {
            name: graph.families[base].get(tuple(at[letter] for letter in index), name)
            for name, (base, index) in some.items()
        }
