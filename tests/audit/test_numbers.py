"""The table of verdicts: does a number follow from what stands beside it, and is it the value?"""

import pytest

from .conftest import UNIT, Judge


def verdicts(findings: list) -> list[tuple[str, str, str]]:
    return [(f.printed, f.verdict, f.expected) for f in findings if f.kind in ("number", "operand")]


@pytest.mark.parametrize(
    ("text", "verdict", "expected"),
    [
        ("out = 0.574443", "confirmed", "0.574443"),
        ("out = 0.57", "confirmed", "0.57"),
        ("out = 0.574442", "last-digit", "0.574443"),
        ("out = 0.574434", "refuted", "0.574443"),
        ("out = 0.475", "refuted", "0.574"),
        ("out = -0.574443", "refuted", "0.574443"),
        ("w = 0.6", "given", "0.6"),
        ("w = 0.7", "refuted", "0.6"),
        ("v = 0.7", "given", ""),
    ],
)
def test_a_number_without_operands_is_held_against_the_value(
    judge: Judge, text: str, verdict: str, expected: str
) -> None:
    assert verdicts(judge(UNIT, text)) == [(text.split()[-1], verdict, expected)]


def test_a_number_that_follows_from_rounded_operands_is_rounding(judge: Judge) -> None:
    found = judge(UNIT, "out = 0.57", "err = 1/2*(t - out)**2 = 1/2*(0.17 - 0.57)**2 = 0.08")

    assert verdicts(found)[-1] == ("0.08", "confirmed", "0.08")

    found = judge(UNIT, "out = 0.57", "err = 1/2*(t - out)**2 = 1/2*(0.17 - 0.57)**2 = 0.0800")

    assert verdicts(found)[-1] == ("0.0800", "rounding", "0.0818")


def test_what_follows_from_a_rounded_number_is_as_far_off_and_not_wrong(judge: Judge) -> None:
    err = "err = 1/2*(t - out)**2 = 1/2*(0.17 - 0.57)**2 = 0.0800"
    found = judge({**UNIT, "all": "3*err"}, "out = 0.57", err, "all = 3*err = 3*0.0800 = 0.2400")

    assert verdicts(found)[-1] == ("0.2400", "rounding", "0.2454")

    found = judge({**UNIT, "all": "3*err"}, "out = 0.57", err, "all = 3*err = 2*0.0800 = 0.1600")

    assert verdicts(found)[-1][1] in ("refuted", "inherited")


def test_a_print_may_stand_for_the_value_that_was_computed_with(judge: Judge) -> None:
    # 0.57 stands for 0.5744…, and 0.0818 was computed from that: the page is right.
    found = judge(UNIT, "out = 0.57", "err = 1/2*(0.17 - 0.57)**2 = 0.0818")

    assert [verdict for _, verdict, _ in verdicts(found)] == ["confirmed", "confirmed"]


def test_a_result_that_nothing_explains_is_refuted_whatever_its_operands_are_rounded_to(
    judge: Judge,
) -> None:
    found = judge(UNIT, "out = 0.57", "err = 1/2*(0.17 - 0.57)**2 = 0.0828")

    assert verdicts(found)[-1] == ("0.0828", "refuted", "0.0818")


def test_exact_operands_are_not_rounded_to_save_a_result(judge: Judge) -> None:
    # 0.3 is given, so that 4.004 follows and 4.001 does not (the held set is a point).
    definitions = {"a": "1.35", "c": "1.8", "s": "a*0.5 + c*0.8 + 1.889"}

    found = judge(definitions, "s = 1.35*0.5 + 1.8*0.8 + 1.889 = 4.001")

    assert verdicts(found)[-1] == ("4.001", "refuted", "4.004")


def test_a_misprinted_operand_beside_a_right_result_is_the_finding(judge: Judge) -> None:
    found = judge(UNIT, "net = w*x + b = 0.9*0.5 + 0.0 = 0.3")

    assert verdicts(found) == [("0.9", "operand", "0.6"), ("0.3", "confirmed", "0.3")]


def test_what_follows_from_a_misprinted_operand_is_inherited(judge: Judge) -> None:
    found = judge(UNIT, "net = w*x + b = 0.9*0.5 + 0.0 = 0.45")

    assert verdicts(found) == [("0.9", "operand", "0.6"), ("0.45", "inherited", "0.30")]
    operand, result = (f for f in found if f.kind != "formula")
    assert result.follows == operand.id


