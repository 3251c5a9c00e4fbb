"""A page as a reader meets it: its words block by block, its links, and whether it carries scripts."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "figcaption",
        "summary",
        "div",
        "section",
        "figure",
        "ul",
        "dl",
        "details",
    }
)
_EMPTY = frozenset({"br", "path", "input", "meta", "link", "img", "circle", "rect", "hr"})
_APART = frozenset({"head", "header", "footer", "svg", "script", "form"})


class Page(HTMLParser):
    """What stands in the page's main part in its own language; sources and clinicians' words are set apart."""

    def __init__(self, html: str, language: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self._language, self._open, self._now = language, [("", False)], ""
        self.feed(html)
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids.add(given.get("id") or "")
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        if tag in _EMPTY:
            return
        if tag in _BLOCKS:
            self._end()
        classes = given.get("class") or ""
        foreign = tag != "html" and given.get("lang", self._language) != self._language
        apart = tag in _APART or foreign or given.get("id") == "sources" or "app-mark" in classes
        self._open.append((tag, self._open[-1][1] or apart or "app-foreign" in classes))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end()
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._open[-1][1]:
            self._now += data

    def _end(self) -> None:
        said, self._now = " ".join(self._now.split()), ""
        if said:
            self.words.append(said)
