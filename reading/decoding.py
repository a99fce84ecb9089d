"""Which characters do the bytes of a file stand for?"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file without its byte order mark, and what is odd about it.

    Bytes that are no UTF-8 are read as Windows-1252 where no other character speaks for UTF-8, and
    are replaced one by one elsewhere.
    """
    mark, name = _encoding(data)
    if name == "cp1252":
        return data.decode(name, "replace"), "not UTF-8; read as Windows-1252"
    return _replaced(data[len(mark) :], name)


def rewritten(data: bytes, text: str) -> bytes:
    """The bytes of a file with another text, which has as many lines; what is the same stays.

    Raises `ValueError` where a line that is another has bytes that are no text.
    """
    mark, name = _encoding(data)
    body = data[len(mark) :]
    lines = body.decode(name, "surrogateescape").split("\n")
    old, new = decoded(data)[0].split("\n"), text.split("\n")
    if "\n".join(lines).encode(name, "surrogateescape") != body or not len(lines) == len(new):
        raise ValueError(f"its bytes are not all {name.upper()}")
    for number, (before, after) in enumerate(zip(old, new, strict=True)):
        if before != after:
            if lines[number] != before:
                raise ValueError(f"line {number + 1} has bytes that are no {name.upper()}")
            lines[number] = after
    return mark + "\n".join(lines).encode(name, "surrogateescape")


def _encoding(data: bytes) -> tuple[bytes, str]:
    """The byte order mark, if there is one, and the name of the encoding."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return mark, name
    text, problem = _replaced(data, "utf-8")
    if problem and all(ord(character) < 0x80 or character == "\ufffd" for character in text):
        return b"", "cp1252"
    return b"", "utf-8"


def _replaced(data: bytes, name: str) -> tuple[str, str]:
    text = data.decode(name, "replace")
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        return text, f"byte {error.start + 1} is not {name.upper()}; such bytes are replaced"
    return text, ""
