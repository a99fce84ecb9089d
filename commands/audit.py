"""`backproof audit`: which numbers and formulas of notes are wrong?"""

from __future__ import annotations

from pathlib import Path

import click

from .files import require_writable
from .main import cli, deliver, reports_to
from .progress import Progress
from .reporting import audit_files, require_checked


@cli.command()
@click.argument("notes", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--accepted", type=click.Path(path_type=Path),
    help="A list of known mistakes (TOML); the documented lectures bring their own.",
)  # fmt: skip
@click.option(
    "--agreements/--no-agreements", default=None,
    help="Also hold the derivations against the oracles; done where no notes are named.",
)  # fmt: skip
@reports_to
def audit(
    notes: tuple[Path, ...],
    accepted: Path | None,
    agreements: bool | None,
    html: Path | None,
    json_: Path | None,
    junit: Path | None,
    oracles: tuple[str, ...],
    quiet: bool,
) -> None:
    """Audit NOTES; without any, the five documented lectures.

    Notes are read as their author wrote them: Markdown, LaTeX, notebooks, reStructuredText, HTML or
    plain text. Every number in them gets a verdict: right (proved), rounded, wrong, or following
    from an earlier mistake. A file in TOML is a transcription, as those in cases/lectures, whose
    formulas are held against a model, too.

    \b
    Examples:
      backproof audit
      backproof audit notes.md chapter.tex
      backproof audit notes.ipynb --html report.html --json report.json
      backproof audit notes.md --accepted known.toml
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are
    require_writable((html, json_, junit), (*notes, *([accepted] if accepted else [])))
    with Progress(not quiet) as progress:
        wanted = not notes if agreements is None else agreements
        report = audit_files(notes, oracles, accepted, wanted, progress.say, processes=True)
    require_checked(report, notes, "found no number that a quantity is said to have")
    deliver(report, html, json_, junit, quiet)
