"""The contents of what can be read, and which page explains a mechanism."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.knowledge.schema.education import EducationPage
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import MechanismId
from sequela.records import frozen
from sequela.report.letters.plain_names import TESTS, TREATMENTS

URGENT = "help_now"
FIRST = (
    "what_it_is",
    "why_it_hurts",
    "how_it_feels",
    "how_it_is_found",
    "options",
    "living_with_it",
    "your_visit",
    "was_my_surgery_a_failure",
    "do_i_need_another_operation",
    "can_nerve_pain_improve",
    "can_injections_still_help",
)
"""Topics and questions in the order in which people come to them; the others follow by title."""
KINDS = ("topic", "question", "claim", "mechanism")


@frozen
class Entry:
    """A line of the contents. `language` is that of its words."""

    address: str
    title: str
    summary: str
    language: str


@frozen
class Chapter:
    """A part of the contents; `id` is a kind of page, ``test``, or a stage of treatment."""

    id: str
    entries: tuple[Entry, ...]


@frozen
class Contents:
    """All that can be read: pages by kind, then tests, then treatments."""

    chapters: tuple[Chapter, ...]


STAGES = ("self_care", "conservative", "medicine", "injection", "ablation", "neuromodulation", "operation", "other")
"""Treatments in the order of care, from what harms least on."""


def contents(knowledge: Knowledge, language: str) -> Contents:
    """Everything there is to read in this language."""
    pages = [Chapter(id=kind, entries=_pages(kind, knowledge, language)) for kind in KINDS]
    tests = Chapter(id="test", entries=_by_title(test_entry(name, language) for name in knowledge.tests))
    stages = [
        Chapter(
            id=stage,
            entries=_by_title(
                treatment_entry(t, language) for t in knowledge.treatments if stage_of(t, knowledge) == stage
            ),
        )
        for stage in STAGES
    ]
    return Contents(chapters=tuple(chapter for chapter in (*pages, tests, *stages) if chapter.entries))


def page_of(topic: str, knowledge: Knowledge, language: str) -> EducationPage | None:
    """The page of a topic in this language, else in English."""
    return knowledge.education.get(f"{language}/{topic}") or knowledge.education.get(f"en/{topic}")


def explained(mechanism: MechanismId, knowledge: Knowledge, language: str) -> Entry | None:
    """The page that explains a mechanism: its own, else that of the group it belongs to."""
    found = knowledge.mechanisms.get(mechanism)
    topics = (str(mechanism), str(found.part_of) if found is not None and found.part_of is not None else "")
    pages = (page_of(topic, knowledge, language) for topic in topics)
    return next((_page(page) for page in pages if page is not None), None)


def stage_of(treatment: str, knowledge: Knowledge) -> str:
    """The stage of care of a treatment."""
    care = knowledge.treatments[treatment].care
    return "other" if care is None else care.stage


def capital(words: str) -> str:
    """The words with a capital at their head, as a title has it."""
    return words[:1].upper() + words[1:]


def _pages(kind: str, knowledge: Knowledge, language: str) -> tuple[Entry, ...]:
    topics = {page.id.partition("/")[2] for page in knowledge.education.values() if page.kind == kind}
    pages = [page for topic in topics if (page := page_of(topic, knowledge, language)) is not None]
    return tuple(_page(page) for page in sorted(pages, key=_order))


def _order(page: EducationPage) -> tuple[int, str]:
    topic = page.id.partition("/")[2]
    return (FIRST.index(topic) if topic in FIRST else len(FIRST), page.title)


def _page(page: EducationPage) -> Entry:
    language, _, topic = page.id.partition("/")
    return Entry(address=f"/learn/{topic}", title=page.title, summary=page.summary, language=language)


def test_entry(name: str, language: str) -> Entry:
    """The line of a test."""
    plain = TESTS[name][language]
    return Entry(address=f"/learn/tests/{name}", title=capital(plain.name), summary=plain.what, language=language)


def treatment_entry(name: str, language: str) -> Entry:
    """The line of a treatment."""
    plain = TREATMENTS[name][language]
    return Entry(address=f"/learn/treatments/{name}", title=capital(plain.name), summary=plain.what, language=language)


def _by_title(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.title))
