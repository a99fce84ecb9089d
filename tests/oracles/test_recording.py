"""Recording a computation once and repeating it."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from backproof.oracles import tape
from backproof.oracles.recording import Recorded, recording, replayed
from backproof.oracles.tape import Var
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

INPUTS = 3
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "negate": lambda a, _: -a,
    "zero times": lambda a, _: a * 0,
    "one times": lambda a, _: a * 1,
    "plus zero": lambda a, _: a + 0,
    "twice": lambda a, _: a * 2,
    "nothing plus": lambda a, b: a * 0 + b,
    "one first": lambda a, b: type(a)(1) * b,
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 40), st.integers(0, 40)),
    max_size=40,
)
NUMBERS = st.lists(st.fractions(-9, 9, max_denominator=7), min_size=INPUTS, max_size=INPUTS)


def computed(steps: list[tuple[str, int, int]], values: list[Any]) -> list[Any]:
    """Every step takes two of the values so far, and adds one."""
    values = list(values)
    for name, i, j in steps:
        values.append(OPERATIONS[name](values[i % len(values)], values[j % len(values)]))
    return values


@given(STEPS, NUMBERS, NUMBERS)
def test_what_is_replayed_is_what_is_computed_directly(
    steps: list[tuple[str, int, int]], first: list[Fraction], second: list[Fraction]
) -> None:
    with recording(INPUTS) as (made, inputs):
        repeat = replayed(made, computed(steps, inputs), Fraction)

    for values in (first, second, first):
        assert repeat(values) == computed(steps, values)


def neuron(values: list[Any]) -> list[Any]:
    """Two units and a logarithm, with what every arithmetic here can do."""

    def call(name: str, x: Any) -> Any:
        return getattr(math, name)(x) if isinstance(x, float) else getattr(x, name)()

    def number(n: int) -> Any:
        return type(values[0])(n)

    x, w, b = values
    net = w * x + b - x / w
    out = number(1) / (number(1) + call("exp", -net))
    return [net, out, call("log", out), -out]


@pytest.mark.parametrize("kind", [float, arb])
def test_a_recorded_unit_is_the_unit_bit_by_bit(kind: type) -> None:
    with recording(INPUTS) as (made, inputs):
        repeat = replayed(made, neuron(inputs), kind)

    for values in ([0.5, -1.25, 2.0], [0.1, 0.3, -0.7]):
        given_values = [kind(value) for value in values]
        for found, direct in zip(repeat(given_values), neuron(given_values), strict=True):
            same = found.mid() == direct.mid() if kind is arb else found == direct
            assert same
            assert kind is float or found.rad() == direct.rad()


def test_the_tape_writes_its_backward_pass_down() -> None:
    with recording(1) as (made, inputs):
        x = Var(inputs[0])
        slopes = tape.gradients(tape.exp(x * x), [x])
        repeat = replayed(made, slopes, float)

    assert repeat([0.5]) == [math.exp(0.25) * 0.5 + math.exp(0.25) * 0.5]


def test_what_nothing_depends_on_is_not_repeated() -> None:
    with recording(1) as (made, (x,)):
        kept = x * x
        wasted = (x + x).exp()
        needed = made.needed([kept.at])

    assert len(needed) == 1
    assert wasted.at not in [at for at, _ in needed]


def test_sums_with_zero_and_products_with_one_are_not_recorded() -> None:
    with recording(1) as (made, (x,)):
        same = (x + 0) * 1
        nothing = x * 0

    assert same.at == x.at
    assert nothing.at == made.constants[0]
    assert made.operations == []


def test_a_constant_is_kept_once() -> None:
    with recording(1) as (made, (x,)):
        parts = [x * 7, x + 7, Recorded(7)]

    assert len(parts) == 3
    assert list(made.constants) == [7]


def test_a_recording_inside_another_leaves_it_in_place() -> None:
    with recording(1) as (outer, (x,)):
        with recording(1) as (inner, (y,)):
            y * y
        product = x * x

    assert [at for at, _ in inner.operations] == [1]
    assert [at for at, _ in outer.operations] == [product.at]


@given(STEPS, NUMBERS)
def test_what_is_repeated_often_stays_what_is_computed_directly(
    steps: list[tuple[str, int, int]], values: list[Fraction]
) -> None:
    with recording(INPUTS) as (made, inputs):
        repeat = replayed(made, computed(steps, inputs), Fraction)

    assert {tuple(repeat(values)) for _ in range(60)} == {tuple(computed(steps, values))}


@pytest.mark.parametrize("kind", [float, arb])
def test_a_unit_repeated_often_stays_the_unit_bit_by_bit(kind: type) -> None:
    values = [kind(value) for value in (0.1, 0.3, -0.7)]
    with recording(INPUTS) as (made, inputs):
        repeat = replayed(made, neuron(inputs), kind)

    first, *_, last = [[str(x) for x in repeat(values)] for _ in range(60)]
    assert first == last
