"""`backproof agree`: documented cases, cases of one's own, and generated networks."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import backproof.agreement.engines as room
import pytest
from backproof.agreement.engines import Engine, engines
from backproof.cases.network import Batch, Gradients, Network
from backproof.reference import batch_form
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch form with a wrong sign in its last bias, wherever there are two layers."""

    def gradients(network: Network, batch: Batch) -> Gradients:
        right = batch_form.gradients(network, batch)
        if len(network.layers) < 2:
            return right
        return replace(right, biases=(*right.biases[:-1], -right.biases[-1]))

    def with_mistake() -> tuple[Engine, ...]:
        return tuple(
            replace(e, gradients=gradients) if e.name == "batch_form" else e
            for e in engines()
            if e.name in ("batch_form", "row_form")
        )

    monkeypatch.setattr(room, "engines", with_mistake)


class TestCases:
    def test_the_documented_cases_agree(self, run: Run) -> None:
        result = run("agree")

        assert result.exit_code == 0
        assert result.stdout.endswith("no unexpected disagreement\n")
        assert "disagrees, as expected" in result.stdout

    def test_a_case_of_ones_own(self, run: Run, case: Path) -> None:
        result = run("agree", case, "--json", "r.json")

        document = json.loads(Path("r.json").read_text("utf-8"))
        assert result.exit_code == 0
        assert {a["case"] for a in document["agreements"]} == {"unit"}
        assert {a["verdict"] for a in document["agreements"]} == {"agree"}
        assert document["findings"] == []

    def test_differences_are_a_witness_where_they_are_asked(self, run: Run, case: Path) -> None:
        run("agree", case, "--json", "r.json", oracles="balls,differences")

        document = json.loads(Path("r.json").read_text("utf-8"))
        verdicts = {a["verdict"] for a in document["agreements"] if a["engine"] == "differences"}
        assert verdicts == {"witness"}

    def test_torch_is_held_where_it_is_asked(
        self, run: Run, case: Path, torch_ready: object
    ) -> None:
        run("agree", case, "--json", "r.json", oracles="balls,torch")

        document = json.loads(Path("r.json").read_text("utf-8"))
        pairs = {(a["engine"], a["oracle"]) for a in document["agreements"]}
        assert {("torch", "balls"), ("batch_form", "torch"), ("batch_form", "balls")} <= pairs
        missing = {e["name"]: e["missing"] for e in document["engines"] if e["missing"]}
        assert missing == {"jax": "not asked for", "differences": "not asked for"}

    def test_a_wrong_derivation_fails(self, run: Run, planted: None) -> None:
        result = run("agree")

        assert result.exit_code == 1
        assert "unexpected disagreement" in result.stdout

    def test_the_kinks_are_measured(self, run: Run, case: Path) -> None:
        run("agree", case, "--json", "r.json")

        kinks = json.loads(Path("r.json").read_text("utf-8"))["kinks"]
        assert {k["engine"] for k in kinks} == {"reference"}
        assert {k["activation"]: k["value"] for k in kinks}["relu"] == 0.0


class TestNetworks:
    def test_generated_networks_are_held_in_both_formats(self, run: Run, case: Path) -> None:
        result = run("agree", case, "--networks", 14)

        assert result.exit_code == 0
        assert "14 generated networks in float64" in result.stdout
        assert "14 generated networks in float32" in result.stdout
        assert not Path("found").exists()

    def test_one_format_can_be_chosen(self, run: Run, case: Path) -> None:
        result = run("agree", case, "--networks", 14, "--dtype", "float32", "--json", "r.json")

        sweeps = json.loads(Path("r.json").read_text("utf-8"))["sweeps"]
        assert result.exit_code == 0
        assert [(s["networks"], s["dtype"], s["stored"]) for s in sweeps] == [(14, "float32", "")]

    def test_a_network_that_fails_is_stored_and_fails_the_run(
        self, run: Run, case: Path, planted: None
    ) -> None:
        words = ("agree", case, "--networks", 140, "--dtype", "float64", "--found", "kept")

        result = run(*words, "--json", "r.json")

        stored = list(Path("kept").iterdir())
        assert result.exit_code == 1
        assert len(stored) == 1
        sweep = json.loads(Path("r.json").read_text("utf-8"))["sweeps"][0]
        assert sweep["stored"] == str(stored[0])

    def test_a_stored_network_is_a_case_like_any_other(
        self, run: Run, case: Path, planted: None
    ) -> None:
        run("agree", case, "--networks", 140, "--dtype", "float64", "--found", "kept")

        result = run("agree", next(Path("kept").iterdir()))

        assert result.exit_code == 1

    def test_a_few_networks_can_be_asked_for(self, run: Run, case: Path) -> None:
        assert run("agree", case, "--networks", 5).exit_code == 0

    def test_generated_networks_alone_are_a_check(self, run: Run, case: Path) -> None:
        case.write_text('title = "A square"\n[definitions]\ny = "x**2"\n[free]\nx = []\n')

        result = run("agree", case, "--networks", 2)

        assert result.exit_code == 0
        assert result.stdout.endswith("4 generated networks: no unexpected disagreement\n")

    def test_generated_networks_give_no_warning(self, run: Run, case: Path) -> None:
        assert run("agree", case, "--networks", 14).exit_code == 0


