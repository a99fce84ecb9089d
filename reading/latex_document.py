r"""What blocks does a LaTeX document consist of?

One pass over the text: comments are taken out first, then formulas, environments, headings and
items are met in their order. Nothing is typeset: an environment that is not known is the text in
it.
"""

from __future__ import annotations

import re

from .blocks import Gathering, Parts
from .delimiters import FAMILIES, Limits
from .directives import read_comment
from .escapes import Edit
from .inline import between
from .latex_text import LatexText
from .macros import read_macros
from .source import Piece
from .spans import Span

_VERBATIM = ("verbatim", "Verbatim", "lstlisting", "minted", "alltt")
_TABLES = ("tabular", "tabularx", "longtable", "tabulary", "tabu", "array", "supertabular")
_SKIPPED = ("tikzpicture", "pgfpicture", "filecontents", "thebibliography", "picture", "comment")
_LEVELS = {
    "part": "1", "chapter": "1", "title": "1", "section": "1", "subsection": "2", "frametitle": "2",
    "framesubtitle": "3", "subsubsection": "3", "paragraph": "4", "subparagraph": "5",
}  # fmt: skip
_COMMENT = re.compile(
    r"\\begin\s*\{(?P<verbatim>" + "|".join(_VERBATIM) + r"|comment)\*?\}"
    r"|\\verb\*?(?P<bar>[^A-Za-z\s])|\\.|%(?P<said>[^\n]*+)(?:\n[ \t]*+(?!\n))?",
    re.DOTALL,
)
_NEXT = re.compile(
    r"(?P<par>\n[ \t]*+\n\s*+)|\\par\b"
    r"|\\begin\s*\{(?P<begin>[A-Za-z]+)\*?\}|\\end\s*\{(?P<end>[A-Za-z]+)\*?\}"
    r"|\\(?P<bracket>[\[(])|(?P<dollars>\$\$?)"
    r"|\\(?P<heading>" + "|".join(_LEVELS) + r")\*?(?=\s*[\[{])"
    r"|\\(?P<item>item)\b(?:\s*\[(?P<label>[^\[\]\n]{0,200})\])?"
    r"|\\verb\*?(?P<bar>[^A-Za-z\s])"
    r"|\\(?:re|provide)?newcommand\*?|\\[gex]?def\\|\\DeclareMathOperator\*?|\\."
)
_OPTIONS = re.compile(r"(?:\s*\[[^\[\]\n]{0,200}\])*")
_LANGUAGE = re.compile(r"language\s*=\s*\{?([\w+#-]+)|\{(\w+)\}")
_MARK = re.compile(
    r"(?P<row>\\\\\*?(?:\[[^\[\]\n]{0,20}\])?|\\tabularnewline\b)|(?P<cell>(?<!\\)&)"
    r"|(?P<rule>\\(?:hline|midrule|endhead)\b)"
    r"|\\(?:toprule|bottomrule|endfirsthead|endfoot|endlastfoot)\b(?:\[[^\[\]\n]{0,20}\])?"
    r"|\\(?:cline|cmidrule|caption|label)(?:\([^()\n]{0,20}\))?\{[^{}\n]{0,300}\}"
    r"|\\multi(?:column|row)\{[^{}\n]{0,20}\}\{[^{}\n]{0,60}\}"
)
_BODY = "\\begin{document}"
_STRUCK = re.compile(r"\\(?:sout|st|xout)\{")
#: More is not struck out at once.
_LONGEST_STRUCK = 5_000


def read_latex(whole: Piece, into: Gathering) -> None:
    """Add the blocks of a LaTeX document, or of a part of one."""
    whole = _without_comments(whole, into)
    read_macros(whole, into)
    start = whole.text.find(_BODY)
    end = whole.text.find("\\end{document}")
    start = 0 if start < 0 else start + len(_BODY)
    _Reader(whole.part(start, end if end > start else len(whole.text)), into).read()


def _without_comments(whole: Piece, into: Gathering) -> Piece:
    """The text without its comments; what they say to this program is added."""
    text, at = whole.text, 0
    limits = Limits(text)
    edits: list[Edit] = []
    while match := _COMMENT.search(text, at):
        at = match.end()
        if match["verbatim"]:
            end = limits.after(f"\\end{{{match['verbatim']}", at) or -1
            if match["verbatim"] == "comment" and end >= 0:
                edits.append((match.start(), end, ""))
            at = max(at, end)
        elif match["bar"]:
            at = max(at, text.find(match["bar"], at, at + 200) + 1)
        elif match["said"] is not None:
            read_comment(whole.part(*match.span("said")), into)
            edits.append((match.start(), at, ""))
    return whole.edited(edits)


