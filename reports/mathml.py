"""How is a formula set in MathML, and where do two of them differ?

The converter's own text output undoes its escaping, and it passes links and styles on. So its tree
is taken instead, and written here: known elements, no attribute of the document's, all text
escaped. On the way the tree is made small: words become one element, needless rows go.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

_LEAVES = frozenset({"mi", "mn", "mo", "mtext", "mspace"})
_ELEMENTS = frozenset({"mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd"}) | frozenset(
    {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
)
#: The converter writes characters as references, and those alone are to be read back.
_REFERENCE = re.compile(r"&#x[0-9A-Fa-f]{1,6};")
#: Macros can grow without limit, and no renderer of this house writes any.
_MACRO = re.compile(r"\\(def|let|(re)?newcommand|providecommand|DeclareMathOperator)\b")
_LONGEST = 8_000
#: Below this likeness two formulas are different ones, and marking every symbol says nothing.
_ALIKE = 0.4


class Typesetter:
    """Sets formulas until the page has had enough of them; `left` counts characters."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.refused = 0

    def formula(self, latex: str) -> Markup | None:
        """One formula, or None where it cannot be set."""
        return self.pair(latex, "")[0]

    def pair(self, printed: str, repaired: str) -> tuple[Markup | None, Markup | None]:
        """A formula and its repair, each with the symbols marked that the other lacks."""
        if self.left <= 0:
            self.refused += bool(printed or repaired)
            return None, None
        both = _pair(printed, repaired)
        self.left -= sum(len(formula or "") for formula in both)
        return both


@lru_cache(maxsize=4096)
def _pair(printed: str, repaired: str) -> tuple[Markup | None, Markup | None]:
    one, other = _tree(printed), _tree(repaired)
    if one is not None and other is not None:
        _mark(one, other)
    return _written(one), _written(other)


def _tree(latex: str) -> Element | None:
    if not latex.strip() or len(latex) > _LONGEST or _MACRO.search(latex):
        return None
    try:
        return _plain(convert_to_element(latex))
    # The converter fails on odd input in more ways than it names; the plain notation is shown then.
    except Exception:  # noqa: BLE001
        return None


def _plain(node: Element) -> Element:
    """The same with known elements alone, and as few of them as say it."""
    if node.tag in _LEAVES:
        return _leaf(node)
    children = _joined(node)
    if node.tag == "math":
        return _element("math", children)
    if node.tag not in _ELEMENTS:
        return children[0] if len(children) == 1 else _element("mrow", children)
    if node.tag in ("msub", "msubsup") and len(children) > 1:
        children[1] = _word(children[1])
    plain = _element(node.tag, children)
    if node.get("columnalign") == "left":
        plain.set("class", "l")
    return plain


def _leaf(node: Element) -> Element:
    leaf = Element(node.tag)
    leaf.text = _REFERENCE.sub(lambda found: unescape(found[0]), node.text or "")
    variant = node.get("mathvariant")
    if variant == "italic" and node.tag != "mo":
        leaf.set("class", "w")
    elif variant == "normal" and node.tag == "mi":
        leaf.set("mathvariant", "normal")
    if node.get("stretchy") == "false":
        leaf.set("stretchy", "false")
    return leaf


def _element(tag: str, children: list[Element]) -> Element:
    element = Element(tag)
    element.extend(children)
    return element


def _joined(node: Element) -> list[Element]:
    """The children; the letters of a word, which the converter sets one by one, as one element."""
    joined: list[Element] = []
    word = ""
    for child in node:
        plain = _plain(child)
        variant = child.get("mathvariant", "") if child.tag in ("mi", "mn") else ""
        if variant:
            plain.tag = "mi"
        if variant and variant == word:
            joined[-1].text = f"{joined[-1].text}{plain.text}"
            joined[-1].attrib.pop("mathvariant", None)
        else:
            joined.append(plain)
        word = variant
    return joined


def _word(index: Element) -> Element:
    """An index of three letters or more as one word; shorter ones are as good letter by letter."""
    text = "".join(child.text or "" for child in index)
    if not (index.tag == "mrow" and len(text) > 2 and text.isalnum() and text[0].isalpha()):
        return index
    word = Element("mi", {"class": "w"})
    word.text = text
    return word


def _mark(one: Element, other: Element) -> None:
    leaves = [[leaf for leaf in tree.iter() if leaf.tag in _LEAVES] for tree in (one, other)]
    words = [[leaf.text for leaf in side] for side in leaves]
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return
    for what, *ends in matcher.get_opcodes():
        if what != "equal":
            for side, start, end, name in ((0, *ends[:2], "x"), (1, *ends[2:], "n")):
                for leaf in leaves[side][start:end]:
                    leaf.set("class", f"{leaf.get('class', '')} {name}".strip())


def _written(tree: Element | None) -> Markup | None:
    return None if tree is None else Markup("".join(_pieces(tree)))  # noqa: S704


def _pieces(node: Element) -> list[str]:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.items())
    inner = [piece for child in node for piece in _pieces(child)]
    text = str(escape(node.text or ""))
    return [f"<{node.tag}{attributes}>", text, *inner, f"</{node.tag}>"]
