"""What rows of numbers under headers say, in every kind of document."""

import pytest
from backproof.expressions.written import written
from backproof.reading.documents import document
from backproof.reading.statements import Read, statements_of
from backproof.reading.tables import TableRead

MARKDOWN = """
| i | $y_i$ | $\\hat{y}_i$ | $(y_i - \\hat{y}_i)^2$ |
|---|---|---|---|
| 1 | 0.50 | $-0.4$ | **0.81** |
| 2 | 0.7 | 0.9 | 0.04 |
"""
LATEX = r"""
\begin{tabular}{rrrr}
$i$ & $y_i$ & $\hat{y}_i$ & $(y_i - \hat{y}_i)^2$ \\ \hline
1 & $0.50$ & $-0.4$ & $0.81$ \\
2 & $0.7$ & $0.9$ & $0.04$
\end{tabular}
"""
REST = """
.. list-table::
   :header-rows: 1

   * - i
     - :math:`y_i`
     - :math:`\\hat{y}_i`
     - :math:`(y_i - \\hat{y}_i)^2`
   * - 1
     - 0.50
     - -0.4
     - 0.81
   * - 2
     - 0.7
     - 0.9
     - 0.04
"""
HTML = """
<table>
<tr><th>i</th><th>y</th><th>ŷ</th><th>(y − ŷ)²</th></tr>
<tr><td>1</td><td>0.50</td><td>−0.4</td><td>0.81</td></tr>
<tr><td>2</td><td>0.7</td><td>0.9</td><td>0.04</td></tr>
</table>
"""
TABS = "i\ty\tŷ\t(y - ŷ)²\n1\t0.50\t-0.4\t0.81\n2\t0.7\t0.9\t0.04\n"
DISPLAY = r"""
$$\begin{array}{c|c}
\mathrm{Round} & \mathrm{Error}\\
\hline
1 & 0.298371\\
300 & 0.005057\\
\end{array}$$
"""


def read(text: str, name: str = "notes.md") -> Read:
    return statements_of(document(name, text.encode()))


def table(text: str, name: str = "notes.md") -> TableRead:
    (found,) = read(text, name).tables
    return found


def digits(found: TableRead) -> list[list[str]]:
    return [[n.printed.text if n else "" for n in row.numbers] for row in found.rows]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MARKDOWN, "notes.md"),
        (HTML, "notes.md"),
        (LATEX, "notes.tex"),
        (REST, "notes.rst"),
        (TABS, "notes.txt"),
    ],
    ids=["markdown", "html", "latex", "rest", "tabs"],
)
def test_every_kind_of_document_gives_the_same_rows(text: str, name: str) -> None:
    found = table(text, name)

    assert digits(found) == [["1", "0.50", "-0.4", "0.81"], ["2", "0.7", "0.9", "0.04"]]
    of_second_row = [written(q) if q else "" for q in found.rows[1].quantities]
    assert of_second_row == ["", "y2", "y_hat_2", "(y2 - y_hat_2)**2"]


def test_a_number_knows_its_place() -> None:
    number = table(MARKDOWN).rows[0].numbers[3]

    assert number is not None
    assert number.place is not None
    assert (number.place.line, number.place.column) == (4, 25)


def test_the_names_of_a_row_are_given_their_numbers() -> None:
    assert [s.text for s in read(MARKDOWN).statements] == [
        "y1 = 0.50",
        "y_hat_1 = -0.4",
        "y2 = 0.7",
        "y_hat_2 = 0.9",
    ]


def test_what_an_equation_says_is_not_given_by_a_table() -> None:
    text = MARKDOWN + "\n$\\hat{y}_i = w x_i$\n"

    assert [s.text for s in read(text).statements][:2] == ["y1 = 0.50", "y2 = 0.7"]


def test_an_array_in_a_display_is_a_table() -> None:
    found = read(DISPLAY)

    assert digits(found.tables[0]) == [["1", "0.298371"], ["300", "0.005057"]]
    assert not found.unreadable


def test_a_decimal_comma_is_read() -> None:
    text = "| x | $\\sigma(x)$ |\n|---|---|\n| 0,5 | 0,6225 |\n| ,7 | ,6682 |\n"

    values = [[float(n.printed.value) for n in row.numbers if n] for row in table(text).rows]
    assert values == [[0.5, 0.6225], [0.7, 0.6682]]


def test_a_table_of_samples_beside_one_another_is_turned() -> None:
    text = "| | a | b | c |\n|---|---|---|---|\n| y | 1 | 2 | 3 |\n| 2y | 2 | 4 | 6 |\n"

    assert digits(table(text)) == [["", "1", "2"], ["", "2", "4"], ["", "3", "6"]]


@pytest.mark.parametrize(
    "text",
    [
        "| Name | Value |\n|---|---|\n| w | 0.5 |\n| b | 0.1 |\n",
        "| w | b |\n|---|---|\n| 0.5 | 0.1 |\n",
        "| Name | before | after |\n|---|---|---|\n| w | 0.5 | 0.4 |\n| b | 0.1 | 0.2 |\n",
    ],
)
def test_names_with_their_values_are_statements(text: str) -> None:
    found = read(text)

    assert not found.tables
    assert [s.text for s in found.statements] == ["w = 0.5", "b = 0.1"]


@pytest.mark.parametrize(
    "text",
    [
        "| Model | Accuracy |\n|---|---|\n| A | 0.8 |\n| B | 0.9 |\n",
        "$$\\begin{array}{cc} 1 & 2 \\\\ 3 & 4 \\end{array}$$",
        "| |\n|---|\n| 1 |\n",
        "| a | b |\n|---|---|\n",
    ],
)
def test_other_tables_are_left_alone(text: str) -> None:
    assert not read(text).tables
