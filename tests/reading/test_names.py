"""Which quantity a name means: in the light of the whole document."""

from collections.abc import Callable

import pytest
from backproof.expressions.written import written
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

Stated = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("w_5", "w5"),
        ("w5", "w5"),
        ("w_{5}", "w5"),
        ("w₅", "w5"),
        (r"\mathbf{w}_5", "w5"),
        ("w_{1,3}", "w1_3"),
        ("w_{13}", "w13"),
        ("w_{11}^{2}", "w11_L2"),
        ("w_{11}^{(2)}", "w11_L2"),
        ("W^{(2)}", "W_L2"),
        ("W^{[1]}", "W_L1"),
        ("a^{(l+1)}", "a_Ll_plus_1"),
        ("net_{h1}", "net_h1"),
        (r"\mathrm{net}_{h_1}", "net_h1"),
        ("out_{h_{1}}", "out_h1"),
        (r"\text{out}_{h1}", "out_h1"),
        ("outh_1", "outh_1"),
        (r"\text{out } O_1", "outO_1"),
        (r"\hat y", "y_hat"),
        ("ŷ", "y_hat"),
        (r"\hat{y}_1", "y_hat_1"),
        (r"\theta_0", "theta_0"),
        ("θ₀", "theta_0"),
        ("E_{total}", "E_total"),
        (r"E_\text{total}", "E_total"),
        ("J(\\theta)", "J"),
    ],
)
def test_a_name_by_its_spellings(stated: Stated, text: str, name: str) -> None:
    assert stated(f"${text} = 0.5$") == [f"{name} = 0.5"]


@pytest.mark.parametrize(
    "text",
    [
        "w_5^+", "w_5^{+}", "w_{5new}", "w_{5,new}", "w_5^{new}", "w_5^{(new)}", "w_5'",
        r"w_5^{\prime}", r"w_5^{\text{new}}", r"w_{5}^{\mathrm{neu}}", r"w_{5,\text{nuevo}}",
        "w_5^{nouveau}", "w_5^{nova}", r"w_5^{\text{nieuw}}", r"w_5^{\text{новый}}",
    ],
)  # fmt: skip
def test_an_updated_name_in_every_spelling_and_language(stated: Stated, text: str) -> None:
    assert stated(f"${text} = 0.5$") == ["w5_new = 0.5"]


def test_the_name_before_an_update_is_the_plain_one(stated: Stated) -> None:
    assert stated(r"$w_{new} = w_{old} - 0.1$") == ["w_new = w - 0.1"]


def test_spellings_of_one_name_are_one_within_a_document(stated: Stated) -> None:
    text = r"$out_{h1} = 0.5$ and $outh_1 = 0.5$ and $\text{out}_{h_1} = 0.5$"

    assert len(set(stated(text))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("w_{13}", "w_3"), ("w_1", "W_1"), ("w_5", "w_5^+"), ("E_{o1}", "E_{o2}"), ("w^{(1)}", "w_1")],
)
def test_other_names_are_others(stated: Stated, one: str, other: str) -> None:
    first, second = stated(f"${one} = 1$ and ${other} = 1$")

    assert first != second


@pytest.mark.parametrize(
    ("before", "found"),
    [("$W^l = 2$", "W_L2 = 4"), ("$W^{(1)} = 2$", "W**2 = 4")],
)
def test_a_number_above_is_a_layer_where_the_document_counts_layers_there(
    stated: Stated, before: str, found: str
) -> None:
    assert stated(f"{before}\n\n$W^2 = 4$")[1] == found


@pytest.mark.parametrize(
    ("before", "found"),
    [("$w = 1$ and $x = 2$", "z = w*x"), ("$a = 1$", "z = wx")],
)
def test_letters_are_factors_where_the_document_has_the_letters(
    stated: Stated, before: str, found: str
) -> None:
    assert stated(f"{before}\n\n$z = wx$")[-1] == found


@pytest.mark.parametrize("word", ["net", "out", "loss", "bias", "eta"])
def test_words_are_no_products(stated: Stated, word: str) -> None:
    letters = " ".join(f"${letter} = 1$," for letter in word)

    assert stated(f"{letters} ${word} = 2$")[-1] == f"{word} = 2"


