"""`backproof check`: is my own gradient function right?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import click

from ..agreement.check import Check, checked
from ..agreement.engines import engines
from .files import require_writable, write_whole
from .main import FILE, chosen_oracles, cli
from .reporting import ORACLES, CannotRunError, known_oracles, own_version
from .subjects import Shape, drawn, from_case


def _numbers(context: click.Context, option: click.Parameter, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise click.BadParameter(f"{text!r}: expected whole numbers, as in 2,3,2") from None


def _words(context: click.Context, option: click.Parameter, text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


@cli.command()
@click.argument("function", metavar="MODULE:FUNCTION")
@click.option(
    "--layers",
    default="2,3,2",
    show_default=True,
    callback=_numbers,
    help="The widths, from the inputs to the outputs.",
)
@click.option(
    "--activations",
    default="sigmoid,sigmoid",
    show_default=True,
    callback=_words,
    help="One for each layer; elu:0.5 is an elu with alpha 0.5.",
)
@click.option(
    "--loss",
    default="squared_error",
    show_default=True,
    help="A kind, then any of half, mean-outputs, mean-batch, log2, log10.",
)
@click.option("--case", "case", type=FILE, help="A case file (TOML) instead of a drawn network.")
@click.option(
    "--batches",
    default="",
    callback=_numbers,
    help="Numbers of samples, as in 1,5. [default: 1, and two that are drawn]",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of what is drawn."
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32"]),
    default="float64",
    show_default=True,
    help="The format of the arguments, and of the gradients.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    help="Seconds that one call may take; 0 for any number.",
)
@click.option("--json", "json_", type=FILE, help="Write the result as JSON.")
@click.option(
    "--oracles",
    default="",
    callback=lambda c, o, text: chosen_oracles(text),
    help=f"The engines to ask, separated by commas: {', '.join(ORACLES[:3])}. Balls always "
    "prove. [default: all]",
)
@click.option("--quiet", "-q", is_flag=True, help="Print the outcome alone.")
def check(
    function: str,
    layers: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str,
    case: Path | None,
    batches: tuple[int, ...],
    seed: int,
    dtype: str,
    timeout: float,
    json_: Path | None,
    oracles: tuple[str, ...],
    quiet: bool,
) -> None:
    """Hold your own gradient function against the oracles, and say what is wrong with it.

    FUNCTION takes weights (a list of arrays (fan_in, fan_out)), biases (a list of arrays
    (fan_out,)), inputs (m, n_in) and targets (m, n_out), and returns two lists in the same shapes:
    the gradients of the weights and of the biases. The module is imported; the current folder is
    where it is looked for first.

    \b
    Exit status: 0 right, 1 wrong, 2 it could not be judged.

    \b
    Examples:
      backproof check mynet:gradients
      backproof check mynet:gradients --layers 4,8,3 --activations relu,softmax --loss categorical_cross_entropy,mean-batch
      backproof check mynet:gradients --case my-network.toml
    """  # noqa: D301, E501 - \b is the character by which click keeps the lines as they are
    require_writable((json_,), [case] if case else [])
    shape = Shape(layers, activations, loss, dtype)
    problems = from_case(case, batches, seed) if case else drawn(shape, batches, seed)
    found = checked(
        imported(function), problems, asked(oracles),
        (function, case.stem if case else shape.name), timeout,
    )  # fmt: skip
    from ..reports import checks

    if quiet:
        click.echo(checks.outcome(found))
    else:
        click.echo(checks.as_text(found), nl=False)
    if json_ is not None:
        write_whole(json_, checks.as_json(found, own_version()))
        click.echo(f"written: {json_}")
    sys.exit(found.exit_status)


def asked(oracles: Sequence[str]) -> list[Any]:
    """The oracles besides balls that are installed, all of them where none are named."""
    names = known_oracles(oracles) or ORACLES
    return [e for e in engines() if e.kind == "oracle" and e.name in names and not e.missing]


def imported(name: str) -> Callable[..., Any]:
    """The function MODULE:FUNCTION, looked for in the current folder first.

    Raises `CannotRunError`.
    """
    module, colon, function = name.partition(":")
    if not (module and colon and function):
        raise CannotRunError(f"{name!r}: expected MODULE:FUNCTION, as in mynet:gradients")
    before = list(sys.path)
    sys.path.insert(0, os.getcwd())
    try:
        found = resolve_name(name)
    except AttributeError:
        raise CannotRunError(f"{name}: module {module} has no {function}") from None
    except (ValueError, ModuleNotFoundError) as error:
        raise CannotRunError(f"{name}: {error}; looked in {os.getcwd()} first") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the import raises
        raise CannotRunError(
            f"{name}: importing {module} raised {type(error).__name__}: {error}"
        ) from None
    finally:
        sys.path[:] = before
    if not callable(found):
        raise CannotRunError(f"{name}: is a {type(found).__name__}, expected a function")
    return found


def check_function(
    function: Callable[..., Any],
    shape: Shape,
    case: Path | None,
    oracles: Sequence[str],
    drawn_with: tuple[tuple[int, ...], int],
) -> Check:
    """The same for Python. `drawn_with`: sizes of batches and the seed."""
    problems = from_case(case, *drawn_with) if case else drawn(shape, *drawn_with)
    name = getattr(function, "__name__", type(function).__name__)
    return checked(
        function, problems, asked(oracles), (name, case.stem if case else shape.name)
    )  # fmt: skip
