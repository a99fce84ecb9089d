"""A planted slip is found again, a right number has none, and luck is rarely taken for a cause."""

from collections.abc import Callable
from random import Random

import pytest
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.tree import Apply, Number, Symbol
from backproof.expressions.walk import MeaninglessError
from backproof.oracles.enclosures import Truth
from backproof.slips import arithmetic, digits
from backproof.slips.arithmetic import Commit, Other
from backproof.slips.digits import DigitSlip
from backproof.slips.form import form_of
from backproof.slips.search import LUCK, Wrong, search
from backproof.slips.slip import Slip
from backproof.slips.sources import worth

from .conftest import FORMULAS, computation, printed

#: Two numbers that agree in so many digits are the same.
SAME = 20


def planted(slip: Slip[Commit], length: int, count: int) -> list[tuple[Wrong, str]]:
    """Wrong numbers that a slip made, and the words for it; nothing that made no difference."""
    found: list[tuple[Wrong, str]] = []
    for seed in range(count):
        rng = Random(seed)
        truth, formulas, others = computation(seed)
        name = rng.choice(list(formulas))
        others += tuple(
            Other(Number(printed(truth.value(Symbol(n)).middle, 3)), Symbol(n))
            for n in (formulas if slip.name == "early" else ())
            if n != name
        )
        steps = list(slip.commit(formulas[name], others))
        for step in rng.sample(steps, min(1, len(steps))):
            right = truth.value(formulas[name]).middle
            try:
                wrong = truth.value(step.applied(formulas[name])).middle
            except MeaninglessError:
                continue
            print_ = printed(wrong, length) if wrong else Printed("0.0")
            if wrong and print_.value != printed(right, length).value:
                computations = Symbol(name), formulas[name]
                found.append((Wrong(print_, computations, truth, others), step.words))
    return found


@pytest.mark.parametrize("slip", arithmetic.SLIPS, ids=lambda slip: slip.name)
class TestArithmetic:
    def test_a_planted_slip_is_found_or_what_gives_the_same_number(
        self, slip: Slip[Commit]
    ) -> None:
        wrongs = planted(slip, SAME, 25)

        assert len(wrongs) >= 5
        assert all(search(wrong).cause is not None for wrong, _ in wrongs)

    def test_it_goes_by_its_own_name(self, slip: Slip[Commit]) -> None:
        wrongs = planted(slip, 9, 25)
        named = [
            any(e.slips == (slip.name,) for e in search(wrong).explanations) for wrong, _ in wrongs
        ]

        # The others are known by a shorter name: a minus before all of it is a sign lost.
        assert 2 * sum(named) >= len(named)

    def test_a_digit_may_be_mistyped_besides(self, slip: Slip[Commit]) -> None:
        rng = Random(3)
        wrongs = planted(slip, 9, 12)
        swapped = next(s for s in digits.SLIPS if s.name == "swapped")
        found = 0
        for wrong, _ in wrongs:
            own = form_of(wrong.printed)
            form = rng.choice(swapped.made(wrong.printed.value, own) or [own])
            again = Wrong(Printed(form.text), wrong.computations, wrong.truth, wrong.others)
            cause = search(again).cause
            found += cause is not None and "swapped" in cause.slips

        assert 4 * found >= 3 * len(wrongs)


@pytest.mark.parametrize("slip", digits.SLIPS, ids=lambda slip: slip.name)
def test_a_planted_slip_of_digits_is_found(
    slip: DigitSlip, wrong_print: Callable[[int, str, str], Wrong]
) -> None:
    missed: list[str] = []
    count = 0
    for seed in range(40):
        rng = Random(seed)
        truth, _, _ = computation(seed)
        name = rng.choice(list(FORMULAS))
        value = truth.value(Symbol(name)).middle
        right = form_of(printed(value, 4 if slip.name == "comma" else 7))
        made = slip.made(value, right)
        if not made:
            continue
        count += 1
        wrong = rng.choice(made)
        outcome = search(wrong_print(seed, name, wrong.text))
        if (slip.name,) not in {e.slips for e in outcome.explanations}:
            missed.append(f"{name}: {wrong.text} for {right.text}")

    assert count >= (1 if slip.name in ("comma", "rounded twice") else 5)
    # What a rarer slip makes, a likelier one may make as well: a zero left out, say.
    assert 10 * len(missed) <= 3 * count, missed


