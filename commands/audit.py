"""`backproof audit`: which numbers and formulas of notes are wrong?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..audit.asked import EVERYTHING, NUMBERS
from .files import require_writable
from .main import cli, deliver, reports_to
from .progress import Progress
from .reporting import audit_files, is_transcription, require_checked

if TYPE_CHECKING:
    from .fixing import Fix


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
@click.option(
    "--numbers-only", is_flag=True,
    help="Judge the numbers of notes alone: no formulas, no training runs, no causes.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="Correct what is certain in the files, then audit them.")
@click.option(
    "--diff", is_flag=True,
    help="Print the corrections as a patch; without --fix, nothing is written.",
)  # fmt: skip
@reports_to
def audit(
    notes: tuple[Path, ...],
    accepted: Path | None,
    agreements: bool | None,
    numbers_only: bool,
    fix: bool,
    diff: bool,
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
      backproof audit book.tex --numbers-only
      backproof audit notes.md --diff
      backproof audit notes.md --fix
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are
    require_writable((html, json_, junit), (*notes, *([accepted] if accepted else [])))
    if numbers_only and (not notes or any(map(is_transcription, notes))):
        raise click.UsageError("--numbers-only is for notes; transcriptions are audited whole")
    if fix or diff:
        if not fix and (html or json_ or junit):
            raise click.UsageError("--diff alone makes no report; expected --fix as well")
        _correct(notes, accepted, fix, diff, quiet)
    with Progress(not quiet) as progress:
        wanted = not notes if agreements is None else agreements
        asked = NUMBERS if numbers_only else EVERYTHING
        report = audit_files(notes, oracles, accepted, wanted, progress.say, True, asked)
    require_checked(report, notes, "found no number that a quantity is said to have")
    deliver(report, html, json_, junit, quiet)


def _correct(
    notes: tuple[Path, ...], accepted: Path | None, writing: bool, diff: bool, quiet: bool
) -> None:
    """Correct the files, or show what would be; then the program ends."""
    from ..reports.corrected import corrected_lines  # the reading takes a tenth of a second to load
    from .fixing import fixes, require_correctable, write

    require_correctable(notes, writing)
    with Progress(not quiet) as progress:
        found = fixes(notes, accepted, progress.say)
    if diff:
        _print_patch(found)
    if writing:
        write(found)
    if not quiet:
        for each in found:
            for line in corrected_lines(str(each.path), each.corrected, writing):
                click.echo(line, err=not writing)
    if not writing:
        sys.exit(1 if any(each.corrected.is_wrong for each in found) else 0)


def _print_patch(found: Sequence[Fix]) -> None:
    from ..reports.patch import patch, shown

    text = b"".join(patch(_from_here(each.path), each.before, each.after) for each in found)
    sys.stdout.flush()
    sys.stdout.buffer.write(shown(text).encode() if sys.stdout.isatty() else text)
    sys.stdout.buffer.flush()


def _from_here(path: Path) -> str:
    """A file's path as a patch has it: from here, or from the root where it is not below."""
    whole, here = path.absolute(), Path.cwd()
    if whole.is_relative_to(here) and ".." not in whole.parts:
        return whole.relative_to(here).as_posix()
    whole = path.resolve()
    return whole.relative_to(whole.anchor).as_posix()
