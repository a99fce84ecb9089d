"""How does the document itself spell the names that a message speaks of?

`z_Ll_minus_1` is the name that `z^{l-1}` has in formulas of the project; a reader knows the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..expressions.tree import Symbol
from ..reading.statements import Read
from ..reading.tokens import tokens
from .finding import Finding

#: Names that hold more than letters, digits and an index.
_CODED = re.compile(r"[A-Za-z]\w*?_(?:L[A-Za-z0-9]|plus_|minus_)\w*")
#: No name is spelled in more characters.
_LONGEST = 60
_SCRIPTS = frozenset({"_", "^"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def worded(findings: Iterable[Finding], read: Read) -> list[Finding]:
    """Findings whose reasons and causes spell names as their document does."""
    spelled: dict[str, str] | None = None
    found: list[Finding] = []
    for finding in findings:
        if _CODED.search(finding.why) or _CODED.search(finding.cause):
            spelled = _spellings(read) if spelled is None else spelled
            why, cause = (_CODED.sub(_as_in(spelled), t) for t in (finding.why, finding.cause))
            finding = replace(finding, why=why, cause=cause)
        found.append(finding)
    return found


def _as_in(spelled: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: spelled.get(match.group(), match.group())


def _spellings(read: Read) -> dict[str, str]:
    """How every such name is spelled where it stands first."""
    found: dict[str, str] = {}
    source = read.document.source
    for statement in read.statements:
        for node in statement.nodes():
            if not isinstance(node, Symbol) or node.place is None or node.name in found:
                continue
            if _CODED.fullmatch(node.name):
                at = source.lines[node.place.line - 1] + node.place.column - 1
                found[node.name] = name_at(source.text[at : at + _LONGEST])
    return {name: text for name, text in found.items() if text}


def name_at(text: str) -> str:
    """The name that a text begins with, and what stands small beside it; empty where none does."""
    first, *rest = tokens(text)
    if first.kind not in ("name", "word") or first.start:
        return ""
    end, depth, was = first.end, 0, first.kind
    is_script = above = False
    for token in rest:
        is_digits = was == "name" and token.kind == "number" and not token.spaced
        was = token.kind
        if depth == 0 and not is_script and not is_digits and token.kind not in (*_SCRIPTS, "'"):
            return text[:end]
        if above and token.kind == "name":
            return text[: token.start + 1]  # without braces one character stands above
        above = token.kind == "^" and depth == 0
        depth += (token.kind in _OPENING) - (token.kind in _CLOSING)
        is_script = token.kind in _SCRIPTS and depth == 0
        end = token.end
    return "" if depth else text[:end]
