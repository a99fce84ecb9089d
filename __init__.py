"""backproof proof-reads backpropagation.

    import backproof

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
from typing import TYPE_CHECKING

# The room is imported before the function of the same name: later imports from the room find it
# loaded and leave the name to the function.
from . import audit as _audit_room

if TYPE_CHECKING:
    from .reports.report import Report

__all__ = ["agree", "audit"]
_ = _audit_room


def audit(  # type: ignore[no-redef]
    lectures: Sequence[str | Path] = (),
    *,
    oracles: Sequence[str] = ("balls", "torch", "jax", "differences"),
    accepted: str | Path | None = None,
    agreements: bool = False,
) -> Report:
    """Audit transcribed lectures, the documented ones if none are named.

    `oracles` names the engines whose values stand beside the proved ones. Raises
    `backproof.cases.fields.CaseError` where a file cannot be read or does not fit.
    """
    from .commands.reporting import audit_documented

    paths = [Path(lecture) for lecture in lectures]
    return audit_documented(
        paths, tuple(oracles), Path(accepted) if accepted else None, agreements=agreements
    )


def agree(
    cases: Sequence[str | Path] = (),
    *,
    oracles: Sequence[str] = ("balls", "torch", "jax", "differences"),
) -> Report:
    """Hold every derivation against every oracle, on the documented cases if none are named.

    Raises `backproof.cases.fields.CaseError` where a file cannot be read or does not fit.
    """
    from .cases.load import documented_cases, load_case
    from .commands.reporting import agreed

    loaded = [load_case(Path(case)) for case in cases] or list(documented_cases())
    return agreed(loaded, tuple(oracles), lambda _: None)
