"""How is work done in several processes at once, and how do they end?

Nothing but plain data is shared. Ctrl-C is left to the first process, and none outlives it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Generic, Literal, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Job(Generic[Result]):
    """Some work, and how much it is beside others."""

    work: Callable[[], Result]
    size: int


#: They start threads of their own, which a forked process has not while it has their locks.
_THREADED = {"jax", "torch"}


def quickest_start() -> Literal["fork", "spawn"]:
    """How a process starts soonest: forked it has all that is loaded, where that is safe."""
    safe = sys.platform == "linux" and not _THREADED & sys.modules.keys()
    return "fork" if safe else "spawn"


def pool_of(workers: int, start: Literal["fork", "spawn"] = "spawn") -> ProcessPoolExecutor:
    """So many processes, started when the first work is submitted; they end with this one."""
    return ProcessPoolExecutor(workers, get_context(start), _end_with_parent)


#: More processes would cost more memory than time is worth.
MOST = 8


@contextmanager
def abreast(
    jobs: Sequence[Job[Result]], processes: bool
) -> Generator[Iterator[tuple[int, Result]]]:
    """The number and the result of each job, as it is done; without `processes` in their order.

    As many are at work as there are processors, and the largest begins. What a job raises is raised
    where its result is asked for.
    """
    workers = min(len(jobs), os.cpu_count() or 1, MOST) if processes else 1
    if workers < 2:
        yield ((number, job.work()) for number, job in enumerate(jobs))
        return
    pool = pool_of(workers, quickest_start())
    with uninterrupted():
        order = sorted(range(len(jobs)), key=lambda number: -jobs[number].size)
        numbers = {pool.submit(jobs[number].work): number for number in order}
    try:
        yield ((numbers[future], future.result()) for future in as_completed(numbers))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def uninterrupted() -> Generator[None]:
    """Processes that start here leave Ctrl-C to this one, instead of each printing a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """Let this process end where the first was killed: its pool would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
