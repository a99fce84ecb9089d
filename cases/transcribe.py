"""Where in the lecture does every number of a transcription stand, and is any left out?

    python -m backproof.cases.transcribe FOLDER-OF-LECTURES [FILE.toml …]

writes the `columns` lines of the transcriptions and reports every number and display of the
lectures that no statement is about and that is not listed with a reason.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..expressions.notation import parse_members
from .lectures import TRANSCRIBED, printed_numbers

_DECIMAL = re.compile(r"\d*\.\d+|\d{1,3}(?:,\d{3,4})+")
_OPENING = re.compile(r"\$\$|\\begin\{(?:aligned|align|equation)\*?\}|\\\[")


@dataclass(frozen=True, slots=True)
class Token:
    """A number as it stands in a lecture."""

    text: str
    line: int
    column: int


def tokens(lines: list[str], first: int, last: int) -> list[Token]:
    """The numbers printed in some lines, in order."""
    found = []
    for number in range(first, last + 1):
        text = lines[number - 1]
        for match in re.finditer(r"(?:\d{1,3}(?:,\d{3,4})+|\d+)(?:\.\d+)?|\.\d+", text):
            start = match.start()
            before = text[max(start - 2, 0) : start]
            if before and (before[-1].isalnum() or before[-1] == "_" or before == "_{"):
                continue  # the 1 of net_h1 and of w_{1}
            signed = start and text[start - 1] in "-\u2212"
            found.append(Token(match.group(), number, start + 1 - bool(signed)))
    return found


def columns(says: str, lines: list[str], first: int, last: int) -> list[list[int]]:
    """The place of every number of a statement, as [line, column]. Raises `LookupError`."""
    waiting = tokens(lines, first, last)
    found: list[list[int]] = []
    reached = (0, 0)
    for member in parse_members(says):
        for number in printed_numbers(member.expression):
            text = number.printed.text.lstrip("-+\u2212")
            equal = [t for t in waiting if t.text == text]
            onward = [t for t in equal if (t.line, t.column) > reached]
            place = next(iter(onward or equal), None)
            if place is None and "." in text:
                raise LookupError(
                    f"{text} is not printed in lines {first}-{last}, or once too often"
                )
            if place is None:
                found.append([first, 1])
                continue
            waiting.remove(place)
            reached = place.line, place.column
            shown = lines[place.line - 1][place.column - 1]
            signed = number.printed.text[0] in "-+\u2212"
            found.append([place.line, place.column + (shown in "-\u2212" and not signed)])
    return found


def displays(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last line of every display equation: between $$, or a bare aligned environment."""
    opened: int | None = None
    closing = ""
    for number, text in enumerate(lines, start=1):
        position = 0
        while True:
            if opened is None:
                match = _OPENING.search(text, position)
                if not match:
                    break
                opened, position = number, match.end()
                start = match.group()
                closing = {"$$": "$$", "\\[": "\\]"}.get(start, start.replace("begin", "end"))
            at = text.find(closing, position)
            if at < 0:
                break
            yield opened, number
            opened, position = None, at + len(closing)


def decimals(lines: list[str]) -> Iterator[Token]:
    """Every number with a decimal point, or with commas between thousands."""
    for token in tokens(lines, 1, len(lines)):
        if _DECIMAL.fullmatch(token.text):
            yield token


def start_column(text: str) -> int:
    """Where a line's mathematics begins: after its opening sign, or at its first character."""
    match = _OPENING.search(text) or re.search(r"\$", text)
    inside = match.end() if match else 0
    rest = text[inside:]
    return inside + 1 + (len(rest) - len(rest.lstrip()) if rest.strip() else 0)


def rewritten(source: str, lines: list[str]) -> str:
    """The transcription with the places of every statement filled in. Raises `LookupError`."""
    result: list[str] = []
    line = end = 0
    for row in source.split("\n"):
        if (
            row.startswith("columns = ")
            and result[-1:]
            and result[-1].startswith(("says", "columns"))
        ):
            continue
        if row.startswith("column = "):
            continue
        result.append(row)
        if match := re.match(r"(line|end) = (\d+)", row):
            line, end = (int(match[2]),) * 2 if match[1] == "line" else (line, int(match[2]))
            if match[1] == "line" and "[[section.statement]]" in result[-2:]:
                result.append(f"column = {start_column(lines[line - 1])}")
        if row.startswith("says = "):
            says = tomllib.loads(row)["says"]
            try:
                places = columns(says, lines, line, end)
            except LookupError as error:
                raise LookupError(f"line {line}: {error}") from None
            if places:
                result.append(f"columns = {places}")
    return "\n".join(result)


def missing(path: Path, lines: list[str]) -> list[str]:
    """Every decimal and display of the lecture that the transcription does not account for."""
    table = tomllib.loads(path.read_text("utf-8"), parse_float=str)
    sections = table.get("section", [])
    statements = [s for section in sections for s in section.get("statement", [])]
    transcripts = [t for section in sections for t in section.get("transcript", [])]
    placed = {tuple(c) for s in [*statements, *transcripts] for c in s.get("columns", [])}
    listed = table.get("unchecked", [])
    complaints = []
    for token in decimals(lines):
        inside = {(token.line, token.column), (token.line, token.column + 1)} & placed
        excused = any(
            u["line"] <= token.line <= u.get("end", u["line"])
            and u.get("text", token.text) == token.text
            for u in listed
        )
        if bool(inside) == excused:
            what = (
                "is in no claim and not listed" if not inside else "is in a claim and listed, too"
            )
            complaints.append(f"{token.line}:{token.column}: {token.text} {what}")
    for first, last in displays(lines):
        stated = any(s["line"] <= last and first <= s.get("end", s["line"]) for s in statements)
        excused = any(
            not u.get("text") and u["line"] <= first <= u.get("end", u["line"]) for u in listed
        )
        if stated == excused:
            complaints.append(
                f"{first}-{last}: display {'twice' if stated else 'not'} accounted for"
            )
    return complaints


def main(arguments: list[str]) -> int:
    """Fill in the columns and report what is missing; 0 where nothing is."""
    folder, chosen = Path(arguments[0]), [Path(a) for a in arguments[1:]]
    status = 0
    for path in chosen or sorted(TRANSCRIBED.glob("*.toml")):
        source = path.read_text("utf-8")
        lines = (folder / tomllib.loads(source)["lecture"]).read_text("utf-8").split("\n")
        try:
            path.write_text(rewritten(source, lines), "utf-8")
        except (LookupError, ValueError) as error:
            print(f"{path.name}: {error}")
            status = 1
            continue
        for complaint in missing(path, lines):
            print(f"{path.name}: {complaint}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
