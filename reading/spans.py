"""Which parts of a Markdown or HTML text are mathematics, code or comments?

They are found before the structure of the text, because what stands in them must not be taken for
it: a line of a display may begin with a minus sign or with an equals sign, or be followed by `---`.
One pass over the text; nothing is searched twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from .delimiters import FAMILIES, Limits, is_formula, is_prose, is_words


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, with its delimiters (`start` to `end`) and without (`first` to `last`).

    `kind` is `display`, `inline`, `code`, `comment`, `table` (of HTML), `fence` (its lines are left
    to whoever reads blocks) or `nothing` (a script or a style sheet).
    """

    kind: str
    start: int
    end: int
    first: int
    last: int
    problem: str = ""


_NEXT = re.compile(
    r"^(?P<quote>[ \t>]*+)(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)"
    r"|(?P<open>\\{1,2}+[\[(])"
    r"|\\begin[ ]?\{(?P<family>[A-Za-z]+\*?)\}"
    r"|\\."
    r"|(?P<dollars>\$\$?)"
    r"|(?P<ticks>`++)"
    r"|<!--|<(?P<tag>script|style|pre|code|table|math)\b[^<>]*+>|\{%-?\s*+highlight\b[^%\n]*+%\}",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_BESIDE = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+")
#: What begins a block, so that mathematics in a sentence does not go on there.
_BLOCK = re.compile(r"[ \t>]*+(?:#{1,6} |[-*+][ \t]|\||-{3}|`{3}|~{3}|\d{1,9}[.)][ \t]|\$\$|<)")
_ANNOTATION = re.compile(r"<annotation[^<>]*tex[^<>]*>")
_SOURCE = re.compile(r"""type\s*=\s*["']?math/tex(?P<display>[^"'>]*mode\s*=\s*display)?""")


def spans(text: str) -> list[Span]:
    """All of them, in order, none inside another."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.limits = Limits(text)
        self.found: list[Span] = []

    def scan(self) -> list[Span]:
        at = 0
        while match := _NEXT.search(self.text, at):
            span = self.span(match)
            if span is None:
                at = match.end()
            else:
                self.found.append(span)
                at = max(span.end, match.start() + 1)
        return self.found

    def span(self, match: re.Match[str]) -> Span | None:
        """What begins here, if it is anything."""
        start, end = match.span()
        if match["fence"]:
            return self.fence(match)
        if match["open"]:
            return self.bracket(start, end, match["open"])
        if match["family"]:
            return self.environment(start, match["family"])
        if match["dollars"] == "$$":
            return self.display(start)
        if match["dollars"]:
            return self.inline(start)
        if match["ticks"]:
            close = self.limits.ticks(end, len(match["ticks"]))
            return Span("code", start, close + end - start, end, close) if close else None
        if match["tag"]:
            return self.tag(match)
        if match.group() == "<!--":
            return self.comment(start)
        if match.group()[0] == "{":
            close = self.limits.after("{% endhighlight", end)
            return Span("code", start, self.limits.line_end(close), end, close) if close else None
        return None

    def fence(self, match: re.Match[str]) -> Span:
        start, mark = match.start("fence"), match["fence"]
        line = self.limits.line_end(start)
        close = self.limits.fence_end(line, mark)
        if ">" in match["quote"]:
            close = min(close, self.limits.quote_end(line, close))
        return Span("fence", start, close, line, close)

    def comment(self, start: int) -> Span:
        close = self.limits.after("-->", start + 4)
        if close is None:
            end = self.limits.paragraph_end(start)
            return Span("comment", start, end, start + 4, end, "a comment that does not end")
        return Span("comment", start, close + 3, start + 4, close)

    def tag(self, match: re.Match[str]) -> Span | None:
        name = match["tag"].lower()
        close = self.limits.after(f"</{name}", match.end())
        if close is None:
            return None
        end = self.limits.after(">", close)
        kind = {"table": "table", "script": "nothing", "style": "nothing"}.get(name, "code")
        if name == "math":
            return self.markup(match, close, close + len("</math>"))
        if source := _SOURCE.search(match.group()):
            kind = "display" if source["display"] else "inline"
        return Span(kind, match.start(), close if end is None else end + 1, match.end(), close)

    def markup(self, match: re.Match[str], close: int, end: int) -> Span:
        """TeX between tags, as wikis have it, or the TeX that MathML keeps beside itself."""
        first = match.end()
        kind = "display" if "block" in match.group() else "inline"
        if "<" not in self.text[first:close]:
            return Span(kind, match.start(), end, first, close)
        note = _ANNOTATION.search(self.text, first, close)
        if note is None:
            return Span("nothing", match.start(), end, first, close)
        last = self.text.find("<", note.end(), close)
        return Span(kind, match.start(), end, note.end(), last if last >= 0 else close)

    def bracket(self, start: int, end: int, opening: str) -> Span | None:
        """Mathematics in brackets that are escaped, once or (as some decks are written) twice."""
        close = self.limits.bracket(end, opening)
        limit = self.limits.paragraph_end(start)
        kind = "display" if opening.endswith("[") else "inline"
        if close is not None and kind == "display" and close > limit and self.is_whole(end, close):
            limit = close
        if close is not None and close <= limit:
            beyond = close + len(opening)
            escaped = self.text[beyond : beyond + 1] == "(" or not self.is_formula(end, close)
            if escaped and (kind == "display" or self.text[start - 1 : start].isalnum()):
                return None
            return Span(kind, start, beyond, end, close)
        if kind == "inline" or not self.is_formula(end, limit):
            return None
        return Span(kind, start, limit, end, limit, f"{opening} without its end")

    def is_formula(self, start: int, end: int) -> bool:
        return is_formula(self.text[start : min(end, start + 2_000)])

    def environment(self, start: int, name: str) -> Span | None:
        if name not in FAMILIES:
            return None
        end = self.limits.environment(start)
        if end is not None:
            return Span("display", start, end, start, end)
        end = self.limits.paragraph_end(start)
        return Span("display", start, end, start, end, f"\\begin{{{name}}} without its \\end")

    def display(self, start: int) -> Span | None:
        first = start + 2
        close = self.limits.dollars(first)
        limit = self.limits.paragraph_end(start)
        if close is not None and self.opens_another(first, close):
            limit, close = self.limits.line_end(start), None
        elif close is not None and close > limit and not self.is_whole(first, close):
            close = None
        body = self.text[first : limit if close is None else close]
        sentence = is_prose(body) and (close is None or not is_formula(body))
        if sentence or not body.strip() or (close is None and not is_formula(body)):
            return None
        if close is not None:
            return Span("display", start, close + 2, first, close)
        return Span("display", start, limit, first, limit, "$$ without its end")

    def opens_another(self, first: int, close: int) -> bool:
        """Whether the dollars at `close` begin a display of their own, on a line below."""
        line = self.limits.line_end(first)
        if close < line or not self.text[first:line].strip():
            return False
        begin = self.text.rfind("\n", line, close) + 1
        if _BESIDE.match(self.text, begin).end() != close:  # pyright: ignore[reportOptionalMemberAccess]
            return False
        again = self.limits.dollars(close + 2)
        rest = self.limits.line_end(close)
        return again is not None and again < rest and bool(self.text[close + 2 : again].strip())

    def is_whole(self, first: int, close: int) -> bool:
        """Whether a display with blank lines in it is one, and not two that lost an end each."""
        after = self.text[close : self.limits.line_end(close)].lstrip("$\\]").lstrip()
        body = self.text[first:close]
        chunks = [chunk for chunk in re.split(r"\n[ \t>]*+\n", body) if chunk.strip(" \t\n>")]
        return not after[:1].isalnum() and all(
            is_formula(chunk) and not is_prose(chunk) for chunk in chunks
        )

    def inline(self, start: int) -> Span | None:
        """Pandoc's rule, and GitHub's $`…`$; blanks inside are allowed in what is plainly TeX."""
        text, first = self.text, start + 1
        limit = self.limits.paragraph_end(start)
        if text.startswith("`", first):
            close = self.limits.after("`$", first + 1)
            if close is not None and close < limit:
                return Span("inline", start, close + 2, first + 1, close)
        close = self.limits.dollar(first, limit)
        if close is None or close == first:
            return None
        body = text[first:close]
        if "\n" in body and self.crosses(first, close):
            return None
        if text[close + 1 : close + 2].isdigit() or is_words(body):
            return None
        blank = body[0].isspace(), body[-1].isspace()
        name = body.strip().isalpha() and not text[max(0, start - 2) : start].strip().isdigit()
        if any(blank) and not (name or (is_formula(body) and not is_prose(body))):
            return None
        if any(blank) and not all(blank) and ("\n" in body or "\\" not in body):
            return None
        return Span("inline", start, close + 1, first, close)

    def crosses(self, first: int, close: int) -> bool:
        """Whether a block begins on one of the lines between."""
        at = self.text.find("\n", first, close)
        while at >= 0:
            if _BLOCK.match(self.text, at + 1):
                return True
            at = self.text.find("\n", at + 1, close)
        return False


def inside(found: list[Span], start: int, end: int) -> list[Span]:
    """The spans between two positions."""
    low = bisect_left(found, start, key=lambda span: span.start)
    return found[low : bisect_left(found, end, lo=low, key=lambda span: span.start)]
