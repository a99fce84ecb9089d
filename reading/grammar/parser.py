"""Where in its tokens does the parser stand, and what may a rule ask of it?

A rule is a function of a `Parser`: it takes the tokens that belong to it, and leaves the parser at
the first that does not. Rules that hold other expressions get them from the levels of precedence.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from ...expressions.place import Place
from ...expressions.tree import Expression
from ..tokens import Token

#: Formulas nested deeper than this are not read.
DEEPEST = 60


class UnreadableError(ValueError):
    """A formula that the grammar does not know, with the offset where it stops."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


class Parser(ABC):
    """Tokens, the position in them, and the levels of precedence.

    `end` is the offset after the last token; `comma`: whether the document writes 0,5 for a half.
    `letters` are the indices of what the formula is said of. `repaired` says what was taken as
    meant rather than as printed.
    """

    def __init__(
        self, tokens: Sequence[Token], place: Callable[[int], Place], end: int, comma: bool,
        letters: frozenset[str],
    ) -> None:  # fmt: skip
        self.tokens = list(tokens)
        self.place, self.end, self.comma = place, end, comma
        self.letters = letters
        self.at = 0
        self.depth = 0
        self.environments = 0
        self.repaired: list[str] = []
        #: The bars that are open: the next of their kind closes.
        self.bars: list[str] = []

    # --- levels of precedence

    @abstractmethod
    def expression(self) -> Expression:
        """Terms with their signs."""

    @abstractmethod
    def term(self) -> Expression:
        """Factors; a fraction bar takes everything to its left."""

    @abstractmethod
    def factor(self) -> Expression:
        """A primary with its scripts."""

    @abstractmethod
    def primary(self) -> Expression:
        """One thing: a number, a name, a command, or what stands in brackets."""

    # --- tokens

    def kind(self, ahead: int = 0) -> str:
        """The kind of the next token, or of one further on; empty after the last."""
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def text(self, ahead: int = 0) -> str:
        """The text of the next token, or of one further on."""
        at = self.at + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def spaced(self) -> bool:
        """Whether a space stands before the next token."""
        return self.at < len(self.tokens) and self.tokens[self.at].spaced

    def here(self) -> Place:
        """Where the next token stands."""
        return self.place(self.tokens[self.at].start if self.at < len(self.tokens) else self.end)

    def take(self) -> Token:
        """The next token."""
        if self.at >= len(self.tokens):
            raise self.unreadable("something is missing here")
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, kind: str) -> bool:
        """Take the next token if it is of this kind."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == kind:
            self.at += 1
            return True
        return False

    def require(self, kind: str) -> None:
        """Take a token of this kind; a last parenthesis may be missing."""
        if kind == ")" and self.kind() in ("", "row", "&", "end"):
            self.repaired.append("a parenthesis that is not closed")
        elif not self.accept(kind):
            raise self.unreadable(f"expected {kind!r} here")

    def take_signs(self) -> bool:
        """Take plus and minus signs: whether they make negative what follows."""
        negative = False
        while self.kind() in ("+", "-"):
            negative ^= self.take().kind == "-"
        return negative

    def skip(self, depth: int = 0) -> None:
        """Past a group or a token, whatever it holds; `depth` braces are open already."""
        while self.at < len(self.tokens):
            kind = self.take().kind
            depth += kind == "{"
            depth -= kind == "}"
            if depth <= 0:
                return

    # --- errors

    def unreadable(self, why: str) -> UnreadableError:
        """What to raise where the next token does not fit."""
        if self.at >= len(self.tokens):
            return UnreadableError("ends too early", self.end)
        token = self.tokens[self.at]
        return UnreadableError(f"{token.text[:30]!r} {why}", token.start)

    def refused(self, why: str) -> UnreadableError:
        """What to raise where the token taken last does not fit."""
        return UnreadableError(why, self.tokens[self.at - 1].start)

    def descend(self) -> None:
        """One level deeper into the formula."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.unreadable(f"lies more than {DEEPEST} levels deep")
