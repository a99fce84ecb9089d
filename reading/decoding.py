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
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _replaced(data[len(mark) :], name)
    text, problem = _replaced(data, "utf-8")
    if problem and all(ord(character) < 0x80 or character == "\ufffd" for character in text):
        return data.decode("cp1252", "replace"), "not UTF-8; read as Windows-1252"
    return text, problem


def _replaced(data: bytes, name: str) -> tuple[str, str]:
    text = data.decode(name, "replace")
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        return text, f"byte {error.start + 1} is not {name.upper()}; such bytes are replaced"
    return text, ""
