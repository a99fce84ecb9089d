"""Formulas are equal, or they part at a point; and one small change may mend them."""

import pytest
from backproof.audit.formulas import compare
from backproof.audit.points import Samples
from backproof.expressions.notation import parse

from .conftest import Judge, graph_of

NET = {
    "net_h1": "w1*i1 + w2*i2 + b1",
    "net_h2": "w3*i1 + w4*i2 + b1",
    "out_h1": "sigmoid(net_h1)",
    "out_h2": "sigmoid(net_h2)",
    "net_o1": "w5*out_h1 + w6*out_h2 + b2",
    "out_o1": "sigmoid(net_o1)",
    "E": "1/2*(t - out_o1)**2",
    "w5_new": "w5 - eta*d(E, w5)",
}
FREE = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "i1", "i2", "t", "eta")


@pytest.mark.parametrize(
    "text",
    [
        "d(E, w5) = d(E, out_o1)*d(out_o1, net_o1)*d(net_o1, w5)",
        "d(E, w5) = -(t - out_o1)*out_o1*(1 - out_o1)*out_h1",
        "d(E, out_o1) = 2*1/2*(t - out_o1)**(2 - 1)*-1 + 0",
        "d(net_o1, w5) = 1*out_h1*w5**(1 - 1) + 0 + 0 = out_h1",
        "w5_new = w5 - eta*d(E, w5)",
        "w5 <- w5 - eta*d(E, w5)",
        "out_h1 = 1/(1 + exp(-net_h1))",
    ],
)
def test_a_true_formula_is_confirmed(judge: Judge, text: str) -> None:
    found = judge(NET, text, free=FREE)

    assert [f.verdict for f in found] == ["confirmed"] * len(found)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("net_h1 = w1*i1 + w3*i2 + b1", "net_h1 = w1*i1 + w2*i2 + b1"),
        ("net_h1 = w_i*i1 + w2*i2 + b1", "net_h1 = w1*i1 + w2*i2 + b1"),
        (
            "d(E, w5) = -(t + out_o1)*out_o1*(1 - out_o1)*out_h1",
            "d(E, w5) = -(t - out_o1)*out_o1*(1 - out_o1)*out_h1",
        ),
        ("w5 <- w5 - eta*E", "w5_new = w5 - eta*d(E, w5)"),
        (
            "E/differential(w5) = d(E, out_o1)*d(out_o1, w5)",
            "d(E, w5) = d(E, out_o1)*d(out_o1, w5)",
        ),
        ("differential(net_o1) = out_h1", "d(net_o1, w5) = out_h1"),
        ("d(E, w6) = d(E, net_o1)*out_h1", "d(E, w6) = d(E, net_o1)*out_h2"),
        ("E = (t - out_o1)**2", "E = 1/2*(t - out_o1)**2"),
    ],
)
def test_a_misprint_is_mended_by_one_small_change(judge: Judge, text: str, mended: str) -> None:
    found = judge(NET, text, free=FREE)

    assert [(f.verdict, f.expected) for f in found] == [("notation", mended)]


HEAD = {
    "z1": "g1*u11 + g2*u21 + g3*u31 + c1",
    "z2": "g1*u12 + g2*u22 + g3*u32 + c2",
    "z3": "g1*u13 + g2*u23 + g3*u33 + c3",
    "p1": "exp(z1)/(exp(z1) + exp(z2) + exp(z3))",
    "p2": "exp(z2)/(exp(z1) + exp(z2) + exp(z3))",
    "p3": "exp(z3)/(exp(z1) + exp(z2) + exp(z3))",
    "L1": "-log(p1)",
    "L": "-(y1*log(p1) + y2*log(p2) + y3*log(p3))",
}
SCORES = tuple(f"{letter}{n}" for letter in "gcy" for n in "123")
WEIGHTS = tuple(f"{letter}{n}{m}" for letter in "uv" for n in "123" for m in "123")


