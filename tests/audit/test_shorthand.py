"""Names that are short for gradients: `dZ = A - Y` claims something."""

import pytest
from backproof.audit.asked import UNEXPLAINED
from backproof.audit.finding import Audited
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

BATCH = r"""
We have $m$ training examples, the columns of the matrix $X$.

$$Z^{[1]} = W^{[1]} X + b^{[1]}$$

$$A^{[1]} = \tanh(Z^{[1]})$$

$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$

$$A^{[2]} = \sigma(Z^{[2]})$$

$$J = -\frac{1}{m} \sum (Y \log A^{[2]} + (1 - Y) \log (1 - A^{[2]}))$$

"""
OF_BATCH = (
    r"dZ^{[2]} = A^{[2]} - Y",
    r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
    r"db^{[2]} = \frac1m \sum dZ^{[2]}",
    r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - (A^{[1]})^2)",
    r"dW^{[1]} = \frac1m dZ^{[1]} X^T",
    r"db^{[1]} = \frac1m \sum dZ^{[1]}",
)
ROWS = r"""
The rows of the matrix $X$ are the $N$ samples.

$$Z_1 = X W_1 + b_1, \quad A_1 = \sigma(Z_1), \quad Z_2 = A_1 W_2 + b_2$$

$$L = \frac{1}{2N} \sum (Z_2 - Y)^2$$

"""
OF_ROWS = (
    r"dZ_2 = \frac1N (Z_2 - Y)",
    r"dW_2 = A_1^T dZ_2",
    r"dA_1 = dZ_2 W_2^T",
    r"dZ_1 = dA_1 \odot A_1 \odot (1 - A_1)",
    r"dW_1 = X^T dZ_1",
)
UNIT = r"""
$$z = w_1 x_1 + w_2 x_2 + b$$

$$a = \sigma(z)$$

$$L(a, y) = -(y \log a + (1 - y) \log(1 - a))$$

"""
OF_UNIT = (
    r"da = -\frac{y}{a} + \frac{1 - y}{1 - a}",
    r"dz = a - y",
    r"dw_1 = x_1 dz",
    r"dw_2 = x_2 dz",
    r"db = dz",
)
LAYERS = r"""
For a layer $l$ of $L$ layers

$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$

$$a^{[l]} = \sigma(z^{[l]})$$

and the loss is $C = \frac12 \|a^{[L]} - y\|^2$.

"""
OF_LAYERS = (
    r"dz^{[L]} = (a^{[L]} - y) \odot \sigma'(z^{[L]})",
    r"dz^{[l]} = (W^{[l+1]})^T dz^{[l+1]} \odot \sigma'(z^{[l]})",
    r"dW^{[l]} = dz^{[l]} (a^{[l-1]})^T",
    r"db^{[l]} = dz^{[l]}",
)
BOLD = r"""
$$\mathbf{z} = \mathbf{W}\mathbf{x} + \mathbf{b}, \quad \mathbf{h} = \tanh(\mathbf{z})$$

$$\mathbf{o} = \mathbf{V}\mathbf{h} + \mathbf{c}$$

$$L = \frac12 \|\mathbf{o} - \mathbf{y}\|^2$$

"""
OF_BOLD = (
    r"d\mathbf{o} = \mathbf{o} - \mathbf{y}",
    r"d\mathbf{V} = d\mathbf{o}\, \mathbf{h}^T",
    r"d\mathbf{h} = \mathbf{V}^T d\mathbf{o}",
    r"d\mathbf{z} = d\mathbf{h} \odot (1 - \mathbf{h}^2)",
    r"d\mathbf{W} = d\mathbf{z}\, \mathbf{x}^T",
)
NUMBERS = r"""
$x_1 = 0.5$, $x_2 = -1$, $w_1 = 0.4$, $w_2 = 0.3$, $b = 0.1$, $y = 1$

$z = w_1 x_1 + w_2 x_2 + b = 0.4 \cdot 0.5 + 0.3 \cdot (-1) + 0.1 = 0$

$a = \sigma(z) = 0.5$

$L = -(y \log a + (1-y) \log(1-a)) = 0.6931$

"""
OF_NUMBERS = (
    r"dz = a - y = -0.5",
    r"dw_1 = x_1 dz = 0.5 \cdot (-0.5) = -0.25",
    r"dw_2 = x_2 dz = 0.5",
    r"db = dz = -0.5",
)
GRAD = r"""
$$z = w x + b$$

$$a = \sigma(z)$$

$$E = \frac12 (a - t)^2$$

"""
OF_GRAD = (
    r"\text{grad}_a = a - t",
    r"\text{grad}_z = \text{grad}_a \cdot a (1 - a)",
    r"\text{grad}_w = x\, \text{grad}_z",
    r"\text{grad}_b = \text{grad}_z",
)
NOTES = {
    "batch": (BATCH, OF_BATCH), "rows": (ROWS, OF_ROWS), "unit": (UNIT, OF_UNIT),
    "layers": (LAYERS, OF_LAYERS), "bold": (BOLD, OF_BOLD), "numbers": (NUMBERS, OF_NUMBERS),
    "grad": (GRAD, OF_GRAD),
}  # fmt: skip
WRONG = [
    ("batch", 0, r"dZ^{[2]} = Y - A^{[2]}", "dZ_L2 = -(Y - A_L2)"),
    ("batch", 0, r"dZ^{[2]} = \frac1m (A^{[2]} - Y)", "dZ_L2 = A_L2 - Y"),
    ("batch", 1, r"dW^{[2]} = dZ^{[2]} A^{[1]T}", "dW_L2 = 1/m*(dZ_L2 @ T(A_L1))"),
    ("batch", 1, r"dW^{[2]} = \frac1m dZ^{[2]} A^{[1]}", "dW_L2 = 1/m*(dZ_L2 @ T(A_L1))"),
    ("batch", 1, r"dW^{[2]} = \frac1m dZ^{[2]} X^T", "dW_L2 = 1/m*(dZ_L2 @ T(A_L1))"),
    ("batch", 2, r"db^{[2]} = \sum dZ^{[2]}", "db_L2 = 1/m*(dZ_L2 @ [[1], [1], [1], [1]])"),
    ("batch", 3, r"dZ^{[1]} = W^{[2]T} dZ^{[2]}", ""),
    (
        "batch", 3, r"dZ^{[1]} = W^{[1]T} dZ^{[2]} * (1 - (A^{[1]})^2)",
        "dZ_L1 = hadamard(T(W_L2) @ dZ_L2, 1 - A_L1**2)",
    ),
    ("batch", 4, r"dW^{[1]} = \frac1m dZ^{[2]} X^T", "dW_L1 = 1/m*(dZ_L1 @ T(X))"),
    ("rows", 0, r"dZ_2 = \frac2N (Z_2 - Y)", "dZ_2 = 1/2*(2/N*(Z2 - Y))"),
    ("rows", 1, r"dW_2 = dZ_2 A_1^T", "dW_2 = T(A1) @ dZ_2"),
    ("rows", 3, r"dZ_1 = dA_1 \odot Z_1 \odot (1 - Z_1)", "dZ_1 = hadamard(dA_1, A1, 1 - A1)"),
    ("unit", 0, r"da = -\frac{y}{a} - \frac{1 - y}{1 - a}", "da = -(y/a) + (1 - y)/(1 - a)"),
    ("unit", 1, r"dz = a (1 - a) (a - y)", ""),
    ("unit", 2, r"dw_1 = x_2 dz", "dw_1 = x1*dz"),
    ("unit", 4, r"db = da", "db = dz"),
    ("layers", 0, r"dz^{[L]} = a^{[L]} - y", ""),
    (
        "layers", 1, r"dz^{[l]} = W^{[l+1]} dz^{[l+1]} \odot \sigma'(z^{[l]})",
        "dz_Ll = hadamard(T(W_Ll_plus_1) @ dz_Ll_plus_1, "
        "hadamard(sigmoid(z_Ll), 1 - sigmoid(z_Ll)))",
    ),
    ("layers", 2, r"dW^{[l]} = dz^{[l]} (a^{[l]})^T", "dW_Ll = dz_Ll @ T(a_Ll_minus_1)"),
    ("bold", 1, r"d\mathbf{V} = d\mathbf{o}\, \mathbf{x}^T", "dV = do @ T(h)"),
    ("bold", 2, r"d\mathbf{h} = \mathbf{V} d\mathbf{o}", "dh = T(V) @ do"),
    ("grad", 2, r"\text{grad}_w = \text{grad}_z", "grad_w = grad_z*x"),
    ("numbers", 0, r"dz = a - y = 0.5", "-0.5"),
    ("numbers", 2, r"dw_2 = 0.25", "0.50"),
]  # fmt: skip


