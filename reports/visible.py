"""What of a text that others wrote may a terminal be sent?"""

from __future__ import annotations

import re

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

#: Control characters, what turns the direction of writing, and bytes of a name that are no text.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with `\n` for a line feed, `\x1b` for an escape, and so on: one line of text."""
    return _HIDDEN.sub(_escaped, text)


class Terminal(Console):
    """A console that sends a terminal no control characters but its own."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> list[Segment]:
        """The segments of a renderable; a line feed ends a line."""
        return [
            segment
            if segment.control
            else segment._replace(text="\n".join(map(visible, segment.text.split("\n"))))
            for segment in super().render(renderable, options)
        ]


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