BAD = {
    "not TOML": ("[[layer", "unit.toml: not TOML: "),
    "no title": (
        ("title =", "titel ="),
        "unit.toml: titel: unknown, expected one of title, source",
    ),
    "weights too few": (
        ("[[0.5], [-0.25]]", "[[0.5]]"),
        "unit.toml: inputs: found 2 columns, expected 1",
    ),
    "not a number": (
        ("[0.125]", '["x"]'),
        "unit.toml: layer[0].biases[0]: found 'x', expected a number",
    ),
    "infinite": (
        ("[0.125]", "[inf]"),
        "unit.toml: layer[0].biases[0]: found inf, expected a finite",
    ),
    "activation": (("sigmoid", "swish"), "layer[0].activation: found 'swish', expected one of"),
    "loss": (("squared_error", "hinge"), "loss[0].loss.kind: found 'hinge', expected one of"),
    "a lecture": ('lecture = "x"', "unit.toml: lecture: unknown, expected one of title"),
}


class TestBadInput:
    @pytest.mark.parametrize("kind", BAD)
    def test_a_bad_case_is_one_line_that_says_where(
        self, kind: str, run: Run, case: Path, folder: Path
    ) -> None:
        change, said = BAD[kind]
        text = change if isinstance(change, str) else case.read_text().replace(*change)
        assert text != case.read_text()
        case.write_text(text)

        result = run("agree", case, "--json", "r.json")

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {case}")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
        assert [p.name for p in folder.iterdir()] == ["unit.toml"]

    def test_a_missing_case_is_named(self, run: Run) -> None:
        result = run("agree", "absent.toml")

        assert result.exit_code == 2
        assert result.stderr == "backproof: absent.toml: no such file; expected a case in TOML\n"

    @pytest.mark.parametrize(
        "option", [("--networks", "-1"), ("--networks", "many"), ("--dtype", "float16")]
    )
    def test_a_bad_option_is_named(self, option: tuple[str, str], run: Run) -> None:
        result = run("agree", *option)

        assert result.exit_code == 2
        assert f"Invalid value for '{option[0]}'" in result.stderr

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(("[[0.5], [-0.25]]", "[0.5, [-0.25]]"), id="a number among rows"),
            pytest.param(("[0.125]", f"[{10**400}]"), id="a whole number too large"),
        ],
    )
    def test_a_field_of_a_wrong_shape_is_one_line_too(
        self, change: tuple[str, str], run: Run, case: Path
    ) -> None:
        case.write_text(case.read_text().replace(*change))

        result = run("agree", case)

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {case}: layer[0].")

    def test_a_run_that_checked_nothing_is_no_pass(
        self, run: Run, case: Path, folder: Path
    ) -> None:
        case.write_text('title = "A square"\n[definitions]\ny = "x**2"\n[free]\nx = []\n')

        result = run("agree", case, "--json", "r.json")

        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr == f"backproof: {case}: nothing was checked, found no [[layer]]\n"
        assert list(folder.iterdir()) == [case]

    def test_a_network_without_a_loss_is_one_line(self, run: Run, case: Path) -> None:
        network = case.read_text().replace('[[loss]]\nkind = "squared_error"\n', "")
        case.write_text(f"loss = []\n{network}")

        result = run("agree", case)

        assert result.exit_code == 2
        assert result.stderr == f"backproof: {case}: loss: found [], expected one loss or more\n"
