"""Tables in notes: planted errors are found, what follows is inherited, rounding accuses nobody."""

import pytest
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

RIGHT = {"confirmed", "consistent", "rounding", "last-digit", "given", "undetermined"}
HEAD = "| {} |\n|{}\n".format
DESCENT = """
$f(x) = x^2 - 3x + 1$

$f'(x) = 2x - 3$

$x_{k+1} = x_k - \\eta f'(x_k)$ with $\\eta = 0.1$

"""
STEPS = ("0 | 4.0 | 5.0 | 5.0", "1 | 3.5 | 4.0 | 2.75", "2 | 3.1 | 3.2 | 1.31")


def rows(header: str, *lines: str) -> str:
    dashes = "---|" * (header.count("|") + 1)
    return HEAD(header, dashes) + "".join(f"| {line} |\n" for line in lines)


def found(text: str) -> list[Finding]:
    return list(audit_notes(statements_of(document("notes.md", text.encode()))).findings)


def wrong(text: str) -> list[tuple[str, str, str]]:
    return [
        (f.printed, f.verdict, f.expected)
        for f in found(text)
        if f.kind == "number" and f.verdict not in RIGHT
    ]


def test_columns_that_follow_from_others_are_confirmed() -> None:
    text = rows("y | ŷ | y − ŷ | (y − ŷ)²", "0.5 | 0.4 | 0.1 | 0.01", "0.7 | 0.9 | -0.2 | 0.04")

    assert [f.verdict for f in found(text)] == ["given", "given", "confirmed", "confirmed"] * 2


def test_only_the_wrong_cell_is_accused() -> None:
    text = rows("y | ŷ | y − ŷ | (y − ŷ)²", "0.5 | 0.4 | 0.2 | 0.01", "0.7 | 0.9 | -0.2 | 0.04")

    assert wrong(text) == [("0.2", "refuted", "0.1")]


def test_what_is_computed_from_a_wrong_cell_is_inherited() -> None:
    text = rows("y | ŷ | y − ŷ | (y − ŷ)²", "0.5 | 0.4 | 0.3 | 0.09", "0.7 | 0.9 | -0.2 | 0.04")

    root, follower = (f for f in found(text) if f.verdict not in RIGHT)
    assert (root.verdict, follower.verdict, follower.follows) == ("refuted", "inherited", root.id)


def test_a_header_may_say_how_it_is_computed() -> None:
    text = "$w = 0.5$, $b = 0.1$\n\n" + rows(
        "x | z = wx + b | σ(z)", "1 | 0.6 | 0.6457", "2 | 1.1 | 0.7503", "3 | 1.5 | 0.8320"
    )

    assert wrong(text) == [("1.5", "refuted", "1.6")]


def test_a_column_follows_from_a_definition() -> None:
    text = "$w = 0.5$, $b = 0.1$\n\n$net = w x + b$, $out = \\sigma(net)$\n\n" + rows(
        "x | net | out", "1 | 0.6 | 0.6457", "2 | 1.1 | 0.7530", "3 | 1.6 | 0.8320"
    )

    assert wrong(text) == [("0.7530", "refuted", "0.7503")]


def test_a_column_follows_from_the_row_before() -> None:
    text = DESCENT + rows("k | x | f'(x) | f(x)", *STEPS)

    assert not wrong(text)
    assert [f.verdict for f in found(text)][-6:] == ["confirmed"] * 6


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 | 3.6 | 4.0 | 2.75", ("3.6", "refuted", "3.5")),
        ("1 | 3.5 | -4.0 | 2.75", ("-4.0", "refuted", "4.0")),
        ("1 | 3.5 | 4.0 | 2.57", ("2.57", "refuted", "2.75")),
        ("1 | 3.5 | 5.0 | 2.75", ("5.0", "refuted", "4.0")),
    ],
)
def test_a_wrong_step_is_found(line: str, expected: tuple[str, str, str]) -> None:
    text = DESCENT + rows("k | x | f'(x) | f(x)", STEPS[0], line, STEPS[2])

    assert wrong(text) == [expected]


def test_the_rows_after_a_wrong_step_follow_from_it() -> None:
    text = DESCENT + rows(
        "k | x | f'(x)", "0 | 4.0 | 5.0", "1 | 3.5 | 4.0", "2 | 3.0 | 3.0", "3 | 2.70 | 2.4"
    )

    verdicts = [verdict for _, verdict, _ in wrong(text)]
    assert verdicts == ["refuted", "inherited", "inherited", "inherited"]


def test_rounds_that_are_left_out_are_not_computed_from_the_row_before() -> None:
    text = DESCENT + rows("k | x | f'(x)", "0 | 4.0 | 5.0", "10 | 1.77 | 0.54", "20 | 1.53 | 0.06")

    assert not wrong(text)