def test_a_pair_names_both() -> None:
    truth, _, others = computation(1)
    formula = parse("-log(0.3141)")
    # The common logarithm is -0.502932...; two of its digits are swapped.
    outcome = search(Wrong(Printed("0.520932"), (formula,), truth, others))

    assert outcome.cause is not None
    assert outcome.cause.slips == ("function", "swapped")
    assert "log10 for log" in outcome.cause.sentence
    assert "0.502932" in outcome.cause.sentence


def test_what_gave_one_number_away_explains_the_next_in_fewer_bits() -> None:
    truth, _, others = computation(1)
    wrong = Wrong(Printed("0.520932"), (parse("-log(0.3141)"),), truth, others)
    first = search(wrong).explanations[0]

    assert search(wrong, known=first.keys).explanations[0].bits < first.bits


def test_a_right_number_has_no_explanation_of_digits(
    wrong_print: Callable[[int, str, str], Wrong],
) -> None:
    for seed in range(8):
        truth, formulas, _ = computation(seed)
        for name in formulas:
            right = printed(truth.value(Symbol(name)).middle, 12)
            assert not search(wrong_print(seed, name, right.text)).explanations


@pytest.mark.parametrize(("length", "most"), [(2, 0.01), (3, 0.02), (4, 0.02), (6, 0.02)])
def test_luck_is_rarely_taken_for_a_cause(
    length: int, most: float, wrong_print: Callable[[int, str, str], Wrong]
) -> None:
    """Random numbers of the size and the sign of the right one."""
    rng = Random(length)
    count = caused = 0
    for seed in range(60):
        truth, _, _ = computation(seed)
        for name in rng.sample(list(FORMULAS), 2):
            right = printed(truth.value(Symbol(name)).middle, length)
            digit = rng.randint(10 ** (length - 1), 10**length - 1)
            text = Printed(right.text).rounded(digit * right.unit * (1 if right.value > 0 else -1))
            count += 1
            caused += text != right.text and search(wrong_print(seed, name, text)).cause is not None

    assert caused <= most * count


def test_the_bits_of_arithmetic_are_those_of_a_code() -> None:
    assert sum(2**-slip.bits for slip in arithmetic.SLIPS) <= 1
    assert LUCK >= 3


@pytest.mark.parametrize(
    ("text", "digits_worth"), [("0.571", 3), ("0.00571", 3), ("57.10", 4), ("-3.2", 2), ("5700", 2)]
)
def test_a_number_is_worth_its_digits_and_its_sign(text: str, digits_worth: int) -> None:
    known = worth(Printed("0.1")), worth(Printed("0.12"))

    assert round(worth(Printed(text)) - known[0], 6) == round(
        (digits_worth - 1) * (known[1] - known[0]), 6
    )


@pytest.mark.parametrize("text", ["1e9999", "1e-9999", "0." + "3" * 390, "0", "0.0", "-0.000"])
def test_what_nobody_computes_is_not_looked_into(
    text: str, wrong_print: Callable[[int, str, str], Wrong]
) -> None:
    assert search(wrong_print(1, "cost", text)).cause is None


@pytest.mark.parametrize("formula", ["1/(1 + exp(-z))", "1/(exp(-z) + 1)", "1/(1 + exp(-0.7137))"])
def test_a_sigmoid_written_out_is_one(formula: str) -> None:
    truth = Truth(Graph({"z": Number(Printed("0.7137"))}))
    # tanh(0.7137) = 0.6129917...
    outcome = search(Wrong(Printed("0.612992"), (parse(formula),), truth))

    assert outcome.cause is not None
    assert "tanh for sigmoid" in outcome.cause.sentence


def test_what_is_called_a_function_and_is_given_more_has_no_value() -> None:
    graph = Graph({"a": parse("1"), "b": parse("2")})
    twice = Apply("sigmoid", (Symbol("a"), Symbol("b")))
    wrong = Wrong(Printed("0.7"), (twice,), Truth(graph), ())

    assert search(wrong).cause is None
