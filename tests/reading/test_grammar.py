"""Which tree every spelling of a formula gives: one table a kind of formula."""

import pytest
from backproof.audit.notes import audit_notes
from backproof.expressions.notation import parse_members
from backproof.expressions.written import written
from backproof.reading.documents import document
from backproof.reading.statements import statements_of


def tree(text: str) -> str:
    """The tree of `y = text`, in the project's notation."""
    read = statements_of(document("notes.md", f"$y = {text}$".encode()))
    assert [u.why for u in read.unreadable] == []
    (statement,) = read.statements
    return written(statement.members[1].expression)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".05", ".05"),
        ("-.019", "-(+.019)"),
        ("−0.25", "-(+0.25)"),
        ("1e-5", "1e-5"),
        (r"3.5 \times 10^{-5}", "3.5e-5"),
        (r"3.5 \cdot 10^{-5}", "3.5e-5"),
        ("3.5 · 10⁻⁵", "3.5e-5"),
        ("10,000.5", "10_000.5"),
        (r"28.4\%", '"28.4%"'),
        ("0.500", "0.500"),
        (r"\boxed{0.5}", "0.5"),
        (r"\mathbf{0.5}", "0.5"),
        (r"\underline{0.5}", "0.5"),
        (r"\color{red}{0.5}", "0.5"),
        (r"{\color{red} 0.5}", "0.5"),
        (r"\underbrace{0.2 + 0.3}_{net}", "0.2 + 0.3"),
        (r"\overbrace{0.1}^{w} + 1", "0.1 + 1"),
        ("½", "1/2"),
        (r"0.1\overline{6}", "0.1666666666666666"),
        (r"0.\bar{3}", "0.333333333333333"),
    ],
)
def test_numbers(text: str, found: str) -> None:
    assert tree(text) == found


@pytest.mark.parametrize(
    "sign", ["*", r"\cdot", r"\times", "·", "×", "∗", "", r"\,"], ids=lambda sign: sign or "none"
)
def test_products_of_every_sign(sign: str) -> None:
    assert tree(f"w {sign} x") == "w*x"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.75(1-0.75)", "0.75*(1 - 0.75)"),
        ("(0.5)(1.0)", "0.5*1.0"),
        ("2x", "2*x"),
        ("2x(1 - x)", "2*x*(1 - x)"),
        ("3 * -1", "3*-(+1)"),
        ("3 + -0.019", "3 - 0.019"),
        (r"2 \cdot -0.5 \cdot (-1)", "2*-(+0.5)*-(+1)"),
        ("3 - (-2)", "3 - -(+2)"),
        ("-x^2", "-(x**2)"),
        ("2/4*3", "2/4*3"),
        ("2/(4*3)", "2/(4*3)"),
        ("a - b + c", "a - b + c"),
        ("a - (b + c)", "a - (b + c)"),
        ("½(1 - x)²", "1/2*(1 - x)**2"),
    ],
)
def test_products_and_sums(text: str, found: str) -> None:
    assert tree(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("e^{-x}", "exp(-x)"),
        (r"\exp(-x)", "exp(-x)"),
        (r"\frac{1}{1+e^{-x}}", "1/(1 + exp(-x))"),
        ("1/(1+e^-x)", "1/(1 + exp(-x))"),
        (r"\log x", "log(x)"),
        (r"\ln(x)", "log(x)"),
        (r"\log_{10} x", "log10(x)"),
        (r"\log_2(x)", "log2(x)"),
        (r"\log 0.5 + 1", "log(0.5) + 1"),
        (r"\tanh x", "tanh(x)"),
        (r"\max(0, x)", "max(0, x)"),
        (r"\text{ReLU}(x)", "relu(x)"),
        (r"\mathrm{softmax}(x)", "softmax(x)"),
        (r"\sqrt{x}", "sqrt(x)"),
        (r"\frac12 x", "1/2*x"),
        (r"\tfrac{a}{b}", "a/b"),
        (r"\sum_{i=1}^{2} x_i^2", "sum(x[i]**2 for i in span(1, 2))"),
        (r"\sum_{i} x_i", "sum(x[i] for i in i)"),
        (r"\sum_{i \neq j} x_i", "sum(piecewise((x[i], i != j), (0, i == j)) for i in i)"),
        (
            r"\sum_{i=1, i<j}^{3} x_i",
            "sum(piecewise((x[i], i < j), (0, i >= j)) for i in span(1, 3))",
        ),
        # A sum reaches as far as its index does.
        (
            r"-\sum_i y_i \log p_i + (1 - y_i) \log(1 - p_i)",
            "-sum(y[i]*log(p[i]) + (1 - y[i])*log(1 - p[i]) for i in i)",
        ),
        (r"\sum_i w_i x_i + b", "sum(w[i]*x[i] for i in i) + b"),
        (r"\sum_i a_i - c^{(i)} + d", "sum(a[i] - c[layer(i)] for i in i) + d"),
        (r"\sum_i a_i + \sum_i b_i", "sum(a[i] for i in i) + sum(b[i] for i in i)"),
        (r"(\sum_i a_i) + b_i", "sum(a[i] for i in i) + b_i"),
        (r"\sum (t - o)^2", "total((t - o)**2)"),
        (r"\prod_{i=1}^{3} x_i", "product(x[i] for i in span(1, 3))"),
        (r"\|x\|", "norm(x)"),
        (r"\lVert x \rVert^2", "norm(x)**2"),
        (r"\frac12 ‖t - o‖²", "1/2*norm(t - o)**2"),
        ("|x|", "abs(x)"),
        ("|x - 1| + |x|", "abs(x - 1) + abs(x)"),
    ],
)
def test_functions(text: str, found: str) -> None:
    assert tree(text) == found


