"""Bytes and the characters that they stand for."""

import pytest
from backproof.reading.decoding import decoded
from backproof.reading.documents import document


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_character(name: str) -> None:
    assert decoded("Fehler ≈ 0.5".encode(name)) == ("Fehler ≈ 0.5", "")


def test_utf_16_of_either_order_is_read() -> None:
    assert decoded(b"\xff\xfe" + "é".encode("utf-16-le"))[0] == "é"
    assert decoded(b"\xfe\xff" + "é".encode("utf-16-be"))[0] == "é"


def test_windows_1252_is_read_and_said() -> None:
    text, problem = decoded("Größe × 0.5".encode("cp1252"))
    assert (text, problem) == ("Größe × 0.5", "not UTF-8; read as Windows-1252")


def test_single_bad_bytes_among_utf_8_are_replaced() -> None:
    text, problem = decoded("é ".encode() + b"\xff 0.5")
    assert (text, problem) == ("é \ufffd 0.5", "byte 4 is not UTF-8; such bytes are replaced")


def test_bad_bytes_are_a_problem_with_a_place_and_cost_nothing_else() -> None:
    found = document("a.md", "é\n\n".encode() + b"x\xff\n\n$y$")
    assert found.blocks[-1].parts[0].text == "y"
    assert str(found.problems[0]).startswith("a.md:3:2: byte 6 is not UTF-8")
