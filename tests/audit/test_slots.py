"""Numbers are laid over formulas: every number gets the quantity in whose place it stands."""

import pytest
from backproof.audit.slots import align
from backproof.expressions.notation import parse
from backproof.expressions.tree import Expression, Number, Symbol
from backproof.expressions.written import written

VALUES = {"w": "0.4", "r": "0.5", "n": "0.3775", "t": "0.01", "o": "0.75", "g": "0.08", "u": "0.4"}


def fits(number: Number, quantity: Expression) -> bool | None:
    if isinstance(quantity, Symbol) and quantity.name in VALUES:
        return number.printed.value == parse(VALUES[quantity.name]).printed.value  # type: ignore[union-attr]
    return None


def laid(formula: str, calculation: str) -> list[tuple[str, str, bool | None]]:
    found = align(parse(formula), parse(calculation), fits)
    assert found.is_possible
    return [(s.number.printed.text, written(s.quantity), s.fits) for s in found.slots]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("formula", "calculation", "slots"),
    [
        ("w - r*g", "0.4 - 0.5*0.08", ["w", "r", "g"]),
        ("w - r*g", "0.4 - 0.08*0.5", ["w", "r", "g"]),
        ("r*g + w", "0.4 + 0.5*0.08", ["r", "g", "w"]),
        ("w*1 + 0", "0.4", ["w"]),
        ("w", "0.4*1", ["w"]),
        ("1/(1 + exp(-n))", "1/(1 + exp(-0.3775))", ["n"]),
        ("-(t - o)", "-(0.01 - 0.75)", ["t", "o"]),
        ("o*(1 - o)", "0.75*(1 - 0.75)", ["o", "o"]),
        ("(t - o)**2", "(0.01 - 0.75)**2", ["t", "o"]),
        ("[[w, r], [g, o]]", "[[0.4, 0.5], [0.08, 0.75]]", ["w", "r", "g", "o"]),
    ],
)
def test_every_number_finds_its_slot(formula: str, calculation: str, slots: list[str]) -> None:
    found = laid(formula, calculation)

    assert sorted(slot for _, slot, _ in found) == sorted(slots)
    assert all(fit for _, _, fit in found)


def test_a_number_that_is_no_print_of_its_slot_is_a_misfit() -> None:
    assert ("0.5", "w", False) in laid("w - r*g", "0.5 - 0.5*0.08")


def test_among_equal_values_the_printed_order_decides() -> None:
    assert laid("w*u", "0.4*0.4")[0][1] == "w"


@pytest.mark.parametrize(
    ("formula", "calculation"),
    [("w + r", "exp(0.4)"), ("w*r", "0.4 + 0.5 + 0.1"), ("[[w, r]]", "[[0.4], [0.5]]")],
)
def test_another_structure_cannot_be_laid_over(formula: str, calculation: str) -> None:
    assert not align(parse(formula), parse(calculation), fits).is_possible


def test_one_number_may_stand_for_several_factors() -> None:
    # The values of x and y are not known: 0.11 may stand for their product.
    assert laid("w*r*x*y", "0.4*0.5*0.11") == [
        ("0.4", "w", True),
        ("0.5", "r", True),
        ("0.11", "x*y", None),
    ]
