"""A computation becomes a page: which members of a chain, which words, in which order?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from .blocks import Bullets, Chain, Code, Display, Heading, Image, Para, Rows, math
from .digits import Print, printed, rounded
from .printer import Printer
from .script import Derive, Formula, Given, Grid, Matrix, Say, Script, Section, Table
from .tree import Call, Const, Name, Node, Ref, refs

#: What stands at the end of notes, with numbers that are no claims.
REFERENCES = (
    "D. E. Rumelhart, G. E. Hinton, R. J. Williams: Learning representations by back-propagating "
    "errors. Nature 323, 533-536 (1986).",
    "I. Goodfellow, Y. Bengio, A. Courville: Deep Learning. MIT Press 2016, section 6.5.",
)


class Page(Printer):
    """Writes the steps of a script in one style; the same `rng` gives the same page."""

    def write(self, script: Script) -> None:
        """All steps, one after the other."""
        for step in script.steps:
            self.statement += 1
            match step:
                case Section(key):
                    self.blocks.append(Heading(2, self.words(key)))
                case Say():
                    self._say(step)
                case Given():
                    self._given(step)
                case Formula(left, node):
                    text = self.pen.formula(node, self._symbol)
                    self.blocks.append(Display((Chain(self._pair(left), (("=", text),)),)))
                case Derive():
                    self._derive(step)
                case Grid():
                    self._grid(step)
                case Table():
                    self._table(step)

    def _derive(self, step: Derive) -> None:
        name, node, pen = step.name, step.node, self.pen
        mode = self._mode(step)
        seen: dict[Name, Print] = {}
        wrong: dict[Name, Decimal] = {}
        relation = self.spell.relation(name)
        left = self.spell(name)
        symbolic = pen.formula(node, self._symbol)
        names = tuple(refs(node))
        trivial = isinstance(node, Ref)
        members: list[tuple[str, str]] = []
        if mode in ("chain", "split", "continued", "formula"):
            members.append((relation, symbolic))
            relation = "="
        apart = [Chain(left, tuple(members))] if mode in ("split", "continued") else []
        if apart:
            members = []
            relation = "=" if mode == "continued" else self.spell.relation(name)
        numeric = mode in ("chain", "split", "continued", "numbers") and not trivial
        known = mode != "bare" and mode != "numbers" and set(names) <= self.ledger.visible
        if numeric:
            members.append((relation, pen.formula(node, lambda n: self._operand(n, seen, wrong))))
            relation = "="
            if self.style.terms and (terms := self._terms(node, seen)):
                members.append((relation, terms))
        if mode not in ("bare", "numbers"):
            self.ledger.visible |= set(names) if numeric else set()
        checkable = "beside" if numeric and names else "formula" if known else ""
        text = self._result(name, node, checkable, seen, wrong)
        exact = self.ledger.shown[name].value == self.ledger.exact[name]
        members.append((relation if exact else self._near(relation), self._decorated(text, step)))
        if self.style.twice and not step.group.startswith("grad"):
            members += self._again(name, node)
        chain = Chain("" if mode == "continued" else left, tuple(members))
        self._show([*apart, chain])

    def _mode(self, step: Derive) -> str:
        members = self.style.members
        if isinstance(step.node, Const) or (
            isinstance(step.node, Call) and step.node.name == "step"
        ):
            return "bare"
        first = step.group not in self.groups or not step.group
        self.groups.add(step.group)
        if first:
            return "chain" if members == "numbers" and self.rng.random() < 0.7 else members
        hidden = self.style.givens in ("substitution", "figure")
        choices = ["numbers", "numbers", "chain"] + ([] if hidden else ["formula"])
        if (
            step.group.startswith(("grad", "new", "err", "net"))
            and self.style.givens != "substitution"
        ):
            choices.append("bare")
        return self.rng.choice(choices)

    def _decorated(self, text: str, step: Derive) -> str:
        if self.cut and self.ledger.shown[step.name].value != self.ledger.exact[step.name]:
            text += "…" if self.style.plain else r"\ldots"
        kind = self.style.decoration
        if not kind or step.group.startswith(("net", "out", "grad_part")):
            return text
        if kind == "bold":
            return f"**{text}**"
        if kind == "underbrace":
            if "frac" in self.spell(step.name):
                return text
            return rf"\underbrace{{{text}}}_{{{self.spell(step.name)}}}"
        return {"color": r"\color{red}{" + text + "}"}.get(kind, f"\\{kind}{{{text}}}")

    def _show(self, chains: list[Chain]) -> None:
        last = self.blocks[-1] if self.blocks else None
        if self.rng.random() < 0.25 and isinstance(last, Display):
            last = Para(self.words("next"))
            self.blocks.append(last)
        # Authors put two or three related calculations into one display.
        if isinstance(last, Display) and len(last.chains) < 3 and self.rng.random() < 0.3:
            self.blocks[-1] = Display((*last.chains, *chains))
        elif len(chains) == 2 and self.rng.random() < 0.6:
            key = "numbers" if chains[1].left else ""
            self.blocks += [Display((chains[0],))]
            self.blocks += [Para(self.words(key))] if key else []
            self.blocks += [Display((chains[1],))]
        else:
            self.blocks.append(Display(tuple(chains)))

    def _given(self, step: Given) -> None:
        for name, text in step.values:
            self.ledger.give(name, text)
        where = self.style.givens
        if step.hidden or where in ("substitution", "figure"):
            if where == "figure" and not step.hidden:
                self.blocks += [Para(self.words("figure")), Image("network", "images/net-1.5.png")]
            return
        texts = [(self.spell(name), self._start(name)) for name, _ in step.values]
        equations = [math(f"{left} = {text}") for left, text in texts]
        comma = "; " if self.style.comma != "." else ", "
        if where == "list":
            self.blocks += [Para(self.words("givens")), Bullets(tuple(equations))]
        elif where == "table":
            head = (self.words("quantity"), self.words("value"))
            rows = tuple((math(left), math(text)) for left, text in texts)
            self.blocks += [Para(self.words("givens")), Rows(head, rows)]
        elif where == "sentence":
            joined = comma.join(equations[:-1]) + f" {self.words('and')} {equations[-1]}"
            self.blocks.append(Para(self.words("sentence", list=joined)))
        else:
            chains = [Chain(left, (("=", text),)) for left, text in texts]
            self.blocks.append(Para(self.words("givens")))
            size = self.rng.choice((1, 3, 4))
            for i in range(0, len(chains), size):
                self.blocks.append(Display(tuple(chains[i : i + size])))

    def _say(self, step: Say) -> None:
        if step.of is None and step.node is None:
            self.blocks.append(Para(self.words(step.key)))
            return
        if not self.style.prose:
            return
        ledger = self.ledger
        if step.node is not None:
            worth, true, name = ledger.carried(step.node), ledger.true(step.node), ""
            shown = printed(worth, self.style.digits, worth == true)
        else:
            assert step.of is not None
            shown, true = ledger.shown[step.of], ledger.exact[step.of]
            name = math(self.spell(step.of))
        if step.key == "percent":
            shown = Print(f"{rounded(shown.value * 100, 1):f}")
            literal = replace(self._literal("percent", step.of, shown, true * 100), node=step.node)
            text = self._put(literal) + " %"
        else:
            literal = replace(self._literal("prose", step.of, shown, true), node=step.node)
            text = math(self._put(literal)) if self.rng.random() < 0.5 else self._put(literal)
        self.blocks.append(Para(self.words(step.key, name=name, value=text)))

    def _grid(self, step: Grid) -> None:
        seen: dict[Name, Print] = {}
        wrong: dict[Name, Decimal] = {}
        pieces: list[str] = []
        for part in step.parts:
            if isinstance(part, Name):
                pieces.append(self._operand(part, seen, wrong))
            elif isinstance(part, Matrix):
                write = self._again_given if not step.cells else self._operand
                cells = [[write(n, seen, wrong) for n in row] for row in part.rows]
                pieces.append(self._matrix(cells))
            else:
                pieces.append(self._pair(part))
        if not step.cells:
            chain = Chain(self._pair(step.name), (("=", " ".join(filter(None, pieces))),))
            self.blocks.append(Display((chain,)))
            return
        result = [
            [self._result(n, node, "beside", seen, wrong) for n, node in row] for row in step.cells
        ]
        members = [] if self.style.members == "numbers" else [("=", self._pair(step.symbolic))]
        members += [("=", " ".join(filter(None, pieces))), (self._near("="), self._matrix(result))]
        self.blocks.append(Display((Chain(self._pair(step.name), tuple(members)),)))

    def _table(self, step: Table) -> None:
        self.blocks.append(Para(self.words("table")))
        heads = tuple(h if isinstance(h, str) else math(self._pair(h)) for h in step.headers)
        heads = tuple(self.words("step") if h == "step" else h for h in heads)
        rows: list[tuple[str, ...]] = []
        for row in step.rows:
            self.statement += 1
            cells: list[str] = []
            for cell in row:
                if isinstance(cell, str):
                    cells.append(cell)
                    continue
                name, node = cell
                cells.append(math(self._start(name) if node is None else self._cell(name, node)))
            rows.append(tuple(cells))
        self.blocks.append(Rows(heads, tuple(rows)))

    def _cell(self, name: Name, node: Node) -> str:
        known = set(refs(node)) <= self.ledger.visible
        return self._result(name, node, "formula" if known else "", {}, {})

    def trap(self) -> None:
        """A sentence with numbers that are no claims, or a few lines of code."""
        if self.rng.random() < 0.2:
            self.blocks += [Heading(2, self.words("refs")), Bullets(REFERENCES)]
        elif self.rng.random() < 0.25:
            number = self.rng.choice(("0.05", "0.7", "1.5"))
            lines = (f"x = {number}", "w = 0.25", "print(1 / (1 + exp(-w * x)))  # 0.51")
            self.blocks += [Para(self.words("code")), Code(lines)]
        else:
            self.blocks.append(Para(self.words("traps")))
