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


def test_tables_in_a_list_know_their_numbers() -> None:
    top = Fields(Path("c"), "a", {"b": [{"x": 1}, {"x": "y"}], "c": [{}, 3]})

    assert [table.path for table in top.tables("b")] == ["a.b[0]", "a.b[1]"]
    assert top.tables("absent", []) == []
    with pytest.raises(CaseError, match=r"^c: a\.c\[1\]: found 3, expected a table$"):
        top.tables("c")


def test_lists_of_counts_have_their_length_and_start_from_1() -> None:
    top = Fields(Path("c"), "", {"lines": [1, 9], "none": [], "at": [[3, 1], [4, 2]]})

    assert top.counts("lines", (2,)) == (1, 9)
    assert top.counts("none", (0, 2)) == ()
    assert top.pairs("at") == [(3, 1), (4, 2)]


@pytest.mark.parametrize("value", [3, "ab", [1], [1, 2, 3], [0, 1], [1, -2], [1, True], [1, "2"]])
def test_a_list_of_other_things_is_refused(value: object) -> None:
    top = Fields(Path("c"), "", {"lines": value, "at": [[1, 2], value]})

    with pytest.raises(CaseError, match=r"^c: lines: found .*, expected a list$|2 whole numbers"):
        top.counts("lines", (2,))
    with pytest.raises(CaseError, match=r"^c: at\[1\]: found .*, expected a list of 2 whole nu"):
        top.pairs("at")


@pytest.mark.parametrize("value", [0, -1, True, "1", [1]])
def test_a_count_starts_from_1(value: object) -> None:
    with pytest.raises(CaseError, match=r"^c: line: found .*, expected a whole number"):
        Fields(Path("c"), "", {"line": value}).count("line")


def test_a_table_of_texts_holds_nothing_else() -> None:
    top = Fields(Path("c"), "", {"names": {"a": "b"}, "wrong": {"a": 3}})

    assert (top.texts("names"), top.texts("absent")) == ({"a": "b"}, {})
    with pytest.raises(CaseError, match=r"^c: wrong\.a: found 3, expected a string$"):
        top.texts("wrong")


def test_a_name_with_a_line_feed_makes_no_second_line() -> None:
    with pytest.raises(CaseError, match=r"^c: 'a\\nb': unknown") as refused:
        Fields(Path("c"), "", {"a\nb": 3}).only("x")
    assert "\n" not in str(refused.value)


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
        (b"a" + b".a" * 5000 + b" = 1", "not TOML: "),
        (b"a = " + b"1" * 5000, "not TOML: "),
        (b"a = {b = [1, 0x" + b"f" * 5000 + b"]}", "a.b[1]: found a whole number of 20000 bits"),
        (b"#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes"),
    ],
    ids=[
        "half a line",
        "twice",
        "not UTF-8",
        "too deep",
        "too deep by dots",
        "too many digits",
        "too many bits",
        "too large",
    ],
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
