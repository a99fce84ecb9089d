"""`backproof agree`: do the derivations and the engines get the same gradients?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..cases.load import documented_cases, load_case
from .files import require_writable
from .main import cli, deliver, reports_to
from .progress import Progress
from .reporting import ORACLES, agreed, require_checked, require_hypothesis, swept


@cli.command()
@click.argument("cases", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--networks", type=click.IntRange(0), default=0, help="Also so many generated networks."
)
@click.option(
    "--dtype", type=click.Choice(["float64", "float32", "both"]), default="both", show_default=True,
    help="The format of the generated networks.",
)  # fmt: skip
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of the generated networks.",
)
@click.option(
    "--found", type=click.Path(path_type=Path), default=Path("found"), show_default=True,
    help="The folder where a network that fails is stored, to be run first next time.",
)  # fmt: skip
@reports_to
def agree(
    cases: tuple[Path, ...],
    networks: int,
    dtype: str,
    seed: int,
    found: Path,
    html: Path | None,
    json_: Path | None,
    junit: Path | None,
    oracles: tuple[str, ...],
    quiet: bool,
) -> None:
    """Hold every derivation against every oracle on CASES; without any, the documented ones.

    Each engine is held against the exact gradient, within a bound that follows from the network and
    the number format: nobody picks a tolerance.

    \b
    Examples:
      backproof agree
      backproof agree my-network.toml
      backproof agree --networks 1000 --dtype float32
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are
    require_writable((html, json_, junit), cases)
    if networks:
        require_hypothesis()
    oracles = oracles or ORACLES
    loaded = [load_case(path) for path in cases] or list(documented_cases())
    with Progress(not quiet) as progress:
        report = agreed(loaded, oracles, progress.say)
        for kind in ("float64", "float32") if dtype == "both" else (dtype,):
            if networks:
                summary, failed = swept(
                    networks, kind, seed, oracles, found,
                    lambda n, kind=kind: progress.step(f"{kind} networks", n, networks),
                )  # fmt: skip
                report = replace(
                    report,
                    sweeps=(*report.sweeps, summary),
                    agreements=(*report.agreements, *failed.agreements),
                )
    require_checked(report, cases, "found no [[layer]]")
    deliver(report, html, json_, junit, quiet)
