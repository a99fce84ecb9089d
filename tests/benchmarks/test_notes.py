"""Are the notes that the audit is measured on what they say they are?"""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from backproof.benchmarks.notes import COMPUTATIONS, FORMS, Notes, Planted, score, style_of, write
from backproof.benchmarks.notes.measure import samples, table
from backproof.benchmarks.notes.script import Derive, Given, Grid, Script, Table
from backproof.benchmarks.notes.tree import (
    Call,
    Const,
    Name,
    Negative,
    Node,
    Product,
    Quotient,
    Ref,
    Square,
    Sum,
)
from backproof.benchmarks.notes.words import LANGUAGES
from backproof.benchmarks.notes.words import table as wording

PAGES = [(form, name) for form in FORMS for name in COMPUTATIONS]


@cache
def pages(errors: int, *, propagate: bool = False, carry: str = "") -> tuple[Notes, ...]:
    """A page of every form and computation."""
    styled = [(seed, style_of(seed, form), name) for seed, (form, name) in enumerate(PAGES)]
    return tuple(
        write(seed, style, name, errors, propagate=propagate)
        for seed, style, name in styled
        if not carry or (style.carry == carry and not style.dots)
    )


def text_at(notes: Notes, line: int, column: int, length: int) -> str:
    return notes.text.split("\n")[line - 1][column - 1 : column - 1 + length]


def off(shown: str, true: str) -> Decimal:
    return abs(Decimal(shown) - Decimal(true))


class TestPages:
    def test_one_seed_gives_one_page(self) -> None:
        style = style_of(4)

        assert write(7, style, "network", 3) == write(7, style, "network", 3)

    def test_seeds_and_styles_change_it(self) -> None:
        texts = {write(seed, style_of(seed), "softmax").text for seed in range(20)}

        assert len(texts) == 20

    def test_every_number_stands_where_it_says(self) -> None:
        for notes in pages(3):
            for n in notes.literals:
                assert text_at(notes, n.line, n.column, len(n.text)) == n.text

    def test_no_mark_is_left(self) -> None:
        assert not any("\ue000" <= c <= "\ue0ff" for notes in pages(3) for c in notes.text)

    def test_a_notebook_is_one(self) -> None:
        notes = write(3, style_of(3, "notebook"), "network", 2)

        cells = json.loads(notes.text)["cells"]
        assert notes.suffix == ".ipynb"
        assert {cell["cell_type"] for cell in cells} <= {"markdown", "code"}

    def test_latex_has_balanced_braces_and_no_double_superscript(self) -> None:
        for seed in range(30):
            text = write(seed, style_of(seed, "latex"), "network").text
            assert text.count("{") == text.count("}")
            assert "}^2^" not in text
            assert ")}^2" not in text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_has_every_phrase(self, language: str) -> None:
        assert set(wording()[language]) == set(wording()["en"])


class TestNumbers:
    def test_what_an_author_carries_exactly_is_printed_to_half_a_unit(self) -> None:
        numbers = [n for notes in pages(0, carry="exact") for n in notes.numbers]

        assert len(numbers) > 400
        assert [n for n in numbers if off(n.shown, n.true) > Decimal(n.unit) / 2] == []

    def test_what_he_retypes_stays_near(self) -> None:
        numbers = [n for notes in pages(0, carry="retyped") for n in notes.numbers]

        assert len(numbers) > 100
        far = [n for n in numbers if off(n.shown, n.true) > 200 * Decimal(n.unit)]
        assert far == []

    def test_a_page_without_errors_has_none(self) -> None:
        assert not any(notes.planted for notes in pages(0))


def worth(node: Node, at: dict[Name, float]) -> float:
    """The value of a formula in floats, by other code than the writer's."""
    match node:
        case Const(text):
            return 0.5 if text == "1/2" else float(text)
        case Ref(name):
            return at[name]
        case Sum(terms):
            return math.fsum(sign * worth(term, at) for sign, term in terms)
        case Product(factors):
            return math.prod(worth(factor, at) for factor in factors)
        case Quotient(over, under):
            return worth(over, at) / worth(under, at)
        case Negative(of):
            return -worth(of, at)
        case Square(of):
            return worth(of, at) ** 2
        case Call(name, of):
            return FUNCTIONS[name](worth(of, at))


FUNCTIONS = {
    "exp": math.exp,
    "ln": math.log,
    "sigmoid": lambda x: (1 + math.tanh(x / 2)) / 2,
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "step": lambda x: float(x > 0),
}


def evaluated(script: Script, moved: dict[Name, float]) -> dict[Name, float]:
    """All quantities of a script; `moved` holds some fast at other values."""
    at: dict[Name, float] = {}
    for step in script.steps:
        if isinstance(step, Given):
            at |= {name: moved.get(name, float(text)) for name, text in step.values}
        for name, node in entries(step):
            at[name] = moved.get(name, worth(node, at))
    return at


def entries(step: Any) -> Iterator[tuple[Name, Node]]:
    if isinstance(step, Derive):
        yield step.name, step.node
    if isinstance(step, Grid):
        yield from (cell for row in step.cells for cell in row)
    if isinstance(step, Table):
        cells = (cell for row in step.rows for cell in row)
        yield from ((c[0], c[1]) for c in cells if not isinstance(c, str) and c[1] is not None)


