"""Sources as they are cited: numbered in the order in which they are first used, in full at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import SourceId

READ_WORDS = {
    "abstract": "abstract read",
    "full_text": "full text read",
    "secondary": "known from another publication",
    "guideline": "guideline read",
    "summary": "summary read",
}

OPERATED_WORDS = {
    "yes": "operated patients",
    "no": "patients not operated on",
    "mixed": "operated and other patients",
    "unknown": "operated or not: not stated",
}
"""Whether a study's patients had spine surgery before."""


class Citations:
    """Numbers the sources of one document as they are cited."""

    def __init__(self, sources: Mapping[SourceId, Source]) -> None:
        """`sources`: those of the knowledge, by id."""
        self._sources = sources
        self._cited: dict[str, int] = {}

    def cite(self, origin: str) -> str:
        """The mark of an origin: ``[1]`` or ``[1, 2]`` for source ids, the words themselves for anything else."""
        parts = [part.strip() for part in origin.split(",")]
        if not all(SourceId(part) in self._sources for part in parts):
            return f"[{origin}]"
        return f"[{', '.join(map(str, sorted(map(self.number, parts))))}]"

    def number(self, identifier: str) -> int:
        """The number of a source, given when it is first asked for."""
        return self._cited.setdefault(identifier, len(self._cited) + 1)

    def known(self, identifier: str) -> bool:
        """True if there is a source of this id."""
        return SourceId(identifier) in self._sources

    def cited(self) -> Iterator[tuple[int, Source]]:
        """Every source cited so far, with its number."""
        for identifier, number in self._cited.items():
            yield number, self._sources[SourceId(identifier)]

    def full(self) -> Iterator[tuple[int, str]]:
        """Every source cited so far, with its number, in full with its address."""
        for number, source in self.cited():
            yield number, in_full(source)


def in_full(source: Source) -> str:
    """A publication with its DOI, PubMed number and address, as far as it has them."""
    marks = [
        f"doi:{source.doi}" if source.doi else "",
        f"PMID {source.pmid}" if source.pmid else "",
        source.url if source.url and not source.doi else "",
    ]
    return ". ".join(part for part in (source.cite.rstrip("."), *marks) if part)


def address(source: Source) -> str | None:
    """The link to a source, made from its DOI or PubMed number where it has one; only a web address is a link."""
    if source.doi is not None:
        return f"https://doi.org/{source.doi}"
    if source.pmid is not None:
        return f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
    return source.url if source.url and source.url.startswith(("https://", "http://")) else None
