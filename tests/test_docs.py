"""Is what the documentation says so? Its commands run, its outputs are real, its links lead on."""

import ast
import importlib
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from itertools import chain, pairwise
from pathlib import Path
from types import ModuleType

import backproof
import click
import pytest
from backproof.audit.accepted import load_accepted
from backproof.audit.verdict import MEANINGS, WRONG
from backproof.cases.load import load_case
from backproof.commands import cli
from click.testing import CliRunner

HOUSE = Path(backproof.__file__).parent
ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS = {p.split(".")[1] for p in PROJECT["tool"]["setuptools"]["packages"] if "." in p}
#: A line of an output that stands for any number of lines.
CUT = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line on which it begins, its language and its text."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: str, text: str) -> list[Block]:
    lines = text.split("\n")
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    assert len(fences) % 2 == 0, f"{page}: a fence is not closed"
    return [
        Block(page, a + 1, lines[a][3:].strip(), "\n".join(lines[a + 1 : b]))
        for a, b in zip(fences[::2], fences[1::2], strict=True)
    ]


TEXTS = {str(path.relative_to(ROOT).as_posix()): path.read_text("utf-8") for path in PAGES}
BLOCKS = [block for page, text in TEXTS.items() for block in blocks_of(page, text)]
#: Code within a sentence, by page.
SPANS = sorted(
    {
        (page, span)
        for page, text in TEXTS.items()
        for span in re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", text))
    }
)
#: Code that is run, checked or compared, by its language; "" is what the block before it prints.
CHECKED = ("console", "sh", "python", "toml", "")
#: Notes, which the command in the block behind them reads.
NOTES = ("markdown", "latex", "rst")