def page(name: str, at: int = -1, wrong: str = "") -> str:
    forward, backward = NOTES[name]
    lines = [wrong if i == at else line for i, line in enumerate(backward)]
    return forward + "\n\n".join(f"$${line}$$" for line in lines) + "\n"


def audited(text: str) -> Audited:
    return audit_notes(statements_of(document("n.md", text.encode())), UNEXPLAINED)


def accused(text: str) -> list[tuple[int, str]]:
    """The lines that are wrong, each with what should stand there."""
    bad = {"refuted", "notation", "operand", "inherited"}
    return [(f.place.line, f.expected) for f in audited(text).findings if f.verdict in bad]


@pytest.mark.parametrize("name", NOTES)
def test_a_right_gradient_is_confirmed_by_whatever_short_name(name: str) -> None:
    forward, backward = NOTES[name]
    first = forward.count("\n") + 1

    findings = audited(page(name)).findings

    verdicts = {f.place.line: f.verdict for f in findings if f.place.line >= first}
    assert verdicts == {first + 2 * i: "confirmed" for i in range(len(backward))}


@pytest.mark.parametrize(("name", "at", "wrong", "right"), WRONG, ids=[w[2] for w in WRONG])
def test_a_mistake_is_found_where_it_is_and_accuses_nothing_else(
    name: str, at: int, wrong: str, right: str
) -> None:
    line = NOTES[name][0].count("\n") + 1 + 2 * at

    assert accused(page(name, at, wrong)) == [(line, right)]


