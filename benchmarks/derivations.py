r"""True derivations of generated networks, as notes: what an audit of formulas is measured on.

Names are a letter and its indices: x inputs, w b weights and biases of the hidden layer, z its net
inputs, h its outputs; v c s p the same of the last layer; y targets, L the loss, D = ∂L/∂s. A style
writes them as other letters; a rewriting writes the same formula in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from backproof.expressions.notation import parse_members
from backproof.expressions.tree import (
    Apply,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Symbol,
    children,
    integer,
    is_apply,
    with_children,
)


@dataclass(frozen=True)
class Line:
    """A definition or an identity: its kind, and its members, equal one to the next."""

    kind: str
    members: tuple[Expression, ...]


@dataclass(frozen=True)
class Derivation:
    """Definitions, and what follows from them. All of it is true."""

    definitions: tuple[Line, ...]
    identities: tuple[Line, ...]


def line(kind: str, text: str) -> Line:
    """A line in the project's notation."""
    return Line(kind, tuple(m.expression for m in parse_members(text)))


# --- networks


@dataclass(frozen=True)
class Shape:
    """Inputs, hidden units, outputs; the activation of the hidden layer, and the loss."""

    inputs: int
    hidden: int
    outputs: int
    act: str
    loss: str


def shape(rng: Random) -> Shape:
    """A small network."""
    loss = rng.choice(("half", "mean", "binary", "softmax"))
    outputs = 1 if loss == "binary" else rng.choice((2, 3)) if loss == "softmax" else 2
    return Shape(rng.choice((1, 2)), 2, outputs, rng.choice(("sigmoid", "tanh")), loss)


def network(rng: Random) -> Derivation:
    """One hidden layer, unit by unit."""
    n = shape(rng)
    return Derivation(tuple(forward(n)), tuple(backward(n, rng)))


def forward(n: Shape) -> Iterator[Line]:
    """Net inputs, outputs, and the loss."""
    hidden, outs = range(1, n.hidden + 1), range(1, n.outputs + 1)
    for j in hidden:
        terms = " + ".join(f"w{j}{i}*x{i}" for i in range(1, n.inputs + 1))
        yield line("net", f"z{j} = {terms} + b{j}")
        yield line("out", f"h{j} = {n.act}(z{j})")
    for k in outs:
        yield line("net", f"s{k} = {' + '.join(f'v{k}{j}*h{j}' for j in hidden)} + c{k}")
    powers = " + ".join(f"exp(s{k})" for k in outs)
    for k in outs:
        whole = f"exp(s{k})/({powers})" if n.loss == "softmax" else f"sigmoid(s{k})"
        yield line("out", f"p{k} = {whole}")
    match n.loss:
        case "half":
            text = f"1/2*sum((y[k] - p[k])**2 for k in span(1, {n.outputs}))"
        case "mean":
            text = f"1/2*({' + '.join(f'(y{k} - p{k})**2' for k in outs)})"
        case "binary":
            text = "-(y1*log(p1) + (1 - y1)*log(1 - p1))"
        case _:
            text = f"-({' + '.join(f'y{k}*log(p{k})' for k in outs)})"
    yield line("loss", f"L = {text}")


def backward(n: Shape, rng: Random) -> Iterator[Line]:
    """Derivatives of the loss, back to the weights."""
    outs = range(1, n.outputs + 1)
    k, j, i = rng.choice(outs), rng.randint(1, n.hidden), rng.randint(1, n.inputs)
    slope = f"h{j}*(1 - h{j})" if n.act == "sigmoid" else f"1 - h{j}**2"
    yield line("activation", f"d(h{j}, z{j}) = {slope}")
    yield line("local", f"d(s{k}, v{k}{j}) = h{j}")
    yield line("local", f"d(z{j}, w{j}{i}) = x{i}")
    if n.loss == "softmax":
        yield from _of_softmax(k, rng.choice([m for m in outs if m != k]))
    else:
        yield line("activation", f"d(p{k}, s{k}) = p{k}*(1 - p{k})")
        yield from _of_error(n, k)
        yield line("chain", f"d(L, v{k}{j}) = d(L, p{k})*d(p{k}, s{k})*d(s{k}, v{k}{j})")
    net = f"p{k} - y{k}"
    if n.loss in ("half", "mean"):
        net = f"(p{k} - y{k})*p{k}*(1 - p{k})"
    for m in outs:
        own = net.replace(f"p{k}", f"p{m}").replace(f"y{k}", f"y{m}")
        yield line("delta", f"D{m} = d(L, s{m}) = {own}")
    yield line("delta", f"d(L, v{k}{j}) = D{k}*h{j}")
    yield line("delta", f"d(L, v{k}{j}) = {_times(net, f'h{j}')}")
    yield from _hidden(n, slope, j, i)
    yield line("bias", f"d(L, c{k}) = D{k}")
    yield line("update", f"v{k}{j}_new = v{k}{j} - eta*d(L, v{k}{j}) = v{k}{j} - eta*D{k}*h{j}")


