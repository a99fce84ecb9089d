"""One formula in four engines: torch, jax and differences against what balls prove."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from backproof.cases.case import Case
from backproof.cases.load import documented_cases
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.tree import Apply, Expression, Symbol
from backproof.expressions.walk import MeaninglessError, Walk
from backproof.oracles import difference_formulas, jax_formulas, torch_formulas
from backproof.oracles.ball_formulas import Balls
from backproof.oracles.tape import Var
from flint import arb, ctx

pytestmark = pytest.mark.usefixtures("torch_ready", "jax_ready")
ENGINES = [torch_formulas, jax_formulas, difference_formulas]
SameDigits = Callable[[float, float, int], bool]
Worth = float | list[list[float]] | None

DEFINED = {
    "x": "0.7", "y": "1.3", "n": "3", "net": "x*y - 0.2", "out": "net", "E": "0.5*(out - x)**2",
    "A": "[[x, y], [y, 2*x]]", "v": "[[x], [0.4]]", "a[1]": "x", "a[2]": "y**2",
}  # fmt: skip
FORMULAS = [
    "exp(x)", "log(x)", "log10(x)", "log2(x)", "sqrt(x)", "abs(x - y)", "max(x, y, 1)",
    "min(x, y, 1)", "arctan(x)", "tanh(x)", "sigmoid(x)", "relu(x)", "relu(-x)", "step(x)",
    "prelu(-x, 0.25)", "prelu(x, 0.25)", "elu(-x, 0.5)", "elu(x, 0.5)", "softplus(x)", "x**3",
    "(-x)**3", "x**y", "x**-2", "x/y", "x*y - x", "-x", "product(k*x for k in span(1, n))",
    "sum(a[k]*k for k in span(1, 2))", "piecewise((x**2, x < y), (y, x >= y))",
    "at(x**2 + y, y, x)", "element(softmax([[x, y, 0.1]]), 1, 2)", "total(A @ v)",
    "total(hadamard(A, A))", "total(A*x)", "norm(v)", "element(T(A @ v), 1, 2)", "E",
]  # fmt: skip
MATRICES = [
    "A @ v", "T(v)", "A + v", "sigmoid(A)", "softmax(v)", "d(E, [[x, y]])", "d(A, x)",
    "d([[x*y, x]], [[x, y]])", "d(A @ v, [[x, y]])", "-A/2", "exp(A)", "diagonal(v) @ A",
]  # fmt: skip


def graph_of(texts: dict[str, str]) -> Graph:
    return Graph({name: parse(text) for name, text in texts.items()})


def proved(graph: Graph, expressions: list[Expression], point: dict[str, float]) -> list[Worth]:
    """The float nearest to each value, or rows of such, from balls of 300 bits."""
    found: list[Worth] = []
    with ctx.workprec(300):
        walk = Walk(graph, Balls(), {name: Var(arb(x)) for name, x in point.items()})
        for expression in expressions:
            try:
                value = walk.value(expression).value
            except MeaninglessError:
                found.append(None)
                continue
            rows = [[float(b) for b in row] for row in value] if _is_matrix(value) else float(value)
            found.append(rows)
    return found


def _is_matrix(value: object) -> bool:
    return isinstance(value, np.ndarray)


def alike(found: Worth, true: Worth, digits: int, same: SameDigits) -> bool:
    """Whether both have a value, in one shape, and agree to so many digits."""
    if isinstance(found, float) and isinstance(true, float):
        return same(found, true, digits)
    if not isinstance(found, list) or not isinstance(true, list):
        return False
    pairs = zip(found, true, strict=True)
    return all(same(f, t, digits) for row, other in pairs for f, t in zip(row, other, strict=True))


def digits_of(engine: ModuleType) -> int:
    """How many digits an engine is held to: differences lose some where they differentiate."""
    return 9 if engine is difference_formulas else 12


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__.split(".")[-1])
class TestFormulas:
    @pytest.mark.parametrize("text", [*FORMULAS, *MATRICES])
    def test_a_formula_has_one_value(
        self, engine: ModuleType, text: str, same_digits: SameDigits
    ) -> None:
        graph, asked = graph_of(DEFINED), [parse(text)]

        (found,), (true,) = engine.values(graph, asked), proved(graph, asked, {})
        assert alike(found, true, digits_of(engine), same_digits)

    @pytest.mark.parametrize("text", FORMULAS)
    @pytest.mark.parametrize("by", ["x", "y"])
    def test_a_formula_has_one_derivative(
        self, engine: ModuleType, text: str, by: str, same_digits: SameDigits
    ) -> None:
        graph, asked = graph_of(DEFINED), [parse(f"d({text}, {by})")]

        (found,), (true,) = engine.values(graph, asked), proved(graph, asked, {})
        assert alike(found, true, digits_of(engine), same_digits)

    @pytest.mark.parametrize("text", ["sin(x)", "cos(x)"])
    def test_the_functions_of_the_circle_have_values(
        self, engine: ModuleType, text: str, same_digits: SameDigits
    ) -> None:
        graph, asked = graph_of(DEFINED), [parse(text)]

        assert alike(engine.values(graph, asked)[0], proved(graph, asked, {})[0], 12, same_digits)

    def test_a_point_goes_before_a_definition(
        self, engine: ModuleType, same_digits: SameDigits
    ) -> None:
        graph, asked, point = graph_of(DEFINED), [parse("E"), parse("d(E, x)")], {"x": 0.25}
        found, true = engine.values(graph, asked, point), proved(graph, asked, point)

        assert all(alike(f, t, 9, same_digits) for f, t in zip(found, true, strict=True))

    @pytest.mark.parametrize(
        "text",
        [
            "missing", "mystery(x)", "hadamard(A, v)", "A + [[1, 2, 3]]", "A @ [[1, 2, 3]]",
            "element(A, 3, 1)", "d(x, 3)", "d(A @ v, missing)", "after(3, x)",
            "piecewise((x, x < 0))",
        ],
    )  # fmt: skip
    def test_what_is_worth_nothing_is_none(self, engine: ModuleType, text: str) -> None:
        found = engine.values(graph_of(DEFINED), [parse(text), parse("x")])

        assert found == [None, 0.7]

    def test_a_function_of_nothing_is_worth_nothing(self, engine: ModuleType) -> None:
        assert engine.values(graph_of({}), [Apply("max", ())]) == [None]

    def test_a_derivative_in_which_a_branch_is_taken_may_be_differentiated(
        self, engine: ModuleType, same_digits: SameDigits
    ) -> None:
        (found,) = engine.values(graph_of({"x": "3"}), [parse("d(d(relu(x)*x, x), x)")])

        assert found is None or same_digits(found, 2.0, 6)

    @pytest.mark.parametrize(
        ("text", "value"), [("at(d(y*b, a), x, 2)", 10.0), ("d(at(b*y, x, a), a)", 2 * 3.0 * 5.0)]
    )
    def test_what_does_not_follow_from_a_place_is_the_same_there(
        self, engine: ModuleType, text: str, value: float, same_digits: SameDigits
    ) -> None:
        graph = graph_of({"a": "3", "x": "7", "b": "5", "y": "a*x"})
        (found,) = engine.values(graph, [parse(text)])

        assert found is not None
        assert same_digits(found, value, 9)

    @pytest.mark.parametrize("name", ["loop", "other"])
    def test_a_name_defined_by_itself_is_worth_nothing(self, engine: ModuleType, name: str) -> None:
        graph = graph_of({"loop": "other + 1", "other": "2*loop"})

        assert engine.values(graph, [Symbol(name)]) == [None]

    @pytest.mark.parametrize("text", ["d(d(x**3, x), x)", "d(slope, x)"])
    def test_a_second_derivative_is_right_or_refused(
        self, engine: ModuleType, text: str, same_digits: SameDigits
    ) -> None:
        graph = graph_of({"x": "3", "slope": "d(x**3, x)"})
        (found,) = engine.values(graph, [parse(text)])

        assert found is None or same_digits(found, 18.0, 6)

    def test_what_stands_at_a_place_still_depends_on_the_other_names(
        self, engine: ModuleType, same_digits: SameDigits
    ) -> None:
        (found,) = engine.values(graph_of({"a": "3"}), [parse("d(at(a*x, x, 2), a)")])

        assert found is None or same_digits(found, 2.0, 6)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__.split(".")[-1])
@pytest.mark.parametrize("case", documented_cases(), ids=lambda case: case.id)
def test_the_documented_names_have_one_value(
    engine: ModuleType, case: Case, same_digits: SameDigits, rng: np.random.Generator
) -> None:
    graph, asked = case.graph, [Symbol(name) for name in case.graph.definitions]
    point = {name: float(rng.uniform(*graph.domains.get(name, (0.2, 0.9)))) for name in graph.free}
    found, true = engine.values(graph, asked, point), proved(graph, list(asked), point)

    for name, f, t in zip(graph.definitions, found, true, strict=True):
        assert alike(f, t, digits_of(engine), same_digits), name


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [("torch", "sigmoid", "sigmoid(x)"), ("torch", "add", "x + y"), ("jax", "tanh", "tanh(x)")],
)
def test_a_planted_error_is_seen(
    owner: str, name: str, text: str, same_digits: SameDigits, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = torch_formulas._functions() if owner == "torch" else jax_formulas._by_elements()
    right: Callable[..., Any] = table[name]
    monkeypatch.setitem(table, name, lambda *arguments: right(*arguments) * (1 + 1e-11))
    engine = torch_formulas if owner == "torch" else jax_formulas
    graph, asked = graph_of(DEFINED), [parse(text)]

    assert not alike(engine.values(graph, asked)[0], proved(graph, asked, {})[0], 12, same_digits)


def test_every_answer_of_jax_is_float64() -> None:
    (value,) = jax_formulas.values(graph_of({"x": "0.1"}), [parse("x*3")])

    assert value == 0.1 * 3


@pytest.mark.parametrize("engine", [torch_formulas, jax_formulas])
@pytest.mark.parametrize("text", ["element(A, 0, 1)", "element(A, 1.5, 1)"])
def test_an_index_below_1_or_between_is_worth_nothing(engine: ModuleType, text: str) -> None:
    assert engine.values(graph_of(DEFINED), [parse(text)]) == [None]


@pytest.mark.parametrize("engine", [torch_formulas, jax_formulas])
def test_a_matrix_inside_a_matrix_is_worth_nothing(engine: ModuleType) -> None:
    assert engine.values(graph_of(DEFINED), [parse("[[A, 1], [2, 3]]")]) == [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_label_that_is_no_number_is_worth_nothing(engine: ModuleType) -> None:
    graph = Graph({}, sets={"outputs": ("o1", "o2")})

    assert engine.values(graph, [parse("sum(k for k in outputs)")]) == [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_softmax_of_large_numbers_is_worth_something_finite_or_nothing(
    engine: ModuleType,
) -> None:
    (found,) = engine.values(graph_of({}), [parse("softmax([[1000, 0]])")])

    assert found in ([[1.0, 0.0]], None)
