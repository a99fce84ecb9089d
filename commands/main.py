"""backproof on the command line: `backproof audit`, `backproof agree`.

Exit status 0: nothing is wrong outside the accepted list. 1: something is. 2: it could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

import click

from ..cases.fields import CaseError
from ..reading.blocks import DocumentError
from ..reports.report import Report
from .files import write_whole
from .reporting import ORACLES, CannotRunError, known_oracles

FILE = click.Path(path_type=Path)


class OneLine(click.Group):
    """A group whose commands answer bad input with one line and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run, and turn what is known to go wrong into one line."""
        try:
            return super().invoke(ctx)
        except (CaseError, DocumentError, CannotRunError) as error:
            said = str(error)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            said = f"{where}{error.strerror}" if error.strerror else str(error)
        from ..reports.visible import visible

        click.echo(f"backproof: {visible(said)}", err=True)
        return ctx.exit(2)


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backproof")
def cli() -> None:
    """Proof-read backpropagation.

    `backproof audit` recomputes every number and formula of the documented lectures, says which are
    wrong, proves it, and says what should stand there. `backproof agree` holds the hand-written
    derivations against PyTorch, JAX and exact arithmetic, on documented and on generated networks.

    \b
    Exit status:
      0  nothing is wrong that is not on the accepted list
      1  something is
      2  it could not run: bad input, bad arguments, nothing to check
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are


def reports_to(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say where reports are written and which engines are asked."""
    options = [
        click.option("--html", type=FILE, help="Write one self-contained page."),
        click.option("--json", "json_", type=FILE, help="Write JSON (reports/schema.json)."),
        click.option("--junit", type=FILE, help="Write JUnit XML."),
        click.option(
            "--oracles", default="",
            callback=lambda context, option, text: chosen_oracles(text),
            help=f"The engines to ask, separated by commas: {', '.join(ORACLES)}. Balls always "
            "proves. [default: all; for notes, balls alone]",
        ),
        click.option("--quiet", "-q", is_flag=True, help="Print the outcome alone."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def chosen_oracles(text: str) -> tuple[str, ...]:
    """The engines named in an option. Raises `click.BadParameter`."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    try:
        return known_oracles(names)
    except CannotRunError as error:
        raise click.BadParameter(str(error)) from None


def deliver(
    report: Report, html: Path | None, json_: Path | None, junit: Path | None, quiet: bool
) -> None:
    """Print the report, write its files, and end with its exit status."""
    from ..reports import terminal
    from ..reports.report import outcome
    from ..reports.visible import Terminal, visible

    if isinstance(sys.stdout, TextIOWrapper):
        # What a terminal has no characters for is written in ones that it has.
        sys.stdout.reconfigure(errors="backslashreplace")
    console = Terminal(soft_wrap=True, highlight=False)
    if quiet:
        console.out(outcome(report), highlight=False)
    else:
        terminal.show(report, console)
    for path, text in _rendered(report, html, json_, junit):
        write_whole(path, text)
        place = path.resolve().as_uri() if path.suffix == ".html" else path
        console.out(f"written: {visible(str(place))}", highlight=False)  # a path is no markup
    sys.exit(1 if report.fails else 0)


def _rendered(
    report: Report, html: Path | None, json_: Path | None, junit: Path | None
) -> list[tuple[Path, str]]:
    files = []
    if html is not None:
        from ..reports.page import page

        files.append((html, page(report)))
    if json_ is not None or junit is not None:
        from ..reports import machine

        if json_ is not None:
            files.append((json_, machine.as_json(report)))
        if junit is not None:
            files.append((junit, machine.as_junit(report)))
    return files
