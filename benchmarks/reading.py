"""What does reading cost: the five lectures, documents of any length, one equation?

CPU time of this process, so that other work on the machine counts little. Every figure is also a
ratio to something timed in the same run, pair by pair, since machines differ and drift.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from backproof.audit.asked import EVERYTHING, NUMBERS, Asked
from backproof.audit.notes import audit_notes
from backproof.expressions.place import Place
from backproof.reading.documents import document, read_document
from backproof.reading.grammar import UnreadableError, parse
from backproof.reading.rows import parts_of
from backproof.reading.statements import statements_of
from backproof.reading.tokens import tokens

from .notes import FORMS, style_of, write
from .timing import shown

#: The lectures stand beside the repository where the project is developed, not in it.
LECTURES = Path(__file__).resolve().parents[2] / "shared" / "lectures"
#: So long a document grows, in kilobytes.
SIZES = (10, 100, 300)
LONG = (10, 100, 1_000, 10_000)
#: So many different pages a document consists of.
PAGES = 20
ADDITIONS = 2_000_000


def cpu(action: Callable[[], object]) -> float:
    """The CPU time of this process for an action."""
    start = time.process_time()
    action()
    return time.process_time() - start


def yardstick() -> int:
    """Additions of small numbers in Python: what machines are compared by."""
    total = 0
    for number in range(ADDITIONS):
        total += number & 7
    return total


def audit_text(name: str, data: bytes) -> int:
    """How many findings an audit of the numbers of a document makes."""
    return len(audit_notes(statements_of(document(name, data)), NUMBERS).findings)


def lectures(folder: Path = LECTURES, runs: int = 7) -> Iterator[str]:
    """The audit of all lectures of a folder after start-up: of their numbers alone, and whole."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        yield f"audit of the lectures: none in {folder.name}, skipped"
        return

    def audit(asked: Asked) -> None:
        for path in files:
            audit_notes(statements_of(read_document(path)), asked)

    for what, asked in (("the numbers of", NUMBERS), ("", EVERYTHING)):
        audit(asked)
        pairs = [(cpu(lambda a=asked: audit(a)), cpu(yardstick)) for _ in range(runs)]
        name = " ".join(f"audit of {what} {len(files)} lectures".split())
        yield shown(name, [own for own, _ in pairs], " s of CPU")
        name = f"  over {ADDITIONS // 1_000_000} million additions in Python"
        yield shown(name, [own / other for own, other in pairs])


# --- documents of any length


@cache
def page(form: str, seed: int) -> str:
    """One page of notes with three mistakes."""
    return write(seed, style_of(seed, form), "network", 3).text


def grown(form: str, kilobytes: int) -> bytes:
    """A document of so many kilobytes at least: pages in one style, one after the other."""
    if form == "notebook":
        return _notebook(kilobytes)
    body = "\n\n".join(_pages(form, kilobytes))
    if form == "latex":
        head = "\\documentclass{article}\n\\begin{document}\n"
        body = f"{head}{body}\n\\end{{document}}\n"
    return body.encode()


def _pages(form: str, kilobytes: int) -> Iterator[str]:
    size = number = 0
    while size < kilobytes * 1000:
        text = page(form, number % PAGES)
        if form == "latex":
            text = text.partition("\\maketitle")[2].partition("\\end{document}")[0]
        size, number = size + len(text.encode()), number + 1
        yield text


def _notebook(kilobytes: int) -> bytes:
    read = [json.loads(text) for text in _pages("notebook", kilobytes)]
    cells = [cell for notebook in read for cell in notebook["cells"]]
    return json.dumps(read[0] | {"cells": cells}, indent=1, ensure_ascii=False).encode()


def growth(sizes: Sequence[int] = SIZES, forms: Sequence[str] = FORMS) -> Iterator[str]:
    """Milliseconds of CPU a kilobyte, by the kind and the length of a document."""
    yield (
        "ms of CPU a kB      " + "".join(f"{size:>10,} kB" for size in sizes) + "     last / first"
    )
    for form in forms:
        name = f"notes{style_of(0, form).suffix}"
        audit_text(name, grown(form, sizes[0]))
        cost: list[float] = []
        for size in sizes:
            data = grown(form, size)
            runs = 3 if size < SIZES[-1] else 1
            cost.append(min(_cost(name, data) for _ in range(runs)))
        cells = "".join(f"{ms:13.2f}" for ms in cost)
        yield f"  {form:18}{cells}{cost[-1] / cost[0]:17.2f}"


def _cost(name: str, data: bytes) -> float:
    return cpu(lambda: audit_text(name, data)) * 1e6 / len(data)


# --- one equation


def tree_of(text: str) -> int:
    """How many sides of a formula are read to trees. Raises `UnreadableError`."""
    found = tokens(text)
    sides = [side for part in parts_of(found) for side in part.sides if side.tokens]
    for side in sides:
        parse(side.tokens, lambda offset: Place("equation", 1, offset + 1), len(text))
    return len(sides)


def equations(folder: Path = LECTURES) -> list[str]:
    """The displays of the lectures, or else of written notes, each once."""
    files = sorted(folder.glob("*.txt"))
    documents = [read_document(path) for path in files] or [
        document(f"notes{style_of(seed, 'latex').suffix}", page("latex", seed).encode())
        for seed in range(10)
    ]
    texts = [d.text for doc in documents for d in statements_of(doc).displays]
    return list(dict.fromkeys(texts))


def against_sympy(runs: int = 5) -> Iterator[str]:
    """Parsing by SymPy's lark parser over ours, on equations that both read."""
    if not (find_spec("sympy") and find_spec("lark")):
        yield "an equation by SymPy's lark parser: sympy or lark is not installed, skipped"
        return
    from sympy.parsing.latex import parse_latex

    def theirs(text: str) -> object:
        return parse_latex(text, backend="lark")

    candidates = equations()
    both = [t for t in candidates if _reads(tree_of, t) and _reads(theirs, t)]
    ours = sum(_reads(tree_of, t) for t in candidates)
    each = [_ratio(theirs, text, runs) for text in both]
    yield f"of {len(candidates)} displays read: {ours} by us, {len(both)} by SymPy's parser and us"
    if each:
        yield shown("  an equation by SymPy's lark parser / by ours", each)
        yield f"  ours: {1e6 * median(_seconds(tree_of, t) for t in both):.0f} µs an equation"


def _ratio(theirs: Callable[[str], object], text: str, runs: int) -> float:
    """The median over runs of how much longer another parser takes for one equation."""
    return median(_seconds(theirs, text) / _seconds(tree_of, text) for _ in range(runs))


def _seconds(action: Callable[[str], object], text: str) -> float:
    """CPU seconds a call, over enough calls to be measured."""
    calls, spent = 1, 0.0
    while spent < 0.005:
        calls *= 2
        spent = cpu(lambda n=calls: [action(text) for _ in range(n)])
    return spent / calls


def _reads(action: Callable[[str], object], text: str) -> bool:
    """Whether a parser reads a formula to an expression."""
    try:
        found = action(text)
    except UnreadableError:
        return False
    except Exception:  # noqa: BLE001 - whatever another parser raises, it has not read it
        return False
    return bool(found) if isinstance(found, int) else type(found).__module__.startswith("sympy")


def table(*, long: bool = False) -> Iterator[str]:
    """All figures; `long` lets documents grow to ten megabytes."""
    yield from lectures()
    yield from against_sympy()
    yield from growth(LONG if long else SIZES)
