"""Derivatives on the tape, against exact ones; and what a wrong rule would look like."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from backproof.oracles import differences, tape
from backproof.oracles.objects import objects
from backproof.oracles.tape import Var
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

BITS = 200
FRACTIONS = st.fractions(-20, 20, max_denominator=50)
Function = Callable[..., Var]


def fractions(rows: list[list[int]]) -> Any:
    return objects((Fraction(x, 3) for row in rows for x in row), (len(rows), len(rows[0])))


#: Matrices of fractions, without symmetry: a transpose or a wrong entry cannot hide.
A = fractions([[2, -3, 5], [7, 11, -13]])
B = fractions([[1, 4], [-6, 8], [9, -10]])
ROW = fractions([[17, -19, 23]])
COLUMN = fractions([[29], [-31]])
SCALAR = Fraction(37, 3)


def weighted(x: Var) -> Var:
    """A scalar in which every element of a matrix counts by another weight."""
    weights = [Fraction(p) for p in (2, 3, 5, 7, 11, 13, 17, 19, 23)[: x.value.size]]
    return tape.total(x * Var(objects(weights, x.value.shape)))


#: Functions of degree two at most in every single element, so that differences are exact.
QUADRATIC: dict[str, tuple[Function, tuple[Any, ...]]] = {
    "add": (lambda a, b: weighted((a + b) * a), (A, A + 1)),
    "add a row": (lambda a, r: weighted((a + r) * (a + r)), (A, ROW)),
    "add a row first": (lambda r, a: weighted((r + a) * (r + a)), (ROW, A)),
    "add a scalar": (lambda a, s: weighted((a + s) * a), (A, SCALAR)),
    "subtract": (lambda a, b: weighted((a - b) * a), (A, A + 1)),
    "subtract a column": (lambda a, c: weighted((a - c) * (a - c)), (A, COLUMN)),
    "subtract from a scalar": (lambda s, a: weighted((s - a) * (s - a)), (SCALAR, A)),
    "negate": (lambda a: weighted(-a * a), (A,)),
    "multiply": (lambda a, b: weighted(a * b), (A, A + 1)),
    "multiply a column by a row": (lambda c, r: weighted(c * r), (COLUMN, ROW)),
    "multiply by a scalar": (lambda s, a: weighted(s * a * s), (SCALAR, A)),
    "square": (lambda a: weighted(a * a), (A,)),
    "matrix product": (lambda a, b: weighted(a @ b), (A, B)),
    "matrix product of one": (lambda a: weighted(a @ a.T), (A,)),
    "transpose": (lambda a, b: weighted(a.T * b), (A, B)),
    "total": (lambda a: tape.total(a) * tape.total(a), (A,)),
    "total of columns": (lambda a: weighted(tape.total(a, 0) * tape.total(a, 0)), (A,)),
    "total of rows": (lambda a: weighted(tape.total(a, 1) * tape.total(a, 1)), (A,)),
    "total of a scalar": (lambda s: tape.total(s) * s, (SCALAR,)),
    "element": (lambda a: tape.element(a, (1, 2)) * tape.element(a, (0, 1)), (A,)),
    "stacked": (lambda s, t: weighted(tape.stacked([[s, t], [t * s, s]])), (SCALAR, SCALAR + 1)),
    "choose": (
        lambda a, b: weighted(tape.choose(A.astype(float) > 0, a * a, b)),
        (A, A * 2),
    ),
    "choose from a scalar": (
        lambda a, s: weighted(tape.choose(A.astype(float) > 0, a, s)),
        (A, SCALAR),
    ),
    "choose one of two": (lambda s, t: tape.choose(True, s * s, t), (SCALAR, SCALAR)),
    "power 2": (lambda a: weighted(tape.power(a, 2)), (A,)),
    "power 1": (lambda a: weighted(tape.power(a, 1)), (A,)),
    "power 0": (lambda a: weighted(tape.power(a, 0) * a), (A,)),
    "constant": (lambda s: s * tape.constant(Fraction(5)), (SCALAR,)),
}  # fmt: skip


def by_differences(function: Function, values: list[Any], number: int, where: Any) -> Fraction:
    """The slope by one element: exact where the function has degree two in it."""

    def moved(step: int) -> Fraction:
        changed = [v.copy() if isinstance(v, np.ndarray) else v for v in values]
        if where is None:
            changed[number] += step
        else:
            changed[number][where] += step
        return function(*map(Var, changed)).value  # type: ignore[no-any-return]

    return (moved(1) - moved(-1)) / 2


def is_right(function: Function, values: tuple[Any, ...]) -> bool:
    """Whether the tape's derivative by every element is the exact one, in the right shape."""
    variables = [Var(value) for value in values]
    for number, slopes in enumerate(tape.gradients(function(*variables), variables)):
        if np.shape(slopes) != np.shape(values[number]):
            return False
        places = list(np.ndindex(np.shape(slopes))) if np.shape(slopes) else [None]
        for where in places:
            found = slopes if where is None else slopes[where]
            if found != by_differences(function, list(values), number, where):
                return False
    return True


