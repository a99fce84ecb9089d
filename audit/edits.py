"""Where does what is found in an edited text stand in the original?

Edits are those of the original text throughout, so that each can be taken back by itself. A number
is named by the offset at which its digits begin in the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Edit:
    """Text to be put in place of another; `at` is where the number begins whose edit it is.

    `digits` are what the number is made, as findings have them; they begin after `lead` characters.
    """

    at: int
    start: int
    end: int
    new: str
    digits: str
    lead: int = 0


#: Edits by the number that each corrects; none overlap.
Edits = Mapping[int, Edit]


def in_order(edits: Edits) -> list[Edit]:
    """The edits as they stand in the text."""
    return sorted(edits.values(), key=lambda edit: edit.start)


def applied(text: str, edits: Edits) -> str:
    """A text with its edits."""
    parts: list[str] = []
    at = 0
    for edit in in_order(edits):
        parts += text[at : edit.start], edit.new
        at = edit.end
    return "".join([*parts, text[at:]])


def present(at: int, edits: Edits) -> int:
    """Where a number stands in the edited text."""
    shift = 0
    for edit in in_order(edits):
        if edit.at == at:
            return edit.start + shift + edit.lead
        if edit.start > at:
            break
        shift += len(edit.new) - (edit.end - edit.start)
    return at + shift


def origin(offset: int, edits: Edits) -> int:
    """The number, or the offset in the original, that stands at an offset of the edited text."""
    shift = 0
    for edit in in_order(edits):
        start = edit.start + shift
        if offset < start:
            break
        if offset < start + len(edit.new):
            return edit.at
        shift += len(edit.new) - (edit.end - edit.start)
    return offset - shift


def composed(text: str, edit: Edit, edits: Edits) -> Edit | None:
    """An edit of an edited text as one of the original; it takes in the one of the same number.

    None where it overlaps the edit of another number.
    """
    shift, own = 0, None
    for other in in_order(edits):
        begins = other.start + shift
        ends = begins + len(other.new)
        if other.at == edit.at:
            own = other, begins, ends
        elif begins < edit.end and edit.start < ends:
            return None
        elif begins >= edit.end:
            break
        if own is None:
            shift += len(other.new) - (other.end - other.start)
    if own is None:
        return replace(edit, start=edit.start - shift, end=edit.end - shift)
    other, begins, ends = own
    low, high = min(edit.start, begins), max(edit.end, ends)
    return replace(
        edit, start=low - shift, end=other.end + (high - ends), lead=edit.lead + edit.start - low,
        new=text[low : edit.start] + edit.new + text[edit.end : high],
    )  # fmt: skip


def with_edits(edits: Edits, more: Iterable[Edit], text: str) -> Edits:
    """The edits with others in place of those of the same numbers; `text` is the original."""
    found = dict(edits)
    for edit in more:
        others = (other for at, other in found.items() if at != edit.at)
        if any(other.start < edit.end and edit.start < other.end for other in others):
            continue
        if text[edit.start : edit.end] == edit.new:
            found.pop(edit.at, None)
        else:
            found[edit.at] = edit
    return found
