"""Writing a tree so that it is read back as an equal one."""

import pytest
from backproof.cases.lectures import documented_lectures
from backproof.cases.load import documented_cases
from backproof.expressions import written as writer
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.tree import (
    FUNCTIONS,
    RELATIONS,
    After,
    Apply,
    At,
    Condition,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Piecewise,
    Symbol,
    is_apply,
)
from backproof.expressions.written import written
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "x", "w5", "net_h1", "E_total", "w5_new", "sum", "d", "T", "out"])
LABELS = st.sampled_from(["k", "j", "outputs", "hidden"])
COUNTS = st.integers(0, 10**7).map(lambda n: Number(Printed(f"{n:,}")))
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,4})?\.[0-9]{1,5}(e-?[1-9])?", fullmatch=True).map(
    lambda text: Number(Printed(text))
)
#: Functions that have no sign of their own, with the number of their arguments.
CALLED = {
    name: count or 2
    for name, count in FUNCTIONS.items()
    if name not in ("add", "multiply", "negate", "divide", "power", "matmul", "transpose")
} | {"f": 1, "loss": 3}


def _is_unsigned(node: Expression) -> bool:
    return isinstance(node, Number) and not node.printed.text.startswith("-")


def _joined(name: str, inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Sums and products; the notation reads a first term of the same kind as part of it."""
    first = inner.filter(lambda node: not is_apply(node, name))
    return st.tuples(first, st.lists(inner, min_size=1, max_size=3)).map(
        lambda parts: Apply(name, (parts[0], *parts[1]))
    )


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def pairs(name: str) -> st.SearchStrategy[Expression]:
        return st.tuples(inner, inner).map(lambda pair: Apply(name, pair))

    called = st.sampled_from(sorted(CALLED)).flatmap(
        lambda name: st.tuples(*[inner] * CALLED[name]).map(lambda args: Apply(name, args))
    )
    conditions = st.builds(Condition, inner, st.sampled_from(RELATIONS), inner)
    rows = st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[inner] * n), min_size=1))
    spans = st.tuples(inner, inner)
    branches = st.lists(st.tuples(inner, conditions), min_size=1, max_size=3)
    # A negated number is written -(3), which is read as the number -3: a test of its own, below.
    negated = inner.filter(lambda node: not _is_unsigned(node)).map(lambda x: Apply("negate", (x,)))
    return st.one_of(
        _joined("add", inner), _joined("multiply", inner), negated, called,
        pairs("divide"), pairs("power"), pairs("matmul"),
        inner.map(lambda x: Apply("transpose", (x,))),
        st.builds(Derivative, inner, inner),
        rows.map(lambda r: Matrix(tuple(r))),
        st.builds(Fold, st.sampled_from(["sum", "product"]), inner, LABELS, LABELS | spans),
        branches.map(lambda b: Piecewise(tuple(b))),
        st.builds(At, inner, NAMES, inner),
        st.builds(After, COUNTS, inner),
        st.builds(Symbol, NAMES, st.lists(inner, min_size=1, max_size=2).map(tuple)),
    )  # fmt: skip


TREES = st.recursive(NUMBERS | COUNTS | NAMES.map(Symbol), _larger, max_leaves=20)


@given(TREES)
def test_what_is_written_is_read_back_as_an_equal_tree(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@pytest.mark.parametrize(
    "text",
    [
        "0.20", "10_000", "-3.012", "a - b + c", "a + (b + c)", "a - (b - c)", "-a*b", "-(a*b)",
        "a/b*c", "a/(b*c)", "a @ b*c", "a*(b @ c)", "(-3)**2", "-(a**2)", "-3 + a", "a - -3",
        "a**(b**c)", "(a**b)**c", "T(W[l + 1])", "d(E, w5)*d(w5, x)", "sum(a for k in span(1, n))",
        "piecewise((0, x < 0), (x, x >= 0))", "at(d(y, x), x, -4)", "after(10_000, E)",
        "[[a, -b], [1, c*d]]", "delta[j]*sum(W[j, k] for k in outputs)", "1.5e-5", ".5",
    ],
)  # fmt: skip
def test_plain_notation_is_written_as_it_was_read(text: str) -> None:
    assert written(parse(text)) == text


def test_every_documented_expression_is_read_back() -> None:
    cases = {case.id: case for case in documented_cases()}
    members = [
        member.expression
        for lecture in documented_lectures(cases)
        for section in lecture.sections
        for statement in section.statements
        for member in statement.members
    ]
    defined = [e for case in cases.values() for e in case.graph.definitions.values()]

    assert len(members) > 1000
    assert [e for e in members + defined if parse(written(e)) != e] == []


@pytest.mark.parametrize("text", ["-(+3)", "a*-(+3)", "-(+3) + a", '-(+"28.4%")', 'a**"+3"'])
def test_a_negated_number_is_no_negative_number(text: str) -> None:
    expression = parse(text)

    assert parse(written(expression)) == expression


@pytest.mark.parametrize("text", ["28.4%", "+0.5", "\u22123.5", "1e\u22125"])
def test_every_printed_number_can_be_written(text: str) -> None:
    expression = Number(Printed(text))

    assert parse(written(expression)) == expression


def test_a_writer_that_forgets_parentheses_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_text", lambda node, around: writer._plain(node)[0])

    for text in ("a*(b + c)", "a - (b - c)", "(-3)**2", "a/(b*c)"):
        assert parse(written(parse(text))) != parse(text)
