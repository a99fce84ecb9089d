"""Case files: what is read from them, and the one line that is said of a malformed one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from backproof.cases.fields import CaseError
from backproof.cases.load import DOCUMENTED, documented_cases, load_case
from backproof.cases.network import ACTIVATIONS
from backproof.expressions.notation import parse

HEAD = """title = "A case"
[[layer]]
activation = "sigmoid"
weights = [[0.10, 0.2], [0.3, 0.4]]
biases = [0.5, 0.6]
[[loss]]
kind = "squared_error"
"""
BATCH = """[batch]
inputs = [[1.0, 2.0]]
targets = [[0.0, 1.0]]
"""
NAMES = """[names]
inputs = ["i1", "i2"]
units = [["h1", "h2"]]
weights = [[["w1", "w3"], ["w2", "w4"]]]
biases = [["b", "b"]]
nets = [["net1", "net2"]]
outs = [["out1", "out2"]]
targets = ["t1", "t2"]
errors = ["E1", "E2"]
loss = "E"
"""
DRAWN = """[batch]
data = "uniform"
seed = 3
samples = 4
"""
WHOLE = HEAD + BATCH + NAMES
WEIGHTS = "[[0.10, 0.2], [0.3, 0.4]]"


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


@pytest.fixture
def complaint(case_file: Path) -> Callable[[str], str]:
    """What is said of a file with this text, without its name in front."""

    def said(text: str) -> str:
        case_file.write_text(text, "utf-8")
        with pytest.raises(CaseError) as refused:
            load_case(case_file)
        message = str(refused.value)
        assert "\n" not in message
        assert message.startswith(f"{case_file}: ")
        return message.removeprefix(f"{case_file}: ")

    return said


def changed(old: str, new: str, text: str = WHOLE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_case_is_what_its_file_says(case_file: Path) -> None:
    case_file.write_text(f"learning_rate = 0.50\n{WHOLE}", "utf-8")
    case = load_case(case_file)

    assert (case.id, case.title, case.source) == ("mine", "A case", "")
    assert str(case.learning_rate) == "0.50"
    assert case.settings[0].network.layers[0].weights.tolist() == [[0.1, 0.2], [0.3, 0.4]]
    assert case.settings[0].batch.targets.tolist() == [[0.0, 1.0]]


def test_printed_numbers_keep_their_digits(case_file: Path) -> None:
    case_file.write_text(WHOLE, "utf-8")

    assert load_case(case_file).graph.definitions["w1"] == parse("0.10")


def test_a_symbol_says_which_place_of_the_network_it_is(case_file: Path) -> None:
    case_file.write_text(WHOLE, "utf-8")
    places = {s.name: (s.part, s.layer, s.index) for s in load_case(case_file).symbols}

    assert places["w2"] == ("weight", 0, (1, 0))
    assert places["out2"] == ("out", 0, (1,))
    assert places["E"] == ("loss", 0, ())
    assert {part for part, _, _ in places.values()} == {
        "input", "weight", "bias", "net", "out", "target", "error", "loss", "rate",
    }  # fmt: skip


def test_every_loss_is_a_setting_of_its_own(case_file: Path) -> None:
    second = '[[loss]]\nname = "mean"\nbatch = "mean"\n'
    case_file.write_text(changed(BATCH, second + BATCH), "utf-8")
    settings = load_case(case_file).settings

    assert [(s.name, s.network.loss.batch) for s in settings] == [("", "sum"), ("mean", "mean")]


def test_numbers_of_a_float32_case_are_rounded(case_file: Path) -> None:
    case_file.write_text(f'dtype = "float32"\n{WHOLE}', "utf-8")
    (setting,) = load_case(case_file).settings

    assert setting.network.dtype == setting.batch.inputs.dtype == "float32"


def test_a_case_without_a_network_has_a_graph_alone(case_file: Path) -> None:
    case_file.write_text(
        'title = "x"\n[definitions]\ny = "x**2"\n[free]\nx = []\nA = [2, 3]\n'
        "[sets]\nhalves = [1, 2]\n[domains]\nx = [0, 0.5]\n",
        "utf-8",
    )
    case = load_case(case_file)

    assert case.settings == ()
    assert case.graph.definitions == {"y": parse("x**2")}
    assert case.graph.free == {"x": (), "A": (2, 3)}
    assert case.graph.sets == {"halves": (1, 2)}
    assert case.graph.domains == {"x": (0.0, 0.5)}


def test_data_that_are_drawn_leave_the_names_free(case_file: Path) -> None:
    case_file.write_text(HEAD + DRAWN + NAMES, "utf-8")
    case = load_case(case_file)

    assert case.settings[0].batch.size == 4
    assert set(case.graph.free) == {"i1", "i2", "w1", "w2", "w3", "w4", "b", "t1", "t2", "eta"}


def test_every_documented_case_is_read() -> None:
    cases = documented_cases()

    assert len(cases) == len(list(DOCUMENTED.glob("*.toml"))) >= 17
    assert all(case.title and case.source for case in cases)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "title: missing, expected a string"),
        (changed('title = "A case"', ""), "title: missing, expected a string"),
        (changed('title = "A case"', "title = 3"), "title: found 3, expected a string"),
        (
            "tilte = 3\n" + WHOLE,
            "tilte: unknown, expected one of title, source, learning_rate, layer, loss, batch, "
            "names, definitions, free, sets, domains, dtype",
        ),
        ("learning_rate = []\n" + WHOLE, "learning_rate: found [], expected a number"),
        ('learning_rate = "fast"\n' + WHOLE, "learning_rate: found 'fast', expected a number"),
        ("learning_rate = inf\n" + WHOLE, "learning_rate: found 'inf', expected a number"),
        ('dtype = "half"\n' + WHOLE, "dtype: found 'half', expected float64 or float32"),
        ('title = "x"\nlayer = 3', "layer: found 3, expected a list"),
        (
            'title = "x"\nlayer = []\n[[loss]]\n' + BATCH,
            "layers: a network needs at least one",
        ),
        (HEAD, "batch: missing, expected a table"),
        ('title = "x"\n[[layer]]\n', "layer[0].weights: missing, expected a list"),
        (changed('[[loss]]\nkind = "squared_error"\n', ""), "loss: missing, expected a list"),
    ],
)
def test_a_wrong_field_at_the_top_is_named(
    text: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(text) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"sigmoid"',
            '"sigmoidal"',
            "activation: found 'sigmoidal', expected one of " + ", ".join(ACTIVATIONS),
        ),
        ('"sigmoid"', "3", "activation: found 3, expected a string"),
        ('activation = "sigmoid"\n', "", "activation: missing, expected a string"),
        (
            'activation = "sigmoid"\n',
            'activaton = "sigmoid"\n',
            "activaton: unknown, expected one of weights, biases, activation, alpha",
        ),
        (f"weights = {WEIGHTS}\n", "", "weights: missing, expected a list"),
        (WEIGHTS, '"many"', "weights: found 'many', expected a list"),
        (WEIGHTS, "[[0.1], [0.3, 0.4]]", "weights: rows of lengths [1, 2], expected equal lengths"),
        (WEIGHTS, "[0.1, 0.2]", "weights: found 1 dimension(s), expected 2"),
        (WEIGHTS, "[[[0.1]]]", "weights: found 3 dimension(s), expected 2"),
        (WEIGHTS, '[["x", 0.2]]', "weights[0][0]: found 'x', expected a number"),
        (WEIGHTS, "[[0.1, true]]", "weights[0][1]: found True, expected a number"),
        (
            WEIGHTS,
            "[[0.1, 2001-01-01]]",
            "weights[0][1]: found datetime.date(2001, 1, 1), expected a number",
        ),
        (WEIGHTS, "[[nan, 0.2]]", "weights[0, 0]: found nan, expected a finite number"),
        (WEIGHTS, "[[0.1, -inf]]", "weights[0, 1]: found -inf, expected a finite number"),
        (WEIGHTS, "[[0.1, 1e999]]", "weights[0, 1]: found inf, expected a finite number"),
        (
            "[0.5, 0.6]",
            "[0.5]",
            "biases: found 1, expected 2, one for each column of weights (2, 2)",
        ),
        ("[0.5, 0.6]", "[[0.5, 0.6]]", "biases: found 2 dimension(s), expected 1"),
        ('"sigmoid"', '"elu"\nalpha = "x"', "alpha: found 'x', expected a number"),
        ('"sigmoid"', '"elu"\nalpha = inf', "alpha: found 'inf', expected a number"),
        ('"sigmoid"', '"elu"\nalpha = true', "alpha: found True, expected a number"),
    ],
)
def test_a_wrong_field_of_a_layer_is_named(
    old: str, new: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(changed(old, new, HEAD + BATCH)) == f"layer[0].{said}"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("kind = 3", "loss[0].kind: found 3, expected a string"),
        ("half = 1", "loss[0].half: found 1, expected true or false"),
        (
            'kid = "x"',
            "loss[0].kid: unknown, expected one of name, kind, outputs, batch, half, log_base",
        ),
        (
            'kind = "hinge"',
            "loss[0].loss.kind: found 'hinge', expected one of squared_error, "
            "binary_cross_entropy, categorical_cross_entropy",
        ),
        (
            'kind = "binary_cross_entropy"\nhalf = true',
            "loss[0].loss.half: only squared_error is halved, found binary_cross_entropy",
        ),
        ("name = 3", "loss[0].name: found 3, expected a string"),
        (
            'kind = "categorical_cross_entropy"',
            "loss.kind: categorical_cross_entropy does not fit outputs of sigmoid; expected one "
            "of squared_error, binary_cross_entropy",
        ),
    ],
)
def test_a_wrong_field_of_a_loss_is_named(
    new: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(changed('kind = "squared_error"', new)) == said


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ("[batch]\ntargets = [[0.0, 1.0]]\n", "batch.inputs: missing, expected a list"),
        (
            changed("[[0.0, 1.0]]", "[[0.0, 1.0], [0.0, 1.0]]", BATCH),
            "batch.targets: found 2 rows, expected 1 (one for each row of inputs, and at least "
            "one)",
        ),
        (changed("[[1.0, 2.0]]", "[[1.0]]", BATCH), "inputs: found 1 columns, expected 2"),
        (changed("[[0.0, 1.0]]", "[[1.0]]", BATCH), "targets: found 1 columns, expected 2"),
        (
            changed("[[1.0, 2.0]]", "[[1.0, nan]]", BATCH),
            "batch.inputs[0, 1]: found nan, expected a finite number",
        ),
        (BATCH + "seed = 3\n", "batch.seed: unknown, expected one of inputs, targets"),
        (
            changed('"uniform"', '"spiral"', DRAWN),
            "batch.data: found 'spiral', expected one of uniform, gaussian, circle",
        ),
        (
            changed("samples = 4", "samples = 0", DRAWN),
            "batch.samples: expected 1 to 10000, and a seed of 0 or more",
        ),
        (
            changed("samples = 4", "samples = 10001", DRAWN),
            "batch.samples: expected 1 to 10000, and a seed of 0 or more",
        ),
        (
            changed("samples = 4", "samples = 4.5", DRAWN),
            "batch.samples: found '4.5', expected a whole number",
        ),
        (changed("seed = 3\n", "", DRAWN), "batch.seed: missing, expected a whole number"),
        (
            DRAWN + "inputs = [[1.0, 2.0]]\n",
            "batch.inputs: unknown, expected one of data, seed, samples",
        ),
        (changed('"uniform"', '"circle"', DRAWN), "targets: found 1 columns, expected 2"),
    ],
)
def test_a_wrong_field_of_a_batch_is_named(
    batch: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(HEAD + batch) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('inputs = ["i1", "i2"]', 'inputs = ["i1"]', "inputs: expected names in the shape (2,)"),
        ('"i2"', '"2i"', "inputs: expected names in the shape (2,)"),
        ('"i2"', "2", "inputs: expected names in the shape (2,)"),
        ('["t1", "t2"]', '["t1"]', "targets: expected names in the shape (2,)"),
        ('["E1", "E2"]', "[]", "errors: expected names in the shape (2,)"),
        ('[["b", "b"]]', '["b", "b"]', "biases: expected names in the shape [(2,)]"),
        ('[["net1", "net2"]]', '[["net1"]]', "nets: expected names in the shape [(2,)]"),
        ('[["h1", "h2"]]', "[]", "units: expected names in the shape [(2,)]"),
        ('[["out1", "out2"]]', '[["out1"], ["out2"]]', "outs: expected names in the shape [(2,)]"),
        ('["w2", "w4"]', '["w2"]', "weights: expected names in the shape [(2, 2)]"),
        ('[[["w1", "w3"], ["w2", "w4"]]]', '["w"]', "weights: expected names in the shape [(2, 2)"),
        ('["t1", "t2"]', '"t"', "targets: found 't', expected a list"),
        ('loss = "E"\n', "", "loss: missing, expected a string"),
        ('loss = "E"', 'loss = "E"\nrate = 3', "rate: found 3, expected a string"),
        ('loss = "E"', 'loss = "E"\nlos = "E"', "los: unknown, expected one of inputs, weights"),
    ],
)
def test_names_of_the_wrong_shape_are_named(
    old: str, new: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(changed(old, new)).startswith(f"names.{said}")


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ('f = "x +"', "definitions.f: not a formula: 'x +'"),
        ('f = "x.y"', "definitions.f: not part of the notation: 'x.y'"),
        ("f = [1]", "definitions.f: a matrix is written [[a, b], [c, d]]: '[1]'"),
        ("f = true", "definitions.f: not part of the notation: 'True'"),
        ('f = "exp(1, 2)"', "definitions.f: exp takes 1 argument(s): 'exp(1, 2)'"),
    ],
)
def test_a_wrong_definition_is_named(
    definition: str, said: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(f"{WHOLE}[definitions]\n{definition}\n").startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"/none\.toml: no such file; expected a case in TOML$"):
        load_case(tmp_path / "none.toml")


def test_a_file_that_is_no_toml_is_named(complaint: Callable[[str], str]) -> None:
    assert complaint("title = ").startswith("not TOML: ")


@pytest.mark.parametrize(
    "text",
    [
        'title = "x"\nlayer = [3]\nloss = []\n' + BATCH,
        changed('[[loss]]\nkind = "squared_error"\n', "", f"loss = []\n{WHOLE}"),
        changed('[[loss]]\nkind = "squared_error"\n', "", f"loss = [3]\n{WHOLE}"),
        WHOLE + "[free]\nx = 3\n",
        WHOLE + '[free]\nx = "ab"\n',
        WHOLE + "[sets]\nx = 3\n",
        WHOLE + "[domains]\nx = 3\n",
        WHOLE + "[domains]\nx = [1]\n",
        WHOLE + '[domains]\nx = ["a", "b"]\n',
        changed('"sigmoid"', '"elu"\nalpha = 1e999'),
        changed(WEIGHTS, f"[[{'1' * 400}, 0.2], [0.3, 0.4]]"),
        changed(WEIGHTS, "[[0.1, 0.2], 0.3]"),
        changed(WEIGHTS, "[[[0.1], [0.2, 0.3]]]"),
        changed("[[1.0, 2.0]]", "[[1e-99999, 2.0]]"),
        changed("[[1.0, 2.0]]", '[[" 1", 2.0]]'),
        changed("[[1.0, 2.0]]", "[[1e300, 2.0]]", f'dtype = "float32"\n{WHOLE}'),
        WHOLE + "[domains]\nx = [1, 0]\n",
        WHOLE + "[domains]\nx = [0, 1e999]\n",
        WHOLE + "[domains]\nx = [0, nan]\n",
        WHOLE + "[free]\nx = [2]\n",
        WHOLE + "[free]\nx = [0, 2]\n",
        WHOLE + "[sets]\nx = [[1]]\n",
        WHOLE + "[sets]\nx = [true]\n",
        "learning_rate = 1e999\n" + WHOLE,
        changed(WEIGHTS, "[" * 70 + "0.1" + "]" * 70),
        changed("[0.5, 0.6]", '["5%", 0.6]'),
    ],
    ids=[
        "layer is a number", "no loss", "loss is a number", "free is a number", "free is a text",
        "set is a number", "domain is a number", "domain with one end", "domain of names",
        "alpha overflows", "weight is a huge integer", "row and number", "ragged in depth",
        "exponent of five digits", "number with a space", "overflows float32",
        "domain upside down", "domain overflows", "domain to nan", "free in one dimension",
        "free without rows", "set of sets", "set of truths", "rate overflows",
        "seventy dimensions", "weight in percent",
    ],
)  # fmt: skip
def test_whatever_is_malformed_is_answered_by_one_line(
    text: str, complaint: Callable[[str], str]
) -> None:
    assert complaint(text)
