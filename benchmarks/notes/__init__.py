"""Notes as lecturers write them, written by a program that knows every number in them.

`write` turns a generated computation into notes in one of many styles, with and without planted
errors; `score` holds what an audit says of them against what was planted. Nothing here knows how
notes are read.
"""

from .notes import Notes, Number, Planted
from .score import Score, score
from .style import FORMS, Style, style_of
from .writer import COMPUTATIONS, write

__all__ = [
    "COMPUTATIONS",
    "FORMS",
    "Notes",
    "Number",
    "Planted",
    "Score",
    "Style",
    "score",
    "style_of",
    "write",
]