def test_a_function_of_a_name_is_a_quantity_and_of_a_number_its_value(stated: Stated) -> None:
    text = "$f(x) = x^2$ and $f(3) = 9$ and $f'(x) = 2x$"

    assert stated(text) == ["f = x**2", "at(f, x, 3) = 9", "f_prime = 2*x"]


def test_an_index_of_a_sum_stays_an_index(stated: Stated) -> None:
    assert stated(r"$z_j = \sum_i w_{ij} x_i$") == ["z_j = sum(w_ij*x[i] for i in i)"]


class TestDamage:
    """What a scan lost is read where the whole document bears it out, and is told."""

    SCAN = "".join(rf"$$\frac{{2E}}{{2w_{i}}} = 0.{i}$$" + "\n\n" for i in range(1, 5))

    def test_a_page_that_writes_2_for_a_differential(self, stated: Stated) -> None:
        assert stated(self.SCAN)[:2] == ["d(E, w1) = 0.1", "d(E, w2) = 0.2"]

    def test_it_is_told(self, repaired: Stated) -> None:
        assert repaired(self.SCAN) == ["2…/2… read as ∂…/∂…"] * 4

    def test_one_fraction_of_twos_is_a_fraction(self, stated: Stated, repaired: Stated) -> None:
        text = r"$x = \frac{2a}{2b}$"

        assert stated(text) == ["x = 2*a/(2*b)"]
        assert repaired(text) == [""]

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            (r"$\frac{\partial E}{w} = 2$", "a derivative without the ∂ below"),
            (r"$\frac{E}{\partial w} = 2$", "a derivative without the ∂ above"),
            ("$x = 2(1 + 3$", "a parenthesis that is not closed"),
        ],
    )
    def test_what_is_lost_in_one_place_is_told(
        self, repaired: Stated, text: str, note: str
    ) -> None:
        assert repaired(text) == [note]

    @pytest.mark.parametrize(
        "text", [r"$\frac{\partial E}{\partial w} = 2$", "dE/dw = 0.1", r"$\frac{dE}{dw} = 2$"]
    )
    def test_what_is_whole_is_not_called_repaired(self, repaired: Stated, text: str) -> None:
        assert repaired(text) == [""]


def test_a_damaged_sign_may_stand_before_its_fraction() -> None:
    scan = "".join(rf"$$\frac{{2E}}{{2w_{i}}} = 0.{i}$$" + "\n\n" for i in range(1, 6))
    text = scan + r"$$2 \frac{E}{2 w_7} = 0.5$$"

    last = statements_of(document("notes.md", text.encode())).statements[-1]

    assert written(last.members[0].expression) == "d(E, w7)"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("h (y - t)", "h*(y - t)"),
        ("h (y - t)^T", "h*T(y - t)"),
        ("h_1 (y - t)", "h1*(y - t)"),
        ("f (y - t)", "f(y - t)"),
    ],
)
def test_the_outputs_of_a_layer_are_no_function(formula: str, said: str) -> None:
    text = f"$$h = Wx$$\n\n$$h_1 = Wx$$\n\n$$g = {formula}$$\n"
    last = statements_of(document("notes.md", text.encode())).statements[-1]

    assert written(last.members[1].expression) == said


def test_a_superscript_that_counts_the_terms_of_a_sequence_is_no_power(stated: Stated) -> None:
    text = r"$$w^{t+1} = w^t - 0.1 g$$ $$w^{1} = w^{0} - 0.2$$"

    assert stated(text) == ["w_Lt_plus_1 = w_Lt - 0.1*g", "w_L1 = w_L0 - 0.2"]


def test_a_power_with_a_sum_above_stays_a_power(stated: Stated) -> None:
    assert stated(r"$$x^{n+1} = x x^n$$") == ["x**(n + 1) = x*x**n"]


def test_a_prime_before_one_argument_is_a_derivative(stated: Stated) -> None:
    text = r"$$y'(\theta) = 2\theta$$ $$y'(\theta_0) = y'(-4)$$ $$w' = w'(1 - w)$$"

    assert stated(text) == [
        "y_prime = 2*theta",
        "at(y_prime, theta, theta_0) = at(y_prime, theta, -(+4))",
        "w_new = w_new*(1 - w)",
    ]
