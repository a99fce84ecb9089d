"""What does the calculus of the lectures cost with all oracles, start-up included?

The formulas, derivatives, updates and runs of every lecture's text, asked of torch, JAX and balls,
against a Python that imports torch and jax and does nothing: the two in turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from .reading import LECTURES
from .timing import BASE, shown

ORACLES = "balls,torch,jax"
#: The import may take this many times over.
MOST = 4


def spent(command: Sequence[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one run of a command; its output is thrown away."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def table(folder: Path = LECTURES, runs: int = 5) -> Iterator[str]:
    """The audit of all lectures of a folder over the import, as a ratio, pair by pair."""
    files = sorted(map(str, folder.glob("*.txt")))
    if not files:
        yield f"calculus of the lectures: none in {folder.name}, skipped"
        return
    audit = [sys.executable, "-m", "backproof", "audit", "-q", "--oracles", ORACLES, *files]
    for command in (audit, BASE):
        spent(command)
    pairs = [(spent(audit), spent(BASE)) for _ in range(runs)]
    for number, name in enumerate(("wall", "CPU")):
        own = [audit[number] for audit, _ in pairs]
        ratios = [audit[number] / base[number] for audit, base in pairs]
        yield shown(f"audit of {len(files)} lectures with all oracles, {name}", own, " s")
        yield shown(f"  over import torch, jax (at most {MOST})", ratios)
