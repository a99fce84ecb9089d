"""Engines in processes of their own: the same answers, and no error lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from backproof.audit.witnesses import Engine, Question, gradients_of
from backproof.cases.generate import make
from backproof.cases.network import Loss
from backproof.commands import beside as room
from backproof.commands.beside import Beside, gathered
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse

PROBLEM = make((2, 3, 2), ("tanh", "sigmoid"), Loss(), 2, "ordinary", 1)
DIFFERENCES = Engine("differences", "difference_formulas")


def question(name: str) -> Question:
    return Question(
        name, Graph({"y": parse("x**2"), "x": parse("3")}, {}, {}, {}, {}), (parse("d(y, x)"),)
    )


def test_an_engine_in_a_process_of_its_own_gives_the_same_gradients(torch_ready: object) -> None:
    problems = [(PROBLEM.network, PROBLEM.batch)]

    with Beside(("torch",), processes=True) as apart, Beside(("torch",), processes=False) as here:
        first, second = (b.gradients(problems)["torch"].result()[0] for b in (apart, here))

    assert first.loss == second.loss
    assert all(map(np.array_equal, first.weights, second.weights))
    assert all(map(np.array_equal, first.biases, second.biases))


def test_the_right_module_is_asked(torch_ready: object) -> None:
    found = gradients_of("torch", [(PROBLEM.network, PROBLEM.batch)])

    assert [g.weights[0].shape for g in found] == [(2, 3)]


@pytest.mark.parametrize(
    ("names", "started"),
    [((), []), (("differences",), []), (("jax",), ["jax"]), (("jax", "torch"), ["torch", "jax"])],
)
def test_those_engines_are_started_that_are_named_and_have_gradients(
    names: Sequence[str], started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "gradients_of", lambda name, problems: [])

    with Beside(names, processes=False) as beside:
        assert list(beside.gradients([])) == started


def test_only_torch_and_jax_get_processes() -> None:
    with Beside(("balls", "torch", "differences"), processes=True) as beside:
        assert list(beside.pools) == ["torch"]


def test_no_process_is_made_where_none_is_wanted() -> None:
    with Beside(("torch", "jax"), processes=False) as beside:
        assert beside.pools == {}


@pytest.mark.parametrize("module", ["audit.witnesses", "__main__"])
def test_a_process_of_an_engine_loads_no_command(module: str) -> None:
    code = f"import sys, backproof.{module}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = result.stdout.split()

    assert "backproof" in loaded
    assert not [name for name in loaded if name.startswith(("backproof.commands", "click"))]


def test_an_error_is_raised_where_the_answer_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, problems: object) -> list[object]:
        raise RuntimeError(f"{name} is broken")

    monkeypatch.setattr(room, "gradients_of", broken)

    with Beside(("torch",), processes=False) as beside:
        future = beside.gradients([])["torch"]
        with pytest.raises(RuntimeError, match="torch is broken"):
            future.result()


def test_an_error_in_a_process_of_its_own_is_raised_too(torch_ready: object) -> None:
    with Beside(("torch",), processes=True) as beside:
        future = beside.gradients([("no network", "no batch")])["torch"]  # type: ignore[list-item]
        with pytest.raises(AttributeError):
            future.result()


def test_answers_are_gathered_by_finding_and_engine() -> None:
    started: list[Future[dict[str, dict[str, float | str | None]]]] = []
    for answers in ({"a": {"torch": 1.0}, "b": {"torch": 2.0}}, {"a": {"jax": 1.5}}):
        future: Future[dict[str, dict[str, float | str | None]]] = Future()
        future.set_result(dict(answers))
        started.append(future)

    assert gathered(started) == {"a": {"torch": 1.0, "jax": 1.5}, "b": {"torch": 2.0}}


def test_questions_are_answered_by_the_engine_that_is_asked() -> None:
    with Beside((), processes=False) as beside:
        found = gathered(beside.ask([DIFFERENCES], [question("one")]))

    # Central differences of a square have no error but that of rounding: half the digits at least.
    assert abs(found["one"]["differences"] - 6) < 2.0**-26


def test_without_a_question_no_process_starts() -> None:
    with Beside(("torch",), processes=True) as beside:
        assert beside.ask([Engine("torch", "torch_formulas", needs="torch")], []) == []
        assert not beside.pools["torch"]._processes  # pyright: ignore[reportPrivateUsage]


def test_an_interrupt_ends_the_processes_and_says_nothing_more(folder: Path) -> None:
    """As Ctrl-C does: the signal goes to every process of the group."""
    command = [sys.executable, "-m", "backproof", "audit", "--html", "report.html"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        pytest.skip("the processes that were started cannot be watched here")
    while process.poll() is None and len(children.read_text().split()) < 2:
        time.sleep(0.01)
    time.sleep(0.3)  # the second is still being told what to do

    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)

    assert process.returncode == 1
    assert error == "\nAborted!\n"
    assert list(folder.iterdir()) == []
