"""Which numbers of a document are corrected, with what follows from them, and which are left."""

from collections.abc import Callable
from pathlib import Path

import pytest
from backproof.audit.asked import UNEXPLAINED
from backproof.audit.corrections import Corrected, corrected
from backproof.audit.finding import Finding
from backproof.audit.notes import audit_notes
from backproof.audit.verdict import REFUTED
from backproof.benchmarks.notes import FORMS, Notes, Planted
from backproof.benchmarks.notes.measure import samples
from backproof.reading.documents import document, read_document
from backproof.reading.source import Source
from backproof.reading.statements import statements_of

UNIT = "With $w = 0.8$, $x = 1.5$ and $b = -0.4$:\n\n"


def of(text: str, stays: Callable[[Finding], bool] = lambda _: False) -> Corrected:
    return corrected(Source("notes.md", text), stays)


def verdicts(text: str, name: str = "notes.md") -> list[str]:
    found = audit_notes(statements_of(document(name, text.encode())), UNEXPLAINED)
    return [f.verdict for f in found.findings if f.kind != "formula"]


class TestOneNumber:
    @pytest.mark.parametrize(
        ("wrong", "right"),
        [
            ("$$z = w x + b = 0.8 \\cdot 1.5 - 0.4 = 0.9$$", "= 0.8$$"),
            ("$$z = w x + b = 0.8 \\cdot 1.5 - 0.4 = -0.8$$", "= 0.8$$"),
            ("$$z = w x + b = 0.8 \\cdot 1.6 - 0.4 = 0.8$$", "\\cdot 1.5 - 0.4 = 0.8$$"),
            ("$$z = \\sigma(w x + b) = \\color{red}{0.689947}$$", "{0.689974}$$"),
            ("$$z = w x b = -48.1\\%$$", "= -48.0\\%$$"),
            ("$$z = 10^{-4} w x b = -4.9 \\times 10^{-5}$$", "= -4.8 \\times 10^{-5}$$"),
            ("Thus the loss $w^2 x^2$ = $1.45$.", "$1.44$."),
        ],
    )
    def test_is_made_right_where_it_stands(self, wrong: str, right: str) -> None:
        found = of(UNIT + wrong)

        assert found.text.endswith(right)
        assert len(found.corrections) == 1
        assert REFUTED not in verdicts(found.text)

    def test_is_told_with_its_place(self) -> None:
        (only,) = of(UNIT + "$$z = w x + b = 0.9$$").corrections

        assert (only.place.line, only.place.column) == (3, 17)
        assert (only.printed, only.digits, only.verdict, only.follows) == (
            "0.9", "0.8", "refuted", False,
        )  # fmt: skip

    def test_stays_where_its_author_wants_it(self) -> None:
        found = of(UNIT + "$$z = w x + b = 0.9$$", lambda f: f.printed == "0.9")

        assert found.corrections == ()
        assert [left.why for left in found.left] == ["is on the accepted list"]
        assert not found.is_wrong

    def test_is_left_where_a_macro_has_it(self) -> None:
        text = UNIT + "\\newcommand{\\out}{0.9}\n\n$$z = w x + b = \\out$$"

        found = of(text)

        assert found.text == text
        assert [left.verdict for left in found.left] == ["refuted"]

    def test_is_left_where_a_number_beside_it_may_be_the_wrong_one(self) -> None:
        text = "$$z = 0.45 \\cdot 0.81 = 0.7128$$"

        found = of("With $w$ and $x$ as in the figure, $z = w x$:\n\n" + text)

        assert found.text.endswith(text)

    def test_is_right_already_where_nothing_is_wrong(self) -> None:
        found = of(UNIT + "$$z = w x + b = 0.8$$")

        assert (found.corrections, found.left, found.is_wrong) == ((), (), False)


class TestWhatFollows:
    def test_is_corrected_with_its_root(self) -> None:
        found = of(
            UNIT + "$$z = w x + b = 0.9$$\n\n$$y = 2 z = 2 \\cdot 0.9 = 1.8$$\n\nSo $y = 1.8$.\n"
        )

        assert found.text.endswith(
            "$$z = w x + b = 0.8$$\n\n$$y = 2 z = 2 \\cdot 0.8 = 1.6$$\n\nSo $y = 1.6$.\n"
        )
        assert sum(c.follows for c in found.corrections) == 3
        assert set(verdicts(found.text)) <= {"confirmed", "given", "consistent"}

    def test_is_left_with_a_root_that_is(self) -> None:
        text = UNIT + "$$z = w x + b = 0.9$$\n\n$$y = 2 z = 2 \\cdot 0.9 = 1.8$$\n"

        found = of(text, lambda f: f.printed == "0.9")

        assert found.text == text


