"""What is said of the corrections of a file, and of what is left?"""

from __future__ import annotations

from collections.abc import Iterator

from ..audit.corrections import Corrected, Correction, Left
from .report import counted
from .visible import visible


def corrected_lines(file: str, found: Corrected, done: bool) -> Iterator[str]:
    """The lines of a file: how much is corrected or would be, what, and what is left."""
    word = "corrected" if done else "to correct"
    signs = sum(c.of_formula for c in found.corrections)
    what = counted(len(found.corrections) - signs, "number")
    what += f" and {counted(signs, 'sign')} of formulas" if signs else ""
    follow = sum(c.follows for c in found.corrections)
    of_those = f", {follow} of them because others are" if follow else ""
    yield visible(f"{file}: {what} {word}{of_those}")
    yield from map(_correction, found.corrections)
    if found.left:
        yield f"  {len(found.left)} left as {'it is' if len(found.left) == 1 else 'they are'}"
        yield from map(_left, found.left)


def _correction(correction: Correction) -> str:
    place = f"{correction.place.line}:{correction.place.column}"
    what = f"  {_short(correction.quantity)}" if correction.quantity else ""
    return visible(f"  {place:8} {correction.printed}  ->  {correction.digits}{what}")


def _left(left: Left) -> str:
    place = f"{left.place.line}:{left.place.column}"
    return visible(f"  {place:8} {_short(left.printed)}  ({left.verdict}): {left.why}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
