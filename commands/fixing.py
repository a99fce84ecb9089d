"""How are notes corrected: what may be, in which bytes, and when is it written?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audit.accepted import load_accepted
from ..audit.corrections import Corrected, corrected
from ..audit.finding import Finding
from ..reading.decoding import decoded, rewritten
from ..reading.documents import read_document
from .inputs import each_once, require_text
from .reporting import CannotRunError, Progress, is_transcription


@dataclass(frozen=True)
class Fix:
    """A file with its certain corrections: its bytes before and after, and what is left."""

    path: Path
    before: bytes
    after: bytes
    corrected: Corrected


def require_correctable(notes: Sequence[Path], writing: bool) -> None:
    """Raise `CannotRunError` for what cannot be corrected, before it costs any time."""
    if not notes:
        raise CannotRunError("no notes are named; expected those that are to be corrected")
    for path in notes:
        if str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir()):
            raise CannotRunError(f"{path}: is no file; only what lies in a file can be corrected")
        if is_transcription(path):
            raise CannotRunError(
                f"{path}: is a transcription, which says what a lecture prints; "
                "expected the lecture itself"
            )
        if writing and path.is_file() and not _is_writable(path.resolve()):
            raise CannotRunError(f"{path}: is read-only; nothing is changed")


def fixes(
    notes: Sequence[Path], accepted: Path | None = None, progress: Progress = lambda _: None
) -> list[Fix]:
    """The certain corrections of notes; nothing is written.

    What is on the `accepted` list stays. Raises `DocumentError` for files that cannot be read, and
    `CannotRunError` for what cannot be corrected.
    """
    require_correctable(notes, writing=False)
    entries = load_accepted(accepted) if accepted else ()
    paths = each_once(notes)
    for path in paths:
        require_text(path)

    def stays(finding: Finding) -> bool:
        return any(entry.matches(finding) for entry in entries)

    found: list[Fix] = []
    for number, path in enumerate(paths, start=1):
        progress(f"correcting {number} of {len(paths)}")
        source = read_document(path).source
        before = path.read_bytes()
        if decoded(before)[0] != source.text:
            raise CannotRunError(f"{path}: is being written to; nothing is changed")
        result = corrected(source, stays)
        try:
            after = rewritten(before, result.text)
        except ValueError as error:
            raise CannotRunError(f"{path}: cannot be corrected, {error}") from None
        found.append(Fix(path, before, after, result))
    return found


def write(found: Sequence[Fix]) -> None:
    """Write the files that have corrections: each whole or not at all, none before all can be."""
    changed = [fix for fix in found if fix.before != fix.after]
    for fix in changed:
        target = fix.path.resolve()
        if not _is_writable(target):
            raise CannotRunError(f"{fix.path}: is read-only; nothing is changed")
        if target.read_bytes() != fix.before:
            raise CannotRunError(f"{fix.path}: was changed meanwhile; nothing is")
    for fix in changed:
        _replace(fix.path.resolve(), fix.after)


def _replace(target: Path, data: bytes) -> None:
    """Put other bytes in place of a file's, at once; its mode stays."""
    mode = target.stat().st_mode
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".backproof-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in _folders(target.parent):
        os.fsync(folder)


def _folders(path: Path) -> Iterator[int]:
    """A folder opened, where the system lets one: its list of files is then written out, too."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _is_writable(target: Path) -> bool:
    """Whether a file may be changed; a read-only one is not, even where its owner could."""
    is_marked = bool(target.stat().st_mode & 0o222)
    return is_marked and os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)