NET = (
    "With $w_1 = 0.3$, $w_2 = 0.7$, $x_1 = 1.5$, $x_2 = 2.5$, $b = -0.4$ and $t = 1$:\n\n"
    "$$z = w_1 x_1 + w_2 x_2 + b$$\n\n$$o = \\frac{1}{1 + e^{-z}}$$\n\n"
    "$$E = \\frac{1}{2}(t - o)^2$$\n\n"
    "$$\\frac{\\partial z}{\\partial w_1} = x_1$$\n\n"
)


class TestAFormula:
    @pytest.mark.parametrize(
        ("wrong", "right"),
        [
            (
                r"$$\frac{\partial z}{\partial w_{2}} = x_1$$",
                r"$$\frac{\partial z}{\partial w_{2}} = x_2$$",
            ),
            (
                r"$$\frac{\partial E}{\partial o} = o + t$$",
                r"$$\frac{\partial E}{\partial o} = o - t$$",
            ),
            (
                r"$$\frac{\partial o}{\partial z} = o (1 + o)$$",
                r"$$\frac{\partial o}{\partial z} = o (1 - o)$$",
            ),
        ],
    )
    def test_gets_the_symbol_or_the_sign_that_makes_it_true(self, wrong: str, right: str) -> None:
        found = of(NET + wrong)

        assert found.text == NET + right
        assert all(c.of_formula for c in found.corrections)
        assert found.left == ()

    def test_is_left_where_either_side_may_be_the_wrong_one(self) -> None:
        """Nobody means to say again what is said elsewhere: that decides it."""
        first = r"$$\frac{\partial E}{\partial w_1} = (o - t)\, o (1 - o)\, x_1$$"
        second = first.replace("w_1", "w_2")

        assert of(NET + second).text == NET + second
        assert of(NET + first + "\n\n" + second).text.endswith(second.replace("x_1", "x_2"))

    def test_is_left_where_something_else_is_missing(self) -> None:
        text = NET + r"$$\frac{\partial E}{\partial z} = (o - t)(1 - o)$$"

        found = of(text)

        assert found.text == text
        assert [one.verdict for one in found.left] == ["notation"]

    def test_stays_where_its_author_wants_it(self) -> None:
        text = NET + r"$$\frac{\partial z}{\partial w_{2}} = x_1$$"

        assert of(text, lambda f: f.kind == "formula").text == text

    def test_is_corrected_beside_a_number(self) -> None:
        text = NET + r"$$\frac{\partial z}{\partial w_{2}} = x_1$$" + "\n\n$$2 b = -0.9$$"

        found = of(text)

        assert found.text == text.replace("= x_1$$\n\n$$2", "= x_2$$\n\n$$2").replace(
            "-0.9", "-0.8"
        )


class TestARightNumberStays:
    """What an auditor may take for wrong; none of these pages has a mistake."""

    def test_that_was_printed_with_fewer_digits_ending_in_five_before(self) -> None:
        text = (
            "With $z = -0.39140$ and $t = 0.43$:\n\n$$o = \\tanh(z) = -0.3725$$\n\n"
            "$$E = \\frac{1}{2}(0.43 - (-0.373))^2 = 0.3220$$"
        )

        assert of(text).text == text

    def test_that_is_rounded_from_one_that_stands_alone_among_results(self) -> None:
        text = UNIT + (
            "$$z = w x + b = 0.8 \\cdot 1.5 - 0.4 = 0.8$$\n\n$$n_2 = 2.46795$$\n\n"
            "$$o_2 = n_2 = 2.46795$$\n\n$$d = o_2 - w = 2.467952 - 0.8 = 1.66795$$"
        )

        assert of(text).text == text

    def test_that_is_cut_off_after_a_power_of_ten(self) -> None:
        text = (
            UNIT
            + "$$E = 1/2 · (w x - 1.16)^2$$\n\n"
            + ("$$E = 1/2 · (1.2 - 1.16)^2 ≈ 8.0·10^-4…$$")
        )

        assert of(text).text == text
        assert REFUTED not in verdicts(text)

    def test_that_says_again_what_was_computed_anew(self) -> None:
        text = UNIT + (
            "$$z = w x + b = 0.8 \\cdot 1.5 - 0.4 = 0.8$$\n\n$$o = z$$\n\n$$o = 0.8$$\n\n"
            "$$w' = w - 0.1 = 0.7$$\n\n$$z = 0.7 \\cdot 1.5 - 0.4 = 0.65$$\n\n$$o = 0.65$$\n\n"
            "With $w = 0.5$:\n\n$$z = w x = 0.5 \\cdot 1.5 = 0.75$$\n\n$$o = z = 0.75$$"
        )

        assert of(text).text == text

    def test_that_is_a_new_value_without_a_formula(self) -> None:
        text = (
            "With $w_1 = 0.2$, $w_2 = 0.6$, $x_1 = 1.2$, $x_2 = 1.1$ and $b = 0.4$:\n\n"
            "$$n = w_1 x_1 + w_2 x_2 + b = 0.2 \\cdot 1.2 + 0.6 \\cdot 1.1 + 0.4 = 1.3$$\n\n"
            "$$w_2' = 0.6 - 0.5 \\cdot 1.01 = 0.095$$\n\n## Again\n\n"
            "$$n = 0.2 \\cdot 1.2 + 0.095 \\cdot 1.1 + 0.4 = 0.7445$$"
        )

        assert of(text).text == text
        assert REFUTED not in verdicts(text)
        wrong = text.replace("= 0.7445", "= 0.7454")
        assert of(wrong).text == text

    def test_of_a_quantity_that_was_printed_twice(self) -> None:
        """Rounded once and in full: nothing between the two is anybody's value."""
        text = (
            "With $z = 1.029743$:\n\n"
            "$$h = \\frac{1}{1 + e^{-z}} = 0.73686607 \\approx 0.737$$\n\n"
            "$$n = w h + q$$\n\n$$\\frac{\\partial n}{\\partial w} = h = 0.67011451$$"
        )

        assert "0.736933" not in of(text).text


