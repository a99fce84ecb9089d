"""How do blocks look as Markdown, slides, LaTeX, a notebook, reStructuredText, plain text?"""

from __future__ import annotations

import json
import re
from random import Random

from .blocks import (
    END,
    MATH,
    Block,
    Bullets,
    Chain,
    Code,
    Display,
    Heading,
    Image,
    Para,
    Rows,
)
from .style import Style

_INLINE = re.compile(f"{MATH}(.*?){END}", re.DOTALL)


def written(blocks: list[Block], style: Style, title: str, rng: Random) -> str:
    """The document."""
    # Two displays of one document are set alike, but for the odd one.
    if style.form == "latex":
        return _latex(blocks, style, title)
    if style.form == "rst":
        return _rst(blocks, style, title)
    if style.form == "notebook":
        return _notebook(blocks, style, title, rng)
    if style.form == "text":
        return _text(blocks, style, title)
    return _markdown([Heading(1, title), *blocks], style)


def _markdown(blocks: list[Block], style: Style) -> str:
    slides = style.form == "slides"
    pieces: list[str] = []
    for block in blocks:
        if slides and isinstance(block, Heading) and pieces:
            pieces.append("---")
        pieces.append(_markdown_block(block, style))
    text = "\n\n".join(pieces) + "\n"
    return text.replace("_", r"\_") if slides and not style.brace else text


def _markdown_block(block: Block, style: Style) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Para(text):
            return _dollars(text, style)
        case Display(chains):
            return _display(chains, style)
        case Bullets(items):
            bullet = "*" if style.tight else "-"
            return "\n".join(f"{bullet} {_dollars(item, style)}" for item in items)
        case Rows(headers, rows):
            lines = [headers, tuple("---" for _ in headers), *rows]
            return "\n".join("| " + " | ".join(_dollars(c, style) for c in r) + " |" for r in lines)
        case Code(lines):
            return "\n".join(("```python", *lines, "```"))
        case Image(alt, path):
            return f"![{alt}]({path})"


def _dollars(text: str, style: Style) -> str:
    if style.plain:
        return _INLINE.sub(r"\1", text)
    if style.display == "brackets":
        return _INLINE.sub(lambda m: rf"\({m[1]}\)", text)
    return _INLINE.sub(r"$\1$", text)


def _display(chains: tuple[Chain, ...], style: Style) -> str:
    lines = [chain.line for chain in chains]
    match style.display:
        case "dollars":
            return "\n\n".join(f"$$ {line} $$" if style.tight else f"$${line}$$" for line in lines)
        case "block":
            return "\n\n".join(f"$$\n{line}\n$$" for line in lines)
        case "brackets" if style.tight:
            return "\n\n".join(rf"\[ {line} \]" for line in lines)
        case "brackets":
            return "\n\n".join(f"\\[\n{line}\n\\]" for line in lines)
        case "equation":
            return "\n".join(f"\\begin{{equation}}\n  {line}\n\\end{{equation}}" for line in lines)
        case "aligned":
            return f"$$\n\\begin{{aligned}}\n{_aligned(chains)}\n\\end{{aligned}}\n$$"
        case "align":
            return f"$$\n\\begin{{align}}\n{_aligned(chains)}\n\\end{{align}}\n$$"
        case "environment":
            return f"\\begin{{align*}}\n{_aligned(chains)}\n\\end{{align*}}"
        case "quoted":
            mark = ("$$", "$$") if not style.plain else ("", "")
            return "\n>\n".join(f"> {mark[0]}{line}{mark[1]}" for line in lines)
        case "div":
            return "\n\n".join(f'<div align="center">\n\n$${li}$$\n\n</div>' for li in lines)
        case "inline":
            return "\n\n".join(f"${line}$" for line in lines)
        case "bullets":
            mark = "" if style.plain else "$"
            return "\n".join(f"- {mark}{line}{mark}" for line in lines)
        case "indented":
            return "\n".join(f"    {line}" for line in lines)
        case _:
            return "\n".join(lines) if style.form == "text" else "\n\n".join(lines)


def _aligned(chains: tuple[Chain, ...]) -> str:
    rows: list[str] = []
    for chain in chains:
        for i, (relation, text) in enumerate(chain.members):
            rows.append(f"{chain.left if not i else ''} &{relation} {text}".strip())
    return " \\\\\n".join(rows)


_SPECIAL = re.compile(r"([%_#&])")


def _prose(text: str) -> str:
    """A sentence in LaTeX: what stands outside formulas is escaped."""
    pieces = re.split(f"({MATH}.*?{END})", text)
    return "".join(
        f"${piece[1:-1]}$" if piece.startswith(MATH) else _SPECIAL.sub(r"\\\1", piece)
        for piece in pieces
    )


