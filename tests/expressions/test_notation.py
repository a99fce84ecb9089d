"""Reading the project's notation: what it means, and what is refused."""

import pytest
from backproof.expressions.notation import DEEPEST, LONGEST, NotationError, parse, parse_members
from backproof.expressions.printed import Printed
from backproof.expressions.tree import (
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
)

A, B, C, X = (Symbol(name) for name in "abcx")


def number(text: str) -> Number:
    return Number(Printed(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.20", number("0.20")),
        ("-0.20", number("-0.20")),
        ("10_000", number("10,000")),
        (".5", number(".5")),
        ("3.5e-5", number("3.5e-5")),
        ("net_h1", Symbol("net_h1")),
        ("W[j, k]", Symbol("W", (Symbol("j"), Symbol("k")))),
        ("W[l + 1]", Symbol("W", (Apply("add", (Symbol("l"), number("1"))),))),
        ("a + b + c", Apply("add", (A, B, C))),
        ("(a + b) + c", Apply("add", (A, B, C))),
        ("a + (b + c)", Apply("add", (A, Apply("add", (B, C))))),
        ("a - b + c", Apply("add", (A, Apply("negate", (B,)), C))),
        ("a*b*c", Apply("multiply", (A, B, C))),
        ("a/b*c", Apply("multiply", (Apply("divide", (A, B)), C))),
        ("a/(b*c)", Apply("divide", (A, Apply("multiply", (B, C))))),
        ("-a**b", Apply("negate", (Apply("power", (A, B)),))),
        ("(-a)**b", Apply("power", (Apply("negate", (A,)), B))),
        ("(-3)**2", Apply("power", (number("-3"), number("2")))),
        ("a**b**c", Apply("power", (A, Apply("power", (B, C))))),
        ("a @ b", Apply("matmul", (A, B))),
        ("T(a)", Apply("transpose", (A,))),
        ("exp(-x)", Apply("exp", (Apply("negate", (X,)),))),
        ("f(a, b)", Apply("f", (A, B))),
        ("d(a, b)", Derivative(A, B)),
        ("[[a, b], [c, x]]", Matrix(((A, B), (C, X)))),
        ("sum(a for k in outputs)", Fold("sum", A, "k", "outputs")),
        ("product(a for k in span(1, n))", Fold("product", A, "k", (number("1"), Symbol("n")))),
        ("piecewise((a, x < 0))", Piecewise(((A, Condition(X, "<", number("0"))),))),
        ("at(a, x, 2)", At(A, "x", number("2"))),
        ("after(10_000, a)", After(number("10,000"), A)),
        ("  a  ", A),
        ("+a", A),
    ],
)
def test_a_formula_is_read_as_python_groups_it(text: str, expected: Expression) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("relation", ["<", "<=", ">", ">=", "==", "!="])
def test_a_branch_is_chosen_by_any_comparison(relation: str) -> None:
    piecewise = parse(f"piecewise((1, x {relation} 0))")

    assert isinstance(piecewise, Piecewise)
    assert piecewise.branches[0][1].relation == relation


def test_a_chain_is_read_into_members_with_their_relations() -> None:
    members = parse_members("y = a*x ~= 0.5 <- c")

    assert [m.relation for m in members] == ["", "=", "~=", "<-"]
    assert members[2].expression == number("0.5")


def test_a_single_expression_is_a_chain_of_one() -> None:
    (member,) = parse_members(" a + b ")

    assert (member.relation, member.expression) == ("", parse("a + b"))


