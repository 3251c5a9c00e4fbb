"""Documents of the repository as pages of the site: taken as they stand, their links led to the pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from .document import Document
from .places import ROOT

WHOLE = {
    "CONTRIBUTING.md": "contribute/contributing",
    "docs/installing.md": "integrate/installing",
    "docs/knowledge.md": "contribute/writing-knowledge",
    "SECURITY.md": "contribute/security",
    "CODE_OF_CONDUCT.md": "contribute/conduct",
    "CHANGELOG.md": "contribute/changelog",
    "src/sequela/validation/results/report.md": "validation",
}
"""Documents that become one page each, if they exist."""
_BELOW = {"validation": '\n<p>With its pictures, as one file: <a href="report.html">the report</a>.</p>\n'}
"""What the site says below a document."""
FOLDERS = {
    "docs/decisions": "decisions/index",
    "src/sequela/knowledge/data": "knowledge/index",
    "src/sequela/assess.py": "api/index",
}
"""What documents link to that is no document: the page that stands for it."""
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


class MissingPartError(LookupError):
    """A document has lost a heading that a page of the site takes its text from."""


def documents() -> Iterator[Document]:
    """All whole documents and the decisions, with the page that lists these."""
    for name, path in WHOLE.items():
        if (ROOT / name).exists():
            yield Document(path=path, text=led(_read(name), name, path) + _BELOW.get(path, ""))
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    for file in decisions:
        path = f"decisions/{file.stem}"
        yield Document(path=path, text=led(_read(f"docs/decisions/{file.name}"), f"docs/decisions/{file.name}", path))
    entries = "\n".join(file.stem for file in decisions)
    text = (
        "# Decisions\n\nWhat a successor would question, why it was decided so, and what it costs.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{entries}\n```\n"
    )
    yield Document(path="decisions/index", text=text)


def part(name: str, heading: str, path: str) -> str:
    """The text under a heading of a document, without the heading, for a page at `path`.

    Under its title stands what comes before the next heading; under any other what comes before one of its own rank.
    """
    text = _read(name)
    hidden = _FENCE.sub(lambda fence: " " * len(fence.group()), text)
    found = list(_HEADING.finditer(hidden))
    for at, match in enumerate(found):
        if match.group(2) == heading:
            rank = len(match.group(1))
            later = (m.start() for m in found[at + 1 :] if rank == 1 or len(m.group(1)) <= rank)
            return led(text[match.end() : next(later, len(text))].strip() + "\n", name, path)
    raise MissingPartError(f"{name} has no heading {heading!r} any more; {path} of the site takes its text from there")


def led(text: str, name: str, path: str) -> str:
    """The text with its links leading to pages of the site; what has no page is left as plain words."""

    def lead(match: re.Match[str]) -> str:
        picture, words, target = match.groups()
        if "://" in target or target.startswith("#"):
            return match.group()
        file, _, anchor = target.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
        if picture:
            return f"![{words}]({posixpath.relpath(f'pictures/{Path(place).name}', posixpath.dirname(path) or '.')})"
        page = page_for(place)
        if page is None:
            return words
        link = posixpath.relpath(page, posixpath.dirname(path) or ".")
        return f"[{words}]({link}.md{f'#{anchor}' if anchor else ''})"

    return _LINK.sub(lead, text)


def page_for(place: str) -> str | None:
    """The page of the site for a path of the repository."""
    if place in WHOLE:
        return WHOLE[place] if (ROOT / place).exists() else None
    if place.startswith("docs/decisions/"):
        return f"decisions/{Path(place).stem}"
    return {"README.md": "index", **FOLDERS}.get(place)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
