"""Where in a formula does something end: a group, a space, what a comma could set apart?"""

from __future__ import annotations

import re

#: A command of LaTeX: letters, or one other character.
COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)


def last(text: str, end: int) -> str:
    """The last character before a position that is no space; nothing at the beginning."""
    while end and text[end - 1].isspace():
        end -= 1
    return text[end - 1 : end] if end else ""


def closes(character: str) -> bool:
    """Whether something ends with a character that a comma can set apart from what follows."""
    return character.isalnum() or character in (")", "]", "}")


def after_space(text: str, at: int) -> int:
    """The position of the next character that is no space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def after_group(text: str, start: int) -> int:
    """The position after the {group} that begins here, or after one character."""
    at = after_space(text, start)
    if at >= len(text):
        return at
    if text[at] != "{":
        match = COMMAND.match(text, at)
        return match.end() if match else at + 1
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)
