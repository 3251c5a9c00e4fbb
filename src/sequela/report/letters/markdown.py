"""A document as Markdown: what plain text can carry, readable without being rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Block, Cell, Document, Pairs, Paragraph, Points, Quote, Section, Table, cleaned

_SIGNS = re.compile(r"([\\`*_\[\]<>|~&$#])")
_STARTS = re.compile(r"^(\d+(?=[.)](?:\s|$)))?([-+=.)])")
"""A mark of a list or a rule; the hyphen of a day (2026-10-10) or the point of a number (1.5) is none."""


def render(document: Document) -> str:
    """Return the Markdown; no word of a case can become markup or a line of its own."""
    document = cleaned(document)
    lines = [mark.decode() for mark in marks(document)]
    lines += ["", f"# {_safe(document.title)}", ""]
    if document.lead:
        lines += [_line(document.lead), ""]
    lines += [f"- **{_safe(name)}:** {_safe(words)}" for name, words in document.head]
    for section in document.sections:
        lines += ["", *_section(section)]
    lines += ["", "---", "", _line(document.foot)]
    text = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def marks(document: Document) -> tuple[bytes, ...]:
    """What an earlier text of this kind and case begins with."""
    return (f"<!-- sequela {document.kind} -->".encode(), f"<!-- case: {_comment(cleaned(document).case)} -->".encode())


def _section(section: Section) -> Iterator[str]:
    yield f"## {_safe(section.heading)}"
    for block in section.blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"**{_safe(block.text)}**" if block.weight == "strong" else _line(block.text)
    elif isinstance(block, Points):
        for number, item in enumerate(block.items, 1):
            yield f"{f'{number}.' if block.numbered else '-'} {_line(item)}"
    elif isinstance(block, Pairs):
        yield from (f"- **{_safe(name)}:** {_safe(words)}" for name, words in block.rows)
    elif isinstance(block, Quote):
        for place, paragraph in enumerate(block.paragraphs):
            yield from ([">"] if place else [])
            yield f"> {_line(paragraph)}"
    else:
        yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield _row([_safe(words) for words in table.head])
    yield _row(["---"] * len(table.head))
    for row in table.rows:
        yield _row([_cell(cell) for cell in row])


def _cell(cell: Cell) -> str:
    return f"**{_safe(cell.text)}**" if cell.strong and cell.text else _safe(cell.text)


def _row(words: list[str]) -> str:
    return f"| {' | '.join(words)} |"


def _safe(words: str) -> str:
    """Words in which nothing acts as markup."""
    return _SIGNS.sub(r"\\\1", words)


def _line(words: str) -> str:
    """The same where a line begins: no word can begin a list, a heading or a rule there."""
    return _STARTS.sub(r"\1\\\2", _safe(words))


def _comment(words: str) -> str:
    """Words that cannot end a comment."""
    return words.replace("--", "- -").replace(">", "")
