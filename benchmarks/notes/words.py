"""What do lecturers write around their numbers, in nine languages?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@cache
def table() -> dict[str, dict[str, Any]]:
    """The wording of every language."""
    text = files(__package__ or "").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ru", "zh", "nl", "sv")
#: Languages whose decimals have a comma.
COMMA = ("de", "fr", "es", "pt", "it", "ru", "nl", "sv")


def phrase(language: str, key: str, rng: Random, **names: str) -> str:
    """One of the wordings of `key`; names in braces are filled in."""
    wordings = table()[language][key]
    text: str = rng.choice(wordings) if isinstance(wordings, list) else wordings
    for name, filling in names.items():
        text = text.replace("{" + name + "}", filling)
    return text
