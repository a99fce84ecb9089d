"""Every documented derivation agrees with every oracle on every documented case."""

from functools import cache

import pytest
from backproof.agreement.documented import documented_agreements, setting_id, upheld, witnessed
from backproof.agreement.engines import engines
from backproof.agreement.hold import Agreement
from backproof.cases.case import Case, Setting
from backproof.cases.load import documented_cases
from backproof.oracles import differences
from backproof.reference import DERIVATIONS

CASES = documented_cases()
SETTINGS = {setting_id(case, s): (case, s) for case in CASES for s in case.settings}
ENGINES = {engine.name: engine for engine in engines()}
ORACLES = ("balls", "torch", "jax")
PAIRS = [
    pytest.param(engine.name, name, oracle, id=f"{engine.name} x {name} x {oracle}")
    for engine in ENGINES.values()
    for name, (_, setting) in SETTINGS.items()
    for oracle in ORACLES
    if engine.applies(setting.network, setting.batch)
    and (engine.kind == "derivation" or oracle == "balls")
]


@cache
def held(name: str) -> tuple[Agreement, ...]:
    case, setting = SETTINGS[name]
    alone = Case(case.id, case.title, case.source, case.graph, (setting,))
    return tuple(documented_agreements([alone], engines()))


@pytest.mark.parametrize(("engine", "setting", "oracle"), PAIRS)
def test_the_engine_agrees_where_it_is_expected_to(
    engine: str, setting: str, oracle: str, torch_ready: object, jax_ready: object
) -> None:
    found = [a for a in held(setting) if (a.engine, a.oracle) == (engine, oracle)]

    verdicts = {a.verdict for a in found}
    layers = len(SETTINGS[setting][1].network.layers)
    assert len(found) == 2 * layers
    assert ("disagree" in verdicts) == (ENGINES[engine].expected == "disagree")
    assert verdicts <= {"agree", "disagree"}
    assert {a.case for a in found} == {setting}


def test_every_derivation_is_held_somewhere() -> None:
    assert {p.values[0] for p in PAIRS} == set(ENGINES)


def test_every_network_is_held_by_some_derivation_and_by_torch_and_jax() -> None:
    for name in SETTINGS:
        applying = {p.values[0] for p in PAIRS if p.values[1] == name}
        assert {"torch", "jax", "batch_form"} <= applying


def test_a_case_under_several_losses_has_an_id_for_each() -> None:
    assert len(SETTINGS) == sum(len(case.settings) for case in CASES)
    assert "sigmoid-2-3-2/with-1/m" in SETTINGS
    assert "sigmoid-2-2-2" in SETTINGS


class TestWitness:
    @pytest.mark.parametrize("name", SETTINGS)
    def test_differences_judge_nothing(self, name: str) -> None:
        found = list(witnessed(name, SETTINGS[name][1]))

        assert {a.verdict for a in found} == {"witness"}
        assert {a.engine for a in found} == {"differences"}
        assert {a.why for a in found} == {"its own estimate of its error, not a bound"}

    def test_differences_leave_a_network_out_that_is_too_large_for_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(differences, "MOST_PARAMETERS", 1)
        setting: Setting = SETTINGS["sigmoid-2-2-2"][1]

        assert list(witnessed("sigmoid-2-2-2", setting)) == []

    def test_differences_are_about_right_and_say_by_how_much(self) -> None:
        found = list(witnessed("pair-linear-mse", SETTINGS["pair-linear-mse"][1]))

        # Half the digits of float64: central differences without extrapolation reach no more.
        assert all(a.difference < 2.0**-26 * abs(a.exact) for a in found)
        assert all(a.difference == abs(a.found - a.exact) for a in found)


class TestUpheld:
    def agreement(self, engine: str, verdict: str, oracle: str = "balls") -> Agreement:
        return Agreement("c", engine, oracle, "w", verdict, (), *[0.0] * 6)

    def test_a_derivation_is_upheld_where_it_agrees_everywhere(self) -> None:
        found = [self.agreement("row_form", v) for v in ("agree", "agree", "undecided")]
        found += [self.agreement("batch_form", v) for v in ("agree", "disagree", "agree")]

        assert upheld(found, DERIVATIONS) == {"row_form": True, "batch_form": False}

    def test_one_oracle_that_disagrees_is_enough(self) -> None:
        found = [self.agreement("row_form", "agree")]
        found += [self.agreement("row_form", "disagree", "torch")]

        assert upheld(found, DERIVATIONS) == {"row_form": False}

    @pytest.mark.parametrize("verdict", ["undecided", "undetermined", "witness"])
    def test_what_was_never_decided_is_not_upheld(self, verdict: str) -> None:
        assert upheld([self.agreement("row_form", verdict)], DERIVATIONS) == {}

    def test_oracles_are_not_upheld(self) -> None:
        assert upheld([self.agreement("torch", "agree")], DERIVATIONS) == {}
