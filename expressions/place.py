"""Where in a lecture does something stand?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a document: file name, line and column, both counted from 1.

    A line ends at a line feed alone, so that the numbers are those of an editor and of `grep -n`.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
