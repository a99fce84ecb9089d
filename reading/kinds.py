"""In which format is a document written, where nobody says so?"""

from __future__ import annotations

import re
from pathlib import Path

_SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".mdx": "markdown", ".qmd": "markdown",
    ".rmd": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".tex": "latex",
    ".latex": "latex", ".ltx": "latex", ".ipynb": "notebook", ".rst": "rest", ".rest": "rest",
}  # fmt: skip
_LATEX = re.compile(r"^[ \t]*+\\(?:documentclass|section|chapter|begin\{document\})", re.MULTILINE)
_REST = re.compile(r"^\.\. (?:math|image|note|code-block|_[\w -]+)::? ?|:math:`", re.MULTILINE)
_HTML = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"[$`]|\*\*|\\[(\[]|\\begin|<[!/a-zA-Z]|^#{1,6} |^[ \t]*+\|.*\||^>|\]\(", re.MULTILINE
)


def kind_of(name: str, text: str) -> str:
    """The format by the name's suffix; of a text without one that says it, by its marks."""
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _HTML.match(text):
        return "html"
    if _LATEX.search(text):
        return "latex"
    if _REST.search(text):
        return "rest"
    return "markdown" if suffix != ".txt" or _MARKDOWN.search(text) else "plain"