def in_language(language: str) -> list[object]:
    return [pytest.param(b, id=str(b)) for b in BLOCKS if b.language == language]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a clone, whether the sources or the wheel are tested."""
    shutil.copytree(HOUSE / "cases", tmp_path / "cases")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def holds(shown: str, printed: str) -> bool:
    """Whether an output is what was printed; a line `…` stands for lines that are left out."""
    lines = shown.strip("\n").split("\n")
    pattern = "".join(r"(?:.*\n)*?" if line == CUT else re.escape(line) + "\n" for line in lines)
    return re.fullmatch(pattern, printed) is not None


class TestBlocks:
    def test_each_is_of_a_kind_that_is_checked(self) -> None:
        assert [f"{b}: {b.language}" for b in BLOCKS if b.language not in CHECKED + NOTES] == []

    @pytest.mark.parametrize("block", in_language("console"))
    def test_a_terminal_shows_what_is_printed(self, block: Block, clone: Path) -> None:
        prompt, _, shown = block.text.partition("\n")
        program, *words = shlex.split(prompt.removeprefix("$ "))
        before = [b for b in BLOCKS if b.page == block.page and b.line < block.line][-1:]
        if before and before[0].language in NOTES:
            (clone / words[1]).write_text(before[0].text + "\n", "utf-8")

        result = CliRunner().invoke(cli, words, prog_name="backproof")

        assert (prompt[:2], program) == ("$ ", "backproof")
        assert result.exit_code in (0, 1)
        assert holds(shown, result.stdout), result.stdout

    def test_notes_are_read_by_the_command_behind_them(self) -> None:
        after = [b for a, b in pairwise(BLOCKS) if a.language in NOTES]

        assert after
        assert {(b.page, b.language) for b in after} == {("docs/notes.md", "console")}

    @pytest.mark.parametrize("block", in_language("sh"))
    def test_a_command_line_is_one(self, block: Block) -> None:
        for line in block.text.split("\n"):
            check_command(shlex.split(line, comments=True))

    @pytest.mark.parametrize("block", in_language("python"))
    def test_python_runs_and_prints_what_is_shown(self, block: Block, clone: Path) -> None:
        after = next((b for b in BLOCKS if b.page == block.page and b.line > block.line), block)
        with redirect_stdout(StringIO()) as printed:
            exec(compile(block.text, str(block), "exec"), {})

        assert after.language == "", f"{block}: its output is not shown"
        assert holds(after.text, printed.getvalue()), printed.getvalue()

    @pytest.mark.parametrize("block", in_language("toml"))
    def test_a_file_is_what_it_is_said_to_be(self, block: Block, tmp_path: Path) -> None:
        path = tmp_path / "shown.toml"
        path.write_text(block.text, "utf-8")

        if block.text.startswith("[[accepted]]"):
            assert load_accepted(path)
        else:
            assert load_case(path).settings


def check_command(words: list[str]) -> None:
    """A command is looked up and its arguments are parsed; it is not run."""
    match words:
        case ["backproof", verb, *rest]:
            cli.commands[verb].make_context(verb, list(rest), resilient_parsing=False)
        case ["backproof"]:
            pass
        case ["make", *targets]:
            known = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
            assert [t for t in targets if t not in known] == []
        case ["python", "-m", module, *_]:
            assert module.startswith("backproof")
            assert find_spec(module)
        case ["pip", "install", wanted]:
            extras = re.fullmatch(r"\.(?:\[([a-z,]+)\])?", wanted)
            assert extras
            optional = PROJECT["project"]["optional-dependencies"]
            assert set((extras[1] or "").split(",")) - {""} <= set(optional)
        case _:
            pytest.fail(f"no rule for the command {words}")


def is_command(span: str) -> bool:
    return span.split()[0] in ("backproof", "make", "python", "pip")


def is_path(span: str) -> bool:
    return bool(re.fullmatch(r"\.?[\w.-]+(/[\w.-]*)+|[\w-]+\.(md|toml|txt|html)", span))


def is_name(span: str) -> bool:
    return bool(re.fullmatch(r"(backproof\.)?(\w+)(\.\w+)+(\(\))?", span)) and (
        span.removeprefix("backproof.").split(".")[0] in ROOMS
    )


def resolved(name: str) -> object:
    """The thing that a dotted name stands for. Raises `AttributeError`."""
    found: object = backproof
    for part in name.removeprefix("backproof.").removesuffix("()").split("."):
        is_package = isinstance(found, ModuleType) and hasattr(found, "__path__")
        if is_package and find_spec(f"{found.__name__}.{part}"):
            found = importlib.import_module(f"{found.__name__}.{part}")
        else:
            found = getattr(found, part)
    return found


def spans_that(accepted: Callable[[str], bool]) -> list[object]:
    return [pytest.param(span, id=f"{page}: {span}") for page, span in SPANS if accepted(span)]


class TestSentences:
    @pytest.mark.parametrize("span", spans_that(is_command))
    def test_a_command_is_one(self, span: str) -> None:
        check_command(shlex.split(re.sub(r"\b(NOTES…?|FOLDER)", "x", span)))

    @pytest.mark.parametrize("span", spans_that(lambda span: span.startswith("--")))
    def test_an_option_is_one(self, span: str) -> None:
        assert span in {
            option for v in cli.commands.values() for p in v.params for option in p.opts
        }

    @pytest.mark.parametrize("span", spans_that(is_path))
    def test_a_path_is_there(self, span: str) -> None:
        # What is not done, what is the reader's, and what `make` puts there.
        outside = {"src/backproof/", "my-case.toml", ".venv/bin/backproof"}

        assert span in outside or (HOUSE / span).exists() or (ROOT / span).exists()

    @pytest.mark.parametrize("span", spans_that(is_name))
    def test_a_name_is_one(self, span: str) -> None:
        assert resolved(span) is not None

    @pytest.mark.parametrize("page", TEXTS)
    def test_links_lead_to_files(self, page: str) -> None:
        links = re.findall(r"\]\(([^)#\s]+)", re.sub(r"\$[^$]*\$", "", TEXTS[page]))

        outside = [link for link in links if "://" in link]
        here = (ROOT / page).parent
        assert outside == []  # none of them could be checked here
        assert [link for link in links if not (here / link).exists()] == []


def rows(page: str, heading: str) -> dict[str, str]:
    """The first table below a heading: the code in its first cells, and the second cells."""
    below = TEXTS[page].split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", below, re.M))


class TestReadme:
    def test_its_verdicts_are_those_that_there_are(self) -> None:
        assert set(rows("README.md", "What a verdict means")) == set(MEANINGS)

    def test_it_names_the_verdicts_that_fail_a_run(self) -> None:
        sentence = re.search(r"\n(.*) make the exit status 1", TEXTS["README.md"])

        assert sentence
        assert set(re.findall("`([^`]+)`", sentence[1])) == WRONG

    def test_its_rooms_are_those_that_there_are(self) -> None:
        assert set(rows("README.md", "The rooms")) == {f"{room}/" for room in (*ROOMS, "docs")}

    def test_its_picture_is_a_small_one(self) -> None:
        picture = (ROOT / "docs" / "page.png").read_bytes()

        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(picture) < 300_000


class TestVersions:
    def test_everything_that_is_asked_for_is_pinned(self) -> None:
        lines = (ROOT / "constraints.txt").read_text("utf-8").split()
        pinned = {line.split("==")[0].lower() for line in lines if "==" in line}
        project, extras = PROJECT["project"], PROJECT["project"]["optional-dependencies"]
        asked = [
            *project["dependencies"],
            *chain.from_iterable(extras.values()),
            *PROJECT["build-system"]["requires"],
        ]

        names = {re.split(r"[\[<>=~! ]", wanted)[0].lower() for wanted in asked} - {"backproof"}
        assert len(pinned) == len(lines)
        assert names <= pinned


class TestTheTestsThemselves:
    """The checks above see what they are to see."""

    @pytest.mark.parametrize(
        ("shown", "same"),
        [
            ("a\nb\nc", True),
            ("a\n…\nc", True),
            ("…\nc", True),
            ("a\n…", True),
            ("a\nc", False),
            ("a\nb", False),
            ("b\n…", False),
            ("a\n…\nd", False),
            ("a\nb \nc", False),
        ],
    )
    def test_an_output_is_compared_line_by_line(self, shown: str, same: bool) -> None:
        assert holds(shown, "a\nb\nc\n") == same

    @pytest.mark.parametrize(
        "line",
        [
            "backproof prove",
            "backproof audit --tolerance 1",
            "make coffee",
            "python -m backproof.nothing",
            "pip install backproof",
            "pip install .[gpu]",
            "rm notes.md",
        ],
    )
    def test_what_is_no_command_is_seen(self, line: str) -> None:
        with pytest.raises((KeyError, click.UsageError, AssertionError, pytest.fail.Exception)):
            check_command(shlex.split(line))

    def test_a_block_without_an_end_is_seen(self) -> None:
        with pytest.raises(AssertionError, match="not closed"):
            blocks_of("page.md", "```sh\nmake test\n")

    @pytest.mark.parametrize("name", ["cases.nothing", "audit.verdict.NOTHING", "reports.page.x.y"])
    def test_a_name_that_is_none_is_seen(self, name: str) -> None:
        with pytest.raises(AttributeError):
            resolved(name)

    def test_every_page_is_read(self) -> None:
        assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/verdicts.md"} <= set(TEXTS)
        assert [b for b in BLOCKS if b.language == "python" and not ast.parse(b.text).body] == []
