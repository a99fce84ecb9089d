"""Nothing in a lecture is picked: every number and every display is in a claim or listed."""

import tomllib
from pathlib import Path

import pytest
from backproof.cases.lectures import TRANSCRIBED
from backproof.cases.transcribe import decimals, displays, missing, rewritten

TRANSCRIPTIONS = sorted(TRANSCRIBED.glob("*.toml"))


def lines_of(transcription: Path, lectures: Path) -> list[str]:
    name = tomllib.loads(transcription.read_text("utf-8"))["lecture"]
    return (lectures / name).read_text("utf-8").split("\n")


@pytest.mark.parametrize("path", TRANSCRIPTIONS, ids=lambda path: path.stem)
class TestTranscription:
    def test_accounts_for_every_decimal_and_every_display(self, path: Path, lectures: Path) -> None:
        assert missing(path, lines_of(path, lectures)) == []

    def test_places_its_numbers_where_they_are_printed(self, path: Path, lectures: Path) -> None:
        source = path.read_text("utf-8")

        assert rewritten(source, lines_of(path, lectures)) == source

    def test_misses_what_is_taken_out_of_it(
        self, path: Path, lectures: Path, tmp_path: Path
    ) -> None:
        head, *blocks = path.read_text("utf-8").split("[[section.statement]]\n")
        starts = [block.split("\n")[0] for block in blocks]
        alone = next(i for i, start in enumerate(starts) if starts.count(start) == 1)
        kept = blocks[:alone] + blocks[alone + 1 :]
        cut = tmp_path / path.name
        cut.write_text("[[section.statement]]\n".join([head, *kept]), "utf-8")

        assert missing(cut, lines_of(path, lectures))


def test_every_kind_of_display_is_seen() -> None:
    lines = ["$$a$$ and $$b$$", "", "$$c", "d$$", "\\begin{aligned}x", "\\end{aligned}", "$e$"]

    assert list(displays(lines)) == [(1, 1), (1, 1), (3, 4), (5, 6)]


def test_decimals_are_numbers_with_a_point_or_with_commas() -> None:
    found = [(t.text, t.column) for t in decimals(["w_1 = 0.15, .05 and 10,000; h1 = 3, -2.5"])]

    assert found == [("0.15", 7), (".05", 13), ("10,000", 21), ("2.5", 37)]
