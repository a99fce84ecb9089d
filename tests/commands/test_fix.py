"""`backproof audit --fix` and `--diff`: what is written, and what is not."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import backproof
import pytest
from click.testing import Result

Run = Callable[..., Result]
TEXT = "With $w = 0.8$, $x = 1.5$ and $b = -0.4$:\n\n$$z = w x + b = 0.9$$\n"
RIGHT = TEXT.replace("0.9", "0.8")
ACCEPTED = '[[accepted]]\nlecture = "unit.md"\nline = 3\nprinted = "0.9"\nreason = "quoted"\n'


@pytest.fixture
def unit(folder: Path) -> Path:
    path = folder / "unit.md"
    path.write_text(TEXT, "utf-8", newline="\n")
    return path


class TestFix:
    def test_corrects_the_file_and_audits_it_then(self, run: Run, unit: Path) -> None:
        result = run("audit", "unit.md", "--fix")

        assert unit.read_text("utf-8") == RIGHT
        assert result.exit_code == 0
        assert result.stdout.startswith("unit.md: 1 number corrected\n  3:17     0.9  ->  0.8  z\n")
        assert result.stdout.endswith("0 of 4 claims wrong\n")

    def test_lists_a_number_with_its_sign(self, run: Run, unit: Path) -> None:
        unit.write_text("Let $a = 2$.\n\n$$c = -3 a = -5, \\quad d = -3 a = 5$$\n", "utf-8")

        listed = run("audit", "unit.md", "--fix").stdout.split("\n")

        assert listed[1:3] == ["  3:15     -5  ->  -6  c", "  3:35     5  ->  -6  d"]

    def test_corrects_signs_of_formulas(self, run: Run, unit: Path) -> None:
        formula = "\n$$\\frac{\\partial z}{\\partial w} = b$$\n"
        unit.write_text(TEXT + formula, "utf-8")

        result = run("audit", "unit.md", "--fix")

        assert unit.read_text("utf-8") == RIGHT + formula.replace("= b", "= x")
        assert result.exit_code == 0
        assert "1 number and 1 sign of formulas corrected" in result.stdout
        assert "b  ->  x  d(z, w) = x" in result.stdout

    def test_says_what_is_left_and_why(self, run: Run, unit: Path) -> None:
        unit.write_text(TEXT + "\n$$v = 0.45 \\cdot 0.81 = u = 0.7128$$\n", "utf-8")

        result = run("audit", unit, "--fix")

        assert result.exit_code in (0, 1)
        assert unit.read_text("utf-8").startswith(RIGHT)

    def test_leaves_what_is_accepted(self, run: Run, unit: Path) -> None:
        Path("known.toml").write_text(ACCEPTED)

        result = run("audit", "unit.md", "--fix", "--accepted", "known.toml")

        assert unit.read_text("utf-8") == TEXT
        assert "0.9  (refuted): is on the accepted list" in result.stdout
        assert result.exit_code == 0

    def test_writes_nothing_where_nothing_is_to_correct(self, run: Run, unit: Path) -> None:
        unit.write_text(RIGHT, "utf-8")
        os.utime(unit, (1, 1))

        assert run("audit", unit, "--fix").exit_code == 0
        assert unit.stat().st_mtime == 1

    @pytest.mark.parametrize(
        ("before", "wrong", "right"),
        [
            pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), b"0.9", b"0.8", id="a byte order mark"),
            pytest.param(TEXT.replace("\n", "\r\n").encode(), b"0.9", b"0.8", id="CRLF"),
            pytest.param(TEXT.rstrip("\n").encode(), b"0.9", b"0.8", id="no last line feed"),
            pytest.param(("Zwölf. " + TEXT).encode("cp1252"), b"0.9", b"0.8", id="Windows-1252"),
            pytest.param(
                b"\xff\xfe" + TEXT.encode("utf-16-le"), "0.9".encode("utf-16-le"),
                "0.8".encode("utf-16-le"), id="UTF-16",
            ),
            pytest.param(
                "Größe \n".encode() + b"\xc3\x28\n\n" + TEXT.encode(), b"0.9", b"0.8",
                id="bytes that are no text on another line",
            ),
        ],
    )  # fmt: skip
    def test_keeps_all_other_bytes(
        self, before: bytes, wrong: bytes, right: bytes, run: Run, unit: Path
    ) -> None:
        unit.write_bytes(before)

        run("audit", unit, "--fix")

        assert unit.read_bytes() == before.replace(wrong, right)

    def test_keeps_the_mode_and_the_link(self, run: Run, unit: Path) -> None:
        os.chmod(unit, 0o640)
        link = Path("link.md")
        link.symlink_to(unit)

        run("audit", link, "--fix")

        assert link.is_symlink()
        assert unit.read_text("utf-8") == RIGHT
        assert unit.stat().st_mode & 0o777 == 0o640
        assert sorted(p.name for p in Path().iterdir()) == ["link.md", "unit.md"]

    def test_corrects_notebooks(self, run: Run) -> None:
        cell = {"cell_type": "markdown", "metadata": {}, "source": TEXT.splitlines(keepends=True)}
        whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        text = json.dumps(whole, indent=1)
        Path("unit.ipynb").write_text(text, "utf-8")

        run("audit", "unit.ipynb", "--fix")

        assert Path("unit.ipynb").read_text("utf-8") == text.replace("0.9", "0.8")


class TestDiff:
    def test_prints_the_patch_alone(self, run: Run, unit: Path) -> None:
        result = run("audit", "unit.md", "--diff")

        assert result.exit_code == 1
        assert result.stdout == (
            "diff --git a/unit.md b/unit.md\n--- a/unit.md\n+++ b/unit.md\n@@ -1,3 +1,3 @@\n"
            + "".join(f" {line}\n" for line in TEXT.split("\n")[:2])
            + "-$$z = w x + b = 0.9$$\n+$$z = w x + b = 0.8$$\n"
        )
        assert "unit.md: 1 number to correct" in result.stderr
        assert unit.read_text("utf-8") == TEXT

    def test_is_empty_where_nothing_is_wrong(self, run: Run, unit: Path) -> None:
        unit.write_text(RIGHT, "utf-8")

        result = run("audit", unit, "--diff", "-q")

        assert (result.exit_code, result.output) == (0, "")

    @pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
    def test_applies_and_gives_what_fix_writes(self, run: Run, unit: Path) -> None:
        Path("sub").mkdir()
        inside = Path("sub/my notes.md")
        inside.write_text(TEXT, "utf-8", newline="\n")

        found = run("audit", inside.absolute(), unit, "--diff", "-q").stdout_bytes
        subprocess.run(["git", "apply"], input=found, check=True)

        assert inside.read_text("utf-8") == unit.read_text("utf-8") == RIGHT

    def test_with_fix_comes_first(self, run: Run, unit: Path) -> None:
        result = run("audit", "unit.md", "--diff", "--fix")

        assert result.stdout.startswith("diff --git a/unit.md")
        assert "unit.md: 1 number corrected" in result.stdout
        assert unit.read_text("utf-8") == RIGHT

    def test_makes_no_report(self, run: Run, unit: Path) -> None:
        result = run("audit", unit, "--diff", "--html", "page.html")

        assert result.exit_code == 2
        assert "--diff alone makes no report" in result.stderr


class TestRefusals:
    @pytest.mark.parametrize("option", ["--fix", "--diff"])
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param((), "no notes are named", id="none"),
            pytest.param(("-",), "is no file", id="standard input"),
            pytest.param(("notes.toml",), "is a transcription", id="a transcription"),
            pytest.param(("absent.md",), "no such file", id="no such file"),
            pytest.param((".",), "is a folder", id="a folder"),
        ],
    )
    def test_are_one_line(
        self, words: tuple[str, ...], said: str, option: str, run: Run, notes: Path
    ) -> None:
        result = run("audit", *words, option, "-q")

        assert result.exit_code == 2
        assert said in result.stderr
        assert result.stderr.count("\n") == 1

    def test_a_read_only_file_leaves_all_as_they_are(self, run: Run, unit: Path) -> None:
        other = Path("other.md")
        other.write_text(TEXT, "utf-8")
        other.chmod(0o444)

        result = run("audit", unit, other, "--fix")

        assert result.exit_code == 2
        assert result.stderr == "backproof: other.md: is read-only; nothing is changed\n"
        assert unit.read_text("utf-8") == other.read_text("utf-8") == TEXT

    def test_a_file_changed_meanwhile_stays(self, unit: Path) -> None:
        from backproof.commands.fixing import fixes, write
        from backproof.commands.reporting import CannotRunError

        found = fixes([unit])
        unit.write_text("Something else.\n")

        with pytest.raises(CannotRunError, match="was changed meanwhile"):
            write(found)
        assert unit.read_text() == "Something else.\n"

    def test_a_wrong_number_among_bytes_that_are_no_text_is_one_line(
        self, run: Run, unit: Path
    ) -> None:
        before = "Größe\n\n".encode() + TEXT.encode().replace(b"$$\n", b"$$ \xc3\x28\n")
        unit.write_bytes(before)

        result = run("audit", unit, "--fix", "-q")

        assert result.exit_code == 2
        assert "has bytes that are no UTF-8" in result.stderr
        assert unit.read_bytes() == before


def test_the_function_gives_what_the_command_writes(unit: Path) -> None:
    (fix,) = backproof.fixes([unit])

    assert (fix.before, fix.after) == (TEXT.encode(), RIGHT.encode())
    assert [(c.printed, c.digits) for c in fix.corrected.corrections] == [("0.9", "0.8")]
    assert unit.read_text("utf-8") == TEXT


WRITER = """
import sys
from pathlib import Path
from backproof.commands.fixing import _replace
old, new = Path("old").read_bytes(), Path("new").read_bytes()
print("ready", flush=True)
while True:
    _replace(Path("file").resolve(), new)
    _replace(Path("file").resolve(), old)
"""


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
@pytest.mark.parametrize("after", [0.01, 0.03, 0.08])
def test_a_writer_that_is_killed_leaves_the_old_file_or_the_new(after: float, folder: Path) -> None:
    texts = {"old": b"old\n" * 500_000, "new": b"new\n" * 400_000}
    for name, text in (*texts.items(), ("file", texts["old"])):
        Path(name).write_bytes(text)
    writer = subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    assert Path("file").read_bytes() in texts.values()
