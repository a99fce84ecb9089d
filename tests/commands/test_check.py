"""`backproof check`: right functions pass, slips are named, what cannot be judged says why."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import backproof
import numpy as np
import pytest
from backproof.agreement.answers import GradientFunction
from backproof.cases.network import Array
from click.testing import Result
from jsonschema import Draft202012Validator

SCHEMA = json.loads(files("backproof.reports").joinpath("schema.json").read_text("utf-8"))
Run = Callable[..., Result]

#: A gradient function by hand, for sigmoid layers and the sum of squared errors; MISTAKE goes in.
MODULE = """
import numpy as np

calls = []


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradients(weights, biases, inputs, targets):
    outs = [inputs]
    for W, b in zip(weights, biases):
        outs.append(sigmoid(outs[-1] @ W + b))
    delta = 2 * (outs[-1] - targets) * outs[-1] * (1 - outs[-1])
    dW, db = [], []
    for l in reversed(range(len(weights))):
        dW.insert(0, outs[l].T @ delta)
        db.insert(0, delta.sum(axis=0))
        if l:
            slope = outs[l] * (1 - outs[l])
            # SLOPE
            delta = (delta @ weights[l].T) * slope
    # RESULT
    return dW, db
"""


@pytest.fixture
def mine(folder: Path) -> Iterator[Callable[..., str]]:
    """A module of one's own with a line put in; the name of its function."""
    names: list[str] = []

    def write(result: str = "", slope: str = "") -> str:
        name = f"mine{len(names)}"
        text = MODULE.replace("# RESULT", result).replace("# SLOPE", slope)
        (folder / f"{name}.py").write_text(text, "utf-8")
        names.append(name)
        sys.modules.pop(name, None)
        return f"{name}:gradients"

    yield write
    for name in names:
        sys.modules.pop(name, None)


class TestVerdicts:
    def test_a_right_function_passes(self, run: Run, mine: Callable[..., str]) -> None:
        result = run("check", mine(), "--oracles", "balls")

        assert result.exit_code == 0
        assert result.stdout.startswith("right: ")
        assert result.stdout.count(" right\n") == 3

    @pytest.mark.parametrize(
        ("lines", "cause"),
        [
            ({"slope": "slope = 1"}, "the factor f'(z) is missing"),
            ({"slope": "slope = sigmoid(outs[l]) * (1 - sigmoid(outs[l]))"}, "at the output f(z)"),
            ({"result": "db = [b / len(inputs) for b in db]"}, "a mean over the batch"),
            ({"result": "dW, db = [-W for W in dW], [-b for b in db]"}, "sign of the whole"),
            ({"result": "db = [0 * b for b in db]"}, "left at 0"),
            ({"result": "dW = [W / 2 for W in dW]; db = [b / 2 for b in db]"}, "2 of the der"),
        ],
    )
    def test_a_slip_is_named_with_its_correction(
        self, lines: dict[str, str], cause: str, run: Run, mine: Callable[..., str]
    ) -> None:
        result = run("check", mine(**lines), "--oracles", "balls")

        assert result.exit_code == 1
        assert result.stdout.startswith("wrong: ")
        assert cause in result.stdout.split("cause: ")[1]
        assert "\ncorrection: " in result.stdout

    def test_a_pair_of_slips_is_named(self, run: Run, mine: Callable[..., str]) -> None:
        function = mine(slope="slope = 1", result="db = [b / len(inputs) for b in db]")

        result = run("check", function, "--oracles", "balls")

        cause = result.stdout.split("cause: ")[1].split("\n")[0]
        first, second = cause.split("; and ")
        assert {"f'(z) is missing" in first, "f'(z) is missing" in second} == {True, False}
        assert "a mean over the batch" in cause

    def test_what_no_slip_explains_is_said_to_be_so(
        self, run: Run, mine: Callable[..., str]
    ) -> None:
        result = run("check", mine("dW[0][0, 0] *= 1.001"), "--oracles", "balls")

        assert result.exit_code == 1
        assert "no slip, and no pair of slips" in result.stdout

    def test_every_oracle_is_asked(
        self, run: Run, mine: Callable[..., str], torch_ready: object
    ) -> None:
        result = run("check", mine(slope="slope = 1"), "--oracles", "torch")

        assert result.stdout.count("seen by balls, torch\n") == 3

    def test_a_case_of_ones_own(self, run: Run, mine: Callable[..., str], case: Path) -> None:
        result = run("check", mine(), "--case", case, "--oracles", "balls")

        assert result.exit_code == 0
        assert result.stdout.startswith("right: mine0:gradients on unit, ")

    def test_a_case_with_batches_that_are_drawn(
        self, run: Run, mine: Callable[..., str], case: Path
    ) -> None:
        result = run("check", mine(), "--case", case, "--batches", "3,4", "--oracles", "balls")

        assert result.exit_code == 0
        assert re.findall(r"batch of (\d)", result.stdout) == ["1", "3", "4"]

    def test_json_has_the_diagnosis(self, run: Run, mine: Callable[..., str]) -> None:
        run("check", mine(slope="slope = 1"), "--oracles", "balls", "--json", "r.json", "-q")

        document = json.loads(Path("r.json").read_text("utf-8"))
        Draft202012Validator({"$ref": "#/$defs/check", "$defs": SCHEMA["$defs"]}).validate(document)
        best = document["diagnosis"]["explanations"][0]
        assert document["verdict"] == "wrong"
        assert best["slips"] == ["slope missing (layer 1)"]
        assert best["bits"] < best["explained"]
        assert {a["oracle"] for b in document["batches"] for a in b["agreements"]} == {"balls"}

    def test_float32_is_judged_as_float32(self, run: Run, mine: Callable[..., str]) -> None:
        function = mine("dW = [W.astype('f') for W in dW]; db = [b.astype('f') for b in db]")

        assert run("check", function, "--dtype", "float32", "--oracles", "balls").exit_code == 0


