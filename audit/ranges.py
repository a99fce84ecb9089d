"""What can a printed calculation have given, its operands standing for more than their digits?

The range of a formula over boxes. Evaluating with boxes for operands overestimates where an operand
occurs twice; the derivatives, enclosed over the same boxes, mend that: where the formula rises or
falls in every operand, its range runs between two corners; otherwise it stays within the value at
the middle plus what the slopes allow.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from flint import arb, ctx

from ..expressions.graph import Graph
from ..expressions.tree import Expression
from ..expressions.walk import MeaninglessError, Walk
from ..oracles import tape
from ..oracles.ball_formulas import Balls
from ..oracles.enclosures import Box, ball, box_of, point
from ..oracles.tape import Var

PRECISION = 192


def range_of(expression: Expression, graph: Graph, boxes: Mapping[str, Box]) -> Box:
    """A box around every value of `expression` as its boxed names run through their boxes.

    Raises `MeaninglessError` where it has no value, or is a matrix.
    """
    with ctx.workprec(PRECISION):
        start = {name: Var(ball(box)) for name, box in boxes.items()}
        result = Walk(graph, Balls(), start).value(expression)
        if isinstance(result.value, np.ndarray):
            raise MeaninglessError("a matrix where a number is needed")
        wide = [name for name, box in boxes.items() if box.width]
        if not wide:
            return box_of(result.value)
        slopes = tape.gradients(result, [start[name] for name in wide])
        by_name = dict(zip(wide, slopes, strict=True))
        if all(slope > 0 or slope < 0 or slope.is_zero() for slope in slopes):
            low = _at_corner(expression, graph, boxes, by_name, upper=False)
            high = _at_corner(expression, graph, boxes, by_name, upper=True)
            return Box(box_of(low).low, box_of(high).high)
        return _around_middle(expression, graph, boxes, by_name, result.value)


def _at_corner(
    expression: Expression,
    graph: Graph,
    boxes: Mapping[str, Box],
    slopes: Mapping[str, arb],
    upper: bool,
) -> arb:
    corner = {
        name: point(box.high if (slopes.get(name, arb(0)) > 0) == upper else box.low)
        for name, box in boxes.items()
    }
    return _value(expression, graph, corner)


def _around_middle(
    expression: Expression,
    graph: Graph,
    boxes: Mapping[str, Box],
    slopes: Mapping[str, arb],
    direct: arb,
) -> Box:
    middle = {name: point(box.middle) for name, box in boxes.items()}
    around = _value(expression, graph, middle)
    for name, slope in slopes.items():
        around = around + slope * (ball(boxes[name]) - ball(middle[name]))
    both = [value for value in (direct, around) if value.is_finite()]
    if not both:
        return box_of(direct)
    met = box_of(both[0]).meet(box_of(both[-1]))
    return met or box_of(both[0])


def _value(expression: Expression, graph: Graph, boxes: Mapping[str, Box]) -> arb:
    start = {name: Var(ball(box)) for name, box in boxes.items()}
    return Walk(graph, Balls(), start).value(expression).value
