"""backproof proof-reads backpropagation.

    import backproof

    report = backproof.audit(["notes.md"])  # notes, as their author wrote them
    report = backproof.audit()          # the documented lectures
    report = backproof.agree()          # every derivation against every oracle
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
    from .reports.report import Report

__all__ = ["agree", "audit"]


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


class _AuditRoom(ModuleType):
    """The room `audit`, which is also the verb.

    Were `backproof.audit` the function alone, it would hide the room from
    `import backproof.audit.verdict as verdict`; were it the module alone, there would be no verb.
    """

    __call__ = staticmethod(audit)
    __wrapped__ = staticmethod(audit)  # whose signature inspect shows


modules[_room.__name__].__class__ = _AuditRoom
globals()["audit"] = _room  # type checkers know it as the function