class _Reader:
    def __init__(self, whole: Piece, into: Gathering) -> None:
        self.whole, self.into = whole, into
        self.text = whole.text
        self.limits = Limits(whole.text)
        self.latex = LatexText(whole)
        self.found = self.latex.found
        self.kind, self.info = "paragraph", ""
        #: Where the block begins that is being read.
        self.start = 0

    def read(self) -> None:
        at = 0
        while match := _NEXT.search(self.text, at):
            at = max(self.meet(match), match.start() + 1)
        self.finish(len(self.text), len(self.text))
        for match in _STRUCK.finditer(self.text):
            if close := self.latex.after_group(match.end() - 1, match.end() + _LONGEST_STRUCK):
                offsets = self.whole.offsets
                self.into.struck.append(range(offsets[match.start()], offsets[close]))

    def meet(self, match: re.Match[str]) -> int:
        """Do what is to be done at a mark; the position where reading goes on."""
        start, end = match.span()
        if match["dollars"] or match["bracket"]:
            return self.formula(match)
        if match["begin"]:
            return self.environment(match)
        if match["end"]:
            return self.finish(start, end)
        if match["heading"]:
            return self.heading(match)
        if match["item"]:
            self.finish(start, match.start("label") if match["label"] else end)
            if match["label"]:
                self.found.append(Span("nothing", end - 1, end, end, end))
            self.kind = "item"
            return end
        if match["bar"]:
            close = self.text.find(match["bar"], end, end + 200)
            if close >= 0:
                self.found.append(Span("code", start, close + 1, end, close))
            return close + 1
        if match["par"] or match.group() == "\\par":
            return self.finish(start, end)
        if len(match.group()) > 2:  # the definition of a command
            close = self.definition(end)
            self.found.append(Span("nothing", start, close, close, close))
            return close
        return end

    def finish(self, stop: int, after: int) -> int:
        """Add the block that ends here; the next begins at `after`."""
        if stop > self.start:
            self.into.block(self.kind, self.latex.parts(self.start, stop), self.info)
        self.start = after
        self.kind, self.info = "paragraph", ""
        return after

    def formula(self, match: re.Match[str]) -> int:
        start, end = match.span()
        limit = self.limits.paragraph_end(start)
        mark = match["dollars"] or match["bracket"]
        if match["bracket"]:
            close = self.limits.bracket(end, match.group())
        else:
            close = self.limits.dollars(end) if mark == "$$" else self.limits.any_dollar(end)
        kind = "display" if mark in ("$$", "[") else "inline"
        if close is None or close > limit:
            self.into.problem(self.whole.offsets[start], f"{match.group()} without its end")
            if kind == "display":
                self.found.append(Span(kind, start, limit, end, limit))
                return limit
            return end
        beyond = close + len(match.group())
        self.found.append(Span(kind, start, beyond, end, close))
        return beyond

    def environment(self, match: re.Match[str]) -> int:
        start, end, name = match.start(), match.end(), match["begin"]
        close = self.limits.environment(start)
        if name in FAMILIES:
            if close is None:
                close = self.limits.paragraph_end(start)
                problem = f"\\begin{{{name}}} without its \\end"
                self.into.problem(self.whole.offsets[start], problem)
            kind = "inline" if name == "math" else "display"
            self.found.append(Span(kind, start, close, start, close))
            return close
        self.finish(start, end)
        if name in _VERBATIM:
            return self.code(name, end)
        if close is not None and name in _SKIPPED:
            return self.skip(close)
        if close is not None and name in _TABLES:
            self.table(end, self.text.rfind("\\end", end, close))
            return self.skip(close)
        return self.skip(self.opened(name, end))

    def opened(self, name: str, at: int) -> int:
        """The position after the options of an environment; a frame's title is a heading."""
        options = _OPTIONS.match(self.text, at)
        at = options.end() if options else at
        while self.text.startswith("{", at) and (end := self.latex.after_group(at, at + 500)):
            if name == "frame":
                self.formulas(at + 1, end - 1)
                title = self.latex.parts(at + 1, end - 1)
                self.into.block("heading", title, "2")
            at = end
        return at

    def skip(self, at: int) -> int:
        self.start = at
        return at

    def code(self, name: str, at: int) -> int:
        """Code as it stands, without the options on the line where it begins."""
        close = self.text.find(f"\\end{{{name}", at)
        close = len(self.text) if close < 0 else close
        line = self.text.find("\n", at, close)
        first = line + 1 if line >= 0 else at
        language = _LANGUAGE.search(self.text, at, first)
        info = (language[1] or language[2]).lower() if language else ""
        self.into.block("code", (self.whole.part(first, close, "code"),), info)
        end = self.text.find("}", close)
        return self.skip(len(self.text) if end < 0 else end + 1)

    def heading(self, match: re.Match[str]) -> int:
        level = _LEVELS[match["heading"]]
        options = _OPTIONS.match(self.text, match.end())
        at = self.text.find("{", options.end() if options else match.end())
        end = self.latex.after_group(at, at + 1000) if at >= 0 else None
        if end is None:
            return match.end()
        self.finish(match.start(), at + 1)
        self.formulas(at + 1, end - 1)
        self.kind, self.info = "heading", level
        return self.finish(end - 1, end)

    def definition(self, at: int) -> int:
        """Pass over the definition of a command: its body is no text."""
        brace = self.text.find("{", at, at + 100)
        for _ in range(2):
            end = self.latex.after_group(brace, brace + 5000) if brace >= 0 else None
            if end is None:
                break
            at = end
            options = _OPTIONS.match(self.text, at)
            following = options.end() if options else at
            brace = following if self.text.startswith("{", following) else -1
        return at

    def formulas(self, start: int, end: int) -> None:
        """Find the formulas of a heading or a table."""
        at = start
        while match := _NEXT.search(self.text, at, end):
            formula = match["dollars"] or match["bracket"]
            at = self.formula(match) if formula else match.end()

    def table(self, start: int, end: int) -> None:
        start = self.opened("", start)
        first = len(self.found)
        self.formulas(start, end)
        rows: list[tuple[Parts, ...]] = []
        header = False
        cells: list[Parts] = []
        gaps = between(start, end, self.found[first:])
        marks = [m for a, b in gaps for m in _MARK.finditer(self.text, a, b)]
        for mark in [*marks, None]:
            stop = mark.start() if mark else end
            if self.text[start:stop].strip():
                cells.append(self.latex.parts(start, stop))
            elif mark and (mark["cell"] or (cells and mark["row"])):
                cells.append(())
            start = mark.end() if mark else end
            if cells and (mark is None or mark["row"]):
                rows.append(tuple(cells))
                cells = []
            elif mark and mark["rule"] and len(rows) == 1:
                header = True
        self.into.table(rows, header)
