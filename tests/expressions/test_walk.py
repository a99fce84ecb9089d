"""What a formula is worth: names, indices, sums, branches and derivatives, in three arithmetics."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.walk import MOST_TERMS, MeaninglessError, UndefinedError, Walk
from backproof.oracles.ball_formulas import Balls, Floats
from backproof.oracles.rational_formulas import Rationals
from backproof.oracles.tape import Var
from flint import arb

ARITHMETICS = [Rationals, Floats, Balls]
DIFFERENTIABLE = [Floats, Balls]
Texts = Mapping[str, str]

#: Two inputs, two outputs, with families as a case file gives them.
SETS = {"inputs": ("i1", "i2"), "outputs": ("o1", "o2"), "none": ()}
FAMILIES = {
    "x": {("i1",): "x1", ("i2",): "x2"},
    "out": {("o1",): "out1", ("o2",): "out2", (1,): "out1", (2,): "out2"},
    "W": {(i, o): f"w{i[1]}{o[1]}" for i in ("i1", "i2") for o in ("o1", "o2")},
}
NETWORK = {
    "x1": "3", "x2": "5", "w11": "2", "w12": "7", "w21": "11", "w22": "13",
    "out1": "sum(x[j]*W[j, o1] for j in inputs)", "out2": "sum(x[j]*W[j, o2] for j in inputs)",
}  # fmt: skip


def walk(arithmetic: type, texts: Texts, **rest: Any) -> Walk[Any]:
    graph = Graph({name: parse(text) for name, text in texts.items()}, **rest)
    return Walk(graph, arithmetic())


def network(arithmetic: type, **texts: str) -> Walk[Any]:
    return walk(arithmetic, {**NETWORK, **texts}, sets=SETS, families=FAMILIES)


def exactly(value: Any) -> Any:
    """A value that must be exact, as a fraction, or as rows of fractions."""
    value = value.value if isinstance(value, Var) else value
    if isinstance(value, np.ndarray):
        return [[exactly(entry) for entry in row] for row in value]
    if isinstance(value, arb):
        assert value.is_exact()
        mantissa, exponent = (int(part) for part in value.man_exp())
        return mantissa * Fraction(2) ** exponent
    return Fraction(value)


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
class TestNames:
    def test_a_name_is_worth_its_definition(self, arithmetic: type) -> None:
        y = walk(arithmetic, {"a": "3", "b": "a + 0.5", "y": "a*b"}).value(parse("y"))

        assert exactly(y) == Fraction(21, 2)

    def test_a_point_goes_before_a_definition(self, arithmetic: type) -> None:
        graph = Graph({"a": parse("3"), "y": parse("a**2")})
        four = arithmetic().number(parse("4").printed)  # type: ignore[union-attr]

        assert exactly(Walk(graph, arithmetic(), {"a": four}).value(parse("y"))) == 16

    def test_a_name_is_computed_once(self, arithmetic: type) -> None:
        asked: list[str] = []

        class Counting(Walk[Any]):
            def established(self, name: str, value: Any) -> Any:
                asked.append(name)
                return value

        graph = Graph({"a": parse("3"), "y": parse("a*a + a")})
        Counting(graph, arithmetic()).value(parse("y + y + a"))

        assert sorted(asked) == ["a", "y"]

    def test_another_name_for_a_value_is_worth_the_same(self, arithmetic: type) -> None:
        same = walk(arithmetic, {"a": "3", "b": "a", "A": "[[1, 2]]", "B": "A"})

        assert exactly(same.value(parse("b"))) == 3
        assert exactly(same.value(parse("B"))) == [[1, 2]]

    def test_a_name_that_stands_for_nothing_is_named(self, arithmetic: type) -> None:
        with pytest.raises(UndefinedError, match=r"^missing is not defined$") as refused:
            walk(arithmetic, {"y": "3*missing"}).value(parse("1 + y"))
        assert refused.value.name == "missing"

    def test_an_indexed_name_that_stands_for_nothing_is_named_with_its_indices(
        self, arithmetic: type
    ) -> None:
        with pytest.raises(UndefinedError, match=r"W\[i1,3\] is not defined"):
            network(arithmetic).value(parse("W[i1, 1 + 2]"))

    @pytest.mark.parametrize(
        "texts", [{"a": "a + 1"}, {"a": "b", "b": "2*a"}, {"a": "sum(a for k in span(1, 2))"}]
    )
    def test_a_name_defined_by_itself_is_refused(self, arithmetic: type, texts: Texts) -> None:
        with pytest.raises(MeaninglessError, match=r"^a is defined by itself$"):
            walk(arithmetic, texts).value(parse("a"))

    def test_a_refused_name_does_not_block_the_next_question(self, arithmetic: type) -> None:
        asked = walk(arithmetic, {"a": "missing", "b": "2"})

        for _ in range(2):
            with pytest.raises(UndefinedError, match="missing"):
                asked.value(parse("a"))
        assert exactly(asked.value(parse("b"))) == 2

    def test_a_name_defined_by_itself_elsewhere_is_refused(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError):
            walk(arithmetic, {"a": "at(a, x, 1)"}).value(parse("a"))

    def test_a_value_after_training_needs_a_run(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError, match="a value after training needs a run"):
            walk(arithmetic, {"E": "1"}).value(parse("after(10, E)"))

    def test_an_unknown_function_is_refused(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError, match="mystery"):
            walk(arithmetic, {}).value(parse("mystery(3)"))


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
class TestIndices:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("x[i2]", 5),
            ("W[i1, o2]", 7),
            ("out[o1]", 61),
            ("out[2]", 86),
            ("out[1 + 1]", 86),
            ("sum(out[k] for k in outputs)", 147),
            ("product(x[j] for j in inputs)", 15),
            ("sum(sum(W[j, k] for j in inputs) for k in outputs)", 33),
            ("sum(sum(x[j]*W[j, k] for j in inputs) - out[k] for k in outputs)", 0),
            ("sum(k*out[k] for k in span(1, 2))", 61 + 2 * 86),
        ],
    )  # fmt: skip
    def test_an_index_finds_the_name_that_is_meant(
        self, arithmetic: type, text: str, value: int
    ) -> None:
        assert exactly(network(arithmetic).value(parse(text))) == value

    def test_a_definition_of_its_own_goes_before_a_family(self, arithmetic: type) -> None:
        own = network(arithmetic, **{"out[1]": "1000"})

        assert exactly(own.value(parse("out[1] + out[o1]"))) == 1061

    def test_an_index_may_be_counted_on_and_back(self, arithmetic: type) -> None:
        values = walk(arithmetic, {"l": "2", "a[1]": "10", "a[2]": "20", "a[3]": "30"})

        assert exactly(values.value(parse("a[l - 1] + a[l] + a[l + 1]"))) == 60

    @pytest.mark.parametrize("index", ["a*2", "o1 + 1", "1.5", "-o1", "x[i1]"])
    def test_an_index_is_a_name_or_a_whole_number(self, arithmetic: type, index: str) -> None:
        with pytest.raises(MeaninglessError, match="no name and no whole number"):
            network(arithmetic).value(parse(f"out[{index}]"))

    def test_a_label_that_is_no_number_has_no_value(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError):
            network(arithmetic).value(parse("sum(k for k in outputs)"))


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
class TestFolds:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("sum(k**2 for k in span(1, n))", 30),
            ("product(k for k in span(2, n))", 24),
            ("sum(k for k in span(n - 1, n + 1))", 12),
            ("sum(k for k in span(-2, 1))", -2),
            ("sum(k for k in span(3, 3))", 3),
            ("sum(k for k in span(1, 0))", 0),
            ("product(k for k in span(1, 0))", 1),
            ("sum(7 for k in none)", 0),
            ("product(7 for k in none)", 1),
            ("sum(sum(j*k for j in span(1, k)) for k in span(1, 3))", 25),
            ("sum(k for k in span(1, 2)) + sum(k for k in span(1, 3))", 9),
        ],
    )
    def test_a_sum_runs_over_its_span_or_set(self, arithmetic: type, text: str, value: int) -> None:
        assert exactly(walk(arithmetic, {"n": "4"}, sets=SETS).value(parse(text))) == value

    def test_a_set_that_is_not_there_is_named(self, arithmetic: type) -> None:
        with pytest.raises(UndefinedError, match=r"^hidden is not defined$"):
            network(arithmetic).value(parse("sum(1 for k in hidden)"))

    @pytest.mark.parametrize("span", ["span(1, n)", "span(n, 3)"])
    def test_an_end_without_a_number_is_named(self, arithmetic: type, span: str) -> None:
        with pytest.raises(UndefinedError, match=r"^n is not defined$"):
            network(arithmetic).value(parse(f"sum(1 for k in {span})"))

    def test_a_sum_of_too_many_terms_is_refused(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError, match=f"a sum of {MOST_TERMS + 1} terms"):
            walk(arithmetic, {}).value(parse(f"sum(1 for k in span(0, {MOST_TERMS}))"))


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
class TestBranches:
    @pytest.mark.parametrize(("x", "value"), [("-2", 0), ("0", 1), ("1", 1), ("3", 9)])
    def test_the_first_branch_that_holds_is_taken(
        self, arithmetic: type, x: str, value: int
    ) -> None:
        text = "piecewise((0, x < 0), (1, x <= 1), (x**2, x > 1))"

        assert exactly(walk(arithmetic, {"x": x}).value(parse(text))) == value

    @pytest.mark.parametrize(
        ("relation", "holds"),
        [("<", "100"), ("<=", "110"), (">", "001"), (">=", "011"), ("==", "010"), ("!=", "101")],
    )
    def test_every_comparison_is_exact(self, arithmetic: type, relation: str, holds: str) -> None:
        taken = parse(f"piecewise((1, x {relation} 0.5), (0, x == x))")
        found = [exactly(walk(arithmetic, {"x": x}).value(taken)) for x in ("0.25", "0.5", "0.75")]

        assert found == [int(one) for one in holds]

    def test_the_other_branches_need_no_value(self, arithmetic: type) -> None:
        taken = walk(arithmetic, {"x": "1"}).value(parse("piecewise((2, x > 0), (nothing, x < 0))"))

        assert exactly(taken) == 2

    def test_without_a_branch_there_is_no_value(self, arithmetic: type) -> None:
        with pytest.raises(MeaninglessError, match="no branch applies"):
            walk(arithmetic, {"x": "1"}).value(parse("piecewise((0, x < 0))"))


def test_a_ball_around_the_border_decides_no_branch() -> None:
    with pytest.raises(MeaninglessError, match="a branch that is not decided"):
        walk(Balls, {}).value(parse("piecewise((0, 3*(1/3) < 1), (1, 3*(1/3) >= 1))"))


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
class TestAt:
    def test_what_depends_on_the_name_follows_it(self, arithmetic: type) -> None:
        at = walk(arithmetic, {"theta": "3", "y": "theta**2"})

        assert exactly(at.value(parse("at(y, theta, -4)"))) == 16
        assert exactly(at.value(parse("y"))) == 9

    def test_the_place_may_be_computed_and_nested(self, arithmetic: type) -> None:
        at = walk(arithmetic, {"y": "x + 10*z"})

        assert exactly(at.value(parse("at(at(y, x, z), z, 1 + 1)"))) == 22

    def test_a_sum_may_stand_at_each_of_its_labels(self, arithmetic: type) -> None:
        total = walk(arithmetic, {"y": "x**2"}).value(parse("sum(at(y, x, k) for k in span(1, 3))"))

        assert exactly(total) == 14


@pytest.mark.parametrize("arithmetic", DIFFERENTIABLE)
class TestDerivatives:
    def test_a_derivative_counts_every_way_to_the_name(self, arithmetic: type) -> None:
        chain = walk(arithmetic, {"x": "3", "w": "5", "out": "w*x", "E": "out*w"})

        assert exactly(chain.value(parse("d(E, w)"))) == 2 * 5 * 3

    def test_a_derivative_by_a_name_cuts_there(self, arithmetic: type) -> None:
        chain = walk(arithmetic, {"x": "3", "w": "5", "out": "w*x", "E": "out*w"})

        assert exactly(chain.value(parse("d(E, out)"))) == 5

    def test_another_name_for_a_value_is_a_place_of_its_own_to_cut_at(
        self, arithmetic: type
    ) -> None:
        alias = walk(arithmetic, {"net": "3", "out": "net", "E": "out**2 + net"})

        assert exactly(alias.value(parse("d(E, out)"))) == 6
        assert exactly(alias.value(parse("d(E, net)"))) == 7

    @pytest.mark.parametrize("of", ["7", "y", "x*y"])
    def test_what_does_not_depend_on_the_name_has_derivative_0(
        self, arithmetic: type, of: str
    ) -> None:
        unrelated = walk(arithmetic, {"x": "3", "y": "4", "z": "5"})

        assert exactly(unrelated.value(parse(f"d({of}, z)"))) == 0

    def test_a_name_that_is_asked_later_is_found(self, arithmetic: type) -> None:
        later = walk(arithmetic, {"x": "3", "z": "2", "y": "x**2"})

        assert exactly(later.value(parse("d(y, x)"))) == 6
        assert exactly(later.value(parse("d(y, z)"))) == 0
        assert exactly(later.value(parse("d(z*y, z)"))) == 9

    def test_a_derivative_by_an_indexed_name_is_by_what_it_means(self, arithmetic: type) -> None:
        rows = network(arithmetic)

        assert exactly(rows.value(parse("d(out[o1], W[i2, o1])"))) == 5
        slopes = rows.value(parse("sum(d(out[k], x[i1]) for k in outputs)"))
        assert exactly(slopes) == 2 + 7

    def test_a_formula_is_differentiated_with_its_index_at_each_label(
        self, arithmetic: type
    ) -> None:
        rows = walk(arithmetic, {"x": "3"})

        assert exactly(rows.value(parse("sum(d(k*x**2, x) for k in span(1, 3))"))) == 36

    def test_a_derivative_stands_at_a_place(self, arithmetic: type) -> None:
        square = walk(arithmetic, {"y": "theta**2", "theta": "3"})

        assert exactly(square.value(parse("at(d(y, theta), theta, -4)"))) == -8
        assert exactly(square.value(parse("d(y, theta)"))) == 6

    def test_the_place_itself_can_be_differentiated_by(self, arithmetic: type) -> None:
        assert exactly(walk(arithmetic, {"a": "3"}).value(parse("d(at(x*x, x, a), a)"))) == 6

    def test_a_derivative_is_that_of_the_branch(self, arithmetic: type) -> None:
        text = "d(piecewise((0*x, x < 0), (x**2, x >= 0)), x)"

        assert exactly(walk(arithmetic, {"x": "3"}).value(parse(text))) == 6
        assert exactly(walk(arithmetic, {"x": "-3"}).value(parse(text))) == 0

    @pytest.mark.parametrize("by", ["x + 1", "3", "x**2"])
    def test_a_derivative_is_taken_by_a_name(self, arithmetic: type, by: str) -> None:
        with pytest.raises(MeaninglessError, match="a derivative is taken by a name"):
            walk(arithmetic, {"x": "3"}).value(parse(f"d(x**2, {by})"))

    def test_a_name_without_a_value_is_named(self, arithmetic: type) -> None:
        with pytest.raises(UndefinedError, match="missing"):
            walk(arithmetic, {"x": "3"}).value(parse("d(x**2, missing)"))

    @pytest.mark.parametrize("text", ["d(d(x**3, x), x)", "d(slope, x)"])
    def test_a_second_derivative_is_right_or_refused(self, arithmetic: type, text: str) -> None:
        twice = walk(arithmetic, {"x": "3", "slope": "d(x**3, x)"})

        assert _value_or_none(twice, text) in (18, None)

    @pytest.mark.parametrize("text", ["d(at(a*x, x, 2), a)", "d(at(y, x, 2), a)"])
    def test_what_stands_at_a_place_still_depends_on_the_other_names(
        self, arithmetic: type, text: str
    ) -> None:
        line = walk(arithmetic, {"a": "3", "y": "a*x"})

        assert _value_or_none(line, text) in (2, None)

    def test_nothing_is_differentiated_by_what_counts(self, arithmetic: type) -> None:
        terms = walk(arithmetic, {"x": "3"}, sets={"units": (1, 2)})

        with pytest.raises(MeaninglessError, match="taken by a name"):
            terms.value(parse("sum(d(x**2, i) for i in units)"))

    def test_a_derivative_that_is_not_known_spoils_no_other(self, arithmetic: type) -> None:
        step = walk(arithmetic, {"w": "3", "eta": "2", "v": "w - eta*d(w**2, w)", "u": "v**2"})

        assert exactly(step.value(parse("d(u, v)"))) == -18
        assert exactly(step.value(parse("d(v, eta)"))) == -6
        with pytest.raises(MeaninglessError, match="the derivative of v by w is not known"):
            step.value(parse("d(v, w)"))

    @pytest.mark.parametrize(
        ("text", "value"),
        [("d(at(z*y, x, 2), z)", 6), ("at(d(z*y, z), x, 2)", 6), ("d(at(y, x, 2)*y, y)", 6)],
    )
    def test_only_what_follows_from_a_name_changes_at_its_place(
        self, arithmetic: type, text: str, value: int
    ) -> None:
        graph = {"a": "3", "x": "7", "z": "a**2", "y": "a*x"}

        assert exactly(walk(arithmetic, graph).value(parse(text))) == value

    def test_what_is_defined_by_a_derivative_changes_at_a_place(self, arithmetic: type) -> None:
        graph = {"x": "7", "y": "x**2", "s": "d(y, x)", "t": "s + d(y, x)"}

        assert exactly(walk(arithmetic, graph).value(parse("at(t + s, x, 2)"))) == 12


def _value_or_none(asked: Walk[Any], text: str) -> Fraction | None:
    try:
        return exactly(asked.value(parse(text)))  # type: ignore[no-any-return]
    except MeaninglessError:
        return None


def test_fractions_have_no_derivatives() -> None:
    with pytest.raises(MeaninglessError, match="a derivative is not had in fractions"):
        walk(Rationals, {"x": "3"}).value(parse("d(x, x)"))


LAYOUTS = {
    "a": "2", "b": "3", "c": "5", "e": "7", "s": "a*b*c*e",
    "row": "[[a, b]]", "column": "[[a], [b]]", "square": "[[a, b], [c, e]]",
    "sums": "[[a + b, a - b]]", "products": "[[a*c, b*c], [a*e, b*e]]",
}  # fmt: skip


@pytest.mark.parametrize("arithmetic", DIFFERENTIABLE)
class TestLayouts:
    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("d(s, row)", [[105, 70]]),
            ("d(s, column)", [[105], [70]]),
            ("d(s, square)", [[105, 70], [42, 30]]),
            ("d(s, [[e, a]])", [[30, 105]]),
        ],
    )
    def test_a_scalar_by_a_matrix_has_the_shape_of_the_matrix(
        self, arithmetic: type, text: str, rows: list[list[int]]
    ) -> None:
        assert exactly(walk(arithmetic, LAYOUTS).value(parse(text))) == rows

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("d(sums, b)", [[1, -1]]),
            ("d(products, c)", [[2, 3], [0, 0]]),
            ("d([[a*b], [b]], a)", [[3], [0]]),
        ],
    )
    def test_a_matrix_by_a_scalar_has_the_shape_of_the_matrix(
        self, arithmetic: type, text: str, rows: list[list[int]]
    ) -> None:
        assert exactly(walk(arithmetic, LAYOUTS).value(parse(text))) == rows

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("d(sums, row)", [[1, -1]]),
            ("d(row*row, row)", [[4, 6]]),
            ("d(products, square)", [[5, 5], [0, 3]]),
        ],
    )
    def test_two_matrices_of_one_shape_are_taken_by_elements(
        self, arithmetic: type, text: str, rows: list[list[int]]
    ) -> None:
        assert exactly(walk(arithmetic, LAYOUTS).value(parse(text))) == rows

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("d(sums, column)", [[1, 1], [1, -1]]),
            ("d(sums, [[a, b, c]])", [[1, 1, 0], [1, -1, 0]]),
            ("d(products, row)", [[5, 0], [0, 5], [7, 0], [0, 7]]),
            ("d(sums, square)", [[1, 1, 0, 0], [1, -1, 0, 0]]),
        ],
    )
    def test_two_matrices_of_other_shapes_give_the_jacobian(
        self, arithmetic: type, text: str, rows: list[list[int]]
    ) -> None:
        assert exactly(walk(arithmetic, LAYOUTS).value(parse(text))) == rows

    def test_a_matrix_that_is_only_given_at_the_point_is_differentiated_by(
        self, arithmetic: type
    ) -> None:
        graph = Graph({"y": parse("hadamard(A, A)"), "s": parse("total(A)")}, free={"A": (1, 2)})
        numbers = [arithmetic().number(parse(t).printed) for t in ("2", "3")]  # type: ignore[union-attr]
        asked = Walk(graph, arithmetic(), {"A": arithmetic().matrix([numbers])})

        assert exactly(asked.value(parse("d(s, A)"))) == [[1, 1]]
        assert exactly(asked.value(parse("d(y, A)"))) == [[4, 6]]
        assert exactly(asked.value(parse("d(T(y), A)"))) == [[4, 0], [0, 6]]

    def test_a_matrix_of_numbers_is_differentiated_by_its_name(self, arithmetic: type) -> None:
        asked = walk(arithmetic, {"A": "[[2, 3]]"})

        assert exactly(asked.value(parse("d(total(A*A), A)"))) == [[4, 6]]
