"""The comparison itself, on numbers made by hand: exactly where does it say no?"""

import numpy as np
import pytest
from backproof.agreement.bound import Bound
from backproof.agreement.hold import UNDECIDED_ABOVE, Agreement, Side, held, unanswered
from backproof.cases.network import Layer, Loss, Network
from backproof.oracles.balls import Pair

U = 2.0**-53
TINY32, EPS32, MAX32 = (float(getattr(np.finfo(np.float32), n)) for n in ("tiny", "eps", "max"))


def network_of(dtype: type = np.float64) -> Network:
    layer = Layer(np.ones((1, 2), dtype), np.zeros(2, dtype), "identity")
    return Network((layer,), Loss())


def side(weights: object, limit: object, *, low: float = 0.0, branches: bytes = b"") -> Side:
    """Weights `(1, 2)` with their bounds; biases are 0 and exact."""
    array = np.asarray(weights)
    zero = np.zeros(2, array.dtype)
    limits = None
    if limit is not None:
        bounds = np.broadcast_to(np.asarray(limit, dtype=float), (1, 2))
        limits = Bound((), (bounds,), (np.zeros(2),))
    weights_pair = Pair(array, np.full(array.shape, low))
    return Side("side", (weights_pair,), (Pair(zero, np.zeros(2)),), limits, branches)


def judged(
    found: object, true: object, limit: object, dtype: type = np.float64, low: float = 0.0
) -> Agreement:
    one = side(np.asarray(found, dtype).reshape(1, 2), limit)
    other = side(np.asarray(true, np.float64).reshape(1, 2), None, low=low)
    return held("case", network_of(dtype), one, other)[0]


class TestTheBound:
    def test_an_error_of_exactly_the_bound_agrees(self) -> None:
        found = judged([1 + 2.0**-40, 0], [1, 0], 2.0**-40)

        assert (found.verdict, found.share) == ("agree", 1.0)

    def test_an_error_of_one_unit_more_than_the_bound_disagrees(self) -> None:
        found = judged([1 + 2.0**-40 + 2.0**-52, 0], [1, 0], 2.0**-40)

        assert (found.verdict, found.why, found.element) == (
            "disagree",
            "outside the bound",
            (0, 0),
        )
        assert found.difference == 2.0**-40 + 2.0**-52

    def test_the_difference_is_known_beyond_the_last_digit_of_float64(self) -> None:
        # The exact value is 1 + 2^-60: what is left of it beside its float is not lost.
        found = judged([1, 0], [1, 0], [[2.0**-60, 1]], low=2.0**-60)

        assert found.difference == 2.0**-60

    def test_an_exact_answer_agrees_with_a_bound_of_zero(self) -> None:
        found = judged([1, 0], [1, 0], 0.0)

        assert (found.verdict, found.share) == ("agree", 0.0)

    def test_any_error_disagrees_with_a_bound_of_zero(self) -> None:
        found = judged([1, 5e-324], [1, 0], 0.0)

        assert (found.verdict, found.element, found.share) == ("disagree", (0, 1), np.inf)

    def test_the_worst_element_is_the_one_nearest_to_its_own_bound(self) -> None:
        found = judged([1 + 2.0**-30, 1 + 2.0**-40], [1, 1], [[2.0**-20, 2.0**-39]])

        assert (found.verdict, found.element, found.share) == ("agree", (0, 1), 0.5)

    def test_the_bounds_of_both_sides_add(self) -> None:
        one, other = side(np.array([[1.0, 0]]), 0.25), side(np.array([[1.75, 0]]), 0.5)

        found = held("case", network_of(), one, other)[0]

        assert found.bound == 0.75
        assert found.difference == 0.75
        assert found.verdict == "undecided"


class TestNumbersThatAreNone:
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_what_is_not_finite_disagrees_with_a_number(self, value: float) -> None:
        found = judged([0, value], [0, 1], 0.05)

        assert (found.verdict, found.element) == ("disagree", (0, 1))

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_it_is_excused_where_the_exact_value_overflows_the_format(self, value: float) -> None:
        found = judged([1, value], [1, 2 * MAX32], 0.0, np.float32)

        assert (found.verdict, found.share) == ("agree", 0.0)

    def test_it_is_not_excused_in_the_element_beside(self) -> None:
        found = judged([np.nan, np.inf], [1, 2 * MAX32], 0.0, np.float32)

        assert (found.verdict, found.element) == ("disagree", (0, 0))

    def test_it_decides_nothing_where_something_before_it_may_overflow(self) -> None:
        found = judged([1, np.nan], [1, 2], [[0.0, np.inf]])

        assert found.verdict == "undecided"

    def test_a_finite_number_is_not_excused_by_an_overflow(self) -> None:
        found = judged([1, 5], [1, 2 * MAX32], 1.0, np.float32)

        assert (found.verdict, found.element) == ("disagree", (0, 1))

    def test_a_bound_that_is_no_number_shows_nothing(self) -> None:
        assert judged([1, 1], [1, 1 + U * 2], np.nan).verdict == "disagree"

    def test_two_nan_do_not_agree_with_one_another(self) -> None:
        one = side(np.array([[np.nan, 0.0]]), 0.01)

        assert held("case", network_of(), one, one)[0].verdict == "disagree"


