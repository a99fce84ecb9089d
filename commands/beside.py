"""How are several engines asked at the same time?

PyTorch and JAX each take a second or more to load and to compile. On the command line each is asked
in a process of its own, which starts while the lectures are still being read; nothing else is
shared with it than plain data. What is called there stands in a module that loads nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from multiprocessing import active_children
from types import TracebackType
from typing import Any, Self

from ..audit.witnesses import (
    GRADIENTS,
    Answer,
    Engine,
    Problem,
    Question,
    answers,
    gradients_of,
)
from ..cases.network import Gradients
from .processes import pool_of, uninterrupted

Answers = dict[str, dict[str, Answer]]


class Beside:
    """The engines asked beside balls, each in a process of its own or, if need be, in this one."""

    def __init__(self, names: Sequence[str], processes: bool) -> None:
        self.names = names
        self.pools = {name: pool_of(1) for name in names if processes and name in GRADIENTS}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in self.pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        if kind is not None:  # nobody waits for their answers any more
            for process in active_children():
                process.terminate()

    def gradients(self, problems: Sequence[Problem]) -> dict[str, Future[list[Gradients]]]:
        """Start computing the gradients of networks with their batches; by engine."""
        return {
            name: self._start(name, gradients_of, name, problems)
            for name in GRADIENTS
            if name in self.names
        }

    def ask(
        self, engines: Sequence[Engine], questions: Sequence[Question]
    ) -> list[Future[Answers]]:
        """Start asking all engines about the findings; without a question none is started."""
        return [
            self._start(engine.name, answers, questions, [engine])
            for engine in (engines if questions else ())
        ]

    def _start(self, name: str, function: Any, *arguments: Any) -> Future[Any]:
        if name in self.pools:
            with uninterrupted():
                return self.pools[name].submit(function, *arguments)
        done: Future[Any] = Future()
        try:
            done.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            done.set_exception(error)
        return done


def gathered(started: Sequence[Future[Answers]]) -> Answers:
    """All engines' answers by finding."""
    found: Answers = {}
    for future in started:
        for finding, answer in future.result().items():
            found.setdefault(finding, {}).update(answer)
    return found
