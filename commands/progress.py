"""What is going on, while something takes longer than a second?"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """A line on a terminal's standard error; nothing where that is no terminal."""

    def __init__(self, wanted: bool) -> None:
        console = Console(stderr=True)
        self.bars = Bars(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console,
            transient=True, disable=not (wanted and console.is_terminal),
        )  # fmt: skip
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        self.bars.start()
        self.task = self.bars.add_task("starting", total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bars.stop()

    def say(self, what: str) -> None:
        """What is being done now."""
        if self.task is not None:
            self.bars.update(self.task, description=what, total=None)

    def step(self, what: str, done: int, of: int) -> None:
        """How far a count has come."""
        if self.task is not None:
            self.bars.update(self.task, description=what, completed=done, total=of)
