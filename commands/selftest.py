"""`backproof selftest`: would a mistake be seen, and called by its name?"""

from __future__ import annotations

import sys

import click

from ..agreement import run_selftest
from ..agreement.engines import engines
from ..agreement.selftest import on_cases, on_networks
from ..cases.load import documented_cases
from .main import chosen_oracles, cli
from .progress import Progress
from .reporting import ORACLES, require_hypothesis


@cli.command()
@click.option(
    "--networks", type=click.IntRange(0), default=0, help="Also so many generated networks."
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32"]),
    default="float64",
    show_default=True,
    help="The format of the generated networks.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of the generated networks.",
)
@click.option(
    "--oracles",
    default="",
    callback=lambda c, o, text: chosen_oracles(text),
    help=f"The engines to ask, separated by commas: {', '.join(ORACLES)}. [default: all]",
)
@click.option("--quiet", "-q", is_flag=True, help="Print the outcome alone.")
def selftest(networks: int, dtype: str, seed: int, oracles: tuple[str, ...], quiet: bool) -> None:
    """Plant every known mistake in every derivation, and see who notices and what it is called.

    Mistakes that are made in a training run are planted in short runs of the same networks.

    A mistake is visible on a network if its exact effect on some element of the gradient is larger
    than what rounding explains. Whatever is visible must be caught, and the diagnosis must name it,
    together with those that give the same gradient there. The derivations as they stand must not be
    caught.

    \b
    Exit status: 0 passed, 1 failed.

    \b
    Examples:
      backproof selftest
      backproof selftest --networks 100 --seed 7
    """  # noqa: D301 - \b is the character by which click keeps the lines as they are
    from ..reports import selftests

    if networks:
        require_hypothesis()
    chosen = [
        e for e in engines() if e.kind == "derivation" or e.name in (oracles or ORACLES)
    ]  # fmt: skip
    witnessed = "differences" in (oracles or ORACLES)
    with Progress(not quiet) as progress:
        documented = selftests.Planted(
            on_cases(documented_cases(), chosen, progress.say, witnessed),
            run_selftest.on_cases(documented_cases(), progress.say),
        )
        generated = selftests.Planted()
        if networks:
            drawn = networks, seed, dtype

            def step(done: int) -> None:
                progress.step("generated networks", done, 2 * networks)

            generated = selftests.Planted(
                on_networks(drawn, chosen, step, witnessed),
                run_selftest.on_networks(drawn, lambda done: step(networks + done)),
            )
    text = selftests.as_text(documented, generated)
    click.echo(text.splitlines()[-1] if quiet else text.rstrip("\n"))
    sys.exit(0 if selftests.passes(documented, generated) else 1)
