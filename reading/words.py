"""Which letters in a text are words of a sentence, and which are names of quantities?"""

from __future__ import annotations

from collections.abc import Sequence

from .lexicon import ABOUT, CALLED, FUNCTIONS, IS, ONE_LETTER_WORDS, SYMBOLIC, WORDS
from .symbols import GREEK_COMMANDS
from .tokens import Token

#: Letters joined to one of these signs are a name, unless they are more than `_LONGEST_NAME`.
_JOINING = frozenset({"/", "*", "^"})
_LONGEST_NAME = 4
_RELATIONS = frozenset({"=", "~=", ":=", "<-"})
#: After these English verbs, a single letter of the text is no Spanish "and" or Italian "or".
_VERBS = frozenset({"is", "equals", "was", "becomes", "gives"})
#: Functions whose names are words, too.
_SPOKEN = frozenset({"log", "sum", "max", "min", "abs"})


def is_word(tokens: Sequence[Token], marks: Sequence[bool], at: int) -> bool:
    """Whether the name at a position is a word.

    `marks` says which tokens were set as mathematics.
    """
    token, text = tokens[at], tokens[at].text
    if text in CALLED or text in GREEK_COMMANDS or _begins_a_script(tokens, at):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    touching = following.kind if following is not None and not following.spaced else ""
    if touching in ("_", "^", "(", "[", "'"):
        return touching == "(" and len(text) > 1 and text not in FUNCTIONS
    if text in _SPOKEN and following is not None and following.kind == "(":
        return False  # sum (y - t)^2
    if len(text) <= _LONGEST_NAME:
        before = tokens[at - 1].kind if at and not token.spaced else ""
        if touching in _JOINING or before in _JOINING:
            return False  # dL/dw
    if len(text) == 1:
        if text not in ONE_LETTER_WORDS or following is None:
            return False
        if following.text in _VERBS and not marks[at + 1]:
            return False  # so y is 0.69
        is_long = following.kind == "name" and following.spaced and len(following.text) > 1
        return marks[at + 1] or is_long
    if text in FUNCTIONS and text not in _SPOKEN:
        return False
    if touching == "number" or (following is not None and following.kind in _RELATIONS):
        return False
    if text.lower() in IS or text.lower() in ABOUT:
        return True
    return not (text in SYMBOLIC or (text in WORDS and _is_before_sign(following)))


def _begins_a_script(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name stands in braces below or above another: E_{total}."""
    return at > 1 and tokens[at - 1].kind == "{" and tokens[at - 2].kind in ("_", "^")


def _is_before_sign(following: Token | None) -> bool:
    """Whether a long name of a quantity is used as one: a sign or a verb comes next."""
    return following is not None and (
        following.kind in ("*", "+", "/") or following.text.lower() in IS
    )
