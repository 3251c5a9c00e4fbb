"""Words of the knowledge as HTML: ids in them become links, rules become lists."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, SourceId

from .addresses import Addresses
from .document import relative

_ID = re.compile(r"\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*\b")


class Wording:
    """Turns the words of one document into HTML."""

    def __init__(self, knowledge: Knowledge, addresses: Addresses, document: str) -> None:
        """`document`: the page on which the words stand, from which links lead."""
        self._knowledge, self._addresses, self._document = knowledge, addresses, document

    def link(self, name: str | None) -> str | None:
        """The link from this document to ``kind:id``; None if that has no place, or is this page."""
        address = None if name is None else self._addresses.of(name)
        if address is None or address == f"{self._document}.html":
            return None
        return relative(self._document, address)

    def text(self, words: str) -> Markup:
        """Words with every publication they name linked."""
        return self._linked(words, finding=False)

    def lines(self, words: str) -> Markup:
        """Lines of words: a rule with its parts as a list of lists, anything else as paragraphs."""
        lines = [line for line in words.splitlines() if line.strip()]
        if any(line.startswith(" ") for line in lines) or self._is_statement(lines):
            return Markup('<ul class="rule">{}</ul>').format(self._list(lines, 0))
        return Markup("").join(Markup("<p>{}</p>").format(self.text(line.strip())) for line in lines)

    def _is_statement(self, lines: list[str]) -> bool:
        return len(lines) == 1 and FindingId(lines[0].split()[0]) in self._knowledge.findings

    def _list(self, lines: list[str], indent: int) -> Markup:
        """The items that begin at `indent`, each with the deeper lines below it."""
        out, at = Markup(""), 0
        while at < len(lines):
            end = at + 1
            while end < len(lines) and _indent(lines[end]) > indent:
                end += 1
            below = lines[at + 1 : end]
            inner = Markup("<ul>{}</ul>").format(self._list(below, _indent(below[0]))) if below else ""
            out += Markup("<li>{}{}</li>").format(self._linked(lines[at].strip(), finding=True), inner)
            at = end
        return out

    def _linked(self, words: str, *, finding: bool) -> Markup:
        """Publications as links; with `finding`, a finding that begins the words by its label."""
        out, at = Markup(""), 0
        for found in _ID.finditer(words):
            shown = self._named(found.group(), finding=finding and found.start() == 0)
            if shown is not None:
                out += escape(words[at : found.start()]) + shown
                at = found.end()
        return out + escape(words[at:])

    def _named(self, word: str, *, finding: bool) -> Markup | None:
        if finding and FindingId(word) in self._knowledge.findings:
            label = self._knowledge.findings[FindingId(word)].label.en
            return self._anchor(f"finding:{word}", label)
        if SourceId(word) in self._knowledge.sources and not word.isalpha():
            return self._anchor(f"source:{word}", word)
        return None

    def _anchor(self, name: str, label: str) -> Markup:
        link = self.link(name)
        return escape(label) if link is None else Markup('<a href="{}">{}</a>').format(link, label)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