def _latex(blocks: list[Block], style: Style, title: str) -> str:
    language = "" if style.language == "en" else f"% {style.language}\n"
    head = (
        f"\\documentclass[11pt]{{article}}\n{language}\\usepackage{{amsmath,graphicx,xcolor}}\n"
        f"\\title{{{_prose(title)}}}\n\\begin{{document}}\n\\maketitle\n\n"
    )
    return head + "\n\n".join(_latex_block(b, style) for b in blocks) + "\n\n\\end{document}\n"


def _latex_block(block: Block, style: Style) -> str:
    match block:
        case Heading(_, text):
            return f"\\section{{{_prose(text)}}}"
        case Para(text):
            return _prose(text)
        case Display(chains):
            return _display(chains, style)
        case Bullets(items):
            body = "\n".join(f"  \\item {_prose(item)}" for item in items)
            return f"\\begin{{itemize}}\n{body}\n\\end{{itemize}}"
        case Rows(headers, rows):
            lines = " \\\\\n".join(" & ".join(map(_prose, row)) for row in (headers, *rows))
            lines = lines.replace(" \\\\\n", " \\\\ \\hline\n", 1)
            return f"\\begin{{tabular}}{{{'r' * len(headers)}}}\n{lines}\n\\end{{tabular}}"
        case Code(lines):
            return "\n".join(("\\begin{verbatim}", *lines, "\\end{verbatim}"))
        case Image(_, path):
            return f"\\includegraphics[width=0.8\\textwidth]{{{path}}}"


def _rst(blocks: list[Block], style: Style, title: str) -> str:
    pieces = [f"{title}\n{'=' * _width(title)}"]
    pieces += [_rst_block(block, style) for block in blocks]
    return "\n\n".join(pieces) + "\n"


def _rst_block(block: Block, style: Style) -> str:
    match block:
        case Heading(_, text):
            return f"{text}\n{'-' * _width(text)}"
        case Para(text):
            return _roles(text)
        case Display(chains) if style.display == "aligned":
            body = _aligned(chains).replace("\n", "\n   ")
            return f".. math::\n\n   {body}"
        case Display(chains):
            lines = [chain.line for chain in chains]
            if len(lines) == 1:
                return f".. math:: {lines[0]}" if style.tight else f".. math::\n\n   {lines[0]}"
            return ".. math::\n\n" + "\n\n".join(f"   {line}" for line in lines)
        case Bullets(items):
            return "\n".join(f"* {_roles(item)}" for item in items)
        case Rows(headers, rows):
            lines = [".. list-table::", "   :header-rows: 1", ""]
            for row in (headers, *rows):
                lines += [f"   {'* -' if not i else '  -'} {_roles(c)}" for i, c in enumerate(row)]
            return "\n".join(lines)
        case Code(lines):
            return ".. code-block:: python\n\n" + "\n".join(f"   {line}" for line in lines)
        case Image(alt, path):
            return f".. image:: {path}\n   :alt: {alt}"


def _width(text: str) -> int:
    """Columns on a screen: Chinese characters take two."""
    return sum(2 if character > "\u2e80" else 1 for character in text)


def _roles(text: str) -> str:
    return _INLINE.sub(r":math:`\1`", text)


def _text(blocks: list[Block], style: Style, title: str) -> str:
    pieces = [f"{title.upper()}\n"]
    for block in blocks:
        match block:
            case Heading(_, text):
                pieces.append(f"{text}\n{'-' * max(len(text), 3)}")
            case Para(text):
                pieces.append(_INLINE.sub(r"\1", text))
            case Display(chains):
                pieces.append(_display(chains, style))
            case Bullets(items):
                pieces.append(_INLINE.sub(r"\1", "\n".join(f"  {item}" for item in items)))
            case Rows(headers, rows):
                lines = ["\t".join(row) for row in (headers, *rows)]
                pieces.append(_INLINE.sub(r"\1", "\n".join(lines)))
            case Code(lines):
                pieces.append("\n".join(f"    >>> {line}" for line in lines))
            case Image(alt, path):
                pieces.append(f"[{alt}: {path}]")
    return "\n\n".join(pieces) + "\n"


def _notebook(blocks: list[Block], style: Style, title: str, rng: Random) -> str:
    cells: list[dict[str, object]] = []
    current: list[str] = [f"# {title}"]

    def close() -> None:
        if current:
            cells.append(_cell("markdown", "\n\n".join(current)))
            current.clear()

    for block in blocks:
        if isinstance(block, Code):
            close()
            cells.append(_cell("code", "\n".join(block.lines)))
            continue
        if isinstance(block, Heading) or rng.random() < 0.15:
            close()
        current.append(_markdown_block(block, style))
    close()
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, source: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": 1, "outputs": []}
    return cell | {"source": source.splitlines(keepends=True)}
