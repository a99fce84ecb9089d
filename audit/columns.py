"""From which other columns does a column of a table follow, and how?

A header may be a formula itself; the document may define the quantity that it names; or it may say
how the next value follows from this one: `x_{k+1} = x_k - η f'(x_k)`. What is said last before the
table counts, and what is said after it where nothing is said before.
"""

from __future__ import annotations

import re
from collections import ChainMap, deque
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass

from ..expressions.graph import Graph
from ..expressions.place import Place
from ..expressions.statement import Statement
from ..expressions.tree import (
    At,
    Derivative,
    Expression,
    Number,
    Symbol,
    children,
    is_numeric,
    rewrite,
    symbols,
    with_children,
)
from ..reading.statements import Read
from ..reading.tables import TableRead

_SHIFTED = re.compile(r"(?P<base>.+?)_L?(?P<letter>[a-z])(?:_(?P<sign>plus|minus)_1)?")
#: f'(x) where the document never says what f' is.
_PRIME = re.compile(r"(?P<function>.+?)_prime_(?P<at>.+)")


@dataclass(frozen=True)
class Formula:
    """How a column follows; `back` where it follows from the row before.

    A name `#2` is what stands in the row's third cell, `#2-` what stands above it. `needs` has the
    cells that it is computed from: the name by which it knows each, the column, and the row (0 or
    -1). `is_closed` says that it needs nothing but the table.
    """

    expression: Expression
    needs: tuple[tuple[str, int, int], ...]
    is_closed: bool
    back: bool = False


@dataclass
class Context:
    """What a document says of names where a table stands."""

    definitions: MutableMapping[str, Expression]
    parameters: MutableMapping[str, str]
    rules: MutableMapping[str, tuple[str, Expression]]

    @property
    def graph(self) -> Graph:
        """The definitions as a graph."""
        return Graph(self.definitions, is_partial=True)

    def over(self, other: Context) -> Context:
        """What is said here, and else there; what is added is added to neither."""
        return Context(
            ChainMap({}, self.definitions, other.definitions),
            ChainMap({}, self.parameters, other.parameters),
            ChainMap({}, self.rules, other.rules),
        )


class Sayings:
    """What a document says of names, from table to table, in their order."""

    def __init__(self, read: Read, told: Mapping[str, Expression] | None = None) -> None:
        """`told` is what is said of names beside the statements, and fills what they do not say."""
        self.first, self.before = Context(dict(told or {}), {}, {}), Context({}, {}, {})
        for function, parameter in read.functions.items():
            name = function.rstrip("'")
            self.first.parameters[name + "_prime" * (len(function) - len(name))] = parameter
        # The parameters are the document's; so is what is said first, for want of anything before.
        self.before.parameters = self.first.parameters
        for statement in reversed(read.statements):
            _learn(statement, self.first)
        self.waiting = deque(read.statements)

    def at(self, place: Place) -> Context:
        """What is said last before a place, and else first after it."""
        while self.waiting and self.waiting[0].place < place:
            _learn(self.waiting.popleft(), self.before)
        found = self.before.over(self.first)
        for name, parameter in self.first.parameters.items():
            prime, body = f"{name}_prime", found.definitions.get(name)
            inner = symbols(body) if body is not None else ()
            if len(inner) == 1 and parameter not in inner:  # f(w) before, and f(x) here
                found.parameters[name] = parameter = inner[0]
            if body is not None and prime not in found.definitions:
                found.definitions[prime] = Derivative(body, Symbol(parameter))
                found.parameters.setdefault(prime, parameter)
        return found


def _learn(statement: Statement, found: Context) -> None:
    first, *rest = statement.members
    left = first.expression
    formulas = [m for m in rest if not isinstance(m.expression, Number)] or rest
    if not formulas or any(m.relation == "to" for m in rest):
        return
    formula = formulas[0].expression
    match left:
        case At(body=Symbol(name=name), symbol=parameter, value=Symbol(name=argument)):
            if not is_numeric(formula):
                found.definitions[name] = _renamed(formula, argument, parameter)
        case Symbol(name=name, indices=()):
            rule = _rule(name, formula, formulas[0].relation)
            if rule is not None:
                found.rules[rule[0]] = rule[1], formula
            elif not is_numeric(formula) or is_numeric(found.definitions.get(name, formula)):
                found.definitions[name] = formula
        case _:
            pass


def _rule(name: str, formula: Expression, relation: str) -> tuple[str, str] | None:
    """Whose next value a formula gives, and the letter that counts the rounds."""
    names = symbols(formula)
    if relation == "<-" or name in names:
        return name.removesuffix("_new"), ""
    if name.endswith("_new"):
        base = name.removesuffix("_new")
        return (base, "") if base in names else None
    base, letter, shift = shifted(name)
    turns = [shifted(n) for n in names]
    if letter and any(b == base and k == letter and s == shift - 1 for b, k, s in turns):
        return base, name
    return None


def shifted(name: str) -> tuple[str, str, int]:
    """`w_k_plus_1` as w, k and 1."""
    match = _SHIFTED.fullmatch(name)
    if match is None:
        return name, "", 0
    return match["base"], match["letter"], {"plus": 1, "minus": -1}.get(match["sign"] or "", 0)


def _renamed(formula: Expression, old: str, new: str) -> Expression:
    def change(node: Expression) -> Expression:
        return Symbol(new) if isinstance(node, Symbol) and node.name == old else node

    return rewrite(formula, change)


