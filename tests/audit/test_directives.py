"""What an author says in directives fills what the text does not say, and never in silence."""

from backproof.audit.finding import Audited
from backproof.audit.notes import audit_notes
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

UNIT = r"""
$$net = w x + b$$

$$out = \sigma(net) = 0.7502601$$
"""
VALUES = "<!-- backproof: let w = 0.5, x = 2.0 -->\n<!-- backproof: let b = 0.1 -->\n"
MAZUR = r"""
$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3775$$

$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}} = 0.593269992$$
"""


def audited(text: str) -> Audited:
    return audit_notes(statements_of(document("notes.md", text.encode())))


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(f.printed, f.verdict) for f in audited(text).findings if f.kind != "given"]


class TestLet:
    def test_what_it_gives_decides(self) -> None:
        assert verdicts(UNIT) == [("0.7502601", "given")]
        assert verdicts(VALUES + UNIT) == [("0.7502601", "confirmed")]
        assert verdicts(VALUES + UNIT.replace("601", "610")) == [("0.7502610", "refuted")]

    def test_its_place_does_not_matter_where_it_is_the_first(self) -> None:
        assert verdicts(UNIT + VALUES) == [("0.7502601", "confirmed")]

    def test_a_later_one_holds_from_there_on(self) -> None:
        again = UNIT.replace("0.7502601", "0.9002495")

        found = audited(VALUES + UNIT + "\n<!-- backproof: let w = 1.05 -->\n" + again)

        assert [f.verdict for f in found.findings] == ["confirmed", "confirmed"]
        assert found.problems == ()

    def test_the_text_beats_it_and_a_problem_says_so(self) -> None:
        found = audited(VALUES.replace("0.5", "0.6") + "\n$w = 0.5$\n" + UNIT)

        assert [f.verdict for f in found.findings if f.printed == "0.7502601"] == ["confirmed"]
        assert found.problems == (
            "notes.md:1:17: let w = 0.6: the text has w = 0.5 from line 4 on, which holds there",
        )

    def test_a_formula_of_the_text_beats_it_too(self) -> None:
        found = audited("<!-- backproof: let net = 7 -->\n" + VALUES + UNIT)

        assert [f.verdict for f in found.findings] == ["confirmed"]
        assert found.problems[0].startswith(
            "notes.md:1:17: let net = 7: the text says how net follows (w*x + b)"
        )

    def test_another_number_put_in_for_it_is_found(self) -> None:
        put_in = UNIT.replace("w x + b", "w x + b = 0.7 * 2.0 + 0.1 = 1.5", 1)

        assert ("0.7", "operand") in verdicts(VALUES + put_in)

    def test_another_number_put_in_from_the_beginning_is_not_another_example(self) -> None:
        line = "\n$$net = w x + b = 0.7 * 2.0 + 0.1 = 1.5$$\n"

        found = verdicts(VALUES + "\n$x = 2.0$\n" + line + line + line)

        assert found.count(("0.7", "operand")) == 3

    def test_a_second_example_of_the_text_has_its_own_values(self) -> None:
        first = "\n$$net = w x + b = 0.5 * 2.0 + 0.1 = 1.1$$\n"
        second = "\n$w = 0.7$\n\n$$net = w x + b = 0.7 * 2.0 + 0.1 = 1.5$$\n"

        found = audited(VALUES + first + second)

        assert not [f for f in found.findings if f.is_wrong]
        assert len(found.problems) == 1

    def test_a_name_that_the_text_does_not_speak_of_is_a_problem(self) -> None:
        found = audited("<!-- backproof: let w9 = 1 -->\n" + VALUES + UNIT)

        assert found.problems == ("notes.md:1:17: let w9 = 1: the text does not speak of it",)

    def test_it_gives_a_table_its_constants(self) -> None:
        text = """
$x_k = x_{k-1} - \\eta (2 x_{k-1} - 2)$

| k | x |
|---|---|
| 0 | 3.0000 |
| 1 | 2.0000 |
| 2 | 1.5000 |
| 3 | 1.2600 |
"""
        found = verdicts("<!-- backproof: let eta = 0.25 -->\n" + text)

        assert ("1.2600", "refuted") in found

    def test_it_is_counted_and_said_where_it_is_from(self) -> None:
        found = audited(VALUES + UNIT)

        assert found.directives == 2
        assert {(k.name, k.value, k.how) for k in found.known} == {
            ("w", "0.5", "by directive"),
            ("x", "2.0", "by directive"),
            ("b", "0.1", "by directive"),
        }


class TestCase:
    def test_its_values_and_formulas_fill_what_the_text_does_not_say(self) -> None:
        found = audited("<!-- backproof: case sigmoid-2-2-2 -->\n" + MAZUR)

        assert [f.verdict for f in found.findings] == ["confirmed", "confirmed"]
        assert {k.how for k in found.known} == {"by the case sigmoid-2-2-2"}

    def test_a_result_without_a_formula_is_judged_by_the_cases(self) -> None:
        text = "<!-- backproof: case sigmoid-2-2-2 -->\n\n$$E_{total} = 0.298371190$$\n"

        assert verdicts(text) == [("0.298371190", "refuted")]

    def test_the_text_beats_it(self) -> None:
        text = "<!-- backproof: case sigmoid-2-2-2 -->\n\n$b_1 = 0.45$\n" + MAZUR

        assert ("0.3775", "refuted") in verdicts(text)

    def test_a_let_beats_it(self) -> None:
        text = "<!-- backproof: case sigmoid-2-2-2 -->\n<!-- backproof: let b1 = 0.45 -->\n" + MAZUR

        assert verdicts(text)[0] == ("0.3775", "refuted")

    def test_after_an_update_it_does_not_give_the_old_value(self) -> None:
        text = (
            "<!-- backproof: case sigmoid-2-2-2 -->\n"
            + MAZUR.replace("0.3775", "0.377500")
            + "\n$$w_1 \\leftarrow w_1 - 0.5 \\cdot 0.000438568 = 0.149780716$$\n"
            + "\n# Again\n\n"
            + "$$net_{h1} = 0.149780716 \\cdot 0.05 + 0.2 \\cdot 0.1 + 0.35 = 0.377489$$\n"
        )

        assert not [v for _, v in verdicts(text) if v == "operand"]

    def test_one_that_does_not_exist_is_a_problem(self) -> None:
        found = audited("<!-- backproof: case nobody -->\n" + UNIT)

        assert found.problems[0].startswith("notes.md:1:17: no case nobody; there are activation")

    def test_a_name_with_a_path_in_it_is_no_case(self) -> None:
        found = audited("<!-- backproof: case ../documented/losses -->\n" + UNIT)

        assert "no case ../documented/losses" in found.problems[0]
