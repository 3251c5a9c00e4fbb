"""Data of the validation itself: one strict YAML file, read and checked like the knowledge, apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from sequela.knowledge.check import Record, records
from sequela.knowledge.documents import Item
from sequela.knowledge.problem import KnowledgeError, Problem
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.strict import Place, StrictError, decode, parse_yaml

T = TypeVar("T")

PACKAGED = Path(__file__).parent / "data"
"""The files that come with the product."""


def read_record(path: Path, schema: type[T]) -> tuple[T, Record]:
    """The one record a file holds, and where each thing in it stands. Raises `KnowledgeError` with every fault."""
    lines: dict[Place, int] = {}
    try:
        value = parse_yaml(decode(path.read_bytes(), path.name), path.name, lines)
    except StrictError as error:
        raise KnowledgeError(
            [Problem(file=path.name, message=error.message, mend=error.mend, line=error.line)]
        ) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KnowledgeError([Problem(file=path.name, message=f"cannot be read: {why}", mend="name a file")]) from error
    problems: list[Problem] = []
    item = Item(kind=path.stem, file=path.name, place=(), value=value, lines=lines)
    found = list(records([item], problems, {path.stem: schema}))
    if problems:
        raise KnowledgeError(problems)
    record = found[0]
    if not isinstance(record.value, schema):  # what `records` makes of this kind is the schema
        raise TypeError(f"{path.name} holds another record")
    return record.value, record


def publication(knowledge: Knowledge, name: str, own: Mapping[str, Source]) -> Source | None:
    """A publication by its id: of the knowledge, else of the file itself; None if neither has it."""
    known = next((s for s in knowledge.sources.values() if s.id == name), None)
    return known if known is not None else own.get(name)


def source_problems(knowledge: Knowledge, sources: tuple[Source, ...], record: Record) -> list[Problem]:
    """The file's own sources must be new to the knowledge and lead somewhere."""
    problems = []
    for i, source in enumerate(sources):
        at = ("sources", i)
        if source.id in knowledge.sources:
            problems.append(
                record.problem(f"the knowledge has {source.id!r} already", "remove it here, its id is enough", at)
            )
        if not (source.doi or source.pmid or source.url):
            problems.append(record.problem(f"{source.id!r} leads nowhere", "add its doi, pmid or url", at))
    return problems
