"""Where are reports written, and what is said before the work where they cannot be?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from .reporting import CannotRunError


def require_writable(targets: Sequence[Path | None], read: Iterable[Path]) -> None:
    """Raise `CannotRunError` where a report cannot be written, or would go over another file."""
    paths = [path for path in targets if path is not None]
    for path in paths:
        if path.is_dir():
            raise CannotRunError(f"'{path}' is a folder; expected the name of a file to write")
        if not path.parent.is_dir():
            raise CannotRunError(f"{path}: there is no folder {path.parent} to write it to")
        if not os.access(path if _is_device(path) else path.parent, os.W_OK):
            raise CannotRunError(f"{path}: nothing may be written to {path.parent}")
        if any(_same(path, other) for other in read):
            raise CannotRunError(f"{path}: is read; expected another file to write")
    for path, other in combinations(paths, 2):
        if _same(path, other) and not _is_device(path):
            raise CannotRunError(f"{other}: named for two reports; expected a file for each")


def write_whole(path: Path, text: str) -> None:
    """Write a file in one go: another process sees the old one or the new one, never half.

    What is no file, such as /dev/stdout, is written to as it is; a link stays one.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent} to write it to")
    if _is_device(path):
        path.write_text(text, "utf-8", newline="\n")
        return
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".backproof-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()