def test_what_the_names_stand_for_is_told() -> None:
    assert audited(page("batch")).conventions == (
        "dW_L1, dW_L2, db_L1, db_L2: derivatives of J", "dZ_L1, dZ_L2: derivatives of m J",
    )  # fmt: skip
    assert audited(page("rows")).conventions == ("dA_1, dW_1, dW_2, dZ_1, dZ_2: derivatives of L",)


def test_a_batch_that_is_summed_throughout_has_a_convention_of_its_own() -> None:
    text = page("batch").replace(r"\frac{1}{m} dZ", "dZ").replace(r"\frac1m", "")

    assert not accused(text)
    assert audited(text).conventions == (
        "dW_L1, dW_L2, dZ_L1, dZ_L2, db_L1, db_L2: derivatives of m J",
    )


def test_a_name_alone_is_short_for_a_gradient_where_a_sentence_says_so() -> None:
    said = "We write $dz$ for the derivative of $L$ by $z$."

    assert not audited(UNIT + "$$dz = a - y$$\n").findings
    assert [f.verdict for f in audited(UNIT + said + "\n\n$$dz = a - y$$\n").findings] == [
        "confirmed"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "$$dz = w_1 dx_1 + w_2 dx_2$$\n\n$$da = a (1 - a) dz$$\n\n$$dL = (a - y) dz$$",
        "$$dw_1 = 0$$\n\n$$dw_2 = 0$$\n\n$$db = 0$$",
        "$$d_1 = a - y$$\n\n$$d_2 = z - y$$",
        "$$dy = y_1 - y_2$$\n\n$$db = y_2 - y_3$$",
    ],
    ids=["differentials", "sums that begin", "distances", "differences"],
)
def test_other_names_with_a_d_are_no_gradients(text: str) -> None:
    found = audited(UNIT + text + "\n")

    assert not found.conventions
    assert not [f for f in found.findings if f.verdict in ("refuted", "notation", "confirmed")]


LOGISTIC = r"""
The $m$ examples are the columns of $X$.

$$Z = w^T X + b$$

$$A = \sigma(Z)$$

$$J = -\frac1m \sum_{i=1}^m ( y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log (1 - a^{(i)}) )$$

"""
EACH = r"""
The $m$ examples are the columns of $X$.

$$a^{(i)} = \sigma(w^T x^{(i)} + b)$$

$$L^{(i)} = - y^{(i)} \log a^{(i)} - (1 - y^{(i)}) \log (1 - a^{(i)})$$

$$J = \frac1m \sum_{i=1}^m L^{(i)}$$

$$Z = w^T X + b$$

$$A = \sigma(Z)$$

"""
OF_LOGISTIC = (
    r"dZ = A - Y", r"dw = \frac1m X dZ^T", r"db = \frac1m \sum_{i=1}^m dz^{(i)}",
)  # fmt: skip


@pytest.mark.parametrize("forward", [LOGISTIC, EACH], ids=["at once", "one by one"])
def test_a_loss_summed_over_samples_is_that_of_their_batch(forward: str) -> None:
    def text(*lines: str) -> str:
        return forward + "\n\n".join(f"$${line}$$" for line in lines) + "\n"

    first = forward.count("\n") + 1

    right = [f for f in audited(text(*OF_LOGISTIC)).findings if f.place.line >= first]
    wrong = accused(text(OF_LOGISTIC[0], r"dw = X dZ^T", OF_LOGISTIC[2]))

    assert [f.verdict for f in right] == ["confirmed"] * 3
    assert wrong == [(first + 2, "dw = 1/m*(X @ T(dZ))")]


def test_a_gradient_of_a_loss_with_a_penalty_accuses_none_without_and_is_not_accused() -> None:
    plain = UNIT + "$$dz = a - y$$\n\n$$dw_1 = x_1 dz$$\n\n$$db = dz$$\n\n"
    penalty = r"# With a penalty" + "\n\n" + r"$$J = L + \frac{\lambda}{2} w_1^2$$" + "\n\n"

    right = plain + penalty + r"$$dw_1 = x_1 dz + \lambda w_1$$" + "\n"
    without = UNIT + penalty + plain.removeprefix(UNIT)

    assert not accused(right)
    assert [f.place.line for f in audited(right).findings if f.verdict == "confirmed"] == [
        8,
        12,
        18,
    ]
    assert [f.quantity for f in audited(without).findings if f.verdict == "confirmed"] == [
        "dz", "db",
    ]  # fmt: skip
