"""How a report is made: which engines are named, which are asked, and with what versions."""

import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import backproof.commands.reporting as room
import pytest
from backproof.cases.fields import CaseError
from backproof.cases.load import load_case
from backproof.commands.reporting import (
    ORACLES,
    agreed,
    audit_files,
    engines_used,
    installed,
    own_version,
    swept,
)
from backproof.reference import DERIVATIONS
from backproof.reports.report import EngineUsed


def oracles(used: tuple[EngineUsed, ...]) -> dict[str, str]:
    return {e.name: e.missing for e in used if e.kind == "oracle"}


class TestEngines:
    def test_derivations_come_first_and_every_oracle_is_listed(self) -> None:
        used = engines_used(ORACLES)

        assert [e.name for e in used] == [d.name for d in DERIVATIONS] + list(ORACLES)

    def test_each_derivation_names_its_lecture(self) -> None:
        used = engines_used(())

        assert all(d.source in e.about for d, e in zip(DERIVATIONS, used, strict=False))

    @pytest.mark.parametrize("asked", [(), ("torch",), ("jax", "differences")])
    def test_what_was_not_asked_for_says_so_and_balls_always_proves(
        self, asked: tuple[str, ...]
    ) -> None:
        missing = oracles(engines_used(asked))

        assert missing["balls"] == ""
        assert {n for n, why in missing.items() if why == "not asked for"} == set(ORACLES) - {
            "balls", *asked
        }  # fmt: skip

    def test_what_is_not_installed_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def version(package: str) -> str:
            if package == "jax":
                raise PackageNotFoundError(package)
            return "1.0"

        monkeypatch.setattr(room, "version", version)

        assert oracles(engines_used(ORACLES)) == {
            "balls": "", "torch": "", "jax": "not installed", "differences": "",
        }  # fmt: skip

    def test_every_engine_that_is_used_has_a_version(
        self, torch_ready: object, jax_ready: object
    ) -> None:
        assert all(e.version for e in engines_used(ORACLES) if e.kind == "oracle")

    def test_only_what_is_installed_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # By its name in sys.modules: the attribute `backproof.audit` is the function.
        witnesses = sys.modules["backproof.audit.witnesses"]
        monkeypatch.setattr(
            witnesses, "find_spec", lambda name: None if name == "jax" else object()
        )

        assert installed(ORACLES) == ("torch", "differences")
        assert installed(("jax",)) == ()

    def test_the_version_is_empty_where_the_package_is_not_installed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def version(package: str) -> str:
            raise PackageNotFoundError(package)

        assert own_version()
        monkeypatch.setattr(room, "version", version)
        assert own_version() == ""


class TestReports:
    def test_progress_says_what_is_done(self, notes: Path) -> None:
        said: list[str] = []

        audit_files([notes], ("balls",), agreements=False, progress=said.append)

        assert said == ["reading", "1 of 1 audited", "asking the other engines"]

    def test_a_lecture_alone_has_no_agreements(self, notes: Path) -> None:
        report = audit_files([notes], ("balls",), agreements=False)

        assert (report.agreements, report.kinks, report.stale) == ((), (), ())
        assert [e.name for e in report.engines][-4:] == list(ORACLES)

    def test_the_engines_are_asked_about_notes_before_the_next_are_audited(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paths = [folder / "one.md", folder / "two.md"]
        for path in paths:
            path.write_text("$a = 0.5$\n\n$b = 2a = 1.0$\n")
        said: list[str] = []
        ask = room.Beside.ask

        def spied(self: room.Beside, engines: Any, questions: Any) -> Any:
            said.extend({Path(q.finding.split(":")[0]).name for q in questions})
            return ask(self, engines, questions)

        monkeypatch.setattr(room.Beside, "ask", spied)

        report = audit_files(paths, ("differences",), agreements=False, progress=said.append)

        assert said.index("one.md") < said.index("1 of 2 audited") < said.index("two.md")
        assert all(f.oracles["differences"] for f in report.findings if f.quantity == "b")

    def test_agreements_are_those_of_every_documented_case(self, notes: Path) -> None:
        report = audit_files([notes], ("balls",), agreements=True)

        assert len({a.case for a in report.agreements}) == 12
        assert {a.oracle for a in report.agreements} == {"balls"}

    def test_a_lecture_that_cannot_be_read_is_an_error(self, folder: Path) -> None:
        with pytest.raises(CaseError, match=r"absent\.toml: no such file"):
            audit_files([folder / "absent.toml"], ("balls",))

    def test_gradients_that_were_computed_elsewhere_are_taken_from_there(
        self, case: Path, monkeypatch: pytest.MonkeyPatch, torch_ready: object
    ) -> None:
        from backproof.commands.beside import Beside
        from backproof.oracles import torch_autograd

        loaded = load_case(case)
        problems = room._problems([loaded])
        with Beside(("torch",), processes=False) as beside:
            started = beside.gradients(problems)

        def again(*_: object) -> None:
            raise AssertionError("torch was asked twice")

        monkeypatch.setattr(torch_autograd, "gradients", again)
        report = agreed([loaded], ("torch",), lambda _: None, problems, started)

        assert {a.verdict for a in report.agreements if a.engine == "torch"} == {"agree"}
        assert len([k for k in report.kinks if k.engine == "torch"]) == 4

    def test_a_sweep_is_summed_up(self, folder: Path) -> None:
        counted: list[int] = []

        summary, report = swept(14, "float64", 1, (), None, counted.append)

        assert counted == list(range(1, 15))
        assert (summary.networks, summary.dtype, summary.stored) == (14, "float64", "")
        assert {engine for engine, _, _ in summary.verdicts} <= {d.name for d in DERIVATIONS}
        assert report.agreements == ()
        assert all(0 <= median <= largest for _, largest, median in summary.shares)


def test_no_engine_is_asked_for_but_those_named(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask: Callable[..., object] = room.Beside.ask

    def spy(self: object, engines: list[EngineUsed], questions: object) -> object:
        asked.extend(e.name for e in engines)
        return ask(self, engines, questions)

    monkeypatch.setattr(room.Beside, "ask", spy)
    audit_files([notes], ("balls", "differences"), agreements=False)

    assert asked == ["differences"]
