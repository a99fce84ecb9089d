"""`backproof selftest`: it passes, and it fails where a mistake is overlooked or misnamed."""

from collections.abc import Callable
from dataclasses import replace
from sys import modules

import backproof.agreement.selftest as room
import pytest
from backproof.agreement.engines import Engine, engines
from backproof.agreement.selftest import on_cases, on_networks
from backproof.cases.load import documented_cases
from backproof.reports.selftests import Planted, as_text, passes
from click.testing import Result

Run = Callable[..., Result]
SMALL = [c for c in documented_cases() if c.id in ("pair-softmax-ce", "sigmoid-2-2-2")]


def derivations() -> list[Engine]:
    return [e for e in engines() if e.kind == "derivation"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two documented cases stand for all."""
    monkeypatch.setattr(modules["backproof.commands.selftest"], "documented_cases", lambda: SMALL)


class TestDocumented:
    def test_whatever_is_visible_is_caught_and_named(self) -> None:
        found = on_cases(SMALL, derivations())

        assert found.misses == []
        assert found.visible["balls"] == found.caught["balls"] == found.named > 100
        assert found.visible["differences"] > 100
        assert found.planted == found.unseen + found.visible["balls"]
        assert passes(Planted(found), Planted())

    def test_every_oracle_catches_what_it_can_see(
        self, torch_ready: object, jax_ready: object
    ) -> None:
        found = on_cases(SMALL[:1], list(engines()))

        assert found.uncaught == []
        assert found.visible["torch"] == found.visible["jax"] == found.visible["balls"]

    def test_how_small_an_error_is_caught_is_told(self) -> None:
        found = on_cases(SMALL[:1], derivations(), witnessed=False)

        (row,) = found.sharpness
        assert 0 < row.sharpest <= row.bluntest < 1e-9

    @pytest.mark.long
    def test_on_all_documented_cases_and_all_oracles(self) -> None:
        found = on_cases(documented_cases(), list(engines()))

        assert found.misses == []


class TestGenerated:
    def test_a_few_networks_of_every_kind(self) -> None:
        found = on_networks((14, 3, "float64"), derivations(), witnessed=False)

        assert found.networks == 14
        assert found.uncaught == []
        assert passes(Planted(), Planted(found))

    @pytest.mark.long
    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_many_networks(self, dtype: str) -> None:
        found = on_networks((140, 0, dtype), list(engines()))

        assert found.uncaught == []
        assert passes(Planted(), Planted(found))


class TestCommand:
    def test_it_passes(self, run: Run) -> None:
        result = run("selftest", "--oracles", "balls", "--networks", 1)

        assert result.exit_code == 0
        assert result.stdout.endswith(" slips planted\n")
        assert "documented cases: 2," in result.stdout
        assert "\ngenerated networks: 1," in result.stdout
        assert "\ntraining runs of generated networks: 1," in result.stdout
        assert "100.00% named first" in result.stdout

    def test_a_slip_that_is_misnamed_fails(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def misnamed(*asked: object) -> object:
            found = diagnose(*asked)
            best = replace(found.explanations[0], slips=("another",), alike=())
            return replace(found, explanations=(best,))

        diagnose = room.diagnose
        monkeypatch.setattr(room, "diagnose", misnamed)

        result = run("selftest", "--oracles", "balls")

        assert result.exit_code == 1
        assert "not named" in result.stdout

    def test_a_bound_that_is_too_wide_overlooks_slips(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(room, "held", lambda *_: ())

        found = on_cases(SMALL[:1], derivations())

        assert {miss.what for miss in found.uncaught} == {"not caught by balls"}
        assert "selftest failed" in as_text(Planted(found), Planted())

    def test_a_right_derivation_that_is_caught_fails(self) -> None:
        def engine(e: Engine) -> Engine:
            if e.name != "row_form":
                return e
            return replace(
                e,
                gradients=lambda n, b: replace(
                    right := e.gradients(n, b), biases=tuple(-x for x in right.biases)
                ),
            )

        found = on_cases(SMALL[:1], [engine(e) for e in derivations()], witnessed=False)

        assert {(m.derivation, m.what) for m in found.uncaught} == {("row_form", "caught")}
        assert not passes(Planted(found), Planted())
