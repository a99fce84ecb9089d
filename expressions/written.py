"""How is an expression written in the project's own notation? The inverse of `notation.parse`."""

from __future__ import annotations

import re

from .tree import (
    After,
    Apply,
    At,
    Derivative,
    Expression,
    Fold,
    Matrix,
    Number,
    Piecewise,
    Symbol,
)

#: The numbers that Python reads, and reads back with the same digits.
_PLAIN = re.compile(r"-?(?:(?:0|[1-9]\d*(?:,\d+)*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)


def written(expression: Expression) -> str:
    """The expression as text that `notation.parse` reads back to an equal tree."""
    return _text(expression, _SUM)


def _text(node: Expression, around: int) -> str:
    text, own = _plain(node)
    return f"({text})" if own < around else text


def _plain(node: Expression) -> tuple[str, int]:
    """The text of a node and how tightly it holds together."""
    match node:
        case Number(printed=printed):
            if not _PLAIN.fullmatch(printed.plain):
                return f'"{printed.plain}"', _ATOM
            text = printed.plain.replace(",", "_")
            return text, _SIGN if text.startswith("-") else _ATOM
        case Symbol(name=name, indices=indices):
            inner = ", ".join(_text(index, _SUM) for index in indices)
            return (f"{name}[{inner}]" if indices else name), _ATOM
        case Derivative(of=of, by=by):
            return f"d({_text(of, _SUM)}, {_text(by, _SUM)})", _ATOM
        case Matrix(rows=rows):
            lines = ", ".join("[" + ", ".join(_text(e, _SUM) for e in row) + "]" for row in rows)
            return f"[{lines}]", _ATOM
        case Fold(operation=operation, body=body, index=index, over=over):
            name = over if isinstance(over, str) else f"span({', '.join(map(written, over))})"
            return f"{operation}({_text(body, _SUM)} for {index} in {name})", _ATOM
        case Piecewise(branches=branches):
            inner = ", ".join(
                f"({written(v)}, {written(c.left)} {c.relation} {written(c.right)})"
                for v, c in branches
            )
            return f"piecewise({inner})", _ATOM
        case At(body=body, symbol=symbol, value=value):
            return f"at({written(body)}, {symbol}, {written(value)})", _ATOM
        case After(rounds=rounds, body=body):
            return f"after({written(rounds)}, {written(body)})", _ATOM
        case Apply():
            return _applied(node)


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
        case "multiply", [first, *rest]:
            return "*".join([_text(first, _PRODUCT), *(_text(f, _SIGN) for f in rest)]), _PRODUCT
        case "matmul", [a, b]:
            return f"{_text(a, _PRODUCT)} @ {_text(b, _SIGN)}", _PRODUCT
        case "divide", [a, b]:
            return f"{_text(a, _PRODUCT)}/{_text(b, _SIGN + 1)}", _PRODUCT
        case "negate", [Number() as number] if written(number)[0] != "-":
            # A minus sign before a number, with or without parentheses, is read as part of it.
            return f"-(+{written(number)})", _SIGN
        case "negate", [inner]:
            return f"-{_text(inner, _ATOM)}", _SIGN
        case "power", [base, exponent]:
            return f"{_text(base, _ATOM)}**{_text(exponent, _ATOM)}", _POWER
        case "transpose", [inner]:
            return f"T({written(inner)})", _ATOM
        case function, arguments:
            return f"{function}({', '.join(written(a) for a in arguments)})", _ATOM
