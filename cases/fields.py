"""How is a TOML file read so that every complaint says where it is?

One line names the file, the field, what was found and what was expected. Whatever a file may hold
is looked at here, element by element, before anything is made of it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ..expressions.printed import Printed, UnreadableNumberError

LARGEST_FILE = 4_000_000
#: The largest float is just below 2**1024; Python refuses to write out far longer integers.
LONGEST_INTEGER = 1024
#: Decimals are kept as text, so that a number is one of these; and what TOML has besides.
_NUMBER = (str, int)
_NOT_FINITE = tuple(sign + name for sign in ("", "+", "-") for name in ("inf", "nan"))


class CaseError(ValueError):
    """A case file is missing, malformed or does not fit; the message says where and what to do."""


class Fields:
    """A TOML table with its file and path, so that every complaint says where it is."""

    def __init__(self, file: Path, path: str, table: dict[str, Any]) -> None:
        self.file, self.path, self.table = file, path, table

    def error(self, field: str, what: str) -> CaseError:
        """A complaint about one field."""
        where = ".".join(part for part in (self.path, field) if part)
        if not where.isprintable():  # a quoted name may hold a line feed
            where = repr(where)
        return CaseError(f"{self.file}: {where}: {what}")

    def expect(self, field: str, value: Any, kind: type | tuple[type, ...]) -> Any:
        """A value that was found at `field`, of the given type. Raises `CaseError`."""
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.unexpected(field, value, _named(kind))
        return value

    def unexpected(self, field: str, value: Any, expected: str) -> CaseError:
        """A complaint about a value that is not what is expected."""
        return self.error(field, f"found {value!r:.60}, expected {expected}")

    def take(self, field: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """A field of the given type. Raises `CaseError` where it is missing or of another."""
        if field in self.table:
            return self.expect(field, self.table[field], kind)
        if default is ...:
            raise self.error(field, f"missing, expected {_named(kind)}")
        return default

    def inner(self, field: str, default: Any = ...) -> Fields:
        """A table inside this one."""
        table = self.take(field, dict, default)
        return Fields(self.file, f"{self.path}.{field}".lstrip("."), table)

    def tables(self, field: str, default: Any = ...) -> list[Fields]:
        """A list of tables inside this one; each knows its number."""
        return [
            Fields(
                self.file,
                f"{self.path}.{field}[{i}]".lstrip("."),
                self.expect(f"{field}[{i}]", table, dict),
            )
            for i, table in enumerate(self.take(field, list, default))
        ]

    def texts(self, field: str) -> dict[str, str]:
        """A table of strings inside this one, empty where it is missing."""
        inner = self.inner(field, {})
        return {name: inner.take(name, str) for name in inner.table}

    def count(self, field: str, default: Any = ...) -> int:
        """A whole number from 1 on, as lines and columns are counted."""
        value = self.take(field, int, default)
        if value < 1:
            raise self.unexpected(field, value, "a whole number from 1 on")
        return value

    def counts(self, field: str, lengths: tuple[int, ...]) -> tuple[int, ...]:
        """A list of so many whole numbers from 1 on; `lengths` are the lengths it may have."""
        return self._counts(field, self.take(field, list), lengths)

    def pairs(self, field: str, default: Any = ...) -> list[tuple[int, ...]]:
        """A list of pairs of whole numbers from 1 on."""
        found = self.take(field, list, default)
        return [self._counts(f"{field}[{i}]", pair, (2,)) for i, pair in enumerate(found)]

    def _counts(self, field: str, value: Any, lengths: tuple[int, ...]) -> tuple[int, ...]:
        fits = isinstance(value, list) and len(value) in lengths
        if not fits or not all(type(number) is int and number >= 1 for number in value):
            many = " or ".join(str(length) for length in lengths)
            raise self.unexpected(field, value, f"a list of {many} whole numbers from 1 on")
        return tuple(value)

    def number(self, field: str, value: Any) -> Printed:
        """The digits of a number that was found at `field`."""
        try:
            return Printed(str(self.expect(field, value, _NUMBER)))
        except UnreadableNumberError:
            raise self.unexpected(field, value, "a number") from None

    def printed(self, field: str) -> Printed:
        """The digits of a number that a float can hold."""
        value = self.number(field, self.take(field, _NUMBER))
        self.nearest(field, value)
        return value

    def nearest(self, field: str, value: Printed) -> float:
        """The float nearest to a number that was found at `field`."""
        try:
            return float(value.value)
        except OverflowError:
            raise self.unexpected(field, value.text, "a number that a float can hold") from None

    def grid(self, field: str) -> Any:
        """Numbers in rows of equal length, as floats; inf and nan are left to who uses them."""
        value = self.take(field, list)
        self._require_shape(field, value)
        return self._floats(field, value)

    def _floats(self, field: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._floats(f"{field}[{i}]", inner) for i, inner in enumerate(value)]
        if value not in _NOT_FINITE:
            self.number(field, value)
        try:
            return float(str(value))
        except ValueError:  # a lecture may print 28.4% or 10,000; a network's number is plain
            raise self.unexpected(field, value, "a number") from None

    def _require_shape(self, field: str, value: Any) -> tuple[int, ...]:
        if not isinstance(value, list):
            return ()
        inner = {self._require_shape(f"{field}[{i}]", row) for i, row in enumerate(value)}
        if len(inner) > 1:
            lengths = sorted({len(row) for row in value if isinstance(row, list)})
            beside = "" if all(isinstance(row, list) for row in value) else " beside numbers"
            raise self.error(field, f"rows of lengths {lengths}{beside}, expected equal lengths")
        return (len(value), *inner.pop()) if inner else (0,)

    def only(self, *known: str) -> None:
        """Raise `CaseError` for a field that nobody reads: most likely it is misspelt."""
        for field in self.table:
            if field not in known:
                raise self.error(field, f"unknown, expected one of {', '.join(known)}")


def read_toml(path: Path) -> Fields:
    """A TOML file with its decimals as text. Raises `CaseError`."""
    content = _content(path)
    try:
        table = tomllib.loads(content.decode("utf-8"), parse_float=str)
        bits, field = _longest_integer("", table)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{path}: not TOML: {error}") from None
    top = Fields(path, "", table)
    if bits > LONGEST_INTEGER:
        found = f"found a whole number of {bits} bits"
        raise top.error(field, f"{found}, expected one that a float can hold")
    return top


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CaseError(f"{path}: larger than {LARGEST_FILE} bytes")
        return path.read_bytes()
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file; expected a case in TOML") from None
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from None


def _longest_integer(field: str, value: Any) -> tuple[int, str]:
    """How many bits the longest integer in a value has, and where it stands."""
    if isinstance(value, int):
        return value.bit_length(), field
    inner: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        inner = [(f"{field}.{name}".lstrip("."), found) for name, found in value.items()]
    elif isinstance(value, list):
        inner = [(f"{field}[{number}]", found) for number, found in enumerate(value)]
    return max((_longest_integer(*each) for each in inner), default=(0, field))


def _named(kind: type | tuple[type, ...]) -> str:
    names = {
        str: "a string",
        int: "a whole number",
        list: "a list",
        dict: "a table",
        float: "a number",
        bool: "true or false",
    }
    if isinstance(kind, tuple):
        return "a number" if int in kind else " or ".join(names[k] for k in kind)
    return names[kind]