def test_a_slope_follows_where_only_the_function_is_said() -> None:
    text = "$f(θ) = θ^2$\n\n" + rows("θ | f'(θ)", "1.5 | 3.0", "0.5 | 1.5", "2.5 | 5.0")

    assert wrong(text) == [("1.5", "refuted", "1.0")]


def test_a_learning_rate_that_is_not_said_is_learned_from_the_rows() -> None:
    text = DESCENT.replace(" with $\\eta = 0.1$", "") + rows(
        "k | x | f'(x)", "0 | 4.0 | 5.0", "1 | 3.5 | 4.0", "2 | 3.1 | 3.2", "3 | 2.87 | 2.74"
    )

    assert wrong(text)[0] == ("2.87", "refuted", "2.78")


def test_what_was_said_last_before_the_table_counts() -> None:
    text = "$w = 0.9$\n\n$z = w x$\n\nNow $w = 0.5$.\n\n" + rows(
        "x | z", "1 | 0.5", "2 | 1.0", "3 | 1.5"
    )

    assert not wrong(text)


@pytest.mark.parametrize(
    "lines",
    [
        # The slope from the rounded sigmoid 0.38, and from the exact one.
        ("-0.5 | 0.38 | 0.2356", "1.5 | 0.82 | 0.1476"),
        ("-0.5 | 0.38 | 0.2350", "1.5 | 0.82 | 0.1491"),
        # Cut off, not rounded.
        ("-0.5 | 0.37 | 0.2350", "1.5 | 0.81 | 0.1491"),
    ],
)
def test_a_rounded_neighbour_makes_nothing_wrong(lines: tuple[str, ...]) -> None:
    assert not wrong(rows("x | σ(x) | σ'(x)", *lines))


def test_rounded_results_of_an_unknown_formula_accuse_nobody() -> None:
    # z was 0.6234, 1.1277 and 1.6449 before it was printed.
    text = rows("z | σ(z)", "0.62 | 0.6510", "1.13 | 0.7554", "1.64 | 0.8382")

    assert not wrong(text)


def test_a_name_that_means_something_else_accuses_nobody() -> None:
    text = "$w = 0.9$, $z = w x$\n\n" + rows("x | z", "1 | 0.31", "2 | 0.77", "3 | 0.15")

    assert not wrong(text)


def test_a_last_row_of_sums_and_of_means_is_checked() -> None:
    lines = ("1 | 0.1 | 0.01", "2 | -0.2 | 0.04", "3 | 0.3 | 0.09")
    text = rows("i | e | e²", *lines, "Sum | | 0.15", "Mean | | 0.0467")

    assert wrong(text) == [("0.15", "refuted", "0.14")]


def test_words_as_headers_say_nothing_wrong() -> None:
    text = rows("Epoch | Accuracy | Training loss", "1 | 0.81 | 0.44", "2 | 0.85 | 0.31")

    assert not [f for f in found(text) if f.is_wrong]


def test_the_mean_after_a_table_is_computed_from_its_cells() -> None:
    table = rows("$i$ | $y_i$ | $(y_i - 1)^2$", "1 | 0.5 | 0.52", "2 | 0.8 | 0.04")
    text = table + "\n$M = \\frac{(y_1 - 1)^2 + (y_2 - 1)^2}{2} = \\frac{0.52 + 0.04}{2} = 0.28$\n"

    root = next(f for f in found(text) if f.printed == "0.52")
    result = next(f for f in found(text) if f.printed == "0.28")
    assert (root.verdict, result.verdict, result.follows) == ("refuted", "inherited", root.id)


def test_every_decimal_of_a_table_is_accounted_for() -> None:
    text = rows("y | ŷ | y − ŷ", "0.5 | 0.4 | 0.1", "0.7 | 0.9 | -0.2")

    account = audit_notes(statements_of(document("notes.md", text.encode()))).account
    assert account.counts("numbers") == {"given": 4, "confirmed": 2}


def test_a_rule_of_another_example_accuses_nobody() -> None:
    text = DESCENT + rows("x | σ(x)", "0.6 | 0.6457", "1.1 | 0.7503", "-1.6 | 0.1680")

    assert not wrong(text)


def test_a_function_may_be_of_another_name_in_another_example() -> None:
    text = """
# One

$f(w) = w^2 - 4w + 1$

$f'(w) = 2w - 4$

$f(3) = -2$

# Two

$f(x) = x^2 - 3x + 1$

$f'(x) = 2x - 3$

""" + rows("k | x | f'(x) | f(x)", *STEPS)

    assert wrong(text) == []
    assert [w[0] for w in wrong(text.replace("2.75 |", "2.57 |"))] == ["2.57"]


def test_a_header_that_names_no_quantity_is_told_as_it_is_spelled() -> None:
    text = "| in_1 | loss_train.csv | out_h1 |\n|---|---|---|\n| 2 | 3 | 6 |\n| 3 | 4 | 8 |\n"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert {f.quantity for f in found} == {"loss_train.csv", "out_h1"}
