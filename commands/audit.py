"""`backproof audit`: which numbers and formulas of a lecture are wrong?"""

from __future__ import annotations

from pathlib import Path

import click

from .main import cli, deliver, reports_to
from .progress import Progress
from .reporting import audit_documented, require_checked


@cli.command()
@click.argument("lectures", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--accepted", type=click.Path(path_type=Path),
    help="A list of known mistakes (TOML); the documented lectures bring their own.",
)  # fmt: skip
@click.option(
    "--agreements/--no-agreements", default=None,
    help="Also hold the derivations against the oracles; done where no lecture is named.",
)  # fmt: skip
@reports_to
def audit(
    lectures: tuple[Path, ...],
    accepted: Path | None,
    agreements: bool | None,
    html: Path | None,
    json_: Path | None,
    junit: Path | None,
    oracles: tuple[str, ...],
    quiet: bool,
) -> None:
    """Audit LECTURES; without any, the five documented ones.

    A lecture is a transcription in TOML, as in cases/lectures. Every printed number gets a verdict:
    right (proved), rounded, wrong, or following from an earlier mistake; every formula is held
    against the model at many points.

    \b
    Examples:
      backproof audit
      backproof audit --html report.html --json report.json
      backproof audit my-lecture.toml --accepted known.toml
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are
    with Progress(not quiet) as progress:
        wanted = not lectures if agreements is None else agreements
        report = audit_documented(lectures, oracles, accepted, wanted, progress.say, processes=True)
    require_checked(report, lectures, "found no [[section.statement]]")
    deliver(report, html, json_, junit, quiet)
