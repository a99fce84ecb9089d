"""Figures of training runs in notes: nets of several sizes, trained here by formulas of its own.

The notes print what this file computes, or something else, and the audit reads them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from backproof.audit.finding import Audited, Finding
from backproof.audit.notes import audit_notes
from backproof.audit.witnesses import ENGINES, answers
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


@dataclass
class Net:
    """Sigmoid units in layers, one sample; a bias a layer, half the squared error, plain lists."""

    weights: list[list[list[float]]]
    biases: list[float]
    inputs: list[float]
    targets: list[float]
    rate: float
    outs: list[list[float]] = field(default_factory=list[list[float]])

    def forward(self) -> float:
        self.outs = [self.inputs]
        for layer, bias in zip(self.weights, self.biases, strict=True):
            seen = self.outs[-1]
            nets = [sum(w * x for w, x in zip(unit, seen, strict=True)) + bias for unit in layer]
            self.outs.append([1 / (1 + math.exp(-net)) for net in nets])
        return sum((t - o) ** 2 for t, o in zip(self.targets, self.outs[-1], strict=True)) / 2

    def update(self, trains_biases: bool = False) -> None:
        self.forward()
        deltas = [(o - t) * o * (1 - o) for o, t in zip(self.outs[-1], self.targets, strict=True)]
        for number in reversed(range(len(self.weights))):
            old, seen = [list(unit) for unit in self.weights[number]], self.outs[number]
            for unit, delta in zip(self.weights[number], deltas, strict=True):
                for j, x in enumerate(seen):
                    unit[j] -= self.rate * delta * x
            if trains_biases:
                self.biases[number] -= self.rate * sum(deltas)
            deltas = [
                sum(delta * unit[j] for delta, unit in zip(deltas, old, strict=True)) * x * (1 - x)
                for j, x in enumerate(seen)
            ]

    def after(self, rounds: int, trains_biases: bool = False) -> Net:
        copy = replace(self, weights=[[list(u) for u in w] for w in self.weights],
                       biases=list(self.biases))  # fmt: skip
        for _ in range(rounds):
            copy.update(trains_biases)
        copy.forward()
        return copy

    @property
    def error(self) -> float:
        return self.after(0).forward()


def net(widths: Sequence[int], seed: int) -> Net:
    draw = random.Random(seed)

    def number(low: float, high: float) -> float:
        return round(draw.uniform(low, high), 2)

    weights = [
        [[number(-0.9, 0.9) for _ in range(before)] for _ in range(width)]
        for before, width in pairwise(widths)
    ]
    return Net(
        weights, [number(-0.5, 0.5) for _ in widths[1:]],
        [number(0.1, 0.9) for _ in range(widths[0])],
        [number(0.05, 0.95) for _ in range(widths[-1])], draw.choice([0.1, 0.25, 0.5]),
    )  # fmt: skip


def notes(model: Net, figures: str, comma: bool = False) -> str:
    """A page that gives the network, unit by unit, and then the figures."""
    lines: list[str] = []
    count = 0
    names = [f"x_{i + 1}" for i in range(len(model.inputs))]
    given = [f"{n} = {v}" for n, v in zip(names, model.inputs, strict=True)]
    formulas: list[str] = []
    for number, layer in enumerate(model.weights):
        bias, last = f"b_{number + 1}", number == len(model.weights) - 1
        given.append(f"{bias} = {model.biases[number]}")
        letter = "o" if last else "hgk"[number]
        outs = [f"out_{{{letter}{i + 1}}}" for i in range(len(layer))]
        for unit, out in zip(layer, outs, strict=True):
            terms: list[str] = []
            for weight, name in zip(unit, names, strict=True):
                count += 1
                given.append(f"w_{{{count}}} = {weight}")
                terms.append(f"w_{{{count}}} \\cdot {name}")
            inner = out.replace("out", "net")
            formulas.append(f"{inner} = {' + '.join(terms)} + {bias}")
            formulas.append(f"{out} = \\frac{{1}}{{1 + e^{{-{inner}}}}}")
        names = outs
    given += [f"t_{i + 1} = {t}" for i, t in enumerate(model.targets)]
    squares = [f"\\frac{{1}}{{2}}(t_{i + 1} - {o})^2" for i, o in enumerate(names)]
    formulas.append(f"E = {' + '.join(squares)}")
    lines += [f"$${text}$$" for text in [*given, f"\\eta = {model.rate}", *formulas]]
    lines.append("$$w_1^{new} = w_1 - \\eta \\frac{\\partial E}{\\partial w_1}$$")
    page = "\n\n".join([*lines, figures])
    return page.replace(".", "{,}") if comma else page


def audited(page: str) -> Audited:
    return audit_notes(statements_of(document("notes.md", page.encode())))


def runs(page: str) -> list[Finding]:
    return [f for f in audited(page).findings if f.kind == "run"]


SIZES = [(2, 2, 2), (3, 2, 1), (2, 3, 2), (1, 2, 2, 1), (4, 1)]
WORDINGS = [
    "After {n} rounds the error is {E}.",
    "After {n} epochs, the total error is down to {E}.",
    "Repeating this process {n} times, the error plummets to ${E}$.",
    "The error is {E} after {n} iterations.",
    "When this is repeated {n} times, the loss has fallen to {E}.",
    "Following {n} rounds of training the cost of the network is about {E}.",
]


BOTH = "After one round the error is {}. After 50 rounds the error is {}."


@pytest.mark.parametrize("widths", SIZES, ids=str)
@pytest.mark.parametrize("wording", WORDINGS)
def test_a_right_error_is_confirmed(widths: Sequence[int], wording: str) -> None:
    model = net(widths, len(wording))

    (found,) = runs(notes(model, wording.format(n=25, E=f"{model.after(25).error:.8f}")))

    assert found.verdict == "confirmed", found.why


@pytest.mark.parametrize("widths", SIZES, ids=str)
@pytest.mark.parametrize("off", [1, -1, 90])
def test_a_wrong_digit_is_refuted_and_put_right(widths: Sequence[int], off: int) -> None:
    model = net(widths, off + 100)
    right = f"{model.after(40).error:.7f}"
    wrong = f"{float(right) + off * 1e-7:.7f}"

    (found,) = runs(notes(model, WORDINGS[0].format(n=40, E=wrong)))

    assert (found.verdict, found.printed, found.expected) == ("refuted", wrong, right)


@pytest.mark.parametrize(
    "wording",
    [
        "Nach {n} Runden beträgt der Gesamtfehler {E}; die Ausgaben sind {o1} und {o2}.",
        "Après {n} époques, l'erreur totale vaut {E} et les deux sorties sont {o1} et {o2}.",
        "Después de {n} iteraciones el error es {E}. Las salidas son {o1} y {o2}.",
        "Tras {n} épocas, el error es de {E}, y las salidas son {o1} y {o2}.",
        "Dopo {n} epoche l'errore totale è {E}. Le due uscite sono {o1} e {o2}.",
        "Após {n} épocas o erro total é {E}. As saídas são {o1} e {o2}.",
        "Na {n} rondes is de totale fout {E}. De uitgangen zijn {o1} en {o2}.",
        "После {n} итераций ошибка равна {E}, а выходы равны {o1} и {o2}.",
    ],
    ids=["de", "fr", "es", "es-de", "it", "pt", "nl", "ru"],
)
def test_other_languages_and_decimal_commas(wording: str) -> None:
    model = net((2, 2, 2), 5)
    end = model.after(30)
    numbers = [f"{v:.8f}".replace(".", ",") for v in (end.error, *end.outs[-1])]
    said = wording.format(n=30, E=numbers[0], o1=numbers[1], o2=numbers[2])

    page = "\n\n".join([notes(model, "").replace(".", "{,}"), said])

    assert [f.verdict for f in runs(page)] == ["confirmed"] * 3


def test_outputs_are_taken_in_their_order() -> None:
    model = net((2, 2, 2), 6)
    one, two = (f"{o:.9f}" for o in model.after(200).outs[-1])

    swapped = runs(notes(model, f"After 200 rounds the two outputs are {two} and {one}."))

    assert [(f.verdict, f.expected) for f in swapped] == [("refuted", one), ("refuted", two)]


def test_what_an_equation_names_is_what_is_meant() -> None:
    model = net((2, 2, 1), 7)
    weight = f"{model.after(3).weights[0][0][0]:.7f}"

    (found,) = runs(notes(model, f"After 3 rounds we have $w_1 = {weight}$."))

    assert (found.verdict, found.quantity) == ("confirmed", "after(3, w1)")


@pytest.mark.parametrize(
    "lead", ["After 3 rounds we have", "Nach 3 Runden gilt:", "After 3 epochs\n"]
)
def test_a_display_goes_on_with_its_sentence(lead: str) -> None:
    model = net((2, 2, 1), 17)
    end = model.after(3)
    shown = f"{lead}\n\n$$E = {end.error:.7f}, \\quad w_2 = {end.weights[0][0][1]:.6f}$$"

    found = [f for f in audited(notes(model, shown)).findings if f.place.line > 40]

    assert [(f.kind, f.verdict) for f in found] == [("run", "confirmed")] * 2


def test_a_display_after_a_sentence_that_has_ended_is_of_no_round() -> None:
    model = net((2, 2, 1), 18)
    shown = f"After 3 rounds we stop.\n\n$$E = {model.error:.7f}$$"

    assert runs(notes(model, shown)) == []


def test_figures_of_one_run_with_trained_biases_are_of_that_run() -> None:
    model = net((2, 2, 2), 8)
    ends = [model.after(n, trains_biases=True).error for n in (1, 50)]
    text = BOTH.format(*(f"{end:.8f}" for end in ends))

    report = audited(notes(model, text))

    assert [f.verdict for f in report.findings if f.kind == "run"] == ["confirmed"] * 2
    assert "the shared biases trained" in report.conventions[0]


def test_one_figure_of_another_run_is_refuted_and_the_run_is_named() -> None:
    model = net((2, 2, 2), 9)
    ends = [model.after(1).error, model.after(50, trains_biases=True).error]
    text = BOTH.format(*(f"{end:.8f}" for end in ends))

    right, other = runs(notes(model, text))

    assert (right.verdict, other.verdict) == ("confirmed", "refuted")
    assert "the shared biases trained" in other.cause


def table(model: Net, rounds: Sequence[int], early: int) -> str:
    rows = [f"| {n} | {model.after(n - early).error:.6f} |" for n in rounds]
    return "\n".join(["| Epoch | Error |", "|---|---|", *rows])


@pytest.mark.parametrize("early", [0, 1])
def test_a_table_may_count_a_round_before_or_after_its_update(early: int) -> None:
    model = net((2, 2, 2), 10)

    found = runs(notes(model, table(model, [1, 10, 20, 30], early)))

    assert [f.verdict for f in found] == ["confirmed"] * 4


def test_a_wrong_row_of_a_table_is_refuted() -> None:
    model = net((2, 2, 2), 11)
    text = table(model, [1, 10, 20, 30], 1)
    right = f"{model.after(19).error:.6f}"

    found = runs(notes(model, text.replace(right, right[:-2] + "00")))

    assert [f.verdict for f in found] == ["confirmed", "confirmed", "refuted", "confirmed"]
    assert found[2].expected == right


def test_what_a_program_printed_is_repeated() -> None:
    model = net((2, 3, 1), 12)
    rows = [f"epoch {n}: loss = {model.after(n).error:.7f}" for n in (0, 100, 200)]

    found = runs(notes(model, "```\n" + "\n".join(rows) + "\n```"))

    assert [f.verdict for f in found] == ["confirmed"] * 3


def test_digits_that_are_grouped_wrongly_are_read_as_meant() -> None:
    model = net((2, 2, 1), 13)
    text = f"Repeat this 1,0000 times, and the error is {model.after(1000).error:.8f}."

    found = [f for f in audited(notes(model, text)).findings if f.place.line > 40]

    assert [(f.kind, f.verdict) for f in found] == [("number", "notation"), ("run", "confirmed")]


def test_units_that_are_left_out_are_like_their_siblings() -> None:
    """`net_h2` has numbers put in and no formula; the weights have no names there."""
    model = net((2, 2, 1), 14)
    w = model.weights[0][1]
    page = notes(model, f"After 10 rounds the error is {model.after(10).error:.8f}.")
    b, x = model.biases[0], model.inputs
    value = w[0] * x[0] + w[1] * x[1] + b
    formula = "$$net_{h2} = w_{3} \\cdot x_1 + w_{4} \\cdot x_2 + b_1$$"
    assert formula in page
    put_in = f"$$net_{{h2}} = {w[0]} \\cdot {x[0]} + {w[1]} \\cdot {x[1]} + {b} = {value:.6f}$$"
    page = page.replace(formula, put_in)
    for n, weight in ((3, w[0]), (4, w[1])):
        page = page.replace(f"$$w_{{{n}}} = {weight}$$", "")

    (found,) = runs(page)

    assert found.verdict == "confirmed", found.why


@pytest.mark.parametrize(
    "text",
    [
        "After the forward pass the error is 0.5.",
        "Step 1: the output is 0.75.",
        "We train 10 networks; the error is 0.5.",
        "After 10 rounds of cards the winner has 0.5 points.",
        "The learning rate after 10 epochs is 0.05.",
        "After 3 rounds the accuracy is 0.93.",
    ],
)
def test_other_numbers_are_no_figures_of_a_run(text: str) -> None:
    assert runs(notes(net((2, 2, 1), 15), text)) == []


def test_a_loss_that_leaves_an_updated_weight_out_is_not_the_run_of_the_notes() -> None:
    model = net((2, 2, 1), 15)
    text = f"After one round the error is {model.after(1).error:.8f}."
    page = notes(model, text)
    alone = page + "\n\n$$v' = v - \\eta \\cdot 0.1 = 0.35$$"

    assert [f.verdict for f in runs(page)] == ["confirmed"]
    assert [f for f in runs(alone) if f.verdict != "undetermined"] == []


def test_notes_without_a_network_have_no_run() -> None:
    assert runs("After 10 rounds the error is 0.5.") == []


@pytest.mark.parametrize("engine", ["torch", "jax"])
def test_the_other_engines_make_the_run_that_is_meant(engine: str) -> None:
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    model = net((2, 2, 1), 16)
    text = f"After 20 rounds the error is {model.after(20).error:.8f}."
    report = audited(notes(model, text))

    found = answers(report.questions, [e for e in ENGINES if e.name == engine])

    (finding,) = [f for f in report.findings if f.kind == "run"]
    value = found[finding.id][engine]
    assert isinstance(value, float)
    assert abs(value - float(finding.enclosure)) < 1e-13


def test_a_unit_has_its_own_target_where_another_number_is_put_in() -> None:
    """`E_2` has numbers put in alone, and `t_2` is never spoken of."""
    model = net((2, 2, 2), 17)
    page = notes(model, f"After one round the error is {model.after(1).error:.8f}.")
    (loss,) = (line for line in page.splitlines() if line.startswith("$$E = "))
    t, o = model.targets[1], model.after(0).outs[-1][1]
    apart = [
        "$$E_1 = \\frac{1}{2}(t_1 - out_{o1})^2$$",
        f"$$out_{{o2}} = {o:.9f}$$",
        f"$$E_2 = \\frac{{1}}{{2}}({t} - {o:.9f})^2 = {(t - o) ** 2 / 2:.9f}$$",
        "$$E = E_1 + E_2$$",
    ]
    page = page.replace(loss, "\n\n".join(apart)).replace(f"$$t_2 = {t}$$", "")

    assert [f.verdict for f in runs(page)] == ["confirmed"]


def test_a_computation_that_misses_the_results_before_it_accuses_no_figure() -> None:
    model = net((2, 2, 1), 18)
    page = notes(model, f"After one round the error is {model.after(1).error + 0.01:.8f}.")
    head, figure = page.rsplit("\n\n", 1)
    other = "$$net_{o1} = 3.25$$\n\n$$E = 2.75$$"
    hidden = model.after(0).outs[1]
    right = "\n\n".join(f"$$out_{{h{i}}} = {out:.6f}$$" for i, out in enumerate(hidden, 1))

    assert [f.verdict for f in runs(page)] == ["refuted"]
    (found,) = runs(f"{head}\n\n{right}\n\n{other}\n\n{figure}")
    assert found.verdict == "undetermined"
    assert "results printed before" in found.why
