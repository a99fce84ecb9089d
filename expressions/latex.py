r"""How is an expression written in LaTeX, as a lecture would?

A name keeps its letters: `net_h1` becomes `net_{h1}`, `w5` becomes `w_{5}`, `w5_new` becomes
`w_{5}^{+}`, and a Greek letter by name becomes the letter.
"""

from __future__ import annotations

import re

from .tree import (
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

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta"),
    *("Lambda", "Pi", "Sigma", "Phi", "Psi", "Omega"),
)
_NAMED = frozenset({"exp", "log", "max", "min", "sin", "cos", "tanh", "arctan"})
_RELATIONS = {"<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "==": "=", "!=": r"\neq"}


def latex(expression: Expression) -> str:
    """The expression as LaTeX mathematics."""
    return _text(expression, _SUM)


def latex_name(name: str) -> str:
    """A name as LaTeX: its first part, and what follows as an index."""
    base, new = (name.removesuffix("_new"), True) if name.endswith("_new") else (name, False)
    if "_" in base.strip("_"):
        stem, index = base.split("_", 1)
    else:
        match = re.fullmatch(r"([A-Za-z]+)(\d*)", base)
        stem, index = (match[1], match[2]) if match else (base, "")
    if stem in _GREEK:
        stem = "\\" + stem
    elif len(stem) > 1:
        stem = rf"\mathit{{{stem}}}"
    escaped = index.replace("_", r"\_").replace("[", "").replace("]", "")
    return stem + (f"_{{{escaped}}}" if index else "") + ("^{+}" if new else "")


def _text(node: Expression, around: int) -> str:
    text, own = _plain(node)
    return rf"\left({text}\right)" if own < around else text


def _plain(node: Expression) -> tuple[str, int]:
    match node:
        case Number(printed=printed):
            text = printed.text.replace("\u2212", "-").replace("%", r"\%")
            text = text.replace(",", "{,}")
            return text, _SIGN if text.startswith(("-", "+")) else _ATOM
        case Symbol(name=name, indices=indices):
            inner = ", ".join(latex(index) for index in indices)
            if indices:
                return f"{{{latex_name(name)}}}_{{{inner}}}", _ATOM
            # The sign of an update is a superscript already.
            return latex_name(name), _POWER if name.endswith("_new") else _ATOM
        case Derivative(of=of, by=by):
            return _derivative(of, by), _PRODUCT
        case Matrix(rows=rows):
            lines = r" \\ ".join(" & ".join(latex(entry) for entry in row) for row in rows)
            return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}", _ATOM
        case Fold(operation=operation, body=body, index=index, over=over):
            sign = r"\sum" if operation == "sum" else r"\prod"
            body, but = _apart(body, index)
            if isinstance(over, str):
                return f"{sign}_{{{but or index}}} {_text(body, _PRODUCT)}", _PRODUCT
            low, high = (latex(end) for end in over)
            below = f"{index}={low}, {but}" if but else f"{index}={low}"
            return f"{sign}_{{{below}}}^{{{high}}} {_text(body, _PRODUCT)}", _PRODUCT
        case Piecewise(branches=branches):
            lines = r" \\ ".join(
                rf"{latex(v)} & \text{{for }} {_condition(c)}" for v, c in branches
            )
            return rf"\begin{{cases}} {lines} \end{{cases}}", _ATOM
        case At(body=body, symbol=symbol, value=value):
            return rf"\left. {latex(body)} \right|_{{{latex_name(symbol)} = {latex(value)}}}", _ATOM
        case After(rounds=rounds, body=body):
            return (
                rf"{_text(body, _ATOM)}\ (\text{{after }} {latex(rounds)}\text{{ rounds}})",
                _ATOM,
            )
        case Apply():
            return _applied(node)


def _condition(condition: Condition) -> str:
    relation = _RELATIONS[condition.relation]
    return f"{latex(condition.left)} {relation} {latex(condition.right)}"


def _derivative(of: Expression, by: Expression) -> str:
    if isinstance(of, Symbol):
        return rf"\frac{{\partial {latex(of)}}}{{\partial {latex(by)}}}"
    return rf"\frac{{\partial}}{{\partial {latex(by)}}} {_text(of, _PRODUCT)}"


def _applied(node: Apply) -> tuple[str, int]:
    match node.function, node.arguments:
        case "add", [first, *rest]:
            text = _text(first, _SUM)
            for term in rest:
                if isinstance(term, Apply) and term.function == "negate":
                    text += f" - {_text(term.arguments[0], _PRODUCT)}"
                else:
                    text += f" + {_text(term, _PRODUCT)}"
            return text, _SUM
        case ("multiply" | "matmul" | "hadamard") as function, factors:
            sign = {"multiply": r" \cdot ", "matmul": " ", "hadamard": r" \odot "}[function]
            return _product(sign, factors), _PRODUCT
        case "divide", [a, b]:
            return rf"\frac{{{latex(a)}}}{{{latex(b)}}}", _POWER
        case "negate", [inner]:
            return f"-{_text(inner, _PRODUCT)}", _SIGN
        case "power", [base, exponent]:
            return f"{_text(base, _ATOM)}^{{{latex(exponent)}}}", _POWER
        case "exp", [inner]:
            return f"e^{{{latex(inner)}}}", _POWER
        case "sqrt", [inner]:
            return rf"\sqrt{{{latex(inner)}}}", _ATOM
        case "transpose", [inner]:
            return f"{_text(inner, _ATOM)}^T", _POWER
        case "differential", [inner]:
            return rf"\partial {_text(inner, _ATOM)}", _ATOM
        case "element", [inner, i, j]:
            return f"{{{_text(inner, _ATOM)}}}_{{{latex(i)},{latex(j)}}}", _ATOM
        case ("log10" | "log2") as function, [inner]:
            return rf"\log_{{{function[3:]}}}\left({latex(inner)}\right)", _ATOM
        case function, arguments:
            head = rf"\{function}" if function in _NAMED else rf"\mathrm{{{function}}}"
            inside = ", ".join(latex(a) for a in arguments)
            return rf"{head}\left({inside}\right)".replace("_", r"\_") if "_" in function else (
                rf"{head}\left({inside}\right)"
            ), _ATOM


def _product(sign: str, factors: tuple[Expression, ...]) -> str:
    texts: list[str] = []
    for number, factor in enumerate(factors, start=1):
        text, own = _plain(factor)
        apart = own == _SUM or (own == _SIGN and number > 1)
        if apart or (number < len(factors) and _reaches_on(factor)):
            text = rf"\left({text}\right)"
        texts.append(text)
    return sign.join(texts)


def _apart(body: Expression, index: str) -> tuple[Expression, str]:
    """What is summed, and the condition on the index without which it is 0: i != j."""
    match body:
        case Piecewise(branches=((inner, when), (Number() as zero, _))) if (
            when.left == Symbol(index) and zero.printed.value == 0
        ):
            return inner, _condition(when)
        case _:
            return body, ""


def _reaches_on(node: Expression) -> bool:
    """Whether a factor printed after a term would be read as part of it: after a sum sign, say."""
    match node:
        case Fold():
            return True
        case Derivative(of=of):
            return not isinstance(of, Symbol)
        case Apply(function="multiply" | "matmul" | "hadamard" | "negate", arguments=[*_, last]):
            return _reaches_on(last)
        case _:
            return False