def _times(net: str, other: str) -> str:
    return f"({net})*{other}" if "*" not in net else f"{net}*{other}"


def _of_error(n: Shape, k: int) -> Iterator[Line]:
    if n.loss == "binary":
        yield line("loss", f"d(L, p{k}) = -y{k}/p{k} + (1 - y{k})/(1 - p{k})")
        yield line("loss", f"d(L, p{k}) = (p{k} - y{k})/(p{k}*(1 - p{k}))")
        return
    yield line("loss", f"d(L, p{k}) = -(y{k} - p{k}) = p{k} - y{k}")
    yield line("loss", f"d(L, p{k}) = 2*(1/2)*(y{k} - p{k})**(2 - 1)*(-1)")


def _of_softmax(k: int, m: int) -> Iterator[Line]:
    yield line("softmax", f"d(p{k}, s{k}) = p{k}*(1 - p{k})")
    yield line("softmax", f"d(p{m}, s{k}) = -p{m}*p{k}")
    yield line("loss", f"d(L, p{k}) = -y{k}/p{k}")


def _hidden(n: Shape, slope: str, j: int, i: int) -> Iterator[Line]:
    outs = range(1, n.outputs + 1)
    back = f"d(L, w{j}{i})"
    yield line("chain", f"{back} = d(L, h{j})*d(h{j}, z{j})*d(z{j}, w{j}{i})")
    paths = " + ".join(f"d(L, s{k})*d(s{k}, h{j})" for k in outs)
    yield line("paths", f"d(L, h{j}) = {paths}")
    deltas = " + ".join(f"D{k}*v{k}{j}" for k in outs)
    yield line("paths", f"d(L, h{j}) = {deltas}")
    whole = f"({deltas})" if n.outputs > 1 else deltas
    bent = f"({slope})" if n.act == "tanh" else slope
    yield line("paths", f"{back} = {whole}*{bent}*x{i}")
    if n.outputs > 1:
        yield line("sum", f"d(L, h{j}) = sum(D[k]*v[k, {j}] for k in span(1, {n.outputs}))")
        yield line("sum", f"{back} = sum(D[k]*v[k, {j}] for k in span(1, {n.outputs}))*{bent}*x{i}")


# --- matrices


def matrices(rng: Random) -> Derivation:
    """Two layers in matrix form, row vectors or column vectors."""
    m, n, r, o = rng.choice((2, 3)), 2, rng.choice((2, 3)), rng.choice((1, 2))
    rows = rng.random() < 0.5
    act = rng.choice(("sigmoid", "tanh"))
    slope = "H * (1 - H)" if act == "sigmoid" else "(1 - H**2)"
    sizes = ((m, n), (n, r), (r, o), (m, o))
    if not rows:
        sizes = tuple((b, a) for a, b in sizes)
    definitions = [
        line("given", f"{name} = {_entries(name.lower(), *size)}")
        for name, size in zip("XWVY", sizes, strict=True)
    ]
    one, two = ("X @ W", "H @ V") if rows else ("W @ X", "V @ H")
    definitions += [
        line("net", f"Z = {one}"), line("out", f"H = {act}(Z)"), line("net", f"S = {two}"),
        line("loss", "L = 1/2*norm(S - Y)**2"),
    ]  # fmt: skip
    back = "D @ T(V)" if rows else "T(V) @ D"
    grads = ("T(H) @ D", "T(X) @ G", "G @ T(W)") if rows else ("D @ T(H)", "G @ T(X)", "T(W) @ G")
    last, first, data = grads
    texts = [
        ("delta", "D = d(L, S) = S - Y"),
        ("matrix", f"d(L, V) = {last}"),
        ("matrix", f"d(L, V) = {last.replace('D', '(S - Y)')}"),
        ("matrix", f"d(L, H) = {back}"),
        ("delta", f"G = d(L, Z) = hadamard({back}, {slope.replace(' * ', ', ')})"),
        ("matrix", f"d(L, W) = {first}"),
        ("matrix", f"d(L, X) = {data}"),
        ("update", f"V_new = V - eta*d(L, V) = V - eta*({last})"),
    ]
    return Derivation(tuple(definitions), tuple(line(kind, text) for kind, text in texts))


