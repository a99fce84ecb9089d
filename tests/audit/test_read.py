"""Notes are read and not looked up: no documented case helps, and no letter is known beforehand."""

import shutil
import subprocess
import sys
from pathlib import Path

import backproof
import pytest
from backproof.audit.notes import audit_notes
from backproof.benchmarks.derivations import derivation
from backproof.benchmarks.edits import audited
from backproof.benchmarks.spellings import SCALARS, Spelling, markdown
from backproof.reading.documents import document
from backproof.reading.statements import statements_of

ROOT = Path(backproof.__file__).parent
ROOMS = (
    *("expressions", "cases", "reference", "oracles", "agreement", "reading", "slips", "audit"),
    *("reports", "commands"),
)


@pytest.fixture(scope="module")
def without_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package that has no documented case and no lecture."""
    folder = tmp_path_factory.mktemp("bare")
    package = folder / "backproof"
    package.mkdir()
    for path in ROOT.glob("*.py"):
        shutil.copy(path, package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*package.glob("cases/documented/*"), *package.glob("cases/lectures/*")):
        path.unlink()
    return folder


def report(lecture: Path, folder: Path) -> bytes:
    """What an audit of a lecture's text writes, by the package that is found in a folder."""
    found = folder / "report.json"
    command = [sys.executable, "-W", "ignore", "-m", "backproof", "audit", "-q"]
    options = ["--no-agreements", "--oracles", "balls", "--json", str(found), str(lecture)]
    run = subprocess.run([*command, *options], cwd=folder, capture_output=True, check=False)
    assert found.exists(), run.stderr.decode()[-2000:]
    return found.read_bytes()


@pytest.mark.parametrize("number", ["003", *(pytest.param(n, marks=pytest.mark.long)
                                             for n in ("000", "001", "002", "004"))])  # fmt: skip
def test_a_lecture_is_audited_alike_with_every_documented_case_deleted(
    lectures: Path, without_cases: Path, tmp_path: Path, number: str
) -> None:
    (lecture,) = lectures.glob(f"{number}_*.txt")

    assert report(lecture, without_cases) == report(lecture, tmp_path)


@pytest.mark.parametrize("spelling", SCALARS)
@pytest.mark.parametrize("seed", [0, 1, 2, 5, 6, 7])
def test_the_same_derivation_in_other_symbols_gets_the_same_verdicts(
    seed: int, spelling: Spelling
) -> None:
    found = derivation(seed)
    first = [[f.verdict for f in said] for said in audited(found, seed)]
    text, lines = markdown(found, spelling)
    findings = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [[f.verdict for f in findings if f.place.line == line] for line in lines] == first


@pytest.mark.parametrize(
    "given",
    [
        "The input is $x = (0.5, 0.1)$ and the weights are $w = (2, 3)$.",
        "Let $x = [0.5, 0.1]^T$ and $w = [2, 3]^T$.",
        "The input is x = [0.5, 0.1]^T and w = [2, 3]^T.",
        r"$$x = \begin{bmatrix} 0.5 \\ 0.1 \end{bmatrix}, \quad w = (2, 3)$$",
    ],
)
@pytest.mark.parametrize("value", ["1.3", "1.4"])
def test_the_entries_of_a_vector_that_is_given_have_values(given: str, value: str) -> None:
    text = f"{given}\n\n$$y = w_1 x_1 + w_2 x_2 = {value}$$\n"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert found[-1].verdict == ("confirmed" if value == "1.3" else "refuted")


def test_an_entry_that_is_given_by_itself_is_not_that_of_the_vector() -> None:
    text = "Let $x = [0.5, 0.1]^T$ and $x_1 = 0.4$.\n\n$$y = 2 x_1 = 0.8, \\quad v = 2 x_2 = 0.2$$"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [f.verdict for f in found[-2:]] == ["confirmed", "confirmed"]


def test_entries_may_be_counted_from_0() -> None:
    text = "Let $x = (0.5, 0.1)$.\n\n$$y = 2 x_0 + x_1 = 1.1, \\quad z = 3 x_0 = 0.3$$\n"
    found = audit_notes(statements_of(document("notes.md", text.encode()))).findings

    assert [f.verdict for f in found[-2:]] == ["confirmed", "refuted"]


SCANNED = r"""
$$h = x_1 w_3 + x_2 w_4 + b_1, \quad o = w_5 h + b_2, \quad p = u_5 h, \quad E = (t - o)^2$$

$$\frac{2E}{2b_2} = -2(t - o), \quad \frac{2h}{2w_3} = x_1, \quad \frac{2h}{2w_4} = x_2$$

$$\frac{2h}{2u_3} = \frac{2(x_1 * u_3 + x_2 * u_4 + b_1)}{2u_3}$$
"""


def test_one_letter_that_a_scan_took_for_another_explains_all_names_that_have_it() -> None:
    """u_4 is w_4 where u_3 is w_3, although u_5 is as near and known."""
    found = audit_notes(statements_of(document("notes.md", SCANNED.encode()))).findings

    read_as = "d(h, w3) = d(x1*w3 + x2*w4 + b1, w3)"
    assert found[-1].why == f"damaged by scanning: read as {read_as}"
