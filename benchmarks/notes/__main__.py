"""Write samples, or measure the audit: `python -m backproof.benchmarks.notes --measure 20`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from json import dumps
from pathlib import Path

from backproof.benchmarks.notes.measure import samples, table


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m backproof.benchmarks.notes", description=__doc__
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=5, help="notes of every form")
    parser.add_argument("--form", default="", help="of this form alone")
    parser.add_argument("--errors", type=int, default=3, help="planted errors a page")
    parser.add_argument(
        "--out", type=Path, help="the folder for samples, with a .json of their numbers"
    )
    parser.add_argument("--measure", type=int, metavar="N", help="audit N notes of every form")
    given = parser.parse_args()
    if given.measure:
        for line in table(given.measure, given.seed):
            print(line)
        return
    folder: Path = given.out or Path("notes")
    folder.mkdir(parents=True, exist_ok=True)
    for seed, form, notes in samples(given.count, given.seed, given.errors, given.form):
        path = folder / f"{seed:03}-{form}-{notes.computation}{notes.suffix}"
        path.write_text(notes.text, "utf-8", newline="\n")
        about = dumps(asdict(notes) | {"text": ""}, ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(about, "utf-8")
        print(path)


if __name__ == "__main__":
    main()
