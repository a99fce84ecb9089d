"""The grammar of lecture mathematics: tokens in, expressions out.

A hand-written precedence parser that reads one side of a relation: `precedence` has its levels, the
other files one kind of rule each. Names come out raw: a base with every subscript, superscript and
prime that may belong to it. What a superscript means, and whether letters beside one another are a
word or a product, is decided for the whole document (`reading.names`).
"""

from .parser import UnreadableError
from .precedence import parse

__all__ = ["UnreadableError", "parse"]
