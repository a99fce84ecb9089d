"""`backproof audit`: what it finds, what it accepts, and what it says of bad input."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from backproof.audit.accepted import DOCUMENTED
from backproof.cases.lectures import TRANSCRIBED
from click.testing import Result

Run = Callable[..., Result]


class TestExitStatus:
    def test_0_where_nothing_is_wrong(self, run: Run, notes: Path) -> None:
        result = run("audit", notes)

        assert result.exit_code == 0
        assert result.stdout.endswith("0 of 2 claims wrong\n")

    def test_1_where_something_is_wrong(self, run: Run, wrong_notes: Path) -> None:
        result = run("audit", wrong_notes)

        assert result.exit_code == 1
        assert "notes.md\n  5:10" in result.stdout
        assert "0.3757  ->  0.3775" in result.stdout

    def test_0_where_what_is_wrong_is_accepted(
        self, run: Run, wrong_notes: Path, known: Path
    ) -> None:
        result = run("audit", wrong_notes, "--accepted", known)

        assert result.exit_code == 0
        assert "known: two digits are swapped" in result.stdout
        assert "1 of 2 claims wrong, all of them known" in result.stdout

    def test_1_where_an_accepted_mistake_is_mended(
        self, run: Run, notes: Path, known: Path
    ) -> None:
        result = run("audit", notes, "--accepted", known)

        assert result.exit_code == 1
        assert "accepted but not found: notes.md:5 0.3757" in result.stdout

    @pytest.mark.parametrize(
        ("field", "other"),
        [("line = 5", "line = 6"), ("0.3757", "0.3758"), ("notes.md", "other.md")],
    )
    def test_1_where_the_entry_is_about_something_else(
        self, field: str, other: str, run: Run, wrong_notes: Path, known: Path
    ) -> None:
        known.write_text(known.read_text().replace(field, other))

        result = run("audit", wrong_notes, "--accepted", known)

        assert result.exit_code == 1
        assert "accepted but not found" in result.stdout
        assert "1 of them new" in result.stdout

    def test_a_new_mistake_beside_a_known_one_fails(
        self, run: Run, wrong_notes: Path, known: Path
    ) -> None:
        more = '\n[[section.statement]]\nline = 7\nsays = "out_h1 = 0.5832"\ncolumns = [[7, 10]]\n'
        wrong_notes.write_text(wrong_notes.read_text() + more)

        result = run("audit", wrong_notes, "--accepted", known, "-q")

        assert result.exit_code == 1
        assert result.stdout == "2 of 3 claims wrong, 1 of them new\n"

    def test_a_lecture_of_ones_own_is_not_held_to_the_documented_list(
        self, run: Run, notes: Path
    ) -> None:
        assert "accepted" not in run("audit", notes).stdout


class TestTheDocumentedLectures:
    def test_all_that_is_wrong_is_known(self, run: Run) -> None:
        result = run("audit", "--no-agreements", "-q")

        assert result.exit_code == 0
        assert result.stdout.endswith(", all of them known\n")

    @pytest.mark.parametrize(
        ("kept", "status", "end"), [(1, 0, "all of them known"), (0, 1, "1 of them new")]
    )
    def test_an_entry_that_is_taken_from_the_list_is_new(
        self, kept: int, status: int, end: str, run: Run, folder: Path
    ) -> None:
        lecture = min(TRANSCRIBED.glob("*.toml"))
        head, *entries = DOCUMENTED.read_text("utf-8").split("[[accepted]]")
        own = [entry for entry in entries if f'"{lecture.stem}' in entry]
        (folder / "own.toml").write_text("[[accepted]]".join([head, *own[:kept]]), "utf-8")

        result = run("audit", lecture, "-q", "--accepted", "own.toml")

        assert len(own) == 1
        assert result.exit_code == status
        assert result.stdout.endswith(f"{end}\n")

    def test_the_oracles_are_asked_in_processes_of_their_own(
        self, run: Run, torch_ready: object
    ) -> None:
        lecture = min(TRANSCRIBED.glob("*.toml"))

        result = run("audit", lecture, "--json", "r.json", oracles="balls,torch")

        findings = json.loads(Path("r.json").read_text("utf-8"))["findings"]
        assert result.exit_code == 1
        assert {name for f in findings for name in f["oracles"]} == {"torch"}
        assert any(f["oracles"].get("torch") is not None for f in findings)


#: What is wrong with a file, and what must be said: file, field, found, expected.
BAD = {
    "not TOML": ("[[section", "notes.toml: not TOML: "),
    "empty": ("", "notes.toml: lecture: missing, expected a string"),
    "not UTF-8": (b"\xff\xfe", "notes.toml: not TOML: 'utf-8' codec"),
    "misspelt field": (("lecture =", "lekture ="), "notes.toml: lekture: unknown, expected one of"),
    "no sections": ('lecture = "x"', "notes.toml: section: missing, expected a list"),
    "unknown case": (("sigmoid-2-2-2", "mine"), "section[0].case: found 'mine', expected one of"),
    "line as text": (("line = 5", 'line = "5"'), "statement[1].line: found '5', expected a whole"),
    "no formula": (("net_h1 = 0.3775", "net_h1 = ("), "section[0].statement[1].says: "),
    "columns too many": (("[[5, 10]]", "[[5, 10], [5, 12]]"), "statement[1].columns: found 2"),
}


class TestBadInput:
    @pytest.mark.parametrize("kind", BAD)
    def test_a_bad_file_is_one_line_that_says_where(
        self, kind: str, run: Run, notes: Path, folder: Path
    ) -> None:
        change, said = BAD[kind]
        if isinstance(change, bytes):
            notes.write_bytes(change)
        elif isinstance(change, str):
            notes.write_text(change)
        else:
            assert change[0] in notes.read_text()
            notes.write_text(notes.read_text().replace(*change))

        result = run("audit", notes, "--json", "r.json")

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {notes}")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
        assert [p.name for p in folder.iterdir()] == ["notes.toml"]

    def test_a_missing_file_is_named(self, run: Run) -> None:
        result = run("audit", "absent.toml")

        assert result.exit_code == 2
        assert result.stderr == "backproof: absent.toml: no such file; expected a case in TOML\n"
        assert result.stdout == ""

    def test_a_folder_is_no_lecture(self, run: Run, folder: Path) -> None:
        result = run("audit", folder)

        assert result.exit_code == 2
        said = f"backproof: {folder}: is a folder; expected files, such as {folder / '*.md'}\n"
        assert result.stderr == said

    def test_one_bad_file_among_good_ones_stops_the_run(self, run: Run, notes: Path) -> None:
        result = run("audit", notes, "absent.toml")

        assert (result.exit_code, result.stdout) == (2, "")

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (("line = 5", 'line = "5"'), "accepted[0].line: found '5', expected a whole number"),
            (('reason = "two digits are swapped"', ""), "accepted[0].reason: missing"),
            (("printed", "print"), "accepted[0].print: unknown, expected one of lecture, line"),
            (("[[accepted]]", "[[accept]]"), "accept: unknown, expected one of accepted"),
        ],
    )
    def test_a_bad_accepted_list_is_one_line_that_says_where(
        self, change: tuple[str, str], said: str, run: Run, notes: Path, known: Path
    ) -> None:
        known.write_text(known.read_text().replace(*change))

        result = run("audit", notes, "--accepted", known)

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {known}: {said}")
        assert result.stderr.count("\n") == 1

    def test_a_missing_accepted_list_is_named(self, run: Run, notes: Path) -> None:
        result = run("audit", notes, "--accepted", "absent.toml")

        assert result.exit_code == 2
        assert "absent.toml: no such file" in result.stderr

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(("lines = [1, 9]", "lines = [1]"), id="lines without an end"),
            pytest.param(("columns = [[5, 10]]", "columns = [5, 10]"), id="columns not in pairs"),
            pytest.param(("lines = [1, 9]", "lines = [1, 9]\nfree = { x = 5 }"), id="free"),
            pytest.param(("lines = [1, 9]", "lines = [1, 9]\ndomains = { x = [1] }"), id="domains"),
            pytest.param(("lines = [1, 9]", "lines = [1, 9]\nsets = { x = 5 }"), id="sets"),
        ],
    )
    def test_a_field_of_a_wrong_shape_is_one_line_too(
        self, change: tuple[str, str], run: Run, notes: Path
    ) -> None:
        notes.write_text(notes.read_text().replace(*change))

        result = run("audit", notes)

        assert result.exit_code == 2
        assert result.stderr.startswith(f"backproof: {notes}: section[0]")

    def test_a_lecture_without_a_section_is_one_line(self, run: Run, notes: Path) -> None:
        notes.write_text('lecture = "notes.md"\nsection = []\n')

        result = run("audit", notes)

        assert result.exit_code == 2
        assert result.stderr.startswith("backproof: ")

    def test_a_run_that_checked_nothing_is_no_pass(self, run: Run, notes: Path) -> None:
        notes.write_text(notes.read_text().split("[[section.statement]]")[0])

        result = run("audit", notes)

        assert result.exit_code == 2
        assert result.stderr == (
            f"backproof: {notes}: nothing was checked, "
            "found no number that a quantity is said to have\n"
        )


def test_numbers_alone_are_for_notes(run: Run) -> None:
    found = run("audit", "--numbers-only")

    assert found.exit_code == 2
    assert "transcriptions are audited whole" in found.output
