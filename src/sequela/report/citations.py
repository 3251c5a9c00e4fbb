"""Sources as they are cited: numbered in the order in which they are first used, in full at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.schema import Source, SourceId


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
        numbers = [self._cited.setdefault(part, len(self._cited) + 1) for part in parts]
        return f"[{', '.join(map(str, sorted(numbers)))}]"

    def full(self) -> Iterator[tuple[int, str]]:
        """Every source cited so far, with its number, in full with its address."""
        for identifier, number in self._cited.items():
            yield number, in_full(self._sources[SourceId(identifier)])


def in_full(source: Source) -> str:
    """A publication with its DOI, PubMed number and address, as far as it has them."""
    marks = [
        f"doi:{source.doi}" if source.doi else "",
        f"PMID {source.pmid}" if source.pmid else "",
        source.url if source.url and not source.doi else "",
    ]
    return ". ".join(part for part in (source.cite.rstrip("."), *marks) if part)
