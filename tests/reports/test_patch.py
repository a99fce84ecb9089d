"""Patches: what git and patch take, whatever is in the file and in its name."""

import shutil
import subprocess
from pathlib import Path

import pytest
from backproof.reports.patch import patch, shown

TEXT = b"".join(b"line %d\n" % n for n in range(1, 30))


def changed(data: bytes, *lines: int) -> bytes:
    parts = data.split(b"\n")
    for line in lines:
        parts[line - 1] += b", changed"
    return b"\n".join(parts)


def test_nothing_changed_is_no_patch() -> None:
    assert patch("notes.md", TEXT, TEXT) == b""


def test_a_patch_has_the_headers_that_git_writes() -> None:
    found = patch("notes.md", b"a\nb\n", b"a\nc\n")

    assert found == (
        b"diff --git a/notes.md b/notes.md\n--- a/notes.md\n+++ b/notes.md\n"
        b"@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )


def test_lines_apart_are_hunks_of_their_own() -> None:
    found = patch("notes.md", TEXT, changed(TEXT, 2, 7, 20))

    assert [line for line in found.split(b"\n") if line.startswith(b"@@")] == [
        b"@@ -1,10 +1,10 @@",
        b"@@ -17,7 +17,7 @@",
    ]


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        pytest.param(TEXT, (1, 8, 15, 29), id="the first line, the last, and some between"),
        pytest.param(TEXT.rstrip(b"\n"), (29,), id="no line feed at the end"),
        pytest.param(TEXT.replace(b"\n", b"\r\n"), (3,), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + TEXT, (1,), id="a byte order mark"),
        pytest.param("zwölf\n".encode("cp1252") * 9, (5,), id="another encoding"),
        pytest.param(b"a\x1b[31m\x0b\x0c\x85b\n" * 9, (4,), id="control characters"),
        pytest.param(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n" * 3, (5,), id="lines as those of a patch"),
    ],
)
@pytest.mark.parametrize("program", ["git apply", "patch -p1"])
@pytest.mark.parametrize("name", ["notes.md", "my notes.md", "tab\there.md", 'quo"te\\.md', "ö.md"])
def test_a_patch_applies(
    before: bytes, lines: tuple[int, ...], program: str, name: str, tmp_path: Path
) -> None:
    words = program.split()
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    after = changed(before, *lines)
    (tmp_path / name).write_bytes(before)

    words += ["--binary"] if words[0] == "patch" else []
    subprocess.run(words, cwd=tmp_path, input=patch(name, before, after), check=True)

    assert (tmp_path / name).read_bytes() == after


def test_a_terminal_is_sent_no_control_characters() -> None:
    found = patch("notes.md", b"\x1b[2Ja\n", b"\x1b[2Jb\xff\n")

    assert "\x1b" not in shown(found)
    assert "-\\x1b[2Ja\n+\\x1b[2Jb\\xff\n" in shown(found)
