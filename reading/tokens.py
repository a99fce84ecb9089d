"""Of which tokens does a piece of lecture mathematics consist?

LaTeX, plain text and the characters of Unicode give the same tokens: `\\cdot`, `·` and `*` are all `*`;
`w₅` and `w_5` are all `w`, `_`, `5`. What only sets the mathematics (spaces, sizes, colours, boxes) is
dropped here, and what a scan or a converter damaged is not guessed at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Longer mathematics is cut into pieces nobody reads: it is not read either.
MOST_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Token:
    """A token with where it begins and ends in its piece.

    `kind` is one of `number`, `name`, `word` (the content of \\text), `command`, `begin`, `end` (of an
    environment), or the token's own text for punctuation. `spaced` says that a space stands before.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False


_SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)
)
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀⁿⁱˡᵏʲᴸ", "0123456789+-TnilkjL", strict=True))
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ϑ": "theta", "λ": "lambda", "μ": "mu", "µ": "mu",
    "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "l", "ŷ": "hat_y",
}  # fmt: skip
GREEK_COMMANDS = {name: name for name in _GREEK.values()} | {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "Gamma": "Gamma", "Pi": "Pi",
    "iota": "iota", "kappa": "kappa", "Xi": "Xi", "ell": "l", "eta": "eta", "infty": "infty",
}  # fmt: skip
_OPERATORS = {
    "×": "*", "·": "*", "∗": "*", "⋅": "*", "•": "*", "⨯": "*", "∙": "*", "÷": "/", "∕": "/", "⁄": "/",
    "−": "-", "–": "-", "—": "-", "⊙": "odot", "∘": "odot", "◦": "odot", "∂": "partial", "𝜕": "partial",
    "∇": "nabla", "≈": "~=", "≃": "~=", "≅": "~=", "≐": "~=", "≡": "=", "＝": "=", "≤": "<=",
    "≥": ">=", "≠": "!=", "→": "to", "⟶": "to", "➔": "to", "←": "<-", "⟵": "<-", "⇒": "=>", "⟹": "=>",
    "⇐": "<=>", "⇔": "<=>", "⟺": "<=>", "∈": "in", "√": "sqrt", "∑": "sum", "∏": "prod", "′": "'",
    "’": "'", "⊤": "top", "∥": "‖", "‖": "‖", "…": "dots", "⋯": "dots", "⊗": "otimes", "∞": "infty",
    "％": "%", "，": ",", "；": ";", "（": "(", "）": ")", "：": ":",
}  # fmt: skip
COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "bullet": "*", "div": "/", "odot": "odot", "circ": "odot",
    "partial": "partial", "nabla": "nabla", "triangledown": "nabla", "approx": "~=", "simeq": "~=",
    "cong": "~=", "sim": "~", "doteq": "~=", "equiv": "=", "leq": "<=", "le": "<=", "geq": ">=",
    "ge": ">=", "neq": "!=", "ne": "!=", "to": "to", "rightarrow": "to", "longrightarrow": "to",
    "mapsto": "to", "leftarrow": "<-", "gets": "<-", "longleftarrow": "<-", "Rightarrow": "=>",
    "implies": "=>", "Longrightarrow": "=>", "therefore": "=>", "Leftrightarrow": "<=>", "iff": "<=>",
    "in": "in", "sum": "sum", "prod": "prod", "prime": "'", "top": "top", "intercal": "top",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lvert": "|", "rvert": "|", "vert": "|",
    "mid": "|", "ldots": "dots", "cdots": "dots", "dots": "dots", "vdots": "dots", "ddots": "dots",
    "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "langle": "(", "rangle": ")", "lbrack": "[",
    "rbrack": "]", "colon": ":", "coloneqq": ":=", "otimes": "otimes", "%": "%", "lt": "<", "gt": ">",
    "_": "_", "&": "&", "#": "#", "$": "$", "newline": "row", "cr": "row",
}  # fmt: skip
#: Commands that only set what follows, and leave no trace.
_SILENT = frozenset(
    [
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "Biggl",
        "Biggr",
        "middle",
        "limits",
        "nolimits",
        "nonumber",
        "notag",
        "hline",
        "centering",
        "small",
        "large",
        "Large",
        "footnotesize",
        "normalsize",
        "tiny",
        "scriptsize",
        "rm",
        "bf",
        "it",
        "mathstrut",
        "strut",
        "noindent",
        "allowbreak",
        "hfill",
        "vfill",
        "thinspace",
        "negthinspace",
        "medspace",
        "thickspace",
        "enspace",
        "par",
        "protect",
        "bfseries",
        "itshape",
        "boldmath",
        "toprule",
        "midrule",
        "bottomrule",
        "smallskip",
        "medskip",
        "bigskip",
        "normalfont",
        "sf",
        "tt",
        "sl",
    ]
)
#: Commands with arguments that are dropped: (dropped before, kept).
_WRAPPERS = {
    "boxed": (0, 1), "mathbf": (0, 1), "bm": (0, 1), "boldsymbol": (0, 1), "pmb": (0, 1),
    "underline": (0, 1), "overline": (0, 1), "fbox": (0, 1), "framebox": (0, 1), "mathbb": (0, 1),
    "mathcal": (0, 1), "mathscr": (0, 1), "mathfrak": (0, 1), "mathit": (0, 1), "mathsf": (0, 1),
    "mathtt": (0, 1), "mathop": (0, 1), "mathbin": (0, 1), "mathrel": (0, 1), "mathord": (0, 1),
    "mathnormal": (0, 1), "ensuremath": (0, 1), "phantom": (1, 0), "hphantom": (1, 0),
    "vphantom": (1, 0), "hspace": (1, 0), "vspace": (1, 0), "label": (1, 0), "tag": (1, 0),
    "textcolor": (1, 1), "colorbox": (1, 1), "bbox": (0, 1), "style": (1, 1), "class": (1, 1),
    "cssId": (1, 1), "href": (1, 1), "htmlClass": (1, 1), "enclose": (1, 1), "smash": (0, 1),
    "mathclap": (0, 1), "raisebox": (1, 1), "footnotemark": (0, 0), "footnote": (1, 0), "cite": (1, 0),
    "ref": (1, 0), "eqref": (1, 0), "rule": (2, 0), "fontsize": (2, 0), "kern": (0, 0), "color": (1, 0),
    "hbox": (0, 1), "vcenter": (0, 1), "overset": (1, 1), "stackrel": (1, 1), "underset": (1, 1),
    "highlight": (0, 1), "hl": (0, 1), "uline": (0, 1), "emph": (0, 1), "scalebox": (1, 1),
}  # fmt: skip
_TEXTS = frozenset(
    [
        "text",
        "textrm",
        "textbf",
        "textit",
        "textsf",
        "texttt",
        "mathrm",
        "operatorname",
        "mbox",
        "textnormal",
        "textup",
        "textsc",
    ]
)
_WITHDRAWN = frozenset(["cancel", "bcancel", "xcancel", "sout", "st", "not"])
_SPACES = frozenset({" ", ",", ";", ":", "!", ">", "/", "-"})
_LETTERS = re.compile(r"[A-Za-z]+")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}")
_LEADING = re.compile(r"(?:,|\{,\})\d")
_DOTS = re.compile(r"…|\.\.\.|\s?\\(?:ldots|dots|cdots|dotsc)(?![A-Za-z])")
_DIMENSION = re.compile(r"\s*\[[^\]\n]{0,20}\]")
NUMBERS = {
    False: re.compile(
        r"(?:\d{1,3}(?:(?:\{,\}|,)\d{3})+(?!\d)|\d{1,3}(?:,\d{4})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
        r"|\.\d+(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
    ),
    True: re.compile(
        r"(?:(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:(?:\{,\}|,)\d+)?|(?:\{,\}|,)\d+)"
        r"(?:[eE][+\-−]?\d{1,3}(?![\w.]))?"
    ),
}


