"""Small lectures and cases to run the command line on, in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from backproof.commands import cli
from click.testing import CliRunner, Result

#: Two statements about the first net input of the documented 2-2-2 network.
NOTES = """
lecture = "notes.md"

[[section]]
title = "Forward"
lines = [1, 9]
case = "sigmoid-2-2-2"

[[section.statement]]
line = 3
says = "net_h1 = i1*w1 + i2*w2 + b1"

[[section.statement]]
line = 5
says = "net_h1 = 0.3775"
columns = [[5, 10]]
"""
CASE = """
title = "One unit"

[[layer]]
activation = "sigmoid"
weights = [[0.5], [-0.25]]
biases = [0.125]

[[loss]]
kind = "squared_error"

[batch]
inputs = [[1.0, 2.0]]
targets = [[1.0]]
"""
ACCEPTED = """
[[accepted]]
lecture = "notes.md"
line = 5
printed = "0.3757"
reason = "two digits are swapped"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def notes(folder: Path) -> Path:
    """A lecture in which everything is right."""
    path = folder / "notes.toml"
    path.write_text(NOTES, "utf-8")
    return path


@pytest.fixture
def wrong_notes(folder: Path) -> Path:
    """The same lecture with two digits swapped: 0.3757 for 0.3775."""
    path = folder / "wrong.toml"
    path.write_text(NOTES.replace("0.3775", "0.3757"), "utf-8")
    return path


@pytest.fixture
def known(folder: Path) -> Path:
    """The accepted list that has that mistake."""
    path = folder / "known.toml"
    path.write_text(ACCEPTED, "utf-8")
    return path


@pytest.fixture
def case(folder: Path) -> Path:
    """A network of one unit."""
    path = folder / "unit.toml"
    path.write_text(CASE, "utf-8")
    return path


@pytest.fixture
def run() -> Callable[..., Result]:
    """A command of backproof, run in this process, with balls alone unless oracles are named."""

    def of(*arguments: object, oracles: str = "balls") -> Result:
        words = [str(a) for a in arguments]
        if words and words[0] in ("audit", "agree") and "--help" not in words:
            words += ["--oracles", oracles]
        return CliRunner().invoke(cli, words, prog_name="backproof")

    return of


@pytest.fixture
def python(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A program, run by Python in a process of its own."""

    def of(*arguments: str | Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8",
            check=False, timeout=120, env=os.environ | {"COLUMNS": "200"} | environment,
        )  # fmt: skip

    return of
