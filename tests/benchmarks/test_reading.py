"""Do the figures of the reading benchmark measure what they say?"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from backproof.benchmarks import reading
from backproof.reading.grammar import UnreadableError


@pytest.mark.parametrize("form", ["markdown", "latex", "notebook"])
def test_a_document_grows_to_its_size_and_is_audited_to_its_end(form: str) -> None:
    once, twice = (reading.grown(form, size) for size in (1, 10))

    name = f"notes{reading.style_of(0, form).suffix}"
    assert 1_000 <= len(once) < len(twice)
    assert reading.audit_text(name, twice) > reading.audit_text(name, once) > 10


def test_a_notebook_that_has_grown_is_one() -> None:
    cells = json.loads(reading.grown("notebook", 5))["cells"]

    assert len(cells) > 10


def test_a_line_of_growth_has_a_figure_for_every_size() -> None:
    head, line = reading.growth((1, 5), forms=("latex",))

    assert "1 kB" in head
    assert "5 kB" in head
    assert len(line.split()) == 4


def test_the_lectures_are_left_out_where_there_are_none(tmp_path: Path) -> None:
    assert list(reading.lectures(tmp_path)) == [
        f"audit of the lectures: none in {tmp_path.name}, skipped"
    ]


def test_a_folder_of_lectures_has_its_figures(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("$x = 0.5 + 0.25 = 0.75$", "utf-8")

    numbers, over, whole, again = reading.lectures(tmp_path, runs=2)
    assert numbers.startswith("audit of the numbers of 1 lectures: median")
    assert whole.startswith("audit of 1 lectures: median")
    assert "additions" in over
    assert "additions" in again


def test_without_lectures_the_equations_of_written_notes_serve(tmp_path: Path) -> None:
    assert len(reading.equations(tmp_path)) > 20


def test_an_equation_is_parsed_to_the_trees_of_its_sides() -> None:
    assert reading.tree_of(r"z = w \cdot x = 0.5") == 3
    with pytest.raises(UnreadableError):
        reading.tree_of(r"z = \frac{1")


def test_sympy_is_left_out_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_spec", lambda name: None if name == "lark" else name)

    assert list(reading.against_sympy()) == [
        "an equation by SymPy's lark parser: sympy or lark is not installed, skipped"
    ]


def test_sympy_is_held_against_what_both_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sympy", reason="sympy is not installed")
    pytest.importorskip("lark", reason="lark is not installed")
    texts = [r"\frac{a}{b}", r"z = w x \quad y = 2", r"\foo{1}"]
    monkeypatch.setattr(reading, "equations", lambda: texts)

    def lines() -> Iterator[str]:
        yield from reading.against_sympy(runs=1)

    first, ratio, _ = lines()
    assert first.startswith("of 3 displays read: 2 by us")
    assert "median" in ratio