@pytest.mark.parametrize("text", ["a = ", "= a", "a = = b", "a == b", "a=b", "a<-b", "a := b"])
def test_a_chain_with_a_hole_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match=r"not a formula|not part of the notation"):
        parse_members(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x.real", "not part of the notation: 'x.real'"),
        ("a + x.y.z", "not part of the notation: 'x.y.z'"),
        ("'text'", "not part of the notation: \"'text'\""),
        ("f'{x}'", "not part of the notation: \"f'{x}'\""),
        ("b'x'", "not part of the notation: \"b'x'\""),
        ("lambda: 1", "not part of the notation: 'lambda: 1'"),
        ("(lambda: 1)()", "not part of the notation: '(lambda: 1)()'"),
        ("f(x)(y)", "not part of the notation: 'f(x)(y)'"),
        ("x[1][2]", "not part of the notation: 'x[1][2]'"),
        ("x[1:2]", "not part of the notation: '1:2'"),
        ("f(*a)", "not part of the notation: '*a'"),
        ("f(**a)", "not part of the notation: 'f(**a)'"),
        ("f(a=1)", "not part of the notation: 'f(a=1)'"),
        ("(a, b)", "not part of the notation: '(a, b)'"),
        ("{a: b}", "not part of the notation: '{a: b}'"),
        ("{a}", "not part of the notation: '{a}'"),
        ("a if b else c", "not part of the notation: 'a if b else c'"),
        ("a and b", "not part of the notation: 'a and b'"),
        ("not a", "not part of the notation: 'not a'"),
        ("~a", "not part of the notation: '~a'"),
        ("a < b", "not part of the notation: 'a < b'"),
        ("(x := 3)", "not part of the notation: 'x := 3'"),
        ("[k for k in a]", "not part of the notation: '[k for k in a]'"),
        ("(yield)", "not part of the notation: 'yield'"),
        ("await x", "not part of the notation: 'await x'"),
        ("True", "not part of the notation: 'True'"),
        ("None", "not part of the notation: 'None'"),
        ("...", "not part of the notation: '...'"),
        ("2j", "not part of the notation: '2j'"),
        ("a // b", "no such operation: 'a // b'"),
        ("a % b", "no such operation: 'a % b'"),
        ("a << b", "no such operation: 'a << b'"),
        ("a & b", "no such operation: 'a & b'"),
        ("0x10", "not a decimal number: '0x10'"),
        ("0b1", "not a decimal number: '0b1'"),
        ("1.", "not a decimal number: '1.'"),
        ("1e99999", "not a decimal number: '1e99999'"),
        ("-True", "not a decimal number: 'True'"),
        ("-'a'", "not a decimal number: \"'a'\""),
        ("[a, b]", "a matrix is written [[a, b], [c, d]]: '[a, b]'"),
        ("[]", "a matrix is written [[a, b], [c, d]]: '[]'"),
        ("[[]]", "a matrix is written [[a, b], [c, d]]: '[[]]'"),
        ("[[a, b], [c]]", "the rows of a matrix are of equal length: '[[a, b], [c]]'"),
        ("exp(a, b)", "exp takes 1 argument(s): 'exp(a, b)'"),
        ("exp()", "exp takes 1 argument(s): 'exp()'"),
        ("prelu(x)", "prelu takes 2 argument(s): 'prelu(x)'"),
        ("d(a)", "d(…) is not written like this: 'd(a)'"),
        ("T(a, b)", "T(…) is not written like this: 'T(a, b)'"),
        ("at(a, 3, 4)", "at(…) is not written like this: 'at(a, 3, 4)'"),
        ("after(n, E)", "after(…) is not written like this: 'after(n, E)'"),
        ("sum(a)", "a sum is written sum(… for k in outputs): 'sum(a)'"),
        ("sum(a, b)", "a sum is written sum(… for k in outputs): 'sum(a, b)'"),
        (
            "sum(a for k in outputs if k)",
            "a sum is written sum(… for k in outputs): 'sum(a for k in outputs if k)'",
        ),
        (
            "product(a for j, k in outputs)",
            "a product is written product(… for k in outputs): 'product(a for j, k in outputs)'",
        ),
        (
            "sum(a for k in range(3))",
            "an index runs over a name or over span(first, last): 'sum(a for k in range(3))'",
        ),
        (
            "sum(a for k in span(3))",
            "an index runs over a name or over span(first, last): 'sum(a for k in span(3))'",
        ),
        ("piecewise(a)", "a branch is written (value, x < 0): 'piecewise(a)'"),
        (
            "piecewise((a, 0 < x < 1))",
            "a branch is written (value, x < 0): 'piecewise((a, 0 < x < 1))'",
        ),
        (
            "piecewise((a, x in b))",
            "a branch is chosen by <, <=, >, >=, == or !=: 'piecewise((a, x in b))'",
        ),
    ],
)
def test_other_syntax_is_refused_and_shown(text: str, complaint: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse(text)
    assert str(refused.value) == complaint


@pytest.mark.parametrize(
    "text", ["", "   ", "a +", "a b", "(a", "1 = 2", "a\x00b", "import os", "$"]
)
def test_what_python_cannot_read_is_no_formula(text: str) -> None:
    with pytest.raises(NotationError, match=r"^not a formula: "):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "f(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
        "-" * (DEEPEST + 1) + "a",
        "a**" * (DEEPEST + 1) + "a",
    ],
    ids=["calls", "signs", "powers"],
)
def test_a_formula_nested_too_deep_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match=f"^nested more than {DEEPEST} deep: "):
        parse(text)


def test_the_deepest_formula_is_read() -> None:
    assert isinstance(parse("f(" * DEEPEST + "a" + ")" * DEEPEST), Apply)


@pytest.mark.parametrize("text", ["-" * 10_000 + "a", "a+" * 5000 + "a", "(" * 5000 + ")" * 5000])
def test_no_depth_brings_the_reader_down(text: str) -> None:
    with pytest.raises(NotationError, match=r"^(not a formula|nested more than)"):
        parse(text)


def test_a_formula_too_long_is_refused_before_it_is_read() -> None:
    assert parse(" " * (LONGEST - 1) + "a") == A
    with pytest.raises(NotationError, match=f"^a formula of {LONGEST + 1} characters; at most"):
        parse(" " * LONGEST + "a")


def test_a_complaint_is_one_short_line() -> None:
    with pytest.raises(NotationError) as refused:
        parse("x.attribute" + "\n" * 3 + " + 'a'" * 1000)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["print(x)", "exit()", "breakpoint()", "__import__(os)", "open(x)"]
)
def test_the_names_of_builtins_are_names_and_nothing_runs(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    read = parse(text)

    assert isinstance(read, Apply)
    assert read.function == text.partition("(")[0]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text", ["__import__('os').system('true')", "open('x')", "().__class__", "x.__init__()"]
)
def test_code_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match="not part of the notation"):
        parse(text)


def test_an_indexed_name_is_no_place_to_stand_at() -> None:
    with pytest.raises(NotationError, match="is not written like this"):
        parse("at(a, x[1], 2)")


@pytest.mark.parametrize("text", ["max()", "min()", "hadamard()", "piecewise()"])
def test_a_function_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        parse(text)
