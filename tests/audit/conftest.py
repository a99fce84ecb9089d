"""Pages to judge statements on: a small computation with printed values."""

from collections.abc import Callable, Mapping

import backproof
import pytest
from backproof.audit.finding import Finding
from backproof.audit.page import Page
from backproof.audit.statements import judge_statement
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse, parse_members
from backproof.expressions.place import Place
from backproof.expressions.statement import Statement
from backproof.reports.report import Report

Judge = Callable[..., list[Finding]]


@pytest.fixture(scope="session")
def report() -> Report:
    """The audit of the documented lectures, with balls alone."""
    return backproof.audit(oracles=["balls"])


def graph_of(definitions: Mapping[str, str], free: tuple[str, ...] = ()) -> Graph:
    return Graph({name: parse(text) for name, text in definitions.items()}, dict.fromkeys(free, ()))


@pytest.fixture
def judge() -> Judge:
    """Judge statements, one after the other, on one page; every finding in order."""

    def judged(
        definitions: Mapping[str, str], *texts: str, free: tuple[str, ...] = ()
    ) -> list[Finding]:
        page = Page(graph_of(definitions, free), "a page")
        for line, text in enumerate(texts, start=1):
            judge_statement(Statement(Place("page.md", line, 1), parse_members(text), text), page)
        return page.findings

    return judged


#: A unit with a sigmoid; out = 0.574442516811658..., err = 0.0815...
UNIT = {
    "w": "0.6",
    "x": "0.5",
    "b": "0.0",
    "t": "0.17",
    "net": "w*x + b",
    "out": "sigmoid(net)",
    "err": "1/2*(t - out)**2",
}