@pytest.mark.parametrize("name", QUADRATIC)
def test_every_rule_of_arithmetic_is_exact(name: str) -> None:
    assert is_right(*QUADRATIC[name])


def _var(value: Any, *parents: Any) -> Var:
    return Var(value, parents)


WRONG: dict[str, tuple[object, str, Any]] = {
    "subtract without its sign": (
        Var, "__sub__",
        lambda a, b: _var(a.value - b.value, (a, lambda g: g), (b, lambda g: g)),
    ),
    "add without broadcasting": (
        Var, "__add__",
        lambda a, b: _var(a.value + b.value, (a, lambda g: g), (b, lambda g: g)),
    ),
    "multiply by itself": (
        Var, "__mul__",
        lambda a, b: _var(
            a.value * b.value, (a, lambda g: g * a.value), (b, lambda g: g * a.value)
        ),
    ),
    "product with one side doubled": (
        Var, "__matmul__",
        lambda a, b: _var(
            a.value @ b.value, (a, lambda g: g @ b.value.T), (b, lambda g: a.value.T @ g * 2)
        ),
    ),
    "square without its 2": (
        tape, "power",
        lambda x, n: _var(x.value**n, (x, lambda g: g * x.value ** max(n - 1, 0))),
    ),
    "element spread over all": (
        tape, "element",
        lambda x, where: _var(x.value[where], (x, lambda g: np.full(x.value.shape, g))),
    ),
    "choice of the other branch": (
        tape, "choose",
        lambda right, x, y: _var(
            np.where(right, x.value, y.value),
            (x, lambda g: np.where(right, 0, g)), (y, lambda g: np.where(right, g, 0)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_rule_is_seen(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, rule = WRONG[wrong]
    used = {
        "__sub__": "subtract", "__add__": "add a row", "__mul__": "multiply",
        "__matmul__": "matrix product", "power": "power 2", "element": "element",
        "choose": "choose",
    }[name]  # fmt: skip
    monkeypatch.setattr(owner, name, rule)

    assert not is_right(*QUADRATIC[used])


@given(FRACTIONS, FRACTIONS.filter(bool))
def test_a_quotient_is_differentiated_exactly(a: Fraction, b: Fraction) -> None:
    x, y = Var(a), Var(b)

    assert tape.gradients(x / y, [x, y]) == [1 / b, -a / b**2]


@given(FRACTIONS, st.integers(0, 12))
def test_a_power_is_differentiated_exactly(a: Fraction, n: int) -> None:
    x = Var(a)
    (slope,) = tape.gradients(tape.power(x, n), [x])

    assert slope == (n * a ** (n - 1) if n else 0)


def horner(coefficients: list[Any], x: Var, one: Callable[[Fraction], Var]) -> Var:
    result = one(Fraction(0)) * x
    for coefficient in coefficients:
        result = result * x + one(coefficient)
    return result


@given(st.lists(FRACTIONS, min_size=1, max_size=8), FRACTIONS)
def test_balls_contain_the_exact_derivative_of_a_polynomial(
    coefficients: list[Fraction], at: Fraction
) -> None:
    def ball(value: Fraction) -> Var:
        return Var(arb(fmpq(value.numerator, value.denominator)))

    degree = len(coefficients) - 1
    true = sum((c * (degree - i) * at ** (degree - i - 1)
                for i, c in enumerate(coefficients[:-1])), Fraction(0))  # fmt: skip
    exact, enclosed = Var(at), ball(at)
    (found,) = tape.gradients(horner(coefficients, exact, Var), [exact])
    (slope,) = tape.gradients(horner(coefficients, enclosed, ball), [enclosed])

    assert found == true
    assert slope.contains(fmpq(true.numerator, true.denominator))


SMOOTH: dict[str, tuple[Function, Callable[[arb], arb]]] = {
    "exp": (tape.exp, lambda x: x.exp()),
    "log": (tape.log, lambda x: 1 / x),
    "root": (tape.root, lambda x: 1 / (2 * x.sqrt())),
    "arctan": (tape.arctan, lambda x: 1 / (1 + x * x)),
    "power 5": (lambda x: tape.power(x, 5), lambda x: 5 * x * x * x * x),
    "exp of log": (lambda x: tape.exp(tape.log(x)), lambda x: arb(1)),
    "quotient": (lambda x: x / (x + x * x), lambda x: -1 / (1 + x) ** 2),
    "tower": (lambda x: tape.exp(x * tape.log(x)), lambda x: (x * x.log()).exp() * (x.log() + 1)),
}
POINTS = ["0.0001", "0.5", "1", "2.75", "40"]


@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize("name", SMOOTH)
def test_a_smooth_function_has_its_known_derivative_to_many_bits(name: str, at: str) -> None:
    function, known = SMOOTH[name]
    with ctx.workprec(BITS):
        x = Var(arb(at))
        (slope,) = tape.gradients(function(x), [x])
        true = known(arb(at))

        assert slope.overlaps(true)
        assert min(slope.rel_accuracy_bits(), true.rel_accuracy_bits()) > BITS // 2


@pytest.mark.parametrize("at", ["-3.5", "-0.001", "0", "0.25", "7", "1e10"])
def test_arctan_and_its_derivative_are_enclosed(at: str) -> None:
    with ctx.workprec(BITS):
        x = Var(arb(at))
        found = tape.arctan(x)
        (slope,) = tape.gradients(found, [x])

        assert found.value.overlaps(arb(at).atan())
        assert slope.overlaps(1 / (1 + arb(at) ** 2))
        assert slope.rel_accuracy_bits() > BITS // 2


def test_arctan_of_a_matrix_is_taken_by_elements() -> None:
    x = Var(np.array([[-1.0, 0.0], [0.5, 2.0]]))
    found = tape.arctan(x)
    (slopes,) = tape.gradients(tape.total(found), [x])

    # Two complex logarithms, a difference and a quotient: within 4 units in the last place.
    assert (np.abs(found.value - np.arctan(x.value)) <= 4 * np.spacing(np.abs(found.value))).all()
    assert (np.abs(slopes - 1 / (1 + x.value**2)) <= 4 * np.spacing(slopes)).all()
    with pytest.raises(ValueError, match="of scalars and of matrices"):
        tape.arctan(Var(np.array([1.0])))


@pytest.mark.parametrize("name", ["exp", "log", "root"])
def test_a_function_is_the_same_in_floats_arrays_and_balls(name: str) -> None:
    function, at = SMOOTH[name][0], [0.5, 1.0, 2.75]
    scalars = [function(Var(x)).value for x in at]
    array = function(Var(np.array([at]))).value[0]
    balls = [float(function(Var(arb(x))).value) for x in at]

    # math, NumPy and the ball each are within one unit in the last place.
    for a, b, c in zip(scalars, array, balls, strict=True):
        assert max(abs(a - c), abs(b - c)) <= 2 * np.spacing(abs(c))


def agrees_with_differences(function: Function, plain: Callable[[float], float], at: float) -> bool:
    """Whether the tape's derivative has the first nine digits of the differences'."""
    x = Var(at)
    (slope,) = tape.gradients(function(x), [x])
    return f"{slope:.8e}" == f"{differences.derivative(plain, at).value:.8e}"


PLAIN: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "root": math.sqrt, "arctan": math.atan,
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_function_agrees_with_differences(name: str) -> None:
    assert agrees_with_differences(SMOOTH[name][0], PLAIN[name], 1.375)


@pytest.mark.parametrize("factor", [-1.0, 2.0, 0.0, 1 + 1e-6])
@pytest.mark.parametrize("name", ["exp", "log", "root"])
def test_a_planted_wrong_pullback_is_seen_by_differences(name: str, factor: float) -> None:
    def planted(x: Var) -> Var:
        right = SMOOTH[name][0](x)
        ((parent, pullback),) = right.parents
        return Var(right.value, ((parent, lambda g: pullback(g) * factor),))

    assert not agrees_with_differences(planted, PLAIN[name], 1.375)


class TestGradients:
    def test_every_way_to_a_variable_counts(self) -> None:
        x = Var(Fraction(3))
        y = x * x
        (slope,) = tape.gradients(y * y + y + x, [x])

        assert slope == 4 * 27 + 6 + 1

    def test_what_is_unrelated_has_zeros_in_its_shape(self) -> None:
        x, other = Var(2.0), Var(np.ones((2, 3)))
        ball = Var(arb(1))
        slopes = tape.gradients(x * x, [other, ball, x])

        assert slopes[0].tolist() == np.zeros((2, 3)).tolist()
        assert (slopes[1], slopes[2]) == (0, 4.0)

    def test_a_value_by_itself_has_derivative_one(self) -> None:
        x = Var(np.array([[1.0, 2.0]]))

        assert tape.gradients(x, [x])[0].tolist() == [[1.0, 1.0]]

    def test_a_seed_takes_the_place_of_one(self) -> None:
        x = Var(A)
        (slopes,) = tape.gradients(x * x, [x], seed=A)

        assert (slopes == 2 * A * A).all()

    def test_an_intermediate_value_can_be_differentiated_by(self) -> None:
        x = Var(Fraction(3))
        y = x * x

        assert tape.gradients(y * x, [y]) == [3]

    def test_depth_is_no_limit(self) -> None:
        x = Var(1.0)
        y = x
        for _ in range(20_000):
            y = y + x

        assert tape.gradients(y, [x]) == [20_001.0]

    def test_where_a_rule_is_missing_nothing_is_claimed(self) -> None:
        x, y = Var(arb(2)), Var(arb(3))
        z = Var(x.value.sin(), ((x, None),)) * y + x
        slopes = tape.gradients(z, [x, y])

        assert tape.slopes(z, [x])[0] is None
        assert slopes[0].contains(-(10**9))
        assert slopes[0].contains(10**9)
        assert slopes[1].overlaps(arb(2).sin())

    def test_in_floats_a_missing_rule_is_nan(self) -> None:
        x = Var(np.ones((2, 3)))
        (slopes,) = tape.gradients(Var(np.sin(x.value), ((x, None),)), [x])

        assert slopes.shape == (2, 3)
        assert np.isnan(slopes).all()

    def test_a_power_of_a_negative_base_has_no_derivative_by_its_exponent(self) -> None:
        x, two = Var(-3.0), Var(2.0)
        slopes = tape.gradients(tape.by_exponent(tape.power(x, 2), x, two), [x, two])

        assert slopes[0] == -6.0
        assert math.isnan(slopes[1])