class TestUndecided:
    def test_a_tenth_of_the_largest_gradient_still_decides(self) -> None:
        assert judged([10, 0], [10, 0], 10 * UNDECIDED_ABOVE).verdict == "agree"

    def test_a_bound_above_a_tenth_of_the_largest_gradient_decides_nothing(self) -> None:
        found = judged([10, 0], [10, 0], np.nextafter(10 * UNDECIDED_ABOVE, 2))

        assert found.verdict == "undecided"
        assert found.bound_over_largest > UNDECIDED_ABOVE

    def test_a_wide_bound_excuses_nothing_outside_it(self) -> None:
        assert judged([10, 9], [10, 0], 5.0).verdict == "disagree"

    def test_the_largest_gradient_is_that_of_the_whole_network(self) -> None:
        one, other = (
            Side(
                "side",
                (Pair(np.array([[0.0, 0.0]]), np.zeros((1, 2))),),
                (Pair(np.array([8.0, 0.0]), np.zeros(2)),),
                limits,
                b"",
            )
            for limits in (Bound((), (np.full((1, 2), 0.5),), (np.zeros(2),)), None)
        )

        weights, biases = held("case", network_of(), one, other)

        assert (weights.verdict, weights.bound_over_largest) == ("agree", 0.5 / 8)
        assert (biases.verdict, biases.bound_over_largest) == ("agree", 0.0)

    @pytest.mark.parametrize("zero", [0.0, -0.0])
    def test_gradients_that_are_all_zero_agree_with_exact_zeros(self, zero: float) -> None:
        assert judged([zero, zero], [0, 0], 5e-324).verdict == "agree"

    def test_a_bound_far_above_underflow_decides_nothing_about_zeros(self) -> None:
        assert judged([0, 0], [0, 0], 1e-200).verdict == "undecided"

    def test_zeros_in_float32_are_measured_by_the_underflow_of_float32(self) -> None:
        whole = TINY32 / EPS32

        assert judged([0, 0], [0, 0], whole / 16, np.float32).verdict == "agree"
        assert judged([0, 0], [0, 0], whole / 8, np.float32).verdict == "undecided"


class TestOrderOfTheChecks:
    def test_shape_comes_first_then_dtype_then_numbers(self) -> None:
        other = side(np.zeros((1, 2)), None)
        shape = side(np.full((2, 1), np.nan, np.float32), 0.0)
        kind = side(np.full((1, 2), np.nan, np.float32), 0.0)

        whys = [held("case", network_of(), s, other)[0].why for s in (shape, kind)]

        assert whys == ["shape (2, 1), expected (1, 2)", "dtype float32, expected float64"]

    @pytest.mark.parametrize("kind", [np.int64, object, np.float16, np.complex128])
    def test_only_the_format_of_the_network_is_taken(self, kind: type) -> None:
        found = held(
            "case", network_of(), side(np.zeros((1, 2), kind), 0.0), side(np.zeros((1, 2)), None)
        )[0]

        assert found.verdict == "disagree"
        assert found.why == f"dtype {np.dtype(kind)}, expected float64"

    def test_different_branches_are_not_compared(self) -> None:
        one, other = side(np.ones((1, 2)), 0.0, branches=b"1"), side(np.zeros((1, 2)), None)

        assert {a.verdict for a in held("case", network_of(), one, other)} == {"undecided"}


def test_a_parameter_is_compared_with_the_one_of_its_name() -> None:
    found = held("the case", network_of(), side(np.ones((1, 2)), 0.0), side(np.ones((1, 2)), None))

    assert [(a.case, a.engine, a.oracle, a.parameter) for a in found] == [
        ("the case", "side", "side", "weights[0]"),
        ("the case", "side", "side", "biases[0]"),
    ]


@pytest.mark.parametrize("verdict", ["undetermined", "disagree"])
def test_what_cannot_be_compared_has_a_reason_and_no_numbers(verdict: str) -> None:
    found = unanswered("case", "engine", "balls", network_of(), "because", verdict)

    assert [(a.parameter, a.verdict, a.why) for a in found] == [
        ("weights[0]", verdict, "because"),
        ("biases[0]", verdict, "because"),
    ]
    assert all(np.isnan([a.found, a.bound, a.share, a.bound_over_largest]).all() for a in found)
