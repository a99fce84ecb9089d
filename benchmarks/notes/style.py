"""In which ways can the same computation be written down?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from .digits import Digits
from .words import COMMA, LANGUAGES

FORMS = ("markdown", "unicode", "slides", "latex", "notebook", "rst", "text")
SUFFIXES = {"latex": ".tex", "notebook": ".ipynb", "rst": ".rst", "text": ".txt"}
DISPLAYS = {
    "markdown": ("dollars", "dollars", "block", "align", "aligned", "environment", "brackets",
                 "quoted", "inline", "bullets", "div"),
    "slides": ("dollars", "inline", "bullets"),
    "notebook": ("dollars", "block", "align", "aligned", "environment", "inline"),
    "latex": ("brackets", "environment", "equation", "dollars", "inline"),
    "rst": ("directive", "directive", "aligned"),
    "unicode": ("line", "bullets", "quoted"),
    "text": ("line", "indented"),
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """One way of writing, as independent choices.

    `form` is the kind of document, `display` how a calculation stands in it. `members` says which
    parts of a chain are printed: formula, numbers and result in one chain; formula and numbers
    apart; the numbers continuing the formula with a leading "="; numbers alone. `carry` says what
    the author computed with: exact values whose prints are shown, the retyped prints, exact values
    shown shorter or longer as operands. `givens` says where the starting values stand.
    """

    form: str = "markdown"
    language: str = "en"
    comma: str = "."
    digits: Digits = field(default_factory=Digits)
    carry: str = "exact"
    display: str = "dollars"
    names: str = "school"
    word: str = "net"
    derivative: str = "partial"
    product: str = "*"
    update: str = "plus"
    members: str = "chain"
    givens: str = "list"
    decoration: str = ""
    wavy: bool = False
    sigmoid: str = "fraction"
    log: str = "ln"
    half: str = "frac"
    brace: bool = False
    tight: bool = False
    bare_sign: bool = False
    bare_point: bool = False
    terms: bool = False
    twice: bool = False
    dots: bool = False
    minus: str = "-"
    prose: bool = False
    traps: bool = False
    second: bool = False
    html: bool = False
    gradient: str = "chain"

    @property
    def plain(self) -> bool:
        """Whether formulas are written without LaTeX."""
        return self.form in ("text", "unicode")

    @property
    def suffix(self) -> str:
        return SUFFIXES.get(self.form, ".md")


def style_of(seed: int, form: str = "") -> Style:
    """A style drawn at random, of one form if it is named."""
    rng = Random(f"style {seed} {form}")
    form = form or rng.choice(FORMS)
    language = rng.choice(("en",) * 8 + LANGUAGES)
    comma = rng.choice((",", "{,}", ".")) if language in COMMA else "."
    style = Style(
        form=form,
        language=language,
        comma=comma,
        digits=_digits(rng),
        carry=rng.choice(("exact", "exact", "exact", "retyped", "retyped", "short", "long")),
        display=rng.choice(DISPLAYS[form]),
        names=rng.choice(("school", "school", "layers", "brackets", "short", "greek")),
        word=rng.choice(("net", "text", "rm", "z")),
        derivative=rng.choice(("partial", "partial", "partial", "d", "slash", "delta")),
        product=rng.choice(("*", "cdot", "cdot", "times", "juxtaposed", "dot", "asterisk")),
        update=rng.choice(("plus", "prime", "sub", "sup", "arrow", "assign", "hat")),
        members=rng.choice(("chain", "chain", "split", "continued", "numbers")),
        givens=rng.choice(("list", "table", "sentence", "equations", "substitution", "figure")),
        decoration=rng.choice(("",) * 5 + ("boxed", "mathbf", "color", "underline", "underbrace")),
        wavy=rng.random() < 0.35,
        sigmoid=rng.choice(("fraction", "fraction", "sigma", "word")),
        log=rng.choice(("ln", "ln", "log")),
        half=rng.choice(("frac", "frac", "tfrac", "slash", "decimal")),
    )
    return _adjusted(replace(style, **_flags(rng)), rng)


def _digits(rng: Random) -> Digits:
    return Digits(
        places=rng.choice((3, 4, 4, 5, 6, 7, 8, 9)),
        significant=rng.random() < 0.25,
        trim=rng.random() < 0.75,
        small=rng.choice(("more", "more", "power")),
    )


def _flags(rng: Random) -> dict[str, bool | str]:
    """The small habits, each drawn for itself."""
    chances = {
        "brace": 0.4, "tight": 0.4, "bare_sign": 0.2, "bare_point": 0.08, "terms": 0.35,
        "twice": 0.12, "dots": 0.06, "prose": 0.6, "traps": 0.7, "second": 0.25, "html": 0.3,
    }  # fmt: skip
    flags: dict[str, bool | str] = {name: rng.random() < p for name, p in chances.items()}
    flags["minus"] = rng.choice(("-", "-", "−"))
    flags["gradient"] = rng.choice(("chain", "chain", "delta"))
    return flags


def _adjusted(style: Style, rng: Random) -> Style:
    """The style without combinations that no author would write."""
    if style.plain:
        names = style.names if style.names in ("school", "short", "greek") else "school"
        product = rng.choice(("dot", "times", "asterisk" if style.form == "unicode" else "*"))
        decoration = "bold" if style.form == "unicode" and style.decoration == "boxed" else ""
        comma = "," if style.comma == "{,}" else style.comma
        style = replace(
            style, names=names, product=product, decoration=decoration, comma=comma,
            half=rng.choice(("slash", "sign", "decimal")), word="net",
            display="line" if style.members == "continued" else style.display,
        )  # fmt: skip
    else:
        style = replace(style, minus="-")
    if style.product == "juxtaposed":
        style = replace(style, bare_sign=False)
    if style.givens in ("substitution", "figure") and style.members == "numbers":
        style = replace(style, members="chain")
    return style
