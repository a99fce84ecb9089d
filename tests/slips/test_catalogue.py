"""The catalogue is what its page says, and every entry is whole."""

import re
from pathlib import Path

from backproof.slips import arithmetic, digits

PAGE = Path(__file__).parents[2] / "docs" / "slips.md"


def rows(heading: str) -> dict[str, str]:
    below = PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", below, re.M))


def test_the_page_lists_the_slips_of_digits() -> None:
    assert rows("Slips of digits") == {slip.name: slip.sentence for slip in digits.SLIPS}


def test_the_page_lists_the_slips_of_arithmetic() -> None:
    assert rows("Slips of arithmetic") == {slip.name: slip.sentence for slip in arithmetic.SLIPS}


def test_every_slip_says_what_is_to_be_done() -> None:
    slips = (*digits.SLIPS, *arithmetic.SLIPS)

    assert len({slip.name for slip in slips}) == len(slips)
    assert all(slip.correction and slip.bits > 0 for slip in slips)
