"""backproof proof-reads backpropagation.

    import backproof

    report = backproof.audit(["notes.md"])  # notes, as their author wrote them
    report = backproof.audit()          # the documented lectures
    report = backproof.agree()          # every derivation against every oracle
    found = backproof.check(gradients)  # your own gradient function against the oracles
    for finding in report.findings:
        print(finding.id, finding.verdict, finding.printed, finding.expected)

The same verbs as on the command line, as functions that return plain data. Nothing is imported that
is not needed: neither torch nor jax is, until an oracle is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from sys import modules
from types import ModuleType
from typing import TYPE_CHECKING

from . import audit as _room

if TYPE_CHECKING:
    from .agreement.answers import GradientFunction
    from .agreement.check import Check
    from .cases.network import Loss
    from .commands.fixing import Fix
    from .reports.report import Report

__all__ = ["agree", "audit", "check", "fixes"]


def audit(  # type: ignore[no-redef]
    notes: Sequence[str | Path] = (),
    *,
    oracles: Sequence[str] = (),
    accepted: str | Path | None = None,
    agreements: bool = False,
) -> Report:
    """Audit notes and transcriptions (.toml), or the documented lectures if none are named.

    `oracles` names the engines whose values stand beside the proved ones: balls alone for notes,
    and all of them for lectures, where none are named. Raises
    `backproof.reading.blocks.DocumentError` and `backproof.cases.fields.CaseError` where a file
    cannot be read or does not fit, `ValueError` for an engine that is not known.
    """
    from .commands.reporting import audit_files

    paths = [Path(path) for path in notes]
    return audit_files(
        paths, tuple(oracles), Path(accepted) if accepted else None, agreements=agreements
    )


def fixes(notes: Sequence[str | Path], *, accepted: str | Path | None = None) -> tuple[Fix, ...]:
    """The certain corrections of notes, each with the file's bytes before and after.

    Nothing is written. What is on the `accepted` list stays. Raises
    `backproof.reading.blocks.DocumentError` where a file cannot be read,
    `backproof.commands.reporting.CannotRunError` where it cannot be corrected.
    """
    from .commands.fixing import fixes as found

    return tuple(found([Path(path) for path in notes], Path(accepted) if accepted else None))


def agree(
    cases: Sequence[str | Path] = (),
    *,
    oracles: Sequence[str] = ("balls", "torch", "jax", "differences"),
) -> Report:
    """Hold every derivation against every oracle, on the documented cases if none are named.

    Raises `backproof.cases.fields.CaseError` where a file cannot be read or does not fit,
    `ValueError` for an engine that is not known.
    """
    from .cases.load import documented_cases, load_case
    from .commands.reporting import agreed

    loaded = [load_case(Path(case)) for case in cases] or list(documented_cases())
    return agreed(loaded, tuple(oracles), lambda _: None)


def check(
    function: GradientFunction,
    layers: Sequence[int] = (2, 3, 2),
    activations: Sequence[str] = ("sigmoid", "sigmoid"),
    loss: Loss | str = "squared_error",
    *,
    case: str | Path | None = None,
    batches: Sequence[int] = (),
    seed: int = 0,
    oracles: Sequence[str] = (),
) -> Check:
    """Hold a gradient function against the oracles, and say what is wrong with it.

    `function(weights, biases, inputs, targets)` returns the gradients of the weights, a list of
    `(fan_in, fan_out)`, and of the biases, a list of `(fan_out,)`. The network is drawn: `layers`
    are its widths from the inputs on, `loss` a text as `backproof check --help` says; or it is that
    of a case file. `batches` are numbers of samples. Raises `ValueError` for a network that is none
    and `backproof.cases.fields.CaseError` for a case that cannot be read; what is wrong with the
    function is in the result.
    """
    from .commands.check import check_function
    from .commands.subjects import Shape

    shape = Shape(tuple(layers), tuple(activations), loss)
    where = Path(case) if case else None
    return check_function(function, shape, where, oracles, (tuple(batches), seed))


class _AuditRoom(ModuleType):
    """The room `audit`, which is also the verb.

    Were `backproof.audit` the function alone, it would hide the room from
    `import backproof.audit.verdict as verdict`; were it the module alone, there would be no verb.
    """

    __call__ = staticmethod(audit)
    __wrapped__ = staticmethod(audit)  # whose signature inspect shows


modules[_room.__name__].__class__ = _AuditRoom
globals()["audit"] = _room  # type checkers know it as the function
