"""How is a TOML file read so that every complaint says where it is?

One line names the file, the field, what was found and what was expected.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LARGEST_FILE = 4_000_000


class CaseError(ValueError):
    """A case file is missing, malformed or does not fit; the message says where and what to do."""


class Fields:
    """A TOML table with its file and path, so that every complaint says where it is."""

    def __init__(self, file: Path, path: str, table: dict[str, Any]) -> None:
        self.file, self.path, self.table = file, path, table

    def error(self, field: str, what: str) -> CaseError:
        """A complaint about one field."""
        where = ".".join(part for part in (self.path, field) if part)
        return CaseError(f"{self.file}: {where}: {what}")

    def take(self, field: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """A field of the given type. Raises `CaseError` where it is missing or of another."""
        if field not in self.table:
            if default is ...:
                raise self.error(field, f"missing, expected {_named(kind)}")
            return default
        value = self.table[field]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.error(field, f"found {value!r:.60}, expected {_named(kind)}")
        return value

    def inner(self, field: str, default: Any = ...) -> Fields:
        """A table inside this one."""
        table = self.take(field, dict, default)
        return Fields(self.file, f"{self.path}.{field}".lstrip("."), table)

    def only(self, *known: str) -> None:
        """Raise `CaseError` for a field that nobody reads: most likely it is misspelt."""
        for field in self.table:
            if field not in known:
                raise self.error(field, f"unknown, expected one of {', '.join(known)}")


def read_toml(path: Path) -> Fields:
    """A TOML file with its decimals as text. Raises `CaseError`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CaseError(f"{path}: larger than {LARGEST_FILE} bytes")
        return Fields(path, "", tomllib.loads(path.read_text("utf-8"), parse_float=str))
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file; expected a case in TOML") from None
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise CaseError(f"{path}: not TOML: {error}") from None


def _named(kind: type | tuple[type, ...]) -> str:
    names = {
        str: "a string",
        int: "a whole number",
        list: "a list",
        dict: "a table",
        float: "a number",
    }
    if isinstance(kind, tuple):
        return "a number" if int in kind else " or ".join(names[k] for k in kind)
    return names[kind]
