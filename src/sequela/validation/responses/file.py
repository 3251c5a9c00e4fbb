"""The file beside the knowledge's outcomes: studies no treatment reckons from, and what is no response to pain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Literal

from sequela.knowledge.check import Record
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import KnowledgeError, Problem, in_order
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen
from sequela.validation.data_file import PACKAGED, publication, read_record, source_problems

FILE = PACKAGED / "responses.yaml"

Operated = Literal["yes", "no", "mixed", "unknown"]


@frozen
class HeldOut:
    """n of N people helped, in a study that the treatment's own outcomes do not contain.

    helps
        mechanisms or patterns the study selected for; `looser` as in the knowledge.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = FORBID_EXTRA

    id: str
    treatment: str
    helps: tuple[str, ...]
    measure: str
    looser: bool = False
    months: float
    n: int
    N: int
    derived: str | None = None
    operated: Operated


@frozen
class NoResponse:
    """An outcome of the knowledge that counts something else than people helped in their pain."""

    __pydantic_config__: ClassVar[dict[str, str]] = FORBID_EXTRA

    treatment: str
    source: str
    because: str


@frozen
class Responses:
    """The whole file. `one_study`: publications of the same trial, which are left out together."""

    __pydantic_config__: ClassVar[dict[str, str]] = FORBID_EXTRA

    held_out: tuple[HeldOut, ...]
    one_study: tuple[tuple[str, ...], ...] = ()
    no_response: tuple[NoResponse, ...] = ()
    sources: tuple[Source, ...] = ()

    def trial(self, source: str) -> str:
        """The trial a publication belongs to, by the first of its publications."""
        return next((same[0] for same in self.one_study if source in same), source)


def read_responses(knowledge: Knowledge, path: Path = FILE) -> Responses:
    """The checked file. Raises `KnowledgeError` with every fault, its place and its mend."""
    found, record = read_record(path, Responses)
    problems = source_problems(knowledge, found.sources, record)
    own = {str(s.id): s for s in found.sources}
    for i, held in enumerate(found.held_out):
        at = ("held_out", i)
        if publication(knowledge, held.id, own) is None:
            mend = "add it under sources with cite and doi, pmid or url, or use the id the knowledge has for it"
            problems.append(record.problem(f"{held.id!r} is no publication known here", mend, (*at, "id")))
        if not 0 <= held.n <= held.N or held.N == 0:
            mend = "n is counted among N people"
            problems.append(record.problem(f"{held.n} of {held.N} is no share", mend, (*at, "n")))
        problems.extend(_treatment(knowledge, held.treatment, record, (*at, "treatment")))
        problems.extend(_helps(knowledge, held, record, i))
        if held.id in outcome_sources(knowledge, held.treatment):
            message = f"{held.treatment} reckons from {held.id!r}, so it is not held out"
            problems.append(record.problem(message, "remove it: it is tested by leaving it out", (*at, "id")))
    for i, no in enumerate(found.no_response):
        problems.extend(_treatment(knowledge, no.treatment, record, ("no_response", i, "treatment")))
        known = outcome_sources(knowledge, no.treatment)
        if no.treatment in knowledge.treatments and no.source not in known:
            message = f"{no.treatment} has no outcome of {no.source!r}"
            problems.append(record.problem(message, _accepted(no.source, known), ("no_response", i, "source")))
    if problems:
        raise KnowledgeError(in_order(problems))
    return found


def outcome_sources(knowledge: Knowledge, treatment: str) -> tuple[str, ...]:
    """The studies that a treatment's outcomes come from."""
    known = knowledge.treatments.get(treatment)
    return () if known is None else tuple(str(o.share.source) for o in known.outcomes if o.share.source is not None)


def _treatment(knowledge: Knowledge, name: str, record: Record, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if name not in knowledge.treatments:
        yield record.problem(f"{name!r} is no treatment", _accepted(name, tuple(knowledge.treatments)), at)


def _helps(knowledge: Knowledge, held: HeldOut, record: Record, i: int) -> Iterator[Problem]:
    known = (*knowledge.mechanisms, *knowledge.groups, *knowledge.patterns)
    for name in held.helps:
        if name not in known:
            message = f"{name!r} is no mechanism, group or pattern"
            yield record.problem(message, _accepted(name, known), ("held_out", i, "helps"))


def _accepted(word: str, known: tuple[str, ...]) -> str:
    near = nearest(word, known, limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(known)}"
