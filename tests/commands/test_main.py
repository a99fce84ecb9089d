"""Exit statuses, help, and files that are written whole or not at all."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest
from backproof.commands import cli
from backproof.commands.files import write_whole
from backproof.commands.main import chosen_oracles
from click.testing import Result

Run = Callable[..., Result]
Python = Callable[..., CompletedProcess[str]]
VERBS = sorted(cli.commands)
#: Those that write reports.
REPORTING = ["agree", "audit"]


class TestHelp:
    def test_there_are_four_verbs(self) -> None:
        assert VERBS == ["agree", "audit", "check", "selftest"]

    @pytest.mark.parametrize("flag", ["-h", "--help"])
    def test_it_names_the_verbs_and_the_exit_statuses(self, flag: str, run: Run) -> None:
        result = run(flag)

        assert result.exit_code == 0
        assert all(f"  {verb} " in result.stdout for verb in VERBS)
        assert "Exit status:" in result.stdout

    @pytest.mark.parametrize("verb", VERBS)
    def test_each_verb_shows_examples(self, verb: str, run: Run) -> None:
        result = run(verb, "--help")

        assert result.exit_code == 0
        assert "Examples:" in result.stdout
        assert result.stdout.count(f"backproof {verb}") >= 3

    @pytest.mark.parametrize("verb", VERBS)
    def test_each_example_has_its_own_line(self, verb: str, run: Run) -> None:
        lines = [line.strip() for line in run(verb, "--help").stdout.split("\n")]

        at = lines.index("Examples:")
        shown = lines[at + 1 : lines.index("", at)]
        assert len(shown) > 1
        assert all(line.startswith(f"backproof {verb}") for line in shown)

    @pytest.mark.parametrize("words", [(), *((verb,) for verb in VERBS)])
    def test_there_are_no_marks_in_it(self, words: tuple[str, ...], run: Run) -> None:
        assert "\\" not in run(*words, "--help").stdout

    @pytest.mark.parametrize("verb", VERBS)
    def test_every_option_is_explained(self, verb: str) -> None:
        options = [p for p in cli.commands[verb].params if isinstance(p, click.Option)]

        assert [p.name for p in options if not p.help] == []

    def test_the_version_is_one(self, run: Run) -> None:
        result = run("--version")

        assert result.exit_code == 0
        assert re.search(r"version \d+\.\d+\.\d+", result.stdout)

    @pytest.mark.parametrize(
        "words", [("prove",), ("audit", "--tolerance", "1e-6"), ("agree", "--seed", "-1")]
    )
    def test_what_is_no_command_or_option_has_exit_status_2(
        self, words: tuple[str, ...], run: Run
    ) -> None:
        result = run(*words)

        assert result.exit_code == 2
        assert words[-1 if words[0] == "prove" else 1] in result.stderr
        assert result.stdout == ""


class TestOracles:
    def test_names_are_separated_by_commas_and_spaces_do_not_matter(self) -> None:
        assert chosen_oracles(" balls , jax,torch") == ("balls", "jax", "torch")

    def test_none_is_balls_alone(self) -> None:
        assert chosen_oracles("") == ()

    @pytest.mark.parametrize("name", ["sympy", "Torch", "torch;jax"])
    def test_an_unknown_one_is_refused_with_the_list(self, name: str) -> None:
        with pytest.raises(click.BadParameter) as refused:
            chosen_oracles(f"balls,{name}")

        assert (
            refused.value.message == f"no engine {name!r}; there are balls, torch, jax, differences"
        )

    @pytest.mark.parametrize("verb", REPORTING)
    def test_an_unknown_one_is_bad_input(self, verb: str, run: Run, folder: Path) -> None:
        result = run(verb, "--json", "report.json", oracles="sympy")

        assert result.exit_code == 2
        assert "no engine 'sympy'; there are balls, torch, jax, differences" in result.stderr
        assert list(folder.iterdir()) == []

    def test_the_option_is_named(self, run: Run) -> None:
        assert "--oracles" in run("audit", oracles="sympy").stderr


class TestWriteWhole:
    def test_the_file_has_the_text_with_line_feeds(self, folder: Path) -> None:
        write_whole(folder / "a.txt", "é\nb\n")

        assert (folder / "a.txt").read_bytes() == b"\xc3\xa9\nb\n"

    def test_it_can_be_read_by_all(self, folder: Path) -> None:
        write_whole(folder / "a.txt", "")

        assert (folder / "a.txt").stat().st_mode & 0o777 == 0o644

    def test_an_old_file_is_replaced(self, folder: Path) -> None:
        (folder / "a.txt").write_text("a long old text")

        write_whole(folder / "a.txt", "new")

        assert (folder / "a.txt").read_text() == "new"

    def test_nothing_else_is_left_in_the_folder(self, folder: Path) -> None:
        write_whole(folder / "a.txt", "text")

        assert [p.name for p in folder.iterdir()] == ["a.txt"]

    @pytest.mark.parametrize("missing", ["no/a.txt", "file/a.txt"])
    def test_a_folder_that_is_not_there_is_named(self, missing: str, folder: Path) -> None:
        (folder / "file").write_text("")

        with pytest.raises(FileNotFoundError, match=f"there is no folder {missing[:-6]} to write"):
            write_whole(Path(missing), "text")

    @pytest.mark.parametrize("failing", ["replace", "chmod"])
    def test_where_writing_fails_the_old_file_stays_and_nothing_new(
        self, failing: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        (folder / "a.txt").write_text("old")
        monkeypatch.setattr(os, failing, full)

        with pytest.raises(OSError, match="No space left"):
            write_whole(folder / "a.txt", "new")
        assert [(p.name, p.read_text()) for p in folder.iterdir()] == [("a.txt", "old")]

    def test_a_text_that_cannot_be_written_leaves_nothing(self, folder: Path) -> None:
        with pytest.raises(UnicodeEncodeError):
            write_whole(folder / "a.txt", "\udcff")

        assert list(folder.iterdir()) == []

    def test_a_folder_is_not_overwritten(self, folder: Path) -> None:
        (folder / "taken").mkdir()

        with pytest.raises(OSError, match="taken"):
            write_whole(folder / "taken", "text")
        assert [p.name for p in folder.rglob("*")] == ["taken"]

    def test_a_link_stays_one(self, folder: Path) -> None:
        (folder / "link").symlink_to("a.txt")

        write_whole(folder / "link", "text")

        assert (folder / "link").is_symlink()
        assert (folder / "a.txt").read_text() == "text"

    def test_what_is_no_file_is_written_to_and_stays(self, folder: Path) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

        write_whole(pipe, "text")

        assert os.read(reader, 10) == b"text"
        assert pipe.is_fifo()
        os.close(reader)


class TestReportFiles:
    FORMATS = ("--html", "--json", "--junit")

    def test_all_three_are_written_and_named(
        self, run: Run, wrong_notes: Path, folder: Path
    ) -> None:
        result = run(
            "audit", wrong_notes, "--html", "r.html", "--json", "r.json", "--junit", "r.xml"
        )

        assert result.exit_code == 1
        assert "0.3757" in (folder / "r.html").read_text("utf-8")
        assert '"printed": "0.3757"' in (folder / "r.json").read_text("utf-8")
        assert "printed 0.3757" in (folder / "r.xml").read_text("utf-8")
        assert f"written: {(folder / 'r.html').as_uri()}\n" in result.stdout
        assert "written: r.json\nwritten: r.xml\n" in result.stdout

    def test_none_is_written_where_none_is_asked_for(
        self, run: Run, notes: Path, folder: Path
    ) -> None:
        run("audit", notes)

        assert list(folder.iterdir()) == [notes]

    @pytest.mark.parametrize("verb", REPORTING)
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--json", "in.toml"), "in.toml: is read"),
            (("--html", "./in.toml"), "in.toml: is read"),
            (("--html", "r", "--json", "r"), "r: named for two reports"),
            (("--junit", ""), "'.' is a folder"),
        ],
    )
    def test_nothing_is_written_over_and_nothing_is_run_before_it_is_said(
        self, verb: str, options: tuple[str, ...], said: str, run: Run, folder: Path
    ) -> None:
        (folder / "in.toml").write_text("no case and no lecture")

        result = run(verb, "in.toml", *options)

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {said}")
        assert result.stdout == ""
        assert (folder / "in.toml").read_text() == "no case and no lecture"

    @pytest.mark.parametrize("option", FORMATS)
    @pytest.mark.parametrize(
        ("target", "said"), [("no/r", "no/r: there is no folder no"), ("taken", "'taken'")]
    )
    def test_a_target_that_cannot_be_written_is_one_line_and_exit_status_2(
        self, option: str, target: str, said: str, run: Run, notes: Path, folder: Path
    ) -> None:
        (folder / "taken").mkdir()

        result = run("audit", notes, option, target)

        assert result.exit_code == 2
        assert result.stderr.startswith("backproof: ")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
        assert sorted(p.name for p in folder.rglob("*")) == ["notes.toml", "taken"]

    def test_a_name_with_brackets_is_printed_as_it_is(self, run: Run, notes: Path) -> None:
        result = run("audit", notes, "--json", "[b]r.json")

        assert Path("[b]r.json").is_file()
        assert "written: [b]r.json\n" in result.stdout

    def test_quiet_prints_the_outcome_alone(self, run: Run, wrong_notes: Path) -> None:
        result = run("audit", wrong_notes, "--quiet")

        assert result.stdout == "1 of 2 claims wrong, 1 of them new\n"

    def test_nothing_stands_on_standard_error(self, run: Run, notes: Path) -> None:
        assert run("audit", notes).stderr == ""


class TestProcess:
    """What a shell sees."""

    @pytest.mark.parametrize(("name", "status"), [("notes", 0), ("wrong", 1), ("absent", 2)])
    def test_the_exit_status(
        self, name: str, status: int, python: Python, notes: Path, wrong_notes: Path
    ) -> None:
        result = python("-m", "backproof", "audit", f"{name}.toml", "-q", "--oracles", "balls")

        assert result.returncode == status
        assert result.stderr == (
            "backproof: absent.toml: no such file; expected a case in TOML\n" if status == 2 else ""
        )

    def test_the_same_input_gives_the_same_bytes(
        self, python: Python, wrong_notes: Path, folder: Path
    ) -> None:
        written = []
        for seed in ("1", "2"):
            words = ("audit", "wrong.toml", "--agreements", "--oracles", "balls")
            files = ("--json", "r.json", "--junit", "r.xml", "--html", "r.html")
            result = python("-m", "backproof", *words, *files, PYTHONHASHSEED=seed)
            names = ("r.json", "r.xml", "r.html")
            written.append([result.stdout, *((folder / n).read_bytes() for n in names)])

        assert written[0] == written[1]

    def test_the_names_of_notes_are_told_in_the_order_of_the_page(
        self, python: Python, folder: Path
    ) -> None:
        given = "\n\n".join(f"$w_{n} = 0.{n}$" for n in range(1, 6))
        total = " + ".join(f"W_{n}" for n in range(1, 6))
        text = f"$$T = {total} = 1.5$$\n\n{given}\n"
        (folder / "names.md").write_text(text)
        written = []
        for seed in ("1", "2", "3"):
            python("-m", "backproof", "audit", "names.md", "--json", "r.json", PYTHONHASHSEED=seed)
            written.append((folder / "r.json").read_bytes())

        assert b'"W1 is w1"' in written[0]
        assert written[0] == written[1] == written[2]

    def test_piped_output_has_no_colours_and_no_progress(
        self, python: Python, wrong_notes: Path
    ) -> None:
        result = python("-m", "backproof", "audit", "wrong.toml", "--oracles", "balls")

        assert "\x1b" not in result.stdout
        assert result.stderr == ""
        assert "0.3757  ->  0.3775" in result.stdout
