"""Which names stand where others belong, as the document itself shows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..expressions.graph import Graph
from ..expressions.statement import Member, Statement
from ..expressions.tree import Apply, Expression, Fold, Matrix, Symbol, is_apply, nodes, symbols
from .changes import distance
from .sayings import derivatives, uses

#: A word of fewer letters may well be another word.
_WORD = 4


@dataclass(frozen=True, slots=True)
class Misprint:
    """A name that stands where another belongs: in which statement, and how it is known."""

    statement: Statement
    printed: str
    meant: str
    why: str


def misprints(
    statements: Sequence[Statement], names: Mapping[str, str], why: str
) -> list[Misprint]:
    """The statements in which misprinted names stand."""
    return [
        Misprint(s, name, names[name], why)
        for s in statements
        for name in sorted({n for m in s.members for n in symbols(m.expression)} & names.keys())
    ]


def half_derivatives(statements: Iterable[Statement]) -> Iterator[Misprint]:
    """Derivatives that lack a sign of differentiation."""
    for statement in statements:
        if "without the" in statement.repaired:
            yield Misprint(statement, statement.repaired, statement.text, "")


def with_rows(statements: Sequence[Statement]) -> tuple[list[Statement], list[Misprint]]:
    """`[h_1, h_1, h_3]` as `[h_1, h_2, h_3]`, where h_2 is a name of the document."""
    used, found = uses(statements), list[Misprint]()
    changed: list[Statement] = []
    for statement in statements:
        wrong: list[tuple[str, str]] = []

        def change(node: Expression, wrong: list[tuple[str, str]] = wrong) -> Expression:
            if not isinstance(node, Matrix) or len(node.rows) != 1:
                return node
            row = list(node.rows[0])
            names = [e.name if isinstance(e, Symbol) else "" for e in row]
            for at, name in enumerate(names):
                meant = f"{name[:-1]}{at + 1}"
                twice = name[-1:].isdecimal() and names.count(name) > 1
                if twice and used[meant] and meant not in names:
                    row[at] = replace(row[at], name=meant)
                    wrong.append((name, meant))
            return replace(node, rows=(tuple(row),))

        new = statement.rewritten(change)
        changed.append(new if wrong else statement)
        found += [Misprint(new, n, m, "stands twice in one row") for n, m in wrong]
    return changed, found


def with_net_inputs(
    statements: Sequence[Statement],
) -> tuple[list[Statement], list[Misprint]]:
    """`w^l = w^l a + b` as `z^l = w^l a + b`, where z^l is what a function is applied to."""
    lefts = {_left(s) for s in statements}
    inputs = {
        node.arguments[0].name
        for s in statements for node in s.nodes()
        if isinstance(node, Apply) and len(node.arguments) == 1
        and isinstance(node.arguments[0], Symbol) and not is_apply(node, "transpose")
    } - lefts  # fmt: skip
    changed, found = list(statements), list[Misprint]()
    for at, statement in enumerate(statements):
        name = _left(statement)
        layer = name.partition("_L")[2]
        meant = [n for n in inputs if layer and n.partition("_L")[2] == layer and n != name]
        if len(meant) != 1 or not _is_factor(name, statement):
            continue
        first, *rest = statement.members
        left = replace(first, expression=Symbol(meant[0]))
        changed[at] = replace(statement, members=(left, *rest))
        found.append(Misprint(changed[at], name, meant[0], "is said to follow from itself"))
    return changed, found


def _left(statement: Statement) -> str:
    """The name on the left of a statement."""
    left = statement.members[0].expression
    return left.name if isinstance(left, Symbol) and not left.indices else ""


def _is_factor(name: str, statement: Statement) -> bool:
    """Whether what a name is said to be is a sum with the name itself as a factor."""
    match statement.members:
        case (_, Member(relation="=", expression=Apply(function="add", arguments=terms))):
            return any(is_apply(t, "multiply") and Symbol(name) in t.arguments for t in terms)
        case _:
            return False


def misspelt(statements: Sequence[Statement]) -> dict[str, str]:
    """Names used once whose word is hardly another's: `targer_o2` where `target_o1` stands."""
    counts = uses(statements)
    words = Counter(name.split("_")[0] for name in counts)
    found: dict[str, str] = {}
    for name, count in counts.items():
        word, _, rest = name.partition("_")
        if count > 1 or words[word] > 1 or len(word) < _WORD or not rest:
            continue
        near = [w for w in words if w != word and words[w] > 1 and len(w) >= _WORD]
        near = [w for w in near if distance(w, word) == 1 and w.casefold() != word.casefold()]
        if len(near) == 1:
            found[name] = f"{near[0]}_{rest}"
    return found


def missing_links(statements: Sequence[Statement], graph: Graph) -> dict[str, str]:
    """`w_i` in a sum where `w_1` belongs: a derivative is taken by w_1, and nothing has it."""
    by = {
        node.by.name for s in statements for node in derivatives(s) if isinstance(node.by, Symbol)
    }
    indices = {
        n.index for s in statements for m in s.members for n in nodes(m.expression)
        if isinstance(n, Fold)
    }  # fmt: skip
    have = {
        n
        for name, formula in graph.definitions.items() for n in symbols(formula)
        if n != name.removesuffix("_new")
    } | graph.definitions.keys()  # fmt: skip
    found: dict[str, str] = {}
    for name in sorted(by - have):
        letter = name.rstrip("0123456789").rstrip("_")
        loose = [
            n for n in have
            if n not in by and n not in graph.definitions and n != name
            and n.partition("_")[0] == letter and n.partition("_")[2].isalpha()
            and n.partition("_")[2] not in indices and not n.partition("_")[2].startswith("L")
        ]  # fmt: skip
        if len(loose) == 1 and name[-1:].isdecimal():
            found[loose[0]] = name
    return found
