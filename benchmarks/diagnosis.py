"""How long does it take to say how the wrong numbers of the five lectures came about?

Processor time, which other programs on the machine change less than the time on the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from backproof.audit import causes
from backproof.audit.lectures import audit_lecture
from backproof.cases.lectures import documented_lectures
from backproof.cases.load import documented_cases

#: With its diagnosis, the audit of the five lectures is to take no longer, in seconds.
GOAL = 5.0


def table() -> Iterator[str]:
    """Seconds for the whole audit, and for the search of causes; how many numbers have one."""
    cases = {case.id: case for case in documented_cases()}
    start = time.process_time()
    audited = [audit_lecture(lecture, cases) for lecture in documented_lectures(cases)]
    whole = time.process_time() - start
    found = [f for a in audited for f in a.findings if f.cause and f.kind in ("number", "operand")]
    none = sum(causes.NOTHING in f.cause for f in found)
    some = len(found) - none
    yield f"audit with causes: {whole:.1f} s of processor time, to stay below {GOAL:.0f} s"
    yield f"{len(found)} wrong numbers: {some} with a cause, {none} that no slip explains"