def _entries(letter: str, rows: int, columns: int) -> str:
    return "[" + ", ".join(
        "[" + ", ".join(f"{letter}{a}{b}" for b in range(1, columns + 1)) + "]"
        for a in range(1, rows + 1)
    ) + "]"  # fmt: skip


# --- functions


FUNCTIONS = (
    "d(sigmoid(x), x) = sigmoid(x)*(1 - sigmoid(x))",
    "d(sigmoid(x), x) = exp(-x)/(1 + exp(-x))**2",
    "sigmoid(x) = 1/(1 + exp(-x))",
    "d(tanh(x), x) = 1 - tanh(x)**2",
    "tanh(x) = (exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "d(log(1 + exp(x)), x) = 1/(1 + exp(-x))",
    "d(x**3 - 2*x, x) = 3*x**2 - 2",
    "d(x*exp(-x), x) = (1 - x)*exp(-x)",
    "d(log(x), x) = 1/x",
    "d(exp(3*x), x) = 3*exp(3*x)",
    "1 - sigmoid(x) = sigmoid(-x)",
)


def functions(rng: Random) -> Derivation:
    """Activations and their derivatives."""
    chosen = rng.sample(FUNCTIONS, 8)
    return Derivation((), tuple(line("function", text) for text in chosen))


FAMILIES = (network, network, network, matrices, functions)


def derivation(seed: int) -> Derivation:
    """A derivation, the same for the same seed."""
    return FAMILIES[seed % len(FAMILIES)](Random(f"derivation {seed}"))


# --- the same formula in another way


def rewritten(expression: Expression, rng: Random, often: float = 0.3) -> Expression:
    """The formula with factors and terms in another order, minus signs moved, brackets opened."""
    inner = tuple(rewritten(part, rng, often) for part in children(expression))
    match expression:
        case Derivative() | Matrix() | Symbol() | Number():
            return expression
        case Fold():
            return with_children(expression, inner)
        case _:
            new = with_children(expression, inner) if inner else expression
    return _another(new, rng) if rng.random() < often else new


def _another(node: Expression, rng: Random) -> Expression:
    match node:
        case Apply(function="add" | "multiply" as function, arguments=parts) if len(parts) > 1:
            if function == "multiply" and rng.random() < 0.3:
                return _opened(node)
            shuffled = list(parts)
            rng.shuffle(shuffled)
            return Apply(function, tuple(shuffled))
        case Apply(function="negate", arguments=(Apply(function="add", arguments=terms),)):
            return Apply("add", tuple(_negated(term) for term in terms))
        case Apply(function="power", arguments=(Symbol(name=name) as base, n)) if (
            n == integer(2) and name.islower()  # of a matrix it would be another product
        ):
            return Apply("multiply", (base, base))
        case _:
            return node


def _opened(node: Apply) -> Expression:
    """a·(b + c) as a·b + a·c, where a sum is the last factor."""
    *first, last = node.arguments
    if not is_apply(last, "add"):
        return node
    return Apply("add", tuple(
        _negated(Apply("multiply", (*first, term.arguments[0])))
        if is_apply(term, "negate") else Apply("multiply", (*first, term))
        for term in last.arguments
    ))  # fmt: skip


def _negated(term: Expression) -> Expression:
    return term.arguments[0] if is_apply(term, "negate") else Apply("negate", (term,))
