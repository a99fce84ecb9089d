"""Which parts of an audit of notes are asked for?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """What is judged besides the numbers, each of which follows from others or not.

    `formulas` are held against the model that the notes define, the figures of training `runs` are
    made again, and `causes` of what is wrong are looked for.
    """

    formulas: bool = True
    runs: bool = True
    causes: bool = True

    @property
    def left_out(self) -> str:
        """What is not asked for, in a sentence; nothing where all is."""
        names = {"formulas": self.formulas, "training runs": self.runs, "causes": self.causes}
        missing = [name for name, wanted in names.items() if not wanted]
        return f"not asked for: {', '.join(missing)}" if missing else ""


EVERYTHING = Asked()
NUMBERS = Asked(formulas=False, runs=False, causes=False)
UNEXPLAINED = Asked(causes=False)
