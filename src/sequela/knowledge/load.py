"""Read the knowledge: files, check, cache. The one way by which the product comes to know anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from sequela.knowledge import cache as kept
from sequela.knowledge.files import fingerprint, read_files
from sequela.knowledge.problem import KnowledgeError, Problem, in_order
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sequela.knowledge.check import Record

T = TypeVar("T")

PACKAGED = Path(__file__).parent / "data"
"""The knowledge that comes with the product."""


@frozen
class Reading:
    """The knowledge together with where each record was read; for lint and other upkeep."""

    knowledge: Knowledge
    records: tuple[Record, ...]

    def of(self, wanted: type[T]) -> Iterator[tuple[Record, T]]:
        """The records of one class with their places, in the order of the files."""
        for record in self.records:
            if isinstance(record.value, wanted):
                yield record, record.value


def load_knowledge(folder: Path | None = None, cache: Path | Literal["default"] | None = "default") -> Knowledge:
    """The checked knowledge in `folder` (the packaged one if None).

    `cache` is the folder that keeps checked knowledge between processes: ``"default"`` is the user's own (see
    `sequela.knowledge.cache.default_folder`), None keeps nothing. Raises `KnowledgeError` with every problem
    found.
    """
    place = PACKAGED if folder is None else folder
    files = read_files(place)
    sha256 = fingerprint(files)
    where = kept.default_folder(os.environ) if cache == "default" else cache
    if where is None:
        return _checked(files, sha256).knowledge
    key = kept.key_of(sha256)
    found = kept.read(where, place, key)
    if found is None:
        found = _checked(files, sha256).knowledge
        kept.write(where, place, key, found)
    return found


def read_knowledge(folder: Path | None = None) -> Reading:
    """The knowledge and its records with their places, always from the files. Raises `KnowledgeError`."""
    files = read_files(PACKAGED if folder is None else folder)
    return _checked(files, fingerprint(files))


def _checked(files: tuple[tuple[str, bytes], ...], sha256: str) -> Reading:
    from sequela.knowledge.check import assembled, records
    from sequela.knowledge.documents import items, version_of

    problems: list[Problem] = []
    version = version_of(files, problems)
    found = tuple(records(items(files, problems), problems))
    knowledge = assembled(version, sha256, found, problems)
    if not problems:
        problems.extend(_missing(knowledge, files))
    if problems:
        raise KnowledgeError(in_order(problems))
    return Reading(knowledge=knowledge, records=found)


NEEDED = ("mechanisms", "red_flags", "factors", "conventions")
"""Kinds without which an assessment would be silent where it must speak: no red flags would read as no danger."""


def _missing(knowledge: Knowledge, files: tuple[tuple[str, bytes], ...]) -> Iterator[Problem]:
    from sequela.knowledge.documents import kind_of

    for kind in NEEDED:
        if not getattr(knowledge, kind):
            message = f"the knowledge has no {kind.replace('_', ' ')}"
            file = next((name for name, _ in files if kind_of(name) == kind), f"{kind}.yaml")
            yield Problem(file=file, message=message, mend="write or restore at least one: no assessment without")