class Columns:
    """The columns of a table with the formulas by which each follows."""

    def __init__(self, table: TableRead, said: Context) -> None:
        self.said = said
        self.graph = said.graph
        self.headers = [
            None if c.quantity is None else self.canonical(c.quantity) for c in table.columns
        ]
        self.names = {h.name: c for c, h in enumerate(self.headers) if isinstance(h, Symbol)}
        for name, c in list(self.names.items()):
            self.names.setdefault(shifted(name)[0], c)
        self.formulas = [list(self._formulas(c, table)) for c in range(len(table.columns))]

    def canonical(self, expression: Expression) -> Expression:
        """Every value of a function as what it is of: `f` with the parameter x as `f(x)`."""

        def change(node: Expression) -> Expression:
            match node:
                case Symbol(name=name) if name in self.said.parameters:
                    parameter = self.said.parameters[name]
                    return At(Symbol(name), parameter, Symbol(parameter))
                case Symbol(name=name) if (of := _PRIME.fullmatch(name)) and (
                    of["function"] in self.said.parameters
                ):
                    parameter = self.said.parameters[of["function"]]
                    return At(Symbol(f"{of['function']}_prime"), parameter, Symbol(of["at"]))
                case At(body=At(body=body)):
                    return At(body, node.symbol, node.value)
                case _:
                    return node

        return rewrite(expression, change)

    def _formulas(self, c: int, table: TableRead) -> Iterator[Formula]:
        header, beside = self.headers[c], table.columns[c].formula
        wholes: list[Expression] = []
        if header is not None and not isinstance(header, Symbol | Derivative):
            wholes.append(header)
        if beside is not None:
            wholes.append(self.canonical(beside))
        if isinstance(header, Symbol):
            definition = self.said.definitions.get(header.name)
            if definition is not None and not is_numeric(definition):
                wholes.append(self.canonical(definition))
            base = shifted(header.name)[0]
            if base in self.said.rules:
                yield from self._made(self._stepped(*self.said.rules[base]), c, back=True)
        for whole in wholes:
            here = rewrite(whole, lambda node: self._cell(node, 0))
            for own in (self._with_cells(here, c, 0), here):
                yield from self._made(own, c, back=False)

    def _cell(self, node: Expression, rows: int) -> Expression:
        if isinstance(node, Symbol) and not node.indices and node.name in self.names:
            return _symbol(self.names[node.name], rows)
        return node

    def _with_cells(self, e: Expression, but: int, rows: int) -> Expression:
        """With the names of cells for the formulas of their headers, the largest first."""
        for c, header in enumerate(self.headers):
            if (c == but and rows == 0) or header is None or isinstance(header, Symbol):
                continue
            if e == rewrite(header, lambda node: self._cell(node, rows)):
                return _symbol(c, rows)
        inner = children(e)
        changed = tuple(self._with_cells(part, but, rows) for part in inner)
        return e if changed == inner else with_children(e, changed)

    def _stepped(self, left: str, formula: Expression) -> Expression | None:
        """The rule for the next value, with the cells of the row before."""
        _, letter, top = shifted(left) if left else ("", "", 0)
        strange = False

        def change(node: Expression) -> Expression:
            nonlocal strange
            if not isinstance(node, Symbol) or node.indices:
                return node
            base, own, shift = shifted(node.name)
            if letter and own == letter:
                rows = shift - top
                c = self.names.get(base)
                if c is None or rows not in (0, -1):
                    strange = strange or rows not in (0, -1)
                    return Symbol(base)
                return _symbol(c, rows)
            if not letter and node.name.endswith("_new"):
                return self._cell(Symbol(node.name.removesuffix("_new")), 0)
            return self._cell(node, 0 if letter else -1)

        stepped = rewrite(self.canonical(formula), change)
        return None if strange else self._with_cells(self._with_cells(stepped, -1, -1), -1, 0)

    def _made(self, expression: Expression | None, c: int, back: bool) -> Iterator[Formula]:
        if expression is None:
            return
        needs: dict[str, tuple[int, int]] = {}
        outside = False
        for name in self._reached(expression):
            if name.startswith("#"):
                needs[name] = int(name[1:].rstrip("-")), -1 if name.endswith("-") else 0
            elif name in self.names:
                needs[name] = self.names[name], -1 if back else 0
            else:
                outside = True
        if needs and (c, 0) not in needs.values():
            made = tuple((name, *at) for name, at in needs.items())
            yield Formula(expression, made, not outside, back)

    def _reached(self, expression: Expression) -> Iterator[str]:
        """The cells and names that a formula leads to, through what the document defines."""
        seen: set[str] = set()
        waiting: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset())]
        while waiting:
            whole, bound = waiting.pop()
            for node in _outside(whole):
                if isinstance(node, At):
                    waiting.append((node.value, bound))
                    waiting.append((node.body, bound | {node.symbol}))
                elif isinstance(node, Symbol) and node.name not in bound and node.name not in seen:
                    seen.add(node.name)
                    yield node.name
                    inner = self.said.definitions.get(node.name)
                    if inner is not None and node.name not in self.names:
                        waiting.append((inner, bound))


def _outside(expression: Expression) -> Iterator[Expression]:
    """The nodes of a formula, a function's value as one."""
    if isinstance(expression, At):
        yield expression
        return
    yield expression
    for part in children(expression):
        yield from _outside(part)


def _symbol(c: int, rows: int) -> Symbol:
    return Symbol(f"#{c}" + ("-" if rows else ""))
