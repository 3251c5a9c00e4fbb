"""An HTML page read back: its elements, anchors, links, headings and words, by the standard library's parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})


@dataclass
class Element:
    """An element with what is inside it, in order: words and elements."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """All words in it, blanks as one."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        return "".join(part if isinstance(part, str) else part._words() for part in self.inside)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element in it, or those of these tags, in the order of the page."""
        for part in self.inside:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def of_class(self, name: str) -> list[Element]:
        """Every element in it that has this class."""
        return [e for e in self.all() if name in e.attributes.get("class", "").split()]

    def named(self, anchor: str) -> Element:
        """The element of this id."""
        return next(e for e in self.all() if e.attributes.get("id") == anchor)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """The page of a text; every element must be closed by its own end."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root