@pytest.mark.parametrize(
    "name",
    [
        r"\sigma", "σ", r"\text{sigmoid}", "sigmoid", r"\mathrm{sigm}", r"\operatorname{sig}",
        "S", r"\mathrm{logistic}",
    ],
)  # fmt: skip
def test_the_sigmoid_by_every_name(name: str) -> None:
    assert tree(f"{name}(x + 1)") == "sigmoid(x + 1)"


def test_the_derivative_of_the_sigmoid_is_worked_out() -> None:
    assert tree(r"\sigma'(x)") == "sigmoid(x)*(1 - sigmoid(x))"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[[1, 2], [3, 4]]"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "[[1], [2]]"),
        (r"\left[\begin{array}{cc} 1 & 2 \end{array}\right]", "[[1, 2]]"),
        ("[0.5, 1.5]", "[[0.5, 1.5]]"),
        ("[0.5; 1.5]", "[[0.5], [1.5]]"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
        ("[0.5, 1.5]^T", "T([[0.5, 1.5]])"),
        ("W^T x", "T(W)*x"),
        (r"W^\top x", "T(W)*x"),
        (r"W^{(2)T} x", "T(W_L2)*x"),
        (r"W^{[2]\top} x", "T(W_L2)*x"),
        (r"\|x - t\|_2^2", "norm(x - t)**2"),
        (r"\|X\|_F", "norm(X)"),
        (r"a \odot b", "hadamard(a, b)"),
        (r"(W^T d) \odot \sigma(z)", "hadamard(T(W)*d, sigmoid(z))"),
        (r"d a^T", "d*T(a)"),
        (r"d \otimes a", "outer(d, a)"),
        (r"\sigma([0.5, 1.5])", "sigmoid([[0.5, 1.5]])"),
    ],
)
def test_vectors_and_matrices(text: str, found: str) -> None:
    assert tree(text) == found


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial E}{\partial w_5}",
        r"\dfrac{\partial{E}}{\partial{w_5}}",
        "∂E/∂w_5",
        r"\partial E / \partial w_5",
        r"\frac{\delta E}{\delta w_5}",
        r"\frac{dE}{dw_5}",
        r"\frac{\mathrm{d}E}{\mathrm{d}w_5}",
        "dE/dw_5",
        r"\nabla_{w_5} E",
        r"\frac{\partial}{\partial w_5} E",
    ],
)
def test_derivatives(text: str) -> None:
    assert tree(text) == "d(E, w5)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            r"\frac{\partial E}{\partial o} \cdot \frac{\partial o}{\partial w}",
            "d(E, o)*d(o, w)",
        ),
        (r"w - \eta \frac{\partial E}{\partial w}", "w - eta*d(E, w)"),
        (r"\nabla E", "nabla_E"),
    ],
)
def test_derivatives_in_formulas(text: str, found: str) -> None:
    assert tree(text) == found


