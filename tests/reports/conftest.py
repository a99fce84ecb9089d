"""Findings, agreements and reports, made by hand, and the report of the documented audit."""

from collections.abc import Callable
from typing import Any

import pytest
from backproof.agreement.hold import Agreement
from backproof.audit.accepted import Accepted
from backproof.audit.finding import Account, Audited, Finding, Row
from backproof.expressions.place import Place
from backproof.reports.report import EngineUsed, KinkValue, Report, SweepSummary


def finding(verdict: str = "confirmed", line: int = 7, **chosen: Any) -> Finding:
    fields: dict[str, Any] = {
        "id": f"notes.md:{line}:3",
        "place": Place("notes.md", line, 3),
        "kind": "number",
        "statement": "E = 0.25",
        "quantity": "E",
        "printed": "0.25",
        "expected": "0.26",
        "verdict": verdict,
        "why": "the exact value is 0.2604…",
        "cause": "a digit",
    }
    return Finding(**(fields | chosen))


def agreement(verdict: str = "agree", engine: str = "batch_form", **chosen: Any) -> Agreement:
    fields: dict[str, Any] = {
        "case": "pair",
        "engine": engine,
        "oracle": "balls",
        "parameter": "weights[0]",
        "verdict": verdict,
        "element": (0, 1),
        "found": 0.5,
        "exact": 0.25,
        "difference": 0.25,
        "bound": 0.125,
        "share": 2.0,
        "bound_over_largest": 0.5,
    }
    return Agreement(**(fields | chosen))


def engine(name: str = "batch_form", kind: str = "derivation", **chosen: str) -> EngineUsed:
    return EngineUsed(name, kind, f"about {name}", **chosen)


def lecture(*findings: Finding) -> Audited:
    rows = (Row(1, 2, "$$E$$", "read"),), (Row(3, 4, "0.25", "claim", "notes.md:3:4"),)
    return Audited("notes.md", findings, Account(*rows), ("natural logarithms",))


def report(*findings: Finding, **chosen: Any) -> Report:
    lectures = (lecture(*findings),) if findings else ()
    return Report(**({"lectures": lectures, "version": "1.2.3"} | chosen))


@pytest.fixture
def finding_of() -> Callable[..., Finding]:
    """A finding by verdict and line."""
    return finding


@pytest.fixture
def agreement_of() -> Callable[..., Agreement]:
    """An agreement by verdict and engine."""
    return agreement


@pytest.fixture
def engine_of() -> Callable[..., EngineUsed]:
    """An engine by name."""
    return engine


@pytest.fixture
def report_of() -> Callable[..., Report]:
    """A report of one lecture with these findings."""
    return report


@pytest.fixture
def stale() -> Accepted:
    """An entry of an accepted list that nothing matches."""
    return Accepted("notes.md", 9, "0.99", "known since May")


@pytest.fixture
def full(stale: Accepted) -> Report:
    """A report with something of everything."""
    nothing = float("nan")
    return report(
        finding("refuted", 5, oracles={"torch": 0.26, "jax": None, "differences": "1 and 2"}),
        finding("operand", 6, accepted="known since May"),
        finding("inherited", 7, follows="notes.md:5:3"),
        finding("notation", 8, kind="formula"),
        finding("undetermined", 9, expected="", cause="", oracles={"torch": float("inf")}),
        finding("unreadable", 10),
        finding("confirmed", 11),
        agreements=(
            agreement(),
            agreement("disagree", "softmax_diagonal"),
            agreement("undecided", "row_form"),
            agreement("witness", "differences"),
            agreement(
                "undetermined", "jax", why="jax is not installed", element=(), found=nothing,
                exact=nothing, difference=nothing, bound=nothing, share=nothing,
                bound_over_largest=float("inf"),
            ),
        ),
        engines=(
            engine(),
            engine("row_form"),
            engine("softmax_diagonal", expected="disagree"),
            engine("balls", "oracle", version="0.9"),
            engine("jax", "oracle", missing="not installed"),
            engine("torch", "oracle", missing="not asked for"),
        ),
        kinks=(KinkValue("torch", "relu", 0.0),),
        sweeps=(
            SweepSummary(
                150, "float32", 0.04, (("row_form", "agree", 9),),
                (("ordinary", 1e-5, 0.0),), (("row_form", 0.5, 0.1),),
            ),
        ),
        stale=(stale,),
    )  # fmt: skip


@pytest.fixture(scope="session")
def documented() -> Report:
    """The audit of the documented lectures, with balls alone."""
    import backproof

    return backproof.audit(oracles=["balls"], agreements=True)
