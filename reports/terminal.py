"""The report as a terminal shows it; plain text when it is piped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..audit.finding import Audited, Finding
from ..audit.verdict import MEANINGS
from .marks import plain_signs
from .report import Report, counted, known_by, outcome, short_names
from .visible import visible

_STYLES = {
    "refuted": "bold red",
    "operand": "red",
    "inherited": "magenta",
    "notation": "yellow",
    "last-digit": "cyan",
    "rounding": "cyan",
    "undetermined": "dim",
    "unreadable": "dim",
    "consistent": "green",
    "given": "dim",
    "confirmed": "green",
}
_LONGEST = 200
#: What stands beside the columns of the lectures takes the rest of 80 characters.
_NARROWEST = 80
_WIDEST = _NARROWEST - 26
_MOST_DISAGREEMENTS = 20
_MOST_MISSING = 12


def show(report: Report, console: Console) -> None:
    """Print the report: the mistakes first, then the counts, the agreements and what is missing."""
    # A narrower terminal breaks the lines of a table; made narrower, it would lose its words.
    console.width = max(console.width, _NARROWEST)
    for lecture, findings in groupby(report.findings, key=lambda f: f.place.file):
        wrong = [finding for finding in findings if finding.is_wrong]
        if wrong:
            console.print(f"[bold]{escape(visible(lecture))}[/bold]")
            for finding in wrong:
                _show_finding(finding, console)
    if report.lectures:
        console.print(_counts(report))
    for lecture in report.lectures:
        if lecture.is_read:
            _show_accounts(lecture, console)
    if report.agreements:
        console.print(_agreements(report))
        _show_disagreements(report, console)
    for summary in report.sweeps:
        console.print(
            f"{summary.networks} generated networks in {summary.dtype}: "
            f"{summary.undecided:.1%} of the agreements undecided (bound too wide)"
        )
    _show_missing(report, console)
    console.print(outcome(report))


def _show_finding(finding: Finding, console: Console) -> None:
    place = f"{finding.place.line}:{finding.place.column}"
    head = Text(f"  {place:<8} ")
    head.append(f"{finding.verdict:<10}", style=_STYLES.get(finding.verdict, ""))
    head.append(f" {_cut(finding.printed)}")
    if finding.expected:
        head.append("  ->  ", style="dim").append(_cut(finding.expected), style="bold")
    console.print(head)
    if finding.kind != "formula":
        console.print(
            Text(f"{'':21} {_cut(plain_signs(finding.quantity))}: {finding.why}", style="dim")
        )
    else:
        console.print(Text(f"{'':21} {finding.why}", style="dim"))
    if finding.cause and finding.cause not in (finding.accepted or ""):
        console.print(Text(f"{'':21} cause: {_cut(finding.cause)}"))
    if finding.follows:
        console.print(Text(f"{'':21} follows from {finding.follows}", style="dim"))
    if finding.accepted:
        console.print(Text(f"{'':21} known: {finding.accepted}", style="dim italic"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _counts(report: Report) -> Table:
    files = short_names(lecture.lecture for lecture in report.lectures)
    names = _headings([files[lecture.lecture] for lecture in report.lectures])
    width = sum(max(len(name), 3) + 3 for name in names)
    shown = names if width <= _WIDEST else []
    table = Table("verdict", *shown, "all", title="claims by verdict")
    for column in table.columns[1:]:
        column.justify = "right"
    for verdict in MEANINGS:
        counts = [sum(f.verdict == verdict for f in a.findings) for a in report.lectures]
        if any(counts):
            cells = [str(n or "·") for n in counts] if shown else []
            table.add_row(Text(verdict, style=_STYLES[verdict]), *cells, str(sum(counts)))
    table.add_section()
    totals = [len(lecture.findings) for lecture in report.lectures]
    table.add_row("claims", *map(str, totals if shown else []), str(sum(totals)))
    return table


def _headings(lectures: Sequence[str]) -> list[str]:
    """The lectures' names as headings: the shortest beginnings that tell them apart, in words."""
    for words in range(1, 1 + max((name.count("_") for name in lectures), default=0)):
        starts = ["_".join(name.split("_")[:words]) for name in lectures]
        if len(set(starts)) == len(starts):
            return [escape(visible(start)) for start in starts]
    return [escape(visible(name)) for name in lectures]


