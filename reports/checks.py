"""What came of a user's gradient function, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from math import isfinite
from typing import Any

from ..agreement.check import Check, Outcome
from .machine import FORMAT
from .visible import visible

_MOST_ALIKE = 6


def outcome(check: Check) -> str:
    """The result in one sentence."""
    about = f"{check.function} on {check.network}"
    match check.verdict:
        case "right":
            return f"right: {about}, on every batch"
        case "wrong":
            return f"wrong: {about}"
        case "undecided":
            return f"undecided: {about}: rounding may change more than a tenth of the gradient"
        case _:
            return f"unusable: {check.message}"


def as_text(check: Check) -> str:
    """The result, every batch with its worst element, the cause and the correction."""
    return "".join(f"{visible(line)}\n" for line in _lines(check))


def _lines(check: Check) -> Iterator[str]:
    yield outcome(check)
    for found in check.outcomes:
        yield from _outcome_lines(found, max(len(other.name) for other in check.outcomes))
    if check.verdict != "wrong":
        return
    if check.message:
        yield f"cause: {check.message}"
    if check.diagnosis is None:
        return
    cause = check.diagnosis.cause
    if cause is None:
        tried = "" if check.diagnosis.complete else ", as far as it was looked for"
        yield f"cause: no slip, and no pair of slips, gives this gradient{tried}"
        return
    yield f"cause: {cause.sentence}"
    yield f"       {cause.bits:.0f} bits, for {cause.explained:.0f} bits of wrong digits"
    if cause.alike:
        shown = "; ".join(cause.alike[:_MOST_ALIKE])
        more = len(cause.alike) - _MOST_ALIKE
        rest = f"; and {more} more" if more > 0 else ""
        yield f"       {len(cause.alike) + 1} slips give this gradient here; also: {shown}{rest}"
    yield f"correction: {cause.correction}"


def _outcome_lines(found: Outcome, width: int) -> Iterator[str]:
    worst = found.worst
    yield f"  {found.name:<{width}}  {found.verdict}"
    if worst.verdict == "disagree" and worst.element:
        where = f"{worst.parameter}{list(worst.element)}"
        yield f"    {where}: found {worst.found:.10g}, exactly {worst.exact:.10g}"
        yield f"    difference {worst.difference:.2g}, rounding explains {worst.bound:.2g}"
    elif worst.why:
        yield f"    {worst.parameter}: {worst.why}"
    others = dict.fromkeys(a.oracle for a in found.agreements)
    if worst.verdict == "disagree":
        seen = [o for o in others if any(a.oracle == o and a.verdict == "disagree"
                                         for a in found.agreements)]  # fmt: skip
        yield f"    seen by {', '.join(seen)}"
    else:
        yield f"    largest error {worst.share:.2g} of its bound; held against {', '.join(others)}"


def as_json(check: Check, version: str) -> str:
    """The result as JSON; numbers that are not finite are null."""
    diagnosis = check.diagnosis
    document = {
        "format": FORMAT,
        "backproof": version,
        "function": check.function,
        "network": check.network,
        "verdict": check.verdict,
        "message": check.message,
        "batches": [
            {
                "name": found.name,
                "verdict": found.verdict,
                "agreements": [_record(a) for a in found.agreements],
            }
            for found in check.outcomes
        ],
        "diagnosis": None
        if diagnosis is None
        else {
            "explanations": [_record(e) for e in diagnosis.explanations],
            "steps": diagnosis.steps,
            "complete": diagnosis.complete,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _record(record: Any) -> dict[str, Any]:
    """A dataclass of plain values; numbers that are not finite are null."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in asdict(record).items()
    }