@pytest.mark.parametrize(
    ("text", "stops", "why"),
    [
        ("0.5 + ", 5, "ends too early"),
        (r"\frac{1}{", 8, "'{' is not closed"),
        (r"0.5 + \foo{1}", 6, "foo is not known"),
        ("0.5 + ]", 6, "is not expected here"),
        ("1.2.3", 3, "is not expected here"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", 0, "different lengths"),
        (r"\begin{bmatrix} 1 & 2", 0, "is not closed"),
    ],
)
def test_what_is_no_formula_says_where_it_stops(text: str, stops: int, why: str) -> None:
    read = statements_of(document("notes.md", f"$$y = {text}$$".encode()))

    assert read.statements == ()
    (unreadable,) = read.unreadable
    assert unreadable.place.column == len("$$y = ") + stops + 1
    assert why in unreadable.why


def test_every_number_and_name_knows_its_column() -> None:
    text = r"$y = w_1 \cdot (0.25 - x)$"
    (statement,) = statements_of(document("notes.md", text.encode())).statements

    product = statement.members[1].expression
    name, difference = product.arguments  # type: ignore[union-attr]
    number = difference.arguments[0]
    assert [name.place.column, number.place.column] == [
        text.index("w_1") + 1,
        text.index("0.25") + 1,
    ]


def test_the_notation_of_these_tables_is_read_back() -> None:
    texts = ["0.5 + x*-(+1)", "T(W)*x", "sum(x[i] for i in i)", "d(E, w5)*d(o, w)"]

    assert [written(parse_members(f"y = {t}")[1].expression) for t in texts] == texts


def why_not(text: str) -> list[str]:
    """Why nothing can be read of `y = text`."""
    return [u.why for u in statements_of(document("notes.md", f"$y = {text}$".encode())).unreadable]


def test_a_word_that_begins_with_d_is_no_derivative() -> None:
    assert tree(r"\frac{data}{n}") == "data/n"


def test_a_point_is_no_first_digit_of_a_fraction_without_braces() -> None:
    assert why_not(r"\frac.5{2}") == ["'.5' begins with no digit"]


def test_indices_that_are_not_read_do_not_deepen_the_formula() -> None:
    assert why_not(" + ".join([r"x_{(a}"] * 70)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"x & x > 0 \\ 0 & x \le 0", "piecewise((x, x > 0), (0, x <= 0))"),
        (
            r"1, & \text{if } x > 0 \\ 0, & \text{otherwise}.",
            "piecewise((1, x > 0), (0, x <= 0))",
        ),
        (r"1 & \text{if x > 0} \\ 0 & \text{if} x \leq 0", "piecewise((1, x > 0), (0, x <= 0))"),
        (r"a x & \mbox{for } x < 0, \\ x & \mbox{sonst}", "piecewise((a*x, x < 0), (x, x >= 0))"),
        (
            r"1 & x > 1 \\ x & x > 0 \\ 0 & \text{else}",
            "piecewise((1, x > 1), (x, x > 0), (0, 0 == 0))",
        ),
    ],
)
@pytest.mark.parametrize("name", ["cases", "dcases"])
def test_case_distinctions(name: str, text: str, found: str) -> None:
    assert tree(rf"\begin{{{name}}} {text} \end{{{name}}}") == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\begin{cases} 1 & 0 < x < 1 \\ 0 & x > 1 \end{cases}", "after a condition"),
        (r"\begin{cases} 1 & x \\ 0 & x > 1 \end{cases}", "is no comparison"),
        (r"\begin{cases} 1 & x > 0 \\ 0", "ends too early"),
        (r"\begin{cases} \end{cases}", "without a case"),
        (r"\frac{a}{b = 0.7", "'{' is not closed"),
        (r"\frac{a", "'{' is not closed"),
        (r"w_{1 + 0.7", "'{' is not closed"),
        (r"e^{-2 + 3 = 1", "'{' is not closed"),
    ],
)
def test_what_is_broken_is_unreadable_where_it_breaks(text: str, why: str) -> None:
    read = statements_of(document("notes.md", f"$$y = {text}$$".encode()))

    assert [why in u.why for d in read.displays for u in d.unreadable] == [True]
    assert read.statements == ()


def test_a_brace_that_is_not_closed_costs_its_line_alone() -> None:
    text = r"$$\begin{aligned} a &= 0.5 \\ b &= \frac{a}{2 = 1 \\ c &= 2 a = 1.0 \end{aligned}$$"
    read = statements_of(document("notes.md", text.encode()))

    assert [s.text for s in read.statements] == ["a = 0.5", "c = 2*a = 1.0"]


@pytest.mark.parametrize(("at", "value"), [("2", "2"), ("-2", "-0.02"), ("0", "0")])
def test_branches_have_values(at: str, value: str) -> None:
    text = rf"""$$g(z) = \begin{{cases}} z & z > 0 \\ 0.01 z & \text{{otherwise}} \end{{cases}}$$

$$g({at}) = {value}, \quad g({at}) = 0.7$$"""
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [f.verdict for f in found if f.quantity.startswith("at(")] == ["confirmed", "refuted"]


def test_a_branch_that_is_not_said_decides_nothing() -> None:
    text = r"$$g(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$ and $g(0) = 3$"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [f.verdict for f in found] == ["undetermined"]
