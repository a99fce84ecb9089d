"""The same verbs from Python, what an import brings with it, and a machine without torch or jax."""

import json
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from subprocess import CompletedProcess

import backproof
import pytest
from backproof.cases.fields import CaseError
from backproof.reports.machine import as_json
from backproof.reports.report import Report
from click.testing import Result

Run = Callable[..., Result]
Python = Callable[..., CompletedProcess[str]]
HEAVY = ("torch", "jax", "jaxlib", "sympy", "matplotlib", "pytest", "hypothesis", "scipy", "pandas")
#: Python as it is where these packages are not installed.
WITHOUT = """
import importlib.metadata as metadata, sys
from importlib.machinery import PathFinder

hidden = {hidden!r}

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            return None
        return super().find_spec(name, path, target)

sys.meta_path = [Without if finder is PathFinder else finder for finder in sys.meta_path]
known = metadata.version

def version(package):
    if package in hidden:
        raise metadata.PackageNotFoundError(package)
    return known(package)

metadata.version = version
"""
CLI = "from backproof.commands import cli\ncli(prog_name='backproof')\n"


def without(*hidden: str) -> str:
    return WITHOUT.format(hidden=hidden)


class TestFunctions:
    def test_audit_gives_a_report(self, wrong_notes: Path) -> None:
        report = backproof.audit([wrong_notes], oracles=["balls"])

        assert isinstance(report, Report)
        assert report.fails
        assert [(f.printed, f.expected) for f in report.findings if f.is_wrong] == [
            ("0.3757", "0.3775")
        ]

    def test_paths_may_be_text(self, notes: Path, known: Path) -> None:
        report = backproof.audit([str(notes)], oracles=["balls"], accepted=str(known))

        assert [entry.printed for entry in report.stale] == ["0.3757"]

    def test_agree_gives_a_report(self, case: Path) -> None:
        report = backproof.agree([case], oracles=["balls"])

        assert {a.verdict for a in report.agreements} == {"agree"}
        assert not report.fails

    def test_agree_without_cases_takes_the_documented_ones(self) -> None:
        report = backproof.agree(oracles=["balls"])

        assert len({a.case for a in report.agreements}) == 12
        assert not report.fails

    @pytest.mark.parametrize("function", [backproof.audit, backproof.agree])
    def test_what_cannot_be_read_is_an_error(self, function: Callable[..., Report]) -> None:
        with pytest.raises(CaseError, match=r"absent\.toml: no such file"):
            function(["absent.toml"], oracles=["balls"])

    @pytest.mark.parametrize("function", [backproof.audit, backproof.agree])
    def test_an_unknown_oracle_is_an_error(
        self, function: Callable[..., Report], notes: Path, case: Path
    ) -> None:
        path = notes if function is backproof.audit else case

        with pytest.raises(ValueError, match="sympy"):
            function([path], oracles=["sympy"])

    def test_the_command_and_the_function_give_the_same_report(
        self, run: Run, wrong_notes: Path, torch_ready: object
    ) -> None:
        run("audit", wrong_notes, "--json", "r.json", oracles="balls,torch,differences")

        report = backproof.audit([wrong_notes], oracles=["balls", "torch", "differences"])
        assert Path("r.json").read_text("utf-8") == as_json(report)

    def test_the_public_names_are_the_verbs(self) -> None:
        assert sorted(backproof.__all__) == ["agree", "audit", "check", "fixes"]
        assert all(callable(getattr(backproof, name)) for name in backproof.__all__)

    def test_the_verbs_stay_functions_after_their_rooms_are_imported(self, python: Python) -> None:
        program = (
            "import backproof, backproof.audit.finding, backproof.audit.lectures\n"
            "from backproof.audit.verdict import WRONG\n"
            "print(callable(backproof.audit), callable(backproof.agree))"
        )

        assert python("-c", program).stdout == "True True\n"

    def test_a_file_of_the_room_can_be_imported_under_another_name(self, python: Python) -> None:
        program = "import backproof.audit.verdict as verdict\nprint(len(verdict.WRONG))"

        assert python("-c", program).stdout == "4\n"

    def test_the_verb_shows_its_own_signature(self) -> None:
        assert list(signature(backproof.audit).parameters) == [
            "notes", "oracles", "accepted", "agreements",
        ]  # fmt: skip


