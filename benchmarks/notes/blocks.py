"""What is a page made of, before it is Markdown, LaTeX or anything else?"""

from __future__ import annotations

from dataclasses import dataclass

#: Around formulas that stand in a sentence.
MATH, END = "\ue010", "\ue011"


@dataclass(frozen=True)
class Heading:
    """A section's title."""

    level: int
    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Chain:
    """A left side, which may be empty, and members, each with the relation before it."""

    left: str
    members: tuple[tuple[str, str], ...]

    @property
    def line(self) -> str:
        """All of it in one line."""
        rest = " ".join(f"{relation} {text}" for relation, text in self.members)
        return f"{self.left} {rest}".strip()


@dataclass(frozen=True)
class Display:
    """Calculations set off from the text."""

    chains: tuple[Chain, ...]


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """A table."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Code:
    """Lines of a program."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Image:
    """A figure."""

    alt: str
    path: str


Block = Heading | Para | Display | Bullets | Rows | Code | Image


def math(text: str) -> str:
    """A formula in a sentence."""
    return f"{MATH}{text}{END}"
