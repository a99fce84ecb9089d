"""What must never be: rooms that know too much, circles, tolerances, files left unpackaged."""

import ast
import io
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import backproof
import pytest

HOUSE = Path(backproof.__file__).parent
TESTS = Path(__file__).parent
PROJECT = tomllib.loads((TESTS.parent / "pyproject.toml").read_text("utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["setuptools"]["packages"]
DATA: dict[str, list[str]] = PROJECT["tool"]["setuptools"]["package-data"]
#: Every package below the house: the rooms, and chambers of rooms, as `reading.grammar`.
LISTED = tuple(package.removeprefix("backproof.") for package in PACKAGES if "." in package)
ROOMS = tuple(room for room in LISTED if "." not in room)

#: Which rooms a room may ask.
MAY_ASK = {
    "expressions": set(),
    "cases": {"expressions"},
    "reference": {"expressions", "cases"},
    "oracles": {"expressions", "cases"},
    "reading": {"expressions"},
    "slips": {"expressions", "cases", "reference", "oracles"},
    "agreement": {"expressions", "cases", "reference", "oracles", "slips"},
    "audit": {"expressions", "cases", "oracles", "reading", "slips"},
    "reports": {"expressions", "agreement", "audit"},
    "commands": set(ROOMS) - {"benchmarks", "commands"},
    "benchmarks": set(ROOMS),
}
#: Which packages a room may import, and which of them only inside a function.
PACKAGES_OF = {
    "expressions": set(),
    "cases": {"numpy"},
    "reference": {"numpy"},
    "oracles": {"numpy", "flint"},
    "reading": {"markdown_it"},
    "slips": {"numpy", "flint"},
    "agreement": {"numpy"},
    "audit": {"numpy", "flint"},
    "reports": {"rich", "jinja2", "markupsafe", "latex2mathml"},
    "commands": {"click", "rich"},
    "benchmarks": {"numpy", "flint"},
}
LATER = {
    "cases": {"hypothesis"},
    "oracles": {"torch", "jax"},
    "agreement": {"hypothesis"},
    "commands": {"numpy"},
    "benchmarks": {"torch", "jax", "sympy"},
}
#: Files of more than 300 lines, and why they are one.
LONG: dict[str, str] = {}
#: What a tolerance is called.
TOLERANCES = {
    "rtol", "atol", "rel_tol", "abs_tol", "approx", "isclose", "allclose", "assert_allclose",
    "assert_almost_equal", "assert_array_almost_equal", "assertAlmostEqual", "almost_equal",
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """A module that code asks for, the name it takes from it, and whether it does so at once."""

    module: str
    name: str
    at_once: bool


def imports(source: str, package: str) -> Iterator[Import]:
    """Every import of a file of `package`, by absolute names; inside functions and strings too."""
    tree = ast.parse(source)
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.If | ast.Lambda)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        at_once = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from (Import(module, alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            yield from (Import(name, "", False) for name in _dynamic(node, package))


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _dynamic(node: ast.Call, package: str) -> Iterator[str]:
    first = node.args[0]
    part = first.values[0] if isinstance(first, ast.JoinedStr) else first
    text = part.value if isinstance(part, ast.Constant) else "unknown"
    name = text.lstrip(".")
    dots = len(text) - len(name)
    base = package.rsplit(".", dots - 1)[0] if dots else ""
    yield ".".join(part for part in (base, name.rstrip(".")) if part)


def room_of(found: Import) -> str:
    """The room that an import leads to, or nothing."""
    parts = [*found.module.split("."), found.name]
    return parts[1] if parts[0] == "backproof" and len(parts) > 1 and parts[1] in ROOMS else ""


def package_of(found: Import) -> str:
    """The foreign package that an import leads to, or nothing."""
    top = found.module.split(".")[0]
    return "" if top in sys.stdlib_module_names or top in ("backproof", "__future__") else top


def files(room: str) -> list[Path]:
    return sorted((HOUSE / room).rglob("*.py"))


def package_at(path: Path) -> str:
    """The package of a file."""
    return ".".join(("backproof", *path.parent.relative_to(HOUSE).parts))


def imports_of(room: str) -> list[Import]:
    return [
        found
        for path in files(room)
        for found in imports(path.read_text("utf-8"), package_at(path))
    ]


class TestRooms:
    def test_every_room_has_rules(self) -> None:
        assert set(MAY_ASK) == set(PACKAGES_OF) == set(ROOMS)

    @pytest.mark.parametrize("room", ROOMS)
    def test_a_room_asks_only_those_below_it(self, room: str) -> None:
        assert {room_of(found) for found in imports_of(room)} - {room, ""} <= MAY_ASK[room]

    @pytest.mark.parametrize("room", ROOMS)
    def test_a_room_imports_no_foreign_package_but_its_own(self, room: str) -> None:
        every = {package_of(found) for found in imports_of(room)} - {""}
        at_once = {package_of(found) for found in imports_of(room) if found.at_once} - {""}

        assert at_once <= PACKAGES_OF[room]
        assert every <= PACKAGES_OF[room] | LATER.get(room, set())

    @pytest.mark.parametrize(
        ("room", "other"), [("reference", "oracles"), ("oracles", "reference")]
    )
    def test_derivations_and_oracles_know_nothing_of_one_another(
        self, room: str, other: str
    ) -> None:
        assert other not in {room_of(found) for found in imports_of(room)}

    def test_there_are_no_circles_between_rooms(self) -> None:
        graph = {
            room: {room_of(found) for found in imports_of(room)} - {room, ""} for room in ROOMS
        }

        order = list(TopologicalSorter(graph).static_order())
        assert order[0] == "expressions"

    @pytest.mark.parametrize("room", [room for room in ROOMS if room != "benchmarks"])
    def test_rooms_are_imported_relatively(self, room: str) -> None:
        sources = [path.read_text("utf-8") for path in files(room)]

        absolute = [
            node.module
            for source in sources
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom) and not node.level
        ]
        assert [m for m in absolute if m and m.split(".")[0] in ("backproof", *ROOMS)] == []

    def test_the_package_itself_asks_for_nothing_but_the_audit_room_at_once(self) -> None:
        found = imports((HOUSE / "__init__.py").read_text("utf-8"), "backproof")

        at_once = {(room_of(i), package_of(i)) for i in found if i.at_once}
        assert at_once - {("", "")} == {("audit", "")}


class TestReports:
    def test_what_they_take_from_other_rooms_are_records_and_texts(self) -> None:
        taken = [
            getattr(import_module(found.module), found.name)
            for found in imports_of("reports")
            if room_of(found) not in ("", "reports")
        ]

        assert taken
        assert [thing for thing in taken if callable(thing) and not is_dataclass(thing)] == []


#: Where rooms meet at run time, whatever the sources say.
LOADING = """
import importlib, pkgutil, sys
import backproof.{room} as room
for found in pkgutil.iter_modules(room.__path__):
    importlib.import_module(f"backproof.{room}.{{found.name}}")
print(sorted({{m.split(".")[1] for m in sys.modules if m.startswith("backproof.")}}))
"""


@pytest.mark.parametrize(
    ("room", "loaded"),
    [
        ("expressions", ["audit", "expressions"]),
        ("cases", ["audit", "cases", "expressions"]),
        ("reference", ["audit", "cases", "expressions", "reference"]),
        ("oracles", ["audit", "cases", "expressions", "oracles"]),
    ],
)
def test_loading_every_file_of_a_room_loads_no_room_above(room: str, loaded: list[str]) -> None:
    """`audit` is there because the package itself imports the room, empty, before its function."""
    done = subprocess.run(
        [sys.executable, "-c", LOADING.format(room=room)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"{loaded}\n"


class TestFiles:
    @pytest.mark.parametrize("room", ROOMS)
    def test_a_file_has_at_most_300_lines_or_a_reason(self, room: str) -> None:
        counts = {
            str(path.relative_to(HOUSE).as_posix()): path.read_text("utf-8").count("\n")
            for path in files(room)
        }

        long = {name for name, lines in counts.items() if lines > 300}
        assert long == {name for name in LONG if name.startswith(f"{room}/")}

    @pytest.mark.parametrize("room", ROOMS)
    def test_a_file_says_what_it_answers(self, room: str) -> None:
        assert [p for p in files(room) if not ast.get_docstring(ast.parse(p.read_bytes()))] == []


def names(source: str) -> set[str]:
    """The names that stand in code: no strings, no comments."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


class TestTolerances:
    @pytest.mark.parametrize("room", ROOMS)
    def test_nobody_picks_one(self, room: str) -> None:
        found = {p.name: names(p.read_text("utf-8")) & TOLERANCES for p in files(room)}

        assert {name: picked for name, picked in found.items() if picked} == {}

    @pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.stem)
    def test_nor_does_a_test(self, path: Path) -> None:
        assert names(path.read_text("utf-8")) & TOLERANCES == set()


class TestPackaging:
    def test_every_listed_package_is_there(self) -> None:
        missing = [
            package
            for package in LISTED
            if not (HOUSE / package.replace(".", "/") / "__init__.py").is_file()
        ]

        assert missing == []

    def test_every_package_that_is_there_is_listed(self) -> None:
        outside = {"tests", "docs", "build", "dist"}
        found = {
            str(path.parent.relative_to(HOUSE).as_posix()).replace("/", ".")
            for folder in HOUSE.iterdir()
            if folder.is_dir() and folder.name[0] != "." and folder.name not in outside
            for path in folder.rglob("__init__.py")
        }

        assert found == set(LISTED)

    def test_every_package_has_its_folder(self) -> None:
        folders = PROJECT["tool"]["setuptools"]["package-dir"]

        assert folders.pop("backproof") == "."
        assert folders == {f"backproof.{room}": room.replace(".", "/") for room in LISTED}

    @pytest.mark.parametrize(
        ("package", "pattern"),
        [(p, pattern) for p, patterns in DATA.items() for pattern in patterns],
    )
    def test_every_pattern_of_data_files_finds_some(self, package: str, pattern: str) -> None:
        folder = HOUSE / package.removeprefix("backproof").strip(".")

        assert [path for path in folder.glob(pattern) if path.is_file()]

    @pytest.mark.parametrize("room", ROOMS)
    def test_every_data_file_of_a_room_is_packaged(self, room: str) -> None:
        folder, patterns = HOUSE / room, DATA.get(f"backproof.{room}", [])
        found = [
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc")
        ]

        assert [name for name in found if not any(fnmatch(name, p) for p in patterns)] == []


class TestTheTestsThemselves:
    """The checks above see what they are to see."""

    @pytest.mark.parametrize(
        "source",
        [
            "from ..reference import batch_form",
            "from ..reference.batch_form import gradients",
            "from .. import reference",
            "import backproof.reference.batch_form",
            "from backproof import reference",
            "def f():\n    from ..reference import batch_form",
            "if TYPE_CHECKING:\n    from ..reference.derivation import Derivation",
            "import importlib\nimportlib.import_module('..reference.batch_form', __package__)",
            "import_module(f'..reference.{name}', __package__)",
            "__import__('backproof.reference')",
        ],
    )
    def test_every_way_to_import_a_room_is_seen(self, source: str) -> None:
        assert "reference" in {room_of(i) for i in imports(source, "backproof.oracles")}

    @pytest.mark.parametrize(
        "source",
        ["from . import reference", "from .reference import x", "# import backproof.reference"],
    )
    def test_what_only_looks_like_it_is_not(self, source: str) -> None:
        assert "reference" not in {room_of(i) for i in imports(source, "backproof.oracles")}

    def test_an_import_inside_a_function_is_told_from_one_at_once(self) -> None:
        source = "import torch\ndef f():\n    import jax"

        assert [(i.module, i.at_once) for i in imports(source, "backproof.oracles")] == [
            ("torch", True),
            ("jax", False),
        ]

    @pytest.mark.parametrize("source", ["import torch.nn", "from torch.nn import functional"])
    def test_a_foreign_package_is_seen(self, source: str) -> None:
        assert {package_of(i) for i in imports(source, "backproof.reports")} == {"torch"}

    def test_an_import_by_a_computed_name_is_no_allowed_package(self) -> None:
        found = imports("import_module(name)", "backproof.oracles")

        assert {package_of(i) for i in found} == {"unknown"}

    def test_a_circle_is_seen(self) -> None:
        with pytest.raises(CycleError):
            list(TopologicalSorter({"a": {"b"}, "b": {"c"}, "c": {"a"}}).static_order())

    @pytest.mark.parametrize(
        "source", ["f(x, rtol=1e-6)", "from pytest import approx", "np.isclose(a, b)"]
    )
    def test_a_tolerance_is_seen(self, source: str) -> None:
        assert names(source) & TOLERANCES

    def test_the_word_in_a_text_is_no_tolerance(self) -> None:
        assert names("'''Nobody picks an rtol.'''  # or an atol\n") & TOLERANCES == set()
