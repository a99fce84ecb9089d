"""What does the command line do with files, names and terminals that nobody would give it?"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from backproof.commands.inputs import each_once
from backproof.reports.visible import visible
from click.testing import Result

Run = Callable[..., Result]
Python = Callable[..., subprocess.CompletedProcess[str]]
WRONG = "With $w = 0.5$ and $x = 2$:\n\n$$ζ = w x = 1.1$$\n"
OUTCOME = "1 of 3 claims wrong, 1 of them new\n"
AUDIT = ("-m", "backproof", "audit")


@pytest.fixture(autouse=True)
def unit(folder: Path) -> Path:
    path = folder / "unit.md"
    path.write_text(WRONG, "utf-8")
    return path


class TestWhatIsNoNotes:
    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "is a PDF; expected the text that it was made from"),
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text (byte 9 is 0); expected Mark"),
            ("a.md", b"words\0" * 9, "is no text (byte 6 is 0)"),
            ("a.md", b"", "empty"),
            ("a.ipynb", b"{", "not a notebook"),
        ],
    )
    def test_it_is_refused_in_one_line(
        self, name: str, data: bytes, said: str, run: Run, folder: Path
    ) -> None:
        (folder / name).write_bytes(data)

        result = run("audit", name, "--html", "r.html")

        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
        assert result.stderr.startswith(f"backproof: {name}:")
        assert result.stderr.count("\n") == 1
        assert not (folder / "r.html").exists()

    @pytest.mark.parametrize("name", ["", ".", "sub"])
    def test_a_folder_says_what_to_name_instead(self, name: str, run: Run, folder: Path) -> None:
        (folder / "sub").mkdir()

        result = run("audit", name)

        assert result.exit_code == 2
        assert result.stderr.endswith(
            f"is a folder; expected files, such as {Path(name, '*.md')}\n"
        )

    def test_a_large_file_that_is_no_text_costs_nothing(self, run: Run, folder: Path) -> None:
        (folder / "large.bin").write_bytes(os.urandom(1 << 20))
        start = time.perf_counter()

        assert run("audit", "large.bin").exit_code == 2
        assert time.perf_counter() - start < 5

    def test_a_text_with_a_mark_has_zeros(self, run: Run, folder: Path) -> None:
        (folder / "u.md").write_text(WRONG, "utf-16")

        assert run("audit", "u.md", "-q").stdout == OUTCOME

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
    def test_a_file_that_may_not_be_read_is_named(
        self, run: Run, unit: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def denied(self: Path, *_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", denied)

        result = run("audit", "unit.md")

        assert result.exit_code == 2
        assert result.stderr == "backproof: unit.md: cannot be read (Permission denied)\n"

    def test_directives_that_are_wrong_are_named_where_nothing_was_checked(
        self, run: Run, folder: Path
    ) -> None:
        (folder / "none.md").write_text("<!-- backproof: lett w = 1 -->\n\nWords.\n", "utf-8")

        result = run("audit", "none.md")

        assert result.exit_code == 2
        assert "none.md: nothing was checked" in result.stderr
        assert "none.md:1:17: unknown directive 'lett w = 1'" in result.stderr


class TestNames:
    def test_a_file_that_is_named_twice_is_read_once(self, run: Run, folder: Path) -> None:
        again = (folder / "unit.md", "./unit.md", "unit.md")

        assert run("audit", *again, "-q").stdout == OUTCOME
        assert len(each_once(map(Path, again))) == 1

    def test_the_order_is_that_in_which_they_are_named(self) -> None:
        assert each_once([Path("b"), Path("a"), Path("./b")]) == [Path("b"), Path("a")]

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("two\nlines.md", r"two\nlines.md"),
            ("red\x1b[31m.md", r"red\x1b[31m.md"),
            ("[bold]b.md", "[bold]b.md"),
            ("no\udcfftext.md", r"no\udcfftext.md"),
            ("-dash.md", "-dash.md"),
        ],
    )
    def test_a_name_is_shown_and_does_nothing(
        self, name: str, shown: str, run: Run, unit: Path, folder: Path
    ) -> None:
        unit.rename(folder / name)

        result = run("audit", f"./{name}", "--html=r.html", "--json=r.json", "--junit=r.xml")

        assert result.exit_code == 1
        assert result.stdout.startswith(f"{shown}\n  3:")
        assert "\x1b" not in result.stdout
        assert json.loads((folder / "r.json").read_bytes())["findings"][0]["lecture"] == name
        ET.parse(folder / "r.xml")

    @pytest.mark.parametrize("name", ["no\nsuch.md", "no\x1b]0;such\x07.md", "no\udcff.md"])
    def test_a_message_is_one_line_whatever_it_names(self, name: str, run: Run) -> None:
        result = run("audit", name)

        assert result.exit_code == 2
        assert result.stderr == f"backproof: {visible(name)}: no such file\n"

    def test_what_a_document_says_does_nothing_to_the_terminal(self, run: Run, unit: Path) -> None:
        unit.write_text(WRONG + "\n$$a = \x1b[2J\x9b + ) = 0.5$$\n", "utf-8")

        assert not {"\x1b", "\x9b"} & set(run("audit", "unit.md").stdout)


class TestTerminals:
    @pytest.mark.parametrize("columns", ["1", "20", "79"])
    def test_a_narrow_one_takes_nothing_from_the_tables(self, columns: str, python: Python) -> None:
        assert "│ refuted │       1 │   1 │" in python(*AUDIT, "unit.md", COLUMNS=columns).stdout

    def test_characters_that_it_does_not_have_are_written_in_others(self, python: Python) -> None:
        odd = "Δοκιμή.md"
        Path("unit.md").rename(odd)

        result = python(*AUDIT, odd, PYTHONIOENCODING="ascii")

        assert (result.returncode, result.stderr) == (1, "")
        assert result.stdout.startswith("\\u0394\\u03bf")
        assert result.stdout.endswith(OUTCOME)

    @pytest.mark.skipif(sys.platform == "win32", reason="by a shell of another kind")
    @pytest.mark.parametrize(
        ("line", "status", "said"),
        [
            ("{0} unit.md | head -1", 0, "unit.md\n"),
            ("{0} unit.md -q <&-", 1, OUTCOME),
            ("{0} unit.md -q 2>&-", 1, OUTCOME),
            ("{0} unit.md >&-", 1, ""),
            ("cat unit.md | {0} /dev/stdin -q", 1, OUTCOME),
        ],
    )
    def test_a_stream_that_is_closed_is_no_accident(
        self, line: str, status: int, said: str
    ) -> None:
        command = f"{sys.executable} -m backproof audit"
        shell = ["sh", "-c", line.format(command)]
        result = subprocess.run(shell, capture_output=True, text=True, check=False, timeout=60)

        assert (result.returncode, result.stdout, result.stderr) == (status, said, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
    def test_a_full_disk_is_one_line(self) -> None:
        with open("/dev/full", "w") as full:
            words = [sys.executable, *AUDIT, "unit.md", "-q"]
            result = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)

        assert (result.returncode, result.stderr) == (2, "backproof: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_run_that_is_killed_while_it_writes_leaves_the_old_report(folder: Path) -> None:
    (folder / "r.html").write_text("old", "utf-8")
    program = (
        "import os, signal, backproof.commands.files as files\n"
        "files.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from backproof.commands import cli\n"
        "cli(['audit', 'unit.md', '-q', '--html', 'r.html'])\n"
    )

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert result.returncode == -signal.SIGKILL
    assert (folder / "r.html").read_text("utf-8") == "old"