class TestUnusable:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("return dW", "returned a list of 2 for the gradients|has shape|expected"),
            ("return None", "returned None, expected a pair"),
            ("return dW, db + db", "returned a list of 4 for the gradients of the biases"),
            ("dW[0] = dW[0].T", "has shape (3, 2), expected (2, 3): transposed?"),
            ("dW[1] = dW[1].astype('f')", "gradient of weights[1] is float32, expected float64"),
            ("inputs += 1", "changes its argument inputs"),
            ("dW[0] = weights[0]", "is the memory of its argument weights[0]"),
            ("return np.array(1.0), db", "returned a ndarray for the gradients of the weights"),
            ("return [[1, [2]], None], db", "gradient of weights[0] is a list of 2, expected an"),
            ("return dict(W=dW), db", "returned a dict for the gradients of the weights"),
            ("db[1] = db[0][:2]", "are the same memory"),
            ("dW[0] = dW[0] * len(calls); calls.append(1)", "something else when it is called"),
            ("1 / 0", "raised ZeroDivisionError: division by zero"),
            ("raise SystemExit('no')", "raised SystemExit: no"),
            ("import time; time.sleep(9)", "did not return within 0.2 s"),
        ],
    )
    def test_one_line_says_why(
        self, line: str, said: str, run: Run, mine: Callable[..., str]
    ) -> None:
        result = run("check", mine(line), "--oracles", "balls", "--timeout", 0.2)

        assert result.exit_code == 2
        assert result.stdout.startswith("unusable: ")
        assert result.stdout.count("\n") == 1
        assert any(part in result.stdout for part in said.split("|"))

    def test_what_is_not_finite_is_wrong(self, run: Run, mine: Callable[..., str]) -> None:
        result = run("check", mine("dW[0][1, 2] = np.nan"), "--oracles", "balls")

        assert result.exit_code == 1
        assert "gradient of weights[0][1, 2] is nan, expected a finite number" in result.stdout

    def test_last_digits_may_differ_between_calls(self, run: Run, mine: Callable[..., str]) -> None:
        jitter = "calls.append(1); dW[0] = dW[0] * (1 + 2.0**-52 * (len(calls) % 2))"

        assert run("check", mine(jitter), "--oracles", "balls").exit_code == 0

    def test_gradients_that_add_up_between_calls_are_wrong(
        self, run: Run, mine: Callable[..., str]
    ) -> None:
        add = "calls.append((dW, db)); n = len(calls); dW = [W * n for W in dW]; db = [b * n for b in db]"  # noqa: E501

        result = run("check", mine(add), "--oracles", "balls")

        assert result.exit_code == 1
        assert "set them to zero" in result.stdout

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nothere:gradients"], "No module named 'nothere'"),
            (["mine0"], "expected MODULE:FUNCTION"),
            (["mine0:nothing"], "module mine0 has no nothing"),
            (["mine0:calls"], "is a list, expected a function"),
            (["mine0:gradients", "--layers", "2,3"], "2 activations for 1 layers"),
            (["mine0:gradients", "--activations", "sigmoid,cosine"], "found 'cosine'"),
            (["mine0:gradients", "--loss", "squared_error,third"], "'third' is none of half"),
            (["mine0:gradients", "--loss", "cubed"], "found 'cubed'"),
            (["mine0:gradients", "--batches", "0"], "expected one sample or more"),
            (["mine0:gradients", "--layers", "2,x"], "expected whole numbers"),
        ],
    )
    def test_arguments_that_are_wrong(
        self, arguments: list[str], said: str, run: Run, mine: Callable[..., str]
    ) -> None:
        mine()

        result = run("check", *arguments)

        assert result.exit_code == 2
        assert said in result.stderr

    def test_a_module_that_cannot_be_imported(self, run: Run, folder: Path) -> None:
        (folder / "broken.py").write_text("1 / 0\n", "utf-8")

        result = run("check", "broken:gradients")

        assert result.exit_code == 2
        assert "importing broken raised ZeroDivisionError" in result.stderr


def relu_network(above: float) -> GradientFunction:
    """Gradients of one relu unit under half the squared error, with a slope at the kink."""

    def gradients(weights: list[Array], biases: list[Array], x: Array, t: Array) -> object:
        z = x @ weights[0] + biases[0]
        slope = np.where(z > 0, 1.0, np.where(z == 0, above, 0.0))
        delta = (np.maximum(z, 0) - t) * slope
        return [x.T @ delta], [delta.sum(axis=0)]

    return gradients


class TestFunctions:
    @pytest.mark.parametrize("above", [0.0, 1.0])
    def test_either_side_of_a_kink_is_right(self, above: float, folder: Path) -> None:
        path = folder / "kink.toml"
        path.write_text(
            'title = "kink"\n[[layer]]\nactivation = "relu"\nweights = [[1.0]]\nbiases = [0.0]\n'
            '[[loss]]\nkind = "squared_error"\nhalf = true\n'
            "[batch]\ninputs = [[0.0], [2.0]]\ntargets = [[-1.0], [1.0]]\n",
            "utf-8",
        )

        found = backproof.check(relu_network(above), case=path, oracles=["balls"])

        assert found.verdict == "right"

    def test_neither_side_is_wrong(self, folder: Path) -> None:
        found = backproof.check(
            relu_network(0.0), (2, 1), ("sigmoid",), "squared_error,half", oracles=["balls"]
        )

        assert (found.verdict, found.exit_status) == ("wrong", 1)
        assert found.outcomes[0].worst.verdict == "disagree"
