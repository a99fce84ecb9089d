r"""Which backslashes of a formula did Markdown, a slide deck or an exporter ask for?

Decks and exporters write `w\_5`, `\\hline` and `\\\\` where TeX has `w_5`, `\hline` and `\\`, but a
document mixes both, so that every formula is judged by itself: `\\` before the name of a command
cannot be TeX, and neither can an escaped underscore that joins two names.
"""

from __future__ import annotations

import re
from html.entities import html5

from .source import Piece

Edit = tuple[int, int, str]

#: Names that nobody writes as letters after a line break.
_COMMANDS_LIST = """
hline begin end frac dfrac tfrac partial nabla cdot cdots times left right text textbf textit
mathrm mathbf mathcal boldsymbol color quad qquad sum prod sqrt sigma alpha beta gamma delta
theta lambda omega epsilon Delta Sigma Theta Omega phi varphi eta boxed underbrace underline
overline hat tilde vec odot rightarrow leftarrow Rightarrow approx operatorname cancel ldots
dots vdots tanh label tag nonumber infty
"""
_COMMANDS = frozenset(_COMMANDS_LIST.split())
_RUN = re.compile(r"((?:\\\\)++)([A-Za-z]*+)")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ANY = re.compile(rf"\\\\[_^]|{_RUN.pattern}|{ENTITY.pattern}|\\[_*=+^\-]")
#: What follows one backslash in TeX, too: space commands, braces, norms.
_SIGNS = frozenset(",;:!>{}|%#$")


def unescaped(formula: Piece) -> Piece:
    """A formula as TeX would have it."""
    if "\\" not in formula.text and "&" not in formula.text:
        return formula
    doubled = _is_doubled(formula.text)
    edits: list[Edit] = []
    for match in _ANY.finditer(formula.text):
        found = match.group()
        if found[0] == "&":
            new = entity(found)
        elif match[1] is None:
            new = found[-1]
        else:
            new = _halved(match) if doubled else found
        if new == found:
            continue
        if found.endswith(new):
            edits.append((match.start(), match.end() - len(new), ""))
        else:
            edits.append((match.start(), match.end(), new))
    return formula.edited(edits)


def entity(found: str) -> str:
    """The character that an HTML entity stands for, or the entity where nobody knows it."""
    if found[1] == "#":
        code = int(found[3:-1], 16) if found[2] in "xX" else int(found[2:-1])
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else found
    return html5.get(found[1:], found)


def _is_doubled(text: str) -> bool:
    """Whether the backslashes of a formula are written twice."""
    certain = likely = against = False
    for match in _RUN.finditer(text):
        many = len(match[1])
        if match[2] in _COMMANDS:
            certain = certain or many in (2, 6)
        elif many == 2 and text[match.end() : match.end() + 1] not in _SIGNS:
            against = True
        likely = likely or many % 4 == 0
    return certain or (likely and not against)


def _halved(run: re.Match[str]) -> str:
    """Half of the backslashes; but those that end a row stay two."""
    half = len(run[1]) // 2
    sign = not run[2] and run.string[run.end() : run.end() + 1] in _SIGNS
    if half % 2 and not sign and run[2] not in _COMMANDS:
        half += 1
    return "\\" * half + run[2]