def test_what_follows_from_a_wrong_number_names_its_root(judge: Judge) -> None:
    found = judge(
        UNIT,
        "out = sigmoid(net) = 0.754443",
        "err = 1/2*(t - out)**2 = 1/2*(0.17 - 0.754443)**2 = 0.170787",
        "out = 0.754443",
    )

    assert [f.verdict for f in found if f.kind == "number"] == ["refuted", "inherited", "inherited"]
    assert {f.follows for f in found if f.verdict == "inherited"} == {found[1].id}


def test_a_number_given_twice_with_two_values_is_a_contradiction(judge: Judge) -> None:
    found = judge({}, "v = 0.7", "v = 0.7", "v = 0.9")

    assert [f.verdict for f in found] == ["given", "consistent", "refuted"]


def test_a_tie_is_right_either_way(judge: Judge) -> None:
    found = judge({"a": "0.25", "h": "a/2"}, "h = 0.12", "h = 0.13", "h = 0.14")

    assert [f.verdict for f in found] == ["confirmed", "confirmed", "refuted"]


def test_an_integer_is_exact_unless_it_is_said_to_be_approximate(judge: Judge) -> None:
    found = judge({"a": "7.6", "c": "a"}, "c = 8", "c ~= 8", "c ~= 9")

    assert [f.verdict for f in found] == ["refuted", "confirmed", "refuted"]


def test_a_quantity_that_nobody_defines_is_undetermined_and_named(judge: Judge) -> None:
    found = judge(UNIT, "net*gamma = 0.7")

    assert [(f.verdict, f.why) for f in found] == [("undetermined", "gamma has no value here")]


def test_every_entry_of_a_matrix_is_a_number_of_its_own(judge: Judge) -> None:
    definitions = {"A": "[[1, 2], [3, 4]]", "v": "[[0.5], [0.25]]", "y": "A @ v"}

    found = judge(definitions, "y = [[1, 2], [3, 4]] @ [[0.5], [0.25]] = [[1.0], [2.6]]")

    assert verdicts(found) == [("1.0", "confirmed", "1.0"), ("2.6", "refuted", "2.5")]


def test_addends_that_are_printed_are_numbers_of_their_own(judge: Judge) -> None:
    definitions = {"p": "0.25", "q": "0.5", "E": "-log(p) - log(q)"}

    found = judge(definitions, "E = -log(0.25) - log(0.5) = 1.386 + 0.301 = 1.687")

    assert verdicts(found) == [
        ("1.386", "confirmed", "1.386"),
        ("0.301", "refuted", "0.693"),
        ("1.687", "refuted", "2.079"),
    ]


def test_whoever_goes_on_from_what_should_stand_in_place_of_a_wrong_number_is_right(
    judge: Judge,
) -> None:
    # With the rounded 0.57 the error is 0.080, with the exact output 0.0818: either may go on.
    texts = "out = 0.57", "err = 1/2*(t - out)**2 = 1/2*(0.17 - 0.57)**2 = 0.0828"
    for used, twice in ("0.0800", "0.1600"), ("0.0818", "0.1636"):
        found = judge(UNIT | {"more": "2*err"}, *texts, f"more = 2*err = 2*{used} = {twice}")

        assert [f.printed for f in found if f.is_wrong] == ["0.0828"]


def test_an_entry_of_a_printed_matrix_stands_for_what_that_entry_was_computed_with(
    judge: Judge,
) -> None:
    definitions = {"X": "[[0.49, -0.74]]", "Z": "X", "A": "tanh(Z)", "B": "1 - hadamard(A, A)"}
    texts = ("A = tanh(Z) = tanh([[0.49, -0.74]]) = [[0.4542, -0.6291]]",)
    right, wrong = (
        judge(definitions, *texts, "B = 1 - hadamard(A, A) = 1 - hadamard"
              f"([[0.4542, {entry}]], [[0.4542, {entry}]]) = [[0.7937, 0.6042]]")
        for entry in ("-0.6291", "-0.6219")
    )  # fmt: skip

    assert not [f.printed for f in right if f.is_wrong]
    assert {f.printed for f in wrong if f.is_wrong} == {"-0.6219"}


def test_a_result_that_follows_from_what_was_printed_before_acquits_itself_of_a_wrong_operand(
    judge: Judge,
) -> None:
    definitions = {"s": "v*w", "q": "2*v", "o": "sigmoid(s)", "d": "o*(1 - o)"}
    found = judge(
        definitions, "s = v*w = 0.7*1.25 = 0.875", "q = 2*v = 2*0.7 = 1.4",
        "o = sigmoid(s) = sigmoid(1.4) = 0.7058", "d = o*(1 - o) = 0.7058*(1 - 0.7058) = 0.2076",
    )  # fmt: skip

    assert [(f.printed, f.verdict) for f in found if f.is_wrong] == [("1.4", "operand")]
