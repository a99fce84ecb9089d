"""Which computation does a document define, as its formulas are to be checked against?

A lecture states its own model: `net = …`, `out = σ(net)`, `E = ½Σ(…)²`. The first formula that it
gives a name is the name's definition, the others are claims. Where several formulas differ, the one
that the document's own numbers bear out counts, then the one said most often. Names without a
formula are free, if anything follows from them; else they stand for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from ..expressions.graph import Graph
from ..expressions.tree import (
    Expression,
    Symbol,
    integer,
    is_numeric,
    symbols,
)
from ..expressions.written import written
from ..reading.statements import Read
from .activations import usual
from .aliases import tops
from .bindings import CONSTANTS, counts_of, folds_of, sets_of
from .described import described
from .fellows import Fellows, apart, by_symmetry
from .generics import of_any
from .indices import labels_of
from .kin import WEIGHTS, base_of
from .laws import laws
from .layout import written_out
from .losses import any_loss
from .meanings import Meaning, Meanings
from .points import Samples
from .roots import free_names, in_logs, is_circular, plain_names, reshaped, with_entries
from .sayings import derivatives, primes, terms
from .scopes import Scope
from .simplex import on_simplex
from .stacks import claims, defined, spellings, stack_of
from .unit_letters import generic
from .units import expanded, kronecker

#: What a text says of two letters: that they are not the same, or are.
_APART = re.compile(r"\b([a-z])\s*(?:\\neq?\b|\\not\s*=|[≠=]|!=)\s*([a-z])\b")
#: Where names are drawn that stand in a logarithm.
_BETWEEN = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Model:
    """The graph that a statement's formulas are held against, with its points.

    `defined` has the members of the statement that are definitions, and claim nothing. `loose` has
    the points at which the names that stand for nothing have some value, too; `simplex` those at
    which the targets of a cross-entropy sum to 1, and `others` those of other shapes that names may
    have. `apart` has the pairs of letters of which the text says that they are, or are not, equal;
    `usual` the points of the usual activations, where a document does not say which it means.
    """

    samples: Samples
    loose: Samples
    simplex: Samples | None
    defined: frozenset[int]
    others: tuple[tuple[str, Samples], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    usual: tuple[tuple[str, Samples], ...] = ()


class Models:
    """The model of every statement of a document."""

    def __init__(self, read: Read, scopes: Sequence[Scope]) -> None:
        self.meanings = Meanings(read, scopes)
        self.statements, self.families = self.meanings.statements, read.families
        self.units, self.sizes, self.arrays = read.units, read.sizes, read.arrays
        self.delta = kronecker(read)
        pairs = _APART.findall(read.document.source.text)
        self.apart = frozenset(frozenset(pair) for pair in pairs if pair[0] != pair[1])
        self.vectors = written_out(self.statements)
        self.graphs, self.scopes = self.meanings.graphs, scopes
        self.closed: dict[int, dict[str, Expression]] = {}
        self.used = {n for s in self.statements for m in s.members for n in symbols(m.expression)}
        self.taken: dict[str, str] = {}
        self.stack = stack_of(self.statements)
        if self.stack is not None:
            self.used |= {name for family in read.families.values() for name in family.values()}
            self.taken |= dict.fromkeys(self.stack.losses, "half a squared distance")
        self.printed = self.meanings.results.keys() | {
            s.members[0].expression.name
            for s in self.statements
            if isinstance(s.members[0].expression, Symbol) and len(s.members) > 1
            and is_numeric(s.members[-1].expression)
        }  # fmt: skip
        self.given = {
            n
            for graph in dict.fromkeys(self.graphs) for n in graph.definitions
            if graph.is_given(n)
        }  # fmt: skip
        self.inside = dict.fromkeys(in_logs(self.statements), _BETWEEN)
        plain = {n for s in self.statements for m in s.members for n in plain_names(m.expression)}
        if read.units:
            plain |= {name for family in read.families.values() for name in family.values()}
        self.plain = sorted(plain - CONSTANTS)
        self.weights = {base_of(n) for n in self.used if n.endswith("_new")} or WEIGHTS
        self.folds = folds_of(self.statements)
        self.generic = frozenset(generic(self.used, self.folds, self.families))
        self.made: dict[tuple[str | int, ...], Model] = {}
        self.differentiated = {
            n.of.name
            for s in self.statements for n in derivatives(s)
            if isinstance(n.of, Symbol) and not n.of.indices
        }  # fmt: skip

    def at(self, number: int) -> Model:
        """The model that holds where a statement stands."""
        example = self.meanings.examples[number]
        current = self.meanings.at(number)
        if self.stack is not None:
            chosen = {n: m.chosen.formula for n, m in current.items()}
            current = {n: m for n, m in current.items() if n not in claims(chosen, self.stack)}
        key = (*current, *(meaning.start for meaning in current.values()))
        if key not in self.made:
            graph = self._graph(current, example)
            loose = replace(graph, free={**graph.free, **self._others(graph)})
            simplex = on_simplex(graph)
            self.made[key] = Model(
                Samples(graph), Samples(loose), Samples(simplex) if simplex else None, frozenset(),
                tuple((what, Samples(reshaped(graph, s))) for what, s in self.arrays.others),
                usual=tuple(
                    (what, Samples(replace(graph, definitions={**graph.definitions, **said})))
                    for what, said in usual(graph.definitions)
                ),
            )  # fmt: skip
        defined = frozenset(
            said.member
            for meaning in current.values()
            for said in meaning.said
            if said.number == number
            and meaning.defines(said)
            and said.formula not in self.arrays.mended
        )
        return replace(self.made[key], defined=defined, apart=self.apart)

    def _graph(self, meanings: Mapping[str, Meaning], example: int) -> Graph:
        definitions = {n: m.chosen.formula for n, m in meanings.items()}
        for name in [n for n in definitions if is_circular(n, definitions)]:
            del definitions[name]
        for whole, name, term in terms(definitions, self.statements):
            if name not in definitions or self._is_older(meanings, name, whole):
                definitions[name] = term
        unsaid = self.differentiated - definitions.keys() - self.printed
        closed: dict[str, Expression] = {}
        hidden = (self.differentiated | self.printed) - definitions.keys() - self.given
        fellows = Fellows(definitions)
        if any(map(fellows.of, hidden)):
            closed = self._closed(example, definitions)
            definitions |= closed
        for name, (other, formula) in by_symmetry(unsaid, definitions, self.used).items():
            definitions[name] = formula
            self.taken[name] = f"what {other} is, with another number"
        for name, top in tops(self.statements, Graph(definitions, {}, {}, self.families)).items():
            definitions[name] = Symbol(top)
            self.taken[name] = top
        definitions |= dict(primes(definitions, self.statements))
        definitions = {**self.vectors, **definitions}
        families = {base: dict(labels) for base, labels in self.families.items()}
        sets = sets_of(self.folds, definitions, families)
        for statement in self.statements:
            for _, over in statement.each:
                sets.setdefault(over, tuple(labels_of(over, families)))
        sets, definitions = {**sets, **self.units}, {**self.delta, **definitions}
        for name, size in {**counts_of(self.folds, definitions, families), **self.sizes}.items():
            definitions.setdefault(name, integer(size))
        guesses: dict[str, Expression] = {}
        spelled: dict[str, str] = {}
        if self.units:
            definitions = {n: expanded(f, families, self.units) for n, f in definitions.items()}
        if self.stack is not None:
            definitions, guesses = defined(definitions, sorted(self.used), self.stack)
            spelled = spellings(self.used, self.stack)
        if self.units:
            guesses |= laws(definitions, families)
            definitions |= guesses
        supposed = {*closed, *guesses}
        if self.stack is None:
            each = dict(of_any(definitions, self.used, families, self.given))
            known = [graph.definitions for graph in dict.fromkeys(self.graphs)]
            supposed |= {n for n, f in each.items() if not any(d.get(n) == f for d in known)}
            definitions |= each
            unsaid = self.differentiated - definitions.keys() - self.printed - self.given
            some = any_loss(sorted(unsaid), definitions)
            self.taken |= dict.fromkeys(some, "some function of what is computed last")
            definitions, supposed = {**definitions, **some}, {*supposed, *some}
        bases = (name.split("[")[0].split("_L")[0] for name in guesses)
        self.taken |= dict.fromkeys(bases, "what it is in another layer")
        definitions = {n: self.arrays.mended.get(f, f) for n, f in definitions.items()}
        matrices, free = free_names(definitions, self.graphs, families)
        free = {n: shape for n, shape in free.items() if n not in self.arrays.shapeless}
        whole = self.arrays.roots(free)
        definitions, free = {**definitions, **whole}, with_entries(free, whole)
        unsaid = self.meanings.results.keys() | self.differentiated
        fellows = Fellows(definitions)
        unsaid |= {name for name in self.printed if fellows.of(name)}
        unsaid -= definitions.keys() | self.given
        opaque = {name: frozenset(apart(name, fellows, self.weights)) for name in unsaid}
        return Graph(
            {**matrices, **definitions},
            free,
            sets,
            families,
            self.inside,
            is_partial=True,
            opaque=opaque,
            supposed=frozenset(supposed),
            spellings=spelled,
            generic=self.generic,
            arrays=self.arrays,
        )

    def _closed(self, example: int, said: Container[str]) -> dict[str, Expression]:
        """Formulas that are said of a fellow alone, where the printed numbers bear them out."""
        if example not in self.closed:
            found = described(self.scopes[: example + 1])
            self.closed[example] = {} if found is None else {
                name: formula for name, formula in found.graph.definitions.items()
                if name not in self.given and not is_numeric(formula)
            }  # fmt: skip
        more = {n: f for n, f in self.closed[example].items() if n not in said}
        self.taken |= {name: f"what its fellows are: {written(f)}" for name, f in more.items()}
        return more

    def _is_older(self, meanings: Mapping[str, Meaning], name: str, whole: str) -> bool:
        """Whether a name got its meaning in an earlier part than a sum of which it is a term."""
        if name not in meanings or whole not in meanings:
            return False
        before, now = meanings[name].start, meanings[whole].start
        return before < now and self.meanings.headings[before] != self.meanings.headings[now]

    def _others(self, graph: Graph) -> dict[str, tuple[int, ...]]:
        """The names that stand for nothing."""
        return {n: () for n in self.plain if not graph.knows(n)}