def _agreements(report: Report) -> Table:
    table = Table(
        "engine", "cases", "verdict", "largest error / bound", title="against the exact gradients"
    )
    expected = {engine.name: engine.expected for engine in report.engines}
    against_balls = [a for a in report.agreements if a.oracle == "balls"]
    for name in dict.fromkeys(a.engine for a in against_balls):
        mine = [a for a in against_balls if a.engine == name]
        verdicts = sorted({a.verdict for a in mine})
        text = ", ".join(verdicts)
        if expected.get(name) == "disagree":
            text = "disagrees, as expected" if "disagree" in verdicts else f"{text}, unexpectedly"
        shares = [a.share for a in mine if a.verdict in ("agree", "undecided", "disagree")]
        worst = f"{max(shares):.3g}" if shares else mine[0].why
        table.add_row(name, str(len({a.case for a in mine})), text, worst)
    return table


def _show_accounts(lecture: Audited, console: Console) -> None:
    """What became of every displayed formula and of every decimal, and what is missing where."""
    console.print(f"[bold]{escape(visible(lecture.lecture))}[/bold]")
    for what, of in (("displayed formula", "displays"), ("decimal", "numbers")):
        counts = lecture.account.counts(of)
        told = ", ".join(f"{count} {became}" for became, count in counts.most_common())
        console.print(Text(f"  {counted(sum(counts.values()), what)}: {told or 'none'}"))
    if lecture.directives:
        console.print(Text(f"  {counted(lecture.directives, 'directive')}", style="dim"))
    for how, values in known_by(lecture).items():
        console.print(Text(f"  {how}: {_cut(values)}", style="dim"))
    missing = Counter(f.why for f in lecture.findings if f.verdict == "undetermined")
    for why, count in missing.most_common(_MOST_MISSING):
        console.print(Text(f"  undetermined, {counted(count, 'time')}: {_cut(why)}", style="dim"))
    unread = [row for row in lecture.account.displays if row.became == "unreadable"]
    for row in unread[:_MOST_MISSING]:
        console.print(Text(f"  unreadable at {row.line}: {row.detail}", style="dim"))
    for text in (*lecture.conventions, *lecture.problems[:_MOST_MISSING]):
        console.print(Text(f"  {text}", style="dim"))


def _show_disagreements(report: Report, console: Console) -> None:
    """Where an engine that should agree does not: the case, the element, both values and why."""
    expected = {engine.name: engine.expected for engine in report.engines}
    wrong = [
        a
        for a in report.agreements
        if a.verdict == "disagree" and expected.get(a.engine, "agree") == "agree"
    ]
    for a in wrong[:_MOST_DISAGREEMENTS]:
        console.print(
            Text(
                f"{a.engine} against {a.oracle}, {a.case}, {a.parameter}{list(a.element)}: "
                f"found {a.found:.17g}, exactly {a.exact:.17g}; {a.why or 'outside its bound'}",
                style="red",
            )
        )
    if len(wrong) > _MOST_DISAGREEMENTS:
        console.print(f"… and {len(wrong) - _MOST_DISAGREEMENTS} more; the page shows all")


def _show_missing(report: Report, console: Console) -> None:
    for engine in report.engines:
        if engine.missing == "not installed":
            console.print(f"[yellow]{engine.name} is not installed: nothing was checked with it[/]")
    for entry in report.stale:
        console.print(
            f"[red]accepted but not found: {escape(entry.lecture)}:{entry.line} "
            f"{escape(entry.printed)}[/] (mended or moved? take it off the list)"
        )
    for name in report.unexpected_agreements:
        console.print(f"[red]{name} is expected to disagree and agrees everywhere[/]")