@pytest.mark.parametrize("form", FORMS)
def test_planted_errors_are_corrected_and_nothing_else(form: str) -> None:
    restored = planted = 0
    for _, _, notes in samples(5, 0, form=form):
        found = corrected(source_of(notes))
        check_text(notes, found)
        planted += len(notes.planted)
        restored += sum(is_restored(p, notes, found) for p in notes.planted)

    assert planted >= 9
    assert restored >= 0.6 * planted


def source_of(notes: Notes) -> Source:
    return document(f"notes{notes.suffix}", notes.text.encode()).source


def check_text(notes: Notes, found: Corrected) -> None:
    """No number is wrong that was corrected, and the text is the same outside the corrections."""
    old, new = notes.text.split("\n"), found.text.split("\n")
    lines = {c.place.line for c in found.corrections}
    left = {(one.place.line, one.printed) for one in found.left}
    again = audit_notes(statements_of(document(f"notes{notes.suffix}", found.text.encode())))

    assert [n for n, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b] == sorted(lines)
    for line in lines:
        before, after = old[line - 1], new[line - 1]
        for c in sorted(found.corrections, key=lambda c: -c.place.column):
            if c.place.line == line:
                at = before.rfind(c.printed, 0, c.place.column - 1 + len(c.printed))
                before = before[:at] + c.digits + before[at + len(c.printed) :]
        assert before == after
    assert {(f.place.line, f.printed) for f in again.findings if f.is_wrong} <= left


def is_restored(planted: Planted, notes: Notes, found: Corrected) -> bool:
    """Whether the digits that were there before the error stand there again."""
    bare = planted.right.lstrip("+-−")
    return any(
        c.place.line == planted.line
        and abs(c.place.column - planted.column) <= 8
        and c.digits.lstrip("+-−(").rstrip(")") == bare
        for c in found.corrections
    )


@pytest.mark.parametrize("number", range(5))
def test_each_lecture_is_corrected_and_nothing_else(number: int, lectures: Path) -> None:
    path = sorted(lectures.glob("*.txt"))[number]
    source = read_document(path).source

    found = corrected(source)

    again = audit_notes(statements_of(document(str(path), found.text.encode())), UNEXPLAINED)
    places = {(c.place.line) for c in found.corrections}
    left = {(one.place.line, one.printed) for one in found.left}
    pairs = zip(source.text.split("\n"), found.text.split("\n"), strict=True)
    assert {n for n, (a, b) in enumerate(pairs, 1) if a != b} == places
    assert {(f.place.line, f.printed) for f in again.findings if f.is_wrong} == left
    assert all(f.kind == "formula" for f in again.findings if f.is_wrong)
    mended = {c.place.line for c in found.corrections if c.of_formula}
    assert mended == MENDED[number]


#: The lines of the lectures in which a symbol or a sign makes a formula true.
MENDED: tuple[set[int], ...] = (
    {77},
    {109, 111, 174, 336, 387},
    set(),
    {12, 46, 94, 162, 281},
    {536, 663, 749, 755, 801},
)
