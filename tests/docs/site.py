"""The built site as a reader's browser sees it: its pages, their links, anchors and what they load."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
LOADS = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
}
FETCHED = {"stylesheet", "icon", "preload", "shortcut icon", "modulepreload", "manifest", "preconnect", "dns-prefetch"}
"""Kinds of <link> by which a browser fetches or connects; the others only name a page."""


@dataclass
class Page(HTMLParser):
    """One page: the links in it, the anchors it has, the addresses it loads."""

    path: Path
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.path.read_text(encoding="utf-8"))

    def __hash__(self) -> int:
        return hash(self.path)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.anchors |= {known[name] for name in ("id", "name") if known.get(name)}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        if tag in LOADS and LOADS[tag] in known and (tag != "link" or known.get("rel", "") in FETCHED):
            self.loads.append(known[LOADS[tag]])
        if "srcset" in known:
            self.loads += [part.split()[0] for part in known["srcset"].split(",")]


@dataclass(frozen=True)
class Site:
    """All pages below a folder."""

    folder: Path

    @cached_property
    def pages(self) -> dict[Path, Page]:
        return {path: Page(path) for path in sorted(self.folder.rglob("*.html")) if "_static" not in path.parts}

    def address(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def broken(self, page: Page) -> list[str]:
        """The links of a page inside the site that lead nowhere."""
        return [link for link in page.links if not outside(link) and not self._leads(page, link)]

    def _leads(self, page: Page, link: str) -> bool:
        file, _, anchor = link.partition("#")
        target = (page.path.parent / unquote(file.split("?")[0])).resolve() if file else page.path
        if target.suffix != ".html" or "_static" in target.parts:
            return target.is_file()
        return target in self.pages and (not anchor or unquote(anchor) in self.pages[target].anchors)


def outside(address: str) -> bool:
    """Whether an address leads away from the site."""
    return "://" in address or address.startswith(("//", "mailto:"))
