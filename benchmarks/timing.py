"""How long does one command take, measured against another in the same run?

Machines are shared and their speed drifts: the two commands are run in turn, and what is reported
is the ratio of each pair, with the smallest and the largest.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

BASE = [sys.executable, "-c", "import torch, jax"]


def seconds(command: Sequence[str]) -> float:
    """The wall time of one run of a command; its output is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratios(command: Sequence[str], other: Sequence[str], runs: int) -> list[float]:
    """The ratio of two commands' times, pair by pair, after one run of each that does not count."""
    seconds(command), seconds(other)
    return [seconds(command) / seconds(other) for _ in range(runs)]


def shown(name: str, values: Sequence[float], unit: str = "") -> str:
    """A line with the median, the smallest and the largest."""
    middle = statistics.median(values)
    return f"{name}: median {middle:.2f}{unit} ({min(values):.2f} to {max(values):.2f})"


def audit_against_import(runs: int = 5) -> str:
    """The audit of the documented lectures with all oracles, over importing torch and jax."""
    audit = [sys.executable, "-m", "backproof", "audit", "-q"]
    return shown("audit with all oracles / import torch, jax", ratios(audit, BASE, runs))


def start_up(runs: int = 7) -> str:
    """How long `backproof --help` takes, which imports what every command imports."""
    command = [sys.executable, "-m", "backproof", "audit", "--help"]
    seconds(command)
    return shown("start-up", [seconds(command) for _ in range(runs)], " s")
