"""Does every dot stand where its number says, whatever the numbers are?"""

from __future__ import annotations

import math

import pytest
from backproof.agreement.hold import Agreement
from backproof.audit.finding import Series
from backproof.reports.plots import HEIGHT, WIDTH, curve, strips
from backproof.reports.report import EngineUsed


def held(share: float, engine: str = "row_form", verdict: str = "agree") -> Agreement:
    return Agreement(
        "net", engine, "balls", "weights[0]", verdict, (0,), 1.0, 1.0, 0.0, 1.0, share, 0.0
    )


def series(*values: float) -> Series:
    return Series("E", tuple((n, v, True) for n, v in enumerate(values)), ())


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [((1.0, 0.001), True), ((1.0, 0.5), False), ((1.0, 0.0), False), ((-1.0, 900.0), False)],
)
def test_the_scale_is_logarithmic_where_positive_values_span_decades(values, logarithmic):
    assert curve(series(*values)).is_logarithmic is logarithmic


@pytest.mark.parametrize(
    "values",
    [(0.0,), (1.0, 1.0), (1e-320, 1.0), (-1e299, 1e299), (1.0, 1.0 + 1e-15), (math.inf, 2.0)],
)
def test_every_dot_lies_in_the_drawing(values):
    for dot in curve(series(*values)).dots:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.y <= HEIGHT


def test_a_series_without_a_finite_value_is_not_drawn():
    assert curve(series(math.nan, math.inf)) is None
    assert curve(Series("E", (), ())) is None


def test_a_wrong_print_looks_different():
    found = curve(Series("E", ((1, 1.0, True), (2, 5.0, False)), ((1, 1.0), (2, 2.0))))
    assert [dot.look for dot in found.dots] == ["right", "wrong"]
    assert "printed 5, wrong" in found.dots[1].says


def test_a_share_is_left_of_the_line_exactly_where_it_is_within_the_bound():
    found = strips([held(0.02), held(0.9, "torch"), held(3.0, "mine", "disagree")], ())
    side = {strip.engine: strip.dots[0].x < found.one for strip in found.strips}
    assert side == {"row_form": True, "torch": True, "mine": False}


def test_shares_off_the_scale_stand_at_its_edges():
    found = strips([held(0.0), held(1e-30), held(math.inf, verdict="disagree"), held(1e14)], ())
    places = [dot.x for dot in found.strips[0].dots]
    assert min(places) >= 0
    assert max(places) <= WIDTH
    assert found.strips[0].largest == math.inf


def test_dots_that_fall_together_become_a_larger_one():
    one = strips([held(0.02)], ()).strips[0].dots[0]
    many = strips([held(0.02)] * 9, ()).strips[0].dots
    assert len(many) == 1
    assert many[0].radius > one.radius
    assert many[0].says == "9 × agree"


def test_engines_stand_in_the_order_of_the_report():
    engines = (EngineUsed("b", "derivation", ""), EngineUsed("a", "oracle", ""))
    found = strips([held(0.1, "a"), held(0.1, "b")], engines)
    assert [strip.engine for strip in found.strips] == ["b", "a"]


def test_what_has_no_share_is_not_plotted():
    assert strips([held(math.nan, verdict="undetermined")], ()) is None