_BARE = re.compile(r"(?:\{,\}|,)\d+(?![\d.,])")


class TooLongError(ValueError):
    """A piece has more tokens than are read."""


def tokens(text: str, decimal_comma: bool = False) -> list[Token]:
    """The tokens of a piece of mathematics. Raises `TooLongError`."""
    return _Scanner(text, decimal_comma).scan()


class _Scanner:
    def __init__(self, text: str, decimal_comma: bool) -> None:
        self.text = text
        self.comma = decimal_comma
        self.number = NUMBERS[decimal_comma]
        self.found: list[Token] = []
        self.at = 0
        self.spaced = False

    def scan(self) -> list[Token]:
        text, size = self.text, len(self.text)
        while self.at < size:
            character = text[self.at]
            if character.isspace() or character == "~":
                self.at += 1
                self.spaced = True
            elif character == "\\":
                self.command()
            elif (
                (character.isdigit() and character.isascii())
                or (character == "." and self.number.match(text, self.at))
                or (self.comma and _LEADING.match(text, self.at) and self.begins_a_number())
            ):
                self.take_number()
            elif character in ",{" and self.comma and (match := self.bare_decimals()):
                self.add("number", match.group().replace("{,}", ","), match.end())
            elif match := _LETTERS.match(text, self.at):
                self.add("name", match.group(), match.end())
            elif "①" <= character <= "⓿":
                self.at += 1  # an equation's number
            else:
                self.sign(character)
            if len(self.found) > MOST_TOKENS:
                raise TooLongError(f"more than {MOST_TOKENS} tokens")
        return self.found

    def add(self, kind: str, text: str, end: int) -> None:
        self.found.append(Token(kind, text, self.at, end, self.spaced))
        self.at = end
        self.spaced = False

    def take_number(self) -> None:
        match = self.number.match(self.text, self.at)
        if match is None:  # a digit that begins no number of this notation, as a lone superscript
            self.add("number", self.text[self.at], self.at + 1)
            return
        digits, end = match.group(), match.end()
        if "," in digits and "{" not in digits and not self.comma and self.in_list(end):
            digits = digits.split(",")[0]
            end = self.at + len(digits)
        percent = re.compile(r"\s?\\?%").match(self.text, end)
        if percent:
            end = percent.end()
            digits += "%"
        if dots := _DOTS.match(self.text, end):
            end = dots.end()
            digits += "…"
        self.add("number", digits.replace("{,}", ","), end)

    def bare_decimals(self) -> re.Match[str] | None:
        """`,5` for a half: nothing that a comma could set apart stands before it."""
        before = self.text[: self.at].rstrip()[-1:]
        apart = before.isalnum() or before in (")", "]", "}")
        return None if apart else _BARE.match(self.text, self.at)

    def in_list(self, end: int) -> bool:
        """Whether a comma between digits separates the entries of a list."""
        before = self.text[: self.at].rstrip()[-1:]
        after = self.text[end:].lstrip()[:1]
        return (before in "([{," and before != "") or (
            after in ",])" and after != "" and before in "([,"
        )

    def begins_a_number(self) -> bool:
        """Whether a comma here begins ,5 and does not end what stands before it."""
        before = self.text[: self.at][-1:]
        return not (before.isalnum() or before in (")", "]", "}"))

    def sign(self, character: str) -> None:
        end = self.at + 1
        if character in _SUBSCRIPTS or character in _SUPERSCRIPTS:
            self.script(character)
        elif character in _GREEK:
            self.add("name", _GREEK[character], end)
        elif character in _OPERATORS:
            kind = _OPERATORS[character]
            self.add(kind, kind, end)
        elif character.isalpha():
            while (
                end < len(self.text) and self.text[end].isalpha() and self.text[end] not in _GREEK
            ):
                end += 1
            self.add("name", self.text[self.at : end], end)
        elif self.text.startswith(
            (":=", "<-", "->", "=>", "==", "<=", ">=", "!=", "~=", "**"), self.at
        ):
            pair = self.text[self.at : self.at + 2]
            kind = {"->": "to", "==": "=", "**": "^"}.get(pair, pair)
            self.add(kind, pair, self.at + 2)
        else:
            self.add(character, character, end)

    def script(self, character: str) -> None:
        """A run of small digits or letters: `₁₂` is `_{12}`."""
        table, opening = (_SUBSCRIPTS, "_") if character in _SUBSCRIPTS else (_SUPERSCRIPTS, "^")
        end = self.at
        while end < len(self.text) and self.text[end] in table:
            end += 1
        plain = "".join(table[c] for c in self.text[self.at : end])
        start = self.at
        self.add(opening, opening, start)
        self.found.append(Token("{", "{", start, start))
        for inner in tokens(plain):
            self.found.append(Token(inner.kind, inner.text, start, end))
        self.found.append(Token("}", "}", end, end))
        self.at = end

    def command(self) -> None:
        match = _COMMAND.match(self.text, self.at)
        if match is None:
            self.add("command", "\\", self.at + 1)
            return
        name, end = match[1] or match[2], match.end()
        if match[1] is None and name == "\\":
            skip = _DIMENSION.match(self.text, end)
            self.add("row", "\\\\", skip.end() if skip else end)
        elif match[1] is None and (name in _SPACES or name.isspace()):
            self.at, self.spaced = end, True
        elif name in ("begin", "end"):
            self.environment(name, end)
        elif name in _TEXTS:
            self.word(name, end)
        elif name in GREEK_COMMANDS:
            self.add("name", GREEK_COMMANDS[name], end)
        elif name in COMMANDS:
            kind = COMMANDS[name]
            self.add(kind, kind, end)
        elif name in ("quad", "qquad"):
            self.add("quad", name, end)
        elif name in _SILENT:
            self.at = self.skipped_delimiter(name, end)
        elif name in _WRAPPERS:
            self.wrapper(name, end)
        else:
            self.add("withdrawn" if name in _WITHDRAWN else "command", name, end)

    def skipped_delimiter(self, name: str, end: int) -> int:
        """After \\left. and \\right. nothing stands: the dot is dropped with them."""
        after = end + len(self.text[end:]) - len(self.text[end:].lstrip())
        if name in ("left", "right") and self.text[after : after + 1] == ".":
            return after + 1
        return end

    def environment(self, name: str, end: int) -> None:
        match = _ENVIRONMENT.match(self.text, end)
        if match is None:
            self.add("command", name, end)
            return
        end = match.end()
        if name == "begin" and match[1] in ("array", "tabular", "alignedat", "alignat"):
            end = _after_group(self.text, end)
        self.add(name, match[1], end)

    def word(self, name: str, end: int) -> None:
        """\\text{out } is a word; \\mathrm{d} and \\operatorname{relu} are names."""
        close = _after_group(self.text, end)
        inside = self.text[end:close].strip()
        content = inside[1:-1] if inside.startswith("{") else inside
        if not any(c.isalpha() for c in content):
            self.at = close if not any(c.isdigit() for c in content) else self.at
            if self.at == close:
                return
        self.add("word", content, close)

    def wrapper(self, name: str, end: int) -> None:
        """Drop a command and the arguments that only say how it looks; keep what it holds."""
        dropped, _ = _WRAPPERS[name]
        skip = _DIMENSION.match(self.text, end)
        end = skip.end() if skip else end
        for _ in range(dropped):
            end = _after_group(self.text, end)
        self.at = end


def _after_group(text: str, start: int) -> int:
    """The position after the {group} that begins here, or after one character."""
    at = start
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        return at
    if text[at] != "{":
        match = _COMMAND.match(text, at)
        return match.end() if match else at + 1
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)
