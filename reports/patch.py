"""How is an edited file told as a patch that `git apply` and `patch -p1` take?

A patch is made of bytes, as the files are, and only a terminal is shown something else: there,
control characters are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .visible import visible

#: So many lines are shown around what is changed.
CONTEXT = 3
_UNENDED = b"\n\\ No newline at end of file\n"
_QUOTED = re.compile(rb'[\x00-\x1f\x7f"\\]')
_NAMED = {b'"': b'\\"', b"\\": b"\\\\", b"\n": b"\\n", b"\t": b"\\t"}


def patch(name: str, before: bytes, after: bytes) -> bytes:
    """The changes of a file, with the headers that git writes; empty where there are none.

    `name` is the file's path from where the patch is applied. Lines are changed one by one: both
    files have as many.
    """
    old, new = _lines(before), _lines(after)
    changed = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if not changed:
        return b""
    a, b = _name("a/" + name), _name("b/" + name)
    end = b"\t\n" if b" " in a and not a.startswith(b'"') else b"\n"
    head = b"diff --git " + a + b" " + b + b"\n--- " + a + end + b"+++ " + b + end
    return head + b"".join(_hunk(hunk, old, new) for hunk in _hunks(changed))


def shown(text: bytes) -> str:
    """A patch for a terminal."""
    return "\n".join(map(visible, text.decode("utf-8", "backslashreplace").split("\n")))


def _lines(data: bytes) -> list[bytes]:
    """The lines of a file, each with its line feed, which the last may lack."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _hunks(changed: Sequence[int]) -> Iterator[list[int]]:
    """The changed lines, those together whose surroundings touch."""
    hunk = [changed[0]]
    for line in changed[1:]:
        if line - hunk[-1] > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(line)
    yield hunk


def _hunk(changed: Sequence[int], old: Sequence[bytes], new: Sequence[bytes]) -> bytes:
    start, end = max(changed[0] - CONTEXT, 0), min(changed[-1] + 1 + CONTEXT, len(old))
    among = frozenset(changed)
    parts = [b"@@ -%d,%d +%d,%d @@\n" % (start + 1, end - start, start + 1, end - start)]
    at = start
    while at < end:
        if at not in among:
            parts.append(_line(b" ", old[at]))
            at += 1
            continue
        stop = next((n for n in range(at, end) if n not in among), end)
        parts += [_line(b"-", line) for line in old[at:stop]]
        parts += [_line(b"+", line) for line in new[at:stop]]
        at = stop
    return b"".join(parts)


def _line(sign: bytes, line: bytes) -> bytes:
    return (
        sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"
    )


def _name(name: str) -> bytes:
    """A name as git writes it: between quotes if it has characters that end a line."""
    data = name.encode("utf-8", "surrogateescape")
    if not _QUOTED.search(data):
        return data
    return b'"' + _QUOTED.sub(lambda m: _NAMED.get(m[0], b"\\%03o" % m[0][0]), data) + b'"'