@pytest.mark.parametrize(
    ("text", "mended", "cause"),
    [
        (  # the diagonal of the softmax alone
            "d(L1, g1) = d(L1, p1)*d(p1, z1)*d(z1, g1)",
            "d(L1, g1) = d(L1, p1)*d(p1, z1)*d(z1, g1) + d(L1, p1)*d(p1, z2)*d(z2, g1)"
            " + d(L1, p1)*d(p1, z3)*d(z3, g1)",
            "through every z, not one alone (right side)",
        ),
        (
            "d(L, g2) = d(L, p1)*d(p1, z1)*u21 + d(L, p2)*d(p2, z2)*u22 + d(L, p3)*d(p3, z3)*u23",
            None,
            "through every p, not one alone (right side)",
        ),
        (
            "d(z2, u12) = d(g1*v12 + g2*v22 + g3*v32 + c2, u12)",
            "d(z2, u12) = d(g1*u12 + g2*u22 + g3*u32 + c2, u12)",
            "every u for v (right side)",
        ),
        (
            "d(z2, u12) = d(g1*c1 + g2*u22 + g3*u32 + c2, u12)",
            "d(z2, u12) = d(g1*u12 + g2*u22 + g3*u32 + c2, u12)",
            "u12 for c1 (right side)",
        ),
    ],
)
def test_what_was_taken_for_one_unit_alone_or_from_another_layer_is_named(
    judge: Judge, text: str, mended: str | None, cause: str
) -> None:
    (found,) = judge(HEAD, text, free=(*SCORES, *WEIGHTS))

    assert (found.verdict, found.cause) == ("notation", cause)
    assert mended is None or found.expected == mended


def test_a_false_formula_is_refuted_with_a_counterexample(judge: Judge) -> None:
    found = judge(NET, "d(E, w5) = d(E, w1) + out_o1**2", free=FREE)

    assert found[0].verdict == "refuted"
    assert found[0].why.startswith("the sides differ: ")


def test_what_comes_after_a_false_step_is_judged_from_where_it_starts(judge: Judge) -> None:
    found = judge(NET, "d(E, w5) = d(E, w1) + out_o1**2 = out_o1*out_o1 + d(E, w1)", free=FREE)

    assert [f.verdict for f in found] == ["refuted", "confirmed"]


def test_a_repair_that_makes_both_sides_vanish_is_none(judge: Judge) -> None:
    found = judge(NET, "d(E, w1) = d(E, net_o1)*d(net_o1, out_h1)*d(out_h2, net_h1)", free=FREE)

    # d(out_h2, net_h1) is 0; making the left side 0 as well would be true, and mend nothing.
    assert (found[0].verdict, found[0].expected) == (
        "notation",
        "d(E, w1) = d(E, net_o1)*d(net_o1, out_h1)*d(out_h1, net_h1)*i1",
    ) or found[0].verdict == "refuted"


def test_overlapping_balls_prove_nothing() -> None:
    # At 60 softplus and ReLU differ by 1e-26: no formula, however close.
    graph = graph_of({"a": "log(1 + exp(x))", "r": "relu(x)"}, ("x",))
    graph = type(graph)(graph.definitions, graph.free, domains={"x": (59.0, 61.0)})

    assert compare(parse("a"), parse("r"), Samples(graph)).state == "different"


def test_a_point_outside_a_domain_decides_nothing() -> None:
    samples = Samples(graph_of({"y": "log(x)"}, ("x",)))

    assert compare(parse("exp(y)"), parse("x"), samples).state == "equal"


def test_a_symbol_that_stands_for_nothing_is_named() -> None:
    found = compare(parse("a + gamma"), parse("a"), Samples(graph_of({}, ("a",))))

    assert (found.state, found.missing) == ("undefined", "gamma")


def test_a_formula_holds_for_every_label_of_its_indices(judge: Judge) -> None:
    graph = graph_of({"c[a]": "2*x", "c[b]": "3*x"}, ("x",))
    graph = type(graph)(graph.definitions, graph.free, {"k": ("a", "b")})
    found = compare(parse("c[i]"), parse("2*x"), Samples(graph), (("i", "k"),))

    assert found.state == "different"
    assert found.bound == {"i": "b"}