class TestImports:
    IMPORTS = (
        "import backproof",
        "import backproof.commands",
        "import backproof.agreement.engines",
    )

    @pytest.mark.parametrize("statement", IMPORTS)
    def test_an_import_brings_no_framework(self, statement: str, python: Python) -> None:
        program = f"{statement}\nimport sys\nprint(sorted(set(sys.modules) & set({HEAVY!r})))"

        assert python("-c", program).stdout == "[]\n"

    def test_the_package_alone_brings_no_arithmetic_either(self, python: Python) -> None:
        program = (
            "import backproof, sys\n"
            "print(sorted(set(sys.modules) & {'numpy', 'flint', 'rich', 'click', 'jinja2'}))"
        )

        assert python("-c", program).stdout == "[]\n"

    def test_an_audit_with_balls_brings_neither_torch_nor_jax(
        self, python: Python, notes: Path
    ) -> None:
        program = (
            "import backproof, sys\n"
            "backproof.audit(['notes.toml'], oracles=['balls'])\n"
            f"print(sorted(set(sys.modules) & set({HEAVY!r})))"
        )

        assert python("-c", program).stdout == "[]\n"


class TestWithoutTorchAndJax:
    """As on a machine where they are not installed."""

    def test_the_packages_are_hidden(self, python: Python) -> None:
        program = (
            without("torch") + "from importlib.util import find_spec\n"
            "assert find_spec('torch') is None and find_spec('numpy') is not None\n"
            "try:\n    import torch\nexcept ModuleNotFoundError as error:\n    print(error)"
        )

        assert python("-c", program).stdout == "No module named 'torch'\n"

    def test_an_audit_works_and_says_what_was_not_checked(
        self, python: Python, notes: Path
    ) -> None:
        result = python("-c", without("torch", "jax") + CLI, "audit", "notes.toml")

        assert result.returncode == 0
        assert result.stderr == ""
        assert "torch is not installed: nothing was checked with it\n" in result.stdout
        assert "jax is not installed: nothing was checked with it\n" in result.stdout

    def test_one_that_is_installed_is_still_asked(
        self, python: Python, notes: Path, torch_ready: object
    ) -> None:
        words = ("audit", "notes.toml", "--oracles", "balls,torch,jax", "--json", "r.json")

        result = python("-c", without("jax") + CLI, *words)

        document = json.loads(Path("r.json").read_text("utf-8"))
        answers = {name for f in document["findings"] for name, v in f["oracles"].items() if v}
        assert "torch is not installed" not in result.stdout
        assert answers == {"torch"}
        missing = {e["name"]: e["missing"] for e in document["engines"] if e["missing"]}
        assert missing == {"jax": "not installed", "differences": "not asked for"}

    def test_agreements_are_undetermined_and_no_pass(self, python: Python, case: Path) -> None:
        words = ("agree", "unit.toml", "--json", "r.json")

        result = python("-c", without("torch", "jax") + CLI, *words)

        document = json.loads(Path("r.json").read_text("utf-8"))
        verdicts = {
            name: {a["verdict"] for a in document["agreements"] if a["engine"] == name}
            for name in ("torch", "jax", "batch_form")
        }
        assert result.returncode == 0
        assert verdicts == {
            "torch": {"undetermined"}, "jax": {"undetermined"}, "batch_form": {"agree"},
        }  # fmt: skip
        assert "torch is not installed" in result.stdout

    def test_a_sweep_without_hypothesis_is_one_line(self, python: Python, case: Path) -> None:
        words = ("agree", "unit.toml", "--networks", "14", "--oracles", "balls")

        result = python("-c", without("hypothesis") + CLI, *words)

        assert result.returncode == 2
        assert "hypothesis" in result.stderr
        assert result.stderr.count("\n") == 1
