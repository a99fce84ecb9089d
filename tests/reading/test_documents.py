"""From a file to its blocks: bytes, line ends, formats, limits, what is always kept."""

from pathlib import Path

import pytest
from backproof.reading import documents
from backproof.reading.blocks import Document, DocumentError
from backproof.reading.documents import KINDS, document, read_document
from hypothesis import given
from hypothesis import strategies as st

#: What documents are made of, well or badly put together.
FRAGMENTS = [
    "$", "$$", "\\[", "\\]", "\\(", "\\)", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "    ",
    "\t", "|", "|-|-|\n", "# ", "---\n", "===\n", "**", "_", "w\\_5", "\\\\", "\\\\hline",
    "\\begin{align}", "\\end{align}", "\\begin{tabular}{c}", "\\end{tabular}", "\\item ",
    "\\section{", "{", "}", "%", "&", "&times;", "&#0;", "<!--", "-->",
    "<!-- backproof: ignore -->", "<div>", "</div>", "<table>", "<tr><td>", "</table>", "<sub>",
    "</sub>", "<pre>", "[a](", ")", "](b)", "\\newcommand{\\x}{\\x\\x}",
    "\\newcommand{\\y}[1]{#1+#1}", "\\y{", "\\x", ".. math::\n", "   a = b\n", ":math:`", "::\n",
    "=== ===\n", "+--+--+\n", "x = 0.5", "误差", "\x00", "\r\n", "\r", '{"cells":[', '"source":"',
    "https://a.b/1.0", "\ud7ff", "\u2028", "\x0c",
]  # fmt: skip


def texts(found: Document) -> list[str]:
    return ["".join(part.text for part in block.parts) for block in found.blocks]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"notebook"}))
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=30))
def test_whatever_is_read_stands_in_the_source(kind: str, fragments: list[str]) -> None:
    text = "".join(fragments) + "."
    found = document("notes", text.encode("utf-8", "replace"), kind)
    source = found.source.text
    for block in found.blocks:
        assert block.kind in ("paragraph", "heading", "item", "table", "display", "code")
        for piece in block.pieces():
            assert piece.kind in ("text", "inline", "display", "code")
            assert len(piece.offsets) == len(piece.text) + 1
            assert all(0 <= offset <= len(source) for offset in piece.offsets)
            assert list(piece.offsets) == sorted(piece.offsets) or "newcommand" in text
            for character, offset in zip(piece.text, piece.offsets, strict=False):
                assert source[offset] in {character, *"<&\\\n\r\0~`'"} or "newcommand" in text
    for problem in found.problems:
        assert 1 <= problem.place.line <= len(found.source.lines)


def test_line_ends_of_windows_keep_their_places() -> None:
    found = document("notes.md", b"# One\r\n\r\nText $x$\r\n$$\r\na\r\n= b\r\n$$\r\n")
    assert [part.text for part in found.blocks[1].parts] == ["Text ", "x", "\n", "a\n= b"]
    display = found.blocks[1].parts[-1]
    assert str(found.source.place(display.offsets[2])) == "notes.md:6:1"
    assert str(found.source.place(found.blocks[1].start)) == "notes.md:3:1"


def test_line_ends_of_the_old_mac_end_paragraphs_but_no_line() -> None:
    found = document("notes.md", b"One\r\rTwo")
    assert texts(found) == ["One", "Two"]
    assert str(found.source.place(found.blocks[1].start)) == "notes.md:1:6"


def test_a_null_is_a_character_that_cannot_be_read() -> None:
    assert texts(document("notes.md", b"a\0b")) == ["a\ufffdb"]


def test_the_suffix_says_how_a_document_is_written() -> None:
    assert texts(document("notes.tex", b"50\\% % comment")) == ["50%"]
    assert texts(document("notes.RST", b"a :sub:`1`")) == ["a _{1}"]
    assert texts(document("notes.Rmd", b"*a*")) == texts(document("notes", b"*a*")) == ["a"]


def test_a_kind_may_be_given() -> None:
    assert texts(document("notes.md", b"50\\% % comment", "latex")) == ["50%"]


class TestWhatCannotBeRead:
    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match=r"absent.md: no such file$"):
            read_document(tmp_path / "absent.md")

    def test_a_directory(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="cannot be read"):
            read_document(tmp_path)

    @pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
    def test_an_empty_file(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "a.md").write_bytes(data)
        with pytest.raises(DocumentError, match=r"a.md: empty$"):
            read_document(tmp_path / "a.md")

    def test_a_file_that_is_too_large(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(documents, "LARGEST_FILE", 3)
        (tmp_path / "a.md").write_bytes(b"text")
        with pytest.raises(DocumentError, match="larger than 3 bytes"):
            read_document(tmp_path / "a.md")
        with pytest.raises(DocumentError, match="larger than 3 bytes"):
            document("a.md", b"text")

    def test_an_unknown_kind(self) -> None:
        with pytest.raises(DocumentError, match="unknown kind 'word'; expected one of markdown, "):
            document("a.md", b"text", "word")


class TestIgnoring:
    def test_the_next_block(self) -> None:
        found = document("a.md", b"a\n\n<!-- backproof: ignore -->\n$$b$$\n\nc")
        assert [block.ignored for block in found.blocks] == [False, True, False]

    def test_everything_between(self) -> None:
        text = b"a\n\n<!-- backproof: ignore start -->\nb\n\nc\n<!-- backproof: ignore end -->\nd"
        assert [block.ignored for block in document("a.md", text).blocks] == [
            False, True, True, False,
        ]  # fmt: skip


#: Texts that make careless readers slow; each is repeated.
SLOW = {
    "markdown": [
        "$", "$ a ", "$$ a = b\n\n", "\\[ a = ", "\\( a_1 ", "\\begin{align} a ", "`", "` a ",
        "*a ", "[", "[a](", "<", "<a ", "<!--", "<table>", "<pre>", "|", "\\", "{:", "<!",
        "http://", "- ", ">", "\\[ a ", "<!-- a -->", "> ```\n> a\n> ```\n", "a", "$a", "\\(", " ",
        "\\newcommand ", "```\n", "&", "\t",
    ],
    "plain": ["\n", " ", "\t", "a\n", "1. ", "- a\n"],
    "latex": [
        "\\begin{align} a ", "\\begin{x}", "\\begin{tabular}{c}", "%", "{", "\\label{",
        "\\section{", "\\verb|", "\\newcommand{\\x}{", "\\begin{lstlisting}", "[", "$",
        "\\item ",
    ],
    "rest": [
        ":math:`a` ", "`", "``a ", "=== ===\na  b\n\n", "- a\n", ".. note::\n\n",
    ],
    "html": [
        "<p>", "<td>", "<script>", "<table><tr>", "<math>",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(k, text) for k in SLOW for text in SLOW[k]])
def test_nothing_repeated_is_slow(kind: str, text: str) -> None:
    """A reader that is quadratic in any of these takes minutes."""
    data = ("x " + text * 10_000).encode()
    document("notes", data, kind)
    document("notes.txt", data)
