"""Is work done in several processes, and do they end?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from backproof.commands.processes import Job, abreast, quickest_start

WAITING = """
import os, sys, time
from backproof.commands.processes import pool_of, quickest_start
pools = [pool_of(1, start) for start in dict.fromkeys((quickest_start(), "spawn"))]
for pool in pools:
    print(pool.submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def square(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


def fail(number: int) -> tuple[int, int]:
    raise ValueError(f"job {number}")


@pytest.mark.parametrize("processes", [True, False])
def test_every_job_is_done_once_under_its_number(processes: bool) -> None:
    jobs = [Job(partial(square, number), size) for number, size in enumerate([1, 5, 2, 4, 3])]
    with abreast(jobs, processes) as done:
        found = dict(done)
    assert {number: value for number, (value, _) in found.items()} == {
        number: number**2 for number in range(5)
    }
    elsewhere = {process for _, process in found.values()} - {os.getpid()}
    assert bool(elsewhere) == (processes and (os.cpu_count() or 1) > 1)


@pytest.mark.parametrize("processes", [True, False])
def test_what_a_job_raises_is_raised_where_its_result_is_asked_for(processes: bool) -> None:
    with (
        pytest.raises(ValueError, match="job 1"),
        abreast([Job(partial(square, 0), 1), Job(partial(fail, 1), 1)], processes) as done,
    ):
        list(done)


def test_nothing_is_forked_where_an_engine_may_have_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "jax", sys)
    assert quickest_start() == "spawn"


@pytest.mark.skipif(os.name != "posix", reason="asks for a process by its signals")
def test_no_process_outlives_one_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(f"if __name__ == '__main__':{WAITING}".replace("\n", "\n    "))
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        started = [int(first.stdout.readline()) for _ in range(2 if sys.platform == "linux" else 1)]
        assert all(map(is_alive, started))
        os.kill(first.pid, signal.SIGKILL)
    until = time.monotonic() + 20
    while any(map(is_alive, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_alive, started))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
