"""A page of the site before Sphinx reads it: its place and its Markdown."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from sequela.records import frozen

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|$~])")


@frozen
class Document:
    """One page. `path` is its place on the site without an ending, such as ``knowledge/tests/index``."""

    path: str
    text: str


def write(documents: list[Document], folder: Path) -> None:
    """Write the pages below a folder and remove what is no page any more; an unchanged file keeps its time."""
    wanted = {folder / f"{document.path}.md": document.text for document in documents}
    for old in [*folder.rglob("*.md")] if folder.exists() else []:
        if old not in wanted:
            old.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def plain(text: str) -> str:
    """Words as they are in Markdown, whatever signs they hold."""
    return _SIGNS.sub(r"\\\1", text)


def raw(html: str) -> str:
    """A block of HTML inside Markdown."""
    return f"\n`````{{raw}} html\n{html.strip()}\n`````\n"


def relative(document: str, address: str) -> str:
    """An address below the root of the site (``knowledge/gates.html#x``) as a link from a document."""
    return posixpath.relpath(address, posixpath.dirname(document) or ".")
