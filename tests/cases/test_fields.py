"""Reading TOML so that every complaint says where it is."""

from pathlib import Path

import pytest
from backproof.cases.fields import LARGEST_FILE, CaseError, Fields, read_toml


@pytest.fixture
def table() -> Fields:
    return Fields(Path("c.toml"), "layer[1]", {"name": "x", "count": 3, "on": True, "rows": {}})


def test_a_field_of_the_right_type_is_taken(table: Fields) -> None:
    assert (table.take("name", str), table.take("count", int)) == ("x", 3)
    assert table.take("absent", str, "default") == "default"


@pytest.mark.parametrize(
    ("field", "kind", "complaint"),
    [
        ("absent", str, "missing, expected a string"),
        ("absent", (str, int), "missing, expected a number"),
        ("absent", (list, dict), "missing, expected a list or a table"),
        ("name", int, "found 'x', expected a whole number"),
        ("on", int, "found True, expected a whole number"),
        ("count", list, "found 3, expected a list"),
        ("count", dict, "found 3, expected a table"),
    ],
)
def test_a_complaint_names_file_field_found_and_expected(
    table: Fields, field: str, kind: type, complaint: str
) -> None:
    with pytest.raises(CaseError) as refused:
        table.take(field, kind)
    assert str(refused.value) == f"c.toml: layer[1].{field}: {complaint}"


def test_a_field_that_nobody_reads_is_refused(table: Fields) -> None:
    table.only("name", "count", "on", "rows")
    with pytest.raises(CaseError, match=r"layer\[1\]\.on: unknown, expected one of name, count"):
        table.only("name", "count")


def test_an_inner_table_knows_its_path(table: Fields) -> None:
    assert table.inner("rows").path == "layer[1].rows"
    assert str(Fields(Path("c"), "", {"a": {}}).inner("a").error("b", "why")) == "c: a.b: why"


def test_a_long_value_is_cut_short() -> None:
    with pytest.raises(CaseError) as refused:
        Fields(Path("c"), "", {"a": "x" * 10_000}).take("a", int)
    assert len(str(refused.value)) < 120


def test_decimals_stay_text(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("a = 0.20\nb = 3\nc = 1e-5", "utf-8")

    assert read_toml(file).table == {"a": "0.20", "b": 3, "c": "1e-5"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"a = ", "not TOML: "),
        (b"a = 1\na = 2", "not TOML: "),
        (b"\xff\xfe", "not TOML: "),
        (b"a = " + b"[" * 5000, "not TOML: "),
        (b"#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes"),
    ],
    ids=["half a line", "twice", "not UTF-8", "too deep", "too large"],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(content)

    with pytest.raises(CaseError) as refused:
        read_toml(file)
    assert str(refused.value).startswith(f"{file}: {complaint}")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"none\.toml: no such file; expected a case in TOML$"):
        read_toml(tmp_path / "none.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r": cannot be read \(Is a directory\)$"):
        read_toml(tmp_path)
