"""How do the project's own files write a formula, and how is it read back?

The notation is Python's expression syntax, taken apart by Python's own parser and never run:

    net_h1 = w1*i1 + w2*i2 + b1 = 0.15*0.05 + 0.2*0.1 + 0.35 = 0.3775
    d(E, w5) = d(E, out_o1) * d(out_o1, net_o1) * d(net_o1, w5)
    delta[j] = O[j]*(1 - O[j]) * sum(delta[k]*W[j,k] for k in outputs)

`d(a, b)` is a derivative, `[[a, b], [c, d]]` a matrix, `a @ b` a matrix product, `T(a)` a
transpose, `a * b` a product (of equal shapes: by elements), `sum(… for k in outputs)` a sum over a
named set, `sum(… for k in span(1, n))` one over a range, `piecewise((0, x < 0), (x, x >= 0))` has
branches, `at(a, x, 2)` is `a` where x is 2, and `after(10_000, E)` is E after so many training
rounds. An underscore in a number stands for the author's comma; a number that Python would write in
another way stands in quotes: `"28.4%"`, `"+0.5"`. Between members stand `=`, `~=` or `<-`.
"""

import ast
import re

from .printed import Printed, UnreadableNumberError
from .statement import Member
from .tree import (
    FUNCTIONS,
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

LONGEST = 20_000
DEEPEST = 60
_RELATION = re.compile(r"\s(=|~=|<-)\s")
_BINARY: dict[type[ast.operator], str] = {
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "matmul",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.NotEq: "!=",
    ast.Eq: "==",
}


class NotationError(ValueError):
    """A text is not in the project's notation."""


def parse_members(text: str) -> tuple[Member, ...]:
    """Read a chain `a = b ~= c` into its members. Raises `NotationError`."""
    parts = _RELATION.split(f" {text.strip()} ")
    relations = ["", *parts[1::2]]
    return tuple(
        Member(parse(part), relation) for part, relation in zip(parts[::2], relations, strict=True)
    )


def parse(text: str) -> Expression:
    """Read one expression in the project's notation. Raises `NotationError`."""
    if len(text) > LONGEST:
        raise NotationError(f"a formula of {len(text)} characters; at most {LONGEST} are read")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotationError(f"not a formula: {text.strip()[:80]!r} ({error})") from None
    return _Reader(text.strip()).read(tree, 0)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, node: ast.AST, what: str) -> NotationError:
        source = ast.get_source_segment(self.text, node) or self.text  # type: ignore[arg-type]
        return NotationError(f"{what}: {source[:80]!r}")

    def read(self, node: ast.expr, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self.fail(node, f"nested more than {DEEPEST} deep")
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return self.number(node, "")
            case ast.Constant(value=str() as digits) if _is_printed(digits):
                return Number(Printed(digits))
            case ast.Name(id=name):
                return Symbol(name)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                return self.number(node.operand, "-")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Apply("negate", (self.read(operand, depth + 1),))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.BinOp():
                return self.binary(node, depth + 1)
            case ast.Subscript(value=ast.Name(id=name), slice=inner):
                indices = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return Symbol(name, tuple(self.read(index, depth + 1) for index in indices))
            case ast.List(elts=rows):
                return self.matrix(node, rows, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(node, name, arguments, depth + 1)
            case _:
                raise self.fail(node, "not part of the notation")

    def number(self, node: ast.expr, sign: str) -> Number:
        source = ast.get_source_segment(self.text, node) or ""
        try:
            return Number(Printed(sign + source.replace("_", ",")))
        except UnreadableNumberError:
            raise self.fail(node, "not a decimal number") from None

    def binary(self, node: ast.BinOp, depth: int) -> Expression:
        left, right = self.read(node.left, depth), self.read(node.right, depth)
        if isinstance(node.op, ast.Add | ast.Sub):
            last = right if isinstance(node.op, ast.Add) else Apply("negate", (right,))
            return _joined("add", left, last)
        if type(node.op) not in _BINARY:
            raise self.fail(node, "no such operation")
        name = _BINARY[type(node.op)]
        if name == "multiply":
            return _joined(name, left, right)
        return Apply(name, (left, right))

    def matrix(self, node: ast.expr, rows: list[ast.expr], depth: int) -> Matrix:
        if not all(isinstance(row, ast.List) and row.elts for row in rows) or not rows:
            raise self.fail(node, "a matrix is written [[a, b], [c, d]]")
        read = tuple(
            tuple(self.read(entry, depth) for entry in row.elts)
            for row in rows
            if isinstance(row, ast.List)
        )
        if len({len(row) for row in read}) != 1:
            raise self.fail(node, "the rows of a matrix are of equal length")
        return Matrix(read)

    def call(self, node: ast.Call, name: str, arguments: list[ast.expr], depth: int) -> Expression:
        if name in ("sum", "product"):
            return self.fold(node, name, arguments, depth)
        if name == "piecewise" and arguments:
            return Piecewise(tuple(self.branch(node, branch, depth) for branch in arguments))
        read = tuple(self.read(argument, depth) for argument in arguments)
        match name, read:
            case "d", (of, by):
                return Derivative(of, by)
            case "T", (inner,):
                return Apply("transpose", (inner,))
            case "at", (body, Symbol(name=symbol, indices=()), value):
                return At(body, symbol, value)
            case "after", (Number() as rounds, body):
                return After(rounds, body)
            case _:
                if name in FUNCTIONS and len(read) != (FUNCTIONS[name] or max(len(read), 1)):
                    takes = FUNCTIONS[name] or "at least 1"
                    raise self.fail(node, f"{name} takes {takes} argument(s)")
                if name in ("d", "T", "at", "after", "piecewise"):
                    raise self.fail(node, f"{name}(…) is not written like this")
                return Apply(name, read)

    def fold(self, node: ast.Call, name: str, arguments: list[ast.expr], depth: int) -> Fold:
        match arguments:
            case [
                ast.GeneratorExp(
                    elt=body,
                    generators=[
                        ast.comprehension(target=ast.Name(id=index), iter=over, ifs=[], is_async=0)
                    ],
                )
            ]:
                read = self.read(body, depth)
            case _:
                raise self.fail(node, f"a {name} is written {name}(… for k in outputs)")
        match over:
            case ast.Name(id=label):
                return Fold(name, read, index, label)
            case ast.Call(func=ast.Name(id="span"), args=[low, high]):
                return Fold(name, read, index, (self.read(low, depth), self.read(high, depth)))
            case _:
                raise self.fail(node, "an index runs over a name or over span(first, last)")

    def branch(self, node: ast.Call, branch: ast.expr, depth: int) -> tuple[Expression, Condition]:
        match branch:
            case ast.Tuple(elts=[value, ast.Compare(left=left, ops=[op], comparators=[right])]):
                when = Condition(
                    self.read(left, depth), _COMPARE.get(type(op), ""), self.read(right, depth)
                )
            case _:
                raise self.fail(node, "a branch is written (value, x < 0)")
        if not when.relation:
            raise self.fail(node, "a branch is chosen by <, <=, >, >=, == or !=")
        return self.read(value, depth), when


def _is_printed(text: str) -> bool:
    try:
        Printed(text)
    except UnreadableNumberError:
        return False
    return True


def _joined(name: str, left: Expression, right: Expression) -> Expression:
    """`a + b + c` as one sum of three terms, wherever the parentheses on the left stand."""
    if isinstance(left, Apply) and left.function == name:
        return Apply(name, (*left.arguments, right))
    return Apply(name, (left, right))