class TestGradients:
    """The chain rule of every script against differences of its own error."""

    @pytest.mark.parametrize("seed", range(40))
    @pytest.mark.parametrize("gradient", ["chain", "delta"])
    def test_of_a_network(self, seed: int, gradient: str) -> None:
        self.holds(COMPUTATIONS["network"](Random(seed), gradient, 0))

    @pytest.mark.parametrize("seed", range(10))
    @pytest.mark.parametrize("name", ["softmax", "logistic", "recurrent"])
    def test_of_other_computations(self, name: str, seed: int) -> None:
        self.holds(COMPUTATIONS[name](Random(seed), "chain", 0))

    def holds(self, script: Script) -> None:
        at, checked, step = evaluated(script, {}), 0, 1e-5
        for name, found in at.items():
            if name.kind != "grad" or name.of[0] != script.loss or name.example:
                continue
            by, loss = name.of[1], script.loss
            up, down = (evaluated(script, {by: at[by] + s})[loss] for s in (step, -step))
            assert abs(found - (up - down) / (2 * step)) < 1e-6, name
            checked += 1
        assert checked


class TestErrors:
    def test_they_are_planted_and_change_the_page(self) -> None:
        planted = [p for notes in pages(3) for p in notes.planted]

        assert len(planted) > 100
        assert all(p.text != p.right for p in planted)

    def test_a_wrong_result_is_outside_every_rounding(self) -> None:
        for notes in pages(3):
            at = {(n.line, n.column): n for n in notes.literals}
            for p in notes.planted:
                n = at[p.line, p.column]
                assert off(n.shown, n.true) > 2 * Decimal(n.unit)

    def test_every_kind_comes_up(self) -> None:
        kinds = {p.kind for _, _, notes in samples(40, form="markdown") for p in notes.planted}

        assert kinds == {
            "digit", "swapped", "sign", "wrong operand", "dropped factor", "wrong function",
            "missing bias", "misprint",
        }  # fmt: skip

    def test_an_author_who_goes_on_with_it_has_followers(self) -> None:
        planted = [p for notes in pages(1, propagate=True) for p in notes.planted]

        assert sum(bool(p.followers) for p in planted) > len(planted) / 3

    def test_what_is_neither_planted_nor_follows_is_as_it_was(self) -> None:
        for seed in range(12):
            style = style_of(seed, "markdown")
            right = write(seed, style, "network")
            wrong = write(seed, style, "network", 2, propagate=True)
            excused = {place for p in wrong.planted for place in (*p.followers, (p.line, p.column))}
            pairs = zip(right.literals, wrong.literals, strict=True)
            changed = {(w.line, w.column) for r, w in pairs if r.text != w.text}
            assert changed <= excused


def finding(planted: Planted, verdict: str, **other: Any) -> dict[str, Any]:
    place = {"line": planted.line, "column": planted.column, "printed": planted.text}
    return {**place, "verdict": verdict, "follows": None, **other}


class TestScore:
    @pytest.fixture
    def notes(self) -> Notes:
        notes = write(2, style_of(2, "markdown"), "network", 3, propagate=True)
        assert len(notes.planted) == 3
        assert notes.planted[0].followers or notes.planted[1].followers
        return notes

    def test_an_auditor_who_finds_all_of_it(self, notes: Notes) -> None:
        found = score(notes, [finding(p, "refuted") for p in notes.planted])

        assert (found.found, found.planted, found.false_alarms) == (3, 3, 0)

    def test_an_auditor_who_is_silent(self, notes: Notes) -> None:
        found = score(notes, [finding(p, "undetermined") for p in notes.planted])

        assert (found.found, found.false_alarms, found.checked) == (0, 0, 0)
        assert found.missed == notes.planted

    def test_an_alarm_about_a_calculation_finds_the_error_in_it(self, notes: Notes) -> None:
        p = next(p for p in notes.planted if not p.also)
        text = p.text.lstrip("-−")

        inside = finding(p, "refuted", column=p.column + 40, printed=f"0.01*{text} + 2")
        elsewhere = finding(p, "refuted", column=p.column + 40, printed=f"0.01*9{text}1 + 2")
        assert (score(notes, [inside]).found, score(notes, [inside]).false_alarms) == (1, 0)
        assert (score(notes, [elsewhere]).found, score(notes, [elsewhere]).false_alarms) == (0, 1)

    def test_what_inherits_is_no_root(self, notes: Notes) -> None:
        found = score(notes, [finding(notes.planted[0], "inherited", follows="x:1:1")])

        assert (found.found, found.false_alarms) == (0, 0)

    def test_a_follower_counts_neither_way(self, notes: Notes) -> None:
        p = next(p for p in notes.planted if p.followers)
        line, column = p.followers[0]

        found = score(notes, [finding(p, "refuted", line=line, column=column, printed="?")])
        assert (found.found, found.false_alarms) == (0, 0)

    def test_whoever_accuses_everything_has_false_alarms(self, notes: Notes) -> None:
        p = notes.planted[0]
        everything = [
            finding(p, "refuted", line=n.line, column=n.column, printed=n.text)
            for n in notes.numbers
        ]

        found = score(notes, everything)
        assert found.false_alarms == found.checked == found.numbers > 10

    def test_the_table_of_a_perfect_auditor(self) -> None:
        lines = list(table(2, audit=lambda notes: [finding(p, "refuted") for p in notes.planted]))

        assert any(line.startswith("all") and "(100.0%)" in line for line in lines)

    def test_an_auditor_who_fails_is_a_line_of_the_table(self) -> None:
        def fails(notes: Notes) -> list[dict[str, Any]]:
            raise RuntimeError

        assert any("could not run" in line for line in table(1, audit=fails))
